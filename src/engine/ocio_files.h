// The LUT files that a config names.
#pragma once
#include <set>
#include <string>

#include "engine/ocio_detail.h"

namespace umber::engine::ocio_detail {

// Those of its spaces, looks, view transforms and named transforms, as the config writes them, by name.
std::set<std::string> files_named_by(const ocio::Config& config);

}  // namespace umber::engine::ocio_detail

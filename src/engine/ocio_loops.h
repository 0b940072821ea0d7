// A config whose spaces are defined by themselves, which OpenColorIO follows until the stack ends.
#pragma once
#include <string>

#include "engine/ocio_detail.h"

namespace umber::engine::ocio_detail {

// Throws Error naming `file` and the spaces or looks that lead round in a circle, or through more than a hundred
// others.
void refuse_loops(const ocio::Config& config, const std::string& file);

}  // namespace umber::engine::ocio_detail

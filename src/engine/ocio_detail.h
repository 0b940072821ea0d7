// What ocio_code.cpp and ocio_config.cpp share of OpenColorIO's own types.
#pragma once
#include <OpenColorIO/OpenColorIO.h>

#include <cstdint>
#include <functional>
#include <string>

#include "core/file.h"
#include "engine/ocio_code.h"

namespace umber::engine::ocio_detail {

namespace ocio = OCIO_NAMESPACE;

inline ocio::TransformDirection direction(bool inverse) {
    return inverse ? ocio::TRANSFORM_DIR_INVERSE : ocio::TRANSFORM_DIR_FORWARD;
}

// OCIO's messages as the rest of one sentence, without what its reader was told already.
std::string one_line(std::string text);

// OCIO's own words go where ours do, each once: it repeats them whenever a config is looked at.
void log_through_ours();

// FNV-1a.
std::uint64_t hash(std::uint64_t state, const void* data, std::size_t bytes);
inline constexpr std::uint64_t hash_of_nothing = 14695981039346656037ull;

// The code of a processor: extracted once, then remembered by `key`, which says all that the transform depends on,
// for as long as the files that OCIO read for it stay as they are. `subject` begins the Error of what can't be made.
std::shared_ptr<const OcioCode> extracted(const std::string& key, const std::string& subject,
                                          const std::function<ocio::ConstProcessorRcPtr()>& processor);

}  // namespace umber::engine::ocio_detail

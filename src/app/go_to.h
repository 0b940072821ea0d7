// Where the playhead goes by what was typed in the timecode's place.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/timecode.h"

namespace umber::app {

// The frame's index, from 0, that `text` names in a clip of `frames`: a timecode of a clip that begins at `start` (as
// frame_at() reads it), a frame's number as the transport shows it, from 1, or "+10" and "-10" from the frame `now`.
// Nothing where `text` is none of these, or what it names lies outside the clip.
std::optional<std::int64_t> frame_named(std::string_view text, Timecode start, std::int64_t frames, std::int64_t now);

}  // namespace umber::app

// SMPTE ST 12-1 timecode: frame counts <-> hh:mm:ss:ff (hh:mm:ss;ff for drop frame).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/rational.h"

namespace umber {

struct Timecode {
    std::int64_t frames = 0;  // since 00:00:00:00, in counted frames
    int base = 25;            // frames counted a second: 24, 25, 30, 50, 60…
    bool drop_frame = false;  // only with base 30 or 60
    friend bool operator==(const Timecode&, const Timecode&) = default;
};

// The whole number of frames that timecode counts in a second at `rate` (30000/1001 -> 30; 27.02 -> 27).
int timecode_base(Rational rate);

// "01:00:00:00" or "01:00:00;00" (also with '.' or ',' before the frames); nothing where `text` is no timecode or names
// a frame number that drop-frame counting leaves out or that is not below the base.
std::optional<Timecode> parse_timecode(std::string_view text, int base);

// Wraps at 24 hours, as recorders do.
std::string to_string(Timecode timecode);

// `timecode` moved on by `frames`.
Timecode advance(Timecode timecode, std::int64_t frames);

// How many frames after `start` the timecode `text` is, where `start` is a clip's first frame: colons throughout do for
// a drop-frame clip too, and a clip that runs past midnight goes on at 00:00:00:00. Nothing where `text` is no
// timecode.
std::optional<std::int64_t> frame_at(std::string_view text, Timecode start);

}  // namespace umber

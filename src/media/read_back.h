// What a file that was just written says of itself, by FFmpeg's demuxer and decoder.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "color/tags.h"
#include "core/timecode.h"
#include "media/encoder.h"
#include "media/hdr_metadata.h"

namespace umber::media {

struct ReadBack {
    std::int64_t frames = 0;
    color::Tags container;  // as the container says
    color::Tags bitstream;  // as the first decoded picture says
    std::optional<Timecode> timecode;
    HdrMetadata container_hdr, bitstream_hdr;
    std::optional<Rational> sample_aspect_ratio;  // nothing where it says none
};

// Reads a movie or one picture. Counts by the container's index where it has one, else by reading every packet; decodes
// the first picture. `timecode_base`: frames counted a second. Throws Error naming `shown`, which `path` is
// to become, where it can't be read.
ReadBack read_back(const std::filesystem::path& path, const std::filesystem::path& shown, int timecode_base);

// What was asked for.
struct Asked {
    color::Tags tags;
    std::int64_t frames = 0;
    std::optional<Timecode> timecode;
    HdrMetadata hdr;
    Rational sample_aspect_ratio{1, 1};
};

// The closing line and notes on every difference between what was asked and what is in the file.
WrittenInfo compare(const ReadBack& found, const Asked& asked);

}  // namespace umber::media

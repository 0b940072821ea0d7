// What FFmpeg's DPX and PNG encoders leave out of a picture's header: colour, timecode and frame rate.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "color/tags.h"
#include "core/rational.h"
#include "core/timecode.h"

namespace umber::media {

// SMPTE ST 268-1 header of `picture` (a whole DPX file as FFmpeg writes it): transfer and colorimetry of the image
// element, timecode (up to 30 frames a second: its two bits of tens hold no more) and frame rate of film and television
// headers. What the standard has no number for becomes "unspecified video".
void complete_dpx_header(std::vector<std::uint8_t>& picture, const color::Tags& tags, std::optional<Timecode> timecode,
                         std::optional<Rational> frame_rate);

// What a DPX file's first image element says of its colours, as metadata: "dpx.transfer" and "dpx.colorimetric" (the
// numbers of ST 268-1's tables 5A and 5B) and "dpx.bits". Empty for what is no DPX file.
std::vector<std::pair<std::string, std::string>> dpx_colours(const std::filesystem::path& file);

// Adds the cICP chunk (PNG third edition, 11.3.2.6) after the header of `picture`, a whole PNG file, where primaries
// and transfer are both known and FFmpeg has not written one.
void complete_png_header(std::vector<std::uint8_t>& picture, const color::Tags& tags);

// Primaries and transfer of a PNG's cICP chunk; nothing where it has none.
std::optional<color::Tags> png_cicp(const std::vector<std::uint8_t>& picture);

}  // namespace umber::media

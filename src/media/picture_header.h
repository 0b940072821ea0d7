// What FFmpeg's DPX, PNG and DNxHR encoders leave out of a picture's header: colour, timecode and frame rate.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "color/spaces.h"
#include "color/tags.h"
#include "core/rational.h"
#include "core/timecode.h"
#include "media/ffmpeg_handles.h"

namespace umber::media {

// SMPTE ST 268-1 header of `picture` (a whole DPX file as FFmpeg writes it): transfer and colorimetry of the image
// element (printing density and logarithms by `label`), timecode (up to 30 frames a second: its two bits of tens hold
// no more) and frame rate of film and television headers. What the standard has no number for becomes "unspecified
// video".
void complete_dpx_header(std::vector<std::uint8_t>& picture, const color::Tags& tags, const color::SpaceLabel& label,
                         std::optional<Timecode> timecode, std::optional<Rational> frame_rate);

// What a DPX file's first image element says of its colours, as metadata: "dpx.transfer" and "dpx.colorimetric" (the
// numbers of ST 268-1's tables 5A and 5B) and "dpx.bits". Empty for what is no DPX file.
std::vector<std::pair<std::string, std::string>> dpx_colours(const std::filesystem::path& file);

// Adds the cICP chunk (PNG third edition, 11.3.2.6) after the header of `picture`, a whole PNG file, where primaries
// and transfer are both known and FFmpeg has not written one.
void complete_png_header(std::vector<std::uint8_t>& picture, const color::Tags& tags);

// Primaries and transfer of a PNG's cICP chunk; unspecified where it has none, or numbers that are none of H.273's, and
// for what is no PNG.
color::Tags png_cicp(std::string_view picture);
color::Tags png_cicp(const std::filesystem::path& file);

// Whether the television header of a DPX file has a timecode: all ones are none (SMPTE ST 268-1), which FFmpeg reads as
// 45:85:85:85.
bool has_dpx_timecode(const std::filesystem::path& file);

// The colour volume in the frame header of a DNxHR picture (SMPTE ST 2019-1): BT.709's matrix or BT.2020's, of which
// FFmpeg always writes the first, and which decoders believe before the container. Other matrices leave it as it is.
// Throws Error when out of memory.
void complete_dnxhr_header(AVPacket& packet, color::Matrix matrix);

}  // namespace umber::media

// OpenEXR files: what FFmpeg's encoder can't do (half from float planes, chromaticities, timecode, frame rate, PIZ).
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "color/spaces.h"
#include "core/timecode.h"
#include "media/frame.h"

namespace umber::media {

struct ExrSettings {
    bool half = true;                             // else 32-bit float
    std::string compression = "zip";              // none, rle, zips, zip, piz, pxr24, b44, b44a, dwaa, dwab
    int threads = 0;                              // for compression; 0: all cores
    std::optional<Rational> frame_rate;           // framesPerSecond
    std::optional<Timecode> timecode;             // timeCode
    Rational sample_aspect_ratio{1, 1};           // pixelAspectRatio
    color::SpaceLabel label{};                    // chromaticities, and colorSpace: its name
    std::map<std::string, std::string> metadata;  // as string attributes; names that OpenEXR reserves are left out
};

// Formats that write_exr takes: "gbrpf32le", "gbrapf32le", and of halves "gbrpf16le", "gbrapf16le" (written as half
// only).
bool is_exr_format(const PixelFormat& format);

// Writes `frame` to `path` (not atomically: give it a temporary name) with channels R, G, B[, A]. Half values are
// rounded to nearest even; finite values beyond ±65504 become ±65504, infinities and NaN stay. The chromaticities
// attribute is written where the label has some, else where frame.tags.primaries says which they are; colorSpace, a
// string, where the label has a name. `shown_path` is the name used in an Error: disk
// full, unknown compression, wrong format.
void write_exr(const std::filesystem::path& path, const Frame& frame, const ExrSettings& settings,
               const std::filesystem::path& shown_path);

// What the header of `path` says: primaries by its chromaticities, unspecified where it has none or others; transfer
// linear, unless colorSpace names a space of another.
color::Tags read_exr_tags(const std::filesystem::path& path);
// The timeCode attribute, counted at `base`; nothing where there is none.
std::optional<Timecode> read_exr_timecode(const std::filesystem::path& path, int base);
// Width of a pixel by its height.
Rational read_exr_aspect(const std::filesystem::path& path);

}  // namespace umber::media

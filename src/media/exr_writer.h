// OpenEXR files: what FFmpeg's encoder can't do (half from float planes, chromaticities, timecode, frame rate, PIZ).
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

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
    std::map<std::string, std::string> metadata;  // as string attributes; names that OpenEXR reserves are left out
};

// Formats that write_exr takes: "gbrpf32le", "gbrapf32le", and of halves "gbrpf16le", "gbrapf16le" (written as half
// only).
bool is_exr_format(const PixelFormat& format);

// Writes `frame` to `path` (not atomically: give it a temporary name) with channels R, G, B[, A]. Half values are
// rounded to nearest even; finite values beyond ±65504 become ±65504, infinities and NaN stay. The chromaticities
// attribute is written where frame.tags.primaries says which they are. `shown_path` is the name used in an Error: disk
// full, unknown compression, wrong format.
void write_exr(const std::filesystem::path& path, const Frame& frame, const ExrSettings& settings,
               const std::filesystem::path& shown_path);

// The primaries that the chromaticities attribute of `path` names, or unspecified where it has none or others.
color::Primaries read_exr_primaries(const std::filesystem::path& path);
// The timeCode attribute, counted at `base`; nothing where there is none.
std::optional<Timecode> read_exr_timecode(const std::filesystem::path& path, int base);
// Width of a pixel by its height.
Rational read_exr_aspect(const std::filesystem::path& path);

}  // namespace umber::media

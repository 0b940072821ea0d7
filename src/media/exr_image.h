// One OpenEXR picture: what its header says, and its pixels as planes of halves or floats. Internal to media.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/timecode.h"
#include "media/frame.h"

namespace umber::media {

struct ExrHeader {
    int width = 0, height = 0;  // of the display window: the picture that is shown
    PixelFormat format;         // gbrpf16le where every channel read is half, else gbrpf32le; with alpha, or grey
    std::string compression;    // "zip", "dwaa"…
    color::Primaries primaries = color::Primaries::unspecified;
    color::Transfer transfer = color::Transfer::linear;  // unless colorSpace names a space of another
    Rational pixel_aspect{1, 1};
    std::optional<Rational> frames_per_second;
    std::optional<std::string> timecode;  // "01:00:00:00"
    std::vector<std::string> notes;
    std::vector<std::pair<std::string, std::string>> metadata;
};

// The first part of a file that holds a flat picture. Pixels outside the data window are 0, what lies outside the
// display window is not shown. Values are untouched, NaN and infinity too.
class ExrImage {
public:
    // Throws Error naming the file: not an OpenEXR file, deep pixels, sub-sampled channels, damaged.
    explicit ExrImage(const std::filesystem::path& path);
    ~ExrImage();
    ExrImage(ExrImage&&) noexcept;
    ExrImage& operator=(ExrImage&&) noexcept;

    const ExrHeader& header() const;
    // Pixels in `format`, which is half or float planes (grey, RGB or RGBA; missing colours repeat, missing alpha is
    // 1). Throws Error naming the file where pixels are damaged or missing.
    Frame read(FrameAllocator& allocator, const PixelFormat& format) const;

private:
    struct Opened;
    std::unique_ptr<Opened> opened_;
};

}  // namespace umber::media

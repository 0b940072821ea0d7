// A frame as the bytes that ffmpeg's rawvideo has: what every test of media compares.
#pragma once
#include <string>

#include "media/frame.h"
#include "media/pixel_format.h"

namespace umber::media::test {

// The planes without padding, as `ffmpeg -f rawvideo` writes them.
inline std::string packed(const Frame& frame) {
    std::string bytes;
    for (int i = 0; i < frame.format.planes; ++i) {
        const Plane& plane = frame.plane[static_cast<std::size_t>(i)];
        const std::size_t row = plane_row_bytes(frame.format, i, frame.width);
        for (int y = 0; y < plane.height; ++y)
            bytes.append(reinterpret_cast<const char*>(frame.data(i)) + static_cast<std::size_t>(y) * plane.stride,
                         row);
    }
    return bytes;
}

}  // namespace umber::media::test

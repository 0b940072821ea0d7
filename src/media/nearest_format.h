// Which of an encoder's pixel formats loses the least of a source's.
#pragma once
#include <string>

#include "media/frame.h"

namespace umber::media {

// The format of FFmpeg's encoder `codec` that holds `source` with the least beyond it: the very same where the encoder
// takes it and the engine writes it, else never fewer bits, less chroma or no alpha where there is one that has them,
// and no change of colour model where there is a choice. Only formats that the engine writes: planar, 4:2:0, 4:2:2,
// 4:4:4, RGB or grey. Throws Error where this FFmpeg has no such encoder.
PixelFormat nearest_format(const std::string& codec, const PixelFormat& source);

}  // namespace umber::media

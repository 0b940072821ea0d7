// How FFmpeg's pixel formats and Umber's descriptions of them belong together. Internal to media; users of frames need
// only media/frame.h.
#pragma once
#include <cstddef>

#include "media/ffmpeg_handles.h"
#include "media/frame.h"

namespace umber::media {

// True where every component is whole bytes (1, 2 or 4 of them, aligned) at an even distance, all of one depth: then
// kernels read the planes as they are.
bool readable_as_planes(AVPixelFormat format);

// The description of a format that is readable as planes. Throws Error otherwise, naming it.
PixelFormat describe(AVPixelFormat format);

// FFmpeg's format of that name; AV_PIX_FMT_NONE for the half-float planes that only Umber has ("gbrpf16le").
AVPixelFormat av_format(const PixelFormat& format);

// The planar format that holds every value of a format which is not readable as planes (palette, bit-packed, Bayer):
// pal8 -> gbrap, monob -> gray, rgb565 -> gbrp, x2rgb10 -> gbrp10le… Throws Error for hardware formats.
AVPixelFormat wider_format(AVPixelFormat format);

// Planar half floats "gbrpf16le", "gbrapf16le", "grayf16le", which FFmpeg 5.1 has no names for; `components`: 1, 3, 4.
PixelFormat half_planes(int components);
// Planar 32-bit floats "grayf32le", "gbrpf32le", "gbrapf32le"; `components`: 1, 3, 4.
PixelFormat float_planes(int components);

// Samples in a row, or rows, of one component of a picture that is `size` wide or high.
int component_width(const PixelFormat& format, int component, int width);
int component_height(const PixelFormat& format, int component, int height);

// Bytes of a row of plane `plane`, rows of it, without padding.
std::size_t plane_row_bytes(const PixelFormat& format, int plane, int width);
int plane_rows(const PixelFormat& format, int plane, int height);
// Plane::width: samples of one component in a row.
int plane_width(const PixelFormat& format, int plane, int width);

}  // namespace umber::media

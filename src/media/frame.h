// A decoded (or to be encoded) picture: planes as they are, in one piece of memory that may be the GPU's own.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "color/tags.h"
#include "core/rational.h"

namespace umber::media {

// How samples lie in memory; the same description as FFmpeg's AVPixFmtDescriptor, so that every format is data.
struct PixelFormat {
    enum class Model { grey, rgb, ycbcr };
    struct Component {
        int plane = 0;
        int step =
            1;  // bytes from one sample to the next in a row (bits for bitstream formats, which are converted first)
        int offset = 0;  // bytes before the first sample of a row
        int shift = 0;   // bits to shift right for the value (P010: 6)
        int depth = 8;   // bits of the value
        friend bool operator==(const Component&, const Component&) = default;
    };

    std::string name;  // FFmpeg's: "yuv420p", "p010le", "gbrpf32le"…
    Model model = Model::rgb;
    int components = 0;  // 1 grey, 2 grey+alpha, 3, 4 with alpha (always last)
    bool alpha = false;
    bool floating = false;  // samples are IEEE floats (half where depth is 16)
    bool big_endian = false;
    int log2_chroma_width = 0;  // 1 where chroma has half the columns
    int log2_chroma_height = 0;
    int planes = 0;
    // In the model's order: Y,Cb,Cr[,A] or R,G,B[,A] or Y[,A].
    std::array<Component, 4> component{};

    int depth() const { return component[0].depth; }
    int bytes_per_sample() const { return (depth() + component[0].shift + 7) / 8; }
    bool planar() const { return planes >= components; }
    friend bool operator==(const PixelFormat&, const PixelFormat&) = default;
};

// By FFmpeg's name; throws Error where FFmpeg has none of that name or it is one that Umber can't read as planes of
// whole bytes (palette, bitstream, hardware, Bayer).
PixelFormat pixel_format(const std::string& name);

// A piece of memory for one frame. The GPU's implementation (engine::GpuFrameMemory) is mapped memory that kernels read
// in place, or that is copied to the device from.
class FrameMemory {
public:
    virtual ~FrameMemory() = default;
    virtual std::span<std::byte> bytes() = 0;
};

// Where frames come from. Implementations are thread-safe, and pool: the memory goes back when the last shared_ptr
// goes.
class FrameAllocator {
public:
    virtual ~FrameAllocator() = default;
    // At least `bytes` long, aligned to 64. Throws Error when out of memory.
    virtual std::shared_ptr<FrameMemory> allocate(std::size_t bytes) = 0;
};

// Plain host memory.
std::shared_ptr<FrameAllocator> host_allocator();

struct Plane {
    std::size_t offset = 0;  // bytes from the start of the memory; a multiple of 16
    std::size_t stride = 0;  // bytes from row to row; a multiple of 16; rows go down
    int width = 0;           // samples in a row (of one component)
    int height = 0;          // rows
};

// Whether a picture is two fields of different times, and which of them is shown first.
enum class Fields { none, top_first, bottom_first };

struct Frame {
    PixelFormat format;
    int width = 0;
    int height = 0;
    color::Tags tags;  // as this frame has them, guesses filled in: nothing unspecified but transfer/primaries
    std::array<Plane, 4> plane{};
    std::shared_ptr<FrameMemory> memory;  // all planes lie in it
    std::int64_t index = 0;               // frame number in its clip, from 0
    Rational time;                        // seconds from the clip's first frame, exact
    Rational duration;                    // seconds that it is shown
    bool damaged = false;                 // its decoder had to make up parts of it
    bool chroma_by_fields = false;        // see chroma_goes_by_fields()

    std::byte* data(int of_plane) const {
        return memory->bytes().data() + plane[static_cast<std::size_t>(of_plane)].offset;
    }
};

// Whether interlaced pictures of this form have their chroma by fields: 4:2:0 and its like, where each field has its
// own rows of chroma between its own rows of luma (H.262 figure 6-2, H.264 figure 6-2). Both fields must have the same
// number of them, which is so of every interlaced format in use.
inline bool chroma_goes_by_fields(const PixelFormat& format, int height) {
    return format.log2_chroma_height == 1 && height % 4 == 0;
}

// Planes for `format` at this size, laid out in memory of `allocator`: strides and offsets multiples of 64, and
// readable 64 bytes past each plane's end, so that kernels and SIMD may read whole words. Contents are not initialised.
Frame allocate_frame(FrameAllocator& allocator, const PixelFormat& format, int width, int height);

}  // namespace umber::media

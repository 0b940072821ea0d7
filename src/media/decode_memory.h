// Lets FFmpeg's decoders write straight into memory of a FrameAllocator, so that a decoded frame isn't copied; and
// brings frames that lie elsewhere, or are of a format that kernels can't read, into such memory with one pass.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "media/ffmpeg_handles.h"
#include "media/frame.h"

namespace umber::media {

class DecodeMemory {
public:
    explicit DecodeMemory(std::shared_ptr<FrameAllocator> allocator);
    ~DecodeMemory();
    DecodeMemory(const DecodeMemory&) = delete;
    DecodeMemory& operator=(const DecodeMemory&) = delete;

    // To be called before avcodec_open2; this object must outlive `context`. Does nothing for decoders that bring their
    // own memory.
    void serve(AVCodecContext* context);

    // `decoded` as a Frame of `format` and its own size: without a copy where it lies in the allocator's memory and has
    // that format, else copied or unpacked once. Tags, index and times are the caller's to fill.
    // Throws Error: out of memory, no way from its format to `format`.
    Frame frame_of(const AVFrame* decoded, const PixelFormat& format);

    // Takes down that the decoder `context` logged an error while it drew a picture: most make up what they can't read
    // and say so nowhere else. Called by FFmpeg's log, on the decoder's threads; `context` may be anybody's.
    static void complain(const AVCodecContext* context, std::string_view line);
    // The packets, by what AVPacket::pts says of each, of whose pictures that was since the last call. A complaint that
    // comes before a picture has memory is the next picture's of the same thread.
    std::vector<std::int64_t> take_complaints();
    // `decoded` has come out: what is said from now on is of another.
    void came_out(const AVFrame* decoded);

private:
    Frame planes_of(const AVFrame* decoded, const PixelFormat& format);
    struct Served;
    struct Adopted;
    static int get_buffer(AVCodecContext* context, AVFrame* frame, int flags);
    std::optional<Frame> adopt(const AVFrame* decoded, const PixelFormat& format) const;

    std::shared_ptr<FrameAllocator> allocator_;
    std::shared_ptr<Served> served_;
    ScalerHandle scaler_;
};

}  // namespace umber::media

// One of FFmpeg's picture encoders: frames in, packets out. Knows nothing of files; movie_encoder, sequence_encoder and
// still put its packets where they belong.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "media/ffmpeg_handles.h"
#include "media/frame.h"
#include "media/hdr_metadata.h"

namespace umber::media {

struct PictureSettings {
    std::string codec;                           // FFmpeg's name of the encoder
    std::string pixel_format;                    // of the frames that come
    std::map<std::string, std::string> options;  // of the encoder, generic or private
    int width = 0, height = 0;
    Rational time_base{1, 25};  // of send()'s times
    Rational frame_rate{25, 1};
    Rational sample_aspect_ratio{1, 1};
    Fields fields = Fields::none;  // ignored where codes_fields() is false
    color::Tags tags;
    HdrMetadata hdr;
    int threads = 0;             // 0: all cores
    bool global_header = false;  // the container keeps the codec's headers
};

// What the pixels of this format can be: RGB has no matrix but the identity and (in files) no range but full.
color::Tags tags_for(const PixelFormat& format, color::Tags tags);

class PictureEncoder {
public:
    // `output` is only the name for errors. Throws Error: this FFmpeg has no such encoder, it doesn't take the pixel
    // format (the message lists those it takes), or refuses the size.
    PictureEncoder(std::filesystem::path output, const PictureSettings& settings);

    const PixelFormat& format() const { return format_; }
    const AVCodecContext* context() const { return context_.get(); }

    // Hands a frame over without copying it: its memory is kept alive until the encoder is done with it. (Where the
    // encoder takes only the other byte order, the samples are swapped into a copy.) Times in time_base.
    void send(const Frame& frame, std::int64_t time, std::int64_t duration);
    // No frame comes after this.
    void flush();
    // False where it wants another frame, or after flush(): where nothing is left. Packets carry the frame's duration.
    bool receive(AVPacket& packet);

private:
    // False where the encoder refuses and `may_fail`; else throws Error.
    bool open(const AVCodec* codec, AVPixelFormat wanted, const PictureSettings& settings,
              std::map<std::string, std::string> options, bool may_fail);
    [[noreturn]] void fail(const LogListener& log, int code, const char* what) const;

    std::filesystem::path output_;
    PixelFormat format_;
    CodecHandle context_;
    FrameHandle frame_;
    bool swap_bytes_ = false;
    // Not every encoder of FFmpeg 5.1 hands durations through.
    std::map<std::int64_t, std::int64_t> durations_;
    std::int64_t sent_ = 0;  // frames
};

}  // namespace umber::media

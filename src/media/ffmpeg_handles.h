// Owners of FFmpeg's objects, its errors as text, and its log. The only header of media that pulls in libav*; what
// differs between FFmpeg's versions stands in ffmpeg_compat.h.
#pragma once
extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/dict.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/timecode.h>
#include <libswscale/swscale.h>
}

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "core/rational.h"

namespace umber::media {

struct InputDeleter {
    void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
// A demuxer, closed with its file.
using InputHandle = std::unique_ptr<AVFormatContext, InputDeleter>;

struct OutputDeleter {
    void operator()(AVFormatContext* context) const {
        if (context->pb && context->oformat && !(context->oformat->flags & AVFMT_NOFILE)) avio_closep(&context->pb);
        avformat_free_context(context);
    }
};
// A muxer; closes its file too, but writes no trailer.
using OutputHandle = std::unique_ptr<AVFormatContext, OutputDeleter>;

struct CodecDeleter {
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
using CodecHandle = std::unique_ptr<AVCodecContext, CodecDeleter>;

struct CodecParametersDeleter {
    void operator()(AVCodecParameters* parameters) const { avcodec_parameters_free(&parameters); }
};
using CodecParametersHandle = std::unique_ptr<AVCodecParameters, CodecParametersDeleter>;

struct FrameDeleter {
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
using FrameHandle = std::unique_ptr<AVFrame, FrameDeleter>;

struct PacketDeleter {
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
using PacketHandle = std::unique_ptr<AVPacket, PacketDeleter>;

struct ScalerDeleter {
    void operator()(SwsContext* context) const { sws_freeContext(context); }
};
using ScalerHandle = std::unique_ptr<SwsContext, ScalerDeleter>;

struct BufferDeleter {
    void operator()(AVBufferRef* buffer) const { av_buffer_unref(&buffer); }
};
using BufferHandle = std::unique_ptr<AVBufferRef, BufferDeleter>;

// Empty ones; throw Error when out of memory.
FrameHandle make_frame();
PacketHandle make_packet();
// A context of `codec`, with its defaults; throws Error when out of memory.
CodecHandle make_codec(const AVCodec* codec);

// Options for FFmpeg's open functions, which take what they know out of it.
class Dictionary {
public:
    Dictionary() = default;
    ~Dictionary() { av_dict_free(&entries_); }
    Dictionary(const Dictionary&) = delete;
    Dictionary& operator=(const Dictionary&) = delete;
    void set(const std::string& key, const std::string& value) {
        av_dict_set(&entries_, key.c_str(), value.c_str(), 0);
    }
    AVDictionary** address() { return &entries_; }
    AVDictionary* get() const { return entries_; }

private:
    AVDictionary* entries_ = nullptr;
};

// A file as FFmpeg's open functions take it: "file:" keeps names with colons or a leading "http" from being taken for
// protocols.
std::string ffmpeg_url(const std::filesystem::path& path);
// Opens a file to be read; null and FFmpeg's code in `code` where that fails. A '%' in a picture's name is just that.
InputHandle open_input(const std::filesystem::path& path, int& code);

// FFmpeg's text for an error code: "Invalid data found when processing input".
std::string error_text(int code);

// Sends FFmpeg's messages to spdlog at debug level instead of to stderr. Called by whatever first uses FFmpeg; cheap.
void route_ffmpeg_log();

// The errors that FFmpeg logged on this thread since this object was made: what really went wrong ("moov atom not
// found") where the return code only says "invalid data". May be nested; the innermost one hears.
class LogListener {
public:
    LogListener();
    ~LogListener();
    LogListener(const LogListener&) = delete;
    LogListener& operator=(const LogListener&) = delete;
    // The last error line, else FFmpeg's text for `code`.
    std::string reason(int code) const;
    // The first: what went wrong, where those after it only say that it did ("ff_frame_thread_encoder_init failed").
    std::string first_reason(int code) const;
    const std::string& first_error() const { return first_error_; }  // empty where none was logged
    const std::string& last_error() const { return last_error_; }
    void hear(std::string line);

private:
    LogListener* outer_ = nullptr;
    std::string first_error_, last_error_;
};

inline AVRational to_av(Rational rational) {
    return {static_cast<int>(rational.numerator), static_cast<int>(rational.denominator)};
}
inline Rational from_av(AVRational rational) {
    return {rational.num, rational.den == 0 ? 1 : rational.den};
}

}  // namespace umber::media

// What differs between FFmpeg 5.1 (Debian 12) and 7.1 (Debian 13): the one place for it.
#pragma once
#include <cstddef>

#include "media/ffmpeg_handles.h"

namespace umber::media::compat {

// Says that get_buffer2 may be called on several threads at once. FFmpeg 5 asks; from 6 on it must always be so.
inline void allow_callbacks_on_threads([[maybe_unused]] AVCodecContext* context) {
#if LIBAVCODEC_VERSION_MAJOR < 60
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    context->thread_safe_callbacks = 1;
#pragma GCC diagnostic pop
#endif
}

// Side data of a stream (a display matrix, mastering display…); null where there is none. `size` in bytes.
struct SideData {
    const std::uint8_t* data = nullptr;
    std::size_t size = 0;
};
inline SideData stream_side_data(const AVStream* stream, AVPacketSideDataType type) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 30, 101)
    const AVPacketSideData* found =
        av_packet_side_data_get(stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, type);
    return found ? SideData{found->data, found->size} : SideData{};
#else
    std::size_t size = 0;
    const std::uint8_t* data = av_stream_get_side_data(stream, type, &size);
    return {data, data ? size : 0};
#endif
}

// Adds side data to a stream that is to be written: a copy of `data`. False when out of memory.
inline bool add_stream_side_data(AVStream* stream, AVPacketSideDataType type, const void* data, std::size_t size) {
    std::uint8_t* copy = nullptr;
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 30, 101)
    AVPacketSideData* made = av_packet_side_data_new(&stream->codecpar->coded_side_data,
                                                     &stream->codecpar->nb_coded_side_data, type, size, 0);
    copy = made ? made->data : nullptr;
#else
    copy = av_stream_new_side_data(stream, type, size);
#endif
    if (!copy) return false;
    const auto* from = static_cast<const std::uint8_t*>(data);
    for (std::size_t i = 0; i < size; ++i) copy[i] = from[i];
    return true;
}

inline bool is_interlaced(const AVFrame* frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
    return (frame->flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
    return frame->interlaced_frame != 0;
#endif
}

inline bool top_field_first(const AVFrame* frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
    return (frame->flags & AV_FRAME_FLAG_TOP_FIELD_FIRST) != 0;
#else
    return frame->top_field_first != 0;
#endif
}

inline void set_interlaced(AVFrame* frame, bool top_field_first) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
    frame->flags |= AV_FRAME_FLAG_INTERLACED | (top_field_first ? AV_FRAME_FLAG_TOP_FIELD_FIRST : 0);
#else
    frame->interlaced_frame = 1;
    frame->top_field_first = top_field_first ? 1 : 0;
#endif
}

// Coded ticks a frame of the codec's own frame rate: 2 where it counts fields (H.264, MPEG-2).
inline int ticks_per_frame(const AVCodecContext* context) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 13, 100)
    const bool fields = context->codec_descriptor && (context->codec_descriptor->props & AV_CODEC_PROP_FIELDS) != 0;
    return fields ? 2 : 1;
#else
    return context->ticks_per_frame > 0 ? context->ticks_per_frame : 1;
#endif
}

// The pixel formats that an encoder takes, ended by AV_PIX_FMT_NONE; null where it takes any.
inline const AVPixelFormat* encoder_pixel_formats(const AVCodec* codec) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(61, 13, 100)
    const void* formats = nullptr;
    if (avcodec_get_supported_config(nullptr, codec, AV_CODEC_CONFIG_PIX_FORMAT, 0, &formats, nullptr) < 0)
        return nullptr;
    return static_cast<const AVPixelFormat*>(formats);
#else
    return codec->pix_fmts;
#endif
}

}  // namespace umber::media::compat

#include "media/nearest_format.h"

#include <array>
#include <bit>
#include <optional>

#include "core/error.h"
#include "media/ffmpeg_compat.h"
#include "media/pixel_format.h"

namespace umber::media {

namespace {

bool writable(const PixelFormat& format) {
    if (!format.planar() || format.log2_chroma_width > 1 || format.log2_chroma_height > format.log2_chroma_width)
        return false;
    for (int i = 0; i < format.components; ++i) {
        const PixelFormat::Component& one = format.component[static_cast<std::size_t>(i)];
        if (one.shift != 0 || one.step != format.bytes_per_sample()) return false;
    }
    return !format.floating || format.depth() == 32;
}

// What is lost, worst first; then what is more than needed. Compared in order, less is better.
std::array<int, 8> cost(const PixelFormat& source, const PixelFormat& format) {
    const auto beyond = [](int a, int b) { return a > b ? a - b : 0; };
    const bool grey = source.model == PixelFormat::Model::grey;
    const bool other_model = format.model != source.model;
    // 32-bit floats are more than any integers.
    const int have = source.floating ? 32 : source.depth(), get = format.floating ? 32 : format.depth();
    return {source.alpha && !format.alpha,
            grey ? format.model == PixelFormat::Model::rgb : other_model,
            beyond(have, get),
            beyond(format.log2_chroma_width, source.log2_chroma_width) +
                beyond(format.log2_chroma_height, source.log2_chroma_height),
            other_model,
            format.alpha && !source.alpha,
            beyond(get, have),
            beyond(source.log2_chroma_width, format.log2_chroma_width) +
                beyond(source.log2_chroma_height, format.log2_chroma_height)};
}

}  // namespace

PixelFormat nearest_format(const std::string& codec, const PixelFormat& source) {
    const AVCodec* encoder = avcodec_find_encoder_by_name(codec.c_str());
    if (!encoder) throw Error("this FFmpeg was built without the encoder {}", codec);
    std::optional<PixelFormat> best;
    for (const AVPixelFormat* one = compat::encoder_pixel_formats(encoder); one && *one != AV_PIX_FMT_NONE; ++one) {
        if (!readable_as_planes(*one)) continue;
        const PixelFormat format = describe(*one);
        if (format.big_endian != (std::endian::native == std::endian::big) && format.depth() > 8) continue;
        if (!writable(format)) continue;
        if (format == source) return format;
        if (!best || cost(source, format) < cost(source, *best)) best = format;
    }
    if (!best) throw Error("the encoder {} takes no pixel format that Umber writes", codec);
    return *best;
}

}  // namespace umber::media

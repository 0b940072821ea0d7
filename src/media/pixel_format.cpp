#include "media/pixel_format.h"

#include <algorithm>
#include <string_view>

#include "core/error.h"

namespace umber::media {

namespace {

int sample_bytes(const AVComponentDescriptor& component) {
    return (component.depth + component.shift + 7) / 8;
}

// DCI X'Y'Z' is three equal channels without sub-sampling: the RGB model with primaries of its own (SMPTE 428).
bool is_xyz(const AVPixFmtDescriptor& descriptor) {
    return std::string_view(descriptor.name).starts_with("xyz12");
}

PixelFormat own_planes(const char* name, int components, int depth) {
    PixelFormat format;
    format.name = name;
    format.model = components == 1 ? PixelFormat::Model::grey : PixelFormat::Model::rgb;
    format.components = components;
    format.alpha = components == 4;
    format.floating = true;
    format.planes = components;
    // FFmpeg's order of planes: G, B, R, A.
    constexpr std::array<int, 4> plane_of{2, 0, 1, 3};
    for (int i = 0; i < components; ++i) {
        auto& component = format.component[static_cast<std::size_t>(i)];
        component = {components == 1 ? 0 : plane_of[static_cast<std::size_t>(i)], depth / 8, 0, 0, depth};
    }
    return format;
}

// The smallest depth for which FFmpeg has planar formats.
int planar_depth(int depth) {
    for (const int known : {8, 9, 10, 12, 14, 16})
        if (depth <= known) return known;
    return 16;
}

bool chroma_only(const PixelFormat& format, int plane) {
    if (format.model != PixelFormat::Model::ycbcr) return false;
    for (int i = 0; i < format.components; ++i)
        if (format.component[static_cast<std::size_t>(i)].plane == plane && i != 1 && i != 2) return false;
    return true;
}

int shifted_up(int size, int log2) {
    return static_cast<int>((static_cast<std::int64_t>(size) + (1 << log2) - 1) >> log2);
}

}  // namespace

bool readable_as_planes(AVPixelFormat format) {
    const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(format);
    if (!descriptor || descriptor->nb_components == 0) return false;
    constexpr std::uint64_t refused =
        AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER;
    if (descriptor->flags & refused) return false;
    // Two luma samples between chroma samples, at distances of 1 and 2 bytes: no even step describes it.
    if (format == AV_PIX_FMT_UYYVYY411) return false;
    const AVComponentDescriptor& first = descriptor->comp[0];
    const int bytes = sample_bytes(first);
    if (bytes != 1 && bytes != 2 && bytes != 4) return false;
    for (int i = 0; i < descriptor->nb_components; ++i) {
        const AVComponentDescriptor& component = descriptor->comp[i];
        if (component.depth != first.depth || component.shift != first.shift) return false;
        if (component.offset % bytes != 0 || component.step % bytes != 0 || component.step == 0) return false;
    }
    return first.depth >= 8;
}

PixelFormat describe(AVPixelFormat av) {
    const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(av);
    if (!descriptor) throw Error("no such pixel format");
    if (!readable_as_planes(av))
        throw Error("the pixel format '{}' is not made of whole bytes in planes, so it can't be read as it is",
                    descriptor->name);
    PixelFormat format;
    format.name = descriptor->name;
    // FFmpeg's yuvj… are the same planes with 'full range' in the name; Umber has the range in the tags.
    if (format.name.starts_with("yuvj")) format.name = "yuv" + format.name.substr(4);
    format.components = descriptor->nb_components;
    format.alpha = (descriptor->flags & AV_PIX_FMT_FLAG_ALPHA) != 0;
    format.floating = (descriptor->flags & AV_PIX_FMT_FLAG_FLOAT) != 0;
    format.planes = av_pix_fmt_count_planes(av);
    if ((descriptor->flags & AV_PIX_FMT_FLAG_RGB) || is_xyz(*descriptor))
        format.model = PixelFormat::Model::rgb;
    else if (descriptor->nb_components <= 2)
        format.model = PixelFormat::Model::grey;
    else
        format.model = PixelFormat::Model::ycbcr;
    if (format.model == PixelFormat::Model::ycbcr) {
        format.log2_chroma_width = descriptor->log2_chroma_w;
        format.log2_chroma_height = descriptor->log2_chroma_h;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(format.components); ++i) {
        const AVComponentDescriptor& component = descriptor->comp[i];
        format.component[i] = {component.plane, component.step, component.offset, component.shift, component.depth};
    }
    format.big_endian = (descriptor->flags & AV_PIX_FMT_FLAG_BE) != 0 && format.bytes_per_sample() > 1;
    return format;
}

PixelFormat pixel_format(const std::string& name) {
    for (const int components : {1, 3, 4})
        if (name == half_planes(components).name) return half_planes(components);
    const AVPixelFormat format = av_get_pix_fmt(name.c_str());
    if (format == AV_PIX_FMT_NONE) throw Error("no such pixel format: '{}'", name);
    return describe(format);
}

AVPixelFormat av_format(const PixelFormat& format) {
    return av_get_pix_fmt(format.name.c_str());
}

AVPixelFormat wider_format(AVPixelFormat av) {
    if (readable_as_planes(av)) return av;
    const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(av);
    if (!descriptor) throw Error("the decoder gives no known pixel format");
    if (descriptor->flags & AV_PIX_FMT_FLAG_HWACCEL)
        throw Error("the pixel format '{}' lies in a decoding device's memory and can't be read", descriptor->name);
    int depth = 0;
    for (int i = 0; i < descriptor->nb_components; ++i) depth = std::max(depth, descriptor->comp[i].depth);
    // FFmpeg gives a Bayer sample's depth as the mean over the 2x2 cell, so it is taken from the step.
    if (descriptor->flags & AV_PIX_FMT_FLAG_BAYER)
        return descriptor->comp[0].step == 1 ? AV_PIX_FMT_RGB24 : AV_PIX_FMT_RGB48LE;
    if (av == AV_PIX_FMT_UYYVYY411) return AV_PIX_FMT_YUV411P;
    const bool alpha = (descriptor->flags & AV_PIX_FMT_FLAG_ALPHA) != 0;
    const bool rgb = (descriptor->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0;
    depth = planar_depth(depth);
    std::string name;
    if (descriptor->nb_components == 1 && !(descriptor->flags & AV_PIX_FMT_FLAG_PAL))
        name = "gray";
    else if (rgb)
        name = alpha ? "gbrap" : "gbrp";
    else
        name = alpha ? "yuva444p" : "yuv444p";
    // Only these depths exist with alpha; values are scaled up to fill them.
    if (alpha && depth != 8) depth = depth <= 10 ? 10 : depth <= 12 ? 12 : 16;
    if (depth != 8) name += std::to_string(depth) + "le";
    const AVPixelFormat wider = av_get_pix_fmt(name.c_str());
    if (!readable_as_planes(wider)) throw Error("the pixel format '{}' can't be read", descriptor->name);
    return wider;
}

PixelFormat half_planes(int components) {
    return own_planes(components == 1 ? "grayf16le" : components == 4 ? "gbrapf16le" : "gbrpf16le", components, 16);
}

PixelFormat float_planes(int components) {
    return own_planes(components == 1 ? "grayf32le" : components == 4 ? "gbrapf32le" : "gbrpf32le", components, 32);
}

int component_width(const PixelFormat& format, int component, int width) {
    const bool chroma = format.model == PixelFormat::Model::ycbcr && (component == 1 || component == 2);
    return chroma ? shifted_up(width, format.log2_chroma_width) : width;
}

int component_height(const PixelFormat& format, int component, int height) {
    const bool chroma = format.model == PixelFormat::Model::ycbcr && (component == 1 || component == 2);
    return chroma ? shifted_up(height, format.log2_chroma_height) : height;
}

std::size_t plane_row_bytes(const PixelFormat& format, int plane, int width) {
    std::size_t bytes = 0;
    for (int i = 0; i < format.components; ++i) {
        const auto& component = format.component[static_cast<std::size_t>(i)];
        if (component.plane != plane) continue;
        bytes = std::max(bytes, static_cast<std::size_t>(component_width(format, i, width)) *
                                    static_cast<std::size_t>(component.step));
    }
    return bytes;
}

int plane_rows(const PixelFormat& format, int plane, int height) {
    return chroma_only(format, plane) ? shifted_up(height, format.log2_chroma_height) : height;
}

int plane_width(const PixelFormat& format, int plane, int width) {
    return chroma_only(format, plane) ? shifted_up(width, format.log2_chroma_width) : width;
}

}  // namespace umber::media

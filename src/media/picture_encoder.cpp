#include "media/picture_encoder.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/error.h"
#include "media/encoder.h"
#include "media/ffmpeg_compat.h"
#include "media/hdr_from_ffmpeg.h"

namespace umber::media {

namespace {

std::string names_of(const AVPixelFormat* formats) {
    std::string names;
    for (; formats && *formats != AV_PIX_FMT_NONE; ++formats)
        names += (names.empty() ? "" : ", ") + std::string(av_get_pix_fmt_name(*formats));
    return names;
}

bool takes(const AVPixelFormat* formats, AVPixelFormat wanted) {
    if (!formats) return true;
    for (; *formats != AV_PIX_FMT_NONE; ++formats)
        if (*formats == wanted) return true;
    return false;
}

void set_tags(AVCodecContext& context, const color::Tags& tags) {
    context.color_primaries = static_cast<AVColorPrimaries>(tags.primaries);
    context.color_trc = static_cast<AVColorTransferCharacteristic>(tags.transfer);
    context.colorspace = static_cast<AVColorSpace>(tags.matrix);
    context.color_range = static_cast<AVColorRange>(tags.range);
    context.chroma_sample_location = static_cast<AVChromaLocation>(tags.chroma_location);
}

AVBufferRef* reference(const Frame& frame) {
    auto* owner = new std::shared_ptr<FrameMemory>(frame.memory);
    const std::span<std::byte> bytes = frame.memory->bytes();
    AVBufferRef* buffer = av_buffer_create(
        reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size(),
        [](void* opaque, std::uint8_t*) { delete static_cast<std::shared_ptr<FrameMemory>*>(opaque); }, owner,
        AV_BUFFER_FLAG_READONLY);
    if (!buffer) delete owner;
    return buffer;
}

// Rows of 16-bit samples in the other byte order.
void swap_rows(const std::byte* from, std::size_t from_stride, std::uint8_t* to, std::size_t to_stride,
               std::size_t samples, int rows) {
    for (int y = 0; y < rows; ++y) {
        const std::byte* in = from + static_cast<std::size_t>(y) * from_stride;
        std::uint8_t* out = to + static_cast<std::size_t>(y) * to_stride;
        for (std::size_t x = 0; x < samples; ++x) {
            std::uint16_t value;
            std::memcpy(&value, in + 2 * x, 2);
            value = static_cast<std::uint16_t>((value << 8) | (value >> 8));
            std::memcpy(out + 2 * x, &value, 2);
        }
    }
}

}  // namespace

color::Tags tags_for(const PixelFormat& format, color::Tags tags) {
    if (format.model == PixelFormat::Model::rgb) {
        tags.matrix = color::Matrix::rgb;
        tags.range = color::Range::full;
    }
    if (format.model != PixelFormat::Model::ycbcr || (format.log2_chroma_width == 0 && format.log2_chroma_height == 0))
        tags.chroma_location = color::ChromaLocation::unspecified;
    return tags;
}

bool codes_fields(std::string_view codec) {
    return codec.starts_with("prores") || codec == "libx264" || codec == "ffv1";
}

PictureEncoder::PictureEncoder(std::filesystem::path output, const PictureSettings& settings)
    : output_(std::move(output)), format_(pixel_format(settings.pixel_format)), frame_(make_frame()) {
    // prores_aw takes only even widths; prores_ks, slower, takes every size.
    const bool odd = settings.codec == "prores_aw" && settings.width % 2 != 0;
    const AVCodec* codec = avcodec_find_encoder_by_name(odd ? "prores_ks" : settings.codec.c_str());
    if (!codec) throw Error("{}: this FFmpeg was built without the encoder {}", output_.string(), settings.codec);
    const AVPixelFormat* taken = compat::encoder_pixel_formats(codec);
    AVPixelFormat wanted = av_get_pix_fmt(settings.pixel_format.c_str());
    if (const AVPixelFormat swapped = av_pix_fmt_swap_endianness(wanted);
        !takes(taken, wanted) && swapped != AV_PIX_FMT_NONE && takes(taken, swapped) && format_.depth() > 8) {
        wanted = swapped;
        swap_bytes_ = true;
    }
    if (!takes(taken, wanted))
        throw Error("{}: the encoder {} does not take {}; it takes {}", output_.string(), settings.codec,
                    settings.pixel_format, names_of(taken));
    const bool h26x = settings.codec == "libx264" || settings.codec == "libx265";
    if (h26x && ((format_.log2_chroma_width == 1 && settings.width % 2 != 0) ||
                 (format_.log2_chroma_height == 1 && settings.height % 2 != 0)))
        throw Error(
            "{}: {} with {} needs an even width and height, and the picture is {}x{}; yuv444p has no such limit",
            output_.string(), settings.codec == "libx264" ? "H.264" : "H.265", settings.pixel_format, settings.width,
            settings.height);

    if (settings.codec == "ffv1" && (settings.width < 2 || settings.height < 2))
        throw Error("{}: FFmpeg's FFV1 loses pictures of a single row or column, and this one is {}x{}",
                    output_.string(), settings.width, settings.height);

    std::map<std::string, std::string> options = settings.options;
    add_hdr(options, settings.codec, settings.hdr);
    // Slices smaller than a pixel are taken, and lost.
    if (options.contains("slices") && std::min(settings.width, settings.height) < 64)
        options.insert_or_assign("slices", std::to_string(1));
    // FFV1's slices must suit the picture: odd sizes of sub-sampled chroma, very small and very large pictures refuse
    // most numbers. Where they refuse ours, FFmpeg finds one.
    if (!open(codec, wanted, settings, options, options.contains("slices"))) {
        options.erase("slices");
        open(codec, wanted, settings, options, false);
    }
}

bool PictureEncoder::open(const AVCodec* codec, AVPixelFormat wanted, const PictureSettings& settings,
                          std::map<std::string, std::string> options, bool may_fail) {
    context_ = make_codec(codec);
    context_->width = settings.width;
    context_->height = settings.height;
    context_->pix_fmt = wanted;
    context_->time_base = to_av(settings.time_base);
    context_->framerate = to_av(settings.frame_rate);
    context_->sample_aspect_ratio = to_av(settings.sample_aspect_ratio);
    context_->thread_count = settings.threads;
    const bool fields = settings.fields != Fields::none && codes_fields(settings.codec);
    // FFmpeg's own words for two fields in one picture, whichever of them is shown first.
    context_->field_order = !fields                                ? AV_FIELD_PROGRESSIVE
                            : settings.fields == Fields::top_first ? AV_FIELD_TB
                                                                   : AV_FIELD_BT;
    if (fields) context_->flags |= AV_CODEC_FLAG_INTERLACED_DCT | AV_CODEC_FLAG_INTERLACED_ME;
    // x264 goes by what it was opened with, whatever the pictures say.
    if (fields && settings.codec == "libx264") {
        std::string& own = options["x264-params"];
        own += fmt::format("{}{}=1", own.empty() ? "" : ":", settings.fields == Fields::top_first ? "tff" : "bff");
    }
    set_tags(*context_, tags_for(format_, settings.tags));
    if (settings.global_header) context_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;

    Dictionary given;
    for (const auto& [key, value] : options) given.set(key, value);
    const LogListener log;
    const int code = avcodec_open2(context_.get(), codec, given.address());
    if (code < 0 && may_fail) return false;
    if (code < 0)
        throw Error("{}: the encoder {} refuses {}x{} {} at {}/{} frames a second: {}", output_.string(),
                    settings.codec, settings.width, settings.height, settings.pixel_format,
                    settings.frame_rate.numerator, settings.frame_rate.denominator, log.first_reason(code));
    if (const AVDictionaryEntry* unknown = av_dict_get(given.get(), "", nullptr, AV_DICT_IGNORE_SUFFIX))
        throw Error("{}: the encoder {} has no option {}", output_.string(), settings.codec, unknown->key);
    return true;
}

void PictureEncoder::fail(const LogListener& log, int code, const char* what) const {
    throw Error("{}: {}: {}", output_.string(), what, log.reason(code));
}

void PictureEncoder::send(const Frame& frame, std::int64_t time, std::int64_t duration) {
    if (frame.format.name != format_.name || frame.width != context_->width || frame.height != context_->height)
        throw Error("{}: a frame of {}x{} {} came where {}x{} {} was agreed", output_.string(), frame.width,
                    frame.height, frame.format.name, context_->width, context_->height, format_.name);
    av_frame_unref(frame_.get());
    frame_->format = context_->pix_fmt;
    frame_->width = frame.width;
    frame_->height = frame.height;
    if (swap_bytes_) {
        if (av_frame_get_buffer(frame_.get(), 0) < 0) throw Error("{}: out of memory", output_.string());
        for (int i = 0; i < format_.planes; ++i) {
            const Plane& plane = frame.plane[static_cast<std::size_t>(i)];
            const int row_bytes = av_image_get_linesize(context_->pix_fmt, frame.width, i);
            swap_rows(frame.data(i), plane.stride, frame_->data[i], static_cast<std::size_t>(frame_->linesize[i]),
                      static_cast<std::size_t>(row_bytes) / 2, plane.height);
        }
    } else {
        frame_->buf[0] = reference(frame);
        if (!frame_->buf[0]) throw Error("{}: out of memory", output_.string());
        for (int i = 0; i < format_.planes; ++i) {
            frame_->data[i] = reinterpret_cast<std::uint8_t*>(frame.data(i));
            frame_->linesize[i] = static_cast<int>(frame.plane[static_cast<std::size_t>(i)].stride);
        }
    }
    frame_->pts = time;
    frame_->sample_aspect_ratio = context_->sample_aspect_ratio;
    if (context_->field_order != AV_FIELD_PROGRESSIVE)
        compat::set_interlaced(frame_.get(), context_->field_order == AV_FIELD_TB);
    frame_->color_primaries = context_->color_primaries;
    frame_->color_trc = context_->color_trc;
    frame_->colorspace = context_->colorspace;
    frame_->color_range = context_->color_range;
    frame_->chroma_location = context_->chroma_sample_location;
    durations_[time] = duration;

    const LogListener log;
    const int code = avcodec_send_frame(context_.get(), frame_.get());
    av_frame_unref(frame_.get());
    if (code < 0) fail(log, code, "the encoder failed");
    ++sent_;
}

void PictureEncoder::flush() {
    const LogListener log;
    if (const int code = avcodec_send_frame(context_.get(), nullptr); code < 0 && code != AVERROR_EOF)
        fail(log, code, "the encoder failed");
}

bool PictureEncoder::receive(AVPacket& packet) {
    const LogListener log;
    const int code = avcodec_receive_packet(context_.get(), &packet);
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return false;
    if (code < 0) fail(log, code, "the encoder failed");
    if (const auto found = durations_.find(packet.pts); found != durations_.end()) {
        packet.duration = found->second;
        durations_.erase(found);
    }
    // x265 learns what decoding runs ahead by from its third frame, and where there is none says times by memory that
    // it never wrote. So few come in their order.
    if (sent_ < 3 && std::string_view(context_->codec->name) == "libx265") packet.dts = packet.pts;
    return true;
}

}  // namespace umber::media

#include "media/decode_memory.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/error.h"
#include "media/ffmpeg_compat.h"
#include "media/pixel_format.h"

namespace umber::media {

namespace {

constexpr int stride_alignment = 64;
constexpr std::size_t padding = 64;
// Frame asks for offsets and strides of 16; cropped pictures may begin anywhere in a row.
constexpr std::size_t contract_alignment = 16;

std::string format_name(const AVFrame* frame) {
    const char* name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(frame->format));
    return name ? name : "unknown";
}

void copy_planes(const AVFrame* from, Frame& to) {
    for (int i = 0; i < to.format.planes; ++i) {
        const Plane& plane = to.plane[static_cast<std::size_t>(i)];
        const std::size_t bytes = plane_row_bytes(to.format, i, to.width);
        for (int y = 0; y < plane.height; ++y)
            std::memcpy(to.data(i) + static_cast<std::size_t>(y) * plane.stride,
                        from->data[i] + static_cast<std::ptrdiff_t>(y) * from->linesize[i], bytes);
    }
}

void unpack_uyyvyy411(const AVFrame* from, Frame& to) {
    for (int y = 0; y < to.height; ++y) {
        const std::uint8_t* row = from->data[0] + static_cast<std::ptrdiff_t>(y) * from->linesize[0];
        const auto plane_row = [&](int i) {
            return to.data(i) + static_cast<std::size_t>(y) * to.plane[static_cast<std::size_t>(i)].stride;
        };
        for (int x = 0; x < to.width; ++x) {
            constexpr std::array<int, 4> luma{1, 2, 4, 5};
            plane_row(0)[x] = static_cast<std::byte>(row[x / 4 * 6 + luma[static_cast<std::size_t>(x % 4)]]);
        }
        for (int x = 0; x < to.plane[1].width; ++x) {
            plane_row(1)[x] = static_cast<std::byte>(row[x * 6]);
            plane_row(2)[x] = static_cast<std::byte>(row[x * 6 + 3]);
        }
    }
}

// Samples of any described format, widened to planes: every value maps to a value of its own, 0 to 0 and full to full.
void unpack(const AVFrame* from, Frame& to) {
    const auto av = static_cast<AVPixelFormat>(from->format);
    AVPixFmtDescriptor packed = *av_pix_fmt_desc_get(av);
    if (av == AV_PIX_FMT_RGB8) {
        // FFmpeg's table has 2 bits of red and 3 of blue; its documentation, decoders and swscale have 3, 3, 2.
        packed.comp[0].shift = 5;
        packed.comp[1].shift = 2;
        packed.comp[0].depth = 3;
        packed.comp[2].depth = 2;
    }
    const AVPixFmtDescriptor* descriptor = &packed;
    const bool palette = (descriptor->flags & AV_PIX_FMT_FLAG_PAL) != 0;
    std::vector<std::uint16_t> line(static_cast<std::size_t>(to.width));
    const std::uint8_t* data[4] = {from->data[0], from->data[1], from->data[2], from->data[3]};
    for (int c = 0; c < to.format.components; ++c) {
        const auto& component = to.format.component[static_cast<std::size_t>(c)];
        const Plane& plane = to.plane[static_cast<std::size_t>(component.plane)];
        const int from_depth = palette ? 8 : descriptor->comp[c].depth;
        const unsigned from_full = (1u << from_depth) - 1;
        const unsigned to_full = (1u << component.depth) - 1;
        const bool by_shift = to.format.model == PixelFormat::Model::ycbcr;
        for (int y = 0; y < to.height; ++y) {
            av_read_image_line2(line.data(), data, from->linesize, descriptor, 0, y, palette ? 0 : c, to.width, 0, 2);
            if (palette) {
                // Entries are native 32-bit ARGB.
                constexpr std::array<int, 4> bits{16, 8, 0, 24};
                for (std::uint16_t& value : line) {
                    std::uint32_t entry = 0;
                    std::memcpy(&entry, from->data[1] + std::size_t{4} * value, 4);
                    value = static_cast<std::uint16_t>(entry >> bits[static_cast<std::size_t>(c)] & 0xff);
                }
            }
            std::byte* row = to.data(component.plane) + static_cast<std::size_t>(y) * plane.stride;
            for (std::size_t x = 0; x < line.size(); ++x) {
                unsigned value = line[x];
                if (av == AV_PIX_FMT_MONOWHITE) value = from_full - value;
                if (by_shift)
                    value <<= component.depth - from_depth;
                else if (from_full != to_full)
                    value = (value * to_full + from_full / 2) / from_full;
                if (component.step == 1)
                    row[x] = static_cast<std::byte>(value);
                else {
                    const auto wide = static_cast<std::uint16_t>(value);
                    std::memcpy(row + x * 2, &wide, 2);
                }
            }
        }
    }
}

}  // namespace

// What keeps a frame's memory as it is: a decoder that draws on in its last picture's memory where nobody else refers
// to it (QuickTime animation, Cinepak, Flash screen video) sees the reference, and takes other memory.
struct DecodeMemory::Adopted {
    std::shared_ptr<FrameMemory> memory;
    BufferHandle reference;
};

// The blocks of memory that decoders hold now. Shared with each of them, since a decoder may give them back after
// DecodeMemory has gone.
struct DecodeMemory::Served {
    struct Lease {
        std::shared_ptr<FrameMemory> memory;
        std::shared_ptr<Served> owner;
    };
    std::mutex mutex;
    std::unordered_set<const void*> leases;
    // The packet of the picture that each thread of the decoder was given memory for last, until it comes out.
    std::unordered_map<const AVCodecContext*, std::int64_t> drawn;
    std::unordered_set<const AVCodecContext*> complaining;  // of a picture that has no memory yet
    std::vector<std::int64_t> complaints;

    static void give_back(void* opaque, std::uint8_t*) {
        const std::unique_ptr<Lease> lease(static_cast<Lease*>(opaque));
        const std::lock_guard lock(lease->owner->mutex);
        lease->owner->leases.erase(lease.get());
    }
};

DecodeMemory::DecodeMemory(std::shared_ptr<FrameAllocator> allocator)
    : allocator_(std::move(allocator)), served_(std::make_shared<Served>()) {}

DecodeMemory::~DecodeMemory() = default;

void DecodeMemory::serve(AVCodecContext* context) {
    if (!context->codec || !(context->codec->capabilities & AV_CODEC_CAP_DR1)) return;
    context->opaque = this;
    context->get_buffer2 = get_buffer;
    compat::allow_callbacks_on_threads(context);
}

// Called on FFmpeg's frame threads, several at a time.
int DecodeMemory::get_buffer(AVCodecContext* context, AVFrame* frame, int flags) {
    const auto av = static_cast<AVPixelFormat>(frame->format);
    if (context->codec_type != AVMEDIA_TYPE_VIDEO || !readable_as_planes(av))
        return avcodec_default_get_buffer2(context, frame, flags);
    try {
        const auto* self = static_cast<const DecodeMemory*>(context->opaque);
        int width = frame->width;
        int height = frame->height;
        int codec_alignment[AV_NUM_DATA_POINTERS] = {};
        avcodec_align_dimensions2(context, &width, &height, codec_alignment);
        // Widened until every stride fits, which keeps the ratio of luma to chroma strides that some codecs rely on.
        for (bool fits = false; !fits;) {
            if (const int result = av_image_fill_linesizes(frame->linesize, av, width); result < 0) return result;
            fits = true;
            for (int i = 0; i < 4; ++i)
                if (frame->linesize[i] % std::max(stride_alignment, codec_alignment[i]) != 0) fits = false;
            if (!fits) width += width & ~(width - 1);
        }
        std::ptrdiff_t strides[4] = {};
        for (int i = 0; i < 4; ++i) strides[i] = frame->linesize[i];
        std::size_t sizes[4] = {};
        if (const int result = av_image_fill_plane_sizes(sizes, av, height, strides); result < 0) return result;
        std::size_t total = 0;
        std::size_t offsets[4] = {};
        for (int i = 0; i < 4 && sizes[i] > 0; ++i) {
            offsets[i] = total;
            total = (total + sizes[i] + padding + 63) / 64 * 64;
        }
        auto lease = std::make_unique<Served::Lease>(Served::Lease{self->allocator_->allocate(total), self->served_});
        const std::span<std::byte> bytes = lease->memory->bytes();
        auto* start = reinterpret_cast<std::uint8_t*>(bytes.data());
        frame->buf[0] = av_buffer_create(start, bytes.size(), Served::give_back, lease.get(), 0);
        if (!frame->buf[0]) return AVERROR(ENOMEM);
        {
            const std::lock_guard lock(self->served_->mutex);
            self->served_->leases.insert(lease.get());
            self->served_->drawn[context] = frame->pts;
            if (self->served_->complaining.erase(context) > 0) self->served_->complaints.push_back(frame->pts);
        }
        static_cast<void>(lease.release());  // give_back() deletes it
        for (int i = 0; i < 4; ++i) frame->data[i] = sizes[i] > 0 ? start + offsets[i] : nullptr;
        frame->extended_data = frame->data;
        return 0;
    } catch (const std::exception&) {
        return AVERROR(ENOMEM);  // nothing may be thrown through FFmpeg's C code
    }
}

void DecodeMemory::complain(const AVCodecContext* context, std::string_view line) {
    if (context->get_buffer2 != get_buffer) return;
    // How references are kept, which streams often have wrong at their start; no picture's samples.
    if (line.starts_with("mmco")) return;
    Served& served = *static_cast<const DecodeMemory*>(context->opaque)->served_;
    const std::lock_guard lock(served.mutex);
    if (const auto found = served.drawn.find(context); found != served.drawn.end())
        served.complaints.push_back(found->second);
    else
        served.complaining.insert(context);
}

std::vector<std::int64_t> DecodeMemory::take_complaints() {
    const std::lock_guard lock(served_->mutex);
    return std::exchange(served_->complaints, {});
}

void DecodeMemory::came_out(const AVFrame* decoded) {
    const std::lock_guard lock(served_->mutex);
    std::erase_if(served_->drawn, [&](const auto& one) { return one.second == decoded->pts; });
}

std::optional<Frame> DecodeMemory::adopt(const AVFrame* decoded, const PixelFormat& format) const {
    if (!decoded->buf[0] || decoded->buf[1]) return std::nullopt;
    Frame frame;
    {
        const void* opaque = av_buffer_get_opaque(decoded->buf[0]);
        const std::lock_guard lock(served_->mutex);
        if (!served_->leases.contains(opaque)) return std::nullopt;
        auto adopted =
            std::make_shared<Adopted>(Adopted{static_cast<const Served::Lease*>(opaque)->memory, BufferHandle()});
        adopted->reference.reset(av_buffer_ref(decoded->buf[0]));
        if (!adopted->reference) throw Error("out of memory");
        FrameMemory* memory = adopted->memory.get();
        frame.memory = std::shared_ptr<FrameMemory>(std::move(adopted), memory);
    }
    const std::span<std::byte> bytes = frame.memory->bytes();
    for (int i = 0; i < format.planes; ++i) {
        const std::ptrdiff_t offset = reinterpret_cast<std::byte*>(decoded->data[i]) - bytes.data();
        if (decoded->linesize[i] <= 0 || offset < 0) return std::nullopt;
        Plane& plane = frame.plane[static_cast<std::size_t>(i)];
        plane.offset = static_cast<std::size_t>(offset);
        plane.stride = static_cast<std::size_t>(decoded->linesize[i]);
        plane.width = plane_width(format, i, decoded->width);
        plane.height = plane_rows(format, i, decoded->height);
        if (plane.offset % contract_alignment != 0 || plane.stride % contract_alignment != 0) return std::nullopt;
    }
    frame.format = format;
    frame.width = decoded->width;
    frame.height = decoded->height;
    return frame;
}

Frame DecodeMemory::frame_of(const AVFrame* decoded, const PixelFormat& format) {
    Frame frame = planes_of(decoded, format);
    frame.damaged = decoded->decode_error_flags != 0 || (decoded->flags & AV_FRAME_FLAG_CORRUPT) != 0;
    return frame;
}

Frame DecodeMemory::planes_of(const AVFrame* decoded, const PixelFormat& format) {
    const auto av = static_cast<AVPixelFormat>(decoded->format);
    const bool readable = readable_as_planes(av);
    const bool same = readable && describe(av) == format;
    if (same) {
        if (std::optional<Frame> adopted = adopt(decoded, format)) {
            return *std::move(adopted);
        }
    }
    Frame frame = allocate_frame(*allocator_, format, decoded->width, decoded->height);
    const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(av);
    if (same)
        copy_planes(decoded, frame);
    else if (av == AV_PIX_FMT_UYYVYY411 && format.name == "yuv411p")
        unpack_uyyvyy411(decoded, frame);
    else if (!readable && !(descriptor->flags & AV_PIX_FMT_FLAG_BAYER) && describe(wider_format(av)) == format)
        unpack(decoded, frame);
    else {
        // Bayer, and streams that change their format on the way.
        scaler_.reset(sws_getCachedContext(
            scaler_.release(), decoded->width, decoded->height, av, decoded->width, decoded->height, av_format(format),
            SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP, nullptr, nullptr, nullptr));
        if (!scaler_) throw Error("the pixel format '{}' can't be brought to '{}'", format_name(decoded), format.name);
        std::uint8_t* data[4] = {};
        int strides[4] = {};
        for (int i = 0; i < format.planes; ++i) {
            data[i] = reinterpret_cast<std::uint8_t*>(frame.data(i));
            strides[i] = static_cast<int>(frame.plane[static_cast<std::size_t>(i)].stride);
        }
        const int rows = sws_scale(scaler_.get(), decoded->data, decoded->linesize, 0, decoded->height, data, strides);
        if (rows < 0)
            throw Error("the pixel format '{}' can't be brought to '{}': {}", format_name(decoded), format.name,
                        error_text(rows));
    }
    return frame;
}

}  // namespace umber::media

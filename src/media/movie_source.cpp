#include "media/movie_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/file.h"
#include "media/error_naming.h"
#include "media/frame_reader.h"
#include "media/hdr_from_ffmpeg.h"
#include "media/movie_info.h"
#include "media/movie_packets.h"
#include "media/packet_index.h"
#include "media/picture_header.h"
#include "media/pixel_format.h"
#include "media/tags_from_ffmpeg.h"

namespace umber::media {

namespace {

class MovieSource : public Source {
public:
    MovieSource(const std::filesystem::path& path, const OpenOptions& options);

    const ClipInfo& info() const override { return info_; }
    Frame read(std::int64_t index) override;
    Rational time_of(std::int64_t index) const override;
    Rational start_time() const override;

private:
    void describe_video(const AVFrame* first);
    Frame deliver(const AVFrame* picture, std::int64_t index);

    ClipInfo info_;
    MoviePackets packets_;
    PacketIndex index_;
    DecodeMemory memory_;
    std::unique_ptr<FrameReader> reader_;
    color::Tags said_;  // by a PNG's cICP chunk, of which FFmpeg 5 knows nothing, and which goes before its others
    std::optional<Frame> last_;
};

MovieSource::MovieSource(const std::filesystem::path& path, const OpenOptions& options)
    : packets_(path), memory_(options.allocator) {
    info_.path = path;
    const AVStream* stream = packets_.stream();
    describe_container(packets_.input(), stream, info_);
    if (!stream) {
        if (!info_.audio.empty())
            throw Error("{}: holds only sound ({}), no picture", path.string(), info_.audio.front().codec);
        throw Error("{}: holds neither picture nor sound", path.string());
    }
    const CodecParametersHandle parameters(avcodec_parameters_alloc());
    if (!parameters || avcodec_parameters_copy(parameters.get(), stream->codecpar) < 0) throw Error("out of memory");
    const AVRational time_base = stream->time_base;
    std::vector<IndexedPacket> listed = packets_.list_packets();
    if (listed.empty()) {
        if (!packets_.cut_off().empty()) throw Error("{}: no frame is left: {}", path.string(), packets_.cut_off());
        throw Error("{}: its video stream holds no frame", path.string());
    }
    index_ = PacketIndex(std::move(listed), from_av(time_base));
    packets_.use_index(&index_.packets());
    naming(path, [&] {
        reader_ = std::make_unique<FrameReader>(parameters.get(), time_base, options.threads, index_, memory_, packets_,
                                                options.rewind_bytes);
        std::int64_t left_out = 0;
        const FrameHandle first = reader_->settle_order(left_out);
        if (left_out > 0)
            info_.notes.push_back(
                fmt::format("the first {} on pictures before the file's start and {} left out",
                            left_out == 1 ? "coded picture leans" : fmt::format("{} coded pictures lean", left_out),
                            left_out == 1 ? "is" : "are"));
        describe_video(first.get());
    });
}

void MovieSource::describe_video(const AVFrame* first) {
    const AVStream* stream = packets_.stream();
    AVFormatContext* input = packets_.input();
    VideoInfo video;
    video.codec = avcodec_get_name(stream->codecpar->codec_id);
    if (const char* profile = avcodec_profile_name(stream->codecpar->codec_id, stream->codecpar->profile))
        video.profile = profile;
    video.width = first->width;
    video.height = first->height;
    const auto native = static_cast<AVPixelFormat>(first->format);
    const AVPixelFormat wider = wider_format(native);
    video.format = describe(wider);
    if (wider != native)
        info_.notes.push_back(
            fmt::format("pixel format {} is unpacked to {}", av_get_pix_fmt_name(native), video.format.name));
    settle_rate(input, stream, index_, video, info_.notes);
    video.frames = index_.frames();
    video.duration = index_.time_of(video.frames);
    video.start_timecode = start_timecode_of(input, stream, first, video.frame_rate, info_.notes);
    if (stream->codecpar->codec_id == AV_CODEC_ID_PNG) said_ = png_cicp(info_.path);
    video.tags = with_guesses(or_else(said_, or_else(tags_of(first), tags_of(stream->codecpar))), native, video.format,
                              video.height, stream->codecpar->codec_id, &info_.notes);
    video.hdr = or_else(hdr_of(first, &info_.notes), hdr_of(stream, nullptr));
    video.rotation = rotation_of(stream, first, info_.notes);
    video.fields = fields_of(first, stream->codecpar->codec_id, video.format, info_.notes);
    const AVRational aspect =
        av_guess_sample_aspect_ratio(input, const_cast<AVStream*>(stream), const_cast<AVFrame*>(first));
    video.sample_aspect_ratio = aspect.num > 0 && aspect.den > 0 ? from_av(aspect) : Rational{1, 1};
    if (!packets_.cut_off().empty()) {
        const std::string of =
            packets_.promised_frames() > video.frames ? fmt::format(" of {}", packets_.promised_frames()) : "";
        info_.notes.push_back(fmt::format("cut off after frame {}{} ({})", video.frames, of, packets_.cut_off()));
    }
    if (!packets_.damage().empty())
        info_.notes.push_back(fmt::format("the file is damaged ({}); frames may be missing", packets_.damage()));
    info_.video = std::move(video);
}

Frame MovieSource::deliver(const AVFrame* picture, std::int64_t index) {
    const VideoInfo& video = *info_.video;
    if (picture->width != video.width || picture->height != video.height)
        throw Error("it is {}x{} where the clip began with {}x{}", picture->width, picture->height, video.width,
                    video.height);
    Frame frame = memory_.frame_of(picture, video.format);
    const auto av = static_cast<AVPixelFormat>(picture->format);
    const AVCodecID codec = packets_.stream()->codecpar->codec_id;
    frame.tags = with_guesses(or_else(said_, or_else(tags_of(picture), video.tags)), av, video.format, video.height,
                              codec, nullptr);
    frame.chroma_by_fields = holds_two_fields(picture, codec) && chroma_goes_by_fields(video.format, video.height);
    frame.index = index;
    frame.time = index_.time_of(index);
    frame.duration = index_.duration_of(index);
    return frame;
}

Frame MovieSource::read(std::int64_t index) {
    const std::int64_t frames = index_.frames();
    if (index < 0 || index >= frames)
        throw Error("{}: there is no frame {}; the clip has {} ({} to {})", info_.path.string(), index, frames, 0,
                    frames - 1);
    if (last_ && last_->index == index) return *last_;
    last_.reset();
    FrameHandle picture;
    naming_frame(info_.path, index, [&] { picture = reader_->read(index); });
    // A disk that fails is no damaged picture, for which another could stand in.
    if (!picture) require_readable(info_.path);
    if (const AVIOContext* file = packets_.input()->pb; !picture && file && file->error < 0)
        throw Error("{}: {}", info_.path.string(), error_text(file->error));
    if (!picture)
        throw BadFrame("{}: frame {}: it can't be decoded{}", info_.path.string(), index,
                       reader_->last_error().empty() ? "" : " (" + reader_->last_error() + ")");
    naming_frame(info_.path, index, [&] { last_ = deliver(picture.get(), index); });
    return *last_;
}

Rational MovieSource::time_of(std::int64_t index) const {
    return index_.time_of(std::clamp<std::int64_t>(index, 0, index_.frames()));
}

Rational MovieSource::start_time() const {
    if (const std::optional<Rational> start = index_.start_time()) return *start;
    const AVStream* stream = packets_.stream();
    if (stream->start_time == AV_NOPTS_VALUE) return {0, 1};
    return {stream->start_time * stream->time_base.num, stream->time_base.den};
}

}  // namespace

std::unique_ptr<Source> open_movie(const std::filesystem::path& path, const OpenOptions& options) {
    return std::make_unique<MovieSource>(path, options);
}

ClipInfo probe_movie(const std::filesystem::path& path) {
    {
        const MoviePackets packets(path);
        ClipInfo info;
        info.path = path;
        describe_container(packets.input(), packets.stream(), info);
        if (!packets.stream() && !info.audio.empty()) {
            info.notes.emplace_back("the file holds only sound");
            return info;
        }
    }
    return open_movie(path, {})->info();
}

}  // namespace umber::media

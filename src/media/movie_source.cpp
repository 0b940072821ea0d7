#include "media/movie_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "core/error.h"
#include "media/frame_decoder.h"
#include "media/movie_info.h"
#include "media/movie_packets.h"
#include "media/packet_index.h"
#include "media/pixel_format.h"
#include "media/tags_from_ffmpeg.h"

namespace umber::media {

namespace {

class MovieSource : public Source {
public:
    MovieSource(const std::filesystem::path& path, OpenOptions options);

    const ClipInfo& info() const override { return info_; }
    Frame read(std::int64_t index) override;
    Rational time_of(std::int64_t index) const override;

private:
    // A picture that was decoded, and the frame that it is; -1: one that the clip does not show.
    struct Decoded {
        FrameHandle picture;
        std::int64_t frame = -1;
    };

    void build_index();
    std::vector<std::int64_t> decode_everything();
    void describe_video(const AVFrame* first);
    std::optional<Decoded> decode_next();
    void restart(std::int64_t ordinal);
    std::optional<Frame> read_from(std::int64_t index);
    Frame deliver(const Decoded& decoded);

    ClipInfo info_;
    std::unique_ptr<MoviePackets> packets_;
    PacketIndex index_;
    DecodeMemory memory_;
    std::unique_ptr<FrameDecoder> decoder_;
    std::deque<Decoded> waiting_;  // decoded already, not yet asked for; rising
    std::int64_t reached_ = -1;    // the last frame that decode_next() gave
    std::int64_t counted_ = 0;     // pictures since the start, where frames are only counted
    AVPixelFormat native_ = AV_PIX_FMT_NONE;
    std::optional<Frame> last_;
};

MovieSource::MovieSource(const std::filesystem::path& path, OpenOptions options)
    : packets_(std::make_unique<MoviePackets>(path)),
      memory_(options.allocator ? options.allocator : host_allocator()) {
    info_.path = path;
    AVStream* stream = packets_->stream();
    describe_container(packets_->input(), stream, info_);
    if (!stream) {
        if (!info_.audio.empty())
            throw Error("{}: holds only sound ({}), no picture", path.string(), info_.audio.front().codec);
        throw Error("{}: holds neither picture nor sound", path.string());
    }
    const CodecParametersHandle parameters(avcodec_parameters_alloc());
    if (!parameters || avcodec_parameters_copy(parameters.get(), stream->codecpar) < 0) throw Error("out of memory");
    const AVRational time_base = stream->time_base;
    std::vector<IndexedPacket> listed = packets_->list_packets();
    if (listed.empty()) {
        if (!packets_->cut_off().empty()) throw Error("{}: no frame is left: {}", path.string(), packets_->cut_off());
        throw Error("{}: its video stream holds no frame", path.string());
    }
    index_ = PacketIndex(std::move(listed), from_av(time_base));
    packets_->use_index(&index_.packets());
    try {
        decoder_ = std::make_unique<FrameDecoder>(parameters.get(), time_base, options.threads,
                                                  index_.packets().size() == 1, memory_, *packets_);
        build_index();
    } catch (const Error& error) {
        const std::string text = error.what();
        if (text.starts_with(path.string())) throw;
        throw Error("{}: {}", path.string(), text);
    }
}

void MovieSource::restart(std::int64_t ordinal) {
    decoder_->restart(ordinal);
    waiting_.clear();
    reached_ = -1;
    counted_ = 0;
}

std::optional<MovieSource::Decoded> MovieSource::decode_next() {
    Decoded decoded{make_frame(), -1};
    if (!decoder_->next(decoded.picture.get())) return std::nullopt;
    if (index_.counted())
        decoded.frame = counted_++;
    else
        decoded.frame = index_.frame_of(decoded.picture->pts).value_or(-1);
    if (decoded.frame >= 0) reached_ = decoded.frame;
    return decoded;
}

std::vector<std::int64_t> MovieSource::decode_everything() {
    restart(0);
    std::vector<std::int64_t> ordinals;
    const FrameHandle picture = make_frame();
    while (decoder_->next(picture.get())) ordinals.push_back(picture->pts);
    return ordinals;
}

// The packets' timestamps tell the order of the pictures, unless they are missing, or packets and pictures are not one
// to one (fields in packets of their own, hidden reference pictures). The first pictures show which it is.
void MovieSource::build_index() {
    constexpr std::size_t looked_at = 4;
    restart(0);
    while (waiting_.size() < looked_at) {
        std::optional<Decoded> decoded = decode_next();
        if (!decoded) break;
        waiting_.push_back(*std::move(decoded));
    }
    if (waiting_.empty())
        throw Error("no frame can be decoded{}",
                    decoder_->last_error().empty() ? "" : " (" + decoder_->last_error() + ")");
    bool consistent = index_.ordered();
    const std::int64_t first = waiting_.front().frame;
    for (std::size_t i = 0; i < waiting_.size(); ++i)
        if (first < 0 || waiting_[i].frame != first + static_cast<std::int64_t>(i)) consistent = false;
    if (waiting_.size() < looked_at && first + static_cast<std::int64_t>(waiting_.size()) != index_.frames())
        consistent = false;
    const FrameHandle first_picture = make_frame();
    if (av_frame_ref(first_picture.get(), waiting_.front().picture.get()) < 0) throw Error("out of memory");
    if (!consistent) {
        index_.order_by_decoding(decode_everything());
        restart(0);
    } else if (first > 0) {
        index_.drop_first(first);
        for (Decoded& decoded : waiting_) decoded.frame -= first;
        reached_ -= first;
        info_.notes.push_back(fmt::format("the first {} coded {} on pictures before the file's start and {} left out",
                                          first, first == 1 ? "picture leans" : "pictures lean",
                                          first == 1 ? "is" : "are"));
    }
    describe_video(first_picture.get());
}

void MovieSource::describe_video(const AVFrame* first) {
    const AVStream* stream = packets_->stream();
    AVFormatContext* input = packets_->input();
    VideoInfo video;
    video.codec = avcodec_get_name(stream->codecpar->codec_id);
    if (const char* profile = avcodec_profile_name(stream->codecpar->codec_id, stream->codecpar->profile))
        video.profile = profile;
    video.width = first->width;
    video.height = first->height;
    native_ = static_cast<AVPixelFormat>(first->format);
    const AVPixelFormat wider = wider_format(native_);
    video.format = describe(wider);
    if (wider != native_)
        info_.notes.push_back(
            fmt::format("pixel format {} is unpacked to {}", av_get_pix_fmt_name(native_), video.format.name));
    settle_rate(input, stream, index_, video, info_.notes);
    video.frames = index_.frames();
    video.duration = index_.time_of(video.frames);
    video.start_timecode = start_timecode_of(input, stream, first, video.frame_rate, info_.notes);
    video.tags = with_guesses(or_else(tags_of(first), tags_of(stream->codecpar)), native_, video.format, video.height,
                              stream->codecpar->codec_id, &info_.notes);
    video.rotation = rotation_of(stream, first, info_.notes);
    const AVRational aspect =
        av_guess_sample_aspect_ratio(input, const_cast<AVStream*>(stream), const_cast<AVFrame*>(first));
    video.sample_aspect_ratio = aspect.num > 0 && aspect.den > 0 ? from_av(aspect) : Rational{1, 1};
    if (!packets_->cut_off().empty()) {
        const std::string of =
            packets_->promised_frames() > video.frames ? fmt::format(" of {}", packets_->promised_frames()) : "";
        info_.notes.push_back(fmt::format("cut off after frame {}{} ({})", video.frames, of, packets_->cut_off()));
    }
    info_.video = std::move(video);
}

Frame MovieSource::deliver(const Decoded& decoded) {
    const VideoInfo& video = *info_.video;
    const AVFrame* picture = decoded.picture.get();
    if (picture->width != video.width || picture->height != video.height)
        throw Error("{}: frame {} is {}x{} where the clip began with {}x{}", info_.path.string(), decoded.frame,
                    picture->width, picture->height, video.width, video.height);
    Frame frame = memory_.frame_of(picture, video.format);
    const auto av = static_cast<AVPixelFormat>(picture->format);
    frame.tags = with_guesses(or_else(tags_of(picture), video.tags), av, video.format, video.height,
                              packets_->stream()->codecpar->codec_id, nullptr);
    frame.index = decoded.frame;
    frame.time = index_.time_of(decoded.frame);
    frame.duration = index_.duration_of(decoded.frame);
    return frame;
}

// `index` out of what is decoded already or comes next; nothing where the decoder passed it by.
std::optional<Frame> MovieSource::read_from(std::int64_t index) {
    for (;;) {
        while (!waiting_.empty()) {
            if (waiting_.front().frame > index) return std::nullopt;
            const Decoded decoded = std::move(waiting_.front());
            waiting_.pop_front();
            if (decoded.frame == index) return deliver(decoded);
        }
        std::optional<Decoded> decoded = decode_next();
        if (!decoded) return std::nullopt;
        waiting_.push_back(*std::move(decoded));
    }
}

Frame MovieSource::read(std::int64_t index) {
    const std::int64_t frames = index_.frames();
    if (index < 0 || index >= frames)
        throw Error("{}: there is no frame {}; the clip has {} ({} to {})", info_.path.string(), index, frames, 0,
                    frames - 1);
    if (last_ && last_->index == index) return *last_;
    last_.reset();
    try {
        const std::int64_t next = waiting_.empty() ? reached_ + 1 : waiting_.front().frame;
        std::int64_t start = index_.start_for(index);
        const bool ahead = index >= next && start < decoder_->next_ordinal();
        if (!ahead && !(index >= next && start == decoder_->next_ordinal())) restart(start);
        std::optional<Frame> frame = read_from(index);
        // A key frame from which this one can't be reached after all (gradual refresh, a damaged one): from one
        // earlier.
        constexpr int attempts = 8;
        for (int attempt = 0; !frame && start > 0 && attempt < attempts; ++attempt) {
            start = attempt + 1 < attempts ? index_.start_for(index, start - 1) : 0;
            restart(start);
            frame = read_from(index);
        }
        if (!frame)
            throw Error("{}: frame {} can't be decoded{}", info_.path.string(), index,
                        decoder_->last_error().empty() ? "" : " (" + decoder_->last_error() + ")");
        last_ = std::move(frame);
    } catch (const Error& error) {
        const std::string text = error.what();
        if (text.starts_with(info_.path.string())) throw;
        throw Error("{}: frame {}: {}", info_.path.string(), index, text);
    }
    return *last_;
}

Rational MovieSource::time_of(std::int64_t index) const {
    return index_.time_of(std::clamp<std::int64_t>(index, 0, index_.frames()));
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

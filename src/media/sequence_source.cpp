#include "media/sequence_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/file.h"
#include "media/error_naming.h"
#include "media/frame_reader.h"
#include "media/movie_info.h"
#include "media/movie_packets.h"
#include "media/picture_header.h"
#include "media/pixel_format.h"
#include "media/tags_from_ffmpeg.h"

namespace umber::media {

namespace {

// One file, one packet. Files that are missing are passed over.
class FilePackets : public PacketReader {
public:
    explicit FilePackets(const SequenceFiles& files) : files_(files) {}

    bool next(AVPacket* packet) override {
        while (next_ < files_.frames()) {
            const std::int64_t frame = next_++;
            if (!files_.has(frame) || !read(files_.file(frame), packet)) continue;
            packet->pts = packet->dts = frame;
            packet->flags |= AV_PKT_FLAG_KEY;
            return true;
        }
        return false;
    }
    void seek(std::int64_t ordinal) override { next_ = ordinal; }

private:
    static bool read(const std::filesystem::path& path, AVPacket* packet) {
        std::ifstream file(path, std::ios::binary | std::ios::ate);
        const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : 0;
        constexpr std::streamoff most = 2000000000;  // what a packet can hold
        if (size <= 0 || size > most) return false;
        av_packet_unref(packet);
        if (av_new_packet(packet, static_cast<int>(size)) < 0) throw Error("{}: out of memory", path.string());
        file.seekg(0);
        file.read(reinterpret_cast<char*>(packet->data), size);
        return file.good();
    }

    const SequenceFiles& files_;
    std::int64_t next_ = 0;
};

// DPX keeps rates as floats: n/1 or n*1000/1001 where one of them is what was meant.
Rational nearest_rate(Rational rate) {
    if (rate.numerator <= 0) return rate;
    const std::int64_t whole = timecode_base(rate);
    for (const Rational usual : {Rational{whole, 1}, Rational{whole * 1000, 1001}})
        if (std::abs(rate.value() / usual.value() - 1.0) < 1e-5) return usual;
    return rate;
}

class SequenceSource : public Source {
public:
    SequenceSource(SequenceFiles files, const OpenOptions& options);

    const ClipInfo& info() const override { return info_; }
    std::int64_t first_number() const override { return files_.numbered ? files_.first() : 0; }
    std::vector<std::filesystem::path> files() const override { return files_.files(); }
    Frame read(std::int64_t index) override;
    Rational time_of(std::int64_t index) const override {
        return index_.time_of(std::clamp<std::int64_t>(index, 0, index_.frames()));
    }

private:
    SequenceFiles files_;
    ClipInfo info_;
    PacketIndex index_;
    DecodeMemory memory_;
    FilePackets packets_;
    std::unique_ptr<FrameReader> reader_;
    AVCodecID codec_ = AV_CODEC_ID_NONE;
    color::Tags said_;  // by a PNG's cICP chunk, of which FFmpeg 5 knows nothing, and which goes before its others
    std::optional<Frame> last_;
};

SequenceSource::SequenceSource(SequenceFiles files, const OpenOptions& options)
    : files_(std::move(files)), memory_(options.allocator), packets_(files_) {
    info_.path = files_.pattern();
    const std::filesystem::path first_file = files_.file(0);
    const MoviePackets first(first_file);
    const AVStream* stream = first.stream();
    if (!stream) throw Error("{}: not a picture", first_file.string());
    codec_ = stream->codecpar->codec_id;
    std::vector<IndexedPacket> listed(static_cast<std::size_t>(files_.frames()));
    for (std::size_t i = 0; i < listed.size(); ++i)
        listed[i] = {static_cast<std::int64_t>(i), static_cast<std::int64_t>(i), 1, -1, 0, true, false};
    index_ = PacketIndex(std::move(listed), {1, 1});
    naming(first_file, [&] {
        reader_ = std::make_unique<FrameReader>(stream->codecpar, stream->time_base, options.threads, index_, memory_,
                                                packets_);
        const FrameHandle picture = reader_->read(0);
        if (!picture)
            throw Error("it can't be decoded{}",
                        reader_->last_error().empty() ? "" : " (" + reader_->last_error() + ")");
        VideoInfo video;
        video.codec = avcodec_get_name(codec_);
        video.width = picture->width;
        video.height = picture->height;
        const auto native = static_cast<AVPixelFormat>(picture->format);
        video.format = describe(wider_format(native));
        if (wider_format(native) != native)
            info_.notes.push_back(
                fmt::format("pixel format {} is unpacked to {}", av_get_pix_fmt_name(native), video.format.name));
        if (codec_ == AV_CODEC_ID_PNG) said_ = png_cicp(first_file);
        video.tags = with_guesses(or_else(said_, or_else(tags_of(picture.get()), tags_of(stream->codecpar))), native,
                                  video.format, video.height, codec_, &info_.notes);
        video.rotation = rotation_of(stream, picture.get(), info_.notes);
        const AVRational aspect = picture->sample_aspect_ratio;
        if (aspect.num > 0 && aspect.den > 0) video.sample_aspect_ratio = from_av(aspect);
        // DPX names a rate, the decoder passes it on; the demuxer's is made up.
        const Rational coded = nearest_rate(reader_->frame_rate());
        const std::optional<Rational> rate = coded.numerator > 0 ? std::optional(coded) : std::nullopt;
        const AVDictionaryEntry* timecode = av_dict_get(picture->metadata, "timecode", nullptr, 0);
        if (codec_ == AV_CODEC_ID_DPX && !has_dpx_timecode(first_file)) timecode = nullptr;
        describe_sequence(files_, rate, timecode ? std::optional<std::string>(timecode->value) : std::nullopt, video,
                          info_.notes);
        index_.use_rate(video.frame_rate);
        const AVDictionaryEntry* entry = nullptr;
        while ((entry = av_dict_get(picture->metadata, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr)
            if (timecode || std::string_view(entry->key) != "timecode")
                info_.metadata.emplace_back(entry->key, entry->value);
        if (codec_ == AV_CODEC_ID_DPX)
            for (auto& field : dpx_colours(first_file)) info_.metadata.push_back(std::move(field));
        info_.video = std::move(video);
    });
}

Frame SequenceSource::read(std::int64_t index) {
    require_file(files_, index);
    if (last_ && last_->index == index) return *last_;
    last_.reset();
    FrameHandle picture;
    naming(files_.file(index), [&] { picture = reader_->read(index); });
    if (!picture) require_readable(files_.file(index));
    if (!picture)
        throw BadFrame("{}: frame {} can't be decoded{}", files_.file(index).string(), index,
                       reader_->last_error().empty() ? "" : " (" + reader_->last_error() + ")");
    naming(files_.file(index), [&] {
        const VideoInfo& video = *info_.video;
        if (picture->width != video.width || picture->height != video.height)
            throw Error("the picture is {}x{} where the sequence began with {}x{}", picture->width, picture->height,
                        video.width, video.height);
        Frame frame = memory_.frame_of(picture.get(), video.format);
        frame.tags =
            with_guesses(or_else(said_, or_else(tags_of(picture.get()), video.tags)),
                         static_cast<AVPixelFormat>(picture->format), video.format, video.height, codec_, nullptr);
        frame.index = index;
        frame.time = index_.time_of(index);
        frame.duration = index_.duration_of(index);
        last_ = std::move(frame);
    });
    return *last_;
}

}  // namespace

void describe_sequence(const SequenceFiles& files, std::optional<Rational> rate,
                       const std::optional<std::string>& timecode, VideoInfo& video, std::vector<std::string>& notes) {
    video.frames = files.frames();
    video.frame_rate = rate.value_or(Rational{25, 1});
    video.duration = {video.frames * video.frame_rate.denominator, video.frame_rate.numerator};
    const int base = timecode_base(video.frame_rate);
    if (timecode) {
        video.start_timecode = parse_timecode(*timecode, base);
        if (!video.start_timecode)
            notes.push_back(
                fmt::format("the timecode '{}' is none at {} frames a second and is left out", *timecode, base));
    }
    if (!files.numbered) return;
    if (!rate) notes.push_back(fmt::format("pictures name no frame rate; {} a second are assumed", base));
    std::string counted;
    if (!video.start_timecode) {
        video.start_timecode = Timecode{files.first(), base, false};
        counted = fmt::format(", taken as the timecode {}", to_string(*video.start_timecode));
    }
    notes.push_back(fmt::format("the first picture is number {}{}", files.first(), counted));
    const std::int64_t missing = files.frames() - static_cast<std::int64_t>(files.names.size());
    if (missing > 0) {
        std::int64_t frame = 0;
        while (files.has(frame)) ++frame;
        notes.push_back(fmt::format("{} of the {} pictures {} missing, first {}", missing, files.frames(),
                                    missing == 1 ? "is" : "are", files.file(frame).filename().string()));
    }
}

void require_file(const SequenceFiles& files, std::int64_t index) {
    if (index < 0 || index >= files.frames())
        throw Error("{}: there is no frame {}; the clip has {} ({} to {})", files.pattern().string(), index,
                    files.frames(), 0, files.frames() - 1);
    if (!files.has(index))
        throw Error("{}: missing; it would be frame {} of the sequence", files.file(index).string(), index);
}

std::unique_ptr<Source> open_sequence(SequenceFiles files, const OpenOptions& options) {
    return std::make_unique<SequenceSource>(std::move(files), options);
}

}  // namespace umber::media

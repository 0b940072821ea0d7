// A movie: pictures through FFmpeg's encoder, sound as it was, muxed in step so that nothing piles up.
#include "media/movie_encoder.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "media/audio_copy.h"
#include "media/container_tags.h"
#include "media/picture_header.h"
#include "media/read_back.h"

namespace umber::media {

namespace fs = std::filesystem;

Rational time_base_of(const EncodeSettings& settings) {
    if (settings.time_base.numerator > 0) return settings.time_base;
    return {settings.frame_rate.denominator, settings.frame_rate.numerator};
}

PictureSettings picture_settings(const EncodeSettings& settings) {
    PictureSettings picture;
    picture.codec = settings.preset.codec;
    picture.pixel_format = settings.preset.pixel_format;
    picture.options = settings.preset.options;
    picture.width = settings.width;
    picture.height = settings.height;
    picture.time_base = time_base_of(settings);
    picture.frame_rate = settings.frame_rate;
    picture.sample_aspect_ratio = settings.sample_aspect_ratio;
    picture.fields = settings.fields;
    picture.tags = settings.tags;
    picture.hdr = settings.hdr;
    picture.threads = settings.threads;
    return picture;
}

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

// `seconds` in ticks of `base`, nearest.
std::int64_t to_ticks(Rational seconds, Rational base) {
    seconds = reduced(seconds);
    return av_rescale_rnd(seconds.numerator, base.denominator, seconds.denominator * base.numerator, AV_ROUND_NEAR_INF);
}

class MovieEncoder final : public Encoder {
public:
    MovieEncoder(const fs::path& output, const EncodeSettings& settings)
        : settings_(settings), file_(checked(output, settings)), base_(time_base_of(settings)) {
        remove_leftovers(output);
        open_muxer();
        PictureSettings picture = picture_settings(settings_);
        if (is_mxf(*muxer_)) {  // MXF knows only whole frames of its rate
            require_mxf_rate();
            base_ = {settings_.frame_rate.denominator, settings_.frame_rate.numerator};
            picture.time_base = base_;
        }
        picture.global_header = (muxer_->oformat->flags & AVFMT_GLOBALHEADER) != 0;
        encoder_.emplace(name(), picture);
        add_picture_stream();
        for (std::string& note : add_container_tags(*muxer_, *video_, settings_)) notes_.push_back(std::move(note));
        if (!settings_.audio_from.empty())
            audio_.emplace(settings_.audio_from, settings_.audio_zero, settings_.audio_start, settings_.audio_end,
                           *muxer_, notes_);
        if (settings_.fields != Fields::none && !codes_fields(settings_.preset.codec))
            notes_.push_back(fmt::format("interlaced pictures, coded as progressive ones: {} can't say it here",
                                         settings_.preset.label));
        write_header();
    }

    fs::path file_of(std::int64_t) const override { return name(); }
    const PixelFormat& format() const override { return encoder_->format(); }

    void write(const Frame& frame) override {
        if (frames_ == 0) first_time_ = frame.time;
        // Two frames of a variable rate may fall on one tick of a coarse base; order and number are kept.
        std::int64_t time = to_ticks(difference(frame.time, first_time_), base_);
        if (frames_ > 0) time = std::max(time, last_time_ + 1);
        std::int64_t duration = to_ticks(frame.duration, base_);
        if (duration <= 0) duration = std::max<std::int64_t>(1, to_ticks(one_frame(), base_));
        encoder_->send(frame, time, duration);
        last_time_ = time;
        ++frames_;
        mux_packets();
    }

    WrittenInfo finish() override {
        if (frames_ == 0) throw Error("{}: no frame was given, so there is nothing to write", name().string());
        encoder_->flush();
        mux_packets();
        if (audio_) finish_sound();
        const LogListener log;
        int code = av_write_trailer(muxer_.get());
        if (code >= 0 && muxer_->pb->error < 0) code = muxer_->pb->error;
        const int closed = avio_closep(&muxer_->pb);
        if (code < 0 || closed < 0) fail(code < 0 ? code : closed, log);
        muxer_.reset();
        const ReadBack found =
            read_back(file_.path(), name(),
                      settings_.start_timecode ? settings_.start_timecode->base : timecode_base(settings_.frame_rate));
        WrittenInfo info = compare(found, {tags_for(encoder_->format(), settings_.tags), frames_,
                                           settings_.start_timecode, settings_.hdr, settings_.sample_aspect_ratio});
        info.notes.insert(info.notes.begin(), notes_.begin(), notes_.end());
        file_.commit();
        return info;
    }

private:
    static const fs::path& checked(const fs::path& output, const EncodeSettings& settings) {
        const Preset& preset = settings.preset;
        const std::string extension = lower_extension(output);
        if (std::find(preset.containers.begin(), preset.containers.end(), extension) == preset.containers.end())
            throw Error("{}: {} goes into {}, not into {}", output.string(), preset.label, joined(preset.containers),
                        extension.empty() ? "a file without an extension" : extension);
        if (settings.width <= 0 || settings.height <= 0 || settings.frame_rate.numerator <= 0 ||
            settings.frame_rate.denominator <= 0)
            throw Error("{}: a picture of {}x{} at {}/{} frames a second can't be written", output.string(),
                        settings.width, settings.height, settings.frame_rate.numerator,
                        settings.frame_rate.denominator);
        return output;
    }

    const fs::path& name() const { return file_.final_path(); }
    Rational one_frame() const { return {settings_.frame_rate.denominator, settings_.frame_rate.numerator}; }
    [[noreturn]] void fail(int code, const LogListener& log) const {
        // The system's own reason says more than what a muxer logs on its way out.
        const bool system = code == AVERROR(ENOSPC) || code == AVERROR(EIO) || code == AVERROR(EDQUOT) ||
                            code == AVERROR(EFBIG) || code == AVERROR(EACCES);
        throw Error("{}: {}", name().string(), system ? error_text(code) : log.reason(code));
    }

    void open_muxer() {
        AVFormatContext* made = nullptr;
        if (avformat_alloc_output_context2(&made, nullptr, nullptr, ffmpeg_url(file_.path()).c_str()) < 0 || !made)
            throw Error("{}: this FFmpeg was built without a writer for {} files", name().string(),
                        lower_extension(name()));
        muxer_.reset(made);
        const LogListener log;
        if (const int code = avio_open(&muxer_->pb, muxer_->url, AVIO_FLAG_WRITE); code < 0)
            throw Error("{}: {}", name().string(), error_text(code));
    }

    void add_picture_stream() {
        video_ = avformat_new_stream(muxer_.get(), nullptr);
        if (!video_ || avcodec_parameters_from_context(video_->codecpar, encoder_->context()) < 0)
            throw Error("out of memory");
        if (settings_.preset.codec == "libx265" && is_mov_family(*muxer_))
            video_->codecpar->codec_tag = MKTAG('h', 'v', 'c', '1');  // QuickTime plays no hev1
        video_->time_base = to_av(base_);
        video_->sample_aspect_ratio = encoder_->context()->sample_aspect_ratio;
        video_->disposition = AV_DISPOSITION_DEFAULT;
        // Matroska turns the rate into a duration for every frame, which a variable rate must not be given.
        if (settings_.time_base.numerator <= 0 || !is_matroska(*muxer_))
            video_->avg_frame_rate = to_av(settings_.frame_rate);
    }

    // FFmpeg's own words for this tell of a switch that Umber has not got.
    void require_mxf_rate() const {
        const Rational rate = settings_.frame_rate;
        const std::int64_t whole = (rate.numerator + rate.denominator / 2) / rate.denominator;
        const bool exact = rate.numerator == whole * rate.denominator,
                   slowed = rate.numerator * 1001 == whole * 1000 * rate.denominator;
        constexpr std::array known{24, 25, 30, 48, 50, 60};
        if ((exact || slowed) && std::find(known.begin(), known.end(), whole) != known.end()) return;
        throw Error("{}: MXF takes constant rates of 24 to 60 frames a second only, not {:.3f}; .mov takes any",
                    name().string(), rate.value());
    }

    void write_header() {
        Dictionary options;
        add_muxer_options(options, *muxer_, settings_);
        const LogListener log;
        if (const int code = avformat_write_header(muxer_.get(), options.address()); code < 0) fail(code, log);
    }

    void mux_packets() {
        while (encoder_->receive(*packet_)) {
            packet_->stream_index = video_->index;
            if (settings_.preset.codec == "dnxhd") complete_dnxhr_header(*packet_, settings_.tags.matrix);
            if (audio_) sound_until(packet_->dts);
            av_packet_rescale_ts(packet_.get(), to_av(base_), video_->time_base);
            if (packet_->dts != AV_NOPTS_VALUE) {  // Matroska's milliseconds are coarser than some clips' times
                packet_->dts = std::max(packet_->dts, last_dts_ + 1);
                packet_->pts = std::max(packet_->pts, packet_->dts);
                last_dts_ = packet_->dts;
            }
            mux(*packet_);
            av_packet_unref(packet_.get());
        }
    }

    void sound_until(std::int64_t time) {
        const auto write = [&](AVPacket& packet) { mux(packet); };
        audio_->deliver_until(time, to_av(base_), write);
        // Its writer would keep every picture in memory while it waits for sound.
        if (is_mxf(*muxer_) && audio_->pad_until(time, to_av(base_), write)) padded_ = true;
    }

    void finish_sound() {
        if (!is_mxf(*muxer_)) {
            audio_->deliver_rest([&](AVPacket& packet) { mux(packet); });
            return;
        }
        sound_until(last_time_ + 1);  // MXF has sound beside every picture, and none without
        if (padded_)
            notes_.emplace_back("the sound ends before the pictures: MXF needs it to their end, silence was added");
    }

    void mux(AVPacket& packet) {
        const LogListener log;
        // Packets come in step already, and FFmpeg's own interleaving would hold back seconds of pictures where the
        // sound is shorter. MXF wraps each picture with its sound and needs it.
        int code =
            is_mxf(*muxer_) ? av_interleaved_write_frame(muxer_.get(), &packet) : av_write_frame(muxer_.get(), &packet);
        if (code >= 0 && muxer_->pb->error < 0) code = muxer_->pb->error;
        if (code < 0) fail(code, log);
    }

    const EncodeSettings settings_;
    TemporaryFile file_;  // before the muxer: it removes what the muxer has closed
    Rational base_;
    std::optional<PictureEncoder> encoder_;
    OutputHandle muxer_;
    AVStream* video_ = nullptr;
    std::optional<AudioCopy> audio_;
    PacketHandle packet_ = make_packet();
    std::vector<std::string> notes_;
    bool padded_ = false;  // with silence
    std::int64_t frames_ = 0;
    std::int64_t last_time_ = 0;
    std::int64_t last_dts_ = std::numeric_limits<std::int64_t>::min() / 2;
    Rational first_time_;
};

}  // namespace

std::unique_ptr<Encoder> create_movie_encoder(const fs::path& output, const EncodeSettings& settings) {
    route_ffmpeg_log();
    return std::make_unique<MovieEncoder>(output, settings);
}

std::unique_ptr<Encoder> create_encoder(const fs::path& output, const EncodeSettings& settings) {
    return settings.preset.sequence ? create_sequence_encoder(output, settings)
                                    : create_movie_encoder(output, settings);
}

}  // namespace umber::media

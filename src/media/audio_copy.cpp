#include "media/audio_copy.h"

#include <algorithm>
#include <limits>

#include "core/error.h"
#include "media/container_tags.h"

namespace umber::media {

namespace {

// Bytes of one sample of all channels where the codec is plain PCM, else 0. (Demuxers do not always fill block_align
// in.)
std::int64_t pcm_block(const AVCodecParameters& parameters) {
    const bool plain = std::string_view(avcodec_get_name(parameters.codec_id)).starts_with("pcm_");
    const int bits = plain ? av_get_exact_bits_per_sample(parameters.codec_id) : 0;
    return bits > 0 && bits % 8 == 0 ? std::int64_t{bits / 8} * parameters.ch_layout.nb_channels : 0;
}

// Why the container does not take it, or empty.
std::string refusal(const AVFormatContext& output, const AVCodecParameters& parameters) {
    const std::string codec = avcodec_get_name(parameters.codec_id);
    if (is_mxf(output)) {
        // FFmpeg's MXF writer (ST 382) knows these, and the rate of 48 kHz only.
        const bool known = parameters.codec_id == AV_CODEC_ID_PCM_S16LE || parameters.codec_id == AV_CODEC_ID_PCM_S24LE;
        return known && parameters.sample_rate == 48000 ? ""
                                                        : fmt::format("{} at {} Hz", codec, parameters.sample_rate);
    }
    return avformat_query_codec(output.oformat, parameters.codec_id, FF_COMPLIANCE_NORMAL) == 1 ? "" : codec;
}

std::int64_t ticks(Rational seconds, AVRational base) {
    const std::int64_t denominator = seconds.denominator * base.num;
    return av_rescale_rnd(seconds.numerator, base.den, denominator, AV_ROUND_NEAR_INF);
}

}  // namespace

AudioCopy::AudioCopy(const std::filesystem::path& source, Rational zero_time, Rational start, Rational end,
                     AVFormatContext& output, std::vector<std::string>& notes)
    : source_(source), packet_(make_packet()) {
    const LogListener log;
    int opened = 0;
    input_ = open_input(source, opened);
    if (!input_) throw Error("{}: the sound can't be read: {}", source.string(), log.reason(opened));
    if (const int code = avformat_find_stream_info(input_.get(), nullptr); code < 0)
        throw Error("{}: the sound can't be read: {}", source.string(), log.reason(code));

    int number = 0;  // of the source's sound
    for (unsigned i = 0; i < input_->nb_streams; ++i) {
        AVStream& from = *input_->streams[i];
        from.discard = AVDISCARD_ALL;
        if (from.codecpar->codec_type != AVMEDIA_TYPE_AUDIO) continue;
        ++number;
        if (const std::string refused = refusal(output, *from.codecpar); !refused.empty()) {
            notes.push_back(
                fmt::format("sound stream {} left out: {} files can't hold {}", number, output.oformat->name, refused));
            continue;
        }
        AVStream* to = avformat_new_stream(&output, nullptr);
        if (!to || avcodec_parameters_copy(to->codecpar, from.codecpar) < 0) throw Error("out of memory");
        // The source container's code for the codec may be another's here; keep it where it is the same.
        const AVCodecTag* const* known = output.oformat->codec_tag;
        if (known && av_codec_get_id(known, from.codecpar->codec_tag) != from.codecpar->codec_id)
            to->codecpar->codec_tag = 0;
        to->time_base = from.time_base;
        to->disposition = from.disposition;
        for (const char* key : {"language", "title"})
            if (const AVDictionaryEntry* entry = av_dict_get(from.metadata, key, nullptr, 0))
                av_dict_set(&to->metadata, key, entry->value, 0);
        from.discard = AVDISCARD_DEFAULT;

        Track track;
        track.from = &from;
        track.to = to;
        const std::int64_t zero = ticks(zero_time, from.time_base);
        track.start = zero + ticks(start, from.time_base);
        track.pcm_block = pcm_block(*from.codecpar);
        const bool edit_lists = is_mov_family(output);
        const int frame_size = from.codecpar->frame_size > 0 ? from.codecpar->frame_size : 1024;
        const std::int64_t one_packet = av_rescale_q(frame_size, {1, from.codecpar->sample_rate}, from.time_base);
        if (track.pcm_block > 0)
            track.first = track.start;
        else if (start.numerator <= 0)
            track.first = track.start - std::max(one_packet, ticks({1, 4}, from.time_base));
        else
            track.first = edit_lists ? track.start - one_packet : track.start + one_packet - 1;
        track.has_end = end.numerator > 0;
        track.end = zero + ticks(end, from.time_base);
        tracks_.push_back(track);
    }
    // Close to the start at once, so that a range late in a long file does not read all before it.
    if (const double from = start.value() + zero_time.value() - 2.0; from > 0.0 && !tracks_.empty()) {
        const auto at = static_cast<std::int64_t>(from * AV_TIME_BASE);
        avformat_seek_file(input_.get(), -1, std::numeric_limits<std::int64_t>::min(), at, at, 0);
    }
}

void AudioCopy::cut_samples(const Track& track) {
    const AVRational samples{1, track.from->codecpar->sample_rate};
    const std::int64_t block = track.pcm_block;
    const std::int64_t count = packet_->size / block;
    const std::int64_t at = av_rescale_q(packet_->pts, track.from->time_base, samples);
    const std::int64_t skip =
        std::clamp<std::int64_t>(av_rescale_q(track.start, track.from->time_base, samples) - at, 0, count);
    std::int64_t keep = count;
    if (track.has_end)
        keep = std::clamp<std::int64_t>(av_rescale_q(track.end, track.from->time_base, samples) - at, skip, count);
    packet_->data += skip * block;
    packet_->size = static_cast<int>((keep - skip) * block);
    const std::int64_t moved = av_rescale_q(skip, samples, track.from->time_base);
    packet_->pts += moved;
    packet_->dts = packet_->pts;
    packet_->duration = av_rescale_q(keep - skip, samples, track.from->time_base);
}

bool AudioCopy::cut(Track& track) {
    if (packet_->pts == AV_NOPTS_VALUE) packet_->pts = packet_->dts;
    if (packet_->pts == AV_NOPTS_VALUE) return false;
    if (packet_->dts == AV_NOPTS_VALUE) packet_->dts = packet_->pts;
    if (track.has_end && packet_->pts >= track.end) {
        track.done = true;
        return false;
    }
    if (packet_->pts + std::max<std::int64_t>(packet_->duration, 1) <= track.first) return false;
    if (track.pcm_block > 0) cut_samples(track);
    if (packet_->size == 0) return false;
    packet_->pts -= track.start;
    packet_->dts -= track.start;
    return true;
}

bool AudioCopy::next() {
    if (track_of_packet_) return true;
    const auto all_done = [&] {
        return std::all_of(tracks_.begin(), tracks_.end(), [](const Track& t) { return t.done; });
    };
    while (!all_done()) {
        av_packet_unref(packet_.get());
        const LogListener log;
        const int code = av_read_frame(input_.get(), packet_.get());
        if (code == AVERROR_EOF) {
            for (Track& track : tracks_) track.done = true;
            return false;
        }
        if (code < 0) throw Error("{}: the sound can't be read: {}", source_.string(), log.reason(code));
        const auto track = std::find_if(tracks_.begin(), tracks_.end(), [&](const Track& one) {
            return one.from->index == packet_->stream_index && !one.done;
        });
        if (track == tracks_.end() || !cut(*track)) continue;
        track_of_packet_ = &*track;
        return true;
    }
    return false;
}

void AudioCopy::deliver_until(std::int64_t time, AVRational base, const std::function<void(AVPacket&)>& write) {
    while (next() && av_compare_ts(packet_->dts, track_of_packet_->from->time_base, time, base) < 0) {
        if (track_of_packet_->pcm_block > 0)
            track_of_packet_->samples = av_rescale_q(packet_->pts, track_of_packet_->from->time_base,
                                                     {1, track_of_packet_->from->codecpar->sample_rate}) +
                                        packet_->size / track_of_packet_->pcm_block;
        packet_->stream_index = track_of_packet_->to->index;
        packet_->pos = -1;
        av_packet_rescale_ts(packet_.get(), track_of_packet_->from->time_base, track_of_packet_->to->time_base);
        // Two packets at one time (a coarser container, a clip joined badly): muxers want the second a tick later.
        Track& track = *track_of_packet_;
        if (packet_->dts <= track.last_dts) {
            packet_->dts = track.last_dts + 1;
            packet_->pts = std::max(packet_->pts, packet_->dts);
        }
        track.last_dts = packet_->dts;
        track_of_packet_ = nullptr;
        write(*packet_);
        av_packet_unref(packet_.get());
    }
}

bool AudioCopy::pad_until(std::int64_t time, AVRational base, const std::function<void(AVPacket&)>& write) {
    bool padded = false;
    for (Track& track : tracks_) {
        if (!track.done || track.pcm_block == 0) continue;
        const AVRational samples{1, track.from->codecpar->sample_rate};
        const std::int64_t missing = av_rescale_q_rnd(time, base, samples, AV_ROUND_UP) - track.samples;
        if (missing <= 0) continue;
        const PacketHandle silence = make_packet();
        if (av_new_packet(silence.get(), static_cast<int>(missing * track.pcm_block)) < 0) throw Error("out of memory");
        std::fill_n(silence->data, silence->size, std::uint8_t{0});
        silence->pts = silence->dts = av_rescale_q(track.samples, samples, track.to->time_base);
        silence->duration = av_rescale_q(missing, samples, track.to->time_base);
        silence->stream_index = track.to->index;
        track.samples += missing;
        write(*silence);
        padded = true;
    }
    return padded;
}

void AudioCopy::deliver_rest(const std::function<void(AVPacket&)>& write) {
    deliver_until(std::numeric_limits<std::int64_t>::max(), {1, 1}, write);
}

}  // namespace umber::media

#include "media/movie_packets.h"

#include <algorithm>
#include <string_view>
#include <system_error>

#include "core/error.h"

namespace umber::media {

MoviePackets::MoviePackets(std::filesystem::path path) : path_(std::move(path)), waiting_(make_packet()) {
    open_input();
}

void MoviePackets::open_input() {
    const LogListener log;
    int opened = 0;
    input_ = media::open_input(path_, opened);
    if (!input_)
        throw Error("{}: not a movie or picture that FFmpeg can read ({})", path_.string(), log.reason(opened));
    if (const int result = avformat_find_stream_info(input_.get(), nullptr); result < 0)
        throw Error("{}: its streams can't be read ({})", path_.string(), log.reason(result));
    stream_ = av_find_best_stream(input_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (stream_ >= 0 && (input_->streams[stream_]->disposition & AV_DISPOSITION_ATTACHED_PIC)) {
        stream_ = -1;
        for (unsigned i = 0; i < input_->nb_streams; ++i) {
            const AVStream* candidate = input_->streams[i];
            if (candidate->codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
                !(candidate->disposition & AV_DISPOSITION_ATTACHED_PIC))
                stream_ = static_cast<int>(i);
        }
    }
    for (unsigned i = 0; i < input_->nb_streams; ++i)
        if (static_cast<int>(i) != stream_) input_->streams[i]->discard = AVDISCARD_ALL;
    next_ = 0;
    has_waiting_ = false;
}

AVStream* MoviePackets::stream() const {
    return stream_ < 0 ? nullptr : input_->streams[stream_];
}

std::vector<IndexedPacket> MoviePackets::list_from_table() {
    // MP4 and QuickTime list every sample, with times of decoding; where every picture stands alone those are the times
    // of showing too, so a 100 GB ProRes file opens without being read.
    const AVStream* video = stream();
    const AVCodecDescriptor* descriptor = avcodec_descriptor_get(video->codecpar->codec_id);
    const bool intra = descriptor && (descriptor->props & AV_CODEC_PROP_INTRA_ONLY) != 0;
    if (!intra || !std::string_view(input_->iformat->name).starts_with("mov")) return {};
    AVStream* table = input_->streams[stream_];
    const int entries = avformat_index_get_entries_count(table);
    if (entries <= 0 || video->nb_frames <= 0 || entries < video->nb_frames) return {};
    std::error_code ignored;
    const auto file_size = static_cast<std::int64_t>(std::filesystem::file_size(path_, ignored));
    std::vector<IndexedPacket> listed;
    listed.reserve(static_cast<std::size_t>(entries));
    for (int i = 0; i < entries; ++i) {
        const AVIndexEntry* entry = avformat_index_get_entry(table, i);
        if (entry->pos + entry->size > file_size) {
            cut_off_ = "the file ends inside a packet";
            break;
        }
        listed.push_back({entry->timestamp, entry->timestamp, 0, entry->pos, entry->size, true,
                          (entry->flags & AVINDEX_DISCARD_FRAME) != 0});
    }
    for (std::size_t i = 0; i + 1 < listed.size(); ++i) listed[i].duration = listed[i + 1].pts - listed[i].pts;
    return listed;
}

std::vector<IndexedPacket> MoviePackets::list_packets() {
    const AVStream* video = stream();
    promised_ = video->nb_frames;
    if (std::vector<IndexedPacket> listed = list_from_table(); !listed.empty()) {
        // What the demuxer says of the first packet must agree with the table, else the table is not to be trusted.
        const PacketHandle first = make_packet();
        if (read_video_packet(first.get()) && first->pts == listed.front().pts &&
            first->pos == listed.front().position) {
            next_ = 1;
            // Only a packet that was read tells its duration; the last one's is the rate's.
            if (listed.size() == 1) listed.front().duration = first->duration;
            return listed;
        }
        cut_off_.clear();
        open_input();
    }
    const LogListener log;
    const AVCodecDescriptor* descriptor = avcodec_descriptor_get(video->codecpar->codec_id);
    const bool intra = descriptor && (descriptor->props & AV_CODEC_PROP_INTRA_ONLY) != 0;
    const bool may_reorder = descriptor && (descriptor->props & AV_CODEC_PROP_REORDER) != 0;
    std::vector<IndexedPacket> listed;
    const PacketHandle packet = make_packet();
    while (read_video_packet(packet.get())) {
        IndexedPacket entry;
        entry.pts = packet->pts;
        entry.dts = packet->dts;
        if (entry.pts == AV_NOPTS_VALUE && !may_reorder) entry.pts = entry.dts;
        entry.duration = packet->duration;
        entry.position = packet->pos;
        entry.size = packet->size;
        entry.key = intra || (packet->flags & AV_PKT_FLAG_KEY) != 0;
        entry.hidden = (packet->flags & AV_PKT_FLAG_DISCARD) != 0;
        if (packet->flags & AV_PKT_FLAG_CORRUPT && (input_->pb && avio_feof(input_->pb))) {
            cut_off_ = "the file ends inside a packet";
            break;
        }
        listed.push_back(entry);
        av_packet_unref(packet.get());
    }
    next_ = static_cast<std::int64_t>(listed.size());
    // A container that lists its samples, and whose samples did not all come.
    if (cut_off_.empty() && promised_ > static_cast<std::int64_t>(listed.size()) &&
        std::string_view(input_->iformat->name).starts_with("mov"))
        cut_off_ = "the file ends before its last packets";
    else if (cut_off_.empty() && log.last_error().find("ended prematurely") != std::string::npos)
        cut_off_ = "the file ends inside a packet";
    if (cut_off_.empty()) damage_ = log.first_error();
    return listed;
}

bool MoviePackets::read_video_packet(AVPacket* packet) {
    for (;;) {
        av_packet_unref(packet);
        if (av_read_frame(input_.get(), packet) < 0) return false;
        if (packet->stream_index == stream_ && packet->size > 0) return true;
    }
}

bool MoviePackets::next(AVPacket* packet) {
    if (packets_ && next_ >= static_cast<std::int64_t>(packets_->size())) return false;
    if (has_waiting_) {
        av_packet_unref(packet);
        av_packet_move_ref(packet, waiting_.get());
        has_waiting_ = false;
    } else if (!read_video_packet(packet)) {
        return false;
    }
    packet->pts = packet->dts = next_++;
    return true;
}

std::int64_t MoviePackets::recognise(const AVPacket* packet) const {
    if (packet->pos < 0) return -1;
    const auto first =
        std::lower_bound(by_position_.begin(), by_position_.end(), std::pair{packet->pos, std::int64_t{0}});
    std::int64_t found = -1;
    for (auto at = first; at != by_position_.end() && at->first == packet->pos; ++at) {
        const IndexedPacket& known = (*packets_)[static_cast<std::size_t>(at->second)];
        // After a jump a parser may begin with the end of a picture, at the place where the next one is listed.
        if (packet->size != known.size) continue;
        // Edit lists show one sample twice, and a transport stream has several pictures in one unit: times tell them
        // apart.
        const bool pts_agree = packet->pts == AV_NOPTS_VALUE || known.pts == no_time || packet->pts == known.pts;
        if (!pts_agree) continue;
        if (found >= 0) return -1;
        found = at->second;
    }
    return found;
}

bool MoviePackets::synchronise(std::int64_t ordinal) {
    constexpr int patience = 64;
    for (int i = 0; i < patience; ++i) {
        if (!read_video_packet(waiting_.get())) return false;
        std::int64_t at = recognise(waiting_.get());
        if (at < 0) continue;
        if (at > ordinal) return false;
        for (; at < ordinal; ++at)
            if (!read_video_packet(waiting_.get())) return false;
        // Counting on may have gone wrong where packets were dropped after the jump.
        if (recognise(waiting_.get()) != ordinal) return false;
        has_waiting_ = true;
        next_ = ordinal;
        return true;
    }
    return false;
}

void MoviePackets::seek(std::int64_t ordinal) {
    if (!has_waiting_ && next_ == ordinal) return;
    if (by_position_.empty() && packets_) {
        for (std::size_t i = 0; i < packets_->size(); ++i)
            if ((*packets_)[i].position >= 0)
                by_position_.emplace_back((*packets_)[i].position, static_cast<std::int64_t>(i));
        std::sort(by_position_.begin(), by_position_.end());
    }
    has_waiting_ = false;
    if (packets_ && ordinal < static_cast<std::int64_t>(packets_->size())) {
        const IndexedPacket& target = (*packets_)[static_cast<std::size_t>(ordinal)];
        const auto by_time = [&](std::int64_t time) {
            return time != no_time && av_seek_frame(input_.get(), stream_, time, AVSEEK_FLAG_BACKWARD) >= 0 &&
                   synchronise(ordinal);
        };
        const auto by_bytes = [&] {
            return target.position >= 0 && !(input_->iformat->flags & AVFMT_NO_BYTE_SEEK) &&
                   av_seek_frame(input_.get(), stream_, target.position, AVSEEK_FLAG_BYTE) >= 0 && synchronise(ordinal);
        };
        // Streams without an index of their own would search for a time; the place in the file is known already.
        const std::string_view name = input_->iformat->name;
        const bool bytes_first = name == "mpegts" || name == "mpeg" || name.starts_with("mpegvideo") ||
                                 (input_->iformat->flags & AVFMT_NOTIMESTAMPS) != 0 || target.pts == no_time;
        if (bytes_first && by_bytes()) return;
        if (by_time(target.pts)) return;
        if (target.dts != target.pts && by_time(target.dts)) return;
        if (!bytes_first && by_bytes()) return;
    }
    // What can't jump reads from its start.
    open_input();
    for (std::int64_t i = 0; i < ordinal; ++i)
        if (!read_video_packet(waiting_.get()))
            throw Error("{}: can't be read up to its packet {}", path_.string(), ordinal);
    next_ = ordinal;
}

}  // namespace umber::media

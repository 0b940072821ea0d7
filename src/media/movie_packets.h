// The packets of a movie file's video stream: indexed once by demuxing without decoding, then read from any packet on.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "media/packet_index.h"
#include "media/packet_reader.h"

namespace umber::media {

class MoviePackets : public PacketReader {
public:
    // Opens and probes. Throws Error naming `path` and FFmpeg's reason.
    explicit MoviePackets(std::filesystem::path path);

    AVFormatContext* input() const { return input_.get(); }
    // Null where the file has no moving picture (cover art does not count).
    AVStream* stream() const;

    // Lists the packets; reads the whole file unless the container's own table tells everything.
    std::vector<IndexedPacket> list_packets();
    // For seeking; the packets that list_packets() gave.
    void use_index(const std::vector<IndexedPacket>* packets) { packets_ = packets; }
    // The frames that the container promises, 0 where it does not tell.
    std::int64_t promised_frames() const { return promised_; }
    // Why the packets ended before their time; empty where they did not.
    const std::string& cut_off() const { return cut_off_; }
    // What the demuxer said first of a container that it can't read everywhere; empty where nothing.
    const std::string& damage() const { return damage_; }

    bool next(AVPacket* packet) override;
    void seek(std::int64_t ordinal) override;

private:
    void open_input();
    std::vector<IndexedPacket> list_from_table();
    bool read_video_packet(AVPacket* packet);
    // Reads on until a packet is recognised, then up to `ordinal`; false where that is already past.
    bool synchronise(std::int64_t ordinal);
    std::int64_t recognise(const AVPacket* packet) const;

    std::filesystem::path path_;
    InputHandle input_;
    int stream_ = -1;
    const std::vector<IndexedPacket>* packets_ = nullptr;
    std::vector<std::pair<std::int64_t, std::int64_t>> by_position_;  // (position, ordinal), sorted
    PacketHandle waiting_;                                            // the packet that synchronise() found
    bool has_waiting_ = false;
    std::int64_t next_ = 0;
    std::int64_t promised_ = 0;
    std::string cut_off_, damage_;
};

}  // namespace umber::media

// A decoder with its threads, fed from a PacketReader; gives pictures with the ordinal of their packet.
#pragma once
#include <filesystem>
#include <set>
#include <string>

#include "media/decode_memory.h"
#include "media/ffmpeg_handles.h"
#include "media/packet_reader.h"

namespace umber::media {

class FrameDecoder {
public:
    // `threads` 0: as many as help. `single`: only one picture will come, so nothing can be decoded ahead.
    // Throws Error: no decoder for the codec, it does not open.
    FrameDecoder(const AVCodecParameters* parameters, AVRational time_base, int threads, bool single,
                 DecodeMemory& memory, PacketReader& reader);

    // The next picture in the order of presentation, its packet's ordinal in frame->pts; false at the end. A packet
    // that can't be decoded is passed over; why is then in last_error(). Pictures of which the decoder made up parts,
    // and those that are decoded after them up to the next key frame, which may lean on them, have decode_error_flags.
    bool next(AVFrame* frame);
    // Begins anew with packet `ordinal`.
    void restart(std::int64_t ordinal);
    // The ordinal of the next packet that the decoder will be fed.
    std::int64_t next_ordinal() const { return next_ordinal_; }
    const std::string& last_error() const { return last_error_; }
    AVCodecContext* context() { return context_.get(); }

private:
    void note_damage(AVFrame* frame);
    void note_failure();

    CodecHandle context_;
    DecodeMemory& memory_;
    PacketReader& reader_;
    PacketHandle packet_;
    std::int64_t next_ordinal_ = 0;
    bool draining_ = false;
    bool single_;           // the only picture there is
    bool alone_ = false;    // each picture by itself
    bool cut_off_ = false;  // the packet that was sent last
    // By ordinal, since the last restart: where decoding may begin, and what was damaged.
    std::set<std::int64_t> keys_, bad_;
    std::int64_t first_ordinal_ = 0;
    std::string last_error_;
};

}  // namespace umber::media

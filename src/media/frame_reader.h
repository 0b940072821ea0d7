// Any frame of an indexed stream, exactly: decodes on where that leads there, else from the key frame before. What
// movies and sequences of pictures share. Internal to media.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "media/decode_memory.h"
#include "media/frame_decoder.h"
#include "media/packet_index.h"
#include "media/packet_reader.h"
#include "media/passed_pictures.h"

namespace umber::media {

// A picture that was decoded, and the frame that it is; -1: one that the clip does not show.
struct DecodedPicture {
    FrameHandle picture;
    std::int64_t frame = -1;
};

class FrameReader {
public:
    // `index` must already list the packets that `packets` gives, and both must outlive this. `rewind_bytes`: of
    // pictures that are kept for going backwards.
    FrameReader(const AVCodecParameters* parameters, AVRational time_base, int threads, PacketIndex& index,
                DecodeMemory& memory, PacketReader& packets, std::size_t rewind_bytes = 0);

    // Decodes the first pictures and holds the index against them; decodes everything once where they disagree. Returns
    // the first picture. `left_out`: frames at the start that can't be decoded. Throws Error where there is no picture
    // at all.
    FrameHandle settle_order(std::int64_t& left_out);

    // The picture of `frame` (0..frames-1); nothing where it can't be decoded, then see last_error().
    FrameHandle read(std::int64_t frame);
    // What the coded pictures say themselves; {0, 1} where nothing.
    Rational frame_rate() { return from_av(decoder_.context()->framerate); }
    const std::string& last_error() const { return decoder_.last_error(); }

private:
    bool decode_next();
    std::vector<std::int64_t> decode_everything();
    void restart(std::int64_t ordinal);
    FrameHandle read_on_to(std::int64_t frame, bool backwards);

    PacketIndex& index_;
    FrameDecoder decoder_;
    std::deque<DecodedPicture> waiting_;  // decoded already, not yet asked for; rising
    PassedPictures passed_;
    std::int64_t reached_ = -1;  // the last frame that was decoded
    std::int64_t counted_ = 0;   // pictures since the start, where frames are only counted
};

}  // namespace umber::media

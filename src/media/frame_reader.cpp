#include "media/frame_reader.h"

#include <utility>

#include "core/error.h"

namespace umber::media {

FrameReader::FrameReader(const AVCodecParameters* parameters, AVRational time_base, int threads, PacketIndex& index,
                         DecodeMemory& memory, PacketReader& packets, std::size_t rewind_bytes)
    : index_(index),
      decoder_(parameters, time_base, threads, index.packets().size() == 1, memory, packets),
      passed_(rewind_bytes) {}

void FrameReader::restart(std::int64_t ordinal) {
    waiting_.clear();
    reached_ = -1;
    counted_ = 0;
    decoder_.restart(ordinal);
}

bool FrameReader::decode_next() {
    DecodedPicture decoded{make_frame(), -1};
    if (!decoder_.next(decoded.picture.get())) return false;
    if (index_.counted())
        decoded.frame = counted_++;
    else
        decoded.frame = index_.frame_of(decoded.picture->pts).value_or(-1);
    if (decoded.frame >= 0) reached_ = decoded.frame;
    waiting_.push_back(std::move(decoded));
    return true;
}

std::vector<std::int64_t> FrameReader::decode_everything() {
    restart(0);
    std::vector<std::int64_t> ordinals;
    const FrameHandle picture = make_frame();
    while (decoder_.next(picture.get())) ordinals.push_back(picture->pts);
    return ordinals;
}

// The packets' timestamps tell the order of the pictures, unless they are missing, or packets and pictures are not one
// to one (fields in packets of their own, hidden reference pictures). The first pictures show which it is; where one of
// them is damaged, its place stays free.
FrameHandle FrameReader::settle_order(std::int64_t& left_out) {
    constexpr std::size_t looked_at = 4;
    left_out = 0;
    restart(0);
    while (waiting_.size() < looked_at && decode_next()) {
    }
    if (waiting_.empty())
        throw Error("no frame can be decoded{}", last_error().empty() ? "" : " (" + last_error() + ")");
    FrameHandle first_picture = make_frame();
    if (av_frame_ref(first_picture.get(), waiting_.front().picture.get()) < 0) throw Error("out of memory");
    bool consistent = index_.ordered();
    const bool damaged = !last_error().empty();
    const std::int64_t first = waiting_.front().frame;
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
        const std::int64_t next = i == 0 ? first : waiting_[i - 1].frame + 1;
        if (first < 0 || (damaged ? waiting_[i].frame < next : waiting_[i].frame != next)) consistent = false;
    }
    if (!damaged && waiting_.size() < looked_at &&
        first + static_cast<std::int64_t>(waiting_.size()) != index_.frames())
        consistent = false;
    if (!consistent) {
        index_.order_by_decoding(decode_everything());
        restart(0);
    } else if (first > 0) {
        index_.drop_first(first);
        for (DecodedPicture& decoded : waiting_) decoded.frame -= first;
        reached_ -= first;
        left_out = first;
    }
    return first_picture;
}

// Nothing where the decoder passed `frame` by.
FrameHandle FrameReader::read_on_to(std::int64_t frame, bool backwards) {
    for (;;) {
        while (!waiting_.empty()) {
            if (waiting_.front().frame > frame) return nullptr;
            DecodedPicture decoded = std::move(waiting_.front());
            waiting_.pop_front();
            if (decoded.frame == frame) return std::move(decoded.picture);
            if (backwards && decoded.frame >= 0) passed_.keep(decoded.frame, std::move(decoded.picture));
        }
        if (!decode_next()) return nullptr;
    }
}

FrameHandle FrameReader::read(std::int64_t frame) {
    if (FrameHandle kept = passed_.find(frame)) return kept;
    const std::int64_t next = waiting_.empty() ? reached_ + 1 : waiting_.front().frame;
    std::int64_t start = index_.start_for(frame);
    // Decoding on is right unless a later key frame is nearer.
    const bool backwards = frame < next;
    if (backwards)
        passed_.clear();  // those before `frame` take their place
    else
        passed_.forget_far_from(frame);
    if (backwards || start > decoder_.next_ordinal()) restart(start);
    FrameHandle picture = read_on_to(frame, backwards);
    // A key frame from which this one can't be reached after all (gradual refresh, a damaged one): from one earlier.
    constexpr int attempts = 8;
    for (int attempt = 1; !picture && start > 0 && attempt <= attempts; ++attempt) {
        start = attempt < attempts ? index_.start_for(frame, start - 1) : 0;
        restart(start);
        picture = read_on_to(frame, backwards);
    }
    return picture;
}

}  // namespace umber::media

// Which coded packets a clip consists of, and in which order their pictures are shown. A packet's number in the order
// of the file is its ordinal; it travels through the decoder in place of a timestamp, so that every picture that comes
// out is known exactly, whatever its timestamps are worth.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "core/rational.h"

namespace umber::media {

struct IndexedPacket {
    std::int64_t pts = 0;  // in the stream's time base; `no_time` where unknown
    std::int64_t dts = 0;
    std::int64_t duration = 0;   // 0 where unknown
    std::int64_t position = -1;  // in bytes, -1 where unknown
    int size = 0;                // in bytes
    bool key = false;            // decoding may begin here
    bool hidden = false;         // decoded but not shown (before an edit list's start)
};

inline constexpr std::int64_t no_time = INT64_MIN;

class PacketIndex {
public:
    // `packets` in the order of the file; `time_base` in seconds. Frames are ordered by pts where every packet has one
    // of its own, see ordered(); else order_by_decoding() must tell.
    PacketIndex() = default;
    PacketIndex(std::vector<IndexedPacket> packets, Rational time_base);

    bool ordered() const { return ordered_; }
    // The ordinals of the shown pictures in the order in which the decoder gave them. Pictures that come twice under
    // one ordinal, or under none, make frames that can only be counted: see counted().
    void order_by_decoding(const std::vector<std::int64_t>& ordinals);
    // The first `count` frames can't be decoded (they lean on what was before the file's start): leave them out.
    void drop_first(std::int64_t count);

    const std::vector<IndexedPacket>& packets() const { return packets_; }
    std::int64_t frames() const { return static_cast<std::int64_t>(shown_.size()); }
    // Frames are known only by counting from the start, so every jump back begins there.
    bool counted() const { return counted_; }

    // The frame of a packet; nothing where it shows none.
    std::optional<std::int64_t> frame_of(std::int64_t ordinal) const;
    std::int64_t ordinal_of(std::int64_t frame) const { return shown_[static_cast<std::size_t>(frame)]; }
    // The last packet from which decoding reaches `frame`, at or before packet `at_most`.
    std::int64_t start_for(std::int64_t frame, std::int64_t at_most = INT64_MAX) const;

    // Sets what times mean: a constant rate (times are frame / rate), or the packets' own.
    void use_rate(Rational rate);
    void use_timestamps() { rate_ = {0, 1}; }
    // True where every frame lies within a tick of frame / rate.
    bool fits_rate(Rational rate) const;
    // Some packets have no pts at all.
    bool lacks_times() const;
    // Has times of its own: all shown packets have a pts, rising.
    bool timed() const { return timed_; }
    // Frames divided by the time that they take; {0,1} where unknown.
    Rational average_rate() const;
    // Seconds from the first frame; `frame` may be frames(), for the end.
    Rational time_of(std::int64_t frame) const;
    Rational duration_of(std::int64_t frame) const;
    // Of frame 0 by the file's clock, in seconds; nothing where its packet has no time.
    std::optional<Rational> start_time() const;

private:
    std::int64_t ticks_at(std::int64_t frame) const;
    void note_order();

    std::vector<IndexedPacket> packets_;
    Rational time_base_{1, 1};
    std::vector<std::int64_t> shown_;     // ordinals in presentation order
    std::vector<std::int64_t> frame_of_;  // by ordinal; -1: not shown
    std::vector<std::int64_t> keys_;      // ordinals, rising
    Rational rate_{0, 1};
    bool ordered_ = false;
    bool counted_ = false;
    bool timed_ = false;
};

}  // namespace umber::media

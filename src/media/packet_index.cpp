#include "media/packet_index.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "media/ffmpeg_handles.h"

namespace umber::media {

PacketIndex::PacketIndex(std::vector<IndexedPacket> packets, Rational time_base)
    : packets_(std::move(packets)), time_base_(time_base) {
    for (std::size_t i = 0; i < packets_.size(); ++i) {
        if (packets_[i].key) keys_.push_back(static_cast<std::int64_t>(i));
        if (!packets_[i].hidden) shown_.push_back(static_cast<std::int64_t>(i));
    }
    const auto pts = [&](std::int64_t ordinal) { return packets_[static_cast<std::size_t>(ordinal)].pts; };
    std::stable_sort(shown_.begin(), shown_.end(), [&](auto a, auto b) { return pts(a) < pts(b); });
    ordered_ = std::adjacent_find(shown_.begin(), shown_.end(), [&](auto a, auto b) { return pts(a) == pts(b); }) ==
                   shown_.end() &&
               (shown_.empty() || pts(shown_.front()) != no_time);
    timed_ = ordered_;
    note_order();
}

void PacketIndex::note_order() {
    frame_of_.assign(packets_.size(), -1);
    for (std::size_t frame = 0; frame < shown_.size(); ++frame)
        if (shown_[frame] >= 0) frame_of_[static_cast<std::size_t>(shown_[frame])] = static_cast<std::int64_t>(frame);
}

void PacketIndex::order_by_decoding(const std::vector<std::int64_t>& ordinals) {
    shown_ = ordinals;
    ordered_ = true;
    std::vector<std::int64_t> sorted = ordinals;
    std::sort(sorted.begin(), sorted.end());
    counted_ = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end() ||
               (!sorted.empty() && (sorted.front() < 0 || sorted.back() >= static_cast<std::int64_t>(packets_.size())));
    if (counted_) {
        std::iota(shown_.begin(), shown_.end(), 0);
        timed_ = false;
        return;
    }
    timed_ = true;
    std::int64_t last = no_time;
    for (const std::int64_t ordinal : shown_) {
        const std::int64_t pts = packets_[static_cast<std::size_t>(ordinal)].pts;
        if (pts == no_time || pts <= last) timed_ = false;
        last = pts;
    }
    note_order();
}

void PacketIndex::drop_first(std::int64_t count) {
    shown_.erase(shown_.begin(), shown_.begin() + count);
    note_order();
}

std::optional<std::int64_t> PacketIndex::frame_of(std::int64_t ordinal) const {
    if (ordinal < 0 || ordinal >= static_cast<std::int64_t>(frame_of_.size())) return std::nullopt;
    const std::int64_t frame = frame_of_[static_cast<std::size_t>(ordinal)];
    return frame < 0 ? std::nullopt : std::optional(frame);
}

std::int64_t PacketIndex::start_for(std::int64_t frame, std::int64_t at_most) const {
    if (counted_) return 0;
    const std::int64_t target = ordinal_of(frame);
    auto key = std::upper_bound(keys_.begin(), keys_.end(), std::min(target, at_most));
    while (key != keys_.begin()) {
        --key;
        // A picture coded after a key frame but shown before it may lean on what comes before that key frame.
        const std::int64_t key_frame = frame_of_[static_cast<std::size_t>(*key)];
        if (key_frame >= 0
                ? key_frame <= frame
                : packets_[static_cast<std::size_t>(*key)].pts <= packets_[static_cast<std::size_t>(target)].pts)
            return *key;
    }
    return 0;
}

void PacketIndex::use_rate(Rational rate) {
    rate_ = rate;
}

std::int64_t PacketIndex::ticks_at(std::int64_t frame) const {
    const auto packet = [&](std::int64_t of) -> const IndexedPacket& {
        return packets_[static_cast<std::size_t>(shown_[static_cast<std::size_t>(of)])];
    };
    if (frame < frames()) return packet(frame).pts - packet(0).pts;
    const IndexedPacket& last = packet(frames() - 1);
    std::int64_t duration = last.duration;
    if (duration <= 0) duration = frames() > 1 ? last.pts - packet(frames() - 2).pts : 1;
    return last.pts - packet(0).pts + duration;
}

bool PacketIndex::fits_rate(Rational rate) const {
    if (!timed_ || rate.numerator <= 0) return false;
    for (std::int64_t frame = 0; frame < frames(); ++frame) {
        const std::int64_t expected =
            av_rescale(frame, rate.denominator * time_base_.denominator, rate.numerator * time_base_.numerator);
        if (std::abs(ticks_at(frame) - expected) > 1) return false;
    }
    return true;
}

bool PacketIndex::lacks_times() const {
    return std::any_of(packets_.begin(), packets_.end(),
                       [](const IndexedPacket& packet) { return packet.pts == no_time; });
}

Rational PacketIndex::average_rate() const {
    if (!timed_ || shown_.empty()) return {0, 1};
    std::int64_t numerator = frames() * time_base_.denominator;
    std::int64_t denominator = ticks_at(frames()) * time_base_.numerator;
    if (denominator <= 0) return {0, 1};
    const std::int64_t common = std::gcd(numerator, denominator);
    return {numerator / common, denominator / common};
}

Rational PacketIndex::time_of(std::int64_t frame) const {
    if (rate_.numerator > 0) return {frame * rate_.denominator, rate_.numerator};
    return {ticks_at(frame) * time_base_.numerator, time_base_.denominator};
}

Rational PacketIndex::duration_of(std::int64_t frame) const {
    if (rate_.numerator > 0) return {rate_.denominator, rate_.numerator};
    return {(ticks_at(frame + 1) - ticks_at(frame)) * time_base_.numerator, time_base_.denominator};
}

std::optional<Rational> PacketIndex::start_time() const {
    if (shown_.empty()) return std::nullopt;
    // Where frames are only counted, the earliest time there is.
    std::int64_t pts = no_time;
    if (!counted_)
        pts = packets_[static_cast<std::size_t>(shown_.front())].pts;
    else
        for (const IndexedPacket& packet : packets_)
            if (packet.pts != no_time && (pts == no_time || packet.pts < pts)) pts = packet.pts;
    if (pts == no_time) return std::nullopt;
    return Rational{pts * time_base_.numerator, time_base_.denominator};
}

}  // namespace umber::media

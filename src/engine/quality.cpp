#include "engine/quality.h"

#include <algorithm>

namespace umber::engine {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_overtaken = 3;  // pictures in a second, until they are made smaller
// Of a frame's time: what a picture may take before it gets smaller, and what a larger one may before it is tried. A
// picture's time holds what it waited for (the window's own drawing, on a device with one queue), so that the one is
// all of it: pictures that are overtaken tell the rest. Between the two it does not go to and fro.
constexpr double most_share = 1.0, share_to_grow = 0.8;
// Of a size that was not made yet only the best is known that its pixels could take.
constexpr double share_to_begin = 0.2;
constexpr double slowly_forgotten = 1.003;  // a picture: twice as much after some ten seconds
constexpr int first_ones = 4;               // of another size: they fill memory that is new
constexpr milliseconds believed{10000};     // what a size took that was not made since
constexpr milliseconds least_patience{4000}, most_patience{60000};

}  // namespace

std::string_view name(Quality quality) {
    switch (quality) {
        case Quality::full:
            return "full";
        case Quality::viewer:
            return "viewer";
        case Quality::half:
            return "half";
        case Quality::third:
            break;
    }
    return "third";
}

void QualityControl::learn_again() {
    ms_.fill(0);
    overtaken_.clear();
    too_large_.reset();
    grow_after_ = {};
    patience_ = least_patience;
}

void QualityControl::took(Quality quality, double pixels, double taken, bool counts, Clock::time_point now) {
    const double one = taken / pixels;
    ms_per_pixel_ = ms_per_pixel_ > 0 ? std::min(one, slowly_forgotten * ms_per_pixel_) : one;
    if (quality == quality_ && fresh_ > 0) {
        --fresh_;
        return;
    }
    if (!counts) return;
    double& mean = ms(quality);
    mean = mean > 0 ? 0.7 * mean + 0.3 * taken : taken;
    measured_[static_cast<std::size_t>(quality)] = now;
}

void QualityControl::overtaken(Clock::time_point now) {
    if (fresh_ > 0) return;
    overtaken_.push_back(now);
    while (now - overtaken_.front() > milliseconds(1000)) overtaken_.pop_front();
    if (overtaken_.size() < most_overtaken) return;
    // Pictures of this quality are too large whatever they seem to take; each time it turns out so, that is believed
    // for twice as long.
    overtaken_.clear();
    too_large_ = std::max(too_large_.value_or(Quality::full), quality_);
    grow_after_ = now + patience_;
    patience_ = std::min(patience_ * 2, most_patience);
}

double QualityControl::expected_ms(Quality quality, const Pixels& pixels) const {
    const auto at = static_cast<std::size_t>(quality), now = static_cast<std::size_t>(quality_);
    if (ms_[at] > 0) return ms_[at];
    // What a picture waits for does not grow with it.
    if (ms_[now] > 0 && pixels[at] > pixels[now]) return ms_[now] + ms_per_pixel_ * (pixels[at] - pixels[now]);
    return ms_per_pixel_ * pixels[at];
}

Quality QualityControl::choose(const Pixels& pixels, double frame_ms, Clock::time_point now) {
    if (too_large_ && now > grow_after_) {
        too_large_.reset();
        ms_.fill(0);
    }
    // Whatever took the time may be gone.
    for (std::size_t i = 0; i < ms_.size(); ++i)
        if (now - measured_[i] > believed) ms_[i] = 0;
    Quality chosen = Quality::third;
    for (const Quality larger : {Quality::half, Quality::viewer, Quality::full}) {
        const bool grows = larger < quality_;
        if (grows && now < grow_after_) continue;
        const bool known = ms(larger) > 0 || larger == quality_;
        const double share = grows ? share_to_grow : known ? most_share : share_to_begin;
        if (expected_ms(larger, pixels) < share * frame_ms) chosen = larger;
    }
    if (too_large_ && chosen <= *too_large_ && *too_large_ != Quality::third)
        chosen = static_cast<Quality>(static_cast<int>(*too_large_) + 1);
    if (chosen != quality_) fresh_ = first_ones;
    return quality_ = chosen;
}

}  // namespace umber::engine

#include "engine/quality.h"

#include <algorithm>

namespace umber::engine {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_overtaken = 3;  // pictures in a second, until they are made smaller
// Of a frame's time: what a picture may take before it gets smaller, and what a larger one may before it is tried. The
// rest is for decoding and for the window; between the two it does not go to and fro.
constexpr double most_share = 0.75, share_to_grow = 0.6;
constexpr milliseconds believed{10000};  // what a size took that was not made since
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
    const auto mix = [&](double& mean, double one) { mean = mean > 0 ? 0.7 * mean + 0.3 * one : one; };
    mix(ms_per_pixel_, taken / pixels);
    if (!counts) return;
    mix(ms(quality), taken);
    measured_[static_cast<std::size_t>(quality)] = now;
}

void QualityControl::overtaken(Clock::time_point now) {
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
    const auto at = static_cast<std::size_t>(quality);
    if (ms_[at] > 0) return ms_[at];
    // No less than a smaller one took.
    double least = ms_per_pixel_ * pixels[at];
    for (std::size_t smaller = at + 1; smaller < ms_.size(); ++smaller) least = std::max(least, ms_[smaller]);
    return least;
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
        if (grows && now < grow_after_) break;
        if (expected_ms(larger, pixels) >= (grows ? share_to_grow : most_share) * frame_ms) break;
        chosen = larger;
    }
    if (too_large_ && chosen <= *too_large_ && *too_large_ != Quality::third)
        chosen = static_cast<Quality>(static_cast<int>(*too_large_) + 1);
    return quality_ = chosen;
}

}  // namespace umber::engine

// How large the pictures of a clip that is playing are made: as large as the device keeps up with. Times are handed in,
// so that it can be followed without a device.
#pragma once
#include <array>
#include <chrono>
#include <deque>
#include <optional>
#include <string_view>

namespace umber::engine {

// How large the picture is that is computed.
enum class Quality {
    full,    // the frame's own size
    viewer,  // the size on the screen
    half,    // half of that
    third,   // a third of it: the least
};
std::string_view name(Quality quality);  // "full", "viewer", "half", "third"

class QualityControl {
public:
    using Clock = std::chrono::steady_clock;
    using Pixels = std::array<double, 4>;  // of a picture of each quality

    // Another grade, another size or play begins: what was learnt holds no more.
    void learn_again();
    // A picture of this quality and so many pixels took `ms` of the device. `counts`: and others like it will.
    void took(Quality quality, double pixels, double ms, bool counts, Clock::time_point now);
    // While playing a picture was asked for before the device had begun the last one.
    void overtaken(Clock::time_point now);
    // Milliseconds that a picture will take: as was measured, else by what those of the size that is made took, and the
    // pixels that it has more.
    double expected_ms(Quality quality, const Pixels& pixels) const;
    // For the next picture of a clip whose frames come every `frame_ms`.
    Quality choose(const Pixels& pixels, double frame_ms, Clock::time_point now);

private:
    double& ms(Quality quality) { return ms_[static_cast<std::size_t>(quality)]; }

    Quality quality_ = Quality::full;
    double ms_per_pixel_ = 0;     // at the best of late: what else the machine did is not the picture's cost
    int fresh_ = 0;               // pictures of this quality that do not count yet
    std::array<double, 4> ms_{};  // 0: not measured
    std::array<Clock::time_point, 4> measured_{};
    std::deque<Clock::time_point> overtaken_;  // over the last second
    std::optional<Quality> too_large_;         // the smallest that could not keep up, until grow_after_
    Clock::time_point grow_after_{};
    std::chrono::milliseconds patience_{4000};
};

}  // namespace umber::engine

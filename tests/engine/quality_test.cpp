#include "engine/quality.h"

#include <gtest/gtest.h>

namespace umber::engine {
namespace {

using std::chrono::milliseconds;

// A viewer of 1280x720 and its parts, of a clip of 1920x1080.
constexpr QualityControl::Pixels levels{1920.0 * 1080, 1280.0 * 720, 640.0 * 360, 426.0 * 240};
constexpr double frame_ms = 40;

class QualityTest : public testing::Test {
protected:
    // Plays for so many frames on a device that takes what `takes` says; says what the last picture was.
    template <class Takes>
    Quality play(int frames, Takes takes) {
        Quality quality = Quality::third;
        for (int i = 0; i < frames; ++i, now += milliseconds(static_cast<int>(frame_ms))) {
            quality = control.choose(levels, frame_ms, now);
            const double ms = takes(quality);
            control.took(quality, levels[static_cast<std::size_t>(quality)], ms, true, now);
            if (ms > frame_ms) control.overtaken(now);
        }
        return quality;
    }
    static auto per_megapixel(double ms) {
        return [ms](Quality quality) { return ms * levels[static_cast<std::size_t>(quality)] * 1e-6; };
    }

    QualityControl control;
    QualityControl::Clock::time_point now{};
};

TEST_F(QualityTest, IsTheLargestThatTheDeviceKeepsUpWith) {
    EXPECT_EQ(play(600, per_megapixel(10)), Quality::full);  // 20.7 ms of 40
    control.learn_again();
    EXPECT_EQ(play(600, per_megapixel(20)), Quality::viewer);  // 41.5; 18.4
    control.learn_again();
    EXPECT_EQ(play(100, per_megapixel(50)), Quality::half);  // 46; 11.5
    control.learn_again();
    EXPECT_EQ(play(600, per_megapixel(400)), Quality::third);  // 92; 41
}

TEST_F(QualityTest, GrowsAgainWhereThereIsTime) {
    EXPECT_EQ(play(100, per_megapixel(50)), Quality::half);
    EXPECT_EQ(play(2000, per_megapixel(10)), Quality::full);
}

TEST_F(QualityTest, WhatTakesItsTimeElsewhereGetsSmallerToo) {
    // Each picture of the viewer's size seems quick, yet others overtake it.
    int overtaken = 0;
    Quality quality = Quality::full;
    for (int i = 0; i < 4000; ++i, now += milliseconds(40)) {
        quality = control.choose(levels, frame_ms, now);
        control.took(quality, levels[static_cast<std::size_t>(quality)], 5, true, now);
        if (quality > Quality::viewer) continue;
        control.overtaken(now);
        ++overtaken;
    }
    EXPECT_EQ(quality, Quality::half);
    EXPECT_LT(overtaken, 60);  // in 160 seconds it tries again ever more rarely
}

TEST_F(QualityTest, DoesNotGoToAndFro) {
    const auto busy = per_megapixel(32);  // the viewer's size would take 29.5 ms: too much to grow to, enough to stay
    play(100, busy);
    Quality before = control.choose(levels, frame_ms, now);
    int changes = 0;
    for (int i = 0; i < 500; ++i) {
        const Quality one = play(1, busy);
        changes += one != before ? 1 : 0;
        before = one;
    }
    EXPECT_LE(changes, 1);
}

}  // namespace
}  // namespace umber::engine

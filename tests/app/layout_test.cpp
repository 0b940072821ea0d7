// The room's layout over window sizes, scales and splitters: nothing overlaps, nothing is outside, nothing is too
// small.
#include "app/layout.h"

#include <gtest/gtest.h>

#include <random>

namespace umber::app {
namespace {

std::vector<std::pair<const char*, Rect>> panels(const RoomLayout& room) {
    return {{"bar", room.bar},
            {"viewer head", room.viewer_head},
            {"picture", room.picture},
            {"scrub", room.scrub},
            {"transport", room.transport},
            {"waveform", room.scopes[0]},
            {"parade", room.scopes[1]},
            {"vectorscope", room.scopes[2]},
            {"histogram", room.scopes[3]},
            {"primaries", room.primaries},
            {"sliders", room.sliders},
            {"curves", room.curves},
            {"output", room.output},
            {"status", room.status}};
}

void expect_sound(const RoomLayout& room, glm::vec2 size, float scale) {
    const Rect window{0, 0, size.x, size.y};
    const auto all = panels(room);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& [name, rect] = all[i];
        EXPECT_TRUE(inside(rect, window)) << name << " at " << size.x << "x" << size.y << " scale " << scale;
        EXPECT_GE(rect.w, 20 * scale) << name;
        EXPECT_GE(rect.h, 20 * scale) << name;
        EXPECT_EQ(rect.x, std::round(rect.x)) << name;
        EXPECT_EQ(rect.y, std::round(rect.y)) << name;
        for (std::size_t k = i + 1; k < all.size(); ++k)
            EXPECT_FALSE(overlap(rect, all[k].second))
                << name << " and " << all[k].first << " at " << size.x << "x" << size.y << " scale " << scale;
    }
    // What the panels need, at 1x.
    EXPECT_GE(room.primaries.w, 560 * scale - 1);
    EXPECT_GE(room.sliders.w, 208 * scale - 1);
    EXPECT_GE(room.curves.w, 236 * scale - 1);
    EXPECT_GE(room.output.w, 260 * scale - 1);
    EXPECT_GE(room.primaries.h, 290 * scale - 1);
    EXPECT_GE(room.picture.h, 150 * scale);
    for (const Rect& scope : room.scopes) EXPECT_GE(scope.h, 110 * scale - 1);
}

TEST(Layout, IsSoundAtEverySizeAndScale) {
    for (const float scale : {1.0f, 1.25f, 1.5f, 2.0f, 3.0f})
        for (float w = 1280 * scale; w <= 3840; w += 173)
            for (float h = 720 * scale; h <= 2160; h += 131) expect_sound(lay_out({w, h}, scale, {}), {w, h}, scale);
    expect_sound(lay_out({1280, 720}, 1, {}), {1280, 720}, 1);
    expect_sound(lay_out({3840, 2160}, 2, {}), {3840, 2160}, 2);
}

TEST(Layout, IsSoundWhereverSplittersAreDragged) {
    std::mt19937 random(7);
    std::uniform_real_distribution<float> anywhere(0.001f, 0.999f);
    for (int i = 0; i < 300; ++i) {
        const Splitters s{anywhere(random), anywhere(random), anywhere(random), anywhere(random),
                          anywhere(random), anywhere(random), anywhere(random)};
        expect_sound(lay_out({1280, 720}, 1, s), {1280, 720}, 1);
        expect_sound(lay_out({1920, 1080}, 1.5f, s), {1920, 1080}, 1.5f);
        expect_sound(lay_out({2560, 1440}, 1, s), {2560, 1440}, 1);
    }
}

TEST(Layout, SurvivesWindowsThatAreTooSmall) {
    for (const glm::vec2 size : {glm::vec2(960, 540), glm::vec2(320, 200), glm::vec2(1, 1), glm::vec2(0, 0)}) {
        const RoomLayout room = lay_out(size, 1, {});
        for (const auto& [name, rect] : panels(room)) {
            EXPECT_GE(rect.w, 0) << name;
            EXPECT_GE(rect.h, 0) << name;
        }
    }
}

TEST(Layout, ASplitterGoesWhereItIsDragged) {
    const glm::vec2 size(2560, 1440);
    for (const Splitter which : all_splitters) {
        const RoomLayout before = lay_out(size, 1, {});
        const Rect handle = before.handle(which);
        const float at = moves_sideways(which) ? handle.center().x : handle.center().y;
        const RoomLayout after = lay_out(size, 1, moved(before, size, 1, which, at - 40));
        const Rect there = after.handle(which);
        EXPECT_NEAR(moves_sideways(which) ? there.center().x : there.center().y, at - 40, 3) << static_cast<int>(which);
    }
}

TEST(Layout, HandlesAreWideEnoughForAHand) {
    for (const float scale : {1.0f, 1.5f, 2.0f}) {
        const RoomLayout room = lay_out({2560, 1440}, scale, {});
        for (const Splitter which : all_splitters) {
            const Rect handle = room.handle(which);
            EXPECT_GE(moves_sideways(which) ? handle.w : handle.h, 8 * scale) << static_cast<int>(which);
        }
    }
}

TEST(Layout, SplittersKeepTheirPlacesAsText) {
    const Splitters s{0.3f, 0.4f, 0.45f, 0.55f, 0.41f, 0.56f, 0.8f};
    EXPECT_EQ(splitters_from_text(to_text(s)), s);
    EXPECT_EQ(splitters_from_text(""), Splitters{});
    EXPECT_EQ(splitters_from_text("0.3 nonsense"), Splitters{});
    EXPECT_EQ(splitters_from_text("0.3 0.4 0.5 0.5 0.4 0.5 7"), Splitters{});
}

}  // namespace
}  // namespace umber::app

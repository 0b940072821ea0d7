// The real window on its displays: the swapchain that GPUs use, on lavapipe under validation; HDR pictures on an SDR
// display and on one that says it is HDR10; keys that come while a clip is opening.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/panels/viewer.h"
#include "color/transfer.h"
#include "room_window.h"
#include "screen_words.h"

namespace umber::app {
namespace {

class DisplayWindow : public RoomWindow {
protected:
    static constexpr std::array levels{100, 300, 573,
                                       723};  // of 10 bits, limited range: the last are 203 and 1000 nits
    // Four grey stripes of Rec.2100 PQ, without loss.
    std::filesystem::path pq_clip() const {
        std::filesystem::path file = scratch / "pq.mov";
        const auto made = test::run(fmt::format(
            "ffmpeg -v error -f lavfi -i \"color=black:s=640x360:r=25,format=yuv420p10le,geq=lum='if(lt(X,160),{},"
            "if(lt(X,320),{},if(lt(X,480),{},{})))':cb=512:cr=512,setparams=range=tv:color_primaries=bt2020:"
            "color_trc=smpte2084:colorspace=bt2020nc\" -frames:v 10 -c:v libx265 -x265-params lossless=1:log-level=none"
            " -color_range tv -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc {}",
            levels[0], levels[1], levels[2], levels[3], quoted(file)));
        EXPECT_EQ(made.exit_code, 0) << made.err;
        return file;
    }
    static double code_of(int level) { return (level - 64) / 876.0; }
    // The middle of a stripe.
    glm::ivec2 stripe(std::size_t index) const {
        const Rect place = picture_rect(layout.picture, {640, 360}, {}, 1);
        return glm::ivec2(place.x + place.w * (static_cast<float>(index) + 0.5f) / 4, place.center().y);
    }
    double shown(const Picture& picture, std::size_t index) const {
        const glm::vec2 at(stripe(index));
        return picture.mean({at.x - 4, at.y - 4, 8, 8}).y;
    }
    void expect_quits() {
        key("ctrl+q");
        EXPECT_EQ(room->wait(20), 0) << text_of(scratch / "room.log");
        EXPECT_THAT(text_of(scratch / "room.log"), testing::Not(testing::HasSubstr("vulkan validation")));
    }
};

TEST_F(DisplayWindow, ASwapchainShowsTheSameIsResizedHiddenAndClosed) {
    open({clip.string()});
    until([&](const Picture& p) { return shows_picture(p); });
    const Picture shared = at_rest();
    expect_quits();

    open({clip.string()}, {"UMBER_SWAPCHAIN=1"});
    const auto same = [&](const Picture& p) {
        return different(shared, p, layout.picture) == 0 && different(shared, p, layout.bar) == 0 &&
               different(shared, p, layout.scopes[0]) == 0;
    };
    ASSERT_TRUE(same(until(same)));

    // Smaller: everything is laid out anew, and nothing is left beside.
    xdo("windowsize " + window + " 1300 760");
    const RoomLayout smaller = lay_out({1300, 760}, 1, {});
    const auto fits = [&](const Picture& p) {
        return glm::length(p.mean({1310, 10, 280, 880})) == 0 && p.mean(smaller.status).y > 20 &&
               p.mean(fitted(smaller.picture.inset(20), 16.0f / 9).inset(30)).y > 60;
    };
    EXPECT_TRUE(fits(until(fits)));
    for (int i = 0; i < 6; ++i)  // many at once, as by hand
        xdo(fmt::format("windowsize {} {} {}", window, 1300 + 40 * i, 760 + 20 * i));
    xdo(fmt::format("windowsize {} {} {}", window, width, height));
    EXPECT_TRUE(same(until(same)));

    // Hidden, also while it plays, and shown again.
    key("space");
    until([&](const Picture& p) { return different(shared, p, middle()) > 0.01; });
    xdo("windowunmap " + window);
    std::this_thread::sleep_for(1s);
    EXPECT_TRUE(room->running());
    xdo("windowmap " + window);
    xdo("windowfocus " + window);
    const auto moved = [&](const Picture& p) { return shows_picture(p) && different(shared, p, middle()) > 0.01; };
    EXPECT_TRUE(moved(until(moved)));
    key("space");
    key("Home");
    EXPECT_TRUE(same(until(same)));
    expect_quits();

    // A display of another scale.
    open({clip.string()}, {"UMBER_SWAPCHAIN=1", "UMBER_SCALE=1.25"});
    const RoomLayout larger = lay_out({width, height}, 1.25f, {});
    const auto scaled = [&](const Picture& p) {
        return p.mean(fitted(larger.picture.inset(20), 16.0f / 9).inset(30)).y > 60;
    };
    EXPECT_TRUE(scaled(until(scaled)));
    expect_quits();
}

TEST_F(DisplayWindow, AnSdrDisplayShowsAStatedPreviewOfHdrOrItsCodeValues) {
    open({pq_clip().string()});
    const Rect statement{layout.viewer_head.x + layout.viewer_head.w * 0.5f, layout.viewer_head.y,
                         layout.viewer_head.w * 0.5f, layout.viewer_head.h};
    // 203 cd/m2 of 1000 fall by the EETF of BT.2390 to 159 of 203; the rest are below the
    // knee, or the peak.
    const auto wanted = [](std::size_t i) {
        const double nits = i == 3 ? 203.0 : i == 2 ? 159.3 : color::pq_to_nits(code_of(levels[i]));
        return 255 * color::linear_to_code(color::find_transfer("srgb").curve, nits / 203);
    };
    const auto previews = [&](const Picture& p) {
        for (std::size_t i = 0; i < 4; ++i)
            if (std::abs(shown(p, i) - wanted(i)) > 1) return false;
        return true;
    };
    const Picture preview = until(previews);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(shown(preview, i), wanted(i), 1) << i;
    const Picture before = at_rest();
    key("h");
    const auto raw = [&](const Picture& p) {
        for (std::size_t i = 0; i < 4; ++i)
            if (std::abs(shown(p, i) - 255 * code_of(levels[i])) > 1) return false;
        return true;
    };
    const Picture codes = until(raw);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(shown(codes, i), 255 * code_of(levels[i]), 1) << i;
    // The words beside change; the scopes measure what they measured.
    EXPECT_GT(different(before, at_rest(), statement), 0.01);
    for (const Rect& scope : layout.scopes) EXPECT_EQ(different(before, codes, scope), 0);
    key("h");
    EXPECT_TRUE(previews(until(previews)));
    expect_quits();
}

// The layer's images have a format that is not the swapchain's, which validation would object to.
TEST_F(DisplayWindow, AnHdr10DisplayIsGivenPqAndMetadata) {
    const std::filesystem::path folder = scratch / "data/vulkan/implicit_layer.d";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "hdr.json")
        << R"({"file_format_version": "1.1.2", "layer": {"name": "VK_LAYER_UMBER_test_hdr", "type": "GLOBAL",
"library_path": ")"
        << UMBER_TEST_LAYERS
        << R"(/libhdr_display_layer.so", "api_version": "1.2.0", "implementation_version": "1", "description": "An HDR10 display",
"instance_extensions": [{"name": "VK_EXT_swapchain_colorspace", "spec_version": "4"}],
"device_extensions": [{"name": "VK_EXT_hdr_metadata", "spec_version": "2", "entrypoints": ["vkSetHdrMetadataEXT"]}],
"disable_environment": {"UMBER_TEST_NO_HDR": "1"}}})";
    const std::filesystem::path log = scratch / "hdr.log";
    open({pq_clip().string()},
         {"UMBER_SWAPCHAIN=1", "UMBER_VALIDATION=0", "XDG_DATA_HOME=" + (scratch / "data").string(),
          "UMBER_TEST_HDR_LOG=" + log.string(), "UMBER_LOG=debug"});
    const auto green = [&](glm::ivec2 at) {
        const auto words = screen_words(display, at.x, at.y, 1);
        return words.empty() ? -1 : static_cast<int>(words[0] >> 10 & 1023);
    };
    const auto codes = [&] {
        for (std::size_t i = 0; i < 4; ++i)
            if (std::abs(green(stripe(i)) - 1023 * code_of(levels[i])) > 1.5) return false;
        return true;
    };
    for (int i = 0; i < 300 && !codes(); ++i) std::this_thread::sleep_for(100ms);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(green(stripe(i)), 1023 * code_of(levels[i]), 1.5) << i;
    // The gap between panels, code 15 of 8 bits: sRGB light of a white of 203 cd/m2.
    const double gap = 203 * color::code_to_linear(color::find_transfer("srgb").curve, 15 / 255.0);
    EXPECT_NEAR(green({static_cast<int>(layout.scopes[0].right()) + 1, static_cast<int>(layout.scopes[0].y) + 50}),
                1023 * color::nits_to_pq(gap), 1.5);
    // It began as SDR, before there was a picture.
    EXPECT_THAT(
        text_of(log),
        testing::MatchesRegex("(swapchain format [0-9]+ space 0\n)+(swapchain format 58 space 1000104008\n"
                              "metadata green 0.1700 0.7970 white 0.3127 0.3290 nits 0.0001 1000.0 cll 0 fall 0\n)+"));
    EXPECT_THAT(text_of(scratch / "room.log"),
                testing::HasSubstr("HDR10, 10 bits: the picture is HDR, and the display offers it; HDR10, 1000 nits"));
    expect_quits();
}

TEST_F(DisplayWindow, AKeyThatComesWhileAClipIsOpeningIsMeantForIt) {
    open({clip.string()});
    xdo("key space");
    const auto plays = [&] { return different(shot(), shot(), middle()) > 0.001; };
    until([&](const Picture& p) { return shows_picture(p); });
    bool played = false;
    for (int i = 0; i < 100 && !played; ++i) played = plays();
    EXPECT_TRUE(played);
    expect_quits();
}

}  // namespace
}  // namespace umber::app

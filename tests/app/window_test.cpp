// The real window: open, play, drag a wheel, see picture and scopes change, undo, export, render; and that an idle
// window costs nothing.
#include "room_window.h"

namespace umber::app {
namespace {

TEST_F(RoomWindow, GradesPlaysUndoesExportsAndRenders) {
    open({clip.string()});
    // The scopes may come a moment after the picture, when their programs are compiled for the first time.
    const auto has_trace = [&](const Picture& p) { return glm::length(p.mean(layout.scopes[0].inset(40, 40))) > 40; };
    const Picture first = until([&](const Picture& p) { return shows_picture(p) && has_trace(p); }, 120);
    EXPECT_TRUE(has_trace(first));
    ASSERT_TRUE(shows_picture(first));
    // The scopes have traces in them.
    for (const Rect& scope : layout.scopes) EXPECT_GT(glm::length(first.mean(scope.inset(20, 34))), 30);

    // Dragging gain towards red warms the picture, and moves the traces.
    drag(gain_wheel(), gain_wheel() + glm::vec2(-20, -110));
    const glm::dvec3 before = first.mean(middle());
    // Warmth is red less blue: most reds of the test picture are at their top already, and can't rise (a gain of 1.2
    // lifts their mean by no more than 2 codes).
    const auto warmth = [&](const Picture& p) { return p.mean(middle()).x - p.mean(middle()).z; };
    until([&](const Picture& p) { return warmth(p) > before.x - before.z + 2; });
    const Picture warm = at_rest();
    EXPECT_GT(warmth(warm), before.x - before.z + 2);
    EXPECT_LT(warm.mean(middle()).z, before.z - 2);
    // But none falls, and no blue or green rises: a gain is a gain in every pixel.
    EXPECT_EQ(share_where(first, warm, middle(),
                          [](const auto& from, const auto& to) {
                              return to[0] < from[0] - 2 || to[1] > from[1] + 2 || to[2] > from[2] + 2;
                          }),
              0);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_GT(different(first, warm, layout.scopes[i]), 0.004) << "scope " << i;
    // Undo brings every pixel of it back.
    key("ctrl+z");
    const Picture undone = until(
        [&](const Picture& p) {
            return different(first, p, layout.picture) == 0 && different(first, p, layout.scopes[0]) < 0.002;
        },
        20);
    EXPECT_EQ(different(first, undone, layout.picture), 0);
    for (const Rect& scope : layout.scopes) EXPECT_LT(different(first, undone, scope), 0.002);
    key("ctrl+shift+z");
    const Picture redone = until([&](const Picture& p) { return different(warm, p, layout.picture) == 0; });
    EXPECT_EQ(different(warm, redone, layout.picture), 0);

    // Playing moves the picture, pausing stops it; the end and the beginning are where they were.
    key("space");
    const Picture playing = until([&](const Picture& p) { return different(warm, p, middle()) > 0.01; });
    EXPECT_GT(different(warm, playing, middle()), 0.01);
    key("space");
    const Picture paused = at_rest();
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(different(paused, shot(), middle()), 0);
    key("Home");
    const Picture home = until([&](const Picture& p) { return different(warm, p, layout.picture) == 0; });
    EXPECT_EQ(different(warm, home, layout.picture), 0);
    key("Right");
    const Picture second = until([&](const Picture& p) { return different(warm, p, middle()) > 0.0005; });
    EXPECT_GT(different(warm, second, middle()), 0.0005);
    key("Home");

    // Before and after, and the wipe.
    key("d");
    const Picture ungraded = until([&](const Picture& p) { return different(first, p, layout.picture) == 0; });
    EXPECT_EQ(different(first, ungraded, layout.picture), 0);
    key("d");
    key("w");
    Rect left = middle(), right = middle();
    left.w = right.w = left.w * 0.5f - 20;
    right.x = middle().right() - right.w;
    const Picture wiped =
        until([&](const Picture& p) { return different(first, p, left) == 0 && different(warm, p, right) == 0; });
    EXPECT_EQ(different(first, wiped, left), 0);
    EXPECT_EQ(different(warm, wiped, right), 0);
    key("w");

    // Exports and a render, through the file picker; the names are typed.
    const auto save = [&](const std::string& keys, const std::string& name) {
        const Picture plain = shot();
        key(keys);
        until([&](const Picture& p) { return different(plain, p, layout.bar) > 0; }, 20);
        xdo("type --delay 20 " + quoted(std::string_view((scratch / "out" / name).native())));
        std::this_thread::sleep_for(300ms);
        key("Return");
        const auto path = scratch / "out" / name;
        for (int i = 0; i < 600 && !std::filesystem::exists(path); ++i) std::this_thread::sleep_for(100ms);
        std::this_thread::sleep_for(300ms);
        return std::filesystem::exists(path);
    };
    EXPECT_TRUE(save("ctrl+e", "grade.cdl"));
    EXPECT_NE(text_of(scratch / "out/grade.cdl").find("<Slope>"), std::string::npos);
    EXPECT_TRUE(save("ctrl+shift+e", "grade.cube"));
    EXPECT_NE(text_of(scratch / "out/grade.cube").find("LUT_3D_SIZE 33"), std::string::npos);
    EXPECT_TRUE(save("ctrl+s", "grade.json"));
    EXPECT_NE(text_of(scratch / "out/grade.json").find("\"lgg\""), std::string::npos);
    EXPECT_TRUE(save("ctrl+r", "master.mov"));
    const auto probed = test::run(
        "ffprobe -v error -count_frames -select_streams v -show_entries stream=codec_name,nb_read_frames -of csv=p=0 " +
        quoted(scratch / "out/master.mov"));
    EXPECT_EQ(probed.out, "prores,50\n");

    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

TEST_F(RoomWindow, OpensEmptySaysWhatIsWrongAndCostsNothingWhenIdle) {
    open({});
    std::ofstream(scratch / "out/not.mov") << "this is no movie";
    until([&](const Picture& p) { return p.mean(layout.status).y > 20; });
    // A file that is no clip: the error stands in the status line; the room lives on.
    const Picture empty = shot();
    key("ctrl+o");
    until([&](const Picture& p) { return different(empty, p, layout.bar) > 0; });
    xdo("type --delay 20 " + quoted(std::string_view((scratch / "out/not.mov").native())));
    std::this_thread::sleep_for(300ms);
    key("Return");
    // Once the picker, which dims the rest, is gone.
    const Picture told = until([&](const Picture& p) {
        return different(empty, p, layout.bar) == 0 && different(empty, p, layout.status) > 0.02;
    });
    EXPECT_EQ(different(empty, told, layout.bar), 0);
    EXPECT_GT(different(empty, told, layout.status), 0.02);
    EXPECT_TRUE(room->running());

    std::this_thread::sleep_for(3s);
    const double before = room->processor_seconds();
    std::this_thread::sleep_for(3s);
    EXPECT_LT(room->processor_seconds() - before, 3 * 0.02);

    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

// What is wrong with an option is so for every clip: wrong usage, said once.
TEST(RoomWithoutDisplay, AWrongNameIsWrongUsageForSeveralClipsToo) {
    const test::ScratchFolder scratch;
    const std::filesystem::path clip = scratch / "a.mkv";
    ASSERT_EQ(test::run("ffmpeg -v error -f lavfi -i testsrc2=s=64x48:d=0.1 -c:v ffv1 " + quoted(clip)).exit_code, 0);
    const auto result = test::run("env -u DISPLAY -u WAYLAND_DISPLAY " + quoted(std::string_view(UMBER_BINARY)) + " " +
                                  quoted(clip) + " " + quoted(clip) + " --input-space Bogus");
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_NE(result.err.find("Bogus"), std::string::npos) << result.err;
}

TEST(RoomWithoutDisplay, SaysSoInOneLine) {
    if (!std::filesystem::exists(UMBER_BINARY)) GTEST_SKIP() << UMBER_BINARY << " is not built";
    const auto result = test::run("env -u DISPLAY -u WAYLAND_DISPLAY " + quoted(std::string_view(UMBER_BINARY)));
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_NE(result.err.find("window"), std::string::npos) << result.err;
}

// The display is taken away (a session that ends, a server that dies): one line says so, and the work is kept.
TEST_F(RoomWindow, EndsInOneLineWhereItsDisplayGoes) {
    open({clip.string()});
    const Picture before = until([&](const Picture& p) { return shows_picture(p); });
    ASSERT_TRUE(shows_picture(before));
    drag(gain_wheel(), gain_wheel() + glm::vec2(20, 0));
    const std::filesystem::path kept = scratch / "out/.local/state/umber/last-grade.json";
    for (int i = 0; i < 100 && !std::filesystem::exists(kept); ++i) std::this_thread::sleep_for(100ms);
    server.reset();
    EXPECT_EQ(room->wait(30), 1);
    const std::string log = text_of(scratch / "room.log");
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
    EXPECT_TRUE(log.starts_with("umber: error: ")) << log;
    EXPECT_NE(text_of(kept).find("gain"), std::string::npos);
}

// One clip that is none keeps nobody from the others.
TEST_F(RoomWindow, OpensTheGoodClipsBesideABadOne) {
    const std::filesystem::path bad = scratch / "bad.mov";
    std::ofstream(bad) << "no movie";
    for (const std::vector<std::string>& clips :
         {std::vector{clip.string(), bad.string()}, std::vector{bad.string(), clip.string()}}) {
        open(clips);
        const Picture shown = until([&](const Picture& p) { return shows_picture(p); });
        EXPECT_TRUE(shows_picture(shown)) << clips.front();
        EXPECT_TRUE(room->running());
        room.reset();
    }
}

}  // namespace
}  // namespace umber::app

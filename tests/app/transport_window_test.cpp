// Transport, scrub bar and drag and drop in the real window. The clip says in its own pixels which frame is shown: nine
// stripes, black or white, are the bits of the frame's number; a white and a black one behind them tell that it is a
// picture at all.
#include <fmt/format.h>

#include "app/panels/viewer.h"
#include "drag_source.h"
#include "room_window.h"

namespace umber::app {
namespace {

constexpr int bits = 9, stripes = bits + 2, frames = 500, rate = 25;

class TransportWindow : public RoomWindow {
protected:
    // The brightness of stripe `index`, 0..255.
    double stripe(const Picture& picture, int index) const {
        const float wide = place().w / stripes;
        return picture
            .mean({place().x + wide * (static_cast<float>(index) + 0.35f), place().center().y - 20, wide * 0.3f, 40})
            .y;
    }
    // Which frame a picture of the window shows; -1 where it shows none.
    int frame_in(const Picture& picture) const {
        if (std::abs(stripe(picture, bits) - stripe(picture, bits + 1)) < 150) return -1;
        int number = 0;
        for (int i = 0; i < bits; ++i) {
            const double level = stripe(picture, i);
            if (level > 60 && level < 195) return -1;
            if (level >= 195) number |= 1 << i;
        }
        return number;
    }
    int shown() { return frame_in(shot()); }
    Rect place() const { return picture_rect(layout.picture, {352, 198}, {}, 1); }
    // Waits until a frame is shown for which `wanted` is true; the frame of the last picture either way.
    template <class F>
    int frame_until(F wanted, double seconds = 20) {
        return frame_in(until([&](const Picture& p) { return wanted(frame_in(p)); }, seconds));
    }
    int frame_becomes(int wanted) {
        return frame_until([=](int frame) { return frame == wanted; });
    }
    // A clip whose frames carry their numbers, from `first` on.
    std::filesystem::path numbered_clip(const char* name, int first, int count) {
        const std::filesystem::path file = scratch / name;
        const auto made =
            test::run(fmt::format("ffmpeg -nostdin -v error -f lavfi -i color=black:s=352x198:r={},format=yuv420p -vf "
                                  "\"geq=lum='16+219*mod(floor((N+{}+{})/pow(2\\\\,floor(X*{}/"
                                  "W)))\\\\,2)':cb=128:cr=128,setparams=range=tv\" "
                                  "-frames:v {} -c:v libx264 -preset ultrafast -bf 2 -g 250 -color_range tv {}",
                                  rate, first, 1 << bits, stripes, count, quoted(file)));
        EXPECT_EQ(made.exit_code, 0) << made.err;
        return file;
    }
    // Where the scrub bar has `frame`.
    glm::vec2 on_bar(int frame) const {
        const Rect bar = layout.scrub.inset(10, 0);
        return {bar.x + bar.w * static_cast<float>(frame) / (frames - 1), bar.center().y};
    }
    // The timecode and the count of frames, at the left of the transport.
    Rect read_out() const {
        Rect rest = layout.transport;
        return cut_left(rest, 180);
    }
};

TEST_F(TransportWindow, GoesWhereItIsTold) {
    open({numbered_clip("numbered.mp4", 0, frames).string()});
    ASSERT_EQ(frame_until([](int frame) { return frame == 0; }, 120), 0);
    const Picture first = shot();

    // Single frames, ends and seconds.
    key("Right");
    key("Right");
    EXPECT_EQ(frame_becomes(2), 2);
    const Picture third = shot();
    EXPECT_GT(different(first, third, read_out()), 0.001) << "the timecode stands still";
    key("Left");
    EXPECT_EQ(frame_becomes(1), 1);
    key("shift+Right");
    EXPECT_EQ(frame_becomes(26), 26);
    key("shift+Left");
    EXPECT_EQ(frame_becomes(1), 1);
    key("End");
    EXPECT_EQ(frame_becomes(frames - 1), frames - 1);
    key("Right");  // there is no frame after the last
    EXPECT_EQ(frame_becomes(frames - 1), frames - 1);
    key("Home");
    EXPECT_EQ(frame_becomes(0), 0);

    // The scrub bar: a click goes there, a drag goes along.
    move(on_bar(250));
    std::this_thread::sleep_for(80ms);
    xdo("click 1");
    const int clicked = frame_until([](int frame) { return frame > 200; });
    EXPECT_NEAR(clicked, 250, 1);
    drag(on_bar(250), on_bar(2));
    EXPECT_NEAR(frame_until([](int frame) { return frame <= 3; }), 2, 1);
    move(on_bar(2));
    xdo("mousedown 1");
    move(on_bar(120));
    EXPECT_NEAR(frame_until([](int frame) { return std::abs(frame - 120) <= 1; }), 120, 1) << "while it is held";
    move(on_bar(400));
    EXPECT_NEAR(frame_until([](int frame) { return std::abs(frame - 400) <= 1; }), 400, 1) << "while it is held";
    xdo("mouseup 1");
    // However a frame was reached, the read-out of it is the same.
    drag(on_bar(400), {0, on_bar(0).y});
    ASSERT_EQ(frame_becomes(0), 0);
    key("Right");
    key("Right");
    ASSERT_EQ(frame_becomes(2), 2);
    EXPECT_EQ(different(third, shot(), read_out()), 0);
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

TEST_F(TransportWindow, ShuttlesAndLoops) {
    open({numbered_clip("numbered.mp4", 0, frames).string()});
    ASSERT_EQ(frame_until([](int frame) { return frame == 0; }, 120), 0);
    const auto rests = [&] {
        std::this_thread::sleep_for(400ms);
        const int frame = shown();
        std::this_thread::sleep_for(300ms);
        return shown() == frame;
    };
    // L plays, and K stops.
    key("l");
    EXPECT_GT(frame_until([](int frame) { return frame > 10; }), 10);
    key("k");
    EXPECT_TRUE(rests());
    // Every further L is twice as fast; what a slow machine can't show is passed over, the clock isn't.
    key("Home");
    ASSERT_EQ(frame_becomes(0), 0);
    key("l");
    key("l");
    key("l");
    const int from = frame_until([](int frame) { return frame > 20; });
    const auto start = std::chrono::steady_clock::now();
    const int to = frame_until([=](int frame) { return frame > from + 150; });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    EXPECT_GT(to, from);
    EXPECT_GT((to - from) / seconds, 2 * rate) << "four times as fast as real time was asked for";
    // J turns round, at once and at its own speed.
    key("j");
    const int turned = shown();
    EXPECT_LT(frame_until([=](int frame) { return frame < turned - 8; }), turned);
    key("k");
    EXPECT_TRUE(rests());

    // P, small or capital, is the loop: off, play ends at the last frame; on, it begins anew.
    Rect transport = layout.transport;
    cut_left(transport, 200);
    cut_right(transport, 200);
    const Picture looping = shot();
    const auto switched = [&](const Picture& p) { return different(looping, p, transport) > 0; };
    key("p");
    EXPECT_TRUE(switched(until(switched, 5)));
    key("P");
    EXPECT_FALSE(switched(until([&](const Picture& p) { return !switched(p); }, 5)));
    key("p");
    EXPECT_TRUE(switched(until(switched, 5)));
    move(on_bar(frames - 20));
    xdo("click 1");
    frame_until([](int frame) { return frame > frames - 30; });
    key("l");
    EXPECT_EQ(frame_becomes(frames - 1), frames - 1);
    EXPECT_TRUE(rests());
    EXPECT_EQ(shown(), frames - 1);
    key("p");
    move(on_bar(frames - 20));
    xdo("click 1");
    frame_until([](int frame) { return frame > frames - 30 && frame < frames - 5; });
    key("space");
    EXPECT_LT(frame_until([](int frame) { return frame >= 0 && frame < 100; }), 100);
    key("space");
    EXPECT_TRUE(rests());
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

TEST_F(TransportWindow, TakesFilesThatAreDroppedOnIt) {
    DragSource source(display);
    // The source of the drag is a client of X of its own; tools/packages.txt has the library.
    if (!source.valid()) GTEST_SKIP() << "libX11 can't be loaded";
    open({});
    until([&](const Picture& p) { return p.mean(layout.status).y > 20; });
    const unsigned long target = std::stoul(window);
    const glm::vec2 at = layout.picture.center();
    const auto drop = [&](const std::filesystem::path& file) {
        return source.drop({file}, target, static_cast<int>(at.x), static_cast<int>(at.y));
    };
    // A clip whose name has what a URI must escape.
    ASSERT_TRUE(drop(numbered_clip("A 100% clip ü.mp4", 300, 30)));
    EXPECT_EQ(frame_until([](int frame) { return frame == 300; }, 120), 300);
    // A LUT that turns every value round.
    std::ofstream(scratch / "negative.cube") << "LUT_1D_SIZE 2\n1 1 1\n0 0 0\n";
    ASSERT_TRUE(drop(scratch / "negative.cube"));
    EXPECT_EQ(frame_becomes(511 - 300), 511 - 300);
    key("ctrl+z");
    EXPECT_EQ(frame_becomes(300), 300);
    // A CDL that takes half away: white is grey, where a frame could be told no more.
    std::ofstream(scratch / "half.cc") << "<ColorCorrection id=\"a\"><SOPNode><Slope>0.5 0.5 0.5</Slope><Offset>0 0 0"
                                          "</Offset><Power>1 1 1</Power></SOPNode></ColorCorrection>";
    ASSERT_TRUE(drop(scratch / "half.cc"));
    const Picture half = until([&](const Picture& p) { return stripe(p, bits) < 200; });
    EXPECT_NEAR(stripe(half, bits), 127.5, 2);
    EXPECT_NEAR(stripe(half, bits + 1), 0, 2);
    // Of several corrections the one that is typed.
    {
        std::ofstream several(scratch / "several.ccc");
        several << "<ColorCorrectionCollection>";
        for (const auto& [id, slope] :
             {std::pair{"sh010", "0.9"}, std::pair{"sh020", "0.25"}, std::pair{"sh030", "0.7"}})
            several << fmt::format(
                "<ColorCorrection id=\"{0}\"><SOPNode><Slope>{1} {1} {1}</Slope><Offset>0 0 0</Offset>"
                "<Power>1 1 1</Power></SOPNode></ColorCorrection>",
                id, slope);
        several << "</ColorCorrectionCollection>";
    }
    const Picture closed = shot();
    ASSERT_TRUE(drop(scratch / "several.ccc"));
    until([&](const Picture& p) {
        return different(closed, p, layout.output) + different(closed, p, layout.curves) > 0.01;
    });
    EXPECT_NEAR(stripe(shot(), bits), 127.5, 2) << "nothing is taken before one is chosen";
    xdo("type --delay 20 020");
    std::this_thread::sleep_for(300ms);
    key("Return");
    const Picture quarter = until([&](const Picture& p) { return stripe(p, bits) < 100; });
    EXPECT_NEAR(stripe(quarter, bits), 63.75, 2);
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

}  // namespace
}  // namespace umber::app

// Keys in the real window: in the order in which they were pressed, and none that loses work.
#include "room_window.h"

namespace umber::app {
namespace {

TEST_F(RoomWindow, KeysWaitForThoseBeforeThem) {
    open({clip.string()});
    until([&](const Picture& p) { return shows_picture(p); }, 120);
    const Picture plain = at_rest();
    key("c");
    until([&](const Picture& p) { return different(plain, p, layout.picture) > 0.02; }, 20);
    // Return chooses and closes the list; the command behind it is the room's.
    xdo("key --delay 1 Return ctrl+m");
    const Picture colour = until([&](const Picture& p) { return different(plain, p, layout.output) > 0.01; }, 20);
    EXPECT_GT(different(plain, colour, layout.output), 0.01);
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

TEST_F(RoomWindow, ARenderIsNotDroppedWithoutAWord) {
    const auto longer = scratch / "longer.mov", master = scratch / "out/master.mov";
    // Twenty minutes of it: no render of that is over before it is asked about.
    ASSERT_EQ(test::run("ffmpeg -v error -stream_loop 600 -i " + quoted(clip) + " -c copy " + quoted(longer)).exit_code,
              0);
    open({longer.string()});
    until([&](const Picture& p) { return shows_picture(p); }, 120);
    const Picture plain = at_rest();
    key("ctrl+r");
    until([&](const Picture& p) { return different(plain, p, layout.bar) > 0; }, 20);
    xdo("type --delay 20 " + quoted(std::string_view(master.native())));
    key("Return");
    const Picture rendering = until([&](const Picture& p) { return different(plain, p, layout.bar) == 0; }, 20);
    const auto asks = [&](const Picture& p) { return different(rendering, p, layout.picture) > 0.02; };
    key("ctrl+q");
    EXPECT_TRUE(asks(until(asks, 20)));
    EXPECT_TRUE(room->running());
    key("Escape");  // stay
    std::this_thread::sleep_for(500ms);
    EXPECT_TRUE(room->running());
    key("ctrl+q");
    EXPECT_TRUE(asks(until(asks, 20)));
    key("Down");
    key("Return");
    EXPECT_EQ(room->wait(30), 0);
    EXPECT_FALSE(std::filesystem::exists(master));
}

}  // namespace
}  // namespace umber::app

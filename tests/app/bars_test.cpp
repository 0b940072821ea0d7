#include "app/panels/bars.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/layout.h"
#include "hand.h"

namespace umber::app {
namespace {

// A status line that has more to say than it has room for.
StatusInfo crowded() {
    StatusInfo info;
    info.device = "llvmpipe (LLVM 15.0.6, 256 bits)";
    info.figures = {"1920×1080 yuv420p10le", "GPU 123.4 ms", "decode 12.3 ms"};
    info.note = "1/3 size · master full";
    info.whole_note = "grading at a third of the viewer's size; full when paused and in every master";
    info.colour = "Sony S-Log3 S-Gamut3.Cine → ACEScct → Rec.1886 Rec.709 · ACES 2.0 - SDR 100 nits (Rec.709)";
    return info;
}

// How wide what the status line draws in `color` is.
float width_in(ImU32 color) {
    float low = 1e9f, high = -1e9f;
    for (const ImDrawVert& vertex : ImGui::FindWindowByName("status")->DrawList->VtxBuffer)
        if (vertex.col == color) {
            low = std::min(low, vertex.pos.x);
            high = std::max(high, vertex.pos.x);
        }
    return high - low;
}

// Whatever else wants to be said.
TEST(Bars, ThatThePictureIsSmallerIsAlwaysSaid) {
    Hand hand({1280, 720});
    const RoomLayout room = lay_out({1280, 720}, 1, {});
    StatusInfo info = crowded();
    info.message = "/home/somebody/projects/a long name/graded/grade_of_the_day.cdl written";
    hand.draw = [&](Ui& ui) { (void)status_line(ui, room.status, info); };
    // Width of what is drawn in amber, which is the note alone.
    const auto amber = [&] {
        hand.frames(2);
        return width_in(tone::accent);
    };
    const Face& face = hand.ui.theme().value;
    EXPECT_NEAR(amber(), width_of(face, info.note), 4);
    info.message.clear();
    info.colour = "as is";
    info.figures = {"1920×1080 yuv420p"};
    EXPECT_NEAR(amber(), width_of(face, info.whole_note), 4);
}

// At the least width of a window, and on a doubled scale, everything else goes before the error does.
TEST(Bars, AnErrorHasRoomToBeRead) {
    for (const float scale : {1.0f, 2.0f}) {
        Hand hand({960 * scale, 540 * scale}, scale);
        StatusInfo info = crowded();
        info.error =
            "/home/somebody/projects/clip.mov: cut off after frame 812 of 1,440 (the file ends inside a packet)";
        for (const float width : {960.0f, 640.0f, 480.0f}) {
            hand.draw = [&](Ui& ui) { (void)status_line(ui, {0, 0, width * scale, 28 * scale}, info); };
            hand.frames(2);
            EXPECT_GT(width_in(tone::text_bright), 330 * scale) << width << " at " << scale;
        }
    }
}

struct OpenList {
    Hand hand;
    CommandListState state;
    std::optional<Command> chosen;

    OpenList() {
        state.open = state.fresh = true;
        hand.draw = [this](Ui& ui) {
            if (const auto one = command_list(ui, {1280, 720}, state)) chosen = one;
        };
        hand.frames(3);
    }
};

TEST(Bars, TheCommandListScrolls) {
    OpenList list;
    list.hand.move({640, 64 + 36 + 13});
    feed_mouse_wheel(-2);
    list.hand.frames(2);
    list.hand.click({640, 64 + 36 + 13});
    EXPECT_EQ(list.chosen, commands()[6].command);  // three a step
}

TEST(Bars, TheCommandListRunsWhatIsTyped) {
    OpenList list;
    list.hand.type("rende");
    list.hand.key(ImGuiKey_Enter);
    EXPECT_EQ(list.chosen, Command::render);
    EXPECT_FALSE(list.state.open);
}

}  // namespace
}  // namespace umber::app

// What the hands did, in which frames it reaches Dear ImGui, and which keys are the room's.
#include "app/event_queue.h"

#include <gtest/gtest.h>

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include "app/widgets/basics.h"
#include "hand.h"

namespace umber::app {
namespace {

// A queue that is fed to panels as the window does it, a frame at a time.
struct Fed {
    Hand hand;
    EventQueue queue;
    std::vector<std::string> seen;  // of each frame: "text", "Enter", "down", "up"

    Fed() {
        hand.draw = [this](Ui&) {
            std::string words;
            const auto say = [&](const std::string& word) { words += (words.empty() ? "" : " ") + word; };
            for (const ImWchar character : ImGui::GetIO().InputQueueCharacters)
                say(std::string(1, static_cast<char>(character)));
            if (key_pressed(ImGuiKey_Enter, false)) say("Enter");
            if (key_pressed(ImGuiKey_Tab, false)) say("Tab");
            if (ImGui::IsMouseClicked(0)) say("press");
            if (ImGui::IsMouseReleased(0)) say("release");
            seen.push_back(words);
        };
    }
    void key(int code, const char* types = "", bool repeated = false, int mods = 0) {
        InputEvent event{InputEvent::key};
        event.code = code;
        event.down = true;
        event.mods = mods;
        event.repeated = repeated;
        queue.add(event);
        for (; *types; ++types) {
            InputEvent text{InputEvent::text};
            text.character = static_cast<unsigned>(*types);
            queue.add(text);
        }
    }
    void up(int code) {
        InputEvent event{InputEvent::key};
        event.code = code;
        queue.add(event);
    }
    void button(bool down) {
        InputEvent event{InputEvent::button, {100, 100}};
        event.down = down;
        event.clicks = down ? 1 : 0;
        queue.add(event);
    }
    // All keys that there are to be given now.
    std::vector<int> given() {
        std::vector<int> keys;
        while (const auto press = queue.next_key()) keys.push_back(press->key);
        return keys;
    }
    void frame(bool hold_keys = false) {
        queue.feed(hold_keys);
        hand.frame();
    }
};

using Codes = std::vector<int>;
using Words = std::vector<std::string>;

TEST(EventQueue, GivesAKeyThatAFieldIsToldOfOnlyOnceWhatCameBeforeIsFed) {
    Fed fed;
    fed.key(GLFW_KEY_A, "a");
    fed.key(GLFW_KEY_ENTER);
    fed.up(GLFW_KEY_ENTER);
    fed.key(GLFW_KEY_B, "b");
    EXPECT_EQ(fed.given(), (Codes{GLFW_KEY_A}));  // itself one that ImGui is told of
    for (int i = 0; i < 6; ++i) {
        fed.frame();
        fed.given();
    }
    EXPECT_TRUE(fed.queue.empty());
    std::erase(fed.seen, "");
    EXPECT_EQ(fed.seen, (Words{"a", "Enter", "b"}));
}

TEST(EventQueue, AKeyAfterAButtonWaitsForIt) {
    Fed fed;
    fed.button(true);
    fed.button(false);
    fed.key(GLFW_KEY_SPACE, " ");
    EXPECT_TRUE(fed.given().empty());
    fed.frame();
    EXPECT_TRUE(fed.given().empty());
    fed.frame();
    EXPECT_EQ(fed.given(), (Codes{GLFW_KEY_SPACE}));
    EXPECT_EQ(fed.seen, (Words{"press", "release"}));
}

TEST(EventQueue, ACommandTakesWhatItTypesAndWhatFollowsIsKept) {
    Fed fed;
    fed.key(GLFW_KEY_G, "g");
    fed.key(GLFW_KEY_H, "h");
    const auto press = fed.queue.next_key();
    ASSERT_TRUE(press);
    EXPECT_EQ(press->character, unsigned{'g'});
    fed.queue.take_away_key();
    EXPECT_EQ(fed.given(), (Codes{GLFW_KEY_H}));
    fed.frame(true);  // it may be meant for what the command opens
    EXPECT_EQ(fed.seen, (Words{""}));
    EXPECT_TRUE(fed.given().empty());  // each comes once
    fed.frame();
    EXPECT_EQ(fed.seen.back(), "h");
}

TEST(EventQueue, AHeldKeyIsGivenEachTimeItRepeats) {
    Fed fed;
    fed.key(GLFW_KEY_RIGHT);
    fed.key(GLFW_KEY_RIGHT, "", true);
    fed.key(GLFW_KEY_RIGHT, "", true);
    EXPECT_EQ(fed.given(), (Codes{GLFW_KEY_RIGHT}));
    fed.frame();
    EXPECT_EQ(fed.given(), (Codes{GLFW_KEY_RIGHT, GLFW_KEY_RIGHT}));
    fed.frame();
    EXPECT_TRUE(fed.queue.empty());
}

// "1+2", typed faster than frames are drawn, into a value that has the keyboard: none of it is a command.
TEST(EventQueue, WhatFollowsTheFigureThatBeginsToTypeIsTypedToo) {
    Fed fed;
    float value = 5;
    NumberStyle style;
    style.range = style.limits = {-10, 10};
    fed.hand.draw = [&](Ui& ui) {
        if (ui.begin_panel("panel", {0, 0, 400, 400}))
            if (const auto next = number_box(ui, "box", {20, 60, 60, 22}, style, value)) value = *next;
        ui.end_panel();
    };
    fed.hand.frames(2);
    fed.hand.click({50, 71});
    ASSERT_TRUE(fed.hand.ui.takes_arrows());
    fed.key(GLFW_KEY_1, "1");
    fed.up(GLFW_KEY_1);
    fed.key(GLFW_KEY_KP_ADD, "+");
    fed.key(GLFW_KEY_2, "2");
    fed.key(GLFW_KEY_ENTER);
    fed.up(GLFW_KEY_ENTER);
    int commands = 0;
    for (int i = 0; i < 30; ++i) {
        // As the room takes them: more often than it draws.
        while (const auto press = fed.queue.next_key()) {
            if (fed.hand.ui.takes_text()) continue;
            if (fed.hand.ui.takes_character(press->character)) {
                fed.queue.key_begins_to_type();
                break;
            }
            if (press->key != GLFW_KEY_ENTER) ++commands;
        }
        if (i % 2 == 0) fed.frame(fed.hand.ui.awaits_keyboard());
    }
    EXPECT_EQ(commands, 0);
    EXPECT_FLOAT_EQ(value, 3);
}

}  // namespace
}  // namespace umber::app

// A hand and a keyboard for panels without a window: an ImGui context of its own, and frames that are fed by the test.
#pragma once
#include <functional>

#include "app/history.h"
#include "app/panels/edits.h"
#include "app/ui.h"

namespace umber::app {

class Hand {
public:
    explicit Hand(glm::vec2 window = {1280, 720}, float scale = 1) {
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.DisplaySize = im(window);
        io.DeltaTime = 1.0f / 60;
        prepare_keys();
        ui.set_theme(make_theme(scale));
        unsigned char* pixels = nullptr;
        int width = 0, height = 0;
        io.Fonts->GetTexDataAsAlpha8(&pixels, &width, &height);
        feed_mouse_position({-100, -100});
    }
    ~Hand() { ImGui::DestroyContext(); }
    Hand(const Hand&) = delete;
    Hand& operator=(const Hand&) = delete;

    Ui ui{Theme{}};
    std::function<void(Ui&)> draw;  // the panels, once a frame

    void frame() {
        ImGui::NewFrame();
        ui.begin_frame(time_);
        draw(ui);
        ui.end_frame();
        ImGui::Render();
        time_ += 1.0 / 60;
    }
    void frames(int count) {
        for (int i = 0; i < count; ++i) frame();
    }
    void move(glm::vec2 to) {
        feed_mouse_position(to);
        frames(2);
    }
    void press(int button = 0) {
        feed_mouse_button(button, true);
        frame();
    }
    void release(int button = 0) {
        feed_mouse_button(button, false);
        frames(2);
    }
    void click(glm::vec2 at, int button = 0) {
        frames(40);  // so that it is no double-click
        move(at);
        press(button);
        release(button);
    }
    void double_click(glm::vec2 at) {
        click(at);
        press();
        release();
    }
    void drag(glm::vec2 from, glm::vec2 to, int steps = 10) {
        frames(40);
        move(from);
        press();
        for (int i = 1; i <= steps; ++i) {
            feed_mouse_position(from + (to - from) * (static_cast<float>(i) / static_cast<float>(steps)));
            frame();
        }
        release();
    }
    void hold(bool control, bool shift) { feed_modifiers(control, shift); }
    void key(ImGuiKey key) {
        feed_key(key, true);
        frame();
        feed_key(key, false);
        frames(2);
    }
    void type(const char* text) {
        feed_text(text);
        frames(2);
    }

private:
    double time_ = 1;
};

}  // namespace umber::app

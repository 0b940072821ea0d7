// What every widget of the room shares: how it is pressed, dragged, focused and explained. On top of Dear ImGui, whose
// own look is not used. One Ui lives as long as the window; widgets are functions that draw and hand back what changed.
#pragma once
#include <any>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/geometry.h"
#include "app/theme.h"

namespace umber::app {

// What happened to an item in this frame.
struct Touch {
    ImGuiID id = 0;
    bool hovered = false;
    bool pressed = false;         // went down in this frame
    bool held = false;            // is down, wherever the pointer is
    bool released = false;        // was let go in this frame
    bool clicked = false;         // let go without having been dragged
    bool double_clicked = false;  // second press of two
    bool right_clicked = false;
    bool focused = false;  // the keyboard is on it
};

class Ui {
public:
    explicit Ui(const Theme& theme) : theme_(theme) {}

    const Theme& theme() const { return theme_; }
    void set_theme(const Theme& theme) { theme_ = theme; }
    float px(float length) const { return theme_.px(length); }
    ImDrawList& draw() const { return *ImGui::GetWindowDrawList(); }

    // Around all widgets of a frame; `seconds`: a steady clock, for tooltips.
    void begin_frame(double seconds);
    void end_frame();

    // A panel: an ImGui window at `rect` that draws nothing of its own. Everything inside is one Tab chain.
    bool begin_panel(const char* id, const Rect& rect);
    void end_panel();
    // The same above everything else, taking all presses: dialogs. `focused`: false while another lies above it.
    bool begin_overlay(const char* id, const Rect& rect, bool focused = true);

    // An area that can be pressed. `cursor` is shown over it. Focusable ones take part in Tab and are framed when they
    // have the keyboard.
    Touch touch(const char* id, const Rect& rect, bool focusable = false,
                ImGuiMouseCursor cursor = ImGuiMouseCursor_Arrow);

    // While an item is held: how far it was dragged since the press, in pixels, Shift counting a fifth and Ctrl four
    // times. (0,0) where `id` isn't the held one.
    glm::vec2 dragged(ImGuiID id) const;
    // What a value was at the press: `now` in the frame of the press, kept until the next.
    template <class T>
    T at_press(const Touch& touch, const T& now) {
        if (touch.pressed || !drag_start_.has_value() || drag_start_.type() != typeid(T)) drag_start_ = now;
        return std::any_cast<T>(drag_start_);
    }
    // The number that all edits of the present drag (or run of arrow keys) share.
    std::uint64_t gesture() const { return gesture_; }
    bool dragging() const { return held_ != 0; }

    // The keyboard.
    void focus(ImGuiID id) { focused_ = id; }
    bool has_focus() const { return focused_ != 0; }
    // Steps that arrow keys ask of the focused item: right and up are positive; Shift counts a fifth, Ctrl ten.
    float arrow_steps(const Touch& touch, bool vertical_only = false);
    bool enter_pressed(const Touch& touch) const;
    // True while keys belong to a text field or a focused item, so that the room's commands must not take them.
    bool takes_text() const { return editing_ != 0 || ImGui::GetIO().WantTextInput; }

    // A text field that stands in an item's place while it is edited. start_editing() puts `text` into it, all
    // selected; edited() draws it and hands back the text once the user is done (nothing while going on or when
    // nothing was changed).
    void start_editing(ImGuiID id, std::string text);
    bool editing(ImGuiID id) const { return editing_ == id; }
    std::optional<std::string> edited(ImGuiID id, const Rect& rect, const Face& face);

    // Explains the item below the pointer once it has rested there.
    void tooltip(const Touch& touch, std::string_view text);

    // When the room must be drawn again though nothing happens (a tooltip is due); seconds of begin_frame's clock.
    std::optional<double> next_draw() const { return next_draw_; }

    // Drawing shorthands.
    void fill(const Rect& rect, ImU32 color, float rounding = 0) const;
    void frame(const Rect& rect, ImU32 color, float rounding = 0) const;
    void text(const Face& face, const Rect& rect, ImU32 color, std::string_view what, Align align = Align::left) const;

private:
    void draw_tooltip();

    Theme theme_;
    double now_ = 0;
    std::uint64_t gesture_ = 1;
    ImGuiID held_ = 0;
    bool moved_ = false;
    bool double_ = false;
    glm::vec2 dragged_{0};
    std::any drag_start_;

    ImGuiID focused_ = 0;
    ImGuiID arrow_owner_ = 0;
    struct Stop {
        ImGuiID id = 0;
        ImGuiID panel = 0;
    };
    std::vector<Stop> stops_;
    ImGuiID panel_ = 0;
    ImGuiID hovered_panel_ = 0;

    ImGuiID editing_ = 0;
    bool editing_is_new_ = false;
    std::string editing_text_, editing_before_;

    ImGuiID tip_of_ = 0, tip_seen_ = 0;
    double tip_since_ = 0;
    std::string tip_;
    std::optional<double> next_draw_;
};

}  // namespace umber::app

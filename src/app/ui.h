// What every widget of the room shares: how it is pressed, dragged, focused and explained. On top of Dear ImGui, whose
// own look is not used. One Ui lives as long as the window; widgets are functions that draw and hand back what changed.
#pragma once
#include <any>
#include <cstdint>
#include <functional>
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
    bool double_clicked = false;  // second press of two on it
    bool right_clicked = false;
    bool focused = false;  // the keyboard is on it
};

// What an item does with the keyboard.
enum class Keys {
    none,    // it never has it
    enter,   // Tab brings it there, Enter presses it: buttons
    arrows,  // a click brings it there too, and arrows change the item: curves
    typing,  // and a figure begins to type into it: number boxes
};

// Whether `character` may be the first of a number that is typed: a figure, '.', ',', '-', '*' or '/'.
bool begins_number(unsigned character);

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

    // Whether what is drawn at `rect`, over everything else, is put away: by a press beside it, or Escape.
    bool dismissed(const Rect& rect) const;

    // An area that can be pressed. `cursor` is shown over it. A press while something is typed ends the typing first,
    // and acts one frame later: it may put the field away.
    Touch touch(const char* id, const Rect& rect, Keys keys = Keys::none,
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

    // The keyboard. Nothing has it that lies below an overlay.
    bool takes_arrows() const { return focus_keys() >= Keys::arrows; }
    bool takes_character(unsigned character) const;
    // Steps that arrow keys ask of the focused item: right and up are positive; Shift counts a fifth, Ctrl ten.
    float arrow_steps(const Touch& touch, bool vertical_only = false);
    bool enter_pressed(const Touch& touch) const;
    // True where Tab came to the item from one that was typed into.
    bool tabbed_into(const Touch& touch) const { return touch.focused && touch.id == opened_; }
    // What was typed in this frame that begins a number, on the focused item; else empty.
    std::string number_begun(const Touch& touch) const;
    // An overlay lay over the panels when they were drawn last, so that they don't know yet which keys are theirs.
    bool had_overlay() const { return overlay_ != 0 || overlay_drawn_ != 0; }
    // True while keys belong to a text field, so that the room's commands must not take them.
    bool takes_text() const { return typing() || awaited_frames_ > 0 || text_input_active(); }
    // A text field was asked to take the keyboard and has it in two frames: until then nothing is to be fed that is
    // meant for it.
    void await_keyboard() { awaited_frames_ = 2; }
    bool awaits_keyboard() const { return awaited_frames_ > 0; }

    // A text field that stands in an item's place while it is edited. start_editing() puts `text` into it, all
    // selected, or with `begun` as the first of what is being typed. edited() draws it and hands back the text once the
    // user is done (nothing while going on or when nothing was changed); text that `accepted` refuses stays, framed
    // red. A field that is not drawn any more is given up.
    void start_editing(ImGuiID id, std::string text, bool begun = false);
    bool editing(ImGuiID id) const { return editing_ == id; }
    std::optional<std::string> edited(ImGuiID id, const Rect& rect, const Face& face,
                                      const std::function<bool(std::string_view)>& accepted);

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
    void walk(bool back, bool to_typing);  // Tab
    bool covered() const { return overlay_ != 0 && panel_ != overlay_; }
    Keys focus_keys() const;
    bool typing() const { return editing_ != 0 && !editing_left_; }

    Theme theme_;
    double now_ = 0;
    std::uint64_t gesture_ = 1;
    ImGuiID held_ = 0, last_pressed_ = 0;
    bool moved_ = false;
    bool double_ = false;
    glm::vec2 dragged_{0};
    std::any drag_start_;

    ImGuiID focused_ = 0;
    ImGuiID arrow_owner_ = 0;
    struct Stop {
        ImGuiID id = 0;
        ImGuiID panel = 0;
        Keys keys = Keys::enter;
    };
    std::vector<Stop> stops_;
    ImGuiID panel_ = 0;
    ImGuiID hovered_panel_ = 0;
    ImGuiID overlay_ = 0, overlay_drawn_ = 0;  // the uppermost: of the last frame, of this one
    ImGuiID late_press_ = 0, due_press_ = 0;   // held back for a frame, and due in this one
    bool late_double_ = false, due_double_ = false;
    bool was_typing_ = false;  // as the frame began

    ImGuiID editing_ = 0;
    bool editing_is_new_ = false, editing_drawn_ = false;
    bool editing_begun_ = false, cursor_to_end_ = false;
    bool editing_wrong_ = false, editing_left_ = false;  // is no number; the keyboard is elsewhere
    bool tab_typed_ = false, escape_typed_ = false;      // the key was the field's, in this frame
    std::string editing_text_, editing_before_;
    ImGuiID to_open_ = 0, opened_ = 0;
    int awaited_frames_ = 0;

    ImGuiID tip_of_ = 0, tip_seen_ = 0;
    double tip_since_ = 0;
    std::string tip_;
    std::optional<double> next_draw_;
};

}  // namespace umber::app

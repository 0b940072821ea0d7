// The small parts of the room: number boxes, sliders, buttons, tabs, icons, progress, splitters.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/number.h"
#include "app/ui.h"

namespace umber::app {

inline constexpr float row_height = 24;  // of a palette, in the room's pixels at 1x

// --- numbers -------------------------------------------------------------------------------------------------------

// A box with a number: drag sideways (Shift finer, Ctrl coarser), double-click or Enter to type (arithmetic allowed;
// Tab goes on to the next box), arrows and figures while it has the keyboard, which a click gives it. `underline`: the
// colour of its channel, 0 for none. Hands back a changed value, within the style's limits; the changes of one drag
// share Ui::gesture().
std::optional<float> number_box(Ui& ui, const char* id, const Rect& rect, const NumberStyle& style, float value,
                                ImU32 underline = 0, std::string_view tip = {});

struct RowResult {
    std::optional<float> value;
    bool reset = false;  // the name was double-clicked
};

// A row of a palette: name, slider, number. The name is amber where the value differs from its default, dim where
// `active` is false. Folds: below about 150 px the slider goes.
RowResult slider_row(Ui& ui, const char* id, const Rect& rect, std::string_view label, const NumberStyle& style,
                     float value, bool active = true, std::string_view tip = {});

// A name that is reset by a double-click. True when it was.
bool name_label(Ui& ui, const char* id, const Rect& rect, std::string_view label, bool changed, bool active,
                const Face& face, Align align = Align::left, std::string_view tip = {});

// --- buttons -------------------------------------------------------------------------------------------------------

enum class Icon {
    reset,
    play,
    play_backwards,
    pause,
    to_start,
    to_end,
    step_back,
    step_forward,
    loop,
    dot,
    close,
    chevron_right,
    chevron_down,
    folder,
    film,
    sequence,
    document,
    up,
    eye,
    check
};

// Drawn as shapes in the middle of `rect`; `size`: of the square that it fills, in pixels.
void draw_icon(ImDrawList& draw, Icon icon, const Rect& rect, float size, ImU32 color, float line_width);

// True when pressed. `active`: drawn bright. `tip` is the tooltip.
bool icon_button(Ui& ui, const char* id, const Rect& rect, Icon icon, std::string_view tip, bool active = false,
                 bool enabled = true, float size = 12);

// A button with a word, as wide as `rect`. `strong`: the one that Enter would press.
bool text_button(Ui& ui, const char* id, const Rect& rect, std::string_view label, std::string_view tip = {},
                 bool enabled = true, bool strong = false);
float button_width(const Ui& ui, std::string_view label);

// A word in a panel's head that can be pressed; in `color_on` where `on`.
bool word_button(Ui& ui, const char* id, const Rect& rect, std::string_view label, std::string_view tip, bool on,
                 bool enabled = true, Align align = Align::left, ImU32 color_on = tone::text_bright);
float word_width(const Ui& ui, std::string_view label);

// A row with a box to tick. Hands back the new state.
std::optional<bool> checkbox_row(Ui& ui, const char* id, const Rect& rect, std::string_view label, bool value,
                                 bool changed, std::string_view tip = {});

// One of several words in a row, the chosen one lifted. Hands back another choice.
std::optional<int> choice_bar(Ui& ui, const char* id, const Rect& rect, std::span<const std::string_view> words,
                              int chosen);

// --- panels --------------------------------------------------------------------------------------------------------

// A panel's ground and its head with a title; hands back the head's free space right of the title, and cuts the head
// off `rect`.
Rect panel_head(Ui& ui, Rect& rect, std::string_view title, float height = 28);
// Tabs in a head, from its left; hands back the chosen one and leaves in `head` what is right of them.
int tabs(Ui& ui, const char* id, Rect& head, std::span<const std::string_view> names, int chosen);

// The dot that switches an operation on and off, and the arrow that resets it: a head's right end. Take their place
// off `head`.
enum class HeadAction { none, toggle, reset };
HeadAction head_switches(Ui& ui, const char* id, Rect& head, bool enabled, bool touched, std::string_view name);

// How far, 0..1, in the accent.
void progress_bar(Ui& ui, const Rect& rect, float done);

// A strip between panels: hands back where it was dragged to (the pointer's x or y).
std::optional<float> splitter(Ui& ui, const char* id, const Rect& handle, bool sideways);

}  // namespace umber::app

#include "app/panels/choice_list.h"

#include <algorithm>
#include <cmath>

#include "app/widgets/basics.h"
#include "app/widgets/text_field.h"
#include "core/text.h"

namespace umber::app {

namespace {

constexpr float field_height = 36, width_least = 420, edge = 8;
constexpr int rows_most = 16;

// Above the anchor or below it, where the whole list has room.
Rect place_for(const Ui& ui, glm::vec2 window, const Rect& anchor, float wanted_height, float most_height) {
    const float e = ui.px(edge), width = std::min(std::max(anchor.w, ui.px(width_least)), window.x - 2 * e);
    const float above = anchor.y - 2 * e, below = window.y - anchor.bottom() - 2 * e;
    const float height = std::floor(std::min(wanted_height, below >= most_height ? below : std::max(above, below)));
    const float y =
        below >= wanted_height || below >= above ? anchor.bottom() + ui.px(2) : anchor.y - height - ui.px(2);
    return {std::round(std::clamp(anchor.x, e, window.x - width - e)), std::round(y), width, height};
}

}  // namespace

ChoiceListState opened_list(std::string hint, std::vector<Choice> choices, int current, const Rect& anchor) {
    ChoiceListState state;
    state.open = state.fresh = true;
    state.hint = std::move(hint);
    state.choices = std::move(choices);
    state.current = current;
    state.chosen = std::max(0, current);
    state.anchor = anchor;
    return state;
}

std::vector<int> matching(const std::vector<Choice>& choices, std::string_view text) {
    std::vector<int> found;
    for (std::size_t i = 0; i < choices.size(); ++i)
        if (has_all_words(choices[i].label + "\n" + choices[i].group + "\n" + choices[i].search, text))
            found.push_back(static_cast<int>(i));
    return found;
}

std::optional<int> choice_list(Ui& ui, glm::vec2 window, ChoiceListState& state) {
    if (!state.open) return std::nullopt;
    std::optional<int> result;
    const bool opening = state.fresh;  // the press that opened it is not one beside it
    const float row_h = ui.px(row_height), field = ui.px(field_height), pad = ui.px(5);
    const int shown_rows = std::clamp(static_cast<int>(matching(state.choices, state.text).size()), 1, rows_most);
    const auto height = [&](int rows) { return field + row_h * static_cast<float>(rows) + pad; };
    const int most_rows = std::clamp(static_cast<int>(state.choices.size()), 1, rows_most);
    const Rect rect = place_for(ui, window, state.anchor, height(shown_rows), height(most_rows));
    // Over the whole window: the press that closes it is for nothing below.
    if (ui.begin_overlay("choices", {0, 0, window.x, window.y})) {
        ui.fill(rect, tone::head, ui.px(4));
        ui.frame(rect, tone::press, ui.px(4));
        Rect rest = rect;
        const Rect top = cut_top(rest, field).inset(ui.px(6), ui.px(5));
        const TextFieldResult typed = text_field(ui, "search", top, state.text, state.hint, state.fresh);
        state.fresh = false;
        cut_bottom(rest, pad);
        const std::vector<int> found = matching(state.choices, state.text);
        const int count = static_cast<int>(found.size());
        if (typed.changed) {
            state.chosen = 0;
            state.scroll = 0;
        }
        int move = 0;
        if (key_pressed(ImGuiKey_DownArrow)) move = 1;
        if (key_pressed(ImGuiKey_UpArrow)) move = -1;
        if (key_pressed(ImGuiKey_PageDown)) move = rows_most - 1;
        if (key_pressed(ImGuiKey_PageUp)) move = 1 - rows_most;
        state.chosen = std::clamp(state.chosen + move, 0, std::max(0, count - 1));
        if (move != 0 || state.reveal) {
            const float at = row_h * static_cast<float>(state.chosen);
            state.scroll = std::clamp(state.scroll, at + row_h - rest.h, at);
            state.reveal = false;
        }
        if (rest.contains(from_im(ImGui::GetIO().MousePos))) state.scroll -= ImGui::GetIO().MouseWheel * row_h * 3;
        const float whole = row_h * static_cast<float>(count), beyond = std::max(0.0f, whole - rest.h);
        state.scroll = std::clamp(state.scroll, 0.0f, beyond);
        ImGui::PushClipRect(im(rest.min()), im(rest.max()), true);
        for (int i = std::max(0, static_cast<int>(state.scroll / row_h)); i < count; ++i) {
            const Rect row{rest.x, rest.y + row_h * static_cast<float>(i) - std::round(state.scroll), rest.w, row_h};
            if (row.y >= rest.bottom()) break;
            const int index = found[static_cast<std::size_t>(i)];
            const Choice& one = state.choices[static_cast<std::size_t>(index)];
            ImGui::PushID(index);
            const float low = std::max(row.y, rest.y);
            const Touch touch = ui.touch("row", {row.x, low, row.w, std::min(row.bottom(), rest.bottom()) - low});
            ImGui::PopID();
            const bool on = i == state.chosen;
            if (on || touch.hovered) ui.fill(row.inset(ui.px(4), 0), on ? tone::press : tone::hover, ui.px(2));
            Rect inner = row.inset(ui.px(10), 0);
            const Rect mark = cut_left(inner, ui.px(14));
            if (index == state.current)
                draw_icon(ui.draw(), Icon::check, mark, ui.px(9), tone::accent,
                          std::max(1.0f, 1.5f * ui.theme().scale));
            const float label = std::min(inner.w, std::ceil(width_of(ui.theme().head, one.label)));
            const std::string shown = shortened(ui.theme().head, one.label, inner.w);
            ui.text(ui.theme().head, cut_left(inner, label),
                    on || touch.hovered || index == state.current ? tone::text_bright : tone::text, shown);
            cut_left(inner, ui.px(12));
            if (inner.w > ui.px(30))
                ui.text(ui.theme().small, inner, tone::text_dim, shortened(ui.theme().small, one.group, inner.w),
                        Align::right);
            if (shown != one.label) ui.tooltip(touch, one.label);
            if (touch.clicked) result = index;
        }
        ImGui::PopClipRect();
        if (count == 0)
            ui.text(ui.theme().head, Rect{rest.x, rest.y, rest.w, row_h}.inset(ui.px(14), 0), tone::text_dim,
                    "Nothing here has that in its name");
        if (beyond > 0) {
            const float bar = std::max(ui.px(20), rest.h * rest.h / whole);
            ui.fill({rest.right() - ui.px(4), rest.y + (rest.h - bar) * state.scroll / beyond, ui.px(3), bar},
                    tone::grey(0x4a), ui.px(1));
        }
        if (typed.entered && count > 0) result = found[static_cast<std::size_t>(state.chosen)];
    }
    ui.end_panel();
    if (result || (!opening && ui.dismissed(rect))) state.open = false;
    return result;
}

}  // namespace umber::app

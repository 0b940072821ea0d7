#include "app/panels/bars.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/widgets/basics.h"
#include "app/widgets/text_field.h"

namespace umber::app {

namespace {

std::vector<std::string_view> groups() {
    std::vector<std::string_view> list;
    for (const CommandInfo& one : commands())
        if (std::find(list.begin(), list.end(), one.group) == list.end()) list.push_back(one.group);
    return list;
}

// A command as a row: name at the left, `indented` for a tick, keys at the right.
bool command_row(Ui& ui, const Rect& row, const CommandInfo& one, bool chosen, bool enabled, float indented = 0) {
    ImGui::PushID(static_cast<int>(one.command));
    const Touch touch = ui.touch("command", row);
    ImGui::PopID();
    if ((touch.hovered && enabled) || chosen) ui.fill(row.inset(ui.px(4), 0), tone::hover, ui.px(2));
    const Rect inner = row.inset(ui.px(12), 0);
    const float name = indented > 0 ? indented - ui.px(4) : 0;
    ui.text(ui.theme().head, {inner.x + name, inner.y, inner.w - name, inner.h},
            !enabled                  ? tone::text_off
            : touch.hovered || chosen ? tone::text_bright
                                      : tone::text,
            one.name);
    ui.text(ui.theme().small, inner, tone::text_dim, shortcut_text(one), Align::right);
    return enabled && touch.clicked;
}

std::optional<Command> menu(Ui& ui, glm::vec2 at, std::string_view group, const BarInfo& info, BarState& state) {
    std::vector<const CommandInfo*> rows;
    for (const CommandInfo& one : commands())
        if (one.group == group) rows.push_back(&one);
    const float row = ui.px(24), pad = ui.px(5), tick = ui.px(22), parting = ui.px(7);
    const auto parted = static_cast<float>(std::ranges::count(rows, true, &CommandInfo::parted));
    const Rect rect{at.x, at.y, ui.px(330), row * static_cast<float>(rows.size()) + parting * parted + 2 * pad};
    std::optional<Command> chosen;
    // Over all that is below the bar: the press that closes it is for nothing there.
    const glm::vec2 window = from_im(ImGui::GetIO().DisplaySize);
    if (ui.begin_overlay("menu", {0, at.y, window.x, window.y - at.y})) {
        ui.fill(rect, tone::head, ui.px(3));
        ui.frame(rect, tone::press, ui.px(3));
        Rect rest = rect.inset(0, pad);
        for (const CommandInfo* one : rows) {
            const bool enabled = one->command == Command::undo   ? !info.undo.empty()
                                 : one->command == Command::redo ? !info.redo.empty()
                                                                 : true;
            if (one->parted) {
                const Rect line = cut_top(rest, parting);
                ui.fill({line.x + ui.px(12), std::round(line.center().y), line.w - 2 * ui.px(12), ui.px(1)},
                        tone::press);
            }
            const Rect place = cut_top(rest, row);
            if (command_row(ui, place, *one, false, enabled, tick)) chosen = one->command;
            if (std::ranges::find(info.on, one->command) != info.on.end())
                draw_icon(ui.draw(), Icon::check, {place.x + ui.px(4), place.y, tick, place.h}, ui.px(10), tone::accent,
                          std::max(1.0f, 1.5f * ui.theme().scale));
        }
    }
    ui.end_panel();
    // A press on the bar is the bar's, which may show another menu.
    if (ui.dismissed(from_im(ImGui::GetIO().MousePos).y > at.y ? rect : Rect{0, 0, window.x, at.y})) state.menu = -1;
    return chosen;
}

}  // namespace

std::optional<Command> top_bar(Ui& ui, const Rect& rect, const BarInfo& info, BarState& state) {
    std::optional<Command> chosen;
    glm::vec2 menu_at{0};
    const auto names = groups();
    if (ui.begin_panel("bar", rect)) {
        ui.fill(rect, tone::panel);
        Rect rest = rect;
        cut_left(rest, ui.px(12));
        cut_right(rest, ui.px(8));
        const float title = std::ceil(width_of(ui.theme().strong, "Umber"));
        ui.text(ui.theme().strong, cut_left(rest, title), tone::text_bright, "Umber");
        cut_left(rest, ui.px(14));
        for (std::size_t i = 0; i < names.size(); ++i) {
            const Rect cell = cut_left(rest, word_width(ui, names[i]) + ui.px(4));
            const bool open = state.menu == static_cast<int>(i);
            ImGui::PushID(static_cast<int>(i));
            const Touch touch = ui.touch("menu", cell);
            ImGui::PopID();
            if (open || touch.hovered) ui.fill(cell.inset(0, ui.px(6)), tone::control, ui.px(3));
            ui.text(ui.theme().head, cell, open ? tone::text_bright : tone::text, names[i], Align::center);
            if (touch.pressed)
                state.menu = open ? -1 : static_cast<int>(i);
            else if (touch.hovered && state.menu >= 0)
                state.menu = static_cast<int>(i);
            if (state.menu == static_cast<int>(i)) menu_at = {cell.x, rect.bottom() - ui.px(3)};
        }
        const std::string keys = shortcut_text(app::info(Command::commands));
        const Rect all = cut_right(rest, word_width(ui, keys));
        if (word_button(ui, "commands", all, keys, "All commands, searched by typing", false, true, Align::center))
            chosen = Command::commands;
        cut_right(rest, ui.px(8));
        const auto history = [&](const char* id, std::string_view verb, const std::string& label, Command command) {
            if (label.empty()) return;
            const std::string words = fmt::format("{}: {}", verb, label);
            const float width = word_width(ui, words);
            if (rest.w < width + ui.px(200)) return;
            if (word_button(ui, id, cut_right(rest, width), words, tip(command), false, true, Align::center))
                chosen = command;
            cut_right(rest, ui.px(4));
        };
        history("redo", "Redo", info.redo, Command::redo);
        history("undo", "Undo", info.undo, Command::undo);
    }
    ui.end_panel();
    if (state.menu >= 0)
        if (const auto from_menu = menu(ui, menu_at, names[static_cast<std::size_t>(state.menu)], info, state))
            chosen = from_menu;
    if (chosen) state.menu = -1;
    return chosen;
}

StatusResult status_line(Ui& ui, const Rect& rect, const StatusInfo& info) {
    StatusResult result;
    if (ui.begin_panel("status", rect)) {
        ui.fill(rect, tone::panel);
        Rect rest = rect.inset(ui.px(12), 0);
        const Face& face = ui.theme().value;
        const float gap = ui.px(20);
        // What an error needs to be read, beside its sign and the button that dismisses it.
        const float keep = info.error.empty() ? 0 : std::min(width_of(face, info.error) + ui.px(42), ui.px(420));
        const auto left = [&](std::string_view words, ImU32 color) {
            const float width = width_of(face, words);
            if (words.empty() || rest.w - keep < width) return false;
            ui.text(face, cut_left(rest, width), color, words);
            cut_left(rest, gap);
            return true;
        };
        // What the picture is goes last of all that may have to go; an error needs room to be read.
        const float others = ui.px(info.error.empty() ? 420 : 820);
        const std::string words = shortened(face, info.colour, std::max(0.0f, rest.w - others));
        if (const float colour = std::ceil(width_of(face, words)); !words.empty() && colour > ui.px(60)) {
            const Rect place = cut_right(rest, colour);
            const Touch touch = ui.touch("colour", place);
            ui.text(face, place, touch.hovered ? tone::text : tone::text_dim, words, Align::right);
            ui.tooltip(touch, fmt::format("Colour management: {}", info.colour));
            result.colour = touch.pressed;
            cut_right(rest, gap);
        }
        left(shortened(face, info.device, ui.px(220)), tone::text);
        if (!info.warning.empty() && !left(info.warning, tone::accent))
            left(shortened(face, info.warning, std::max(0.0f, rest.w - keep)), tone::accent);
        // That the picture is a smaller one than the master's is said whatever else has to go.
        if (!info.note.empty()) {
            const std::string& said = info.error.empty() ? info.message : info.error;
            float after = said.empty() ? 0 : gap + std::min(width_of(face, said), ui.px(240));
            for (const std::string& figure : info.figures) after += width_of(face, figure) + gap;
            const bool whole = width_of(face, info.whole_note) + after <= rest.w;
            const std::string& note = whole ? info.whole_note : info.note;
            const Rect place{rest.x, rest.y, std::min(rest.w, width_of(face, note)), rest.h};
            const Touch touch = ui.touch("note", place);
            if (!left(note, tone::accent)) left(shortened(face, note, std::max(0.0f, rest.w - keep)), tone::accent);
            if (!whole) ui.tooltip(touch, info.whole_note);
        }
        for (const std::string& figure : info.figures) left(figure, tone::text_dim);
        if (info.error.empty()) {
            if (!info.message.empty() && rest.w > ui.px(60))
                ui.text(face, rest, tone::text_dim, shortened_in_the_middle(face, info.message, rest.w));
        } else {
            const float side = ui.px(20);
            const Rect close = cut_right(rest, side);
            result.dismissed =
                icon_button(ui, "dismiss", {close.x, std::round(close.center().y - side * 0.5f), side, side},
                            Icon::close, "Dismiss   Escape", false, true, 8);
            cut_right(rest, ui.px(8));
            const Rect sign = cut_left(rest, ui.px(14));
            ui.fill({sign.x, std::round(sign.center().y - ui.px(4)), ui.px(8), ui.px(8)}, tone::red, ui.px(4));
            const Touch touch = ui.touch("error", rest);
            ui.text(face, rest, tone::text_bright, shortened(face, info.error, rest.w));
            ui.tooltip(touch, info.error);
        }
    }
    ui.end_panel();
    return result;
}

std::optional<Command> command_list(Ui& ui, glm::vec2 window, CommandListState& state) {
    if (!state.open) return std::nullopt;
    std::optional<Command> chosen;
    const float width = std::min(ui.px(460), window.x - ui.px(40)), row = ui.px(26), field = ui.px(36);
    const auto found = matching(state.text);
    const float most = std::min(window.y - ui.px(160), ui.px(26 * 14));
    const float list = std::clamp(row * static_cast<float>(found.size()), row, most);
    const Rect rect{std::round((window.x - width) * 0.5f), ui.px(64), width, field + list + ui.px(10)};
    // Over the whole window: the press that closes it is for nothing below.
    if (ui.begin_overlay("commands", {0, 0, window.x, window.y})) {
        ui.fill(rect, tone::head, ui.px(4));
        ui.frame(rect, tone::press, ui.px(4));
        Rect rest = rect;
        const Rect top = cut_top(rest, field).inset(ui.px(6), ui.px(5));
        const TextFieldResult typed = text_field(ui, "search", top, state.text, "Type a command", state.fresh);
        state.fresh = false;
        if (typed.changed) state.chosen = state.first = 0;
        const int count = static_cast<int>(found.size());
        const int visible = std::max(1, static_cast<int>(list / row));
        const int step = (key_pressed(ImGuiKey_DownArrow) ? 1 : 0) - (key_pressed(ImGuiKey_UpArrow) ? 1 : 0);
        state.chosen = std::clamp(state.chosen + step, 0, std::max(0, count - 1));
        // Keys bring what they choose into view, the wheel shows what it likes.
        if (step != 0) state.first = std::clamp(state.first, state.chosen - visible + 1, state.chosen);
        if (rect.contains(from_im(ImGui::GetIO().MousePos)))
            state.first -= static_cast<int>(std::lround(3 * ImGui::GetIO().MouseWheel));
        const int first = state.first = std::clamp(state.first, 0, std::max(0, count - visible));
        for (int i = first; i < std::min(count, first + visible); ++i)
            if (command_row(ui, cut_top(rest, row), *found[static_cast<std::size_t>(i)], i == state.chosen, true))
                chosen = found[static_cast<std::size_t>(i)]->command;
        if (count == 0) ui.text(ui.theme().head, rest.inset(ui.px(12), 0), tone::text_dim, "No such command");
        if (typed.entered && count > 0) chosen = found[static_cast<std::size_t>(state.chosen)]->command;
    }
    ui.end_panel();
    if (chosen || ui.dismissed(rect)) state.open = false;
    return chosen;
}

}  // namespace umber::app

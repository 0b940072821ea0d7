#include "app/widgets/basics.h"

#include <fmt/format.h>
#include <algorithm>

#include <cmath>

#include "app/arithmetic.h"

namespace umber::app {

namespace {

// "−0.003" as "−.003".
std::string without_zero(std::string digits) {
    const std::size_t zero = digits.find("0.");
    const bool leading = zero == 0 || (zero != std::string::npos && (digits[0] == '+' || digits[0] == '\xe2'));
    if (leading && zero <= 3) digits.erase(zero, 1);
    return digits;
}

// The number with as many decimals as the box holds, never clipped: the unit goes first, then a zero before the point,
// then decimals.
void draw_number(Ui& ui, const Rect& rect, const NumberStyle& style, float value, Align align) {
    const Face& face = ui.theme().value;
    std::string digits = format_number(style, value);
    const float symbol_width = style.symbol.empty() ? 0 : width_of(ui.theme().tiny, style.symbol) + ui.px(3);
    bool symbol = !style.symbol.empty() && width_of(face, digits) + symbol_width <= rect.w;
    for (int decimals = 5; decimals >= 0 && width_of(face, digits) > rect.w; --decimals) {
        digits = format_number(style, value, decimals);
        if (decimals >= style.decimals && width_of(face, digits) > rect.w) digits = without_zero(digits);
    }
    if (align == Align::center) {
        const float whole = width_of(face, digits) + (symbol ? symbol_width : 0);
        const float x = std::round(rect.x + (rect.w - whole) * 0.5f);
        ui.text(face, {x, rect.y, whole, rect.h}, tone::text_bright, digits);
        if (symbol) ui.text(ui.theme().tiny, {x, rect.y, whole, rect.h}, tone::text_dim, style.symbol, Align::right);
        return;
    }
    Rect rest = rect;
    if (symbol) {
        const Rect unit = cut_right(rest, symbol_width);
        ui.text(ui.theme().tiny, unit, tone::text_dim, style.symbol, Align::right);
    }
    ui.text(face, rest, tone::text_bright, digits, Align::right);
}

std::optional<float> number_field(Ui& ui, const char* id, const Rect& rect, const NumberStyle& style, float value,
                                  ImU32 underline, std::string_view tip, Align align) {
    const ImGuiID field = ImGui::GetID(id);
    if (ui.editing(field)) {
        const auto number_of = [&](std::string_view text) {
            return evaluate_arithmetic(text, static_cast<double>(value));
        };
        const auto typed = ui.edited(field, rect, ui.theme().value,
                                     [&](std::string_view text) { return number_of(text).has_value(); });
        if (!typed) return std::nullopt;
        const auto number = number_of(*typed);
        const float next = std::clamp(static_cast<float>(*number), style.limits.low, style.limits.high);
        return next == value ? std::nullopt : std::optional(next);
    }
    const Touch touch = ui.touch(id, rect, Keys::typing, ImGuiMouseCursor_ResizeEW);
    const float rounding = ui.px(2);
    ui.fill(rect, touch.held ? tone::press : touch.hovered ? tone::hover : tone::control, rounding);
    if (underline != 0)
        ui.fill({rect.x, rect.bottom() - ui.px(2), rect.w, ui.px(2)}, underline, std::min(rounding, ui.px(1)));
    draw_number(ui, {rect.x + ui.px(3), rect.y, rect.w - 2 * ui.px(3), rect.h - (underline != 0 ? ui.px(2) : 0)}, style,
                value, align);
    if (touch.focused) ui.frame(rect, tone::accent, rounding);
    if (!tip.empty()) ui.tooltip(touch, tip);

    if (touch.double_clicked || ui.enter_pressed(touch) || ui.tabbed_into(touch)) {
        ui.start_editing(field, format_number(style, value));
        return std::nullopt;
    }
    if (std::string begun = ui.number_begun(touch); !begun.empty()) {
        ui.start_editing(field, std::move(begun), true);
        return std::nullopt;
    }
    if (touch.held) {
        const float start = ui.at_press(touch, value);
        const float moved = ui.dragged(touch.id).x * style.per_pixel / ui.theme().scale;
        if (moved == 0 && value == start) return std::nullopt;
        const float next = moved == 0 ? start : rounded(style, start + moved);
        return next == value ? std::nullopt : std::optional(next);
    }
    if (const float steps = ui.arrow_steps(touch); steps != 0) {
        const float next = rounded(style, value + steps * style.step);
        return next == value ? std::nullopt : std::optional(next);
    }
    return std::nullopt;
}

}  // namespace

std::optional<float> number_box(Ui& ui, const char* id, const Rect& rect, const NumberStyle& style, float value,
                                ImU32 underline, std::string_view tip) {
    return number_field(ui, id, rect, style, value, underline, tip, Align::center);
}

bool name_label(Ui& ui, const char* id, const Rect& rect, std::string_view label, bool changed, bool active,
                const Face& face, Align align, std::string_view tip) {
    const Touch touch = ui.touch(id, rect);
    const ImU32 color = !active         ? tone::text_off
                        : changed       ? tone::accent
                        : touch.hovered ? tone::text_bright
                                        : tone::text;
    const std::string shown = shortened(face, label, rect.w);
    ui.text(face, rect, color, shown, align);
    if (!tip.empty() || shown != label) ui.tooltip(touch, fmt::format("{}{}{}", label, tip.empty() ? "" : "\n", tip));
    return touch.double_clicked;
}

RowResult slider_row(Ui& ui, const char* id, const Rect& rect, std::string_view label, const NumberStyle& style,
                     float value, bool active, std::string_view tip) {
    ImGui::PushID(id);
    RowResult result;
    Rect rest = rect;
    const float gap = ui.px(8), box_width = ui.px(58), least_slider = ui.px(28);
    float label_width = ui.px(84);
    const float needed = label_width + gap + least_slider + gap + box_width;
    const bool slider = rest.w >= needed - ui.px(24);
    if (rest.w < needed)
        label_width = std::max(ui.px(40), slider ? label_width - (needed - rest.w) : rest.w - gap - box_width);
    result.reset = name_label(ui, "name", cut_left(rest, label_width), label, value != style.default_value, active,
                              ui.theme().head, Align::left, tip);
    cut_left(rest, gap);
    const Rect box = cut_right(rest, std::min(box_width, rest.w));
    cut_right(rest, gap);

    if (slider && rest.w >= ui.px(16)) {
        const Touch touch = ui.touch("slider", rest, Keys::none, ImGuiMouseCursor_ResizeEW);
        const float span = style.range.high - style.range.low;
        const auto place = [&](float v) {
            return rest.x + ui.px(3) + std::clamp((v - style.range.low) / span, 0.0f, 1.0f) * (rest.w - 2 * ui.px(3));
        };
        const float middle = std::round(rest.center().y);
        const float track = ui.px(3);
        ui.fill({rest.x, middle - std::floor(track * 0.5f), rest.w, track}, tone::track, track * 0.5f);
        const float tick = std::round(place(style.default_value));
        ui.fill({tick - std::floor(ui.px(1) * 0.5f), middle - ui.px(4), ui.px(1), ui.px(9)}, tone::text_off);
        const float x = std::round(place(value));
        const ImU32 grip = !active                       ? tone::text_off
                           : touch.held || touch.hovered ? tone::text_bright
                                                         : tone::grey(0xc9);
        ui.fill({x - ui.px(2), middle - ui.px(6), ui.px(5), ui.px(13)}, grip, ui.px(1));
        if (touch.held) {
            // A press beside the handle brings it there; one on it only takes hold of it.
            const float mouse = ImGui::GetIO().MousePos.x;
            const bool on_handle = std::abs(mouse - x) <= ui.px(6);
            const auto value_at = [&](float at) {
                return style.range.low + (at - rest.x - ui.px(3)) / std::max(1.0f, rest.w - 2 * ui.px(3)) * span;
            };
            const float start =
                ui.at_press(touch, on_handle ? value : std::clamp(value_at(mouse), style.range.low, style.range.high));
            const float moved = ui.dragged(touch.id).x / std::max(1.0f, rest.w - 2 * ui.px(3)) * span;
            const float next = std::clamp(rounded(style, start + moved), style.range.low, style.range.high);
            if (next != value && (moved != 0 || start != value)) result.value = next;
        }
        if (touch.double_clicked) result.reset = true;
    }
    if (const auto typed = number_field(ui, "value", box.inset(0, ui.px(1)), style, value, 0, {}, Align::right))
        result.value = typed;
    ImGui::PopID();
    return result;
}

bool icon_button(Ui& ui, const char* id, const Rect& rect, Icon icon, std::string_view tip, bool active, bool enabled,
                 float size) {
    const Touch touch = ui.touch(id, rect, enabled ? Keys::enter : Keys::none);
    if (enabled && (touch.hovered || touch.held)) ui.fill(rect, touch.held ? tone::press : tone::hover, ui.px(3));
    const ImU32 color = !enabled ? tone::grey(0x44) : active || touch.hovered ? tone::text_bright : tone::text;
    draw_icon(ui.draw(), icon, rect, ui.px(size), color, std::max(1.0f, 1.4f * ui.theme().scale));
    if (touch.focused) ui.frame(rect, tone::accent, ui.px(3));
    ui.tooltip(touch, tip);
    return enabled && (touch.pressed || ui.enter_pressed(touch));
}

float button_width(const Ui& ui, std::string_view label) {
    return std::ceil(width_of(ui.theme().head, label)) + ui.px(24);
}

bool text_button(Ui& ui, const char* id, const Rect& rect, std::string_view label, std::string_view tip, bool enabled,
                 bool strong) {
    const Touch touch = ui.touch(id, rect, enabled ? Keys::enter : Keys::none);
    const ImU32 ground = !enabled        ? tone::control
                         : touch.held    ? tone::grey(0x48)
                         : touch.hovered ? tone::press
                                         : tone::hover;
    ui.fill(rect, ground, ui.px(3));
    if (strong && enabled) ui.frame(rect, tone::grey(0x6a), ui.px(3));
    ui.text(ui.theme().head, rect, enabled ? tone::text_bright : tone::text_off,
            shortened(ui.theme().head, label, rect.w - ui.px(8)), Align::center);
    if (touch.focused) ui.frame(rect, tone::accent, ui.px(3));
    ui.tooltip(touch, tip);
    return enabled && (touch.clicked || ui.enter_pressed(touch));
}

float word_width(const Ui& ui, std::string_view label) {
    return std::ceil(width_of(ui.theme().head, label)) + ui.px(12);
}

bool word_button(Ui& ui, const char* id, const Rect& rect, std::string_view label, std::string_view tip, bool on,
                 bool enabled, Align align, ImU32 color_on) {
    const Touch touch = ui.touch(id, rect, enabled ? Keys::enter : Keys::none);
    const ImU32 color = !enabled ? tone::grey(0x50) : on ? color_on : touch.hovered ? tone::text : tone::text_dim;
    const Rect inner = rect.inset(align == Align::center ? 0 : ui.px(6), 0);
    ui.text(ui.theme().head, inner, color, shortened(ui.theme().head, label, inner.w + ui.px(6)), align);
    if (touch.focused) ui.frame(rect.inset(0, ui.px(3)), tone::accent, ui.px(2));
    ui.tooltip(touch, tip);
    return enabled && (touch.pressed || ui.enter_pressed(touch));
}

std::optional<bool> checkbox_row(Ui& ui, const char* id, const Rect& rect, std::string_view label, bool value,
                                 bool changed, std::string_view tip) {
    const Touch touch = ui.touch(id, rect, Keys::enter);
    Rect rest = rect;
    const Rect square = cut_left(rest, rest.h);
    const float side = ui.px(13);
    const Rect box{square.x, std::round(square.center().y - side * 0.5f), side, side};
    ui.fill(box, touch.hovered ? tone::press : tone::control, ui.px(2));
    ui.frame(box, tone::grey(0x4a), ui.px(2));
    if (value)
        draw_icon(ui.draw(), Icon::check, box, ui.px(9), tone::text_bright, std::max(1.0f, 1.5f * ui.theme().scale));
    ui.text(ui.theme().head, rest, changed ? tone::accent : tone::text, label);
    if (touch.focused) ui.frame(rect, tone::accent, ui.px(2));
    ui.tooltip(touch, tip);
    if (touch.pressed || ui.enter_pressed(touch)) return !value;
    return std::nullopt;
}

std::optional<int> choice_bar(Ui& ui, const char* id, const Rect& rect, std::span<const std::string_view> words,
                              int chosen) {
    ImGui::PushID(id);
    std::optional<int> result;
    ui.fill(rect, tone::well, ui.px(3));
    Rect rest = rect;
    const float width = std::floor(rect.w / static_cast<float>(std::max<std::size_t>(1, words.size())));
    for (std::size_t i = 0; i < words.size(); ++i) {
        const Rect cell = i + 1 == words.size() ? rest : cut_left(rest, width);
        ImGui::PushID(static_cast<int>(i));
        const Touch touch = ui.touch("cell", cell, Keys::enter);
        ImGui::PopID();
        const bool on = static_cast<int>(i) == chosen;
        if (on || touch.hovered) ui.fill(cell, on ? tone::hover : tone::control, ui.px(3));
        ui.text(ui.theme().head, cell, on ? tone::text_bright : tone::text_dim, words[i], Align::center);
        if (touch.focused) ui.frame(cell, tone::accent, ui.px(3));
        if ((touch.pressed || ui.enter_pressed(touch)) && !on) result = static_cast<int>(i);
    }
    ImGui::PopID();
    return result;
}

Rect panel_head(Ui& ui, Rect& rect, std::string_view title, float height) {
    ui.fill(rect, tone::panel);
    Rect head = cut_top(rect, ui.px(height));
    ui.fill(head, tone::head);
    cut_left(head, ui.px(10));
    cut_right(head, ui.px(6));
    if (!title.empty()) {
        const float width = std::min(head.w, width_of(ui.theme().head_strong, title));
        ui.text(ui.theme().head_strong, cut_left(head, width), tone::text_bright,
                shortened(ui.theme().head_strong, title, width + 1));
        cut_left(head, ui.px(10));
    }
    return head;
}

int tabs(Ui& ui, const char* id, Rect& head, std::span<const std::string_view> names, int chosen) {
    ImGui::PushID(id);
    int result = chosen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool on = static_cast<int>(i) == chosen;
        const Face& face = on ? ui.theme().head_strong : ui.theme().head;
        const float width = std::max(ui.px(20), std::ceil(width_of(face, names[i])) + ui.px(12));
        if (head.w < width) break;
        const Rect cell = cut_left(head, width);
        ImGui::PushID(static_cast<int>(i));
        const Touch touch = ui.touch("tab", cell, Keys::enter);
        ImGui::PopID();
        ui.text(face, cell,
                on              ? tone::text_bright
                : touch.hovered ? tone::text
                                : tone::text_dim,
                names[i], Align::center);
        if (touch.focused) ui.frame(cell.inset(0, ui.px(3)), tone::accent, ui.px(2));
        if (touch.pressed || ui.enter_pressed(touch)) result = static_cast<int>(i);
    }
    ImGui::PopID();
    return result;
}

HeadAction head_switches(Ui& ui, const char* id, Rect& head, bool enabled, bool touched, std::string_view name) {
    ImGui::PushID(id);
    HeadAction action = HeadAction::none;
    const float side = ui.px(22);
    Rect place = cut_right(head, side);
    if (icon_button(ui, "reset", {place.x, std::round(place.center().y - side * 0.5f), side, side}, Icon::reset,
                    fmt::format("Reset {}", name), false, touched))
        action = HeadAction::reset;
    place = cut_right(head, side);
    const Rect dot{place.x, std::round(place.center().y - side * 0.5f), side, side};
    const Touch touch = ui.touch("switch", dot, Keys::enter);
    if (touch.hovered) ui.fill(dot, tone::hover, ui.px(3));
    if (enabled)
        ui.draw().AddCircleFilled(im(dot.center()), 3.6f * ui.theme().scale, touched ? tone::text : tone::grey(0x66));
    else
        ui.draw().AddCircle(im(dot.center()), 3.6f * ui.theme().scale, tone::text_dim, 0, ui.px(1));
    if (touch.focused) ui.frame(dot, tone::accent, ui.px(3));
    ui.tooltip(touch, fmt::format("{} is {}", name, enabled ? "on" : "off"));
    if (touch.pressed || ui.enter_pressed(touch)) action = HeadAction::toggle;
    ImGui::PopID();
    return action;
}

void progress_bar(Ui& ui, const Rect& rect, float done) {
    ui.fill(rect, tone::track, ui.px(2));
    ui.fill({rect.x, rect.y, std::round(rect.w * std::clamp(done, 0.0f, 1.0f)), rect.h}, tone::accent, ui.px(2));
}

std::optional<float> splitter(Ui& ui, const char* id, const Rect& handle, bool sideways) {
    const Touch touch =
        ui.touch(id, handle, Keys::none, sideways ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
    if (touch.hovered || touch.held) {
        const Rect mark = sideways ? Rect{std::round(handle.center().x - ui.px(1)), handle.y, ui.px(2), handle.h}
                                   : Rect{handle.x, std::round(handle.center().y - ui.px(1)), handle.w, ui.px(2)};
        ui.fill(mark, touch.held ? tone::grey(0x6a) : tone::press);
    }
    if (!touch.held) return std::nullopt;
    const float center = sideways ? handle.center().x : handle.center().y;
    const float start = ui.at_press(touch, center);
    const glm::vec2 moved = ui.dragged(touch.id);
    const float next = start + (sideways ? moved.x : moved.y);
    return std::abs(next - center) < 0.5f ? std::nullopt : std::optional(next);
}

}  // namespace umber::app

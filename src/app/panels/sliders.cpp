#include <fmt/format.h>

#include <algorithm>

#include "app/panels/palettes.h"
#include "app/widgets/basics.h"

namespace umber::app {

namespace {

// Operations with a palette of their own.
bool has_own_palette(const grade::OperationInfo& info) {
    return info.id == "lgg" || info.id == "cdl" || info.id == "curves" || info.id == "lut";
}

std::string default_tip(const NumberStyle& style) {
    return fmt::format("Double-click resets to {}{}{}", format_number(style, style.default_value),
                       style.symbol.empty() ? "" : " ", style.symbol);
}

// A colour's numbers as boxes in a row.
std::optional<Edit> color_row(Ui& ui, const Rect& rect, const Shown& shown, const grade::OperationInfo& info,
                              const grade::Parameter& parameter) {
    const grade::Value value = shown.value(info, parameter);
    const auto* rgbm = std::get_if<grade::Rgbm>(&value);
    const auto* neutral = std::get_if<grade::Rgbm>(&parameter.default_value);
    const glm::vec3 rgb = rgbm ? glm::vec3(rgbm->red, rgbm->green, rgbm->blue) : std::get<glm::vec3>(value);
    std::optional<Edit> edit;
    const bool active = shown.enabled(info.id);
    const int count = rgbm ? 4 : 3;
    const float gap = ui.px(4);
    Rect rest = rect;
    const float box =
        std::clamp(std::floor((rest.w - ui.px(54)) / static_cast<float>(count)) - gap, ui.px(32), ui.px(64));
    Rect boxes = cut_right(rest, (box + gap) * static_cast<float>(count) - gap);
    if (name_label(ui, "name", rest, parameter.label, value != parameter.default_value, active, ui.theme().head,
                   Align::left, fmt::format("{}. Double-click resets", info.label)))
        edit = reset_edit(shown, info, parameter);
    const char* names[4] = {"master", "red", "green", "blue"};
    const ImU32 colors[4] = {tone::luma, tone::red, tone::green, tone::blue};
    for (int i = 4 - count; i < 4; ++i) {
        NumberStyle style = number_style(parameter);
        style.default_value =
            neutral ? (i == 0 ? neutral->master : neutral->red) : std::get<glm::vec3>(parameter.default_value)[i - 1];
        const float shown_value = i == 0 ? rgbm->master : rgb[i - 1];
        Rect place = cut_left(boxes, box);
        cut_left(boxes, gap);
        const float height = ui.px(22);
        place.y = std::round(place.center().y - height * 0.5f);
        place.h = height;
        // Three numbers that are no red, green and blue have no colours.
        const ImU32 color = parameter.widget == grade::Widget::wheel ? colors[i] : 0;
        if (const auto next = number_box(ui, names[i], place, style, shown_value, color)) {
            grade::Value changed = value;
            if (rgbm) {
                auto& all = std::get<grade::Rgbm>(changed);
                (i == 0 ? all.master : i == 1 ? all.red : i == 2 ? all.green : all.blue) = *next;
            } else {
                std::get<glm::vec3>(changed)[i - 1] = *next;
            }
            edit = parameter_edit(shown, info, parameter, changed, ui.gesture(), names[i], format_number(style, *next));
        }
    }
    return edit;
}

std::optional<Edit> parameter_row(Ui& ui, const Rect& rect, const Shown& shown, const grade::OperationInfo& info,
                                  const grade::Parameter& parameter) {
    const grade::Value value = shown.value(info, parameter);
    const bool active = shown.enabled(info.id);
    ImGui::PushID(&parameter);
    std::optional<Edit> edit;
    switch (parameter.widget) {
        case grade::Widget::slider: {
            if (!std::holds_alternative<float>(value)) {
                edit = color_row(ui, rect, shown, info, parameter);
                break;
            }
            const NumberStyle style = number_style(parameter);
            const RowResult row = slider_row(ui, "row", rect, parameter.label, style, std::get<float>(value), active,
                                             fmt::format("{}. {}", info.label, default_tip(style)));
            if (row.reset) edit = reset_edit(shown, info, parameter);
            if (row.value)
                edit = parameter_edit(shown, info, parameter, *row.value, ui.gesture(), {},
                                      format_number(style, *row.value));
            break;
        }
        case grade::Widget::wheel:
            edit = color_row(ui, rect, shown, info, parameter);
            break;
        case grade::Widget::checkbox: {
            const bool on = std::get<bool>(value);
            if (const auto next =
                    checkbox_row(ui, "check", rect, parameter.label, on, value != parameter.default_value))
                edit = parameter_edit(shown, info, parameter, *next, 0, *next ? "on" : "off");
            break;
        }
        case grade::Widget::choice: {
            const auto& chosen = std::get<std::string>(value);
            const auto at = std::find(parameter.choices.begin(), parameter.choices.end(), chosen);
            if (const auto next =
                    choice_bar(ui, "choice", rect, parameter.choices, static_cast<int>(at - parameter.choices.begin())))
                edit = parameter_edit(shown, info, parameter,
                                      std::string(parameter.choices[static_cast<std::size_t>(*next)]), 0);
            break;
        }
        case grade::Widget::curve:
        case grade::Widget::file:
            break;  // theirs are palettes of their own
    }
    ImGui::PopID();
    return edit;
}

bool is_row(const grade::Parameter& parameter) {
    return parameter.widget != grade::Widget::curve && parameter.widget != grade::Widget::file;
}

// How many rows an operation shows in the palette of all: one of more than two shows its first alone until it acts, so
// that what is rarely turned leaves room for what always is.
std::ptrdiff_t rows_of(const grade::OperationInfo& info, const Shown& shown) {
    const auto rows = std::count_if(info.parameters.begin(), info.parameters.end(), is_row);
    const grade::Operation* there = shown.find(info.id);
    return rows > 2 && (!there || there->neutral()) ? 1 : rows;
}

}  // namespace

std::optional<Edit> operation_rows(Ui& ui, Rect& rect, const Shown& shown, const grade::OperationInfo& info,
                                   bool with_switch) {
    std::optional<Edit> edit;
    ImGui::PushID(info.id.data());
    bool first = true;
    auto left = with_switch ? rows_of(info, shown) : static_cast<std::ptrdiff_t>(info.parameters.size());
    for (const grade::Parameter& parameter : info.parameters) {
        if (!is_row(parameter) || left-- <= 0) continue;
        Rect row = cut_top(rect, ui.px(row_height));
        if (with_switch) {
            const Rect place = cut_left(row, ui.px(20));
            if (first) {
                const bool enabled = shown.enabled(info.id);
                const Touch touch = ui.touch("switch", {place.x - ui.px(4), place.y, ui.px(22), place.h}, Keys::enter);
                const glm::vec2 center{place.x + ui.px(6), std::round(place.center().y)};
                const float radius = 3.4f * ui.theme().scale;
                if (enabled)
                    ui.draw().AddCircleFilled(im(center), radius,
                                              touch.hovered            ? tone::text_bright
                                              : shown.touched(info.id) ? tone::text
                                                                       : tone::grey(0x4c));
                else
                    ui.draw().AddCircle(im(center), radius, touch.hovered ? tone::text_bright : tone::text_dim, 0,
                                        ui.px(1));
                if (touch.focused)
                    ui.frame({place.x - ui.px(4), place.y + ui.px(1), ui.px(20), place.h - ui.px(2)}, tone::accent,
                             ui.px(2));
                ui.tooltip(touch, fmt::format("{} is {}", info.label, enabled ? "on" : "off"));
                if (touch.pressed || ui.enter_pressed(touch)) edit = toggle_edit(shown, info);
            }
        }
        first = false;
        if (auto changed = parameter_row(ui, row, shown, info, parameter)) edit = std::move(changed);
    }
    ImGui::PopID();
    return edit;
}

std::optional<Edit> sliders_palette(Ui& ui, const Rect& rect, const Shown& shown, SlidersState& state) {
    std::optional<Edit> edit;
    Rect rest = rect;
    Rect head = panel_head(ui, rest, "Adjust");
    std::vector<const grade::OperationInfo*> list;
    float content = 0;
    bool touched = false;
    for (const grade::OperationInfo* info : grade::operations()) {
        if (has_own_palette(*info)) continue;
        const auto rows = rows_of(*info, shown);
        if (rows == 0) continue;
        list.push_back(info);
        content += ui.px(row_height) * static_cast<float>(rows);
        touched = touched || shown.find(info->id) != nullptr;
    }
    std::stable_partition(list.begin(), list.end(), [](const grade::OperationInfo* info) {
        return std::count_if(info->parameters.begin(), info->parameters.end(), is_row) <= 2;
    });
    const float side = ui.px(22);
    const Rect reset = cut_right(head, side);
    if (icon_button(ui, "reset", {reset.x, std::round(reset.center().y - side * 0.5f), side, side}, Icon::reset,
                    "Reset all of these", false, touched)) {
        std::vector<std::string> ids;
        ids.reserve(list.size());
        for (const auto* info : list) ids.emplace_back(info->id);
        edit = Edit{"reset adjustments",
                    [node = shown.node, ids](grade::Graph graph) {
                        for (const std::string& id : ids) graph = grade::reset_operation(graph, node, id);
                        return graph;
                    },
                    0};
    }

    cut_top(rest, ui.px(6));
    // Room to spare goes between the operations; where there is too little, the rows scroll.
    const auto groups = static_cast<float>(std::max<std::size_t>(1, list.size() - 1));
    const float gap = std::clamp(std::floor((rest.h - content) / groups), ui.px(2), ui.px(16));
    const float whole = content + gap * groups + ui.px(4);
    const float beyond = std::max(0.0f, whole - rest.h);
    if (rest.contains(from_im(ImGui::GetIO().MousePos))) state.scroll -= ImGui::GetIO().MouseWheel * ui.px(row_height);
    state.scroll = std::clamp(state.scroll, 0.0f, beyond);
    ImGui::PushClipRect(im(rest.min()), im(rest.max()), true);
    Rect rows{rest.x + ui.px(10), rest.y - std::round(state.scroll), rest.w - ui.px(20), whole};
    for (const grade::OperationInfo* info : list) {
        if (auto changed = operation_rows(ui, rows, shown, *info, true)) edit = std::move(changed);
        cut_top(rows, gap);
    }
    ImGui::PopClipRect();
    if (beyond > 0) {
        const float bar = rest.h * rest.h / whole;
        ui.fill({rest.right() - ui.px(4), rest.y + (rest.h - bar) * state.scroll / beyond, ui.px(3), bar}, tone::press,
                ui.px(1));
    }
    return edit;
}

}  // namespace umber::app

#include "app/panels/colour.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/widgets/basics.h"

namespace umber::app {

namespace {

constexpr float why_height = 17, label_width = 60;

// A row: its name, and a box with what is chosen, that opens a list. True when it was pressed.
bool choice_row(Ui& ui, const char* id, Rect row, std::string_view label, const std::string& value, bool changed,
                bool enabled, std::string_view tip, Rect& anchor) {
    ui.text(ui.theme().head, cut_left(row, ui.px(label_width)),
            !enabled  ? tone::text_off
            : changed ? tone::accent
                      : tone::text,
            label);
    const Rect box = row.inset(0, ui.px(1));
    const Touch touch = ui.touch(id, box, enabled ? Keys::enter : Keys::none);
    ui.fill(box, enabled && (touch.hovered || touch.held) ? tone::hover : tone::control, ui.px(2));
    Rect inner = box.inset(ui.px(7), 0);
    draw_icon(ui.draw(), Icon::chevron_down, cut_right(inner, ui.px(10)), ui.px(7),
              enabled ? tone::text_dim : tone::text_off, std::max(1.0f, ui.theme().scale));
    cut_right(inner, ui.px(4));
    const std::string shown = shortened_in_the_middle(ui.theme().head, value, inner.w);
    ui.text(ui.theme().head, inner, enabled ? tone::text_bright : tone::text_off, shown);
    if (touch.focused) ui.frame(box, tone::accent, ui.px(2));
    ui.tooltip(touch, shown == value ? std::string(tip) : fmt::format("{}\n{}", value, tip));
    if (!enabled || !(touch.pressed || ui.enter_pressed(touch))) return false;
    anchor = box;
    return true;
}

NumberStyle exposure_style() {
    NumberStyle style;
    style.range = {-6, 6};
    style.limits = {-20, 20};
    style.step = 0.1f;
    style.per_pixel = 0.02f;
    style.decimals = 2;
    style.sign = true;
    style.symbol = "st";
    return style;
}

NumberStyle gamma_style() {
    NumberStyle style;
    style.range = {0.2f, 4};
    style.limits = {0.2f, 4};
    style.default_value = 1;
    style.step = 0.05f;
    style.per_pixel = 0.01f;
    style.decimals = 2;
    return style;
}

void viewer_row(Ui& ui, Rect row, const ColourInfo& info, ColourResult& result) {
    const bool changed = info.exposure != 0 || info.gamma != 1;
    constexpr std::string_view tip = "Of the viewer only: no master, still or LUT has it, and scopes don't show it";
    if (name_label(ui, "viewer", cut_left(row, ui.px(label_width)), "Viewer", changed, true, ui.theme().head,
                   Align::left, tip)) {
        result.exposure = 0;
        result.gamma = 1;
    }
    const float side = ui.px(22);
    const Rect reset = cut_right(row, side);
    if (icon_button(ui, "reset viewer", {reset.x, std::round(reset.center().y - side * 0.5f), side, side}, Icon::reset,
                    "Exposure and gamma of the viewer back to neutral", false, changed)) {
        result.exposure = 0;
        result.gamma = 1;
    }
    cut_right(row, ui.px(4));
    const float box = std::min(ui.px(64), std::floor((row.w - ui.px(60)) * 0.5f));
    if (const auto stops = number_box(ui, "viewer exposure", cut_left(row, box).inset(0, ui.px(1)), exposure_style(),
                                      info.exposure, 0, "Exposure of the viewer, before the view"))
        result.exposure = stops;
    cut_left(row, ui.px(8));
    const float word = std::ceil(width_of(ui.theme().head, "gamma"));
    if (row.w >= word + ui.px(6) + box) {
        ui.text(ui.theme().head, cut_left(row, word), tone::text_dim, "gamma");
        cut_left(row, ui.px(6));
    }
    if (const auto gamma = number_box(ui, "viewer gamma", cut_left(row, box).inset(0, ui.px(1)), gamma_style(),
                                      info.gamma, 0, "Gamma of the viewer, after the view: above 1 brightens"))
        result.gamma = gamma;
}

}  // namespace

ColourResult colour_rows(Ui& ui, Rect rect, const ColourInfo& info) {
    ColourResult result;
    // A config with looks has a row more, which the least height of the palette holds too.
    const float rows = info.has_looks ? 8 : 7;
    const float height = std::clamp(std::floor((rect.h - ui.px(why_height)) / rows), ui.px(19), ui.px(row_height));
    const auto row = [&] { return cut_top(rect, height); };
    Rect first = row();
    if (info.clips > 1 && info.input_chosen) {
        const std::string word = fmt::format("all {}", info.clips);
        const float width = word_width(ui, word);
        if (word_button(ui, "for all", cut_right(first, width), word, "This input space for all clips that are open",
                        false, true, Align::center))
            result.request = ColourRequest::input_for_all;
    }
    const auto choose = [&](const char* id, const Rect& at, std::string_view label, const std::string& value,
                            bool changed, bool enabled, std::string_view tip, ColourRequest request) {
        if (choice_row(ui, id, at, label, value, changed, enabled, tip, result.anchor)) result.request = request;
    };
    choose("input", first, "Input", info.has_clip ? info.input : "No clip", info.input_chosen, info.has_clip,
           "What the clip's code values are", ColourRequest::input);
    Rect why = cut_top(rect, ui.px(why_height));
    cut_left(why, ui.px(label_width));
    const std::string reason = info.note.empty() ? info.input_why : info.note;
    const Touch touch = ui.touch("why", why);
    const std::string shown = shortened(ui.theme().small, reason, why.w);
    ui.text(ui.theme().small, why, info.note.empty() ? tone::text_dim : tone::accent, shown);
    if (shown != reason) ui.tooltip(touch, reason);
    choose("working", row(), "Working", info.working, false, true, "The space that is graded in",
           ColourRequest::working);
    choose("node space", row(), "Node", info.node_space, info.node_space_chosen, true,
           fmt::format("The space that the node '{}' works in, converted to before it and back after it", info.node),
           ColourRequest::node_space);
    choose("display", row(), "Display", info.display, false, true, "What the picture is made for",
           ColourRequest::display);
    choose("view", row(), "View", info.view, false, info.has_display, "How the scene comes to the display",
           ColourRequest::view);
    if (info.has_looks)
        choose("look", row(), "Look", info.look, info.look_chosen, true,
               "Looks of the config, applied to the graded scene", ColourRequest::look);
    Rect config = row();
    if (!info.config_change.empty()) {
        const std::string_view word = "Reload";
        if (word_button(ui, "reload", cut_right(config, word_width(ui, word)), word, info.config_change, true, true,
                        Align::center))
            result.request = ColourRequest::reload;
    }
    choose("config", config, "Config", info.config, false, true,
           info.config_file.empty() ? "Where spaces and views come from" : info.config_file, ColourRequest::config);
    viewer_row(ui, row(), info, result);
    return result;
}

}  // namespace umber::app

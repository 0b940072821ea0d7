#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/panels/palettes.h"
#include "app/widgets/basics.h"

namespace umber::app {

namespace {

ImU32 curve_color(std::string_view id) {
    if (id == "red") return tone::red;
    if (id == "green") return tone::green;
    if (id == "blue") return tone::blue;
    return tone::grey(0xdc);
}

}  // namespace

CurvesResult curves_palette(Ui& ui, const Rect& rect, const Shown& shown, CurvesState& state) {
    CurvesResult result;
    const grade::OperationInfo& info = grade::operation_info("curves");
    std::vector<const grade::Parameter*> curves;
    for (const grade::Parameter& parameter : info.parameters)
        if (parameter.widget == grade::Widget::curve) curves.push_back(&parameter);
    state.tab = std::clamp(state.tab, 0, static_cast<int>(std::min(curves.size(), state.curve.size())) - 1);

    // The panel's ground leaves the plot open: the histogram is drawn beneath.
    Rect rest = rect;
    Rect head{rest.x, rest.y, rest.w, ui.px(28)};
    cut_top(rest, head.h);
    const float margin = ui.px(12);
    const Rect plot = {std::round(rest.x + margin), std::round(rest.y + margin), std::floor(rest.w - 2 * margin),
                       std::floor(rest.h - 2 * margin)};
    ui.fill({rest.x, rest.y, rest.w, margin}, tone::panel);
    ui.fill({rest.x, plot.bottom(), rest.w, rest.bottom() - plot.bottom()}, tone::panel);
    ui.fill({rest.x, plot.y, plot.x - rest.x, plot.h}, tone::panel);
    ui.fill({plot.right(), plot.y, rest.right() - plot.right(), plot.h}, tone::panel);
    ui.fill(head, tone::head);
    cut_left(head, ui.px(10));
    cut_right(head, ui.px(6));
    const float title = width_of(ui.theme().head_strong, "Curves");
    ui.text(ui.theme().head_strong, cut_left(head, title), tone::text_bright, "Curves");
    cut_left(head, ui.px(8));

    // A tab for each curve: its name is amber where it was changed.
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const bool on = static_cast<int>(i) == state.tab;
        const Rect cell = cut_left(head, ui.px(24));
        ImGui::PushID(static_cast<int>(i));
        const Touch touch = ui.touch("tab", cell, Keys::enter);
        ImGui::PopID();
        const bool changed = shown.value(info, *curves[i]) != curves[i]->default_value;
        const ImU32 color = changed         ? tone::accent
                            : on            ? tone::text_bright
                            : touch.hovered ? tone::text
                                            : tone::text_dim;
        ui.text(on ? ui.theme().head_strong : ui.theme().head, cell, color, curves[i]->label, Align::center);
        if (on)
            ui.fill({cell.x + ui.px(5), cell.bottom() - ui.px(3), cell.w - ui.px(10), ui.px(2)},
                    curve_color(curves[i]->id));
        if (touch.focused) ui.frame(cell.inset(0, ui.px(3)), tone::accent, ui.px(2));
        if (touch.pressed || ui.enter_pressed(touch)) state.tab = static_cast<int>(i);
    }
    switch (head_switches(ui, "switches", head, shown.enabled(info.id), shown.touched(info.id), info.label)) {
        case HeadAction::toggle:
            result.edit = toggle_edit(shown, info);
            break;
        case HeadAction::reset:
            result.edit = reset_operation_edit(shown, info);
            break;
        case HeadAction::none:
            break;
    }
    const auto tab = static_cast<std::size_t>(state.tab);
    const grade::Parameter& parameter = *curves[tab];
    const Rect one_reset =
        head.w >= ui.px(60) ? cut_right(head, word_width(ui, fmt::format("Reset {}", parameter.label))) : Rect{};
    if (!one_reset.empty() && shown.value(info, parameter) != parameter.default_value &&
        word_button(ui, "reset one", one_reset, fmt::format("Reset {}", parameter.label), "Make this curve straight",
                    false))
        result.edit = reset_edit(shown, info, parameter);

    if (plot.w < ui.px(40) || plot.h < ui.px(40)) return result;
    result.plot = plot;
    ImGui::PushID(static_cast<int>(tab));
    const auto curve = std::get<grade::Curve>(shown.value(info, parameter));
    const CurveResult edited =
        curve_editor(ui, "curve", plot, curve, state.curve[tab], curve_color(parameter.id), shown.enabled(info.id));
    ImGui::PopID();
    if (edited.value) result.edit = parameter_edit(shown, info, parameter, *edited.value, ui.gesture(), edited.what);
    return result;
}

}  // namespace umber::app

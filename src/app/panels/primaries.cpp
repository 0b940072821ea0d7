#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/panels/palettes.h"
#include "app/widgets/wheel.h"

namespace umber::app {

namespace {

grade::Rgbm as_rgbm(const grade::Value& value) {
    if (const auto* rgbm = std::get_if<grade::Rgbm>(&value)) return *rgbm;
    const auto rgb = std::get<glm::vec3>(value);
    return {rgb.x, rgb.y, rgb.z, common_of(rgb)};
}

grade::Value back_as(const grade::Value& like, const grade::Rgbm& value) {
    if (std::holds_alternative<grade::Rgbm>(like)) return value;
    return glm::vec3(value.red, value.green, value.blue);
}

std::vector<const grade::Parameter*> wheels_of(const grade::OperationInfo& info) {
    std::vector<const grade::Parameter*> wheels;
    for (const grade::Parameter& parameter : info.parameters)
        if (parameter.widget == grade::Widget::wheel) wheels.push_back(&parameter);
    return wheels;
}

std::optional<Edit> one_wheel(Ui& ui, const Rect& rect, const Shown& shown, const grade::OperationInfo& info,
                              const grade::Parameter& parameter) {
    const grade::Value value = shown.value(info, parameter);
    const grade::Rgbm rgbm = as_rgbm(value);
    const WheelStyle style = wheel_style(parameter);
    const WheelResult result =
        wheel(ui, parameter.id.data(), rect, parameter.label, style, rgbm, shown.enabled(info.id));
    if (result.reset) return reset_edit(shown, info, parameter);
    if (!result.value) return std::nullopt;
    std::optional<std::string> number;
    const grade::Rgbm& next = *result.value;
    if (result.what == "master") number = format_number(style.master, next.master);
    if (result.what == "red") number = format_number(style.channel, next.red);
    if (result.what == "green") number = format_number(style.channel, next.green);
    if (result.what == "blue") number = format_number(style.channel, next.blue);
    return parameter_edit(shown, info, parameter, back_as(value, next), ui.gesture(), result.what, number);
}

}  // namespace

std::optional<Edit> primaries_palette(Ui& ui, const Rect& rect, const Shown& shown, PrimariesState& state) {
    std::optional<Edit> edit;
    std::vector<const grade::OperationInfo*> with_wheels;
    std::vector<std::string_view> names;
    for (const grade::OperationInfo* info : grade::operations()) {
        if (wheels_of(*info).empty()) continue;
        with_wheels.push_back(info);
        names.push_back(info->label);
    }
    Rect rest = rect;
    Rect head = panel_head(ui, rest, "");
    state.tab = std::clamp(state.tab, 0, static_cast<int>(with_wheels.size()) - 1);
    head.x -= ui.px(6);
    head.w += ui.px(6);
    state.tab = tabs(ui, "operation", head, names, state.tab);
    const grade::OperationInfo& info = *with_wheels[static_cast<std::size_t>(state.tab)];
    switch (head_switches(ui, "switches", head, shown.enabled(info.id), shown.touched(info.id), info.label)) {
        case HeadAction::toggle:
            edit = toggle_edit(shown, info);
            break;
        case HeadAction::reset:
            edit = reset_operation_edit(shown, info);
            break;
        case HeadAction::none:
            break;
    }

    cut_top(rest, ui.px(6));
    cut_bottom(rest, ui.px(10));
    const auto wheels = wheels_of(info);
    const float margin = ui.px(10), between = ui.px(rest.w >= ui.px(720) ? 20 : 10);
    Rect row = rest.inset(margin, 0);
    const auto count = static_cast<float>(wheels.size());
    const float width = std::min(std::floor((row.w - between * (count - 1)) / count), ui.px(300));
    const float spare = row.w - width * count - between * (count - 1);
    cut_left(row, std::floor(spare * 0.5f));
    for (const grade::Parameter* parameter : wheels) {
        const Rect place = cut_left(row, width);
        cut_left(row, between);
        if (auto changed = one_wheel(ui, place, shown, info, *parameter)) edit = std::move(changed);
    }
    return edit;
}

}  // namespace umber::app

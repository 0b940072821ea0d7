#include "app/panels/edits.h"

#include <fmt/format.h>

#include <algorithm>

namespace umber::app {

namespace {

std::string full_name(const grade::OperationInfo& info, const grade::Parameter& parameter) {
    return fmt::format("{}.{}", info.id, parameter.id);
}

std::string lower(std::string_view text) {
    std::string out(text);
    // Names of one letter or an abbreviation (Y, CDL) stay as they are.
    if (out.size() > 1 && !(out[1] >= 'A' && out[1] <= 'Z') && out[0] >= 'A' && out[0] <= 'Z')
        out[0] = static_cast<char>(out[0] - 'A' + 'a');
    return out;
}

// "gain", but "curves Y", "LUT file", "white balance temp" where the parameter alone says too little.
std::string spoken(const grade::OperationInfo& info, const grade::Parameter& parameter) {
    const std::string name = lower(parameter.label);
    const bool clear =
        parameter.widget == grade::Widget::wheel || lower(info.label) == name || info.parameters.size() == 1;
    return clear && info.id != "cdl" ? name : fmt::format("{} {}", lower(info.label), name);
}

}  // namespace

grade::Value Shown::value(const grade::OperationInfo& info, const grade::Parameter& parameter) const {
    const grade::Operation* there = find(info.id);
    return there ? there->get(parameter.id) : parameter.default_value;
}

bool Shown::enabled(std::string_view operation) const {
    const grade::Operation* there = find(operation);
    return !there || there->enabled;
}

bool Shown::touched(std::string_view operation) const {
    const grade::Operation* there = find(operation);
    return there && !there->at_defaults();
}

Edit parameter_edit(const Shown& shown, const grade::OperationInfo& info, const grade::Parameter& parameter,
                    grade::Value value, std::uint64_t gesture, std::string_view what,
                    std::optional<std::string> number) {
    std::string label = spoken(info, parameter);
    if (!what.empty()) label += fmt::format(" {}", what);
    if (number) label += fmt::format(" {}", *number);
    return {std::move(label),
            [node = shown.node, name = full_name(info, parameter), value = std::move(value)](
                const grade::Graph& graph) { return grade::set_parameter(graph, node, name, value); },
            gesture};
}

Edit reset_edit(const Shown& shown, const grade::OperationInfo& info, const grade::Parameter& parameter) {
    return {fmt::format("reset {}", spoken(info, parameter)),
            [node = shown.node, name = full_name(info, parameter)](const grade::Graph& graph) {
                return grade::reset_parameter(graph, node, name);
            },
            0};
}

Edit reset_operation_edit(const Shown& shown, const grade::OperationInfo& info) {
    return {fmt::format("reset {}", lower(info.label)),
            [node = shown.node, id = std::string(info.id)](const grade::Graph& graph) {
                return grade::reset_operation(graph, node, id);
            },
            0};
}

Edit toggle_edit(const Shown& shown, const grade::OperationInfo& info) {
    const bool next = !shown.enabled(info.id);
    return {fmt::format("{} {}", lower(info.label), next ? "on" : "off"),
            [node = shown.node, id = std::string(info.id), next](const grade::Graph& graph) {
                return grade::set_operation_enabled(graph, node, id, next);
            },
            0};
}

}  // namespace umber::app

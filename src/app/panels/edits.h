// Edits with the labels that undo shows: what panels hand back. Also what panels ask of a grade.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "app/history.h"
#include "app/ui.h"

namespace umber::app {

// The grade that panels show, and the node that they edit.
struct Shown {
    const grade::Graph& graph;
    int node = 1;
    const grade::Operation* find(std::string_view operation) const { return graph.node(node).find(operation); }
    grade::Value value(const grade::OperationInfo& info, const grade::Parameter& parameter) const;
    // True unless it is there and switched off.
    bool enabled(std::string_view operation) const;
    // It is there and something of it was changed.
    bool touched(std::string_view operation) const;
};

// `what` names the part that changed ("red", "master") and `number` its value for the label.
Edit parameter_edit(const Shown& shown, const grade::OperationInfo& info, const grade::Parameter& parameter,
                    grade::Value value, std::uint64_t gesture, std::string_view what = {},
                    std::optional<std::string> number = {});
Edit reset_edit(const Shown& shown, const grade::OperationInfo& info, const grade::Parameter& parameter);
Edit reset_operation_edit(const Shown& shown, const grade::OperationInfo& info);
Edit toggle_edit(const Shown& shown, const grade::OperationInfo& info);

}  // namespace umber::app

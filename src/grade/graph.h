// The grade as a plain value: nodes in the order in which they act, each a corrector of operations in the fixed order
// of operations(). Every change is a function from a graph to a graph; the window and the command line call the same
// ones.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "grade/operation.h"

namespace umber::grade {

struct Node {
    int id = 1;  // stays the same for the node's life
    std::string name = "Primary";
    bool enabled = true;
    float mix = 1.0f;                     // 0..1: how much of the node's result
    std::string space{};                  // that its operations work in, by name; empty: the project's working space
    std::vector<Operation> operations{};  // those that are there, in the fixed order
    const Operation* find(std::string_view operation) const;
    friend bool operator==(const Node&, const Node&) = default;
};

struct Graph {
    std::vector<Node> nodes{Node{}};
    const Node& node(int id) const;  // throws Error
    friend bool operator==(const Graph&, const Graph&) = default;
};

// True where no enabled operation changes any colour: a node in which nothing acts does nothing, whatever its space.
bool neutral(const Graph& graph);

// The spaces that nodes name, each once, in the order of names.
std::vector<std::string> node_spaces(const Graph& graph);

// --- edits ---------------------------------------------------------------------------------------------------------
// `parameter` is "cdl.slope". All throw Error as "cdl.slope: …"; an operation that isn't there yet comes in at its
// defaults.

Graph set_parameter(const Graph& graph, int node, std::string_view parameter, const Value& value);
// From text, as `--set` and number boxes have it.
Graph set_from_text(const Graph& graph, int node, std::string_view parameter, std::string_view text);
Graph reset_parameter(const Graph& graph, int node, std::string_view parameter);
// Takes the operation out of the node, so that nothing of it remains (not even the clamp of a neutral CDL).
Graph reset_operation(const Graph& graph, int node, std::string_view operation);
Graph set_operation_enabled(const Graph& graph, int node, std::string_view operation, bool enabled);
// Puts `operation` in, in its place in the fixed order, instead of one that is there.
Graph set_operation(const Graph& graph, int node, Operation operation);
Graph set_node_enabled(const Graph& graph, int node, bool enabled);
Graph set_node_mix(const Graph& graph, int node, float mix);
// Empty: the project's working space. What names mean is the engine's to say, which refuses those that nobody knows.
Graph set_node_space(const Graph& graph, int node, const std::string& space);
// Takes out operations whose parameters are all at their defaults: what the window does after an edit.
Graph without_untouched(const Graph& graph);

// Its value, or its default where the operation isn't there.
Value parameter_value(const Graph& graph, int node, std::string_view parameter);

// --- JSON ----------------------------------------------------------------------------------------------------------

// {"umber_grade": 1, "nodes": [{"id", "name", "enabled", "mix", "space", "operations": [{"operation": "cdl", "enabled",
// "slope": [..]}]}]}; an empty "space" is left away.
std::string to_json(const Graph& graph);
// Throws Error: "NAME: …" with the path of the field: unknown fields, versions, types, values out of range.
Graph graph_from_json(std::string_view text, std::string_view name);

}  // namespace umber::grade

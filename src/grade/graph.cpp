#include "grade/graph.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace umber::grade {

namespace {

std::size_t place(std::string_view operation) {
    const auto all = operations();
    return static_cast<std::size_t>(
        std::find_if(all.begin(), all.end(), [&](const OperationInfo* one) { return one->id == operation; }) -
        all.begin());
}

Node& node_of(Graph& graph, int id) {
    for (Node& node : graph.nodes)
        if (node.id == id) return node;
    throw Error("the grade has no node {}", id);
}

std::pair<std::string_view, std::string_view> split_name(std::string_view parameter) {
    const std::size_t dot = parameter.find('.');
    if (dot == std::string_view::npos) throw Error("{}: a parameter is named OPERATION.PARAMETER", parameter);
    return {parameter.substr(0, dot), parameter.substr(dot + 1)};
}

// Runs `work`, putting the parameter's name before what goes wrong in it.
template <class F>
auto naming(std::string_view parameter, F work) {
    try {
        return work();
    } catch (const Error& error) {
        throw Error("{}: {}", parameter, error.what());
    }
}

}  // namespace

const Operation* Node::find(std::string_view operation) const {
    const auto found = std::find_if(operations.begin(), operations.end(),
                                    [&](const Operation& one) { return one.info().id == operation; });
    return found == operations.end() ? nullptr : &*found;
}

const Node& Graph::node(int id) const {
    return node_of(const_cast<Graph&>(*this), id);
}

bool neutral(const Graph& graph) {
    return std::all_of(graph.nodes.begin(), graph.nodes.end(), [](const Node& node) {
        return !node.enabled || node.mix == 0.0f ||
               std::all_of(node.operations.begin(), node.operations.end(),
                           [](const Operation& operation) { return !operation.enabled || operation.neutral(); });
    });
}

std::vector<std::string> node_spaces(const Graph& graph) {
    std::vector<std::string> names;
    for (const Node& node : graph.nodes)
        if (!node.space.empty()) names.push_back(node.space);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

Graph set_operation(const Graph& graph, int node, Operation operation) {
    Graph changed = graph;
    auto& list = node_of(changed, node).operations;
    const std::size_t wanted = place(operation.info().id);
    auto at =
        std::find_if(list.begin(), list.end(), [&](const Operation& one) { return place(one.info().id) >= wanted; });
    if (at != list.end() && at->info().id == operation.info().id)
        *at = std::move(operation);
    else
        list.insert(at, std::move(operation));
    return changed;
}

Graph set_parameter(const Graph& graph, int node, std::string_view parameter, const Value& value) {
    return naming(parameter, [&] {
        const auto [operation, id] = split_name(parameter);
        const Operation* there = graph.node(node).find(operation);
        return set_operation(graph, node, (there ? *there : Operation(operation_info(operation))).with(id, value));
    });
}

Graph set_from_text(const Graph& graph, int node, std::string_view parameter, std::string_view text) {
    const Value like = parameter_value(graph, node, parameter);
    const Value value = naming(parameter, [&] { return parse_value(text, like); });
    return set_parameter(graph, node, parameter, value);
}

Graph reset_parameter(const Graph& graph, int node, std::string_view parameter) {
    const auto [operation, id] = split_name(parameter);
    if (!graph.node(node).find(operation)) return graph;
    return set_parameter(graph, node, parameter, operation_info(operation).parameter(id).default_value);
}

Graph reset_operation(const Graph& graph, int node, std::string_view operation) {
    Graph changed = graph;
    std::erase_if(node_of(changed, node).operations, [&](const Operation& one) { return one.info().id == operation; });
    return changed;
}

Graph set_operation_enabled(const Graph& graph, int node, std::string_view operation, bool enabled) {
    const Operation* there = graph.node(node).find(operation);
    Operation changed = there ? *there : Operation(operation_info(operation));
    changed.enabled = enabled;
    return set_operation(graph, node, std::move(changed));
}

Graph set_node_enabled(const Graph& graph, int node, bool enabled) {
    Graph changed = graph;
    node_of(changed, node).enabled = enabled;
    return changed;
}

Graph set_node_mix(const Graph& graph, int node, float mix) {
    if (!(mix >= 0.0f && mix <= 1.0f)) throw Error("node {}: a mix of {} lies outside 0 to 1", node, mix);
    Graph changed = graph;
    node_of(changed, node).mix = mix;
    return changed;
}

Graph set_node_space(const Graph& graph, int node, const std::string& space) {
    Graph changed = graph;
    node_of(changed, node).space = space;
    return changed;
}

Graph without_untouched(const Graph& graph) {
    Graph changed = graph;
    for (Node& node : changed.nodes)
        std::erase_if(node.operations,
                      [](const Operation& operation) { return operation.enabled && operation.at_defaults(); });
    return changed;
}

Value parameter_value(const Graph& graph, int node, std::string_view parameter) {
    const auto [operation, id] = split_name(parameter);
    const Operation* there = graph.node(node).find(operation);
    return naming(parameter, [&, o = operation, i = id] {
        return there ? there->get(i) : operation_info(o).parameter(i).default_value;
    });
}

}  // namespace umber::grade

// `umber grade`: grade files made, changed, shown and compared by the same edits as in the grading room.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "cli/commands.h"
#include "cli/options.h"
#include "core/error.h"
#include "core/file.h"
#include "interchange/lut.h"

namespace umber::cli {

namespace {

namespace fs = std::filesystem;

// Every LUT that the grade names can be read: a grade that is written is one that works.
void check_luts(const grade::Graph& graph) {
    for (const grade::Node& node : graph.nodes)
        if (const grade::Operation* lut = node.find("lut"))
            if (const auto file = std::get<std::string>(lut->get("file")); !file.empty()) interchange::read_lut(file);
}

void save(const std::string& file, const grade::Graph& graph) {
    check_luts(graph);
    write_file(file, grade::to_json(graph));
}

int first_node(const grade::Graph& graph) {
    return graph.nodes.front().id;
}

const grade::Node& node_of(const grade::Graph& graph, std::optional<int> id, const std::string& file) {
    try {
        return graph.node(id.value_or(first_node(graph)));
    } catch (const Error& error) {
        throw Error("{}: {}", file, error.what());
    }
}

std::string head_of(const grade::Node& node) {
    return fmt::format("node {} '{}'{}{}", node.id, node.name, node.enabled ? "" : ", off",
                       node.mix == 1.0f ? "" : fmt::format(", mix {}", node.mix));
}

// What differs between two operations, or between one and none of it, as lines.
void diff_operations(const std::string& where, const grade::Operation* before, const grade::Operation* after) {
    const grade::OperationInfo& info = (before ? before : after)->info();
    if (!before || !after) {
        fmt::print("{}{}: {}\n", where, info.id, before ? "taken out" : "put in");
        if (!after) return;
    }
    const grade::Operation defaults(info);
    const grade::Operation& old = before ? *before : defaults;
    if (old.enabled != after->enabled) fmt::print("{}{}: {}\n", where, info.id, after->enabled ? "on" : "off");
    for (const grade::Parameter& parameter : info.parameters)
        if (const grade::Value was = old.get(parameter.id), is = after->get(parameter.id); !(was == is))
            fmt::print("{}{}.{}: {} -> {}\n", where, info.id, parameter.id, grade::to_text(was), grade::to_text(is));
}

void diff_nodes(const std::string& where, const grade::Node& before, const grade::Node& after) {
    if (before.name != after.name) fmt::print("{}name: {} -> {}\n", where, before.name, after.name);
    if (before.enabled != after.enabled) fmt::print("{}{}\n", where, after.enabled ? "on" : "off");
    if (before.mix != after.mix) fmt::print("{}mix: {} -> {}\n", where, before.mix, after.mix);
    for (const grade::OperationInfo* info : grade::operations()) {
        const grade::Operation *old = before.find(info->id), *now = after.find(info->id);
        if ((old || now) && !(old && now && *old == *now)) diff_operations(where, old, now);
    }
}

void diff(const grade::Graph& before, const grade::Graph& after) {
    const bool several = before.nodes.size() > 1 || after.nodes.size() > 1;
    const auto find = [](const grade::Graph& graph, int id) {
        const auto found =
            std::find_if(graph.nodes.begin(), graph.nodes.end(), [&](const grade::Node& one) { return one.id == id; });
        return found == graph.nodes.end() ? nullptr : &*found;
    };
    for (const grade::Node& node : before.nodes) {
        const std::string where = several ? fmt::format("node {}: ", node.id) : "";
        if (const grade::Node* now = find(after, node.id))
            diff_nodes(where, node, *now);
        else
            fmt::print("{}taken out\n", where);
    }
    for (const grade::Node& node : after.nodes)
        if (!find(before, node.id)) {
            fmt::print("node {}: put in\n", node.id);
            diff_nodes(fmt::format("node {}: ", node.id), grade::Node{node.id, node.name, true, 1.0f, {}}, node);
        }
    std::vector<int> order_before, order_after;
    for (const grade::Node& node : before.nodes)
        if (find(after, node.id)) order_before.push_back(node.id);
    for (const grade::Node& node : after.nodes)
        if (find(before, node.id)) order_after.push_back(node.id);
    if (order_before != order_after)
        fmt::print("order of nodes: {} -> {}\n", fmt::join(order_before, ", "), fmt::join(order_after, ", "));
}

void show(const grade::Graph& graph) {
    for (const grade::Node& node : graph.nodes) {
        fmt::print("{}\n", head_of(node));
        for (const grade::Operation& operation : node.operations) {
            fmt::print("  {}{}\n", operation.info().id, operation.enabled ? "" : "  (off)");
            for (const grade::Parameter& parameter : operation.info().parameters)
                if (const grade::Value value = operation.get(parameter.id); !(value == parameter.default_value))
                    fmt::print("    {} = {}\n", parameter.id, grade::to_text(value));
        }
    }
}

Run new_command(CLI::App& command) {
    struct Options {
        std::string file;
        bool force = false;
        GradeOptions grade;
    };
    const auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "The grade to make")->required();
    command.add_flag("--force", options->force, "Replace a file that is there");
    options->grade.add_to(command);
    return [options] {
        std::error_code ignored;
        if (!options->force && fs::exists(options->file, ignored))
            throw Error("{}: is there already; --force replaces it", options->file);
        save(options->file, options->grade.graph());
        return 0;
    };
}

Run add_command(CLI::App& command) {
    struct Options {
        std::string file, new_node;
        std::vector<std::string> operations;
        std::optional<int> node;
    };
    const auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "The grade to change")->required();
    command.add_option("OPERATION", options->operations, "Put these in, at their defaults");
    CLI::Option* node =
        command.add_option("--node", options->node, "Into this node, by its id; else the first")->type_name("ID");
    command.add_option("--new-node", options->new_node, "Into a new node of this name, behind the others")
        ->type_name("NAME")
        ->excludes(node);
    return [options] {
        grade::Graph graph = read_grade(options->file);
        if (options->operations.empty() && options->new_node.empty())
            throw UsageError("umber grade add: an operation or --new-node NAME is missing");
        int id = 0;
        if (options->new_node.empty()) {
            id = node_of(graph, options->node, options->file).id;
        } else {
            for (const grade::Node& one : graph.nodes) id = std::max(id, one.id);
            graph.nodes.push_back({++id, options->new_node, true, 1.0f, {}});
        }
        for (const std::string& name : options->operations) {
            const grade::OperationInfo* info = nullptr;
            try {
                info = &grade::operation_info(name);
            } catch (const Error& error) {
                throw UsageError("{}", error.what());
            }
            if (graph.node(id).find(name)) throw Error("{}: node {} has {} already", options->file, id, name);
            graph = grade::set_operation(graph, id, grade::Operation(*info));
        }
        save(options->file, graph);
        return 0;
    };
}

Run set_command(CLI::App& command) {
    struct Options {
        std::string file;
        std::vector<std::string> settings, off, on, reset;
        std::optional<int> node;
        std::optional<float> mix;
    };
    const auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "The grade to change")->required();
    command.add_option("SETTINGS", options->settings, "What to set, as OP.PARAM=VALUE; see `umber ops`");
    command.add_option("--node", options->node, "In this node, by its id; else the first")->type_name("ID");
    command.add_option("--mix", options->mix, "How much of the node's result, 0 to 1")->type_name("X");
    const auto list = [&](const char* name, std::vector<std::string>& into, const char* what) {
        command.add_option(name, into, what)->type_name("OPERATION")->allow_extra_args(false);
    };
    list("--off", options->off, "Switch an operation off");
    list("--on", options->on, "Switch an operation on");
    list("--reset", options->reset, "Take an operation out");
    return [options] {
        grade::Graph graph = read_grade(options->file);
        const int id = node_of(graph, options->node, options->file).id;
        try {
            for (const std::string& name : options->reset)
                graph = grade::reset_operation(graph, id, grade::operation_info(name).id);
            for (const std::string& setting : options->settings) graph = with_setting(graph, id, setting);
            for (const std::string& name : options->off) graph = grade::set_operation_enabled(graph, id, name, false);
            for (const std::string& name : options->on) graph = grade::set_operation_enabled(graph, id, name, true);
            if (options->mix) graph = grade::set_node_mix(graph, id, *options->mix);
        } catch (const UsageError&) {
            throw;
        } catch (const Error& error) {
            throw UsageError("{}", error.what());
        }
        save(options->file, graph);
        return 0;
    };
}

Run show_command(CLI::App& command) {
    struct Options {
        std::string file;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "The grade")->required();
    command.add_flag("--json", options->json, "As JSON, whole");
    return [options] {
        const grade::Graph graph = read_grade(options->file);
        if (options->json)
            fmt::print("{}", grade::to_json(graph));
        else
            show(graph);
        return 0;
    };
}

Run diff_command(CLI::App& command) {
    struct Options {
        std::string before, after;
    };
    const auto options = std::make_shared<Options>();
    command.add_option("BEFORE", options->before, "A grade")->required();
    command.add_option("AFTER", options->after, "Another")->required();
    return [options] {
        diff(read_grade(options->before), read_grade(options->after));
        return 0;
    };
}

}  // namespace

Run grade_command(CLI::App& command) {
    command.require_subcommand(1);
    const auto runs = std::make_shared<std::map<const CLI::App*, Run>>();
    const auto add = [&](const char* name, const char* summary, Run (*set_up)(CLI::App&)) {
        CLI::App* added = command.add_subcommand(name, summary);
        runs->emplace(added, set_up(*added));
    };
    add("new", "Write a new grade", new_command);
    add("add", "Add operations, or a node", add_command);
    add("set", "Set parameters", set_command);
    add("show", "What is set in it", show_command);
    add("diff", "What differs between two grades", diff_command);
    return [runs, app = &command] { return runs->at(app->get_subcommands().front())(); };
}

}  // namespace umber::cli

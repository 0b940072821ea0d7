// `umber grade`: grade files made, changed, shown and compared by the same edits as in the grading room.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "app/colour_settings.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "core/error.h"
#include "engine/colour_names.h"
#include "engine/config_files.h"
#include "engine/tables.h"

namespace umber::cli {

namespace {

namespace fs = std::filesystem;

// Every LUT that the grade names can be read: a grade that is written is one that works.
void check_luts(const grade::Graph& graph) {
    for (const grade::Node& node : graph.nodes)
        if (const grade::Operation* lut = node.find("lut"))
            if (const auto file = std::get<std::string>(lut->get("file")); !file.empty()) engine::read_lut_file(file);
}

void save(const std::string& file, const grade::GradeFile& grade) {
    check_luts(grade.graph);
    grade::write_grade(file, grade);
}

// The spaces that nodes name are there. A grade that says nothing of colour management is asked with what the commands
// have then: $OCIO's names, or Umber's own.
void check_node_spaces(const grade::GradeFile& grade, const ColourOptions& options) {
    grade::ColourSettings colours = grade.colours.value_or(grade::ColourSettings{});
    if (const char* named = std::getenv("OCIO"); !grade.colours && !options.any() && named && *named)
        colours.config = named;
    engine::ColorPipeline checked =
        engine::for_grade({.working_space = colours.working_space, .config = colours.config}, grade.graph);
    if (checked.node_spaces.empty()) return;
    // As is of an input that only a clip will tell, they are still names.
    if (checked.working_space == "as is") checked.working_space.clear();
    checked.view = "none";
    checked.input_space =
        checked.working_space.empty() ? engine::colour_names(checked.config).working : checked.working_space;
    checked.space({});
}

// Takes over what the colour options say, where they say anything, once it is known to work: its names are there, and
// there is a way from any clip to what goes out.
void take_colours(grade::GradeFile& grade, const ColourOptions& options) {
    if (!options.any()) return;
    grade::ColourSettings colours = options.settings(grade.colours);
    if (!colours.config.empty()) {
        if (!colours.config.starts_with("ocio://"))
            colours.config = fs::absolute(colours.config).lexically_normal().string();
        if (colours.config_hash.empty()) colours.config_hash = engine::config_hash(colours.config);
    }
    engine::ColorPipeline checked = app::pipeline_of(app::with_names(colours));
    if (checked.input_space.empty() && checked.working_space != "as is") checked.input_space = checked.working_space;
    checked.space({});
    // By its name, so that the file says it; `--view none` alone is nothing but code values as they are.
    const bool only_view_none = app::pipeline_of(colours) == engine::ColorPipeline{.view = "none"};
    grade.colours = only_view_none ? colours : app::with_names(std::move(colours));
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
    return fmt::format("node {} '{}'{}{}{}", node.id, node.name, node.enabled ? "" : ", off",
                       node.mix == 1.0f ? "" : fmt::format(", mix {}", node.mix),
                       node.space.empty() ? "" : fmt::format(", in {}", node.space));
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

std::string space_words(const grade::Node& node) {
    return node.space.empty() ? "the working space" : node.space;
}

void diff_nodes(const std::string& where, const grade::Node& before, const grade::Node& after) {
    if (before.name != after.name) fmt::print("{}name: {} -> {}\n", where, before.name, after.name);
    if (before.enabled != after.enabled) fmt::print("{}{}\n", where, after.enabled ? "on" : "off");
    if (before.mix != after.mix) fmt::print("{}mix: {} -> {}\n", where, before.mix, after.mix);
    if (before.space != after.space) fmt::print("{}space: {} -> {}\n", where, space_words(before), space_words(after));
    for (const grade::OperationInfo* info : grade::operations()) {
        const grade::Operation *old = before.find(info->id), *now = after.find(info->id);
        if ((old || now) && !(old && now && *old == *now)) diff_operations(where, old, now);
    }
}

// Colour management as names and values, those that say something.
std::map<std::string, std::string> lines_of(const std::optional<grade::ColourSettings>& colours) {
    std::map<std::string, std::string> lines;
    if (!colours) return lines;
    const auto add = [&](const std::string& name, const std::string& value) {
        if (!value.empty()) lines[name] = value;
    };
    add("working_space", colours->working_space);
    add("view", colours->view);
    add("output_space", colours->output_space);
    add("look", colours->look);
    add("config", colours->config);
    add("config_hash", colours->config_hash);
    add("input_space", colours->input_space);
    for (const auto& [clip, space] : colours->clips)
        lines["input_space of " + clip] = space.empty() ? "what the clip says" : space;
    return lines;
}

void diff_colours(const std::optional<grade::ColourSettings>& before,
                  const std::optional<grade::ColourSettings>& after) {
    const auto was = lines_of(before), is = lines_of(after);
    std::map<std::string, std::string> all = was;
    all.insert(is.begin(), is.end());
    const auto value = [](const auto& lines, const std::string& name) {
        const auto found = lines.find(name);
        return found == lines.end() ? std::string("nothing") : found->second;
    };
    for (const auto& [name, ignored] : all)
        if (value(was, name) != value(is, name))
            fmt::print("colour.{}: {} -> {}\n", name, value(was, name), value(is, name));
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

void show(const grade::GradeFile& grade) {
    if (grade.colours) {
        fmt::print("colour\n");
        for (const auto& [name, value] : lines_of(grade.colours)) fmt::print("  {} = {}\n", name, value);
    }
    for (const grade::Node& node : grade.graph.nodes) {
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
        ColourOptions colour;
    };
    const auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "The grade to make")->required();
    command.add_flag("--force", options->force, "Replace a file that is there");
    options->grade.add_to(command);
    options->colour.add_to(command);
    return [options] {
        std::error_code ignored;
        if (!options->force && fs::exists(options->file, ignored))
            throw Error("{}: is there already; --force replaces it", options->file);
        grade::GradeFile grade = options->grade.file();
        take_colours(grade, options->colour);
        check_node_spaces(grade, options->colour);
        save(options->file, grade);
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
        grade::GradeFile grade = grade::read_grade(options->file);
        grade::Graph& graph = grade.graph;
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
        save(options->file, grade);
        return 0;
    };
}

Run set_command(CLI::App& command) {
    struct Options {
        std::string file;
        std::vector<std::string> settings, off, on, reset;
        std::optional<int> node;
        std::optional<float> mix;
        std::optional<std::string> space;
        ColourOptions colour;
    };
    const auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "The grade to change")->required();
    command.add_option("SETTINGS", options->settings, "What to set, as OP.PARAM=VALUE; see `umber ops`");
    command.add_option("--node", options->node, "In this node, by its id; else the first")->type_name("ID");
    command.add_option("--mix", options->mix, "How much of the node's result, 0 to 1")->type_name("X");
    command
        .add_option("--space", options->space,
                    "The space that the node works in: converted to before it, and back after it; 'working': the "
                    "project's working space")
        ->type_name("NAME|working");
    const auto list = [&](const char* name, std::vector<std::string>& into, const char* what) {
        command.add_option(name, into, what)->type_name("OPERATION")->allow_extra_args(false);
    };
    list("--off", options->off, "Switch an operation off");
    list("--on", options->on, "Switch an operation on");
    list("--reset", options->reset, "Take an operation out");
    options->colour.add_to(command);
    return [options] {
        grade::GradeFile grade = grade::read_grade(options->file);
        grade::Graph& graph = grade.graph;
        const int id = node_of(graph, options->node, options->file).id;
        try {
            for (const std::string& name : options->reset)
                graph = grade::reset_operation(graph, id, grade::operation_info(name).id);
            for (const std::string& setting : options->settings) graph = with_setting(graph, id, setting);
            for (const std::string& name : options->off) graph = grade::set_operation_enabled(graph, id, name, false);
            for (const std::string& name : options->on) graph = grade::set_operation_enabled(graph, id, name, true);
            if (options->mix) graph = grade::set_node_mix(graph, id, *options->mix);
            if (options->space)
                graph = grade::set_node_space(graph, id, *options->space == "working" ? "" : *options->space);
        } catch (const UsageError&) {
            throw;
        } catch (const Error& error) {
            throw UsageError("{}", error.what());
        }
        take_colours(grade, options->colour);
        if (options->space || options->colour.any()) check_node_spaces(grade, options->colour);
        save(options->file, grade);
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
        const grade::GradeFile grade = grade::read_grade(options->file);
        if (options->json)
            fmt::print("{}", grade::to_json(grade));
        else
            show(grade);
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
        const grade::GradeFile before = grade::read_grade(options->before), after = grade::read_grade(options->after);
        diff_colours(before.colours, after.colours);
        diff(before.graph, after.graph);
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

// `umber ops`: the operations, from their own tables.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "core/error.h"
#include "grade/operation.h"

namespace umber::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string_view type_of(const grade::Value& value) {
    constexpr std::string_view names[]{"true or false",         "number",         "red,green,blue",
                                       "red,green,blue,master", "curve x:y,x:y…", "text"};
    return names[value.index()];
}

bool has_range(const grade::Parameter& parameter) {
    return parameter.default_value.index() >= 1 && parameter.default_value.index() <= 3;
}

std::string choices_of(const grade::Parameter& parameter) {
    return fmt::format("{}", fmt::join(parameter.choices, "|"));
}

void print(const grade::OperationInfo& operation) {
    fmt::print("{}  ({})\n    {}\n", operation.id, operation.label, operation.summary);
    for (const grade::Parameter& parameter : operation.parameters) {
        const std::string choices = choices_of(parameter);
        std::string line = fmt::format("    {}.{}  {}", operation.id, parameter.id,
                                       choices.empty() ? type_of(parameter.default_value) : choices);
        if (const std::string_view unit = grade::symbol(parameter.unit); !unit.empty())
            line += fmt::format(" {}", unit);
        if (has_range(parameter)) line += fmt::format(", {} to {}", parameter.range.low, parameter.range.high);
        const std::string otherwise = grade::to_text(parameter.default_value);
        if (!otherwise.empty()) line += fmt::format(", default {}", otherwise);
        if (has_range(parameter) &&
            (parameter.limits.low < parameter.range.low || parameter.limits.high > parameter.range.high))
            line += fmt::format(" (typed: {} to {})", parameter.limits.low, parameter.limits.high);
        fmt::print("{}\n", line);
    }
}

Json json_of(const grade::OperationInfo& operation) {
    Json parameters = Json::array();
    for (const grade::Parameter& parameter : operation.parameters) {
        Json one{{"id", parameter.id},
                 {"label", parameter.label},
                 {"type", type_of(parameter.default_value)},
                 {"default", grade::to_text(parameter.default_value)}};
        if (const std::string_view unit = grade::symbol(parameter.unit); !unit.empty()) one["unit"] = unit;
        if (has_range(parameter)) {
            one["range"] = {parameter.range.low, parameter.range.high};
            one["limits"] = {parameter.limits.low, parameter.limits.high};
        }
        if (!parameter.choices.empty()) one["choices"] = parameter.choices;
        parameters.push_back(std::move(one));
    }
    return {{"id", operation.id},
            {"label", operation.label},
            {"summary", operation.summary},
            {"parameters", std::move(parameters)}};
}

}  // namespace

Run ops_command(CLI::App& command) {
    struct Options {
        std::string name;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    command.add_option("NAME", options->name, "Only this operation");
    command.add_flag("--json", options->json, "As JSON");
    return [options] {
        std::vector<const grade::OperationInfo*> chosen;
        for (const grade::OperationInfo* one : grade::operations())
            if (options->name.empty() || one->id == options->name) chosen.push_back(one);
        try {
            if (chosen.empty()) grade::operation_info(options->name);
        } catch (const Error& error) {
            throw UsageError("{}", error.what());
        }
        Json list = Json::array();
        for (const grade::OperationInfo* one : chosen) {
            if (options->json)
                list.push_back(json_of(*one));
            else
                print(*one);
        }
        if (options->json) fmt::print("{}\n", list.dump(2));
        return 0;
    };
}

}  // namespace umber::cli

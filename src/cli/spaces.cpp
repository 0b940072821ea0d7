// `umber spaces`: the colour spaces, displays and views, from their own tables.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "color/spaces_json.h"
#include "color/views.h"

namespace umber::cli {

namespace {

nlohmann::json all() {
    nlohmann::json json;
    for (const color::Space& space : color::spaces()) json["spaces"].push_back(color::to_json(space));
    for (const color::Display& display : color::displays()) json["displays"].push_back(color::to_json(display));
    for (const color::ViewTransform* view : color::view_transforms()) json["views"].push_back(color::to_json(*view));
    return json;
}

std::string primaries_of(const color::Space& space) {
    if (space.encoding == color::Encoding::data) return "no colour";
    if (!space.ocio_builtin.empty()) return "printing density";
    if (space.xyz) return "CIE XYZ";
    const color::Chromaticities& c = space.chromaticities;
    return fmt::format("R {:.4f},{:.4f} G {:.4f},{:.4f} B {:.4f},{:.4f} white {:.4f},{:.4f}", c.red.x, c.red.y,
                       c.green.x, c.green.y, c.blue.x, c.blue.y, c.white.x, c.white.y);
}

void print() {
    std::size_t width = 0;
    for (const color::Space& space : color::spaces()) width = std::max(width, space.name.size());
    std::string family = "-";
    for (const color::Space& space : color::spaces()) {
        if (space.family != family) fmt::print("{}\n", space.family.empty() ? "Reference" : space.family);
        family = space.family;
        fmt::print("    {:<{}}  {:<14}  {}\n", space.name, width, color::name(space.encoding), primaries_of(space));
    }
    fmt::print("\nDisplays and their views, the default first:\n");
    for (const color::Display& display : color::displays()) {
        fmt::print("{}\n", display.space->name);
        for (const color::ViewTransform* view : display.views) fmt::print("    {}\n", view->name);
    }
}

}  // namespace

Run spaces_command(CLI::App& command) {
    const auto json = std::make_shared<bool>(false);
    command.add_flag("--json", *json, "As JSON, with aliases, curves and matrices");
    return [json] {
        if (*json)
            fmt::print("{}\n", all().dump(2));
        else
            print();
        return 0;
    };
}

}  // namespace umber::cli

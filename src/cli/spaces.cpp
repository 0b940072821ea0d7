// `umber spaces`: the colour spaces, displays and views, from their own tables.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "color/spaces_json.h"
#include "color/views.h"
#include "engine/colour_names.h"
#include "engine/ocio_config.h"

namespace umber::cli {

namespace {

nlohmann::json all() {
    nlohmann::json json;
    for (const color::Space& space : color::spaces()) json["spaces"].push_back(color::to_json(space));
    for (const color::Display& display : color::displays()) json["displays"].push_back(color::to_json(display));
    for (const color::ViewTransform* view : color::view_transforms()) json["views"].push_back(color::to_json(*view));
    for (const color::Space& curve : color::named_transforms())
        json["named_transforms"].push_back(color::to_json(curve));
    for (const color::Look& look : color::looks())
        json["looks"].push_back({{"name", look.name}, {"builtin", look.builtin}});
    for (const color::Role& role : color::roles()) json["roles"][std::string(role.name)] = role.space;
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
    fmt::print("\nLooks:\n");
    for (const color::Look& look : color::looks()) fmt::print("    {}\n", look.name);
    fmt::print("\nCurves alone (named transforms):\n");
    for (const color::Space& curve : color::named_transforms()) fmt::print("    {}\n", curve.name);
    fmt::print("\nRoles:\n");
    for (const color::Role& role : color::roles()) fmt::print("    {}: {}\n", role.name, role.space);
}

// The same of a config.
nlohmann::json all(const std::string& file) {
    const engine::ColourNames names = engine::colour_names(file);
    const engine::OcioConfig config(file);
    nlohmann::json json{{"config", file},
                        {"working_space", names.working},
                        {"roles", config.roles()},
                        {"looks", config.looks()},
                        {"named_transforms", config.named_transforms()}};
    for (const engine::NamedSpace& space : names.spaces)
        json["spaces"].push_back({{"name", space.name},
                                  {"family", space.family},
                                  {"aliases", space.aliases},
                                  {"encoding", config.encoding(space.name)},
                                  {"data", space.data}});
    for (const color::NamedDisplay& display : names.displays)
        json["displays"].push_back({{"name", display.name}, {"views", display.views}});
    return json;
}

void print(const std::string& file) {
    const nlohmann::json json = all(file);
    std::size_t width = 0;
    for (const auto& space : json["spaces"])
        width = std::max(width, space["name"].get_ref<const std::string&>().size());
    fmt::print("{}\n", file);
    for (const auto& space : json["spaces"])
        fmt::print("    {:<{}}  {}\n", space["name"].get<std::string>(), width, space["family"].get<std::string>());
    fmt::print("\nDisplays and their views, the default first:\n");
    for (const auto& display : json["displays"]) {
        fmt::print("{}\n", display["name"].get<std::string>());
        for (const auto& view : display["views"]) fmt::print("    {}\n", view.get<std::string>());
    }
    for (const auto& [key, title] :
         {std::pair{"roles", "Roles"}, {"looks", "Looks"}, {"named_transforms", "Named transforms"}}) {
        if (json[key].empty()) continue;
        fmt::print("\n{}:\n", title);
        for (const auto& one : json[key]) fmt::print("    {}\n", one.get<std::string>());
    }
}

}  // namespace

Run spaces_command(CLI::App& command) {
    struct Options {
        bool json = false;
        std::string config;
    };
    const auto options = std::make_shared<Options>();
    command.add_flag("--json", options->json, "As JSON, with aliases, curves and matrices");
    command.add_option("--config", options->config, "Those of an OpenColorIO config; else of $OCIO, else Umber's own")
        ->type_name("FILE.ocio");
    return [options] {
        std::string config = options->config;
        if (const char* named = std::getenv("OCIO"); config.empty() && named) config = named;
        if (options->json)
            fmt::print("{}\n", (config.empty() ? all() : all(config)).dump(2));
        else if (config.empty())
            print();
        else
            print(config);
        return 0;
    };
}

}  // namespace umber::cli

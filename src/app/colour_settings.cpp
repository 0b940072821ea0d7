#include "app/colour_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace umber::app {

namespace {

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b,
                              [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

const engine::NamedSpace* space_in(const engine::ColourNames& names, const std::string& name) {
    for (const engine::NamedSpace& one : names.spaces) {
        if (same(one.name, name)) return &one;
        for (const std::string& alias : one.aliases)
            if (same(alias, name)) return &one;
    }
    return nullptr;
}

bool has_view(const engine::ColourNames& names, const std::string& view) {
    const auto [display, name] = parts_of_view(view);
    for (const engine::NamedDisplay& one : names.displays)
        if (one.name == display) return std::ranges::find(one.views, name) != one.views.end();
    return false;
}

}  // namespace

engine::ColorPipeline pipeline_of(const ColourSettings& settings, const std::filesystem::path& clip) {
    const std::string input = settings.chosen_input(clip);
    if (!settings.managed() && input.empty()) return {};
    return {input, settings.working_space, settings.output_space, settings.view, settings.config, settings.look};
}

engine::ColorPipeline pipeline_for(const ColourSettings& settings, const media::ClipInfo& clip) {
    return engine::for_clip(pipeline_of(settings, clip.path), clip);
}

ColourSettings with_names(ColourSettings settings) {
    if (same(settings.working_space, "as is"))
        settings.working_space = "as is";
    else if (settings.working_space.empty())
        settings.working_space = engine::colour_names(settings.config).working;
    return settings;
}

ColourSettings with_config(ColourSettings settings, const engine::ColourNames& names) {
    const bool managed = settings.managed();
    if (settings.config != names.config) settings.look.clear();
    settings.config = names.config;
    settings.config_hash.clear();
    const auto kept = [&](const std::string& name) {
        const engine::NamedSpace* there = space_in(names, name);
        return there ? there->name : std::string();
    };
    settings.input_space = kept(settings.input_space);
    for (auto it = settings.clips.begin(); it != settings.clips.end();) {
        it->second = kept(it->second);
        it = it->second.empty() ? settings.clips.erase(it) : std::next(it);
    }
    settings.output_space = kept(settings.output_space);
    if (settings.working_space != "as is") {
        const std::string working = kept(settings.working_space);
        settings.working_space = working.empty() ? names.working : working;
    }
    if (managed && settings.output_space.empty() && settings.view != "none" && !settings.view.empty() &&
        !has_view(names, settings.view))
        settings.view = names.displays.empty() || names.displays.front().views.empty()
                            ? std::string("none")
                            : names.displays.front().name + "/" + names.displays.front().views.front();
    return settings;
}

std::pair<std::string, std::string> parts_of_view(std::string_view view) {
    const std::size_t slash = view.find('/');
    if (slash == std::string_view::npos) return {};
    return {std::string(view.substr(0, slash)), std::string(view.substr(slash + 1))};
}

std::string short_space(std::string_view name) {
    constexpr std::string_view display = " - Display";
    if (name.ends_with(display)) name.remove_suffix(display.size());
    return std::string(name);
}

std::string short_view(std::string_view view) {
    const auto [display, name] = parts_of_view(view);
    return display.empty() ? std::string(view) : fmt::format("{} · {}", short_space(display), name);
}

}  // namespace umber::app

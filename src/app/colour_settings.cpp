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

std::string ColourSettings::chosen_input(const std::string& clip) const {
    const auto own = clips.find(clip);
    return own == clips.end() ? input_space : own->second;
}

ColourSettings settings_of(const engine::ColorPipeline& asked) {
    ColourSettings settings;
    settings.config = asked.config;
    if (asked.empty()) return settings;
    settings.input_space = asked.input_space;
    settings.view = asked.view;
    settings.look = asked.look;
    settings.output_space = asked.output_space;
    settings.working_space = same(asked.working_space, "as is") ? "as is"
                             : asked.working_space.empty()      ? engine::colour_names(asked.config).working
                                                                : asked.working_space;
    return settings;
}

engine::ColorPipeline pipeline_for(const ColourSettings& settings, const media::ClipInfo& clip) {
    engine::ColorPipeline pipeline;
    const std::string input = settings.chosen_input(clip.path.string());
    if (!settings.managed() && input.empty()) return pipeline;
    pipeline.input_space = input;
    pipeline.working_space = settings.working_space;
    pipeline.output_space = settings.output_space;
    pipeline.view = settings.view;
    pipeline.config = settings.config;
    pipeline.look = settings.look;
    return engine::for_clip(std::move(pipeline), clip);
}

ColourSettings with_input(ColourSettings settings, const std::string& clip, const std::string& space) {
    // Nothing of its own where that is what holds for all; what a clip says is an entry where all have another.
    if (space == settings.input_space)
        settings.clips.erase(clip);
    else
        settings.clips[clip] = space;
    return settings;
}

ColourSettings with_input_for_all(ColourSettings settings, const std::string& space) {
    settings.input_space = space;
    settings.clips.clear();
    return settings;
}

ColourSettings with_working(ColourSettings settings, const std::string& space) {
    settings.working_space = space;
    return settings;
}

ColourSettings with_view(ColourSettings settings, const std::string& view, const std::string& working) {
    if (!settings.managed() && !view.empty()) settings.working_space = working;
    settings.view = view;
    settings.output_space.clear();
    return settings;
}

ColourSettings with_output(ColourSettings settings, const std::string& space, const std::string& working) {
    if (!settings.managed()) settings.working_space = working;
    settings.output_space = space;
    settings.view.clear();
    return settings;
}

ColourSettings with_config(ColourSettings settings, const engine::ColourNames& names) {
    const bool managed = settings.managed();
    if (settings.config != names.config) settings.look.clear();
    settings.config = names.config;
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

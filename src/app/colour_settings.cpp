#include "app/colour_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace umber::app {

namespace {

bool has_view(const engine::ColourNames& names, const std::string& view) {
    const color::ViewName named = color::parts_of_view(view, names.displays);
    for (const color::NamedDisplay& one : names.displays)
        if (one.name == named.display)
            return named.view.empty() || std::ranges::find(one.views, named.view) != one.views.end();
    return false;
}

}  // namespace

engine::ColorPipeline pipeline_of(const ColourSettings& settings, const std::filesystem::path& clip) {
    const std::string input = settings.chosen_input(clip);
    if (!settings.managed() && input.empty()) return {};
    return {input, settings.working_space, settings.output_space, settings.view, settings.config, settings.look};
}

engine::ColorPipeline pipeline_for(const ColourSettings& settings, const media::ClipInfo& clip,
                                   const grade::Graph& graph) {
    return engine::for_clip(engine::for_grade(pipeline_of(settings, clip.path), graph), clip);
}

ColourSettings with_names(ColourSettings settings) {
    if (equal_ignoring_case(settings.working_space, "as is"))
        settings.working_space = "as is";
    else if (settings.working_space.empty())
        settings.working_space = engine::colour_names(settings.config).working;
    return settings;
}

ResolveName resolver_of(const std::string& config) {
    if (config.empty())
        return [](const std::string& name) {
            const color::Space* space = color::try_find_space(name);
            if (!space) space = color::space_of_role(name);
            return space ? space->name : std::string();
        };
    return [one = engine::OcioConfig(config)](const std::string& name) { return one.try_space(name); };
}

ColourSettings with_config(ColourSettings settings, const engine::ColourNames& names, const ResolveName& resolve,
                           std::vector<std::string>& lost) {
    const bool managed = settings.managed();
    lost.clear();
    const auto lose = [&](const std::string& name) {
        if (std::ranges::find(lost, name) == lost.end()) lost.push_back(name);
    };
    if (settings.config != names.config && !settings.look.empty()) {
        if (!equal_ignoring_case(settings.look, "none")) lose(settings.look);
        settings.look.clear();
    }
    settings.config = names.config;
    settings.config_hash.clear();
    const auto kept = [&](const std::string& name, bool or_view = false) {
        if (name.empty()) return name;
        std::string there = resolve(name);
        if (there.empty() && or_view && has_view(names, name)) return name;
        if (there.empty()) lose(name);
        return there;
    };
    // What comes in may also be a picture as a view shows it.
    const auto kept_input = [&](const std::string& name) { return kept(name, true); };
    settings.input_space = kept_input(settings.input_space);
    for (auto it = settings.clips.begin(); it != settings.clips.end();) {
        const bool automatic = it->second.empty();
        it->second = kept_input(it->second);
        it = it->second.empty() && (!automatic || settings.input_space.empty()) ? settings.clips.erase(it)
                                                                                : std::next(it);
    }
    settings.output_space = kept(settings.output_space);
    if (settings.working_space != "as is") {
        const std::string working = kept(settings.working_space);
        settings.working_space = working.empty() ? names.working : working;
    }
    if (managed && settings.output_space.empty() && settings.view != "none" && !settings.view.empty() &&
        !has_view(names, settings.view)) {
        lose(settings.view);
        settings.view =
            names.displays.empty() || names.displays.front().views.empty()
                ? std::string("none")
                : color::ViewName{names.displays.front().name, names.displays.front().views.front()}.whole();
    }
    return settings;
}

std::string short_space(std::string_view name) {
    constexpr std::string_view display = " - Display";
    if (name.ends_with(display)) name.remove_suffix(display.size());
    return std::string(name);
}

std::string short_view(const color::ViewName& view) {
    const std::string display = short_space(view.display);
    return view.view.empty() ? display : fmt::format("{} · {}", display, view.view);
}

}  // namespace umber::app

// What leaves the room: the grade as a CDL or a table, and masters; each asked for in the file picker, with what it is
// to hold beside the files.
#include <fmt/format.h>

#include <array>

#include "app/room_state.h"

namespace umber::app {

namespace fs = std::filesystem;

namespace {

// "clip_graded.mov": the name for a master of `clip` by `preset`.
std::string master_name(const std::string& stem, const media::Preset& preset) {
    return preset.sequence ? fmt::format("{}.%06d{}", stem, preset.extension) : stem + preset.extension;
}

std::string stem_of(std::string name) {
    if (is_of(clip_files(), name)) name.resize(name.rfind('.'));
    if (const auto percent = name.find(".%0"); percent != std::string::npos) name.resize(percent);
    return name;
}

// A view or a conversion that a master can be made through, in words, and the settings with it.
struct Way {
    std::string label, group;
    ColourSettings settings;
};

// As it is viewed first, then without a view, then every display and every space that there is.
std::vector<Way> ways_out(const ColourSettings& now, const engine::ColourNames& names) {
    std::vector<Way> ways{{"As viewed", "what the viewer shows", now}};
    if (now.managed()) {
        ways.push_back({"No view", "graded, back in the input space", grade::with_view(now, "", names.working)});
        if (now.working_space != "as is")
            ways.push_back(
                {"Working space", "graded, its values as they are", grade::with_view(now, "none", names.working)});
    }
    for (const color::NamedDisplay& display : names.displays)
        for (const std::string& view : display.views) {
            const color::ViewName named{display.name, view};
            if (named.whole() != now.view)
                ways.push_back({short_view(named), "view", grade::with_view(now, named.whole(), names.working)});
        }
    for (const engine::NamedSpace& space : names.spaces)
        if (!space.data && space.name != now.output_space)
            ways.push_back(
                {short_space(space.name), "convert to it", grade::with_output(now, space.name, names.working)});
    return ways;
}

}  // namespace

void Room::ask_export_cdl() {
    const auto clip = playback_->clip();  // that is asked about, though another may be looked at when it is answered
    PickerRequest request{"Export CDL", cdl_files(), true, {}, clip->path.stem().string() + ".cdl", "Export", {}, {}};
    request.complete = [](const fs::path& typed, const std::vector<int>&) {
        return with_extension(typed, ".cdl", cdl_files());
    };
    ask(std::move(request), [this, clip, pipeline = colours_.pipeline](const Picked& picked) {
        deliver::GradeExport made;
        made.input = clip->path;
        made.output = picked.path;
        made.graph = history_.graph();
        made.colours = pipeline;
        start(export_grade(*engine_, std::move(made)));
    });
}

void Room::ask_export_lut() {
    const auto clip = playback_->clip();
    // What goes into it: with colour management also what the picture is seen through.
    enum What { grade_and_view, grade_alone, view_alone };
    static constexpr std::array sizes{17, 33, 65};
    const bool viewed = !colours_.pipeline.view.empty() || !colours_.pipeline.output_space.empty();
    std::vector<PickerChoice> choices;
    if (viewed) choices.push_back({"What it holds", {"Grade + view", "Grade alone", "View alone"}, grade_and_view});
    choices.push_back({"Size", {}, 1});
    for (const int size : sizes) choices.back().labels.push_back(fmt::format("{}³", size));
    // Light has most of its values where an even lattice has none.
    const bool light = clip->video && clip->video->format.floating;
    choices.push_back({"Shaper", {"None", "Log, before the lattice"}, light ? 1 : 0});
    const FileKind cubes{"LUTs", {".cube"}};
    PickerRequest request{"Export LUT",       cubes, true, {}, clip->path.stem().string() + ".cube", "Export",
                          std::move(choices), {}};
    request.complete = [cubes](const fs::path& typed, const std::vector<int>&) {
        return with_extension(typed, ".cube", cubes);
    };
    ask(std::move(request), [this, clip, viewed, pipeline = colours_.pipeline](const Picked& picked) {
        const int what = viewed ? picked.choices.front() : grade_alone;
        const std::size_t after = viewed ? 1 : 0;
        deliver::GradeExport made;
        made.input = clip->path;
        made.output = picked.path;
        made.colours = pipeline;
        if (what == grade_alone) {  // from the input space back to it
            made.colours.view.clear();
            made.colours.output_space.clear();
            made.colours.look.clear();
        }
        if (what != view_alone) made.graph = history_.graph();
        made.size = sizes.at(static_cast<std::size_t>(picked.choices[after]));
        if (picked.choices[after + 1] == 1) made.shaper = engine::BakeOptions::Shaper::log;
        start(export_grade(*engine_, std::move(made)));
    });
}

void Room::ask_render() {
    const auto clip = playback_->clip();
    const auto& presets = media::presets();
    std::vector<Way> ways;
    try {
        ways = ways_out(history_.colours(), names(history_.colours().config));
    } catch (const Error& error) {
        say_error(About::delivery, error.what());
        return;
    }
    PickerRequest request;
    request.title = "Render a master";
    request.kind = clip_files();
    request.save = true;
    request.action = "Render";
    request.name = master_name(clip->path.stem().string() + "_graded", presets.front());
    request.choices = {{"Preset", {}, 0}, {"View", {}, 0, true, {}}};
    for (const media::Preset& preset : presets) request.choices[0].labels.push_back(preset.label);
    for (const Way& way : ways) {
        request.choices[1].labels.push_back(way.label);
        request.choices[1].groups.push_back(way.group);
    }
    request.rename = [&presets](const std::string& name, int chosen) {
        return master_name(stem_of(name), presets[static_cast<std::size_t>(chosen)]);
    };
    request.complete = [&presets](const fs::path& typed, const std::vector<int>& choices) {
        return is_of(clip_files(), typed)
                   ? typed
                   : typed.parent_path() /
                         master_name(typed.filename().string(), presets[static_cast<std::size_t>(choices.front())]);
    };
    ask(std::move(request), [this, clip, &presets, ways, pipeline = colours_.pipeline](const Picked& picked) {
        const auto way = static_cast<std::size_t>(picked.choices[1]);
        deliver::RenderRequest render;
        render.input = clip->path;
        render.preset = presets[static_cast<std::size_t>(picked.choices[0])];
        render.output = picked.path;
        render.graph = history_.graph();
        try {
            render.colours = way == 0 ? pipeline : pipeline_for(ways[way].settings, *clip, render.graph);
            start(render_master(*engine_, std::move(render)));
        } catch (const Error& error) {
            say_error(About::delivery, error.what());
        }
    });
}

}  // namespace umber::app

#include "engine/colour_names.h"

#include <OpenColorIO/OpenColorIO.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "color/views.h"
#include "core/error.h"

namespace umber::engine {

namespace {

namespace ocio = OCIO_NAMESPACE;

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

bool is_word(std::string_view text, std::string_view word) {
    return std::ranges::equal(text, word,
                              [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

// Runs `work` on the config; OCIO's errors as ours, naming the file.
template <class Work>
auto with_config(const std::string& file, Work work) {
    try {
        return work(*ocio::Config::CreateFromFile(file.c_str()));
    } catch (const ocio::Exception& error) {
        throw Error("{}: {}", file, one_line(error.what()));
    }
}

ColourNames own_names() {
    ColourNames names;
    for (const color::Space& space : color::spaces())
        names.spaces.push_back({space.name, space.family, space.aliases, space.encoding == color::Encoding::data});
    // What most work is seen on comes first.
    const std::string usual = color::assumed_space({});
    for (const color::Display& display : color::displays()) {
        NamedDisplay named{display.space->name, {}};
        for (const color::ViewTransform* view : display.views) named.views.push_back(view->name);
        names.displays.insert(named.name == usual ? names.displays.begin() : names.displays.end(), std::move(named));
    }
    names.working = "ACEScct";
    return names;
}

ColourNames names_of(const ocio::Config& config, const std::string& file) {
    config.validate();
    ColourNames names;
    names.config = file;
    for (int i = 0; i < config.getNumColorSpaces(); ++i) {
        const auto space = config.getColorSpace(config.getColorSpaceNameByIndex(i));
        if (!space) continue;
        NamedSpace named{space->getName(), space->getFamily(), {}, space->isData()};
        for (std::size_t k = 0; k < space->getNumAliases(); ++k) named.aliases.emplace_back(space->getAlias(k));
        names.spaces.push_back(std::move(named));
    }
    const std::string first = config.getDefaultDisplay();
    for (int i = 0; i < config.getNumDisplays(); ++i) {
        NamedDisplay named{config.getDisplay(i), {}};
        const std::string usual = config.getDefaultView(named.name.c_str());
        for (int k = 0; k < config.getNumViews(named.name.c_str()); ++k) {
            const std::string view = config.getView(named.name.c_str(), k);
            named.views.insert(view == usual ? named.views.begin() : named.views.end(), view);
        }
        names.displays.insert(named.name == first ? names.displays.begin() : names.displays.end(), std::move(named));
    }
    for (const char* wanted : {"ACEScct", "color_timing", "compositing_log", "scene_linear", "default"})
        if (const auto space = config.getColorSpace(wanted); space && names.working.empty())
            names.working = space->getName();
    if (names.working.empty() && !names.spaces.empty()) names.working = names.spaces.front().name;
    return names;
}

}  // namespace

ColourNames colour_names(const std::string& config) {
    if (config.empty()) return own_names();
    return with_config(config, [&](const ocio::Config& one) { return names_of(one, config); });
}

color::InputSpace input_space(const media::ClipInfo& clip, const std::string& config) {
    if (!clip.video) throw Error("{}: holds no picture", clip.path.string());
    const color::InputSpace said = color::input_space(clip.video->tags, clip.metadata, clip.video->codec);
    if (config.empty()) return said;
    return with_config(config, [&](const ocio::Config& one) -> color::InputSpace {
        const std::string path = clip.path.string();
        std::size_t rule = 0;
        const std::string by_rule = one.getColorSpaceFromFilepath(path.c_str(), rule);
        const bool by_default = one.filepathOnlyMatchesDefaultRule(path.c_str());
        const auto resolved = one.getColorSpace(by_rule.c_str());
        if (!by_default && resolved)
            return {resolved->getName(), fmt::format("the config's file rule '{}'", one.getFileRules()->getName(rule))};
        if (const color::Space* known = color::try_find_space(said.space)) {
            std::vector<std::string> names{known->name};
            names.insert(names.end(), known->aliases.begin(), known->aliases.end());
            for (const std::string& name : names)
                if (const auto space = one.getColorSpace(name.c_str())) return {space->getName(), said.why};
        }
        if (resolved)
            return {resolved->getName(),
                    fmt::format("the config's default rule, as it has no {} ({})", said.space, said.why)};
        throw Error("{}: it has no space '{}' for {}, and no default rule; choose one", config, said.space, path);
    });
}

ColorPipeline for_clip(ColorPipeline pipeline, const media::ClipInfo& clip) {
    if (pipeline.empty() || !pipeline.input_space.empty() || !clip.video) return pipeline;
    if (is_word(pipeline.view, "none") && pipeline.working_space.empty() && pipeline.output_space.empty())
        return pipeline;  // code values as they are
    const color::InputSpace found = input_space(clip, pipeline.config);
    if (found.space != color::assumed_space(clip.video->tags)) pipeline.input_space = found.space;
    return pipeline;
}

std::optional<color::Space> shown_space(const ColorPipeline& pipeline, const color::Tags& tags) {
    const auto known = [](const std::string& name) -> std::optional<color::Space> {
        const color::Space* space = color::try_find_space(name);
        if (!space || space->encoding == color::Encoding::data || !space->ocio_builtin.empty()) return std::nullopt;
        return *space;
    };
    const std::string input = pipeline.input_space.empty() ? color::assumed_space(tags) : pipeline.input_space;
    const bool as_it_is = is_word(pipeline.working_space, "as is");
    const std::string working = as_it_is                         ? input
                                : pipeline.working_space.empty() ? std::string("ACEScct")
                                                                 : pipeline.working_space;
    if (pipeline.empty()) return known(input);
    if (!pipeline.output_space.empty()) return known(pipeline.output_space);
    if (pipeline.view.empty()) return known(input);
    if (is_word(pipeline.view, "none")) return known(working);
    const std::size_t slash = pipeline.view.find('/');
    if (slash == std::string::npos) return std::nullopt;
    const std::string display = pipeline.view.substr(0, slash), view = pipeline.view.substr(slash + 1);
    if (is_word(view, "raw")) return known(working);
    if (pipeline.config.empty()) return known(display);
    return with_config(pipeline.config, [&](const ocio::Config& config) {
        const std::string space = config.getDisplayViewColorSpaceName(display.c_str(), view.c_str());
        return known(space.empty() || space.starts_with("<") ? display : space);
    });
}

}  // namespace umber::engine

#include "engine/colour_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "color/views.h"
#include "core/error.h"
#include "core/text.h"

namespace umber::engine {

namespace {

ColourNames own_names() {
    ColourNames names;
    for (const color::Space& space : color::spaces())
        names.spaces.push_back({space.name, space.family, space.aliases, space.encoding == color::Encoding::data, {}});
    for (const color::Role& role : color::roles()) {
        const auto played_by = std::ranges::find(names.spaces, role.space, &NamedSpace::name);
        if (played_by != names.spaces.end()) played_by->roles.emplace_back(role.name);
    }
    // What most work is seen on comes first.
    const std::string usual = color::assumed_space({});
    for (const color::Display& display : color::displays()) {
        color::NamedDisplay named{display.space->name, {}};
        for (const color::ViewTransform* view : display.views) named.views.push_back(view->name);
        names.displays.insert(named.name == usual ? names.displays.begin() : names.displays.end(), std::move(named));
    }
    for (const color::Look& look : color::looks()) names.looks.emplace_back(look.name);
    names.working = "ACEScct";
    return names;
}

// The name, Umber's or the config's, of the space of what comes out; empty where a config's view has none.
std::string shown_name(const ColorPipeline& pipeline, const color::Tags& tags) {
    std::optional<OcioConfig> config;
    if (!pipeline.config.empty()) config.emplace(pipeline.config);
    // Its own name where it is called by an alias or by a role, which each config fills as it likes.
    const auto own_name = [&](const std::string& name) {
        if (config) {
            const std::string found = config->try_space(name);
            return found.empty() ? name : found;
        }
        const color::Space* of_role = color::space_of_role(name);
        return of_role ? of_role->name : name;
    };
    const std::string input = pipeline.input_space.empty() ? color::assumed_space(tags) : pipeline.input_space;
    const bool as_it_is = equal_ignoring_case(pipeline.working_space, "as is");
    const std::string working = as_it_is                          ? input
                                : !pipeline.working_space.empty() ? pipeline.working_space
                                : config                          ? config->working_space()
                                                                  : std::string("ACEScct");
    if (pipeline.empty()) return own_name(input);
    if (!pipeline.output_space.empty()) return own_name(pipeline.output_space);
    if (pipeline.view.empty()) return own_name(input);
    if (equal_ignoring_case(pipeline.view, "none")) return own_name(working);
    const color::ViewName named =
        color::parts_of_view(pipeline.view, config ? config->displays() : std::vector<color::NamedDisplay>{});
    if (named.display.empty()) return {};
    if (equal_ignoring_case(named.view, "raw")) return own_name(working);
    if (!config) return named.display;
    const std::string space = config->space_of(named);
    return space.empty() ? named.display : space;
}

// Umber's space of that name, or of an alias that the pipeline's config has for it.
const color::Space* known_space(const ColorPipeline& pipeline, const std::string& name) {
    if (pipeline.config.empty()) return color::try_find_space(name);
    for (const std::string& one : OcioConfig(pipeline.config).names_of(name))
        if (const color::Space* space = color::try_find_space(one)) return space;
    return nullptr;
}

}  // namespace

ColourNames colour_names(const std::string& config) {
    if (config.empty()) return own_names();
    const OcioConfig one(config);
    return {config, one.spaces(), one.displays(), one.looks(), one.working_space(), one.named_transforms()};
}

color::InputSpace input_space(const media::ClipInfo& clip, const std::string& config) {
    if (!clip.video) throw Error("{}: holds no picture", clip.path.string());
    color::InputSpace said = color::input_space(clip.video->tags, clip.metadata, clip.video->codec);
    const std::string path = clip.path.string();
    if (config.empty()) {
        if (said.told) return said;
        const color::Space* named = color::space_named_in(path);
        return named ? color::InputSpace{named->name, "the space that its name names"} : said;
    }
    const OcioConfig one(config);
    const OcioConfig::FileRule rule = one.file_rule(path);
    // A rule for all files of an extension is for those that say nothing; one that goes by more knows them better than
    // they do themselves.
    if (!rule.by_default && !rule.space.empty() && !(rule.by_extension && said.told))
        return {rule.space, fmt::format("the config's file rule '{}'", rule.rule)};
    for (const auto& [key, value] : clip.metadata)  // a space of this config's, as label_of() had it written
        if (equal_ignoring_case(key, "colorspace"))
            if (const std::string space = one.try_space(value); !space.empty() && !one.is_data(space))
                return {space, fmt::format("its tag {} {}", key, value)};
    if (const color::Space* known = color::try_find_space(said.space)) {
        std::vector<std::string> names{known->name};
        names.insert(names.end(), known->aliases.begin(), known->aliases.end());
        for (const std::string& name : names)
            if (const std::string space = one.try_space(name); !space.empty()) return {space, said.why};
    }
    if (!rule.space.empty())
        return {rule.space, fmt::format("the config's default rule, as it has no {} ({})", said.space, said.why)};
    throw Error("{}: it has no space '{}' for {}, and no default rule; choose one", config, said.space, path);
}

ColorPipeline for_clip(ColorPipeline pipeline, const media::ClipInfo& clip) {
    if (!pipeline.input_space.empty() || !clip.video) return pipeline;
    const bool none =
        equal_ignoring_case(pipeline.view, "none") && pipeline.working_space.empty() && pipeline.output_space.empty();
    if ((pipeline.empty() || none) && pipeline.node_spaces.empty()) return pipeline;  // code values as they are
    const color::InputSpace found = input_space(clip, pipeline.config);
    const color::Tags& tags = clip.video->tags;
    const bool by_tags = found.space == color::assumed_space(tags);
    if (pipeline.empty() || (none && pipeline.look.empty())) {
        if (by_tags && !color::tell_space(tags)) return pipeline;
        pipeline.working_space = "as is";
    }
    if (!by_tags) pipeline.input_space = found.space;
    return pipeline;
}

std::optional<color::Space> shown_space(const ColorPipeline& pipeline, const color::Tags& tags) {
    const color::Space* space = known_space(pipeline, shown_name(pipeline, tags));
    if (!space || space->encoding == color::Encoding::data || !space->ocio_builtin.empty()) return std::nullopt;
    return *space;
}

color::SpaceLabel label_of(const ColorPipeline& pipeline, const media::ClipInfo& clip) {
    if (!clip.video) throw Error("{}: holds no picture", clip.path.string());
    ColorPipeline filled = pipeline;
    bool stands_in = false;
    if (filled.input_space.empty()) {
        const color::InputSpace input = input_space(clip, filled.config);
        const bool as_it_came = filled.output_space.empty() && (filled.view.empty() || filled.empty_but_view_none());
        if (as_it_came && !input.told) return {{}, color::stated_chromaticities(clip.metadata), {}, false};
        filled.input_space = input.space;
        if (pipeline.empty() || pipeline.empty_but_view_none()) {
            filled = {.input_space = input.space, .config = pipeline.config};
            // As it came: its own primaries, which no space has, are its tags'.
            stands_in = input.space == color::assumed_space(clip.video->tags) && color::stands_in(clip.video->tags);
        }
    }
    const std::string name = shown_name(filled, clip.video->tags);
    if (const color::Space* space = known_space(filled, name)) {
        color::SpaceLabel label = color::label_of(*space);
        if (stands_in) label.chromaticities.reset();
        return label;
    }
    if (filled.config.empty()) return {};
    const OcioConfig config(filled.config);
    const std::string encoding = config.encoding(name);
    return {name, std::nullopt, encoding == "log" ? std::optional(color::Encoding::log) : std::nullopt, false};
}

}  // namespace umber::engine

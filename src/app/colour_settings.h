// The document's colour management (grade/colour_settings.h) as the engine takes it, and as people read it.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "color/views.h"
#include "engine/color_pipeline.h"
#include "engine/colour_names.h"
#include "grade/colour_settings.h"
#include "grade/graph.h"
#include "media/source.h"

namespace umber::app {

using grade::ColourSettings;

// The names and the config; of `clip`'s input space what was chosen for it, if anything was. (Nothing of its file is
// looked at: engine::for_clip() does.)
engine::ColorPipeline pipeline_of(const ColourSettings& settings, const std::filesystem::path& clip = {});

// What the engine does for a clip with a grade. Throws Error: a config that can't be read any more, no input space.
engine::ColorPipeline pipeline_for(const ColourSettings& settings, const media::ClipInfo& clip,
                                   const grade::Graph& graph = {});

// With the working space by its name, where the settings leave it to the config. Throws as engine::colour_names().
ColourSettings with_names(ColourSettings settings);

// Names that the new config has not are given up for its own, and told in `lost`. `resolve`: the name that the config
// has for a space, a named transform, an alias or a role, though its lists leave it out; empty where it has none.
using ResolveName = std::function<std::string(const std::string& name)>;
ColourSettings with_config(ColourSettings settings, const engine::ColourNames& names, const ResolveName& resolve,
                           std::vector<std::string>& lost);

// As with_config() takes it, of a config's file, or of Umber's own table where that is empty. Throws as
// engine::OcioConfig.
ResolveName resolver_of(const std::string& config);

// "Rec.1886 Rec.709 · ACES 2.0 - SDR 100 nits (Rec.709)" of "Rec.1886 Rec.709 - Display/ACES 2.0 - …".
std::string short_view(const color::ViewName& view);
std::string short_space(std::string_view name);  // without " - Display"

}  // namespace umber::app

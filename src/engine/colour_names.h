// What there is to choose from in colour management, and what is chosen where nobody chooses: the spaces, displays and
// views of Umber's own table or of an OpenColorIO config, and the input space of a clip.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "color/input_space.h"
#include "color/spaces.h"
#include "engine/color_pipeline.h"
#include "engine/ocio_config.h"
#include "media/source.h"

namespace umber::engine {

struct ColourNames {
    std::string config;  // the file; empty: Umber's own
    std::vector<NamedSpace> spaces;
    std::vector<color::NamedDisplay> displays;  // the default first
    std::vector<std::string> looks;             // of the config
    std::string working;                        // where the project does not say: ACEScct, or the config's role for it
    std::vector<std::string> named_transforms;  // what comes in may be given by these too
};

// `config`: a file, or empty for Umber's own table. Throws Error naming the file, with what is wrong with it.
ColourNames colour_names(const std::string& config);

// The input space of a clip where nobody chooses: by a rule of `config` for its file's name, else by what the file says
// (color::input_space), else by a rule for its extension alone. A space that the config has not is replaced by its
// default rule's. Without a config: what the file says, else the space whose name is part of its path. Throws Error as
// above.
color::InputSpace input_space(const media::ClipInfo& clip, const std::string& config);

// `pipeline` with its input space filled in by input_space(), where it is empty and not what the tags alone say. What
// is asked for nothing stays so, unless a node works in a space of its own: that is come by from the input space, which
// is then worked in 'as is'. Throws Error as above.
ColorPipeline for_clip(ColorPipeline pipeline, const media::ClipInfo& clip);

// What the files of pictures that a pipeline makes of `clip` can say of their space. `pipeline`: as for_clip() fills
// it. No name where nothing says which space it is. Throws Error as above.
color::SpaceLabel label_of(const ColorPipeline& pipeline, const media::ClipInfo& clip);

// The space of the code values that come out of a pipeline, where it is one of Umber's: primaries and curve, for nits
// and gamuts. Nothing where a config has it that nobody else knows.
std::optional<color::Space> shown_space(const ColorPipeline& pipeline, const color::Tags& tags);

}  // namespace umber::engine

// The project's colour management as a value: what undo goes back to, as with the grade. Every change is a function
// from settings to settings. What is only looked at (the viewer's exposure, false colours) is not here.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "engine/color_pipeline.h"
#include "engine/colour_names.h"
#include "media/source.h"

namespace umber::app {

struct ColourSettings {
    std::string working_space = "as is";       // a name, or "as is"
    std::string view;                          // "DISPLAY/VIEW", "none", or empty: back to the input space
    std::string output_space;                  // a conversion instead of a view
    std::string config;                        // an OpenColorIO config's file; empty: Umber's own
    std::string look;                          // of the config, as the command line names it
    std::string input_space;                   // of clips that have none of their own; empty: what each clip says
    std::map<std::string, std::string> clips;  // by path: input spaces that were chosen

    // False: grades work on the file's own code values, and nothing else happens to them.
    bool managed() const { return working_space != "as is" || !view.empty() || !output_space.empty(); }
    // What was chosen for a clip; empty: nothing was.
    std::string chosen_input(const std::string& clip) const;
    friend bool operator==(const ColourSettings&, const ColourSettings&) = default;
};

// As the command line has it: ACEScct, or the config's own, where anything is asked for. Throws Error as
// engine::colour_names().
ColourSettings settings_of(const engine::ColorPipeline& asked);

// What the engine does for a clip. Throws Error: a config that can't be read any more, no input space.
engine::ColorPipeline pipeline_for(const ColourSettings& settings, const media::ClipInfo& clip);

// --- edits; an empty name is what the clip says --------------------------------------------------------------------
ColourSettings with_input(ColourSettings settings, const std::string& clip, const std::string& space);
ColourSettings with_input_for_all(ColourSettings settings, const std::string& space);
ColourSettings with_working(ColourSettings settings, const std::string& space);
// The first view, or a conversion, brings colour management with it: `working` is then graded in.
ColourSettings with_view(ColourSettings settings, const std::string& view, const std::string& working);
ColourSettings with_output(ColourSettings settings, const std::string& space, const std::string& working);
// Names that the new config has not are given up for its own.
ColourSettings with_config(ColourSettings settings, const engine::ColourNames& names);

// "Rec.1886 Rec.709 · ACES 2.0 - SDR 100 nits (Rec.709)" of "Rec.1886 Rec.709 - Display/ACES 2.0 - …".
std::string short_view(std::string_view view);
std::string short_space(std::string_view name);  // without " - Display"

// Display and view of "DISPLAY/VIEW"; both empty where it is none.
std::pair<std::string, std::string> parts_of_view(std::string_view view);

}  // namespace umber::app

// The document's colour management as a value: what undo goes back to, and what a grade's file remembers, beside the
// graph. Every change is a function from settings to settings. What is only looked at (the viewer's exposure, false
// colours) is not here. What names mean is the engine's to say; here they are text.
#pragma once
#include <filesystem>
#include <map>
#include <string>

namespace umber::grade {

struct ColourSettings {
    std::string working_space = "as is";       // a name, "as is", or empty: ACEScct, or the config's own
    std::string view;                          // "DISPLAY/VIEW", "none", or empty: back to the input space
    std::string output_space;                  // a conversion instead of a view
    std::string look;                          // of the config, as the command line names it
    std::string config;                        // an OpenColorIO config's file; empty: Umber's own
    std::string config_hash;                   // engine::config_hash() of it when it was saved; empty: not known
    std::string input_space;                   // of clips that have none of their own; empty: what each clip says
    std::map<std::string, std::string> clips;  // by clip_key(): input spaces that were chosen

    // False: grades work on the file's own code values, and nothing else happens to them.
    bool managed() const { return working_space != "as is" || !view.empty() || !output_space.empty(); }
    // What was chosen for a clip; empty: nothing was.
    std::string chosen_input(const std::filesystem::path& clip) const;
    friend bool operator==(const ColourSettings&, const ColourSettings&) = default;
};

// What a clip is known by: its whole path.
std::string clip_key(const std::filesystem::path& clip);

// --- edits; an empty name is what the clip says --------------------------------------------------------------------
ColourSettings with_input(ColourSettings settings, const std::filesystem::path& clip, const std::string& space);
ColourSettings with_input_for_all(ColourSettings settings, const std::string& space);
ColourSettings with_working(ColourSettings settings, const std::string& space);
// The first view, or a conversion, brings colour management with it: `working` is then graded in.
ColourSettings with_view(ColourSettings settings, const std::string& view, const std::string& working);
ColourSettings with_output(ColourSettings settings, const std::string& space, const std::string& working);
ColourSettings with_look(ColourSettings settings, const std::string& look);

}  // namespace umber::grade

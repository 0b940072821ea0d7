// Colour management as rows of a palette: input, working space, display, view, config; and the viewer's own exposure
// and gamma, which no master has.
#pragma once
#include <optional>
#include <string>

#include "app/ui.h"

namespace umber::app {

struct ColourInfo {
    bool has_clip = false;
    std::string input, input_why;  // "ARRI LogC4", "its camera's tag … LogC4"
    bool input_chosen = false;     // by the user, not by what the clip says
    int clips = 0;                 // that have been opened
    std::string working;           // "ACEScct", "As is"
    std::string node, node_space;  // the name of the one that is edited; "As working space"
    bool node_space_chosen = false;
    std::string display, view;  // as shown
    bool has_display = false;   // there is one whose views can be chosen from
    bool has_looks = false;     // the config has some, and there is a picture that they act on
    std::string look;           // "the view's own"
    bool look_chosen = false;
    std::string config;  // "Umber's own", or the file's name
    std::string config_file;
    std::string config_change;  // what is said of it where it is not as it was loaded
    std::string note;           // something that must be known: "converting…"
    float exposure = 0, gamma = 1;
};

enum class ColourRequest { none, input, input_for_all, working, node_space, display, view, look, config, reload };

struct ColourResult {
    ColourRequest request = ColourRequest::none;
    Rect anchor;  // of the row that was pressed, for its list
    std::optional<float> exposure, gamma;
};

// Rows within `rect`, from its top.
ColourResult colour_rows(Ui& ui, Rect rect, const ColourInfo& info);

}  // namespace umber::app

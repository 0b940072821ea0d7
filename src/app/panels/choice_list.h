// One of many, searched by typing: spaces, displays, views. Over everything else while it is open; by mouse or keyboard
// (type to narrow, arrows, Enter, Escape).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/ui.h"

namespace umber::app {

struct Choice {
    std::string label;
    std::string group;     // in small print at its right: "Input/ARRI"
    std::string search{};  // further words that find it
};

struct ChoiceListState {
    bool open = false;
    bool fresh = false;
    std::string hint;  // in the empty search field: "Input space"
    std::vector<Choice> choices;
    int current = -1;  // marked
    Rect anchor;       // what it was opened from; it stands above or below
    std::string text{};
    int chosen = 0;
    float scroll = 0;
    bool reveal = true;  // the chosen one is to be scrolled to
};

// Opens `state` on `choices`.
ChoiceListState opened_list(std::string hint, std::vector<Choice> choices, int current, const Rect& anchor);

// Those whose label, group or search words hold every word of `text`, whatever the case.
std::vector<int> matching(const std::vector<Choice>& choices, std::string_view text);

// The index of the choice once made; closes itself.
std::optional<int> choice_list(Ui& ui, glm::vec2 window, ChoiceListState& state);

}  // namespace umber::app

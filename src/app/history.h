// Undo and redo of the grade and its colour management: a list of values. A drag of many small changes is one step.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "app/colour_settings.h"
#include "grade/graph.h"

namespace umber::app {

// A change that a panel asks for. `apply` is one of grade's edits, bound to its arguments; it may throw Error, and
// then nothing has changed.
struct Edit {
    std::string label;  // "gain red 1.04": what "Undo: …" says
    std::function<grade::Graph(const grade::Graph&)> apply;
    // Edits of one drag have the same number, and become one step; 0 is a step of its own.
    std::uint64_t gesture = 0;
    // Where colour management changes; `apply` may then be empty.
    std::function<ColourSettings(const ColourSettings&)> colours{};
};

class History {
public:
    explicit History(grade::Graph start = {}, ColourSettings colours = {})
        : steps_{Step{std::move(start), std::move(colours), "", 0}} {}

    const grade::Graph& graph() const { return steps_[at_].graph; }
    const ColourSettings& colours() const { return steps_[at_].colours; }

    // Makes `edit` and forgets what had been undone. An edit that changes nothing is no step. Throws what `apply`
    // throws.
    void apply(const Edit& edit);

    bool can_undo() const { return at_ > 0; }
    bool can_redo() const { return at_ + 1 < steps_.size(); }
    void undo();  // does nothing where it can't
    void redo();
    // Of the step that undo or redo would take; empty where there is none.
    std::string undo_label() const { return can_undo() ? steps_[at_].label : ""; }
    std::string redo_label() const { return can_redo() ? steps_[at_ + 1].label : ""; }

private:
    struct Step {
        grade::Graph graph;
        ColourSettings colours;
        std::string label;  // of the edit that led here
        std::uint64_t gesture = 0;
    };
    static constexpr std::size_t longest = 2000;

    std::vector<Step> steps_;
    std::size_t at_ = 0;
};

}  // namespace umber::app

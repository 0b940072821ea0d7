#include "app/history.h"

#include <utility>

namespace umber::app {

void History::apply(const Edit& edit) {
    grade::Graph changed = edit.apply ? grade::without_untouched(edit.apply(graph())) : graph();
    ColourSettings settings = edit.colours ? edit.colours(colours()) : colours();
    const bool goes_on = edit.gesture != 0 && at_ > 0 && steps_[at_].gesture == edit.gesture && !can_redo();
    if (changed == graph() && settings == colours()) return;
    if (goes_on) {
        if (changed == steps_[at_ - 1].graph &&
            settings == steps_[at_ - 1].colours) {  // dragged back to where it began
            steps_.pop_back();
            --at_;
            return;
        }
        steps_[at_].graph = std::move(changed);
        steps_[at_].colours = std::move(settings);
        steps_[at_].label = edit.label;
        return;
    }
    steps_.resize(at_ + 1);
    steps_.push_back({std::move(changed), std::move(settings), edit.label, edit.gesture});
    if (steps_.size() > longest) steps_.erase(steps_.begin());
    at_ = steps_.size() - 1;
}

void History::undo() {
    if (can_undo()) --at_;
}

void History::redo() {
    if (can_redo()) ++at_;
}

}  // namespace umber::app

// Which press is the second of a double-click: by when and where presses were made.
#pragma once
#include <glm/glm.hpp>

namespace umber::app {

class ClickCounter {
public:
    // A press at `seconds` of a steady clock, at `place` in pixels. 1 for a single press, 2 for the second at once on
    // the same spot, 3 for one more, ….
    int press(double seconds, glm::vec2 place) {
        const bool again = count_ > 0 && seconds - last_ <= longest_gap && glm::distance(place, place_) <= same_spot;
        count_ = again ? count_ + 1 : 1;
        last_ = seconds;
        place_ = place;
        return count_;
    }

private:
    static constexpr double longest_gap = 0.35;  // seconds
    static constexpr float same_spot = 6;        // pixels
    int count_ = 0;
    double last_ = 0;
    glm::vec2 place_{0};
};

}  // namespace umber::app

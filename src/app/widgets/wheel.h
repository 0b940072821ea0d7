// A colour wheel: its puck is the balance of red, green and blue, its ring the master. The puck's plane is the
// vectorscope's (Cb to the right, Cr upwards, BT.709), so that the trace goes where the puck is drawn, and moving it
// leaves luma of the three as it is. The maths stand apart from the drawing.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "app/widgets/basics.h"
#include "grade/operation.h"

namespace umber::app {

// What a wheel's master is: a number of its own beside the three, or what is common to three that have none (a CDL's).
// Then it stands for their luma, which the puck leaves alone, and turning it moves all three: offsets by the same
// amount; ratios (slope, power) by the same factor, so that the balance between the channels stays.
enum class Master { its_own, adds, multiplies };

// The four numbers of a wheel, in the operation's own unit, and how far they reach.
struct WheelStyle {
    NumberStyle channel;  // of red, green and blue
    NumberStyle master;
    Master master_is = Master::its_own;
    float reach = 0.25f;  // by how much the strongest channel moves when the puck goes from the middle to the ring
};

// For a parameter of Widget::wheel: an Rgbm, or a colour whose master is what its channels have in common.
WheelStyle wheel_style(const grade::Parameter& parameter);

// Where the puck stands: 1 is the ring. The mean (by luma weights) of the three does not move it.
glm::vec2 puck_of(const WheelStyle& style, glm::vec3 rgb);
// The channels after the puck has moved by `delta`, rounded as they are shown and held within the ring and the limits.
glm::vec3 moved_puck(const WheelStyle& style, glm::vec3 rgb, glm::vec2 delta);
// Of channels without a number of their own for it: their luma, and the channels after it was brought to `master`, held
// within the limits; rounded finer than they are shown, so that a factor stays one. From 0, where there is no factor,
// to all alike.
float common_of(glm::vec3 rgb);
glm::vec3 with_common(const WheelStyle& style, glm::vec3 rgb, float master);
// The ring's dot, in turns clockwise from the top, within ±3/8.
float ring_of(const WheelStyle& style, float master);
// The master after the dot has moved by `turns`.
float moved_ring(const WheelStyle& style, float master, float turns);

struct WheelResult {
    std::optional<grade::Rgbm> value;
    std::string what;    // "red", "master", "balance": for the label of the edit
    bool reset = false;  // all four
};

// Height that a wheel with its name and boxes wants at the width of `rect`, and the least in which it can be used.
float wheel_height(const Ui& ui, float width, bool boxes);

// Draws name and reset, the wheel, and boxes below where there is room for them (they go first).
WheelResult wheel(Ui& ui, const char* id, const Rect& rect, std::string_view label, const WheelStyle& style,
                  const grade::Rgbm& value, bool active);

}  // namespace umber::app

// A curve that is edited by its points: a press on the curve adds one, a drag moves it, a right click or a double-click
// takes it away; arrows move the selected one. The curve is drawn as grade::evaluate has it, so what is seen is what is
// used.
#pragma once
#include <optional>
#include <string_view>

#include "app/ui.h"
#include "grade/curve.h"

namespace umber::app {

struct CurveResult {
    std::optional<grade::Curve> value;
    std::string what;  // "point", "add point", "remove point"
};

// What the editor remembers between frames.
struct CurveState {
    int selected = -1;   // a point of `seen`
    bool added = false;  // by the last press: a second one at once does not take it away
    grade::Curve seen;   // as it was left; another one (undo, reset) has other points
};

// Points are kept apart by this much, so that the curve stays a function.
inline constexpr float curve_least_step = 0.004f;

// `points` with one at (x, y) added, held between its neighbours; hands back its place. Nothing where the curve is full
// or `x` is too near to a point.
std::optional<int> add_point(grade::Curve& curve, glm::vec2 point);
// Moves point `index` to `to`, held between its neighbours and within 0..1.
void move_point(grade::Curve& curve, int index, glm::vec2 to);
// Takes a point away; false where only two are left.
bool remove_point(grade::Curve& curve, int index);

// `plot`: the square of 0..1 in both directions; what lies behind it (a histogram) is somebody else's. `color`: of the
// curve.
CurveResult curve_editor(Ui& ui, const char* id, const Rect& plot, const grade::Curve& curve, CurveState& state,
                         ImU32 color, bool active);

}  // namespace umber::app

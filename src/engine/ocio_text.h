// Parts of OpenColorIO's shader text that a CPU device would be slow at, written anew with the same numbers in the same
// order: it does both sides of an `if`, a loop's end costs more than its body, and an array that is indexed by a number
// known only at run time is copied for each pixel. What is looked up stands in lut_tables, from `table` on (the name of
// a constant of the shader); each function appends its own entries to `texels`, of which the first is at `table`.
#pragma once
#include <glm/glm.hpp>
#include <string>
#include <vector>

namespace umber::engine::ocio_detail {

// B-spline curves (GradingRGBCurve, and with it the tone scales of ACES 1), both ways: where x lies is counted over
// the knots as literals, and one entry has the quadratic of that piece. A curve whose text or numbers are not as
// OpenColorIO 2.0 to 2.4 have them stays as it is.
void straighten_curves(std::string& text, const std::string& table, std::vector<glm::vec4>& texels);

// What arrays of constants are left: each number an entry.
void tabulate_arrays(std::string& text, const std::string& table, std::vector<glm::vec4>& texels);

void replace_all(std::string& text, const std::string& what, const std::string& by);

}  // namespace umber::engine::ocio_detail

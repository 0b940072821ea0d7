// The shape of a colour curve: a piecewise cubic through its points whose slopes are chosen so that it is monotone
// wherever the points are (Fritsch and Carlson 1980, with the weighted harmonic mean of Fritsch and Butland 1984, as in
// SciPy's PchipInterpolator, which tests/grade/curve_test.cpp holds it against). Straight beyond its first and last
// point.
#pragma once
#include <glm/glm.hpp>
#include <vector>

#include "grade/value.h"

namespace umber::grade {

// True where the curve changes nothing: every point on the diagonal, at least two.
bool is_identity(const Curve& curve);

// Throws Error where there are fewer than two points, more than 64, one that is not finite, or x does not rise.
void validate(const Curve& curve, std::string_view name);

// Slopes at each of the points.
std::vector<double> slopes(const Curve& curve);

// y at any real x.
double evaluate(const Curve& curve, double x);

// A piece of the curve: y = the polynomial in x - origin with these coefficients, constant first, for x from `from` on
// to the next piece.
struct Cubic {
    glm::vec4 coefficients;
    float origin, from;
};

// Every piece in order: the line before the first point, a cubic between any two, the line beyond the last.
std::vector<Cubic> cubics(const Curve& curve);

}  // namespace umber::grade

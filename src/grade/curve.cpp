#include "grade/curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace umber::grade {

namespace {

struct Segments {
    std::vector<double> width, rise;  // of each interval: its length in x and its slope
};

Segments segments(const Curve& curve) {
    Segments found;
    for (std::size_t i = 0; i + 1 < curve.points.size(); ++i) {
        const glm::dvec2 step = glm::dvec2(curve.points[i + 1]) - glm::dvec2(curve.points[i]);
        found.width.push_back(step.x);
        found.rise.push_back(step.y / step.x);
    }
    return found;
}

// The three-point formula for an end slope, held back so that the first interval stays monotone.
double end_slope(double near_width, double far_width, double near_rise, double far_rise) {
    const double slope = ((2 * near_width + far_width) * near_rise - near_width * far_rise) / (near_width + far_width);
    if (slope * near_rise <= 0) return 0;
    if (near_rise * far_rise < 0 && std::abs(slope) > 3 * std::abs(near_rise)) return 3 * near_rise;
    return slope;
}

}  // namespace

bool is_identity(const Curve& curve) {
    return std::all_of(curve.points.begin(), curve.points.end(), [](glm::vec2 point) { return point.x == point.y; });
}

void validate(const Curve& curve, std::string_view name) {
    if (curve.points.size() < 2) throw Error("{}: a curve needs at least two points", name);
    if (curve.points.size() > 64)
        throw Error("{}: {} points, more than the 64 that a curve takes", name, curve.points.size());
    for (std::size_t i = 0; i < curve.points.size(); ++i) {
        if (!std::isfinite(curve.points[i].x) || !std::isfinite(curve.points[i].y))
            throw Error("{}: point {} is not a finite number", name, i + 1);
        if (i > 0 && !(curve.points[i].x > curve.points[i - 1].x))
            throw Error("{}: point {} lies at x = {}, not beyond {} of the point before it", name, i + 1,
                        curve.points[i].x, curve.points[i - 1].x);
    }
}

std::vector<double> slopes(const Curve& curve) {
    const auto [width, rise] = segments(curve);
    const std::size_t count = curve.points.size();
    if (count == 2) return {rise[0], rise[0]};
    std::vector<double> slope(count);
    slope.front() = end_slope(width[0], width[1], rise[0], rise[1]);
    slope.back() = end_slope(width[count - 2], width[count - 3], rise[count - 2], rise[count - 3]);
    for (std::size_t i = 1; i + 1 < count; ++i) {
        if (rise[i - 1] * rise[i] <= 0) continue;  // a turning point, or flat: slope 0
        const double before = 2 * width[i] + width[i - 1];
        const double after = width[i] + 2 * width[i - 1];
        slope[i] = (before + after) / (before / rise[i - 1] + after / rise[i]);
    }
    return slope;
}

namespace {

double evaluate(const Curve& curve, const std::vector<double>& slope, double x) {
    const auto& points = curve.points;
    if (x <= points.front().x) return points.front().y + slope.front() * (x - points.front().x);
    if (x >= points.back().x) return points.back().y + slope.back() * (x - points.back().x);
    const auto after =
        std::upper_bound(points.begin(), points.end(), x, [](double at, glm::vec2 point) { return at < point.x; });
    const std::size_t i = static_cast<std::size_t>(after - points.begin()) - 1;
    const double width = double(points[i + 1].x) - points[i].x;
    const double t = (x - points[i].x) / width;
    const double h00 = (1 + 2 * t) * (1 - t) * (1 - t), h01 = t * t * (3 - 2 * t);
    const double h10 = t * (1 - t) * (1 - t), h11 = t * t * (t - 1);
    return h00 * points[i].y + h10 * width * slope[i] + h01 * points[i + 1].y + h11 * width * slope[i + 1];
}

}  // namespace

double evaluate(const Curve& curve, double x) {
    return evaluate(curve, slopes(curve), x);
}

std::vector<Cubic> cubics(const Curve& curve) {
    const auto& points = curve.points;
    const std::vector<double> slope = slopes(curve);
    const auto [width, rise] = segments(curve);
    const auto line = [&](std::size_t i, float from) {
        return Cubic{glm::vec4(points[i].y, static_cast<float>(slope[i]), 0, 0), points[i].x, from};
    };
    std::vector<Cubic> pieces{line(0, -std::numeric_limits<float>::infinity())};
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        // Hermite's form in powers of x - x_i
        const double second = (3 * rise[i] - 2 * slope[i] - slope[i + 1]) / width[i];
        const double third = (slope[i] + slope[i + 1] - 2 * rise[i]) / (width[i] * width[i]);
        pieces.push_back({glm::vec4(glm::dvec4(points[i].y, slope[i], second, third)), points[i].x, points[i].x});
    }
    pieces.push_back(line(points.size() - 1, points.back().x));
    return pieces;
}

}  // namespace umber::grade

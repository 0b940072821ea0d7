// The geometry of the ACES 2 gamut compression, which the transform and the builder of its tables share. Lines run from
// a focal point beyond the achromatic axis; the display's hull is two power curves that meet at the cusp.
#pragma once
#include <algorithm>
#include <cmath>

#include "color/aces2.h"

namespace umber::color::aces2 {

constexpr double kSmoothCusps = 0.12, kSmoothM = 0.27;  // rounding of the cusp
constexpr double kCuspMidBlend = 1.3, kFocusGainBlend = 0.3;
constexpr double kFocusDistance = 1.35, kFocusDistanceScaling = 1.75;
constexpr double kReferenceLuminance = 100.0;

// The exponent of lightness: surround 0.59 of dim viewing, background 20 of 100.
inline double lightness_exponent() {
    return 0.59 * (1.48 + std::sqrt(0.2));
}

struct Cusp {
    double j, m;
};

inline double focus_lightness(Cusp cusp, double mid_j, double limit_j) {
    return std::lerp(cusp.j, mid_j, std::min(1.0, kCuspMidBlend - cusp.j / limit_j));
}

// Above the threshold the lines flatten towards the top, so that the peak is reached with little colour.
inline double slope_gain(double j, double cusp_j, double limit_j, double focus_distance) {
    const double threshold = std::lerp(cusp_j, limit_j, kFocusGainBlend), gain = limit_j * focus_distance;
    if (j <= threshold) return gain;
    const double steepness = std::log10((limit_j - threshold) / std::max(1e-4, limit_j - j));
    return gain * (1.0 + steepness * steepness);
}

// Where the compression line through (j, m) meets the achromatic axis: a root of a quadratic, in the form that does not
// cancel.
inline double axis_intersection(double j, double m, double focus_j, double limit_j, double gain) {
    const double scaled_m = m / gain, a = scaled_m / focus_j;
    if (j < focus_j) {
        const double b = 1.0 - scaled_m;
        return 2.0 * j / (b + std::sqrt(b * b + 4.0 * a * j));
    }
    const double b = 1.0 + scaled_m + limit_j * a, c = limit_j * scaled_m + j;
    return 2.0 * c / (b + std::sqrt(b * b - 4.0 * a * c));
}

inline double line_slope(double axis_j, double focus_j, double limit_j, double gain) {
    return (axis_j < focus_j ? axis_j : limit_j - axis_j) * (axis_j - focus_j) / (focus_j * gain);
}

// M where the line of `slope` from `axis_j` meets the power curve through (0, 0) and `top`, approximately: the curve is
// straightened about `reference_j`. Infinite if the line is steeper than the curve; the published form gives a negative
// M there and takes the colour for grey, which it meets in no display of its own list but in yellows of Rec.2020 at 100
// cd/m2.
inline double boundary_m(double axis_j, double slope, double inverse_gamma, Cusp top, double reference_j) {
    const double shifted = reference_j * std::pow(axis_j / reference_j, inverse_gamma);
    const double steepness = top.j - slope * top.m;
    return steepness > 0.0 ? shifted * top.m / steepness : HUGE_VAL;
}

// The display's hull: the lower curve and the upper, which hangs from the peak, blended by a cubic smooth minimum.
inline double hull_m(Cusp cusp, double limit_j, double inverse_top_gamma, double inverse_lower_gamma, double axis_j,
                     double slope, double cusp_axis_j) {
    const double lower = boundary_m(axis_j, slope, inverse_lower_gamma, cusp, cusp_axis_j);
    const double upper =
        boundary_m(limit_j - axis_j, -slope, inverse_top_gamma, {limit_j - cusp.j, cusp.m}, limit_j - cusp_axis_j);
    const double width = kSmoothCusps * cusp.m, h = std::max(width - std::abs(lower - upper), 0.0) / width;
    return std::min(lower, upper) - h * h * h * width / 6.0;
}

Aces2Tables make_tables(const Aces2ToneScale& tone, const JmhModel& display, const JmhModel& reach,
                        const Aces2OutputTransform::Constants& constants);

}  // namespace umber::color::aces2

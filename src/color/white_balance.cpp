#include "color/white_balance.h"

#include <algorithm>
#include <cmath>

namespace umber::color {
namespace {

constexpr double kCoolest = 15000.0, kWarmest = 1000.0;

struct LocusPoint {
    glm::dvec2 uv, normal;  // the normal points to the green side, unit length
};

// Krystek's rational approximation with its derivative, from which the normal follows.
LocusPoint locus(double kelvin) {
    const double t = std::clamp(kelvin, kWarmest, kCoolest);
    const auto quotient = [t](glm::dvec3 n, glm::dvec3 d) {
        const double above = n.x + t * (n.y + t * n.z), below = d.x + t * (d.y + t * d.z);
        const double slope = ((n.y + 2.0 * t * n.z) * below - above * (d.y + 2.0 * t * d.z)) / (below * below);
        return glm::dvec2(above / below, slope);
    };
    const glm::dvec2 u = quotient({0.860117757, 1.54118254e-4, 1.28641212e-7}, {1.0, 8.42420235e-4, 7.08145163e-7});
    const glm::dvec2 v = quotient({0.317398726, 4.22806245e-5, 4.20481691e-8}, {1.0, -2.89741816e-5, 1.61456053e-7});
    // With rising temperature the locus runs to smaller u; a quarter turn from there points above it.
    const glm::dvec2 tangent = glm::normalize(glm::dvec2(u.y, v.y));
    return {{u.x, v.x}, {tangent.y, -tangent.x}};
}

}  // namespace

glm::dvec2 xy_to_uv1960(glm::dvec2 xy) {
    const double d = -2.0 * xy.x + 12.0 * xy.y + 3.0;
    return {4.0 * xy.x / d, 6.0 * xy.y / d};
}

glm::dvec2 uv1960_to_xy(glm::dvec2 uv) {
    const double d = 2.0 * uv.x - 8.0 * uv.y + 4.0;
    return {3.0 * uv.x / d, 2.0 * uv.y / d};
}

glm::dvec2 planckian_uv(double kelvin) {
    return locus(kelvin).uv;
}

glm::dvec2 light_uv(double kelvin, double duv) {
    const LocusPoint point = locus(kelvin);
    return point.uv + duv * point.normal;
}

CctDuv cct_duv(glm::dvec2 uv) {
    // In reciprocal temperature the locus is nearly evenly spaced. At the foot of the perpendicular the tangential
    // offset vanishes, and it changes sign there once, so bisection cannot fail.
    const auto tangential = [uv](double kelvin) {
        const LocusPoint point = locus(kelvin);
        return glm::dot(uv - point.uv, glm::dvec2(-point.normal.y, point.normal.x));
    };
    double low = 1.0 / kCoolest, high = 1.0 / kWarmest;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (tangential(1.0 / middle) > 0.0 ? high : low) = middle;
    }
    const double kelvin = 2.0 / (low + high);
    const LocusPoint point = locus(kelvin);
    return {kelvin, glm::dot(uv - point.uv, point.normal)};
}

glm::dmat3 white_balance_matrix(double temperature_shift_kelvin, double tint, const Chromaticities& working) {
    const double shift = std::clamp(temperature_shift_kelvin, -4000.0, 4000.0);
    const double tint_duv = std::clamp(tint, -100.0, 100.0) * 1e-3;
    if (shift == 0.0 && tint_duv == 0.0) return glm::dmat3(1.0);

    // D65 lies a little above the Planckian locus. Its own temperature and Duv are the origin, so that no shift is
    // exactly D65 and the light moves along a curve parallel to the locus.
    const CctDuv d65 = cct_duv(xy_to_uv1960(white::d65));
    const glm::dvec2 light = uv1960_to_xy(light_uv(d65.kelvin + shift, d65.duv + tint_duv));

    // CAT16: unlike Bradford and CAT02 its cone responses stay positive for every real colour, so strong corrections do
    // not push saturated blues through zero; it is also what ACES 2.0's appearance model uses.
    const glm::dmat3 adapt = chromatic_adaptation(light, white::d65, Cat::cat16);
    const glm::dmat3 to_xyz = chromatic_adaptation(working.white, white::d65, Cat::bradford) * rgb_to_xyz(working);
    const double grey_luminance = (adapt * xyz_of_white(white::d65)).y;
    return glm::inverse(to_xyz) * (adapt / grey_luminance) * to_xyz;
}

}  // namespace umber::color

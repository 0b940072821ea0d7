#include "color/white_balance.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace umber::color {
namespace {

constexpr double kCoolest = 25000.0, kWarmest = 1000.0;

// CIE 1931 2 degree colour matching functions, 380 to 780 nm by 5 nm (CIE 15:2004 table T.4).
constexpr std::array<std::array<double, 3>, 81> kCie1931{
    {{0.001368, 0.000039, 0.00645}, {0.002236, 0.000064, 0.01055}, {0.004243, 0.00012, 0.02005},
     {0.00765, 0.000217, 0.03621},  {0.01431, 0.000396, 0.06785},  {0.02319, 0.00064, 0.1102},
     {0.04351, 0.00121, 0.2074},    {0.07763, 0.00218, 0.3713},    {0.13438, 0.004, 0.6456},
     {0.21477, 0.0073, 1.03905},    {0.2839, 0.0116, 1.3856},      {0.3285, 0.01684, 1.62296},
     {0.34828, 0.023, 1.74706},     {0.34806, 0.0298, 1.7826},     {0.3362, 0.038, 1.77211},
     {0.3187, 0.048, 1.7441},       {0.2908, 0.06, 1.6692},        {0.2511, 0.0739, 1.5281},
     {0.19536, 0.09098, 1.28764},   {0.1421, 0.1126, 1.0419},      {0.09564, 0.13902, 0.81295},
     {0.05795, 0.1693, 0.6162},     {0.03201, 0.20802, 0.46518},   {0.0147, 0.2586, 0.3533},
     {0.0049, 0.323, 0.272},        {0.0024, 0.4073, 0.2123},      {0.0093, 0.503, 0.1582},
     {0.0291, 0.6082, 0.1117},      {0.06327, 0.71, 0.07825},      {0.1096, 0.7932, 0.05725},
     {0.1655, 0.862, 0.04216},      {0.22575, 0.91485, 0.02984},   {0.2904, 0.954, 0.0203},
     {0.3597, 0.9803, 0.0134},      {0.43345, 0.99495, 0.00875},   {0.51205, 1.0, 0.00575},
     {0.5945, 0.995, 0.0039},       {0.6784, 0.9786, 0.00275},     {0.7621, 0.952, 0.0021},
     {0.8425, 0.9154, 0.0018},      {0.9163, 0.87, 0.00165},       {0.9786, 0.8163, 0.0014},
     {1.0263, 0.757, 0.0011},       {1.0567, 0.6949, 0.001},       {1.0622, 0.631, 0.0008},
     {1.0456, 0.5668, 0.0006},      {1.0026, 0.503, 0.00034},      {0.9384, 0.4412, 0.00024},
     {0.85445, 0.381, 0.00019},     {0.7514, 0.321, 0.0001},       {0.6424, 0.265, 0.00005},
     {0.5419, 0.217, 0.00003},      {0.4479, 0.175, 0.00002},      {0.3608, 0.1382, 0.00001},
     {0.2835, 0.107, 0.0},          {0.2187, 0.0816, 0.0},         {0.1649, 0.061, 0.0},
     {0.1212, 0.04458, 0.0},        {0.0874, 0.032, 0.0},          {0.0636, 0.0232, 0.0},
     {0.04677, 0.017, 0.0},         {0.0329, 0.01192, 0.0},        {0.0227, 0.00821, 0.0},
     {0.01584, 0.005723, 0.0},      {0.011359, 0.004102, 0.0},     {0.008111, 0.002929, 0.0},
     {0.00579, 0.002091, 0.0},      {0.004109, 0.001484, 0.0},     {0.002899, 0.001047, 0.0},
     {0.002049, 0.00074, 0.0},      {0.00144, 0.00052, 0.0},       {0.001, 0.000361, 0.0},
     {0.00069, 0.000249, 0.0},      {0.000476, 0.000172, 0.0},     {0.000332, 0.00012, 0.0},
     {0.000235, 0.000085, 0.0},     {0.000166, 0.00006, 0.0},      {0.000117, 0.000042, 0.0},
     {0.000083, 0.00003, 0.0},      {0.000059, 0.000021, 0.0},     {0.000042, 0.000015, 0.0}}};

struct LocusPoint {
    glm::dvec2 uv, normal;  // the normal points to the green side, unit length
};

// Planck's law through the colour matching functions, with its derivative by temperature, from which the normal
// follows.
LocusPoint locus(double kelvin) {
    const double t = std::clamp(kelvin, kWarmest, kCoolest);
    glm::dvec3 xyz(0.0), slope(0.0);
    for (std::size_t i = 0; i < kCie1931.size(); ++i) {
        const double nm = 380.0 + 5.0 * static_cast<double>(i);
        const double x = 1.438776877e7 / (nm * t);  // c2 = 0.01438776877 m K (CODATA 2018)
        const double power = std::pow(nm / 560.0, -5.0) / std::expm1(x);
        const glm::dvec3 light = glm::dvec3(kCie1931[i][0], kCie1931[i][1], kCie1931[i][2]) * power;
        xyz += light;
        slope += light * (x / (-std::expm1(-x) * t));
    }
    // u = 4 X / (X + 15 Y + 3 Z), v = 6 Y / (X + 15 Y + 3 Z), and the quotient rule.
    const glm::dvec3 weights(1.0, 15.0, 3.0);
    const double d = glm::dot(xyz, weights), d_slope = glm::dot(slope, weights);
    const glm::dvec2 uv = glm::dvec2(4.0 * xyz.x, 6.0 * xyz.y) / d;
    // With rising temperature the locus runs to smaller u; a quarter turn from there points above it.
    const glm::dvec2 tangent = glm::normalize(glm::dvec2(4.0 * slope.x, 6.0 * slope.y) - uv * d_slope);
    return {uv, {tangent.y, -tangent.x}};
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
    static const CctDuv d65 = cct_duv(xy_to_uv1960(white::d65));
    const glm::dvec2 light = uv1960_to_xy(light_uv(d65.kelvin + shift, d65.duv + tint_duv));

    // CAT16: unlike Bradford and CAT02 its cone responses stay positive for every real colour, so strong corrections do
    // not push saturated blues through zero; it is also what ACES 2.0's appearance model uses.
    const glm::dmat3 adapt = chromatic_adaptation(light, white::d65, Cat::cat16);
    const glm::dmat3 to_xyz = chromatic_adaptation(working.white, white::d65, Cat::bradford) * rgb_to_xyz(working);
    const double grey_luminance = (adapt * xyz_of_white(white::d65)).y;
    return glm::inverse(to_xyz) * (adapt / grey_luminance) * to_xyz;
}

}  // namespace umber::color

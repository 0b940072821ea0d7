#include "color/aces2.h"

#include <algorithm>
#include <numbers>

#include "color/aces2_detail.h"
#include "core/error.h"

namespace umber::color {

using namespace aces2;

namespace {

// CAM16's cone space as the Academy writes it down: a set of primaries.
constexpr Chromaticities kCam16{{0.8336, 0.1735}, {2.3854, -1.4659}, {0.087, -0.125}, {0.333, 0.333}};

// Hyperbolic compression of the adapted cone response: x^0.42 / (x^0.42 + 27.13), odd.
double compress_cone(double x) {
    const double power = std::pow(std::abs(x), 0.42);
    return std::copysign(power / (27.13 + power), x);
}

double expand_cone(double x) {
    const double bounded = std::min(std::abs(x), 0.99);
    return std::copysign(std::pow(27.13 * bounded / (1.0 - bounded), 1.0 / 0.42), x);
}

// CIECAM's luminance-level adaptation factor for an adapting luminance of 100 cd/m2.
double adaptation_factor() {
    const double k = 1.0 / 501.0, k4 = k * k * k * k;
    return 0.2 * k4 * 500.0 + 0.1 * (1.0 - k4) * (1.0 - k4) * std::cbrt(500.0);
}

glm::dmat3 diagonal(glm::dvec3 v) {
    return {v.x, 0.0, 0.0, 0.0, v.y, 0.0, 0.0, 0.0, v.z};
}

double in_degrees(double b, double a) {
    const double hue = std::atan2(b, a) * 180.0 / std::numbers::pi;
    return hue < 0.0 ? hue + 360.0 : hue;
}

}  // namespace

JmhModel::JmhModel(const Chromaticities& primaries) {
    const glm::dmat3 to_cam16 = xyz_to_rgb(kCam16) * rgb_to_xyz(primaries);
    const double factor = adaptation_factor();
    // Full adaptation: the white's cones all respond with the adaptation factor itself.
    const glm::dvec3 gain = glm::dvec3(factor) / (to_cam16 * glm::dvec3(kReferenceLuminance));
    adapted_white = factor;
    rgb_to_cone = diagonal(gain) * to_cam16 * kReferenceLuminance;
    cone_to_rgb = glm::inverse(rgb_to_cone);
    const double white = compress_cone(factor);
    const glm::dvec3 achromatic_row = glm::dvec3(2.0, 1.0, 1.0 / 20.0) / (3.05 * white);
    const double chroma_scale = 400.0 * 43.0 * 0.9;
    cone_to_aab = glm::transpose(glm::dmat3(achromatic_row, glm::dvec3(1.0, -12.0 / 11.0, 1.0 / 11.0) * chroma_scale,
                                            glm::dvec3(1.0, 1.0, -2.0) / 9.0 * chroma_scale));
    aab_to_cone = glm::inverse(cone_to_aab);
}

double JmhModel::achromatic(glm::dvec3 rgb) const {
    const glm::dvec3 cone = rgb_to_cone * rgb;
    return (cone_to_aab * glm::dvec3(compress_cone(cone.x), compress_cone(cone.y), compress_cone(cone.z))).x;
}

glm::dvec3 JmhModel::from_rgb(glm::dvec3 rgb) const {
    const glm::dvec3 cone = rgb_to_cone * rgb;
    const glm::dvec3 aab =
        cone_to_aab * glm::dvec3(compress_cone(cone.x), compress_cone(cone.y), compress_cone(cone.z));
    if (!(aab.x > 0.0)) return glm::dvec3(0.0);
    return {100.0 * std::pow(aab.x, lightness_exponent()), std::hypot(aab.y, aab.z), in_degrees(aab.z, aab.y)};
}

glm::dvec3 JmhModel::to_rgb(glm::dvec3 jmh) const {
    const double hue = jmh.z * std::numbers::pi / 180.0;
    const glm::dvec3 cone = aab_to_cone * glm::dvec3(std::pow(jmh.x / 100.0, 1.0 / lightness_exponent()),
                                                     jmh.y * std::cos(hue), jmh.y * std::sin(hue));
    return cone_to_rgb * glm::dvec3(expand_cone(cone.x), expand_cone(cone.y), expand_cone(cone.z));
}

double JmhModel::lightness(double nits) const {
    const double factor = adaptation_factor();
    const double response = compress_cone(std::abs(nits) / kReferenceLuminance * factor) / compress_cone(factor);
    return std::copysign(100.0 * std::pow(response, lightness_exponent()), nits);
}

double JmhModel::luminance(double lightness) const {
    const double factor = adaptation_factor();
    const double response = std::pow(std::abs(lightness) / 100.0, 1.0 / lightness_exponent());
    return std::copysign(expand_cone(response * compress_cone(factor)) / factor * kReferenceLuminance, lightness);
}

namespace {
constexpr double kContrast = 1.15, kToe = 0.04;

// The tone scale's last step is x^2 / (x + toe); this undoes it.
double untoe(double y) {
    return 0.5 * (y + std::sqrt(y * (y + 4.0 * kToe)));
}
}  // namespace

Aces2ToneScale::Aces2ToneScale(double peak_nits) : peak(peak_nits) {
    log_peak = std::log10(peak / 100.0);
    // The scene value that meets the display's peak: 128 at 100 cd/m2, 896 at 10000.
    const double hit = 128.0 + (896.0 - 128.0) * log_peak / 2.0;
    const double top = untoe(peak / 100.0);
    const double m = top / std::pow(hit / top / (hit / top + 1.0), kContrast);
    // Mid grey is shown at 10.013 cd/m2, and 14 % brighter for every doubling of the peak.
    const double grey = 10.013 / 100.0 * (1.0 + 0.14 * std::log2(peak / 100.0));
    const double ratio = std::pow(untoe(grey) / m, 1.0 / kContrast);
    const double width = 0.18 * (1.0 - ratio) / (top * ratio);
    const double u2 = std::pow(hit / top / (hit / top + width), kContrast);
    m2 = top / u2;
    s2 = width * top * kReferenceLuminance;
    mid_grey_nits = grey * kReferenceLuminance;
    inverse_limit = peak / (u2 * 100.0);
    scene_limit = 8.0 * hit;
}

double Aces2ToneScale::forward(double nits) const {
    const double f = m2 * std::pow(nits / (nits + s2), kContrast);
    return std::max(0.0, f * f / (f + kToe)) * 100.0;
}

double Aces2ToneScale::inverse(double nits) const {
    const double f = untoe(std::clamp(nits / 100.0, 0.0, inverse_limit));
    return s2 / (std::pow(m2 / f, 1.0 / kContrast) - 1.0);
}

Aces2OutputTransform::Aces2OutputTransform(double peak_nits, const Chromaticities& limiting)
    : limiting_(limiting), tone_(peak_nits), scene_(primaries::ap0), display_(limiting) {
    if (!(peak_nits >= 100.0 && peak_nits <= 10000.0))
        throw Error("ACES 2.0 renders for displays of 100 to 10000 cd/m2, not for {}", peak_nits);
    Constants& c = constants_;
    const double log_peak = tone_.log_peak;
    c.limit_j = scene_.lightness(peak_nits);
    c.mid_j = scene_.lightness(tone_.mid_grey_nits);
    c.focus_distance = kFocusDistance + kFocusDistance * kFocusDistanceScaling * log_peak;
    c.inverse_lower_gamma = 1.0 / (1.14 + 0.07 * log_peak);
    c.compression = 2.4 + 2.4 * 3.3 * log_peak;
    c.saturation = std::max(0.2, 1.3 - 1.3 * 0.69 * log_peak);
    c.saturation_threshold = 0.5 / peak_nits;
    c.chroma_scale = std::pow(0.03379 * peak_nits, 0.30596) - 0.45135;
    tables_ = make_tables(tone_, display_, JmhModel(primaries::ap1), c);
}

struct Aces2OutputTransform::Hue {
    Cusp cusp;
    double inverse_top_gamma, reach_m;
};

Aces2OutputTransform::Hue Aces2OutputTransform::at_hue(double hue) const {
    const auto& cusps = tables_.cusps;
    const auto above = std::upper_bound(cusps.begin() + 1, cusps.end() - 2, hue,
                                        [](double h, const Aces2Tables::Cusp& cusp) { return h < cusp.hue; });
    const Aces2Tables::Cusp &high = *above, &low = *(above - 1);
    const double t = (hue - low.hue) / (high.hue - low.hue);
    const double whole = std::floor(hue);
    const auto degree = static_cast<std::size_t>(whole) + 1;
    return {{std::lerp(low.j, high.j, t), std::lerp(low.m, high.m, t)},
            std::lerp(low.inverse_top_gamma, high.inverse_top_gamma, t),
            std::lerp(tables_.reach_m[degree], tables_.reach_m[degree + 1], hue - whole)};
}

namespace {

// A curve through 0 that ends in the identity at `limit`: steeper or flatter below it, and its inverse.
double toe(double x, double limit, double k1_in, double k2_in) {
    if (x > limit) return x;
    const double k2 = std::max(k2_in, 0.001), k1 = std::sqrt(k1_in * k1_in + k2 * k2), k3 = (limit + k1) / (limit + k2);
    const double b = k3 * x - k1;
    return 0.5 * (b + std::sqrt(b * b + 4.0 * k2 * k3 * x));
}

double inverse_toe(double x, double limit, double k1_in, double k2_in) {
    if (x > limit) return x;
    const double k2 = std::max(k2_in, 0.001), k1 = std::sqrt(k1_in * k1_in + k2 * k2), k3 = (limit + k1) / (limit + k2);
    return (x * x + k1 * x) / (k3 * (x + k2));
}

// A fit, as a Fourier series in hue, of the colourfulness to which chroma compression is normalised.
double chroma_norm(double hue) {
    const double h = hue * std::numbers::pi / 180.0;
    return 77.12896 + 11.34072 * std::cos(h) + 16.46899 * std::cos(2.0 * h) + 7.88380 * std::cos(3.0 * h) +
           14.66441 * std::sin(h) - 6.37224 * std::sin(2.0 * h) + 9.19364 * std::sin(3.0 * h);
}

}  // namespace

glm::dvec3 Aces2OutputTransform::tonescale_and_chroma(glm::dvec3 jmh) const {
    const double j = std::copysign(scene_.lightness(tone_.forward(scene_.luminance(std::abs(jmh.x)))), jmh.x);
    if (jmh.y == 0.0) return {j, 0.0, jmh.z};
    const Constants& c = constants_;
    const double exponent = 1.0 / lightness_exponent(), norm = chroma_norm(jmh.z) * c.chroma_scale;
    const double relative = j / c.limit_j, headroom = std::max(0.0, 1.0 - relative);
    const double limit = std::pow(relative, exponent) * at_hue(jmh.z).reach_m / norm;
    double m = jmh.y * std::pow(j / jmh.x, exponent) / norm;
    m = limit -
        toe(limit - m, limit - 0.001, headroom * c.saturation, std::sqrt(relative * relative + c.saturation_threshold));
    m = toe(m, limit, relative * c.compression, headroom);
    return {j, m * norm, jmh.z};
}

glm::dvec3 Aces2OutputTransform::inverse_tonescale_and_chroma(glm::dvec3 jmh) const {
    const double j = std::copysign(scene_.lightness(tone_.inverse(scene_.luminance(std::abs(jmh.x)))), jmh.x);
    if (jmh.y == 0.0) return {j, 0.0, jmh.z};
    const Constants& c = constants_;
    const double exponent = 1.0 / lightness_exponent(), norm = chroma_norm(jmh.z) * c.chroma_scale;
    const double relative = jmh.x / c.limit_j, headroom = std::max(0.0, 1.0 - relative);
    const double limit = std::pow(relative, exponent) * at_hue(jmh.z).reach_m / norm;
    double m = inverse_toe(jmh.y / norm, limit, relative * c.compression, headroom);
    m = limit - inverse_toe(limit - m, limit - 0.001, headroom * c.saturation,
                            std::sqrt(relative * relative + c.saturation_threshold));
    return {j, m * norm * std::pow(jmh.x / j, -exponent), jmh.z};
}

// Along the line from the focal point, colourfulness beyond three quarters of the way to the hull is compressed so that
// the reach gamut's boundary lands on the hull.
glm::dvec3 Aces2OutputTransform::compress(glm::dvec3 jmh, const Hue& hue, double gain_j, bool inverse) const {
    const Constants& c = constants_;
    const double gain = slope_gain(gain_j, hue.cusp.j, c.limit_j, c.focus_distance);
    const double focus_j = focus_lightness(hue.cusp, c.mid_j, c.limit_j);
    const double axis_j = axis_intersection(jmh.x, jmh.y, focus_j, c.limit_j, gain);
    const double slope = line_slope(axis_j, focus_j, c.limit_j, gain);
    const double cusp_axis_j = axis_intersection(hue.cusp.j, hue.cusp.m, focus_j, c.limit_j, gain);
    const double hull =
        hull_m(hue.cusp, c.limit_j, hue.inverse_top_gamma, c.inverse_lower_gamma, axis_j, slope, cusp_axis_j);
    if (!(hull > 0.0)) return {jmh.x, 0.0, jmh.z};
    const double reach = boundary_m(axis_j, slope, 1.0 / lightness_exponent(), {c.limit_j, hue.reach_m}, c.limit_j);

    const double proportion = std::max(hull / reach, 0.75), threshold = proportion * hull;
    double m = jmh.y;
    if (m > threshold && proportion < 1.0) {
        const double room = hull - threshold, reach_room = reach - threshold;
        const double scale = reach_room / (reach_room / room - 1.0), x = (m - threshold) / scale;
        if (inverse)
            m = threshold + (x >= 1.0 ? scale : scale * x / (1.0 - x));
        else
            m = threshold + scale * x / (1.0 + x);
    }
    return {axis_j + m * slope, m, jmh.z};
}

glm::dvec3 Aces2OutputTransform::compress_gamut(glm::dvec3 jmh) const {
    if (jmh.x <= 0.0) return {0.0, 0.0, jmh.z};
    if (jmh.y <= 0.0 || jmh.x > constants_.limit_j) return {jmh.x, 0.0, jmh.z};
    return compress(jmh, at_hue(jmh.z), jmh.x, false);
}

glm::dvec3 Aces2OutputTransform::inverse_compress_gamut(glm::dvec3 jmh) const {
    if (jmh.x <= 0.0) return {0.0, 0.0, jmh.z};
    if (jmh.y <= 0.0 || jmh.x > constants_.limit_j) return {jmh.x, 0.0, jmh.z};
    const Hue hue = at_hue(jmh.z);
    // The lines above the threshold depend on the lightness that is sought; one step of iteration, as published.
    double gain_j = jmh.x;
    if (gain_j > std::lerp(hue.cusp.j, constants_.limit_j, kFocusGainBlend))
        gain_j = compress(jmh, hue, gain_j, true).x;
    return compress(jmh, hue, gain_j, true);
}

glm::dvec3 Aces2OutputTransform::render(glm::dvec3 aces) const {
    return display_.to_rgb(compress_gamut(tonescale_and_chroma(scene_.from_rgb(aces))));
}

glm::dvec3 Aces2OutputTransform::render_inverse(glm::dvec3 display) const {
    return scene_.to_rgb(inverse_tonescale_and_chroma(inverse_compress_gamut(display_.from_rgb(display))));
}

glm::dvec3 Aces2OutputTransform::forward(glm::dvec3 aces) const {
    static const glm::dmat3 to_ap1 = rgb_to_rgb(primaries::ap0, primaries::ap1), to_ap0 = glm::inverse(to_ap1);
    const glm::dvec3 clamped = glm::clamp(to_ap1 * aces, glm::dvec3(0.0), glm::dvec3(tone_.scene_limit));
    return glm::clamp(render(to_ap0 * clamped), glm::dvec3(0.0), glm::dvec3(tone_.peak / 100.0));
}

glm::dvec3 Aces2OutputTransform::inverse(glm::dvec3 display) const {
    static const glm::dmat3 to_ap1 = rgb_to_rgb(primaries::ap0, primaries::ap1), to_ap0 = glm::inverse(to_ap1);
    const glm::dvec3 aces = render_inverse(glm::clamp(display, glm::dvec3(0.0), glm::dvec3(tone_.peak / 100.0)));
    return to_ap0 * glm::clamp(to_ap1 * aces, glm::dvec3(0.0), glm::dvec3(tone_.scene_limit));
}

glm::dvec3 GamutCompression::scale() const {
    glm::dvec3 result;
    for (int i = 0; i < 3; ++i) {
        const double room = limit[i] - threshold[i], ratio = (1.0 - threshold[i]) / room;
        result[i] = room / std::pow(std::pow(ratio, -power) - 1.0, 1.0 / power);
    }
    return result;
}

namespace {

// Distances from the greatest channel, compressed beyond the threshold by a power curve through (limit, 1).
template <bool inverse>
glm::dvec3 gamut_13(glm::dvec3 ap1, const GamutCompression& p) {
    const double achromatic = std::max({ap1.x, ap1.y, ap1.z});
    if (achromatic == 0.0) return ap1;
    const glm::dvec3 scale = p.scale();
    glm::dvec3 result;
    for (int i = 0; i < 3; ++i) {
        const double distance = (achromatic - ap1[i]) / std::abs(achromatic), t = p.threshold[i];
        double moved = distance;
        if (distance >= t) {
            const double x = (distance - t) / scale[i], power = std::pow(x, p.power);
            if constexpr (!inverse)
                moved = t + scale[i] * x / std::pow(1.0 + power, 1.0 / p.power);
            else if (distance < t + scale[i])  // the curve's asymptote: nothing was compressed to beyond it
                moved = t + scale[i] * std::pow(-power / (power - 1.0), 1.0 / p.power);
        }
        result[i] = achromatic - moved * std::abs(achromatic);
    }
    return result;
}

}  // namespace

glm::dvec3 compress_gamut_13(glm::dvec3 ap1, const GamutCompression& parameters) {
    return gamut_13<false>(ap1, parameters);
}

glm::dvec3 uncompress_gamut_13(glm::dvec3 ap1, const GamutCompression& parameters) {
    return gamut_13<true>(ap1, parameters);
}

}  // namespace umber::color

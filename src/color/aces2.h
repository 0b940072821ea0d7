// The ACES 2.0 output transform on the host in double: a colour appearance model (JMh, after CAM16), the tone scale,
// chroma compression, and the compression into a display's gamut. The reference for the GPU's twin
// (shaders/lib/aces2.glsl) and the builder of its tables. After the Academy's "ACES 2 output transforms"
// (docs.acescentral.com, aces-core v2.0 CTL); the vectors of OpenColorIO 2.5 prove it. J, M: lightness and
// colourfulness in the model's units, h: hue in degrees, 0..360.
#pragma once
#include <array>
#include <glm/glm.hpp>
#include <string>
#include <vector>

#include "color/rgb_space.h"

namespace umber::color {

// The appearance model for one set of primaries under the transform's fixed viewing conditions (dim surround, adapting
// luminance 100 cd/m2, background 20 %). Linear RGB 1.0 = 100 cd/m2. Any white appears neutral (full adaptation).
struct JmhModel {
    explicit JmhModel(const Chromaticities& primaries);

    // Light of no positive achromatic response is black: (0, 0, 0).
    glm::dvec3 from_rgb(glm::dvec3 rgb) const;
    glm::dvec3 to_rgb(glm::dvec3 jmh) const;

    // The achromatic response of RGB, and lightness of an achromatic luminance in cd/m2 and back (odd functions).
    double achromatic(glm::dvec3 rgb) const;
    double lightness(double nits) const;
    double luminance(double lightness) const;

    glm::dmat3 rgb_to_cone, cone_to_rgb, cone_to_aab, aab_to_cone;
    double adapted_white;  // the cone response of white, the same for all three
};

// Michaelis-Menten spaced tone scale of ACES 2 for a peak luminance, in cd/m2 against cd/m2 (scene 100 = 1.0).
struct Aces2ToneScale {
    explicit Aces2ToneScale(double peak_nits);
    double forward(double nits) const;
    double inverse(double nits) const;

    double peak, m2, s2, mid_grey_nits, inverse_limit;
    double scene_limit;  // scene-linear RGB is clamped to this before the transform
    double log_peak;     // log10(peak / 100)
};

// Per hue, what depends on it. Between samples everything is linear in hue. Entry 0 and the last two repeat the other
// end, a turn away, so that lookups need not wrap.
struct Aces2Tables {
    static constexpr int kHues = 360, kSize = kHues + 3;
    struct Cusp {
        double hue, j, m, inverse_top_gamma;  // of the display gamut, colourfulness widened for the smoothed cusp
    };
    std::array<Cusp, kSize> cusps;      // near one a degree, but with a sample at each corner of both gamuts
    std::array<double, kSize> reach_m;  // at whole degrees from -1: AP1's colourfulness at the greatest lightness
};

// One display: its peak and the primaries that limit it. Building takes some milliseconds; then it is immutable and may
// be used from any thread.
class Aces2OutputTransform {
public:
    // `peak_nits`: 100..10000. Throws Error outside.
    Aces2OutputTransform(double peak_nits, const Chromaticities& limiting);

    // ACES2065-1 -> linear RGB of the limiting primaries, 1.0 = 100 cd/m2. Scene light is first clamped to AP1 and the
    // tone scale's limit, display light to 0..peak at last, as the Academy's transform and OCIO's do.
    glm::dvec3 forward(glm::dvec3 aces) const;
    // Display light (clamped to 0..peak) -> ACES2065-1 that would have been shown so; within AP1.
    glm::dvec3 inverse(glm::dvec3 display) const;

    // The rendering without the clamps before and after: OCIO's fixed function.
    glm::dvec3 render(glm::dvec3 aces) const;
    glm::dvec3 render_inverse(glm::dvec3 display) const;

    // The stages, JMh in and out.
    glm::dvec3 tonescale_and_chroma(glm::dvec3 jmh) const;
    glm::dvec3 inverse_tonescale_and_chroma(glm::dvec3 jmh) const;
    glm::dvec3 compress_gamut(glm::dvec3 jmh) const;
    glm::dvec3 inverse_compress_gamut(glm::dvec3 jmh) const;

    double peak_nits() const { return tone_.peak; }
    const Chromaticities& limiting() const { return limiting_; }
    const Aces2Tables& tables() const { return tables_; }
    const JmhModel& display_model() const { return display_; }
    const Aces2ToneScale& tone_scale() const { return tone_; }

    // The constants of the gamut and chroma compression that follow from the peak.
    struct Constants {
        double limit_j;              // lightness of the peak
        double mid_j;                // lightness of displayed mid grey
        double focus_distance;       // of the compression's focal point behind the achromatic axis
        double inverse_lower_gamma;  // of the gamut's hull below the cusp
        double saturation, saturation_threshold, compression, chroma_scale;
    };
    const Constants& constants() const { return constants_; }

private:
    struct Hue;  // what a colour's hue fixes
    Hue at_hue(double hue) const;
    glm::dvec3 compress(glm::dvec3 jmh, const Hue& hue, double gain_j, bool inverse) const;

    Chromaticities limiting_;
    Aces2ToneScale tone_;
    JmhModel scene_, display_;
    Constants constants_;
    Aces2Tables tables_;
};

// For shaders/lib/aces2.glsl. The constructor of its struct Aces2, whose entries of lut_tables begin at `table`, and
// those entries: 726 vec4.
std::string glsl_aces2(const Aces2OutputTransform& transform, int table);
std::vector<glm::vec4> aces2_table(const Aces2OutputTransform& transform);

// ACES 1.3 reference gamut compression (Academy S-2020-001 / LMT.Academy.ReferenceGamutCompress): linear AP1 in and
// out.
struct GamutCompression {
    glm::dvec3 limit{1.147, 1.264, 1.312};  // cyan, magenta, yellow: distance that is compressed to the gamut boundary
    glm::dvec3 threshold{0.815, 0.803, 0.880};  // distances below it stay
    double power = 1.2;
    // Of the curve beyond the threshold: what makes it meet the gamut boundary at the limit. For the shader.
    glm::dvec3 scale() const;
};
glm::dvec3 compress_gamut_13(glm::dvec3 ap1, const GamutCompression& parameters = {});
glm::dvec3 uncompress_gamut_13(glm::dvec3 ap1, const GamutCompression& parameters = {});

}  // namespace umber::color

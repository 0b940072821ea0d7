// The ACES 2 transform's constants and tables for shaders/lib/aces2.glsl.
#include <cmath>

#include "color/aces2_detail.h"
#include "color/glsl_text.h"

namespace umber::color {

std::string glsl_aces2(const Aces2OutputTransform& transform, int table) {
    const JmhModel reach(primaries::ap1), &display = transform.display_model();
    const Aces2ToneScale& tone = transform.tone_scale();
    const auto& c = transform.constants();
    const double exponent = aces2::lightness_exponent();
    std::string text = "Aces2(";
    for (const glm::dmat3& matrix : {reach.rgb_to_cone, reach.cone_to_rgb, display.rgb_to_cone, display.cone_to_rgb,
                                     display.cone_to_aab, display.aab_to_cone})
        text += glsl_text(matrix) + ", ";
    // White's response is the achromatic response of 1 divided among the three cones alike.
    const double power = std::pow(display.adapted_white, 0.42), white = power / (27.13 + power);
    for (const double value :
         {exponent, 1.0 / exponent, display.adapted_white, white, tone.peak / 100.0, tone.scene_limit, tone.m2, tone.s2,
          tone.inverse_limit, c.limit_j, c.mid_j, c.focus_distance, c.inverse_lower_gamma, c.saturation,
          c.saturation_threshold, c.compression, c.chroma_scale})
        text += glsl_text(value) + ", ";
    return text + std::to_string(table) + ")";
}

std::vector<glm::vec4> aces2_table(const Aces2OutputTransform& transform) {
    const Aces2Tables& tables = transform.tables();
    std::vector<glm::vec4> entries;
    entries.reserve(std::size_t{2} * Aces2Tables::kSize);
    for (const Aces2Tables::Cusp& cusp : tables.cusps)
        entries.emplace_back(cusp.hue, cusp.j, cusp.m, cusp.inverse_top_gamma);
    int index = 1;
    for (int i = 0; i < Aces2Tables::kSize; ++i) {
        // The first cusp beyond this degree, in the float that the shader compares; a lookup goes on from here.
        while (index < Aces2Tables::kSize - 1 &&
               entries[static_cast<std::size_t>(index)].x <= static_cast<float>(i - 1))
            ++index;
        entries.emplace_back(tables.reach_m[static_cast<std::size_t>(i)], index, 0.0f, 0.0f);
    }
    return entries;
}

}  // namespace umber::color

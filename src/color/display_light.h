// The light of displays in cd/m2 (nits): what a code value means as luminance, and where graticules have their lines.
#pragma once
#include <glm/glm.hpp>

#include <optional>
#include <string>
#include <vector>

#include "color/spaces.h"

namespace umber::color {

// White of a display that no standard ties to a luminance (ITU-R BT.2035's reference).
inline constexpr double sdr_white_nits = 100;

// Whether luminance is told in cd/m2: PQ and HLG.
bool is_hdr(const std::optional<Space>& space);
// Weights of linear red, green and blue in luminance; of XYZ only Y counts.
glm::dvec3 luminance_weights(const Space& space);
// Luminance in cd/m2 of the weighted sum of what the space's curve decodes codes to, and back.
double light_to_nits(const Space& space, double light);
double light_of_nits(const Space& space, double nits);
// Luminance in cd/m2 of equal red, green and blue of this code, and back; of any space of displays.
double code_to_nits(const Space& space, double code);
double nits_to_code(const Space& space, double nits);
// Luminance in cd/m2 of code values 0..1 of a display's space.
double pixel_nits(const Space& space, glm::dvec3 code);

// Levels that are worth a line in a scope of `hdr`, from the brightest that its code values reach down to black.
struct NitLine {
    double code;        // 0..1
    std::string label;  // "203"
    bool emphasised;    // black, and the white of SDR in HDR (ITU-R BT.2408)
};
std::vector<NitLine> nit_lines(const Space& hdr);

}  // namespace umber::color

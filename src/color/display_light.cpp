#include "color/display_light.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace umber::color {
namespace {

// Of linear 1.0.
double nits_of_unit(const Space& space) {
    return std::holds_alternative<PqCurve>(space.transfer.curve) ? 100.0 : sdr_white_nits;
}

}  // namespace

bool is_hdr(const std::optional<Space>& space) {
    return space && (std::holds_alternative<PqCurve>(space->transfer.curve) || space->hlg_peak_nits > 0);
}

glm::dvec3 luminance_weights(const Space& space) {
    if (space.xyz) return {0, 1, 0};
    const glm::dmat3 m = rgb_to_xyz(space.chromaticities);
    return {m[0][1], m[1][1], m[2][1]};
}

// Through HLG's OOTF luminance is not proportional to what the curve decodes to.
double light_to_nits(const Space& space, double light) {
    if (space.hlg_peak_nits <= 0) return light * nits_of_unit(space);
    return space.hlg_peak_nits * std::pow(std::max(light, 0.0), hlg_system_gamma(space.hlg_peak_nits));
}

double light_of_nits(const Space& space, double nits) {
    if (space.hlg_peak_nits <= 0) return nits / nits_of_unit(space);
    return std::pow(nits / space.hlg_peak_nits, 1 / hlg_system_gamma(space.hlg_peak_nits));
}

double code_to_nits(const Space& space, double code) {
    return light_to_nits(space, code_to_linear(space.transfer.curve, code));
}

double nits_to_code(const Space& space, double nits) {
    return linear_to_code(space.transfer.curve, light_of_nits(space, nits));
}

double pixel_nits(const Space& space, glm::dvec3 code) {
    return light_to_nits(space, glm::dot(luminance_weights(space), code_to_linear(space.transfer.curve, code)));
}

std::vector<NitLine> nit_lines(const Space& hdr) {
    std::vector<NitLine> lines;
    for (const double nits : {10000.0, 4000.0, 2000.0, 1000.0, 400.0, 203.0, 100.0, 50.0, 10.0, 1.0, 0.1, 0.0}) {
        const double code = nits_to_code(hdr, nits);
        if (code <= 1.0 + 1e-9) lines.push_back({code, fmt::format("{:g}", nits), nits == 0.0 || nits == 203.0});
    }
    return lines;
}

}  // namespace umber::color

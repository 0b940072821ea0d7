#include "color/delta_e.h"

#include <cmath>

#include "color/transfer.h"

namespace umber::color {
namespace {

glm::dmat3 rows(glm::dvec3 a, glm::dvec3 b, glm::dvec3 c) {
    return glm::transpose(glm::dmat3(a, b, c));
}

// BT.2100-2 table 7: LMS of Rec.2020, and IC_TC_P of L'M'S' (PQ).
const glm::dmat3 kRec2020ToLms = rows({1688.0, 2146.0, 262.0}, {683.0, 2951.0, 462.0}, {99.0, 309.0, 3688.0}) / 4096.0;
const glm::dmat3 kLmsToIctcp =
    rows({2048.0, 2048.0, 0.0}, {6610.0, -13613.0, 7003.0}, {17933.0, -17390.0, -543.0}) / 4096.0;

glm::dvec3 each(glm::dvec3 v, double (*f)(double)) {
    return {f(v.x), f(v.y), f(v.z)};
}

Chromaticities chromaticities_or_bt709(const Tags& tags) {
    return tags.primaries == Primaries::unspecified ? primaries::rec709 : chromaticities(tags.primaries);
}

}  // namespace

glm::dvec3 rec2020_nits_to_ictcp(glm::dvec3 nits) {
    return kLmsToIctcp * each(kRec2020ToLms * nits, nits_to_pq);
}

glm::dvec3 ictcp_to_rec2020_nits(glm::dvec3 ictcp) {
    return glm::inverse(kRec2020ToLms) * each(glm::inverse(kLmsToIctcp) * ictcp, pq_to_nits);
}

double delta_e_itp(glm::dvec3 nits_a, glm::dvec3 nits_b) {
    const glm::dvec3 d = rec2020_nits_to_ictcp(nits_a) - rec2020_nits_to_ictcp(nits_b);
    return 720.0 * std::sqrt(d.x * d.x + 0.25 * d.y * d.y + d.z * d.z);
}

glm::dvec3 display_light_rec2020(const Tags& tags, glm::dvec3 code, double sdr_white_nits) {
    const glm::dmat3 to_rec2020 = rgb_to_rgb(chromaticities_or_bt709(tags), primaries::rec2020);
    const auto decoded = [&](Transfer transfer) { return code_to_linear(transfer_function(transfer).curve, code); };
    switch (tags.transfer) {
        case Transfer::pq:
            return to_rec2020 * (decoded(Transfer::pq) * 100.0);
        case Transfer::hlg:
            return hlg_ootf(to_rec2020 * decoded(Transfer::hlg), 1000.0);
        case Transfer::linear:
        case Transfer::srgb:
        case Transfer::gamma22:
        case Transfer::gamma28:
        case Transfer::smpte428:
            return to_rec2020 * (decoded(tags.transfer) * sdr_white_nits);
        default:
            return to_rec2020 * (code_to_linear(find_transfer("bt1886").curve, code) * sdr_white_nits);
    }
}

double delta_e_itp(const Tags& tags, glm::dvec3 code_a, glm::dvec3 code_b, double sdr_white_nits) {
    return delta_e_itp(display_light_rec2020(tags, code_a, sdr_white_nits),
                       display_light_rec2020(tags, code_b, sdr_white_nits));
}

glm::dvec3 xyz_to_xyy(glm::dvec3 xyz, glm::dvec2 black_xy) {
    const double sum = xyz.x + xyz.y + xyz.z;
    if (sum == 0.0) return {black_xy, xyz.y};
    return {xyz.x / sum, xyz.y / sum, xyz.y};
}

glm::dvec3 xyy_to_xyz(glm::dvec3 xyy) {
    if (xyy.y == 0.0) return glm::dvec3(0.0);
    const double scale = xyy.z / xyy.y;
    return {xyy.x * scale, xyy.z, (1.0 - xyy.x - xyy.y) * scale};
}

glm::dvec2 xy_to_uv1976(glm::dvec2 xy) {
    return glm::dvec2(4.0 * xy.x, 9.0 * xy.y) / (-2.0 * xy.x + 12.0 * xy.y + 3.0);
}

glm::dvec2 uv1976_to_xy(glm::dvec2 uv) {
    return glm::dvec2(9.0 * uv.x, 4.0 * uv.y) / (6.0 * uv.x - 16.0 * uv.y + 12.0);
}

}  // namespace umber::color

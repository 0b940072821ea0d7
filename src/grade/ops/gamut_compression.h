// ACES Reference Gamut Compression 1.3 (Academy S-2020-001, LMT.Academy.ReferenceGamutCompress): colours beyond AP1 are
// brought to its boundary by their distance from the achromatic axis; exposure changes nothing of it.
#pragma once
#include "color/aces2.h"
#include "grade/operation.h"

namespace umber::grade {

struct GamutCompression {
    float amount = 0.0f;                      // 0: none, 1: the Academy's
    glm::vec3 limit{1.147f, 1.264f, 1.312f};  // cyan, magenta, yellow: the distance that comes to lie on the boundary
    glm::vec3 threshold{0.815f, 0.803f, 0.880f};  // distances below it stay
    float power = 1.2f;
    bool inverse = false;
    friend bool operator==(const GamutCompression&, const GamutCompression&) = default;
};

namespace gamut_compression {

inline std::vector<double> numbers(const glm::dmat3& matrix) {
    return {&matrix[0][0], &matrix[0][0] + 9};
}

inline std::vector<double> scale(const GamutCompression& op, const SpaceContext&) {
    const glm::dvec3 all = color::GamutCompression{op.limit, op.threshold, op.power}.scale();
    return {all.x, all.y, all.z};
}

}  // namespace gamut_compression

template <>
inline const OperationInfo& operation<GamutCompression>() {
    namespace ap1 = color::primaries;
    static const OperationInfo info = describe<GamutCompression>(
        "gamut_compression", "Gamut compression",
        "ACES Reference Gamut Compression of linear light in AP1; limit and threshold are of cyan, magenta, yellow.",
        Domain::linear,
        {param("amount", &GamutCompression::amount, "Gamut", Unit::ratio, {0.0f, 1.0f}),
         host_only(limited(param("limit", &GamutCompression::limit, "Limit", Unit::ratio, {1.001f, 2.0f}),
                           {1.001f, 65504.0f})),
         limited(param("threshold", &GamutCompression::threshold, "Threshold", Unit::ratio, {0.0f, 0.9995f}),
                 {0.0f, 0.9995f}),
         limited(param("power", &GamutCompression::power, "Power", Unit::ratio, {1.0f, 4.0f}), {1.0f, 65504.0f}),
         param("inverse", &GamutCompression::inverse, "Inverse", Unit::none)},
        {derived<GamutCompression>("scale", "vec3", gamut_compression::scale),
         derived<GamutCompression>("to_ap1", "mat3",
                                   [](const GamutCompression&, const SpaceContext& space) {
                                       return gamut_compression::numbers(color::rgb_to_rgb(space.primaries, ap1::ap1));
                                   }),
         derived<GamutCompression>("from_ap1", "mat3",
                                   [](const GamutCompression&, const SpaceContext& space) {
                                       return gamut_compression::numbers(color::rgb_to_rgb(ap1::ap1, space.primaries));
                                   })},
        [](const GamutCompression& op) { return op.amount == 0.0f; });
    return info;
}

}  // namespace umber::grade

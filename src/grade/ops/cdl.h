// ASC Color Decision List v1.2: slope, offset, clamp, power, clamp, saturation with Rec.709 weights, clamp.
#pragma once
#include "grade/operation.h"

namespace umber::grade {

struct Cdl {
    glm::vec3 slope{1.0f}, offset{0.0f}, power{1.0f};
    float saturation = 1.0f;
    bool clamp = true;  // v1.2's clamps to 0..1; without them negatives pass the power unchanged
    friend bool operator==(const Cdl&, const Cdl&) = default;
};

template <>
inline const OperationInfo& operation<Cdl>() {
    static const OperationInfo info = describe<Cdl>(
        "cdl", "CDL", "ASC Color Decision List v1.2: slope, offset, power, saturation.", Domain::code_value,
        {limited(param("slope", &Cdl::slope, "Slope", Unit::ratio, {0.0f, 4.0f}, Widget::wheel), {0.0f, 1000.0f}),
         limited(param("offset", &Cdl::offset, "Offset", Unit::code_value, {-1.0f, 1.0f}, Widget::wheel),
                 {-1000.0f, 1000.0f}),
         limited(param("power", &Cdl::power, "Power", Unit::ratio, {0.1f, 4.0f}, Widget::wheel), {1e-6f, 1000.0f}),
         limited(param("saturation", &Cdl::saturation, "Saturation", Unit::ratio, {0.0f, 4.0f}), {0.0f, 1000.0f}),
         param("clamp", &Cdl::clamp, "Clamp")},
        {derived<Cdl>("bends", "bool",
                      [](const Cdl& op, const SpaceContext&) {
                          return std::vector<double>{op.power == glm::vec3(1) ? 0.0 : 1.0};
                      })},
        // The clamp of a CDL that is there acts even where its numbers are neutral.
        [](const Cdl& op) {
            return op.slope == glm::vec3(1) && op.offset == glm::vec3(0) && op.power == glm::vec3(1) &&
                   op.saturation == 1 && !op.clamp;
        });
    return info;
}

}  // namespace umber::grade

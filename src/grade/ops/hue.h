// Hue: a turn of the colour-difference plane (Cb, Cr of BT.709) that leaves luma as it is.
#pragma once
#include <cmath>

#include "color/tags.h"
#include "grade/operation.h"

namespace umber::grade {

struct Hue {
    float hue = 0.0f;  // degrees, anticlockwise on the vectorscope (Cb right, Cr up)
    friend bool operator==(const Hue&, const Hue&) = default;
};

namespace hue {

// RGB -> RGB: to Y'CbCr, turned, and back.
inline std::vector<double> matrix(const Hue& op, const SpaceContext&) {
    const color::LumaWeights k = color::luma_weights(color::Matrix::bt709);
    const double cb = 2 * (1 - k.blue), cr = 2 * (1 - k.red);
    const glm::dmat3 to_ycc =
        glm::transpose(glm::dmat3(k.red, k.green, k.blue, -k.red / cb, -k.green / cb, (1 - k.blue) / cb,
                                  (1 - k.red) / cr, -k.green / cr, -k.blue / cr));
    const double angle = glm::radians(double(op.hue)), c = std::cos(angle), s = std::sin(angle);
    const glm::dmat3 turn = glm::transpose(glm::dmat3(1, 0, 0, 0, c, -s, 0, s, c));
    const glm::dmat3 all = glm::inverse(to_ycc) * turn * to_ycc;
    return {&all[0][0], &all[0][0] + 9};
}

}  // namespace hue

template <>
inline const OperationInfo& operation<Hue>() {
    static const OperationInfo info = describe<Hue>(
        "hue", "Hue", "Turns hue about luma, in degrees on the vectorscope.", Domain::code_value,
        {host_only(limited(param("hue", &Hue::hue, "Hue", Unit::degrees, {-180.0f, 180.0f}), {-3600.0f, 3600.0f}))},
        {derived<Hue>("matrix", "mat3", hue::matrix)});
    return info;
}

}  // namespace umber::grade

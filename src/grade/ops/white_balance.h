// White balance: a chromatic adaptation of linear light from the scene's white (temperature, tint) to the working
// white.
#pragma once
#include "color/white_balance.h"
#include "grade/operation.h"

namespace umber::grade {

struct WhiteBalance {
    float temperature = 0.0f;  // kelvin beside 6504; up is warmer
    float tint = 0.0f;         // thousandths of Duv; up is towards magenta
    friend bool operator==(const WhiteBalance&, const WhiteBalance&) = default;
};

template <>
inline const OperationInfo& operation<WhiteBalance>() {
    static const OperationInfo info = describe<WhiteBalance>(
        "white_balance", "White balance", "Chromatic adaptation from the scene's white, named by temperature and tint.",
        Domain::linear,
        {host_only(param("temperature", &WhiteBalance::temperature, "Temp", Unit::kelvin, {-4000.0f, 4000.0f})),
         host_only(param("tint", &WhiteBalance::tint, "Tint", Unit::tint, {-100.0f, 100.0f}))},
        {derived<WhiteBalance>("matrix", "mat3", [](const WhiteBalance& op, const SpaceContext& space) {
            const glm::dmat3 matrix = color::white_balance_matrix(op.temperature, op.tint, space.primaries);
            return std::vector<double>(&matrix[0][0], &matrix[0][0] + 9);
        })});
    return info;
}

}  // namespace umber::grade

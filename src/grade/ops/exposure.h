// Exposure in stops: a gain of linear light.
#pragma once
#include <cmath>

#include "grade/operation.h"

namespace umber::grade {

struct Exposure {
    float exposure = 0.0f;
    friend bool operator==(const Exposure&, const Exposure&) = default;
};

template <>
inline const OperationInfo& operation<Exposure>() {
    static const OperationInfo info = describe<Exposure>(
        "exposure", "Exposure", "Gain of linear light, in stops.", Domain::linear_gain,
        {host_only(
            limited(param("exposure", &Exposure::exposure, "Exposure", Unit::stops, {-4.0f, 4.0f}), {-32.0f, 32.0f}))},
        {derived<Exposure>("gain", "float", [](const Exposure& op, const SpaceContext& space) {
            return std::vector<double>{std::exp2(op.exposure / space.power)};
        })});
    return info;
}

}  // namespace umber::grade

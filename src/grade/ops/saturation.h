// Saturation about luma of Rec.709's weights, on code values.
#pragma once
#include "grade/operation.h"

namespace umber::grade {

struct Saturation {
    float saturation = 1.0f;
    friend bool operator==(const Saturation&, const Saturation&) = default;
};

template <>
inline const OperationInfo& operation<Saturation>() {
    static const OperationInfo info = describe<Saturation>(
        "saturation", "Saturation", "Distance from luma (Rec.709 weights), on code values.", Domain::code_value,
        {limited(param("saturation", &Saturation::saturation, "Sat", Unit::ratio, {0.0f, 2.0f}), {0.0f, 100.0f})});
    return info;
}

}  // namespace umber::grade

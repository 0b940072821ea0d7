// Contrast about a pivot, on code values: out = (in - pivot) contrast + pivot.
#pragma once
#include "grade/operation.h"

namespace umber::grade {

struct Contrast {
    float contrast = 1.0f;
    float pivot = 0.435f;  // about where ACEScct, LogC and BT.1886 have middle grey
    friend bool operator==(const Contrast&, const Contrast&) = default;
};

template <>
inline const OperationInfo& operation<Contrast>() {
    static const OperationInfo info = describe<Contrast>(
        "contrast", "Contrast", "Contrast about a pivot, on code values.", Domain::code_value,
        {limited(param("contrast", &Contrast::contrast, "Contrast", Unit::ratio, {0.0f, 2.0f}), {0.0f, 100.0f}),
         limited(param("pivot", &Contrast::pivot, "Pivot", Unit::code_value, {0.0f, 1.0f}), {-10.0f, 10.0f})},
        {}, [](const Contrast& op) { return op.contrast == 1.0f; });
    return info;
}

}  // namespace umber::grade

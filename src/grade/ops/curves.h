// Curves of red, green, blue, then of luma: the luma curve moves Y' (Rec.709 weights) and leaves both colour
// differences.
#pragma once
#include "grade/curve.h"
#include "grade/operation.h"

namespace umber::grade {

struct Curves {
    Curve luma, red, green, blue;
    friend bool operator==(const Curves&, const Curves&) = default;
};

template <>
inline const OperationInfo& operation<Curves>() {
    static const OperationInfo info = describe<Curves>(
        "curves", "Curves", "Monotone curves of red, green, blue and luma, on code values.", Domain::code_value,
        {param("luma", &Curves::luma, "Y", Unit::code_value, {}, Widget::curve),
         param("red", &Curves::red, "R", Unit::code_value, {}, Widget::curve),
         param("green", &Curves::green, "G", Unit::code_value, {}, Widget::curve),
         param("blue", &Curves::blue, "B", Unit::code_value, {}, Widget::curve)},
        {}, [](const Curves& op) {
            return is_identity(op.luma) && is_identity(op.red) && is_identity(op.green) && is_identity(op.blue);
        });
    return info;
}

}  // namespace umber::grade

// A LUT file (1D, 3D or both), 3D by tetrahedral interpolation, mixed with what came in.
#pragma once
#include "grade/operation.h"

namespace umber::grade {

struct Lut {
    std::string file;  // the engine loads it
    float strength = 1.0f;
    friend bool operator==(const Lut&, const Lut&) = default;
};

template <>
inline const OperationInfo& operation<Lut>() {
    static const OperationInfo info =
        describe<Lut>("lut", "LUT", "A look-up table from a file, tetrahedral, with strength.", Domain::code_value,
                      {param("file", &Lut::file, "File", Unit::none, {}, Widget::file),
                       param("strength", &Lut::strength, "Strength", Unit::ratio, {0.0f, 1.0f})},
                      {}, [](const Lut& op) { return op.file.empty() || op.strength == 0.0f; });
    return info;
}

}  // namespace umber::grade

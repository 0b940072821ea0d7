// The list: every operation, in the fixed order in which a node applies them.
#include <array>

#include "grade/ops/cdl.h"
#include "grade/ops/contrast.h"
#include "grade/ops/curves.h"
#include "grade/ops/exposure.h"
#include "grade/ops/gamut_compression.h"
#include "grade/ops/hue.h"
#include "grade/ops/lgg.h"
#include "grade/ops/lut.h"
#include "grade/ops/saturation.h"
#include "grade/ops/white_balance.h"

namespace umber::grade {

std::span<const OperationInfo* const> operations() {
    // Gamut compression stands before what bends colours, and beside the other one of linear light, whose decoding it
    // then shares; exposure before it makes no difference.
    static const std::array list{&operation<Exposure>(),     &operation<GamutCompression>(),
                                 &operation<WhiteBalance>(), &operation<Lgg>(),
                                 &operation<Contrast>(),     &operation<Cdl>(),
                                 &operation<Saturation>(),   &operation<Hue>(),
                                 &operation<Curves>(),       &operation<Lut>()};
    return list;
}

}  // namespace umber::grade

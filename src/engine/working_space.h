// The space in which a grade works: what its code values mean as light, for those operations that need light.
#pragma once
#include <memory>
#include <optional>

#include "color/rgb_space.h"
#include "color/transfer.h"

namespace umber::engine {

struct ColorCode;  // color_pipeline.h

struct WorkingSpace {
    color::Chromaticities primaries = color::chromaticities(color::Primaries::bt709);
    color::Curve curve = color::PowerCurve{2.4, color::Negatives::mirror, 1.0};  // code value <-> light (ITU-R BT.1886)

    // From the source's values into this space and from it to what comes out; nothing: they are this space's.
    std::shared_ptr<const ColorCode> conversion{};

    // The exponent where light = code ^ exponent, mirrored about zero; 1 where code values are light.
    std::optional<double> power() const;
};

// 'As is': the clip's own code values, display-referred by its tags. BT.709 and its kin are seen through BT.1886, so
// that is how they become light here, not by the inverse of a camera's OETF.
WorkingSpace as_is(const color::Tags& tags);

}  // namespace umber::engine

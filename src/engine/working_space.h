// The space in which a grade works: what its code values mean as light, for those operations that need light.
#pragma once
#include <string>

#include "color/rgb_space.h"
#include "color/tags.h"

namespace umber::engine {

struct WorkingSpace {
    enum class Encoding { linear, power, pq, hlg };
    color::Chromaticities primaries = color::chromaticities(color::Primaries::bt709);
    Encoding encoding = Encoding::power;
    double power = 2.4;   // of Encoding::power: light = code ^ power (ITU-R BT.1886 for a picture made for a display)
    friend bool operator==(const WorkingSpace&, const WorkingSpace&) = default;
};

// 'As is': the clip's own code values, display-referred by its tags. BT.709 and its kin are seen through BT.1886, so
// that is how they become light here, not by the inverse of a camera's OETF.
WorkingSpace as_is(const color::Tags& tags);

}  // namespace umber::engine

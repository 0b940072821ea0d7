#include "engine/working_space.h"

namespace umber::engine {

WorkingSpace as_is(const color::Tags& tags) {
    WorkingSpace space;
    if (tags.primaries != color::Primaries::unspecified) space.primaries = color::chromaticities(tags.primaries);
    switch (tags.transfer) {
        case color::Transfer::linear: space.encoding = WorkingSpace::Encoding::linear; break;
        case color::Transfer::pq: space.encoding = WorkingSpace::Encoding::pq; break;
        case color::Transfer::hlg: space.encoding = WorkingSpace::Encoding::hlg; break;
        case color::Transfer::gamma22: space.power = 2.2; break;
        case color::Transfer::gamma28: space.power = 2.8; break;
        case color::Transfer::smpte428: space.power = 2.6; break;
        default: break;
    }
    return space;
}

}  // namespace umber::engine

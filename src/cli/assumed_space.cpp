#include "cli/assumed_space.h"

namespace umber::cli {

std::string assumed_space(const color::Tags& tags) {
    using color::Primaries;
    using color::Transfer;
    const bool wide = tags.primaries == Primaries::bt2020;
    const bool p3 = tags.primaries == Primaries::p3_d65;
    switch (tags.transfer) {
        case Transfer::linear:
            return wide ? "Linear Rec.2020" : p3 ? "Linear P3-D65" : "Linear Rec.709 (sRGB)";
        case Transfer::pq:
            return p3 ? "ST2084-P3-D65 - Display" : "Rec.2100-PQ - Display";
        case Transfer::hlg:
            return "Rec.2100-HLG - Display";
        case Transfer::srgb:
            return p3 ? "Display P3 - Display" : "sRGB - Display";
        case Transfer::smpte428:
            return "P3-D65 - Display";
        default:
            return wide ? "Rec.1886 Rec.2020 - Display" : p3 ? "P3-D65 - Display" : "Rec.1886 Rec.709 - Display";
    }
}

}  // namespace umber::cli

#include "engine/working_space.h"

namespace umber::engine {

std::optional<double> WorkingSpace::power() const {
    if (std::holds_alternative<color::LinearCurve>(curve)) return 1.0;
    if (const auto* power = std::get_if<color::PowerCurve>(&curve);
        power && power->negatives == color::Negatives::mirror && power->scale == 1.0)
        return power->gamma;
    return std::nullopt;
}

WorkingSpace as_is(const color::Tags& tags) {
    WorkingSpace space;
    if (tags.primaries != color::Primaries::unspecified) space.primaries = color::chromaticities(tags.primaries);
    const auto gamma = [&](double exponent) {
        space.curve = color::PowerCurve{exponent, color::Negatives::mirror, 1.0};
    };
    switch (tags.transfer) {
        case color::Transfer::linear:
            space.curve = color::LinearCurve{};
            break;
        case color::Transfer::pq:
        case color::Transfer::hlg:
            space.curve = color::transfer_function(tags.transfer).curve;
            break;
        case color::Transfer::srgb:
            space.curve = color::find_transfer("srgb_mirrored").curve;
            break;
        case color::Transfer::gamma22:
            gamma(2.2);
            break;
        case color::Transfer::gamma28:
            gamma(2.8);
            break;
        case color::Transfer::smpte428:
            gamma(2.6);
            break;
        default:
            break;
    }
    return space;
}

}  // namespace umber::engine

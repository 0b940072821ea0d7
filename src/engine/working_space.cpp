#include "engine/working_space.h"

#include "core/error.h"

namespace umber::engine {

std::optional<double> GradingSpace::power() const {
    if (std::holds_alternative<color::LinearCurve>(curve)) return 1.0;
    if (const auto* power = std::get_if<color::PowerCurve>(&curve);
        power && power->negatives == color::Negatives::mirror && power->scale == 1.0)
        return power->gamma;
    return std::nullopt;
}

const NodeSpace* WorkingSpace::own_space(const grade::Node& node) const {
    if (node.space.empty()) return nullptr;
    const auto found = node_spaces.find(node.space);
    if (found == node_spaces.end())
        throw Error("node {} '{}' works in '{}', to which there is no way here", node.id, node.name, node.space);
    return found->second.function.empty() ? nullptr : &found->second;
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

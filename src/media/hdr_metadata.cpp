#include "media/hdr_metadata.h"

#include <fmt/format.h>

#include <cstdlib>

namespace umber::media {

namespace {

struct NamedPrimaries {
    const char* name;
    std::array<std::array<int, 2>, 3> primaries;  // as in MasteringDisplay
};

// SMPTE EG 432-1, ITU-R BT.2020 and BT.709, all with D65 (0.3127, 0.3290).
constexpr NamedPrimaries named[] = {
    {"P3 D65", {{{34000, 16000}, {13250, 34500}, {7500, 3000}}}},
    {"BT.2020", {{{35400, 14600}, {8500, 39850}, {6550, 2300}}}},
    {"BT.709", {{{32000, 16500}, {15000, 30000}, {7500, 3000}}}},
};
constexpr std::array<int, 2> d65{15635, 16450};

// Writers round in different ways.
bool alike(const std::array<int, 2>& a, const std::array<int, 2>& b) {
    constexpr int steps = 5;
    return std::abs(a[0] - b[0]) <= steps && std::abs(a[1] - b[1]) <= steps;
}

std::string point(const std::array<int, 2>& xy) {
    return fmt::format("({:.4f}, {:.4f})", xy[0] / 50000.0, xy[1] / 50000.0);
}

std::string gamut(const MasteringDisplay& display) {
    for (const NamedPrimaries& one : named)
        if (alike(display.white_point, d65) && alike(display.primaries[0], one.primaries[0]) &&
            alike(display.primaries[1], one.primaries[1]) && alike(display.primaries[2], one.primaries[2]))
            return one.name;
    return fmt::format("R{} G{} B{} white {}", point(display.primaries[0]), point(display.primaries[1]),
                       point(display.primaries[2]), point(display.white_point));
}

}  // namespace

std::string to_string(const MasteringDisplay& display) {
    return fmt::format("mastering display {}, {:g} to {:g} cd/m2", gamut(display), display.min_luminance / 10000.0,
                       display.max_luminance / 10000.0);
}

std::string to_string(const ContentLight& light) {
    return fmt::format("MaxCLL {}, MaxFALL {} cd/m2", light.max_cll, light.max_fall);
}

}  // namespace umber::media

#include "app/picture_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace umber::app {

namespace {

using color::Space;

constexpr glm::vec3 outside_color{0.95f, 0.10f, 0.85f}, edge_color{0.05f, 0.80f, 0.85f},
    white_color{0.95f, 0.16f, 0.12f}, black_color{0.10f, 0.20f, 0.95f};

const Space& known(const std::optional<Space>& space) {
    if (!space) throw Error("this config's display is none that Umber knows, so its code values can't be judged");
    return *space;
}

}  // namespace

const std::vector<TargetGamut>& target_gamuts() {
    static const std::vector<TargetGamut> list{{"Rec.709", color::primaries::rec709},
                                               {"P3-D65", color::primaries::p3_d65},
                                               {"Rec.2020", color::primaries::rec2020},
                                               {"AP1", color::primaries::ap1}};
    return list;
}

const std::vector<Band>& stop_bands() {
    static const std::vector<Band> list = [] {
        const glm::vec3 colors[]{{0.16f, 0.06f, 0.30f}, {0.26f, 0.13f, 0.62f}, {0.10f, 0.28f, 0.86f},
                                 {0.02f, 0.50f, 0.86f}, {0.02f, 0.66f, 0.66f}, {0.12f, 0.52f, 0.28f},
                                 {0.50f, 0.50f, 0.50f}, {0.50f, 0.74f, 0.26f}, {0.86f, 0.84f, 0.20f},
                                 {0.96f, 0.64f, 0.10f}, {0.94f, 0.38f, 0.10f}, {0.88f, 0.12f, 0.16f},
                                 {0.96f, 0.52f, 0.68f}};
        std::vector<Band> bands{{-1e9, {0.03f, 0.01f, 0.05f}, "darker"}};
        for (int stop = -6; stop <= 6; ++stop)
            bands.push_back({stop - 0.5, colors[stop + 6],
                             stop == 0 ? "18 % grey"
                                       : fmt::format("{}{} stop{}", stop < 0 ? "\u2212" : "+", std::abs(stop),
                                                     std::abs(stop) == 1 ? "" : "s")});
        bands.push_back({6.5, {1, 1, 1}, "brighter"});
        return bands;
    }();
    return list;
}

const std::vector<Band>& nit_bands() {
    static const std::vector<Band> list{{-1e9, {0.03f, 0.01f, 0.05f}, "below 0.1"},
                                        {0.1, {0.26f, 0.13f, 0.62f}, "0.1"},
                                        {1, {0.10f, 0.28f, 0.86f}, "1"},
                                        {10, {0.02f, 0.50f, 0.86f}, "10"},
                                        {25, {0.02f, 0.66f, 0.66f}, "25"},
                                        {50, {0.12f, 0.52f, 0.28f}, "50"},
                                        {100, {0.50f, 0.50f, 0.50f}, "100"},
                                        {203, {0.50f, 0.74f, 0.26f}, "203"},  // HDR's reference white, ITU-R BT.2408
                                        {400, {0.86f, 0.84f, 0.20f}, "400"},
                                        {600, {0.96f, 0.64f, 0.10f}, "600"},
                                        {1000, {0.94f, 0.38f, 0.10f}, "1000"},
                                        {2000, {0.88f, 0.12f, 0.16f}, "2000"},
                                        {4000, {1, 1, 1}, "4000"}};
    return list;
}

LookNumbers look_numbers(const PictureLook& look, const std::optional<Space>& measured) {
    LookNumbers numbers;
    numbers.inverse_gamma = 1 / look.gamma;
    if (look.marks == Marks::none) return numbers;
    const Space& space = known(measured);
    for (std::size_t i = 0; i <= look_levels; ++i)
        numbers.light[i] = static_cast<float>(
            color::code_to_linear(space.transfer.curve, static_cast<double>(i) / static_cast<double>(look_levels)));
    numbers.weights = glm::vec4(luminance_weights(space), 0);
    if (look.marks == Marks::gamut) {
        numbers.mode = 2;
        // The picture has 16 bits and has come through single precision; a colour on the edge must not flicker.
        numbers.tolerance = 0.004f;
        const auto& target = target_gamuts().at(static_cast<std::size_t>(look.target));
        const glm::dmat3 to_target =
            space.xyz ? color::xyz_to_rgb(target.chromaticities) *
                            color::chromatic_adaptation(color::white::d65, target.chromaticities.white, space.cat)
                      : color::rgb_to_rgb(space.chromaticities, target.chromaticities);
        for (int row = 0; row < 3; ++row)
            numbers.rows[row] = glm::vec4(glm::vec3(to_target[0][row], to_target[1][row], to_target[2][row]), 0);
        return numbers;
    }
    numbers.mode = 1;
    const bool stops = look.marks == Marks::stops;
    const std::vector<Band>& bands = stops ? stop_bands() : nit_bands();
    numbers.bands = static_cast<float>(bands.size());
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const double from = i == 0  ? -1e30
                            : stops ? middle_grey * std::exp2(bands[i].from)
                                    : light_of_nits(space, bands[i].from);
        numbers.band[i] = glm::vec4(bands[i].color, static_cast<float>(from));
    }
    return numbers;
}

Legend legend(const PictureLook& look, const std::optional<Space>& measured) {
    Legend result;
    if (look.marks == Marks::none) return result;
    if (look.marks == Marks::gamut) {
        const std::string& target = target_gamuts().at(static_cast<std::size_t>(look.target)).name;
        result.title = "Gamut and range";
        result.entries = {{white_color, "a channel at white"},
                          {outside_color, fmt::format("outside {}", target)},
                          {edge_color, "a channel at black"},
                          {black_color, "black"}};
        return result;
    }
    const bool stops = look.marks == Marks::stops;
    result.title = stops ? "Stops of the scene" : "cd/m² (nits), from";
    for (const Band& band : stops ? stop_bands() : nit_bands()) {
        // What the display can't reach needs no place.
        if (!stops && measured &&
            light_to_nits(*measured, color::code_to_linear(measured->transfer.curve, 1.0)) < band.from - 1e-6)
            break;
        result.entries.insert(result.entries.begin(), LegendEntry{band.color, band.label});
    }
    return result;
}

std::string viewer_mark(float exposure, float gamma) {
    std::string mark;
    if (exposure != 0) mark = fmt::format("{}{:.2f} st", exposure < 0 ? "\u2212" : "+", std::abs(exposure));
    if (gamma != 1) mark += fmt::format("{}γ {:.2f}", mark.empty() ? "" : " · ", gamma);
    return mark;
}

}  // namespace umber::app

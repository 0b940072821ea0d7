// What the viewer does to a picture that no master, still or scope has: gamma, false colours, marks where colours lie
// outside a gamut or are clipped. As numbers for shaders/present/picture.frag.glsl, with the legend that says what they
// mean. (The viewer's exposure acts before the view, so the engine makes it.)
#pragma once
#include <glm/glm.hpp>
#include <optional>
#include <string>
#include <vector>

#include "color/display_light.h"
#include "color/spaces.h"

namespace umber::app {

enum class Marks {
    none,
    stops,  // false colours by stops about middle grey, of the graded scene
    nits,   // by luminance of the display
    gamut,  // outside a target gamut; clipped
};

struct PictureLook {
    float gamma = 1;  // after the view: code ^ (1 / gamma)
    Marks marks = Marks::none;
    int target = 0;  // of target_gamuts()
    bool plain() const { return gamma == 1 && marks == Marks::none; }
    friend bool operator==(const PictureLook&, const PictureLook&) = default;
};

struct TargetGamut {
    std::string name;
    color::Chromaticities chromaticities;
};
const std::vector<TargetGamut>& target_gamuts();  // Rec.709, P3-D65, Rec.2020, AP1

struct LegendEntry {
    glm::vec3 color;
    std::string label;
};
struct Legend {
    std::string title;
    std::vector<LegendEntry> entries;  // from the brightest down
};

// A colour of false colours, for all that is at least as bright as `from`, in the unit that is told by the legend
// (stops, cd/m2); the first has no lower end.
struct Band {
    double from;
    glm::vec3 color;
    std::string label;
};
const std::vector<Band>& stop_bands();
const std::vector<Band>& nit_bands();

inline constexpr std::size_t look_bands = 20, look_levels = 4096;
inline constexpr double middle_grey = 0.18;
using color::sdr_white_nits;

// How a colour is judged; the same in the shader. Light is linear in units of its space.
struct LookNumbers {
    float mode = 0;  // 0 none, 1 bands, 2 gamut
    float bands = 0;
    float inverse_gamma = 1;
    float tolerance = 0;             // outside a gamut: below -tolerance * the brightest channel
    glm::vec4 weights{0};            // of luminance
    glm::vec4 rows[3]{};             // light -> target gamut
    glm::vec4 band[look_bands]{};    // colour, and the light from which on it stands
    float light[look_levels + 1]{};  // code -> light
};

// `measured`: the space of the code values that are judged (for stops: of the picture that was converted for that).
// Throws Error where marks need to know what code values mean and nobody does.
LookNumbers look_numbers(const PictureLook& look, const std::optional<color::Space>& measured);
Legend legend(const PictureLook& look, const std::optional<color::Space>& measured);

// The space that the engine converts the graded picture into for stops.
inline constexpr const char* stops_space = "ACEScct";

// "+1.00 st · γ 1.20"; empty where both are neutral.
std::string viewer_mark(float exposure, float gamma);

}  // namespace umber::app

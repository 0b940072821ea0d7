// A colour conversion as a list of steps, each a line of GLSL: what src/color knows of a space or a view, put together
// in double and then written down for the kernel.
#pragma once
#include <glm/glm.hpp>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "color/aces2.h"
#include "color/views.h"
#include "engine/ocio_code.h"

namespace umber::engine {

struct CurveStep {
    color::Curve curve;
    color::TransferDirection direction;
};
// HLG's OOTF: scene light -> display light, 1.0 = 100 cd/m2, and back from light in units of color::hlg_ocio_unit_nits.
struct HlgStep {
    double peak_nits;
    color::TransferDirection direction;
};
struct MatrixStep {
    glm::dmat3 matrix;
};
// Negative values become 0.
struct ClampStep {};
// Linear AP1 <-> linear light of the limiting primaries.
struct Aces2Step {
    std::shared_ptr<const color::Aces2OutputTransform> transform;
    bool inverse = false;
};

struct OcioStep {
    std::shared_ptr<const OcioCode> code;
};

using ColorStep = std::variant<CurveStep, HlgStep, MatrixStep, ClampStep, Aces2Step, OcioStep>;
using ColorSteps = std::vector<ColorStep>;

// Code values <-> ACES2065-1. Throws Error for data.
ColorSteps steps_to_aces(const color::Space& space);
ColorSteps steps_from_aces(const color::Space& space);
// ACES2065-1 <-> code values of the display. Throws Error where OpenColorIO has no way back.
ColorSteps steps_from_aces(const color::DisplayView& view);
ColorSteps steps_to_aces(const color::DisplayView& view);

// A display as OCIO's built-in of its name and the configs of ACES 1.3 encode it, where negatives are not mirrored as
// in the configs of ACES 2.0: sRGB's line through black goes on, and a power is clamped.
color::Space builtin_display(const color::Space& display);

// One after the other: neighbouring matrices become one, and what cancels out is left away.
ColorSteps joined(const ColorSteps& first, const ColorSteps& then);

// Without encodings that are met by their own inverse, which leaves nothing of a way between two spaces that are one
// but for their names. (What such an encoding clamps is lost: for spaces, whose values it keeps, and not for pictures.)
ColorSteps without_round_trips(const ColorSteps& steps);

// Appends `vec3 NAME(vec3 rgb)` of the steps to `text`, and its tables to `texels`, whose first entry is the first of
// lut_tables. Needs lib/transfer.glsl, lib/exact_matrix.glsl and lib/aces2.glsl. `of_source`: its colours are the
// source's own, untouched, so that source_rest belongs to them.
void append_function(std::string_view name, const ColorSteps& steps, std::string& text, std::vector<glm::vec4>& texels,
                     bool of_source = false);

}  // namespace umber::engine

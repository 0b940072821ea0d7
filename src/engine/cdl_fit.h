// A grade as an ASC CDL: exactly where it is one, else the nearest by least squares, with what is left over said.
#pragma once
#include <glm/glm.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/working_space.h"
#include "grade/graph.h"
#include "interchange/color_correction.h"

namespace umber::engine {

struct CdlFit {
    interchange::ColorCorrection cdl;
    bool exact = false;                    // by the formulas, not by fitting
    double max_error = 0, mean_error = 0;  // of a channel over the samples, code values 0..1; 0 where exact
    glm::dvec3 max_error_at{0};            // the colour that went in
    std::size_t samples = 0;
    std::vector<std::string> not_included;  // what a CDL can't hold, if it is not exact
};

// ASC CDL v1.2 in double: slope, offset, clamp, power, clamp, saturation (Rec.709 weights), clamp.
glm::dvec3 apply_cdl(const interchange::ColorCorrection& cdl, glm::dvec3 rgb);

// The CDL that is this grade for every input colour, if there is one: a CDL alone, or exposure, gain, offset and
// contrast where their order and clamps allow it.
std::optional<interchange::ColorCorrection> exact_cdl(const grade::Graph& graph, const WorkingSpace& space);

// The CDL nearest to in[i] -> out[i] in the sense of least squares over all three channels. Slope >= 0, power > 0,
// saturation >= 0. Both of one length, finite, not empty (throws Error).
CdlFit fit_cdl(std::span<const glm::vec3> in, std::span<const glm::vec3> out);

// exact_cdl(), else fit_cdl() through the grade's own output for `samples`.
class Engine;
CdlFit cdl_of(Engine& engine, const grade::Graph& graph, const WorkingSpace& space, std::span<const glm::vec3> samples);

}  // namespace umber::engine

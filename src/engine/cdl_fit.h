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

class Engine;

struct CdlFit {
    interchange::ColorCorrection cdl;
    bool exact = false;                    // by the formulas, not by fitting
    double max_error = 0, mean_error = 0;  // of a channel over the samples, code values 0..1; 0 where exact
    glm::dvec3 max_error_at{0};            // the colour that went in
    std::size_t samples = 0;
    std::vector<std::string> not_included;  // what could only be approximated; empty where exact
};

// ASC CDL v1.2 in double: slope, offset, clamp, power, clamp, saturation (Rec.709 weights), clamp.
glm::dvec3 apply_cdl(const interchange::ColorCorrection& cdl, glm::dvec3 rgb);

// The CDL that is this grade for every colour of 0..1, if there is one: a CDL alone, or exposure, primaries, contrast
// and saturation where their order allows it. A CDL's result is held to 0..1, and so is the grade's here, as it is in
// every picture of whole-number codes.
std::optional<interchange::ColorCorrection> exact_cdl(const grade::Graph& graph, const WorkingSpace& space);

// The CDL nearest to in[i] -> out[i] (held to 0..1) in the sense of least squares over all three channels, its slope,
// power and saturation not negative. Throws Error: of different length, empty, not finite.
CdlFit fit_cdl(std::span<const glm::vec3> in, std::span<const glm::vec3> out);

// exact_cdl(), else fit_cdl() through the grade's own output for `samples`.
CdlFit cdl_of(Engine& engine, const grade::Graph& graph, const WorkingSpace& space, std::span<const glm::vec3> samples);

}  // namespace umber::engine

// Colour management of one clip as a value: input space -> working space -> grade -> output space or view, and what of
// it the kernel is given. Nothing asked for: the grade works on the clip's own code values.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "color/tags.h"
#include "engine/working_space.h"

namespace umber::engine {

// The conversions as GLSL, and the tables that this reads. Immutable; kernels are told apart by its text.
struct ColorCode {
    // Where the working space converts, functions `vec3 to_working(vec3 rgb)`, `vec3 from_working(vec3 rgb)`, and `vec3
    // convert(vec3 rgb)`, which is both where nothing is graded between them. Then those of nodes' spaces.
    std::string text;
    std::vector<glm::vec4> texels;  // the first entries of lut_tables
};

struct ColorPipeline {
    // Names, or aliases, of spaces. A space can also be "DISPLAY/VIEW": what that view shows; as input its inverse.
    std::string input_space;    // empty: what the clip's tags say
    std::string working_space;  // empty: ACEScct; "as is": the input's own code values
    std::string output_space;   // empty: `view`; where that is empty too, back to the input space
    std::string view;           // "DISPLAY/VIEW", or "none": the graded values of the working space as they are
    std::string config{};       // an OCIO config's file, whose names those are; empty: Umber's own table
    std::string look{};         // looks of the config, "NAME, -NAME": before the view, instead of its own; "none": none

    // A display: the view's code values are converted to it, so that it shows what the view's own display would, as far
    // as it can. For looking only; tags() are those of the view.
    std::string proof{};

    // Spaces that nodes name for themselves (see for_grade()): the working space is converted to them and back. Names
    // as above, but no views.
    std::vector<std::string> node_spaces{};

    // Apart from node_spaces.
    bool empty() const {
        return input_space.empty() && working_space.empty() && output_space.empty() && view.empty() && look.empty();
    }
    // Nothing but `view` is given, as "none": nothing is converted.
    bool empty_but_view_none() const;
    friend bool operator==(const ColorPipeline&, const ColorPipeline&) = default;

    // The space in which a clip with these tags is graded, with the conversions around it; as_is() if empty() or only
    // `view` is given, as "none". Takes some milliseconds, so one call serves a whole clip. Throws UsageError for
    // unknown names (offering the nearest), and for a node's space where nothing says what the clip's values are; Error
    // for what can't be converted.
    WorkingSpace space(const color::Tags& tags) const;

    // The tags of pictures that come out: of the output's space as far as H.273 has code points. A Y'CbCr matrix
    // follows primaries that change; range and chroma location stay. Throws as space() does.
    color::Tags tags(const color::Tags& source) const;
};

// `pipeline` for a grade: with the spaces of its nodes.
ColorPipeline for_grade(ColorPipeline pipeline, const grade::Graph& graph);

}  // namespace umber::engine

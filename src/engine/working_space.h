// The spaces in which a grade works: what their code values mean as light, for those operations that need light, and
// how they are come by.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "color/rgb_space.h"
#include "color/transfer.h"
#include "grade/graph.h"

namespace umber::engine {

struct ColorCode;  // color_pipeline.h

// What operations know of the space that they work in.
struct GradingSpace {
    color::Chromaticities primaries = color::chromaticities(color::Primaries::bt709);
    color::Curve curve = color::PowerCurve{2.4, color::Negatives::mirror, 1.0};  // code value <-> light (ITU-R BT.1886)

    // The exponent where light = code ^ exponent, mirrored about zero; 1 where code values are light.
    std::optional<double> power() const;
};

// A space that a node names for itself, and the way there from the working space and back.
struct NodeSpace {
    GradingSpace grading;
    // `vec3 to_space_FUNCTION(vec3 rgb)` and `from_space_FUNCTION` of the code; empty: it is the working space itself.
    std::string function{};
};

struct WorkingSpace : GradingSpace {
    // Its functions; nothing where there are none.
    std::shared_ptr<const ColorCode> code{};
    // The source's values are brought into this space, and those of this space to what comes out. Else both are its
    // own.
    bool converts = false;
    std::map<std::string, NodeSpace, std::less<>> node_spaces{};  // by the names that nodes have for them

    // That of a node; nullptr where it works in this one. Throws Error for one that is not in node_spaces.
    const NodeSpace* own_space(const grade::Node& node) const;
};

// 'As is': the clip's own code values, display-referred by its tags. BT.709 and its kin are seen through BT.1886, so
// that is how they become light here, not by the inverse of a camera's OETF.
WorkingSpace as_is(const color::Tags& tags);

}  // namespace umber::engine

// A graph as GLSL and as the numbers that this GLSL reads: `vec3 grade(vec3 rgb)` with every parameter in one uniform
// block, so that turning a wheel rewrites a few floats and compiles nothing.
#pragma once
#include <string>
#include <vector>

#include "engine/tables.h"
#include "engine/working_space.h"
#include "grade/graph.h"

namespace umber::engine {

// How much of the graph the program holds.
enum class Structure {
    exact,  // what acts, nothing else: for masters and LUTs
    live,   // every operation behind a switch of its own: whatever is touched next, nothing is compiled
};

// Structures, libraries and `vec3 grade(vec3 rgb)`. Equal for two graphs of the same structure (for `exact`: also of
// the same flags, bent curves and sizes of LUTs). Its parameters start at entry `first` of `vec4 values[]`.
std::string grade_code(const grade::Graph& graph, const WorkingSpace& space, Structure structure, int first,
                       const LutSet& luts);

struct GradeNumbers {
    std::vector<glm::vec4> values;  // from entry `first` on
    std::vector<glm::vec4> curves;  // the curve tables
};

// The numbers for grade_code() of the same arguments. In both `luts` has every file that the graph names.
GradeNumbers grade_numbers(const grade::Graph& graph, const WorkingSpace& space, Structure structure,
                           const LutSet& luts);

}  // namespace umber::engine

// The grade as a look-up table, through the very kernel that makes the picture, and how far the table is from it.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace umber::engine {

// How colours are spread over the lattice.
struct BakeOptions {
    enum class Shaper {
        none,  // evenly from low to high
        log,   // evenly in log2(1 + x / toe) from 0 to high, by a 1D table before the lattice: for scene-linear input
    };
    int size = 33;  // 2..129
    Shaper shaper = Shaper::none;
    float low = 0.0f, high = 1.0f;  // log: from 0
    float toe = 1.0f / 256;         // log: about where it begins to be one; darker, it is nearly linear
    int shaper_size = 16384;        // entries of the 1D table
    std::string title;
};

// The whole grade as a 3D table (and a 1D one before it where a shaper is asked for), with red fastest. Colours outside
// low..high come out as at its ends. Throws Error: sizes and ranges that no table can have.
interchange::Lut bake_cube(Engine& engine, const grade::Graph& graph, const WorkingSpace& space,
                           const BakeOptions& options);

// The grade as a 1D table of `size` entries where it treats each channel by itself and alike at any value of the
// others; nothing where it doesn't.
std::optional<interchange::Lut> bake_curves(Engine& engine, const grade::Graph& graph, const WorkingSpace& space,
                                            int size, float low = 0.0f, float high = 1.0f);

// How far a table is from the grade: `umber export --report`.
struct LutReport {
    double max_error = 0, mean_error = 0;  // largest and mean difference of a channel, in code values 0..1
    glm::dvec3 max_error_at{0};            // the colour that went in
    double max_delta_e_itp = 0;
    std::size_t samples = 0;
    std::vector<std::string> not_included;  // what the grade does that no table can
};

// Puts `samples` (R'G'B' before the grade) through the grade, and through the table as other programs do it
// (tetrahedral, in double on the host). `display`: how the graded colours are seen, for Delta E ITP.
LutReport compare(Engine& engine, const grade::Graph& graph, const WorkingSpace& space, const interchange::Lut& lut,
                  std::span<const glm::vec3> samples, const color::Tags& display);

// R'G'B' of a frame's pixels before any grade, in single precision: all of them, or every n-th so that there are at
// most `most`. Clips' own pixels are what a table must be right for.
std::vector<glm::vec3> colours_of(Engine& engine, const media::Frame& frame, std::size_t most = std::size_t{1} << 22);

// What of the grade can't go into a table or a CDL because it depends on more than a pixel's own colour.
std::vector<std::string> not_in_a_table(const grade::Graph& graph);

}  // namespace umber::engine

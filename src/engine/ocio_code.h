// A transform of OpenColorIO's as GLSL of ours: its shader text with the textures read from lut_tables by our own
// sampling, and log2, exp2, pow and their kin by lib/math.glsl's, so that it gives the same numbers on every device.
// OCIO's own headers stay in the .cpp.
#pragma once
#include <glm/glm.hpp>
#include <memory>
#include <string>
#include <vector>

namespace umber::engine {

struct OcioCode {
    std::string function;           // `vec4 FUNCTION(vec4 rgba)`; no two transforms share a name
    std::string text;               // declares it; reads FUNCTION_table, the place of its texels in lut_tables
    std::vector<glm::vec4> texels;  // its tables
    bool identity = false;          // it changes nothing
};

// One of OCIO's built-in transforms (BuiltinTransform's style). Throws Error where the library has it not.
std::shared_ptr<const OcioCode> ocio_builtin(const std::string& style, bool inverse = false);

// A LUT file in any format that OCIO reads: 3D by tetrahedral, 1D by linear interpolation. Throws Error naming the
// file.
std::shared_ptr<const OcioCode> ocio_file(const std::string& file);

// The looks of a list, "NAME, -NAME | NAME".
struct LookName {
    std::string name;
    bool inverse = false;
};
std::vector<LookName> look_names(const std::string& looks);

// How many transforms were extracted from OpenColorIO so far in this program: each costs milliseconds, and none is
// extracted again while the files that it came from stay as they are. For tests, and for `UMBER_LOG=debug`.
std::size_t ocio_extractions();

// Declares the function, unless `text` has it already, with its tables at the end of `texels`.
void declare(const OcioCode& code, std::string& text, std::vector<glm::vec4>& texels);

}  // namespace umber::engine

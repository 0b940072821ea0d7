// Numbers as GLSL writes them. For the parts of color that emit calls of shaders/lib.
#pragma once
#include <fmt/format.h>

#include <glm/glm.hpp>
#include <string>

namespace umber::color {

// Nine digits bring the same float back.
inline std::string glsl_text(double value) {
    std::string text = fmt::format("{:.9g}", static_cast<float>(value));
    if (text.find_first_of(".en") == std::string::npos) text += ".0";
    return text;
}

inline std::string glsl_text(const glm::dmat3& m) {
    std::string text = "mat3(";
    for (int column = 0; column < 3; ++column)
        for (int row = 0; row < 3; ++row) text += (column + row ? ", " : "") + glsl_text(m[column][row]);
    return text + ")";
}

}  // namespace umber::color

// What a shader's file needs of GLSL to be compiled as C++, in 32-bit float.
#pragma once
#include <algorithm>
#include <cmath>
#include <glm/glm.hpp>

namespace umber::color::glsl {
using glm::vec3;
inline float u_log2(float x) {
    return std::log2(x);
}
inline float u_exp2(float x) {
    return std::exp2(x);
}
inline float u_pow(float x, float y) {
    return std::pow(x, y);
}
inline float abs(float x) {
    return std::abs(x);
}
inline float min(float a, float b) {
    return std::min(a, b);
}
inline float max(float a, float b) {
    return std::max(a, b);
}
}  // namespace umber::color::glsl

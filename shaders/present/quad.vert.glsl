// A rectangle of the window.
#version 450
#include "present/quad.glsl"

void main() {
    const vec2 corners[6] = vec2[](vec2(0, 0), vec2(1, 0), vec2(0, 1), vec2(0, 1), vec2(1, 0), vec2(1, 1));
    gl_Position = vec4((push.rect.xy + corners[gl_VertexIndex] * push.rect.zw) * push.to_clip - 1.0, 0.0, 1.0);
}

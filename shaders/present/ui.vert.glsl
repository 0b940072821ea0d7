// The interface's triangles, as Dear ImGui hands them over: every corner in the order of drawing.
#version 450

struct Corner {
    float x, y;  // pixels of the window
    float u, v;  // of the font atlas
    uint color;  // R in the lowest byte, straight alpha in the highest
};
layout(std430, binding = 0) readonly buffer Corners { Corner corners[]; };
layout(push_constant) uniform Push { vec2 to_clip; };

layout(location = 0) out vec2 uv;
layout(location = 1) out vec4 color;

void main() {
    Corner corner = corners[gl_VertexIndex];
    uv = vec2(corner.u, corner.v);
    color = unpackUnorm4x8(corner.color);
    gl_Position = vec4(vec2(corner.x, corner.y) * to_clip - 1.0, 0.0, 1.0);
}

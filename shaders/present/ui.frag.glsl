// Colour times the atlas; blending makes the layer premultiplied.
#version 450

layout(binding = 1) uniform sampler2D atlas;
layout(location = 0) in vec2 uv;
layout(location = 1) in vec4 color;
layout(location = 0) out vec4 result;

void main() { result = color * texture(atlas, uv); }

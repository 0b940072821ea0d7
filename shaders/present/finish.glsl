// The last step of every pixel: the interface over it, then the display's encoding.
layout(std430, binding = 0) readonly buffer Layer { uint layer[]; };  // premultiplied
layout(location = 0) out vec4 result;

void finish(vec3 color) {
    vec4 over = unpackUnorm4x8(layer[int(gl_FragCoord.y) * push.layer_width + int(gl_FragCoord.x)]);
    result = vec4(over.rgb + color * (1.0 - over.a), 1.0);
}

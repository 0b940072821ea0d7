// The last step of every pixel: the interface over it, then the display's encoding.
layout(binding = 0) uniform sampler2D layer;
layout(location = 0) out vec4 result;

void finish(vec3 color) {
    vec4 over = texelFetch(layer, ivec2(gl_FragCoord.xy), 0);
    result = vec4(over.rgb + color * (1.0 - over.a), 1.0);
}

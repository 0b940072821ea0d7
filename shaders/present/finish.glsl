// The last step of every pixel: the interface over it, and the encoding that the display takes. src/app/display_code.cpp
// writes what DISPLAY names. 0 (or nothing): an SDR display that is given code values as they are. 1: an SDR display
// and an HDR picture, of which a preview is made. 2: an HDR display.
#ifndef DISPLAY
#define DISPLAY 0
#endif

layout(std430, binding = 0) readonly buffer Layer { uint layer[]; };  // the interface's R'G'B', premultiplied
layout(location = 0) out vec4 result;

vec4 interface_here() {
    return unpackUnorm4x8(layer[int(gl_FragCoord.y) * push.layer_width + int(gl_FragCoord.x)]);
}

// `color`: R'G'B' of the interface.
void finish(vec3 color) {
    vec4 over = interface_here();
    color = over.rgb + color * (1.0 - over.a);
#if DISPLAY == 2
    color = light_to_surface(interface_to_light(color));
#endif
    result = vec4(color, 1.0);
}

// finish.glsl for the picture's own pixels.

// `code`: the picture's own code values.
void finish_picture(vec3 code) {
#if DISPLAY == 0
    finish(code);
#elif DISPLAY == 1
    finish(preview(code));
#else
    vec3 light = picture_to_light(code);
    vec4 over = interface_here();
    // What is translucent is mixed as it would be on an SDR display.
    if (over.a > 0.0) light = interface_to_light(over.rgb + light_to_interface(light) * (1.0 - over.a));
    result = vec4(light_to_surface(light), 1.0);
#endif
}

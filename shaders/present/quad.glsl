// What every quad of the window is told (the same as Push in src/app/display_pass.cpp).
layout(push_constant) uniform Push {
    vec4 rect;    // of the quad, in pixels of the window
    vec2 to_clip;
    vec2 ground;  // the grey beneath; scopes: width of the whole place
    vec4 source;  // picture: its place (x, y, width, height); scopes: 0, strength, x and y of the whole place
    ivec4 size;   // picture: width and height of after, of before; scopes: columns
    float wipe;   // picture: x of the wipe; scopes: height of the whole place
    int turns;    // quarter turns clockwise
    int layer_width;
} push;

// The displayed picture: four unsigned 16-bit numbers a pixel, rows without gaps; at the source's size or smaller. Eight
// pixels an invocation.
void sink_pixel(ivec2 at, vec3 rgb) {
    uvec3 code = uvec3(clamp(rgb, 0.0, 1.0) * 65535.0 + 0.5);
    int word = 2 * (at.y * sink_size.x + at.x);
    sink[word] = code.r | (code.g << 16);
    sink[word + 1] = code.b | 0xffff0000u;
}

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(8, 1);
    if (any(greaterThanEqual(at, sink_size))) return;
    int end = min(at.x + 8, sink_size.x);
    if (SINK_SCALED) {
        for (int x = at.x; x < end; ++x) sink_pixel(ivec2(x, at.y), grade(source_area(ivec2(x, at.y), sink_size)));
        return;
    }
    walk_start(at);
    for (int x = at.x; x < end; ++x) {
        walk_to(x);
        sink_pixel(ivec2(x, at.y), grade(source_to_rgb(walk_codes(0))));
    }
}

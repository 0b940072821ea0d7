// An ungraded picture from one Y'CbCr format into another of the same matrix. Luma is only rescaled, and so is chroma
// along an axis in which both have it at the same places (TAPS 1): nothing is filtered that needn't be. Along another
// it is read linearly between samples (TAPS 2), or gathered as sink_planes.glsl does it (the mean of 2, or 1 2 1 of 3).
// from_codes[0] has each component's factor, from_codes_added what is added.

// Component `i` of four pixels of its plane from column x on, the last column going on.
vec4 component_four(int i, int x, int y, int last) {
    vec4 four;
    for (int j = 0; j < 4; ++j) four[j] = source_sample(i, min(x + j, last), y);
    return four;
}

// The first of the source's samples that make sample `at` of the sink's chroma, along each axis, and the three weights.
int first_tap(int axis, int at, out vec3 weights) {
    if (TAPS[axis] == 1) {
        weights = vec3(1.0, 0.0, 0.0);
        return at;
    }
    if (CHROMA_SHIFT[axis] < SINK_SHIFT[axis]) {
        weights = TAPS[axis] == 2 ? vec3(0.5, 0.5, 0.0) : vec3(0.25, 0.5, 0.25);
        return 2 * at - (TAPS[axis] == 2 ? 0 : 1);
    }
    float place = (float(at << SINK_SHIFT[axis]) + SINK_SITE[axis] - CHROMA_SITE[axis]) / float(1 << CHROMA_SHIFT[axis]);
    float low = floor(place);
    weights = vec3(1.0 - (place - low), place - low, 0.0);
    return int(low);
}

vec2 chroma_sample(int x, int y) {
    ivec2 last = chroma_size() - 1;
    vec3 across, down;
    int left = first_tap(0, x, across), top = first_tap(1, y, down);
    vec2 sum = vec2(0.0);
    for (int j = 0; j < TAPS.y; ++j)
        for (int i = 0; i < TAPS.x; ++i) {
            ivec2 p = clamp(ivec2(left + i, top + j), ivec2(0), last);
            sum += across[i] * down[j] * vec2(source_sample(1, p.x, p.y), source_sample(2, p.x, p.y));
        }
    return sum * from_codes[0].yz + from_codes_added.yz;
}

void main() {
    prepare();
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(COLUMNS, READ_ROWS);
    if (any(greaterThanEqual(at, sink_size))) return;
    ivec2 end = min(at + ivec2(COLUMNS, READ_ROWS), sink_size);
    for (int y = at.y; y < end.y; ++y)
        for (int x = at.x; x < end.x; x += 4) {
            vec4 luma = SOURCE_STEP[0] == SOURCE_BYTES && !SOURCE_BIG_ENDIAN ? source_four(0, x, y) : component_four(0, x, y, source_size.x - 1);
            sink_store_four(SINK_PLANE[0], x, y, luma * from_codes[0].x + from_codes_added.x);
            if (SINK_ALPHA) {
                vec4 opacity = vec4(1.0);
                for (int j = 0; j < 4; ++j) opacity[j] = source_opacity(ivec2(min(x + j, source_size.x - 1), y));
                sink_store_four(SINK_PLANE[3], x, y, opacity * SINK_TOP);
            }
        }
    ivec2 from = at >> SINK_SHIFT, to = (end + (ivec2(1) << SINK_SHIFT) - 1) >> SINK_SHIFT;
    for (int y = from.y; y < to.y; ++y)
        for (int x = from.x; x < to.x; x += 4) {
            vec4 blue, red;
            for (int j = 0; j < 4; ++j) {
                vec2 both = chroma_sample(x + j, y);
                blue[j] = both.x;
                red[j] = both.y;
            }
            sink_store_four(SINK_PLANE[1], x, y, blue);
            sink_store_four(SINK_PLANE[2], x, y, red);
        }
}

// The displayed picture: four unsigned 16-bit numbers a pixel, rows without gaps; at the source's size or smaller. A block
// is COLUMNS by READ_ROWS rows.
uvec2 picture_words(vec3 rgb) {
    ivec3 code = ivec3(mix(vec3(0.0), min(rgb, 1.0), greaterThan(rgb, vec3(0.0))) * 65535.0 + 0.5);   // NaN: 0
    return uvec2(code.r | (code.g << 16), code.b | int(0xffff0000u));
}

// Two pixels side by side, the second where it is inside. Where rows hold an even number both are one store.
void sink_pair(ivec2 at, mat2x3 rgb) {
    int index = at.y * sink_size.x + at.x;
    if (any(greaterThanEqual(at, sink_size))) return;
    uvec2 a = picture_words(rgb[0]), b = picture_words(rgb[1]);
    if (SINK_EVEN) sink_quads[index >> 1] = uvec4(a, b);
    else {
        sink_pairs[index] = a;
        if (at.x + 1 < sink_size.x) sink_pairs[index + 1] = b;
    }
}

void main() {
    prepare();
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(COLUMNS, READ_ROWS);
    if (any(greaterThanEqual(at, sink_size))) return;
    if (SINK_SCALED) {
        for (int i = 0; i < COLUMNS / 2 * READ_ROWS; ++i) {
            ivec2 pair = at + ivec2(2 * (i & (COLUMNS / 2 - 1)), i >> (COLUMN_BITS - 1));
            ivec2 a = min(pair, sink_size - 1), b = min(pair + ivec2(1, 0), sink_size - 1);
            sink_pair(pair, grade(area_pair(a, b, sink_size)));
        }
        return;
    }
    read_begin(at.x, at.y, false);
    for (int x = at.x; x < at.x + COLUMNS; x += 2) {
        read_cell();
        sink_pair(ivec2(x, at.y), grade(pair_to_rgb(read_pair(0))));
        if (READ_ROWS == 2) sink_pair(ivec2(x, at.y + 1), grade(pair_to_rgb(read_pair(READ_ROWS - 1))));
    }
}

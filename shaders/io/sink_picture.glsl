// The displayed picture: four unsigned 16-bit numbers a pixel, rows without gaps; at the source's size or smaller. A block
// is BLOCK_QUADS quads by QUAD_ROWS rows.
void sink_pixel(ivec2 at, vec3 rgb) {
    uvec3 code = uvec3(clamp(rgb, 0.0, 1.0) * 65535.0 + 0.5);
    int word = 2 * (at.y * sink_size.x + at.x);
    sink[word] = code.r | (code.g << 16);
    sink[word + 1] = code.b | 0xffff0000u;
}

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(4 * BLOCK_QUADS, QUAD_ROWS);
    if (any(greaterThanEqual(at, sink_size))) return;
    int end = min(at.x + 4 * BLOCK_QUADS, sink_size.x);
    if (SINK_SCALED) {
        for (int y = at.y; y < min(at.y + QUAD_ROWS, sink_size.y); ++y)
            for (int x = at.x; x < end; ++x) sink_pixel(ivec2(x, y), grade(source_area(ivec2(x, y), sink_size)));
        return;
    }
    quads_start(at.x, at.y);
    for (int x = at.x; x < end; x += 4) {
        quads_next(x);
        for (int row = 0; row < QUAD_ROWS; ++row) {
            quad_row(row);
            for (int j = 0; j < 4; ++j) {
                vec3 rgb = grade(source_to_rgb(quad_codes(row, j)));
                if (x + j < sink_size.x && at.y + row < sink_size.y) sink_pixel(ivec2(x + j, at.y + row), rgb);
            }
        }
    }
}

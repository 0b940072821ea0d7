// The displayed picture: four unsigned 16-bit numbers a pixel, rows without gaps; at the source's size or smaller. A block
// is 8 BLOCK_EIGHTS columns by READ_ROWS rows.
void sink_pixel(ivec2 at, vec3 rgb) {
    ivec3 code = ivec3(clamp(rgb, 0.0, 1.0) * 65535.0 + 0.5);
    sink_pairs[at.y * sink_size.x + at.x] = uvec2(code.r | (code.g << 16), code.b | int(0xffff0000u));
}

void main() {
    prepare();
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(8 * BLOCK_EIGHTS, READ_ROWS);
    if (any(greaterThanEqual(at, sink_size))) return;
    int end = min(at.x + 8 * BLOCK_EIGHTS, sink_size.x);
    if (SINK_SCALED) {
        for (int y = at.y; y < min(at.y + READ_ROWS, sink_size.y); ++y)
            for (int x = at.x; x < end; x += 2) {
                int next = min(x + 1, end - 1);
                mat2x3 rgb = grade(mat2x3(source_area(ivec2(x, y), sink_size), source_area(ivec2(next, y), sink_size)));
                sink_pixel(ivec2(x, y), rgb[0]);
                sink_pixel(ivec2(next, y), rgb[1]);
            }
        return;
    }
    read_start(at.x, at.y);
    for (int eight = at.x; eight < end; eight += 8) {
        read_eight(eight);
        for (int x = eight; x < eight + 8; x += 4)
            for (int row = 0; row < READ_ROWS; ++row) {
                read_four(x, row);
                for (int pair = 0; pair < 2; ++pair) {
                    mat2x3 rgb = grade(pair_to_rgb(read_pair(row, pair == 1)));
                    ivec2 place = ivec2(x + 2 * pair, at.y + row);
                    if (place.x < sink_size.x && place.y < sink_size.y) sink_pixel(place, rgb[0]);
                    if (place.x + 1 < sink_size.x && place.y < sink_size.y) sink_pixel(place + ivec2(1, 0), rgb[1]);
                }
            }
    }
}

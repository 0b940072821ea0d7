// Planes out, as the encoder takes them, with sink_store.glsl before this file. SINK_MODEL (0 grey, 1 RGB, 2 Y'CbCr),
// SINK_ALPHA, SINK_SHIFT of chroma and SINK_LEFT: whether chroma's filter reaches to the column before (co-sited chroma
// is the mean of three samples, 1 2 1; chroma between two is the mean of both). to_codes is the matrix from R'G'B'.
// A block is 8 BLOCK_EIGHTS columns by READ_ROWS rows.

vec3 sink_codes(vec3 rgb) {
    if (SINK_MODEL == 1) return SINK_FLOAT ? rgb : rgb * to_codes[0].x + to_codes_added.x;
    return to_codes[0] * rgb.r + to_codes[1] * rgb.g + to_codes[2] * rgb.b + to_codes_added;
}

void main() {
    prepare();
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(8 * BLOCK_EIGHTS, READ_ROWS);
    if (any(greaterThanEqual(at, sink_size))) return;
    bool subsampled = SINK_SHIFT.x == 1;
    int eights = min(BLOCK_EIGHTS, (sink_size.x - at.x + 7) >> 3);
    int before = subsampled ? SINK_LEFT : 0;
    read_start(at.x - 8 * before, at.y);
    vec2 previous = vec2(0.0);   // colour differences of the column before
    for (int eight = -before; eight < eights; ++eight) {
        int x8 = at.x + 8 * eight;
        vec4 blue = vec4(0.0), red = vec4(0.0);   // the four samples of chroma of these eight columns
        read_eight(x8);
        // of the eight columns before the block only the last is wanted
        for (int half_of = eight < 0 ? 1 : 0; half_of < 2; ++half_of) {
            int x = x8 + 4 * half_of, from = max(x, 0);   // before the left edge its first column goes on
            vec4 gathered_blue = vec4(0.0), gathered_red = vec4(0.0);
            for (int row = -READ_ABOVE; row < READ_ROWS; ++row) {
                read_four(from, row);
                vec4 first = vec4(0.0), second = vec4(0.0), third = vec4(0.0);
                if (GRADE_IS_SHORT && !subsampled) {
                    // one after another, so that the four can overlap; a long grade has no registers left for that
                    vec3 a = sink_codes(grade(source_to_rgb(read_codes(row, 0)))), b = sink_codes(grade(source_to_rgb(read_codes(row, 1))));
                    vec3 c = sink_codes(grade(source_to_rgb(read_codes(row, 2)))), d = sink_codes(grade(source_to_rgb(read_codes(row, 3))));
                    first = vec4(a.x, b.x, c.x, d.x);
                    second = vec4(a.y, b.y, c.y, d.y);
                    third = vec4(a.z, b.z, c.z, d.z);
                } else {
                    for (int j = eight < 0 ? 3 : 0; j < 4; ++j) {
                        int inside = clamp(x + j - from, 0, clamp(source_size.x - 1 - from, 0, 3));
                        vec3 codes = sink_codes(grade(source_to_rgb(read_codes(row, inside))));
                        first[j] = codes.x;
                        second[j] = codes.y;
                        third[j] = codes.z;
                    }
                }
                int y = at.y + row;
                if (row >= 0 && eight >= 0 && y < sink_size.y) {
                    vec4 pattern = sink_pattern(x, y);
                    if (SINK_PACKED) sink_store_packed(x, y, first, second, third);
                    else sink_store(SINK_PLANE[0], x, y, first, pattern);
                    if (!subsampled && SINK_MODEL != 0 && !SINK_PACKED) {
                        sink_store(SINK_PLANE[1], x, y, second, pattern);
                        sink_store(SINK_PLANE[2], x, y, third, pattern);
                    }
                    if (SINK_ALPHA) {
                        vec4 opacity;
                        for (int j = 0; j < 4; ++j) opacity[j] = source_opacity(ivec2(min(x + j, source_size.x - 1), y)) * (SINK_FLOAT ? 1.0 : SINK_TOP);
                        sink_store(SINK_PLANE[3], x, y, opacity, vec4(0.0));
                    }
                }
                if (subsampled) {
                    float weight = SINK_SHIFT.y == 0 ? 1.0 : (READ_ABOVE == 0 ? 0.5 : (row == 0 ? 0.5 : 0.25));
                    gathered_blue += weight * second;
                    gathered_red += weight * third;
                }
            }
            if (!subsampled) continue;
            vec2 pair_blue, pair_red;
            if (SINK_LEFT == 1) {
                pair_blue = 0.25 * vec2(previous.x, gathered_blue.y) + 0.5 * gathered_blue.xz + 0.25 * gathered_blue.yw;
                pair_red = 0.25 * vec2(previous.y, gathered_red.y) + 0.5 * gathered_red.xz + 0.25 * gathered_red.yw;
            } else {
                pair_blue = 0.5 * (gathered_blue.xz + gathered_blue.yw);
                pair_red = 0.5 * (gathered_red.xz + gathered_red.yw);
            }
            previous = vec2(gathered_blue.w, gathered_red.w);
            blue = vec4(blue.zw, pair_blue);
            red = vec4(red.zw, pair_red);
        }
        if (subsampled && eight >= 0) {
            int y = at.y >> SINK_SHIFT.y;
            vec4 pattern = sink_pattern(x8 >> 1, y);
            sink_store(SINK_PLANE[1], x8 >> 1, y, blue, pattern);
            sink_store(SINK_PLANE[2], x8 >> 1, y, red, pattern);
        }
    }
}

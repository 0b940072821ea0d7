// Planes out, as the encoder takes them, with sink_store.glsl before this file. SINK_MODEL (0 grey, 1 RGB, 2 Y'CbCr),
// SINK_ALPHA, SINK_SHIFT of chroma and SINK_LEFT: whether chroma's filter reaches to the column before (co-sited chroma
// is the mean of three samples, 1 2 1; chroma between two is the mean of both). to_codes is the matrix from R'G'B'.
// A block is 8 BLOCK_EIGHTS = 16 columns by READ_ROWS rows, worked to its end even beyond the picture, where rows have padding.

vec3 sink_codes(vec3 rgb) {
    if (SINK_MODEL == 1) return SINK_FLOAT ? rgb : rgb * to_codes[0].x + to_codes_added.x;
    return to_codes[0] * rgb.r + to_codes[1] * rgb.g + to_codes[2] * rgb.b + to_codes_added;
}

// The codes of the first or the second two of the four pixels that were read.
mat2x3 graded_codes(int row, bool second) {
    mat2x3 rgb = grade(pair_to_rgb(read_pair(row, second)));
    return mat2x3(sink_codes(rgb[0]), sink_codes(rgb[1]));
}

// The samples of a row or two of up to three planes that await their store.
uvec4 held_above[3], held_below[3];

void hold(int plane, int row, uvec4 words) {
    if (row == 0) held_above[plane] = sink_held(held_above[plane], words);
    if (READ_ROWS == 2 && row == 1) held_below[plane] = sink_held(held_below[plane], words);
}

void store_held(int planes, int x, int y) {
    for (int i = 0; i < planes; ++i) {
        sink_quads[sink_byte(SINK_PLANE[i], x, y) >> 4] = held_above[i];
        if (READ_ROWS == 2 && y + 1 < sink_size.y) sink_quads[sink_byte(SINK_PLANE[i], x, y + 1) >> 4] = held_below[i];
    }
}

void main() {
    prepare();
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(8 * BLOCK_EIGHTS, READ_ROWS);
    if (any(greaterThanEqual(at, sink_size))) return;
    bool subsampled = SINK_SHIFT.x == 1;
    int planes = SINK_PACKED ? 0 : (subsampled || SINK_MODEL == 0 ? 1 : 3);   // of the picture's own size
    uvec4 held_blue = uvec4(0u), held_red = uvec4(0u);
    int before = subsampled ? SINK_LEFT : 0;
    read_start(at.x - 8 * before, at.y);
    vec2 previous = vec2(0.0);   // colour differences of the column before
    for (int eight = -before; eight < BLOCK_EIGHTS; ++eight) {
        int x8 = at.x + 8 * eight;
        vec4 blue = vec4(0.0), red = vec4(0.0);   // the four samples of chroma of these eight columns
        read_eight(x8);
        // of the eight columns before the block only the last two are worked, and the last is wanted
        for (int half_of = eight < 0 ? 1 : 0; half_of < 2; ++half_of) {
            int x = x8 + 4 * half_of;
            vec4 gathered_blue = vec4(0.0), gathered_red = vec4(0.0);
            for (int row = -READ_ABOVE; row < READ_ROWS; ++row) {
                read_four(x, row);
                vec4 first = vec4(0.0), second = vec4(0.0), third = vec4(0.0);
                if (GRADE_IS_SHORT && !subsampled) {
                    // one after another, so that they can overlap; a long grade has no registers left for that
                    mat2x3 a = graded_codes(row, false), b = graded_codes(row, true);
                    first = vec4(a[0].x, a[1].x, b[0].x, b[1].x);
                    second = vec4(a[0].y, a[1].y, b[0].y, b[1].y);
                    third = vec4(a[0].z, a[1].z, b[0].z, b[1].z);
                } else {
                    for (int pair = eight < 0 ? 1 : 0; pair < 2; ++pair) {
                        mat2x3 codes = graded_codes(row, pair == 1);
                        first = pair == 0 ? vec4(codes[0].x, codes[1].x, first.zw) : vec4(first.xy, codes[0].x, codes[1].x);
                        second = pair == 0 ? vec4(codes[0].y, codes[1].y, second.zw) : vec4(second.xy, codes[0].y, codes[1].y);
                        third = pair == 0 ? vec4(codes[0].z, codes[1].z, third.zw) : vec4(third.xy, codes[0].z, codes[1].z);
                    }
                }
                int y = at.y + row;
                vec4 pattern = sink_pattern(x, y);
                if (planes > 0) hold(0, row, sink_words(first, pattern));
                if (planes > 1) {
                    hold(1, row, sink_words(second, pattern));
                    hold(2, row, sink_words(third, pattern));
                }
                bool inside = row >= 0 && eight >= 0 && y < sink_size.y && x < sink_size.x;
                if (SINK_BYTES == 4 && row == READ_ROWS - 1 && eight >= 0 && x < sink_size.x) store_held(planes, x, at.y);
                if (SINK_PACKED && inside) sink_store_packed(x, y, first, second, third);
                if (SINK_ALPHA && inside) {
                    vec4 opacity;
                    for (int j = 0; j < 4; ++j) opacity[j] = source_opacity(ivec2(min(x + j, source_size.x - 1), y)) * (SINK_FLOAT ? 1.0 : SINK_TOP);
                    sink_store(SINK_PLANE[3], x, y, opacity, vec4(0.0));
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
        if (SINK_BYTES == 2 && eight >= 0) store_held(planes, x8, at.y);
        if (subsampled) {
            vec4 pattern = sink_pattern(x8 >> 1, at.y >> SINK_SHIFT.y);
            held_blue = sink_held(held_blue, sink_words(blue, pattern));
            held_red = sink_held(held_red, sink_words(red, pattern));
        }
    }
    if (SINK_BYTES == 1) store_held(planes, at.x, at.y);
    if (subsampled) {
        int blue_byte = sink_byte(SINK_PLANE[1], at.x >> 1, at.y >> SINK_SHIFT.y), red_byte = sink_byte(SINK_PLANE[2], at.x >> 1, at.y >> SINK_SHIFT.y);
        if (SINK_BYTES == 1) {   // eight samples
            sink_pairs[blue_byte >> 3] = held_blue.zw;
            sink_pairs[red_byte >> 3] = held_red.zw;
        } else {
            sink_quads[blue_byte >> 4] = held_blue;
            sink_quads[red_byte >> 4] = held_red;
        }
    }
}

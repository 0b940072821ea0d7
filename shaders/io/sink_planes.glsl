// Planes out, as the encoder takes them. Before this file stand SINK_BYTES of a sample, SINK_FLOAT, SINK_MODEL (0 grey,
// 1 RGB, 2 Y'CbCr), SINK_ALPHA, SINK_PLANE[i], SINK_SHIFT of chroma, SINK_TOP (the largest code), SINK_DITHER, and
// SINK_LEFT: whether chroma's filter reaches to the column before (co-sited chroma is the mean of three samples, 1 2 1;
// chroma between two is the mean of both). values[4..6] is the matrix from R'G'B' to codes, values[7] what is added.
// A block is BLOCK_QUADS quads by QUAD_ROWS rows. Whole words are written, with no `if` around a write: rows end in
// padding, and a CPU device would do the work all the same.

// An ordered 8x8 pattern (Bayer 1973) for four pixels from x on, mean 0, within half a code: keeps gradients without
// banding, is the same on every device and run, and hardly costs an encoder.
vec4 sink_pattern(int x, int y) {
    uvec4 u = uvec4(x, x + 1, x + 2, x + 3) & 7u;
    uint v = uint(y) & 7u;
    uvec4 d = u ^ v;
    uvec4 rank = ((d & 1u) << 5) | ((v & 1u) << 4) | ((d & 2u) << 2) | ((v & 2u) << 1) | ((d & 4u) >> 1) | ((v & 4u) >> 2);
    return (vec4(rank) + 0.5) / 64.0 - 0.5;
}

uvec4 sink_quantised(vec4 codes, int x, int y) {
    vec4 rounded = codes + 0.5;
    if (SINK_DITHER) rounded += sink_pattern(x, y);
    return uvec4(clamp(rounded, 0.0, SINK_TOP));
}

// Four samples of a row of one plane, from the multiple of four `x` on.
void sink_store(int plane, int x, int y, vec4 codes) {
    int word = (sink_offset[plane] + y * sink_stride[plane] + x * SINK_BYTES) >> 2;
    if (SINK_FLOAT) {
        for (int j = 0; j < 4; ++j) sink[word + j] = floatBitsToUint(codes[j]);
        return;
    }
    uvec4 q = sink_quantised(codes, x, y);
    if (SINK_BYTES == 1) {
        sink[word] = q.x | (q.y << 8) | (q.z << 16) | (q.w << 24);
    } else {
        sink[word] = q.x | (q.y << 16);
        sink[word + 1] = q.z | (q.w << 16);
    }
}

vec3 sink_codes(vec3 rgb) {
    if (SINK_MODEL == 1) return SINK_FLOAT ? rgb : rgb * values[4].x + values[7].x;
    return values[4].xyz * rgb.r + values[5].xyz * rgb.g + values[6].xyz * rgb.b + values[7].xyz;
}

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(4 * BLOCK_QUADS, QUAD_ROWS);
    if (any(greaterThanEqual(at, sink_size))) return;
    bool subsampled = SINK_SHIFT.x == 1;
    int quads = min(BLOCK_QUADS, (sink_size.x - at.x + 3) >> 2);
    int before = subsampled ? SINK_LEFT : 0;
    quads_start(max(at.x - 4 * before, 0), at.y);
    vec2 previous = vec2(0.0);                                   // colour differences of the column before
    vec4 blue = vec4(0.0), red = vec4(0.0);                      // chroma samples of the quad before, and of this one
    for (int quad = -before; quad < quads; ++quad) {
        int x = at.x + 4 * quad;
        int from = max(x, 0);
        quads_next(from);
        vec4 gathered_blue = vec4(0.0), gathered_red = vec4(0.0);
        for (int row = -QUAD_ABOVE; row < QUAD_ROWS; ++row) {
            quad_row(row);
            vec4 first = vec4(0.0), second = vec4(0.0), third = vec4(0.0);
            // of the quad before the block only its last column is wanted
            for (int j = quad < 0 ? 3 : 0; j < 4; ++j) {
                int inside = clamp(x + j - from, 0, min(3, source_size.x - 1 - from));
                vec3 codes = sink_codes(grade(source_to_rgb(quad_codes(row, inside))));
                first[j] = codes.x;
                second[j] = codes.y;
                third[j] = codes.z;
            }
            int y = min(at.y + row, sink_size.y - 1);
            if (row >= 0 && quad >= 0 && at.y + row < sink_size.y) {
                sink_store(SINK_PLANE[0], x, y, first);
                if (!subsampled && SINK_MODEL != 0) {
                    sink_store(SINK_PLANE[1], x, y, second);
                    sink_store(SINK_PLANE[2], x, y, third);
                }
                if (SINK_ALPHA) {
                    vec4 opacity;
                    for (int j = 0; j < 4; ++j) opacity[j] = source_opacity(ivec2(min(x + j, source_size.x - 1), y)) * (SINK_FLOAT ? 1.0 : SINK_TOP);
                    sink_store(SINK_PLANE[3], x, y, opacity);
                }
            }
            if (subsampled) {
                float weight = SINK_SHIFT.y == 0 ? 1.0 : (QUAD_ABOVE == 0 ? 0.5 : (row == 0 ? 0.5 : 0.25));
                // without chroma rows to share, every row has its own
                if (SINK_SHIFT.y == 0) gathered_blue = gathered_red = vec4(0.0);
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
        // Every second quad completes four samples; an odd last one is written with it in the right place.
        bool last = quad == quads - 1;
        if (quad >= 0 && ((quad & 1) == 1 || last)) {
            bool odd = (quad & 1) == 0;
            int chroma_x = (x >> 1) - (odd ? 0 : 2);
            int chroma_y = at.y >> SINK_SHIFT.y;
            sink_store(SINK_PLANE[1], chroma_x, chroma_y, odd ? blue.zwzw : blue);
            sink_store(SINK_PLANE[2], chroma_x, chroma_y, odd ? red.zwzw : red);
        }
    }
}

// Planes out, as the encoder takes them. Before this file stand SINK_BYTES of a sample, SINK_FLOAT, SINK_MODEL (0 grey,
// 1 RGB, 2 Y'CbCr), SINK_ALPHA, SINK_PLANE[i], SINK_SHIFT of chroma, SINK_TOP (the largest code), SINK_DITHER, and
// SINK_ROWS, SINK_LEFT, SINK_ABOVE: the rows of a block, and whether chroma's filter reaches to the column before or the
// row above it (co-sited chroma is the mean of three samples, 1 2 1; chroma between two is the mean of both).
// values[4..6] is the matrix from R'G'B' to codes, values[7] what is added. A block is 8 columns.

// An ordered 8x8 pattern (Bayer 1973), mean 0, within half a code: keeps gradients without banding, is the same on every
// device and run, and hardly costs an encoder.
float sink_pattern(ivec2 at) {
    uint x = uint(at.x + dither_phase * 5) & 7u, y = uint(at.y + dither_phase * 3) & 7u, d = x ^ y;
    uint rank = ((d & 1u) << 5) | ((y & 1u) << 4) | ((d & 2u) << 2) | ((y & 2u) << 1) | ((d & 4u) >> 1) | ((y & 4u) >> 2);
    return (float(rank) + 0.5) / 64.0 - 0.5;
}

uint sink_quantised(float code, float pattern) {
    if (SINK_FLOAT) return floatBitsToUint(code);
    return uint(clamp(code + 0.5 + (SINK_DITHER ? pattern : 0.0), 0.0, SINK_TOP));
}

vec3 sink_codes(vec3 rgb) {
    if (SINK_MODEL == 1) return SINK_FLOAT ? rgb : rgb * values[4].x + values[7].x;
    return values[4].xyz * rgb.r + values[5].xyz * rgb.g + values[6].xyz * rgb.b + values[7].xyz;
}

// Puts samples side by side into words and writes each word when it is full: sample `k` of the block's row.
const int SINK_PER_WORD = 4 / SINK_BYTES;

void sink_put(inout uint word, int plane, int x, int y, int k, uint code) {
    int part = k & (SINK_PER_WORD - 1);
    word = part == 0 ? code : word | (code << (part * 8 * SINK_BYTES));
    if (part == SINK_PER_WORD - 1) sink[(sink_offset[plane] + y * sink_stride[plane] + (x + k) * SINK_BYTES) >> 2] = word;
}

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(8, SINK_ROWS);
    if (any(greaterThanEqual(at, sink_size))) return;
    uvec3 words[2] = uvec3[2](uvec3(0), uvec3(0));   // of the block's two rows
    uint opacity_words[2] = uint[2](0u, 0u);
    uvec2 chroma_words = uvec2(0);
    vec2 chroma = vec2(0.0);   // what the colour differences of the next column of chroma have gathered
    ivec2 chroma_at = at >> SINK_SHIFT;
    walk_start(ivec2(max(at.x - SINK_LEFT, 0), at.y));
    for (int k = -SINK_LEFT; k < 8; ++k) {
        int x = clamp(at.x + k, 0, sink_size.x - 1);
        walk_to(x);
        vec2 column = vec2(0.0);
        for (int row = -SINK_ABOVE; row < SINK_ROWS; ++row) {
            vec3 code = sink_codes(grade(source_to_rgb(walk_codes(row))));
            bool inside = k >= 0 && row >= 0 && at.y + row < sink_size.y;
            float pattern = sink_pattern(ivec2(x, at.y + row));
            if (SINK_SHIFT.x == 0) {
                // no sub-sampling: every component where its pixel is
                if (inside) {
                    for (int i = 0; i < (SINK_MODEL == 0 ? 1 : 3); ++i)
                        sink_put(words[row & 1][i], SINK_PLANE[i], at.x, at.y + row, k, sink_quantised(code[i], pattern));
                }
            } else {
                if (inside) sink_put(words[row & 1].x, SINK_PLANE[0], at.x, at.y + row, k, sink_quantised(code.x, pattern));
                float weight = SINK_SHIFT.y == 0 ? 1.0 : (SINK_ABOVE == 0 ? 0.5 : (row == 0 ? 0.5 : 0.25));
                column += weight * code.yz;
            }
            if (SINK_ALPHA && inside) {
                float opacity = source_opacity(ivec2(x, min(at.y + row, source_size.y - 1)));
                sink_put(opacity_words[row & 1], SINK_PLANE[3], at.x, at.y + row, k, sink_quantised(SINK_FLOAT ? opacity : opacity * SINK_TOP, 0.0));
            }
        }
        if (SINK_SHIFT.x == 0) continue;
        if ((k & 1) == 0) {
            chroma += 0.5 * column;
            continue;
        }
        chroma += (SINK_LEFT == 0 ? 0.5 : 0.25) * column;
        if (k > 0) {
            int i = k >> 1;
            float pattern = sink_pattern(chroma_at + ivec2(i, 0));
            sink_put(chroma_words.x, SINK_PLANE[1], chroma_at.x, chroma_at.y, i, sink_quantised(chroma.x, pattern));
            sink_put(chroma_words.y, SINK_PLANE[2], chroma_at.x, chroma_at.y, i, sink_quantised(chroma.y, pattern));
        }
        chroma = SINK_LEFT == 0 ? vec2(0.0) : 0.25 * column;
    }
}

// Four samples of a plane written at once. Before this file stand SINK_BYTES of a sample, SINK_FLOAT, SINK_PLANE[i],
// SINK_TOP (the largest code), SINK_DITHER, SINK_PACKED. Whole words are written: rows end in padding.

// An ordered 8x8 pattern (Bayer 1973) for the four pixels from x, a multiple of four, on: mean 0, within half a code.
// Keeps gradients without banding, is the same on every device and run, and hardly costs an encoder. A pixel's rank is
// linear in the bits of its place, so four ranks are one rank and four constants.
vec4 sink_pattern(int x, int y) {
    int d = (x ^ y) & 7;
    int rank = ((d & 1) << 5) | ((y & 1) << 4) | ((d & 2) << 2) | ((y & 2) << 1) | ((d & 4) >> 1) | ((y & 4) >> 2);
    return vec4(rank ^ ivec4(0, 32, 8, 40)) / 64.0 + (0.5 / 64.0 - 0.5);
}

// Four samples as the words of memory that they fill: one, two, or four of floats.
uvec4 sink_words(vec4 codes, vec4 pattern) {
    if (SINK_FLOAT) return floatBitsToUint(codes);
    ivec4 q = ivec4(clamp(SINK_DITHER ? codes + pattern + 0.5 : codes + 0.5, 0.0, SINK_TOP));
    if (SINK_BYTES == 1) return uvec4(uint(q.x | (q.y << 8) | (q.z << 16) | (q.w << 24)), 0u, 0u, 0u);
    return uvec4(uint(q.x | (q.y << 16)), uint(q.z | (q.w << 16)), 0u, 0u);
}

// Those words after the ones that are held: a CPU device stores lane by lane, so that few large stores are wanted.
uvec4 sink_held(uvec4 held, uvec4 four) { return SINK_BYTES == 1 ? uvec4(held.yzw, four.x) : (SINK_BYTES == 2 ? uvec4(held.zw, four.xy) : four); }

int sink_byte(int plane, int x, int y) { return sink_offset[plane] + y * sink_stride[plane] + x * SINK_BYTES; }

// Four samples of a row of one plane, from the multiple of four `x` on.
void sink_store(int plane, int x, int y, vec4 codes, vec4 pattern) {
    int byte = sink_byte(plane, x, y);
    uvec4 words = sink_words(codes, pattern);
    if (SINK_FLOAT) sink_quads[byte >> 4] = words;
    else if (SINK_BYTES == 1) sink[byte >> 2] = words.x;
    else sink_pairs[byte >> 3] = words.xy;
}

// Four pixels of three samples of 16 bits one after another (rgb48): rows hold a multiple of four pixels.
void sink_store_packed(int x, int y, vec4 red, vec4 green, vec4 blue) {
    int pair = (sink_offset[0] + y * sink_stride[0] + x * 6) >> 3;
    ivec4 r = ivec4(clamp(red + 0.5, 0.0, SINK_TOP)), g = ivec4(clamp(green + 0.5, 0.0, SINK_TOP)), b = ivec4(clamp(blue + 0.5, 0.0, SINK_TOP));
    sink_pairs[pair] = uvec2(r.x | (g.x << 16), b.x | (r.y << 16));
    sink_pairs[pair + 1] = uvec2(g.y | (b.y << 16), r.z | (g.z << 16));
    sink_pairs[pair + 2] = uvec2(b.z | (r.w << 16), g.w | (b.w << 16));
}

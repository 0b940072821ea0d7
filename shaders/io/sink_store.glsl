// Samples of planes on their way out. Before this file stand SINK_BYTES of a sample, SINK_FLOAT, SINK_PLANE[i], SINK_TOP (the
// largest code), SINK_DITHER, SINK_PACKED. Whole words are written: rows end in padding.

// An ordered 8x8 pattern (Bayer 1973) for the two pixels from an even column on: mean 0, within half a code. Keeps gradients
// without banding, is the same on every device and run, and hardly costs an encoder. A pixel's rank is linear in the bits of its
// place, so two ranks are one rank and a constant.
vec2 sink_pattern(ivec2 at) {
    int x = at.x, y = at.y;
    int d = (x ^ y) & 7;
    int rank = ((d & 1) << 5) | ((y & 1) << 4) | ((d & 2) << 2) | ((y & 2) << 1) | ((d & 4) >> 1) | ((y & 4) >> 2);
    return vec2(rank ^ ivec2(0, 32)) / 64.0 + (0.5 / 64.0 - 0.5);
}

// What is no number is the lowest code, which clamp() does not promise.
vec2 sink_held(vec2 codes) { return mix(vec2(0.0), min(codes, SINK_TOP), greaterThan(codes, vec2(0.0))); }
vec3 sink_held(vec3 codes) { return mix(vec3(0.0), min(codes, SINK_TOP), greaterThan(codes, vec3(0.0))); }

ivec2 sink_quantised(vec2 codes, vec2 pattern) { return ivec2(sink_held(SINK_DITHER ? codes + pattern + 0.5 : codes + 0.5)); }

int sink_byte(int plane, int x, int y) { return sink_offset[plane] + y * sink_stride[plane] + x * SINK_BYTES; }

// COLUMNS samples of a row that are pushed in from the end, one after another: a CPU device stores lane by lane, so that few large
// stores are wanted.
const int SINK_WORDS = COLUMNS * SINK_BYTES / 4;

void sink_push(inout uint words[SINK_WORDS], ivec2 two) {
    uint last = SINK_BYTES == 1 ? uint(two.x | (two.y << 8)) : uint(two.x | (two.y << 16));
    for (int i = 0; i < SINK_WORDS; ++i) {
        uint next = i + 1 < SINK_WORDS ? words[min(i + 1, SINK_WORDS - 1)] : (SINK_BYTES == 1 ? last : 0u);
        if (SINK_BYTES == 1) words[i] = (words[i] >> 16) | (next << 16);
        else words[i] = i + 1 < SINK_WORDS ? next : last;
    }
}

void sink_push_one(inout uint words[SINK_WORDS], int one) {
    const int bits = SINK_BYTES == 1 ? 8 : 16;
    for (int i = 0; i < SINK_WORDS; ++i) {
        uint next = i + 1 < SINK_WORDS ? words[min(i + 1, SINK_WORDS - 1)] : uint(one);
        words[i] = (words[i] >> bits) | (next << (32 - bits));
    }
}

void sink_store_all(int plane, int x, int y, uint words[SINK_WORDS]) {
    int byte = sink_byte(plane, x, y), quad = byte >> 4;
    if (SINK_WORDS == 2) sink_pairs[byte >> 3] = uvec2(words[0], words[SINK_WORDS - 1]);
    for (int i = 0; i + 3 < SINK_WORDS; i += 4) sink_quads[quad + i / 4] = uvec4(words[i], words[i + 1], words[i + 2], words[i + 3]);
}

// The last half of them.
void sink_store_last_half(int plane, int x, int y, uint words[SINK_WORDS]) {
    int byte = sink_byte(plane, x, y);
    const int half_way = SINK_WORDS / 2, last = SINK_WORDS - 1;
    if (SINK_WORDS < 4) sink[byte >> 2] = words[last];
    else if (SINK_WORDS == 4) sink_pairs[byte >> 3] = uvec2(words[half_way], words[last]);
    else sink_quads[byte >> 4] = uvec4(words[half_way], words[min(half_way + 1, last)], words[min(half_way + 2, last)], words[last]);
}

// Four samples of a row of one plane, from the multiple of four `x` on.
void sink_store_four(int plane, int x, int y, vec4 codes) {
    int byte = sink_byte(plane, x, y);
    ivec4 q = ivec4(sink_quantised(codes.xy, sink_pattern(ivec2(x, y))), sink_quantised(codes.zw, sink_pattern(ivec2(x + 2, y))));
    if (SINK_BYTES == 1) sink[byte >> 2] = uint(q.x | (q.y << 8) | (q.z << 16) | (q.w << 24));
    else sink_pairs[byte >> 3] = uvec2(q.x | (q.y << 16), q.z | (q.w << 16));
}

// Two pixels of three samples of 16 bits one after another (rgb48), from an even column on: rows hold a multiple of two pixels.
void sink_store_packed(ivec2 at, mat2x3 codes) {
    int word = (sink_offset[0] + at.y * sink_stride[0] + at.x * 6) >> 2;
    ivec3 a = ivec3(sink_held(codes[0] + 0.5)), b = ivec3(sink_held(codes[1] + 0.5));
    sink[word] = uint(a.r | (a.g << 16));
    sink[word + 1] = uint(a.b | (b.r << 16));
    sink[word + 2] = uint(b.g | (b.b << 16));
}

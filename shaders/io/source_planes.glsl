// Planes in, R'G'B' out. Before this file stand the constants of the format: SOURCE_BYTES of a sample, SOURCE_FLOAT,
// SOURCE_BIG_ENDIAN, SOURCE_SHIFT, SOURCE_MASK, SOURCE_MODEL (0 grey, 1 RGB, 2 Y'CbCr), SOURCE_ALPHA, and for component
// i SOURCE_PLANE[i], SOURCE_STEP[i], SOURCE_BYTE[i]; CHROMA_SHIFT, CHROMA_SITE (in luma samples from the top left of
// its block) and CHROMA_BY_FIELDS. The matrix on codes is from_codes (matrices.glsl).

uint source_bits(int byte) {
    uint word = texelFetch(source_words, byte >> 2).x;
    if (SOURCE_BYTES == 1) return (word >> ((byte & 3) << 3)) & 0xffu;
    if (SOURCE_BYTES == 2) {
        uint half_word = (word >> ((byte & 2) << 3)) & 0xffffu;
        return SOURCE_BIG_ENDIAN ? ((half_word & 0xffu) << 8) | (half_word >> 8) : half_word;
    }
    return SOURCE_BIG_ENDIAN ? (word << 24) | ((word & 0xff00u) << 8) | ((word >> 8) & 0xff00u) | (word >> 24) : word;
}

// NaN in a file is black, not something that filters spread; infinity is held where sums of products stay finite.
float source_float(uint bits) {
    float value = SOURCE_BYTES == 2 ? unpackHalf2x16(bits).x : uintBitsToFloat(bits);
    return isnan(value) ? 0.0 : clamp(value, -1e30, 1e30);
}

// By way of int: a CPU has one instruction for that, and none for unsigned numbers.
float source_code_of(uint bits) { return SOURCE_FLOAT ? source_float(bits) : float(int((bits >> SOURCE_SHIFT) & SOURCE_MASK)); }

// Four samples side by side of component `i`, from column `x`, a multiple of four, on.
vec4 source_four(int i, int x, int y) {
    uvec4 texel = texelFetch(source_quads, (source_offset[SOURCE_PLANE[i]] + y * source_stride[SOURCE_PLANE[i]] + x * SOURCE_BYTES) / (4 * SOURCE_BYTES));
    if (SOURCE_BYTES == 4) return vec4(source_float(texel.x), source_float(texel.y), source_float(texel.z), source_float(texel.w));
    uvec4 bits = SOURCE_BYTES == 1 ? uvec4(texel.x, texel.x >> 8, texel.x >> 16, texel.x >> 24) & 0xffu
                                   : uvec4(texel.x & 0xffffu, texel.x >> 16, texel.y & 0xffffu, texel.y >> 16);
    if (SOURCE_FLOAT) return vec4(source_float(bits.x), source_float(bits.y), source_float(bits.z), source_float(bits.w));
    return vec4(ivec4((bits >> SOURCE_SHIFT) & SOURCE_MASK));
}

// Component `i` at sample (x, y) of its own plane.
float source_sample(int i, int x, int y) {
    return source_code_of(source_bits(source_offset[SOURCE_PLANE[i]] + y * source_stride[SOURCE_PLANE[i]] + x * SOURCE_STEP[i] + SOURCE_BYTE[i]));
}

ivec2 chroma_size() { return (source_size + (ivec2(1) << CHROMA_SHIFT) - 1) >> CHROMA_SHIFT; }

// Both colour differences of the pixel `at`, linear between the sited samples. A row of a field has its chroma from the rows
// of its own field, of which sample n lies at row 2n + (CHROMA_SITE.y + field) / 2.
vec2 source_chroma(ivec2 at) {
    if (CHROMA_SHIFT == ivec2(0)) return vec2(source_sample(1, at.x, at.y), source_sample(2, at.x, at.y));
    int field = CHROMA_BY_FIELDS ? at.y & 1 : 0;
    vec2 site = CHROMA_BY_FIELDS ? vec2(CHROMA_SITE.x, 0.5 * (CHROMA_SITE.y + float(field))) : CHROMA_SITE;
    vec2 c = (vec2(at.x, CHROMA_BY_FIELDS ? at.y >> 1 : at.y) - site) / vec2(ivec2(1) << CHROMA_SHIFT);
    vec2 low = floor(c);
    vec2 f = c - low;
    ivec2 last = chroma_size() - 1;
    if (CHROMA_BY_FIELDS) last.y >>= 1;
    ivec2 a = clamp(ivec2(low), ivec2(0), last);
    ivec2 b = clamp(ivec2(low) + 1, ivec2(0), last);
    if (CHROMA_BY_FIELDS) {
        a.y = 2 * a.y + field;
        b.y = 2 * b.y + field;
    }
    vec2 top = vec2(source_sample(1, a.x, a.y), source_sample(2, a.x, a.y));
    if (f.x > 0.0) top = mix(top, vec2(source_sample(1, b.x, a.y), source_sample(2, b.x, a.y)), f.x);
    if (f.y == 0.0) return top;
    vec2 bottom = vec2(source_sample(1, a.x, b.y), source_sample(2, a.x, b.y));
    if (f.x > 0.0) bottom = mix(bottom, vec2(source_sample(1, b.x, b.y), source_sample(2, b.x, b.y)), f.x);
    return mix(top, bottom, f.y);
}

// R'G'B' of codes: Y'CbCr by its matrix, RGB and grey by their range.
vec3 source_to_rgb(vec3 code) {
    if (SOURCE_MODEL == 2) return from_codes[0] * code.x + from_codes[1] * code.y + from_codes[2] * code.z + from_codes_added;
    if (SOURCE_FLOAT) return code;
    return code * from_codes[0].x + from_codes_added.x;
}

mat2x3 pair_to_rgb(mat2x3 codes) { return mat2x3(source_to_rgb(codes[0]), source_to_rgb(codes[1])); }

// The codes of a whole pixel inside the picture.
vec3 source_codes(ivec2 at) {
    if (SOURCE_MODEL == 0) return vec3(source_sample(0, at.x, at.y));
    if (SOURCE_MODEL == 1) return vec3(source_sample(0, at.x, at.y), source_sample(1, at.x, at.y), source_sample(2, at.x, at.y));
    return vec3(source_sample(0, at.x, at.y), source_chroma(at));
}

// Opacity at a whole pixel, 0..1.
float source_opacity(ivec2 at) {
    if (!SOURCE_ALPHA) return 1.0;
    float code = source_sample(SOURCE_COMPONENTS - 1, at.x, at.y);
    return SOURCE_FLOAT ? code : code * (1.0 / float(SOURCE_MASK));
}

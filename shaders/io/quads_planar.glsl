// The picture in quads (four pixels of a row) from planes of full size whose samples lie side by side: each word is read
// once. There is no `if` around a read: a CPU device would do it all the same.
ivec2 quad_at;
vec4 quad_component[3];

vec4 quad_samples(int component, int x, int y) {
    int word = (source_offset[SOURCE_PLANE[component]] + y * source_stride[SOURCE_PLANE[component]] + x * SOURCE_BYTES) >> 2;
    uint a = texelFetch(source_words, word).x;
    if (SOURCE_BYTES == 1) return vec4(uvec4(a, a >> 8, a >> 16, a >> 24) & 0xffu);
    uint b = texelFetch(source_words, word + 1).x;
    if (SOURCE_BYTES == 2) {
        uvec4 bits = uvec4(a & 0xffffu, a >> 16, b & 0xffffu, b >> 16);
        if (SOURCE_FLOAT) return vec4(source_float(bits.x), source_float(bits.y), source_float(bits.z), source_float(bits.w));
        return vec4((bits >> SOURCE_SHIFT) & SOURCE_MASK);
    }
    return vec4(source_float(a), source_float(b), source_float(texelFetch(source_words, word + 2).x), source_float(texelFetch(source_words, word + 3).x));
}

void quads_start(int x, int y) { quad_at = ivec2(x, y); }
void quads_next(int x) { quad_at.x = x; }
void quad_row(int row) {
    int y = clamp(quad_at.y + row, 0, source_size.y - 1);
    for (int i = 0; i < 3; ++i) quad_component[i] = quad_samples(i, quad_at.x, y);
}
vec3 quad_codes(int row, int j) { return vec3(quad_component[0][j], quad_component[1][j], quad_component[2][j]); }

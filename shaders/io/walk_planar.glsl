// A walk along rows of three planes of full size: of each word only one read. Rows and constants as in
// walk_subsampled.glsl.
int walk_x, walk_y;
uvec3 walk_words[3];   // at rows -1, 0, 1: the words that hold the samples of the three components

void walk_read(int row) {
    int y = clamp(walk_y + row, 0, source_size.y - 1);
    for (int i = 0; i < 3; ++i)
        walk_words[row + 1][i] = texelFetch(source_words, (source_offset[SOURCE_PLANE[i]] + y * source_stride[SOURCE_PLANE[i]] + walk_x * SOURCE_BYTES) >> 2).x;
}

void walk_start(ivec2 at) {
    walk_x = at.x;
    walk_y = at.y;
    for (int row = WALK_FIRST; row <= WALK_LAST; ++row) walk_read(row);
}

// `x` is where the walk is, or one to the right.
void walk_to(int x) {
    bool new_word = x != walk_x && ((x * SOURCE_BYTES) & 3) == 0;
    walk_x = x;
    if (new_word)
        for (int row = WALK_FIRST; row <= WALK_LAST; ++row) walk_read(row);
}

vec3 walk_codes(int row) {
    uvec3 words = row < 0 ? walk_words[0] : (row == 0 ? walk_words[1] : walk_words[2]);
    if (SOURCE_BYTES == 4) return vec3(source_code_of(words.x), source_code_of(words.y), source_code_of(words.z));
    uvec3 bits = SOURCE_BYTES == 1 ? (words >> ((walk_x & 3) << 3)) & 0xffu : (words >> ((walk_x & 1) << 4)) & 0xffffu;
    return vec3(source_code_of(bits.x), source_code_of(bits.y), source_code_of(bits.z));
}

// A walk along rows of Y'CbCr whose chroma has half the columns: of each word of luma and each column of chroma only one
// read. Rows are -1, 0 and 1 beside the one that the walk started on; the constants WALK_FIRST and WALK_LAST say which.
int walk_x, walk_y, walk_chroma;         // column of luma; row 0; column of chroma to the left
uvec3 walk_luma;                         // the words that hold the luma samples of rows -1, 0, 1
vec2 walk_left[3], walk_right[3];        // both colour differences of the columns beside, at each row
float walk_between;                      // 0: on the left column, towards 1: the right one

int walk_row(int row) { return clamp(walk_y + row, 0, source_size.y - 1); }

vec2 walk_chroma_at(int column, int row) {
    float c = (float(walk_row(row)) - CHROMA_SITE.y) / float(1 << CHROMA_SHIFT.y);
    float low = floor(c);
    ivec2 last = chroma_size() - 1;
    int x = clamp(column, 0, last.x);
    int a = clamp(int(low), 0, last.y);
    vec2 upper = vec2(source_sample(1, x, a), source_sample(2, x, a));
    if (CHROMA_SHIFT.y == 0) return upper;
    int b = clamp(int(low) + 1, 0, last.y);
    return mix(upper, vec2(source_sample(1, x, b), source_sample(2, x, b)), c - low);
}

void walk_read_luma(int row) {
    int byte = source_offset[SOURCE_PLANE[0]] + walk_row(row) * source_stride[SOURCE_PLANE[0]] + walk_x * SOURCE_BYTES;
    walk_luma[row + 1] = texelFetch(source_words, byte >> 2).x;
}

void walk_place(int x) {
    walk_x = x;
    float c = (float(x) - CHROMA_SITE.x) * 0.5;
    walk_between = c - floor(c);
    walk_chroma = int(floor(c));
}

void walk_start(ivec2 at) {
    walk_y = at.y;
    walk_place(at.x);
    for (int row = WALK_FIRST; row <= WALK_LAST; ++row) {
        walk_read_luma(row);
        walk_left[row + 1] = walk_chroma_at(walk_chroma, row);
        walk_right[row + 1] = walk_chroma_at(walk_chroma + 1, row);
    }
}

// `x` is where the walk is, or one to the right.
void walk_to(int x) {
    int chroma = walk_chroma;
    bool new_word = x != walk_x && ((x * SOURCE_BYTES) & 3) == 0;
    walk_place(x);
    if (new_word)
        for (int row = WALK_FIRST; row <= WALK_LAST; ++row) walk_read_luma(row);
    if (walk_chroma != chroma)
        for (int row = WALK_FIRST; row <= WALK_LAST; ++row) {
            walk_left[row + 1] = walk_right[row + 1];
            walk_right[row + 1] = walk_chroma_at(walk_chroma + 1, row);
        }
}

vec3 walk_codes(int row) {
    uint word = row < 0 ? walk_luma.x : (row == 0 ? walk_luma.y : walk_luma.z);
    uint bits = SOURCE_BYTES == 1 ? (word >> ((walk_x & 3) << 3)) & 0xffu : (word >> ((walk_x & 1) << 4)) & 0xffffu;
    vec2 left = row < 0 ? walk_left[0] : (row == 0 ? walk_left[1] : walk_left[2]);
    vec2 right = row < 0 ? walk_right[0] : (row == 0 ? walk_right[1] : walk_right[2]);
    return vec3(source_code_of(bits), mix(left, right, walk_between));
}

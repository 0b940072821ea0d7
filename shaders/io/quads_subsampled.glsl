// The picture in quads (four pixels of a row) of Y'CbCr whose chroma has half the columns: each word of luma is read once,
// and each column of chroma, since a quad's last two columns are the next one's first. There is no `if` around a read: a
// CPU device would do it all the same. QUAD_ROWS rows from the first, and with QUAD_ABOVE = 1 the one above it.
ivec2 quad_at;
vec4 quad_luma;
vec4 quad_blue, quad_red;              // the colour differences of the four pixels
vec2 chroma_column[4][3];              // columns x/2 - 1 … x/2 + 2, at rows -1, 0, 1

// Both colour differences of one column at every row of the block.
void read_column(int slot, int column) {
    ivec2 last = chroma_size() - 1;
    int x = clamp(column, 0, last.x);
    if (CHROMA_SHIFT.y == 0) {
        for (int row = -QUAD_ABOVE; row < QUAD_ROWS; ++row) {
            int y = clamp(quad_at.y + row, 0, last.y);
            chroma_column[slot][row + 1] = vec2(source_sample(1, x, y), source_sample(2, x, y));
        }
        return;
    }
    // Three rows of chroma serve every row of a block: one of two rows starts on an even one.
    int middle = quad_at.y >> 1;
    vec2 samples[3];
    for (int i = 0; i < 3; ++i) {
        int y = clamp(middle + i - 1, 0, last.y);
        samples[i] = vec2(source_sample(1, x, y), source_sample(2, x, y));
    }
    for (int row = -QUAD_ABOVE; row < QUAD_ROWS; ++row) {
        float c = (float(row + (QUAD_ROWS == 1 ? quad_at.y & 1 : 0)) - CHROMA_SITE.y) * 0.5 + 1.0;   // 0..2 along samples[]
        chroma_column[slot][row + 1] = samples[0] * max(1.0 - c, 0.0) + samples[1] * (1.0 - abs(c - 1.0)) + samples[2] * max(c - 1.0, 0.0);
    }
}

void quads_start(int x, int y) {
    quad_at = ivec2(x, y);
    read_column(2, (x >> 1) - 1);
    read_column(3, x >> 1);
}

// `x`: four columns on, or where quads_start() was.
void quads_next(int x) {
    quad_at.x = x;
    chroma_column[0] = chroma_column[2];
    chroma_column[1] = chroma_column[3];
    read_column(2, (x >> 1) + 1);
    read_column(3, (x >> 1) + 2);
}

// Linear between the sited samples: pixel j lies at (j - site) / 2 columns from column 1.
vec4 between(vec4 columns) {
    vec4 mixed;
    for (int j = 0; j < 4; ++j) {
        float c = (float(j) - CHROMA_SITE.x) * 0.5 + 1.0;
        int low = int(floor(c));
        float f = c - float(low);
        mixed[j] = f == 0.0 ? columns[low] : columns[low] * (1.0 - f) + columns[low + 1] * f;
    }
    return mixed;
}

void quad_row(int row) {
    int y = clamp(quad_at.y + row, 0, source_size.y - 1);
    int word = (source_offset[SOURCE_PLANE[0]] + y * source_stride[SOURCE_PLANE[0]] + quad_at.x * SOURCE_BYTES) >> 2;
    uint a = texelFetch(source_words, word).x;
    if (SOURCE_BYTES == 1) quad_luma = vec4(uvec4(a, a >> 8, a >> 16, a >> 24) & 0xffu);
    else {
        uint b = texelFetch(source_words, word + 1).x;
        quad_luma = vec4((uvec4(a & 0xffffu, a >> 16, b & 0xffffu, b >> 16) >> SOURCE_SHIFT) & SOURCE_MASK);
    }
    vec2 c[4];
    for (int i = 0; i < 4; ++i) c[i] = row < 0 ? chroma_column[i][0] : (row == 0 ? chroma_column[i][1] : chroma_column[i][2]);
    quad_blue = between(vec4(c[0].x, c[1].x, c[2].x, c[3].x));
    quad_red = between(vec4(c[0].y, c[1].y, c[2].y, c[3].y));
}

vec3 quad_codes(int row, int j) { return vec3(quad_luma[j], quad_blue[j], quad_red[j]); }

// Reading in order from Y'CbCr whose chroma has half the columns: luma four samples at a time, chroma once for eight
// columns, of which it has four samples. There is no `if` around a read: a CPU device would do it all the same.
// READ_ROWS rows from the first, and with READ_ABOVE = 1 the one above it.
ivec2 read_at;
vec4 read_luma, read_blue, read_red;
// Colour differences at rows -1, 0, 1, in columns x/2 - 4 … x/2 + 7 of the eight that begin at x.
vec4 blue_before[3], blue_here[3], blue_after[3];
vec4 red_before[3], red_here[3], red_after[3];

vec4 chroma_four(int component, int column, int y) {
    ivec2 last = chroma_size() - 1;
    if (column < 0) return vec4(source_sample(component, 0, y));
    vec4 samples = vec4(0.0);
    if (SOURCE_STEP[1] == SOURCE_BYTES) samples = source_four(component, min(column, last.x & ~3), y);
    else
        for (int i = 0; i < 4; ++i) samples[i] = source_sample(component, min(column + i, last.x), y);
    // beyond the right edge the last sample goes on
    int inside = last.x - column;
    float edge = inside < 0 ? samples[last.x & 3] : (inside == 0 ? samples.x : (inside == 1 ? samples.y : samples.z));
    return mix(samples, vec4(edge), greaterThan(ivec4(0, 1, 2, 3), ivec4(inside)));
}

// Both colour differences of four columns at every row of the block.
void read_chroma(int column) {
    int bottom = chroma_size().y - 1;
    if (CHROMA_SHIFT.y == 0) {
        for (int row = -READ_ABOVE; row < READ_ROWS; ++row) {
            int y = clamp(read_at.y + row, 0, bottom);
            blue_after[row + 1] = chroma_four(1, column, y);
            red_after[row + 1] = chroma_four(2, column, y);
        }
        return;
    }
    // Three rows of chroma serve every row of a block: one of two rows starts on an even one.
    int middle = read_at.y >> 1;
    vec4 blue[3], red[3];
    for (int i = 0; i < 3; ++i) {
        int y = clamp(middle + i - 1, 0, bottom);
        blue[i] = chroma_four(1, column, y);
        red[i] = chroma_four(2, column, y);
    }
    for (int row = -READ_ABOVE; row < READ_ROWS; ++row) {
        int y = clamp(read_at.y + row, 0, source_size.y - 1);                    // the edge's pixels go on beyond it
        float c = (float(y - 2 * middle) - CHROMA_SITE.y) * 0.5 + 1.0;   // 0..2 along the three
        vec3 weight = vec3(max(1.0 - c, 0.0), 1.0 - abs(c - 1.0), max(c - 1.0, 0.0));
        blue_after[row + 1] = blue[0] * weight.x + blue[1] * weight.y + blue[2] * weight.z;
        red_after[row + 1] = red[0] * weight.x + red[1] * weight.y + red[2] * weight.z;
    }
}

void shift_chroma() {
    for (int i = 0; i < 3; ++i) {
        blue_before[i] = blue_here[i];
        red_before[i] = red_here[i];
        blue_here[i] = blue_after[i];
        red_here[i] = red_after[i];
    }
}

// `x`: a multiple of eight, -8 for what goes on before the left edge. read_eight() follows for x, x + 8…
void read_start(int x, int y) {
    read_at = ivec2(x, y);
    read_chroma((x >> 1) - 4);
    shift_chroma();
    read_chroma(x >> 1);
}
void read_eight(int x) {
    read_at.x = x;
    shift_chroma();
    read_chroma((x >> 1) + 4);
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

vec4 at_row(vec4 rows[3], int row) { return row < 0 ? rows[0] : (row == 0 ? rows[1] : rows[2]); }

// Columns x/2 - 1 … x/2 + 2 for the four pixels from x on, the first or the second four of eight.
vec4 four_columns(vec4 before, vec4 here, vec4 after, bool second) {
    return second ? vec4(here.yzw, after.x) : vec4(before.w, here.xyz);
}

void read_four(int x, int row) {
    read_luma = held_at_edges(source_four(0, max(x, 0), clamp(read_at.y + row, 0, source_size.y - 1)), x);
    bool second = (x & 4) != 0;
    read_blue = held_at_edges(between(four_columns(at_row(blue_before, row), at_row(blue_here, row), at_row(blue_after, row), second)), x);
    read_red = held_at_edges(between(four_columns(at_row(red_before, row), at_row(red_here, row), at_row(red_after, row), second)), x);
}

// The codes of the first or the second two of the four pixels.
mat2x3 read_pair(int row, bool second) {
    return second ? mat2x3(read_luma.z, read_blue.z, read_red.z, read_luma.w, read_blue.w, read_red.w)
                  : mat2x3(read_luma.x, read_blue.x, read_red.x, read_luma.y, read_blue.y, read_red.y);
}

// Planes out, as the encoder takes them, with sink_store.glsl before this file. SINK_MODEL (0 grey, 1 RGB, 2 Y'CbCr),
// SINK_ALPHA, SINK_SHIFT of chroma and SINK_LEFT: whether chroma's filter reaches to the column before (co-sited chroma
// is the mean of three samples, 1 2 1; chroma between two is the mean of both), SINK_BY_FIELDS: whether rows of chroma are those
// of a field, a quarter or three quarters of the way between its rows. to_codes is the matrix from R'G'B'.
// A block is COLUMNS by READ_ROWS rows, worked in cells of two columns to its end even beyond the picture, where rows have
// padding.

vec3 sink_codes(vec3 rgb) {
    if (SINK_MODEL == 1) return SINK_FLOAT ? rgb : rgb * to_codes[0].x + to_codes_added.x;
    return to_codes[0] * rgb.r + to_codes[1] * rgb.g + to_codes[2] * rgb.b + to_codes_added;
}

const bool SINK_SUBSAMPLED = SINK_SHIFT.x == 1;
const int SINK_PLANES = SINK_PACKED ? 0 : (SINK_SUBSAMPLED || SINK_MODEL == 0 ? 1 : 3);   // of colour, of the picture's own size

// Row `row` of the block that begins at `y`: of one field, two rows of the picture lie between, and the fields take turns.
int sink_row(int y, int row) { return SINK_BY_FIELDS ? (y & ~3) + ((y >> 1) & 1) + 2 * row : y + row; }

// What awaits its store.
uint held[4][READ_ROWS][SINK_WORDS];
uint held_chroma[2][SINK_WORDS];

// What fills a word or two by itself is stored at once: three queues of sixteen words cost a CPU device more than small stores do.
const bool SINK_AT_ONCE = SINK_FLOAT || (SINK_BYTES == 2 && !SINK_SUBSAMPLED);

// What a grade makes of light that is held at 1e30 can still grow beyond numbers.
vec2 sink_finite(vec2 codes) { return mix(clamp(codes, -3e38, 3e38), vec2(0.0), isnan(codes)); }

void hold(int plane, int row, ivec2 at, vec2 codes, vec2 pattern) {
    if (!SINK_AT_ONCE) {
        sink_push(held[plane][row], sink_quantised(codes, pattern));
        return;
    }
    if (at.x < 0 || any(greaterThanEqual(at, sink_size))) return;
    int byte = sink_byte(SINK_PLANE[plane], at.x, at.y);
    ivec2 q = sink_quantised(codes, pattern);
    if (SINK_FLOAT) sink_pairs[byte >> 3] = floatBitsToUint(sink_finite(codes));
    else sink[byte >> 2] = uint(q.x | (q.y << 16));
}

// One row of a cell. Hands out its colour differences.
mat2 work_row(ivec2 cell, int row) {
    ivec2 at = ivec2(cell.x, sink_row(cell.y, row));
    mat2x3 rgb = grade(pair_to_rgb(read_pair(at.y - cell.y)));
    mat2x3 codes = mat2x3(sink_codes(rgb[0]), sink_codes(rgb[1]));
    if (SINK_SUBSAMPLED && at.x + 1 >= source_size.x) codes[1] = codes[0];   // the edge's pixel goes on
    if (row >= 0) {
        vec2 pattern = sink_pattern(at);
        for (int i = 0; i < SINK_PLANES; ++i) hold(i, row, at, vec2(codes[0][i], codes[1][i]), pattern);
        if (SINK_PACKED && at.x >= 0 && all(lessThan(at, sink_size))) sink_store_packed(at, codes);
        if (SINK_ALPHA) {
            ivec2 edge = source_size - 1;
            vec2 opacity = vec2(source_opacity(min(at, edge)), source_opacity(min(at + ivec2(1, 0), edge)));
            hold(3, row, at, opacity * (SINK_FLOAT ? 1.0 : SINK_TOP), vec2(0.0));
        }
    }
    return mat2(codes[0].yz, codes[1].yz);
}

void main() {
    prepare();
    ivec2 at = ivec2(gl_GlobalInvocationID.xy) * ivec2(COLUMNS, READ_ROWS);
    if (any(greaterThanEqual(at, sink_size))) return;
    const bool before = SINK_SUBSAMPLED && SINK_LEFT == 1;
    for (int i = 0; i < SINK_WORDS; ++i) {
        for (int plane = 0; plane < 4; ++plane)
            for (int row = 0; row < READ_ROWS; ++row) held[plane][row][i] = 0u;
        held_chroma[0][i] = 0u;
        held_chroma[1][i] = 0u;
    }
    read_begin(at.x, at.y, before);
    vec2 previous = vec2(0.0);   // colour differences of the column before
    for (int x = before ? at.x - 2 : at.x; x < at.x + COLUMNS; x += 2) {
        read_cell();
        ivec2 cell = ivec2(x, at.y);
        mat2 gathered = work_row(cell, 0);
        if (READ_ROWS == 2) {
            mat2 below = work_row(cell, 1);
            if (READ_ABOVE == 1) gathered = 0.5 * gathered + 0.25 * (work_row(cell, -1) + below);
            else if (SINK_BY_FIELDS) gathered += (below - gathered) * ((at.y & 2) == 0 ? 0.25 : 0.75);
            else gathered = 0.5 * (gathered + below);
        }
        if (SINK_SUBSAMPLED) {
            vec2 both = SINK_LEFT == 1 ? 0.25 * previous + 0.5 * gathered[0] + 0.25 * gathered[1] : 0.5 * (gathered[0] + gathered[1]);
            previous = gathered[1];
            float pattern = sink_pattern(ivec2(x >> 1, at.y >> SINK_SHIFT.y) & ~ivec2(1, 0))[(x >> 1) & 1];
            for (int i = 0; i < 2; ++i) sink_push_one(held_chroma[i], sink_quantised(vec2(both[i]), vec2(pattern)).x);
        }
    }
    if (SINK_AT_ONCE) return;
    for (int row = 0; row < READ_ROWS; ++row)
        if (sink_row(at.y, row) < sink_size.y) {
            for (int i = 0; i < SINK_PLANES; ++i) sink_store_all(SINK_PLANE[i], at.x, sink_row(at.y, row), held[i][row]);
            if (SINK_ALPHA) sink_store_all(SINK_PLANE[3], at.x, sink_row(at.y, row), held[3][row]);
        }
    if (SINK_SUBSAMPLED)
        for (int i = 0; i < 2; ++i) sink_store_last_half(SINK_PLANE[1 + i], at.x >> 1, at.y >> SINK_SHIFT.y, held_chroma[i]);
}

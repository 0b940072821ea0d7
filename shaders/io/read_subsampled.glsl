// Reading in order from Y'CbCr whose chroma has half the columns, side by side or both differences in turns (NV12).
#include "io/queue.glsl"
const int ROWS = READ_ABOVE + READ_ROWS;
// Of rows of chroma: three serve every row of a block where they have half the rows, for one of two rows starts on an even one.
const int CHROMA_ROWS = CHROMA_SHIFT.y == 1 ? 3 : ROWS;
const bool IN_TURNS = SOURCE_PLANE[1] == SOURCE_PLANE[2];
const int CHROMA_QUEUES = IN_TURNS ? 1 : 2;

// Eight samples, or pairs of samples, the two before them and at least one after.
const int UNIT = SOURCE_BYTES * (IN_TURNS ? 2 : 1);
const int LEFT_WORDS = UNIT == 4 ? 2 : 1;
const int CHROMA_WORDS = LEFT_WORDS + 2 * UNIT + 1;
QUEUE_OF(CHROMA_WORDS)

uint luma_queue[ROWS][ROW_WORDS];
uint chroma_queue[CHROMA_QUEUES][CHROMA_ROWS][CHROMA_WORDS];
vec2 read_luma[ROWS];
// Colour differences at every row of the block: the sample of the cell, the one before and the one after it.
vec2 chroma_before[ROWS], chroma_here[ROWS], chroma_after[ROWS];
vec3 row_weights[ROWS];   // of the three rows of chroma
int chroma_next;          // column of the sample that the queues hold next

void chroma_row(out uint queue[CHROMA_WORDS], int plane, int column, int y) {
    int byte = source_offset[plane] + y * source_stride[plane] + column * UNIT;
    if (UNIT == 1) {   // eight bytes: the lower or the upper half of sixteen
        uvec4 four = texelFetch(source_quads, byte >> 4);
        queue[1] = (byte & 8) == 0 ? four.x : four.z;
        queue[2] = (byte & 8) == 0 ? four.y : four.w;
    } else
        for (int j = 0; j < UNIT / 2; ++j) {
            uvec4 four = texelFetch(source_quads, (byte >> 4) + j);
            for (int k = 0; k < 4; ++k) queue[LEFT_WORDS + 4 * j + k] = four[k];
        }
    for (int j = 0; j < LEFT_WORDS; ++j)
        queue[j] = column == 0 ? queue_repeated(queue[LEFT_WORDS], UNIT) : texelFetch(source_words, (byte >> 2) - LEFT_WORDS + j).x;
    queue[CHROMA_WORDS - 1] = texelFetch(source_words, (byte >> 2) + 2 * UNIT).x;
    if (UNIT == 1) queue_shift(queue, 2);
}

// The next sample of both colour differences at every row; beyond the right edge the last goes on.
void chroma_take() {
    vec2 samples[3];
    for (int i = 0; i < CHROMA_ROWS; ++i) {
        vec2 both;
        if (IN_TURNS) both = queue_two(chroma_queue[0][i]);
        else both = vec2(queue_one(chroma_queue[0][i]), queue_one(chroma_queue[CHROMA_QUEUES - 1][i]));
        samples[i] = IN_TURNS && SOURCE_BYTE[1] > SOURCE_BYTE[2] ? both.yx : both;
    }
    bool inside = chroma_next < chroma_size().x;
    ++chroma_next;
    for (int row = 0; row < ROWS; ++row) {
        vec2 next = samples[row];
        if (CHROMA_SHIFT.y == 1) next = samples[0] * row_weights[row].x + samples[1] * row_weights[row].y + samples[2] * row_weights[row].z;
        chroma_before[row] = chroma_here[row];
        chroma_here[row] = chroma_after[row];
        chroma_after[row] = inside ? next : chroma_here[row];
    }
}

void read_begin(int x, int y, bool before) {
    int middle = y >> 1, bottom = chroma_size().y - 1;
    for (int row = 0; row < ROWS; ++row) {
        int own = clamp(y + row - READ_ABOVE, 0, source_size.y - 1);   // the edge's pixels go on beyond it
        queue_row(luma_queue[row], 0, x, own, before);
        float c = (float(own - 2 * middle) - CHROMA_SITE.y) * 0.5 + 1.0;   // 0..2 along the three
        row_weights[row] = vec3(max(1.0 - c, 0.0), 1.0 - abs(c - 1.0), max(c - 1.0, 0.0));
        chroma_here[row] = vec2(0.0);
        chroma_after[row] = vec2(0.0);
    }
    for (int i = 0; i < CHROMA_ROWS; ++i) {
        int own = CHROMA_SHIFT.y == 1 ? middle + i - 1 : y + i - READ_ABOVE;
        for (int j = 0; j < CHROMA_QUEUES; ++j) {
            chroma_row(chroma_queue[j][i], SOURCE_PLANE[1 + j], x >> 1, clamp(own, 0, bottom));
            if (!before) queue_shift(chroma_queue[j][i], UNIT);
        }
    }
    chroma_next = (x >> 1) - (before ? 2 : 1);
    chroma_take();
    chroma_take();
}

void read_cell() {
    for (int row = 0; row < ROWS; ++row) read_luma[row] = queue_two(luma_queue[row]);
    chroma_take();
}

// Linear between the sited samples: pixel j lies at (j - site) / 2 columns from the cell's own.
vec2 chroma_at(int row, int j) {
    float c = (float(j) - CHROMA_SITE.x) * 0.5;
    if (c == 0.0) return chroma_here[row];
    return c < 0.0 ? chroma_before[row] * -c + chroma_here[row] * (1.0 + c) : chroma_here[row] * (1.0 - c) + chroma_after[row] * c;
}

mat2x3 read_pair(int row) {
    int i = row + READ_ABOVE;
    return mat2x3(vec3(read_luma[i].x, chroma_at(i, 0)), vec3(read_luma[i].y, chroma_at(i, 1)));
}

// Samples of a row, of one or two bytes, in the order in which they are wanted: words of memory that are shifted as they are
// used, so that a block's memory is read in few large pieces and no place in it is ever looked up.
// On a CPU device every loop costs more than its body does here: a kernel has one loop, over cells of two columns.

float queue_code(uint bits) { return float(int((bits >> SOURCE_SHIFT) & SOURCE_MASK)); }

// Takes the next sample, or the next two.
#define QUEUE_OF(WORDS) \
    void queue_shift(inout uint queue[WORDS], int bytes) { \
        for (int i = 0; i < WORDS; ++i) { \
            uint next = i + 1 < WORDS ? queue[min(i + 1, WORDS - 1)] : 0u; \
            queue[i] = bytes == 4 ? next : (queue[i] >> (8 * bytes)) | (next << (32 - 8 * bytes)); \
        } \
    } \
    float queue_one(inout uint queue[WORDS]) { \
        float sample_code = queue_code(queue[0] & (SOURCE_BYTES == 1 ? 0xffu : 0xffffu)); \
        queue_shift(queue, SOURCE_BYTES); \
        return sample_code; \
    } \
    vec2 queue_two(inout uint queue[WORDS]) { \
        vec2 codes = SOURCE_BYTES == 1 ? vec2(queue_code(queue[0] & 0xffu), queue_code((queue[0] >> 8) & 0xffu)) \
                                       : vec2(queue_code(queue[0] & 0xffffu), queue_code(queue[0] >> 16)); \
        queue_shift(queue, 2 * SOURCE_BYTES); \
        return codes; \
    }

// The first sample of a word in the whole of it: what goes on before the left edge.
uint queue_repeated(uint word, int bytes) {
    return bytes == 4 ? word : (bytes == 2 ? (word & 0xffffu) * 0x10001u : (word & 0xffu) * 0x1010101u);
}

// A row of sixteen samples of component `i` and the two before them, which for the first column are that column's.
const int ROW_WORDS = 4 * SOURCE_BYTES + 1;
QUEUE_OF(ROW_WORDS)

// From column `x` on, a multiple of sixteen, or with `before` from the one two columns to its left.
void queue_row(out uint queue[ROW_WORDS], int i, int x, int y, bool before) {
    int byte = source_offset[SOURCE_PLANE[i]] + y * source_stride[SOURCE_PLANE[i]] + x * SOURCE_BYTES;
    for (int j = 0; j < SOURCE_BYTES; ++j) {
        uvec4 four = texelFetch(source_quads, (byte >> 4) + j);
        for (int k = 0; k < 4; ++k) queue[4 * j + k + 1] = four[k];
    }
    queue[0] = !before ? 0u : (x == 0 ? queue_repeated(queue[1], SOURCE_BYTES) : texelFetch(source_words, (byte >> 2) - 1).x);
    if (!before) queue_shift(queue, 4);
    else if (SOURCE_BYTES == 1) queue_shift(queue, 2);
}

// Reading in order from planes of full size whose samples lie side by side: bytes by way of queues; of two bytes a word is a
// component's part of a cell, and three queues of such words would cost more than they save.
#include "io/queue.glsl"
const bool IN_QUEUES = SOURCE_BYTES == 1;
uint read_queue[3][READ_ABOVE + READ_ROWS][ROW_WORDS];
vec2 read_two[3][READ_ABOVE + READ_ROWS];
ivec2 read_at;

void read_begin(int x, int y, bool before) {
    read_at = ivec2(before ? x - 4 : x - 2, y - READ_ABOVE);
    if (!IN_QUEUES) return;
    for (int row = 0; row < READ_ABOVE + READ_ROWS; ++row)
        for (int i = 0; i < 3; ++i)
            queue_row(read_queue[i][row], i, x, clamp(read_at.y + row, 0, source_size.y - 1), before);
}

void read_cell() {
    read_at.x += 2;
    for (int row = 0; row < READ_ABOVE + READ_ROWS; ++row)
        for (int i = 0; i < 3; ++i) {
            if (IN_QUEUES) {
                read_two[i][row] = queue_two(read_queue[i][row]);
                continue;
            }
            int y = clamp(read_at.y + row, 0, source_size.y - 1);
            uint word = texelFetch(source_words, (source_offset[SOURCE_PLANE[i]] + y * source_stride[SOURCE_PLANE[i]] + max(read_at.x, 0) * 2) >> 2).x;
            uint second = read_at.x < 0 ? word & 0xffffu : word >> 16;   // before the left edge its pixel goes on
            read_two[i][row] = vec2(queue_code(word & 0xffffu), queue_code(second));
        }
}

mat2x3 read_pair(int row) {
    vec2 a = read_two[0][row + READ_ABOVE], b = read_two[1][row + READ_ABOVE], c = read_two[2][row + READ_ABOVE];
    return mat2x3(a.x, b.x, c.x, a.y, b.y, c.y);
}

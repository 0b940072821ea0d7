// Reading in order, for formats without a quicker way: every pixel is read when it is asked for.
ivec2 read_at;

// Of the block at (x, y) the cells of two columns, in order, with `before` from the one to the left of it on. The edges' pixels
// go on beyond them.
void read_begin(int x, int y, bool before) { read_at = ivec2(before ? x - 4 : x - 2, y); }
void read_cell() { read_at.x += 2; }
// The codes of the cell's two pixels at a row of the block, -READ_ABOVE..READ_ROWS - 1.
mat2x3 read_pair(int row) {
    ivec2 last = source_size - 1;
    int y = clamp(read_at.y + row, 0, last.y);
    return mat2x3(source_codes(ivec2(clamp(read_at.x, 0, last.x), y)), source_codes(ivec2(clamp(read_at.x + 1, 0, last.x), y)));
}

// Reading in order, for formats without a quicker way: every pixel is read when it is asked for.
ivec2 read_at;

void read_start(int x, int y) { read_at = ivec2(x, y); }
void read_eight(int x) {}
void read_four(int x, int row) { read_at.x = x; }
vec3 read_codes(int row, int x) { return source_codes(ivec2(clamp(x, 0, source_size.x - 1), clamp(read_at.y + row, 0, source_size.y - 1))); }
// The codes of the first or the second two of the four pixels.
mat2x3 read_pair(int row, bool second) {
    int x = read_at.x + (second ? 2 : 0);
    return mat2x3(read_codes(row, x), read_codes(row, x + 1));
}

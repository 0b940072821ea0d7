// Reading in order from planes of full size whose samples lie side by side, four at a time. There is no `if` around a
// read: a CPU device would do it all the same.
ivec2 read_at;
vec4 read_component[3];

void read_start(int x, int y) { read_at = ivec2(x, y); }
void read_eight(int x) {}
void read_four(int x, int row) {
    int y = clamp(read_at.y + row, 0, source_size.y - 1);
    for (int i = 0; i < 3; ++i) read_component[i] = held_at_edges(source_four(i, max(x, 0), y), x);
}
// The codes of the first or the second two of the four pixels.
mat2x3 read_pair(int row, bool second) {
    mat2x3 codes;
    for (int i = 0; i < 3; ++i) {
        vec2 both = second ? read_component[i].zw : read_component[i].xy;
        codes[0][i] = both.x;
        codes[1][i] = both.y;
    }
    return codes;
}

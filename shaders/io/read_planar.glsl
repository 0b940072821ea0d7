// Reading in order from planes of full size whose samples lie side by side, four at a time. There is no `if` around a
// read: a CPU device would do it all the same.
ivec2 read_at;
vec4 read_component[3];

void read_start(int x, int y) { read_at = ivec2(x, y); }
void read_eight(int x) {}
void read_four(int x, int row) {
    int y = clamp(read_at.y + row, 0, source_size.y - 1);
    for (int i = 0; i < 3; ++i) read_component[i] = source_four(i, x, y);
}
vec3 read_codes(int row, int j) { return vec3(read_component[0][j], read_component[1][j], read_component[2][j]); }

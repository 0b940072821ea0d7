// Reading in order, for formats without a quicker way: every pixel is read when it is asked for.
ivec2 read_at;

void read_start(int x, int y) { read_at = ivec2(x, y); }
void read_eight(int x) {}
void read_four(int x, int row) { read_at.x = x; }
vec3 read_codes(int row, int j) { return source_codes(ivec2(min(read_at.x + j, source_size.x - 1), clamp(read_at.y + row, 0, source_size.y - 1))); }

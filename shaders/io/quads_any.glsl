// The picture in quads (four pixels of a row) for formats without a quicker way: every pixel is read when it is asked for.
ivec2 quad_at;

void quads_start(int x, int y) { quad_at = ivec2(x, y); }
void quads_next(int x) { quad_at.x = x; }
void quad_row(int row) {}
vec3 quad_codes(int row, int j) { return source_codes(ivec2(quad_at.x + j, clamp(quad_at.y + row, 0, source_size.y - 1))); }

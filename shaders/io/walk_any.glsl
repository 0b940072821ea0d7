// A walk along a few rows of the picture, column by column, for formats without a quicker one.
ivec2 walk_at;

void walk_start(ivec2 at) { walk_at = at; }
void walk_to(int x) { walk_at.x = x; }
vec3 walk_codes(int row) { return source_codes(ivec2(walk_at.x, clamp(walk_at.y + row, 0, source_size.y - 1))); }

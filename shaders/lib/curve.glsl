// A curve as the host hands it out. In general cells of even width, each with the number of the cubic that it begins in, the x
// from which the next one holds, and both origins; behind them the cubics' coefficients. In a program that is compiled for this
// very grade, where it has few points: its cubics as they are.
const int MOST_PIECES = 6;
struct CurveTable {
    int start;       // first cell in the buffer of curves
    float low;       // x where it begins
    float scale;     // cells to a unit of x
    float last;      // number of the last cell
    bool identity;
    int pieces;      // how many cubics; 0: the table
    vec4 cubic[MOST_PIECES];    // coefficients, the constant first
    vec2 place[MOST_PIECES];    // x of its origin, and from where on it holds
};

float curve_of_pieces(float x, CurveTable c) {
    vec4 cubic = c.cubic[0];
    float origin = c.place[0].x;
    for (int i = 1; i < MOST_PIECES; ++i)
        if (i < c.pieces) {
            bool beyond = x >= c.place[i].y;
            cubic = beyond ? c.cubic[i] : cubic;
            origin = beyond ? c.place[i].x : origin;
        }
    float t = x - origin;
    return cubic.x + t * (cubic.y + t * (cubic.z + t * cubic.w));
}

float curve(float x, CurveTable c) {
    if (c.identity) return x;
    if (c.pieces > 0) return curve_of_pieces(x, c);
    vec4 cell = texelFetch(curve_tables, c.start + int(clamp((x - c.low) * c.scale, 0.0, c.last)));
    bool beyond = x >= cell.y;
    vec4 cubic = texelFetch(curve_tables, int(cell.x) + (beyond ? 1 : 0));
    float t = x - (beyond ? cell.w : cell.z);
    return cubic.x + t * (cubic.y + t * (cubic.z + t * cubic.w));
}

// A curve as the host hands it out. In general a table: value and step to the next value at even distances, straight beyond
// both ends. In a program that is compiled for this very grade, where it has few points: its cubics.
const int MOST_PIECES = 6;
struct CurveTable {
    int start;       // first entry in the buffer of curves
    float low;       // x of the first entry
    float scale;     // entries to a unit of x
    float last;      // number of the last interval
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
    float at = (x - c.low) * c.scale;
    float i = clamp(floor(at), 0.0, c.last);
    vec2 entry = texelFetch(curve_tables, c.start + int(i)).xy;
    return entry.x + entry.y * (at - i);
}

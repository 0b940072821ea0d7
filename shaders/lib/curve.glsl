// A curve as the host tabulates it: value and step to the next value at even distances, straight beyond both ends.
struct CurveTable {
    int start;       // first entry in the buffer of curves
    float low;       // x of the first entry
    float scale;     // entries to a unit of x
    float last;      // number of the last interval
    bool identity;
};

float curve(float x, CurveTable c) {
    if (c.identity) return x;
    float at = (x - c.low) * c.scale;
    float i = clamp(floor(at), 0.0, c.last);
    vec2 entry = texelFetch(curve_tables, c.start + int(i)).xy;
    return entry.x + entry.y * (at - i);
}

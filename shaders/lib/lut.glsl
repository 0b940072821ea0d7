// Look-up tables in the buffer of tables: one line of colours, or a cube with red fastest, four floats a colour.
struct LutTable {
    int cube_start, cube_size;    // 0: no cube
    int line_start, line_size;    // 0: no line
    vec3 cube_low, cube_scale;    // (x - low) * scale runs from 0 to size - 1
    vec3 line_low, line_scale;
};

vec3 lut_line(vec3 rgb, LutTable t) {
    float top = float(t.line_size - 1);
    vec3 at = clamp((rgb - t.line_low) * t.line_scale, 0.0, top);
    vec3 i = min(floor(at), top - 1.0);
    vec3 f = at - i;
    ivec3 n = ivec3(i) + t.line_start;
    vec3 a = vec3(texelFetch(lut_tables, n.r).r, texelFetch(lut_tables, n.g).g, texelFetch(lut_tables, n.b).b);
    vec3 b = vec3(texelFetch(lut_tables, n.r + 1).r, texelFetch(lut_tables, n.g + 1).g, texelFetch(lut_tables, n.b + 1).b);
    return a + (b - a) * f;
}

// Where a colour lies in a cube: the entry of its cell's low corner, the way from there to the high one, and the steps
// from an entry to its neighbours in green and blue.
struct LutCell {
    int low, green, blue;
    vec3 f;
};

LutCell lut_cell(vec3 rgb, LutTable t) {
    float top = float(t.cube_size - 1);
    vec3 at = clamp((rgb - t.cube_low) * t.cube_scale, 0.0, top);
    vec3 i = min(floor(at), top - 1.0);
    int green = t.cube_size, blue = t.cube_size * t.cube_size;
    return LutCell(t.cube_start + int(i.r) + green * int(i.g) + blue * int(i.b), green, blue, at - i);
}

// Tetrahedral: of the six tetrahedra of a cell the one that the colour lies in, whose corners are reached from the low
// corner by stepping along the axes in order of falling fraction.
vec3 lut_cube(vec3 rgb, LutTable t) {
    LutCell cell = lut_cell(rgb, t);
    int low = cell.low, green = cell.green, blue = cell.blue;
    vec3 f = cell.f;
    float most = max(f.r, max(f.g, f.b));
    float least = min(f.r, min(f.g, f.b));
    float middle = max(min(f.r, f.g), min(max(f.r, f.g), f.b));
    int first = f.r == most ? 1 : (f.g == most ? green : blue);
    int last = f.b == least ? blue : (f.g == least ? green : 1);
    int all = 1 + green + blue;
    vec3 c0 = texelFetch(lut_tables, low).rgb;
    vec3 c1 = texelFetch(lut_tables, low + first).rgb;
    vec3 c2 = texelFetch(lut_tables, low + all - last).rgb;
    vec3 c3 = texelFetch(lut_tables, low + all).rgb;
    return c0 * (1.0 - most) + c1 * (most - middle) + c2 * (middle - least) + c3 * least;
}

vec3 lut_table(vec3 rgb, LutTable t) {
    if (t.line_size > 0) rgb = lut_line(rgb, t);
    if (t.cube_size > 0) rgb = lut_cube(rgb, t);
    return rgb;
}

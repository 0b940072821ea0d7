// What OpenColorIO's GLSL calls, by Umber's own log2, exp2 and pow. Needs math.glsl and lut.glsl.
// x^y for any y; 0 for negative x, and where x is 0 for y > 0, 2.4e38 for y < 0.
float ocio_pow(float x, float y) {
    float raised = u_pow(x, y);
    return y > 0.0 || x > SMALLEST_NORMAL ? raised : (y < 0.0 ? LARGEST_POWER : 1.0);
}
vec3 ocio_pow(vec3 x, vec3 y) { return vec3(ocio_pow(x.r, y.r), ocio_pow(x.g, y.g), ocio_pow(x.b, y.b)); }
vec4 ocio_pow(vec4 x, vec4 y) { return vec4(ocio_pow(x.rgb, y.rgb), ocio_pow(x.a, y.a)); }
float ocio_log2(float x) { return u_log2(x); }
vec3 ocio_log2(vec3 x) { return u_log2(x); }
float ocio_exp2(float x) { return u_exp2(x); }
vec3 ocio_exp2(vec3 x) { return u_exp2(x); }
float ocio_log(float x) { return u_log2(x) * 0.693147181; }
vec3 ocio_log(vec3 x) { return u_log2(x) * 0.693147181; }
float ocio_exp(float x) { return u_exp2(x * 1.44269504); }
vec3 ocio_exp(vec3 x) { return u_exp2(x * 1.44269504); }

// The root of what should not be negative, and is by a rounding.
float ocio_sqrt(float x) { return sqrt(max(x, 0.0)); }
vec3 ocio_sqrt(vec3 x) { return sqrt(max(x, vec3(0.0))); }

// Vulkan lets a driver's own be wrong by 4096 ulp. A polynomial after reduction to |t| < tan(pi / 8).
float ocio_atan(float y, float x) {
    float greater = max(abs(x), abs(y)), lesser = min(abs(x), abs(y));
    bool reduced = lesser > 0.41421356 * greater;
    // (t - 1) / (t + 1) for t = lesser / greater is a single division.
    float t = (reduced ? lesser - greater : lesser) / max(reduced ? lesser + greater : greater, SMALLEST_NORMAL);
    float z = t * t;
    float angle = t + t * z * (-0.333329491539 + z * (0.199777106478 + z * (-0.138776856032 + z * 0.0805374449538)));
    angle += reduced ? 0.785398163 : 0.0;
    angle = abs(y) > abs(x) ? 1.57079633 - angle : angle;
    angle = x < 0.0 ? 3.14159265 - angle : angle;
    return y < 0.0 ? -angle : angle;
}

// A cube between its eight corners, by straight lines.
vec3 ocio_linear_cube(vec3 rgb, LutTable t) {
    LutCell cell = lut_cell(rgb, t);
    int low = cell.low, green = cell.green;
    vec3 f = cell.f;
    vec3 near_low = mix(texelFetch(lut_tables, low).rgb, texelFetch(lut_tables, low + 1).rgb, f.r);
    vec3 near_high = mix(texelFetch(lut_tables, low + green).rgb, texelFetch(lut_tables, low + green + 1).rgb, f.r);
    low += cell.blue;
    vec3 far_low = mix(texelFetch(lut_tables, low).rgb, texelFetch(lut_tables, low + 1).rgb, f.r);
    vec3 far_high = mix(texelFetch(lut_tables, low + green).rgb, texelFetch(lut_tables, low + green + 1).rgb, f.r);
    return mix(mix(near_low, near_high, f.g), mix(far_low, far_high, f.g), f.b);
}

// A line from 0 to 1 whose entries, `stride` apart, have a value and the step to the next. `last`: the last one's number.
float ocio_line(float x, int start, int stride, float last) {
    float at = clamp(x, 0.0, 1.0) * last;
    float i = min(floor(at), last - 1.0);
    vec2 entry = texelFetch(lut_tables, start + stride * int(i)).xy;
    return entry.x + entry.y * (at - i);
}

// The same with an entry for each half float, in the order of their bits.
float ocio_half_line(float x, int start, int stride) {
    // Of a float's bits, 13 are the way to the next half float; below the smallest normal one they stand 2^-24 apart.
    float held = min(abs(x), 65504.0);
    int bits = floatBitsToInt(held) - 0x38000000;
    float small = held * 16777216.0;
    bool normal = bits >= (1 << 23);
    int i = normal ? bits >> 13 : int(small);
    float f = normal ? float(bits & 0x1fff) * (1.0 / 8192.0) : small - float(i);
    vec2 entry = texelFetch(lut_tables, start + stride * (i + (x < 0.0 ? 32768 : 0))).xy;
    return entry.x + entry.y * f;
}

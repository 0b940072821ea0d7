// Matrices before encodings that are infinitely or very steep at black, where what rounding leaves of a channel that should
// be next to nothing is seen.

// Summed from red to blue, as OCIO's CPU processor does, on every device.
vec3 ordered_matrix(vec3 rgb, mat3 m) {
    precise vec3 r = m[0] * rgb.r;
    precise vec3 g = m[1] * rgb.g;
    precise vec3 b = m[2] * rgb.b;
    precise vec3 sum = r + g;
    precise vec3 whole = sum + b;
    return whole;
}

// Within 2e-11 of the greatest component. `head` holds the coefficients cut to
// 12 bits, `tail` what was cut off, so that head times the colour's own 12 bits has no rounding. The colour is rgb + rest.
vec3 exact_matrix(vec3 rgb, vec3 rest, mat3 head, mat3 tail) {
    vec3 high = uintBitsToFloat(floatBitsToUint(rgb) & uvec3(0xfffff000u));
    precise vec3 low = (rgb - high) + rest;
    precise vec3 r = head[0] * high.r;
    precise vec3 g = head[1] * high.g;
    precise vec3 b = head[2] * high.b;
    // each sum with the error that it makes (Knuth)
    precise vec3 two = r + g;
    precise vec3 part = two - r;
    precise vec3 lost = (r - (two - part)) + (g - part);
    precise vec3 three = two + b;
    precise vec3 other = three - two;
    precise vec3 lost_too = (two - (three - other)) + (b - other);
    precise vec3 small = (head[0] * low.r + tail[0] * rgb.r) + (head[1] * low.g + tail[1] * rgb.g) +
                         (head[2] * low.b + tail[2] * rgb.b);
    return three + (small + (lost + lost_too));
}

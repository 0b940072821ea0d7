// The ACES 1.3 reference gamut compression, the twin of color::compress_gamut_13: linear AP1 in and out. `scale` comes from
// color::GamutCompression::scale. Needs math.glsl. Literals end in f, so that tests/color can run this file on the CPU.

float gamut_compression_distance(float x, float threshold, float scale, float power, bool uncompress) {
    if (x < threshold || (uncompress && x >= threshold + scale)) return x;
    float y = quotient(x - threshold, scale);
    float p = u_pow(y, power);
    float root = u_pow(uncompress ? 1.0f - p : 1.0f + p, 1.0f / power);
    return threshold + scale * y / root;
}

vec3 gamut_compression(vec3 ap1, vec3 threshold, vec3 scale, float power, bool uncompress) {
    float achromatic = max(ap1.x, max(ap1.y, ap1.z));
    float size = abs(achromatic);
    if (size < 1.17549435e-38f) return ap1;   // 0, or too little to divide by
    vec3 far = vec3(quotient(achromatic - ap1.x, size), quotient(achromatic - ap1.y, size), quotient(achromatic - ap1.z, size));
    return vec3(achromatic) - size * vec3(gamut_compression_distance(far.x, threshold.x, scale.x, power, uncompress),
                                          gamut_compression_distance(far.y, threshold.y, scale.y, power, uncompress),
                                          gamut_compression_distance(far.z, threshold.z, scale.z, power, uncompress));
}

// HDR light for an SDR display: the EETF of ITU-R BT.2390-10, 5.4.1, for blacks of 0, on the greatest channel, which
// scales all three: hue and saturation of the light stay. Needs linear_to_pq and pq_to_linear of lib/transfer.glsl.

// `code`: of PQ, 1 = the source's peak. `top`: the target's peak in that scale, above 1/3. Steps 2 and 3 of the
// Recommendation: unchanged below the knee, a Hermite spline above it.
float eetf(float code, float top) {
    float knee = 1.5 * top - 0.5;
    float t = clamp((code - knee) / max(1.0 - knee, 1e-6), 0.0, 1.0);
    float t2 = t * t, t3 = t2 * t;
    float bent = (2.0 * t3 - 3.0 * t2 + 1.0) * knee + (t3 - 2.0 * t2 + t) * (1.0 - knee) + (3.0 * t2 - 2.0 * t3) * top;
    return code < knee ? code : bent;
}

float greatest(vec3 color) { return max(color.r, max(color.g, color.b)); }

// `light`: 1.0 = `white_nits` cd/m2; `code`: PQ of its greatest channel. `peak_code`: PQ of the source's peak; `top`: PQ
// of the target's over it.
vec3 tone_mapped(vec3 light, float code, float white_nits, float peak_code, float top) {
    float most = greatest(light);
    float mapped = pq_to_linear(eetf(min(code / peak_code, 1.0), top) * peak_code, white_nits);
    return most > 1e-6 ? light * (mapped / most) : light;
}

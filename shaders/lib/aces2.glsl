// The ACES 2.0 output transform, the twin of src/color/aces2.h in 32-bit float: linear AP1 <-> linear RGB of the display's
// limiting primaries, 1.0 = 100 cd/m2. color::glsl_aces2 writes the constants; color::aces2_table fills the entries of
// lut_tables from `table` on: 363 of the display's cusp (hue, J, M, 1 / gamma of the hull above), one near each degree from -1,
// then 363 of whole degrees from -1 (AP1's M at the greatest J, the least index of a cusp with a greater hue).
// Needs math.glsl. Literals end in f and no swizzle is used, so that tests/color can run this very file on the CPU.

struct Aces2 {
    mat3 ap1_to_cone, cone_to_ap1, display_to_cone, cone_to_display, cone_to_aab, aab_to_cone;
    float exponent, inverse_exponent;          // of lightness
    float factor, white;                       // adapted white's cone, and its compressed response
    float peak, scene_limit;                   // clamps of display and scene light
    float m2, s2, inverse_limit;               // tone scale
    float limit_j, mid_j, focus_distance, inverse_lower_gamma;
    float saturation, saturation_threshold, compression, chroma_scale;
    int table;
};

const int ACES2_HUES = 363;

// Angle of (a, b) in degrees, 0..360; 0 for the origin. A polynomial after reduction to |t| < tan(pi / 8).
float aces2_hue(float b, float a) {
    float greater = max(abs(a), abs(b)), lesser = min(abs(a), abs(b));
    float t = greater > 0.0f ? lesser / greater : 0.0f;
    bool reduced = t > 0.41421356f;
    t = reduced ? (t - 1.0f) / (t + 1.0f) : t;
    float z = t * t;
    float angle = t + t * z * (-0.333329491539f + z * (0.199777106478f + z * (-0.138776856032f + z * 0.0805374449538f)));
    angle = angle * 57.2957795f + (reduced ? 45.0f : 0.0f);
    angle = abs(b) > abs(a) ? 90.0f - angle : angle;
    angle = a < 0.0f ? 180.0f - angle : angle;
    angle = b < 0.0f ? 360.0f - angle : angle;
    return angle >= 360.0f ? 0.0f : angle;
}

float aces2_compress_cone(float x) {
    float power = u_pow(abs(x), 0.42f);
    float y = power / (27.13f + power);
    return x < 0.0f ? -y : y;
}

float aces2_expand_cone(float x) {
    float bounded = min(abs(x), 0.99f);
    float y = u_pow(27.13f * bounded / (1.0f - bounded), 2.38095238f);   // 1 / 0.42
    return x < 0.0f ? -y : y;
}

// Cones -> (J, a, b): lightness, and colourfulness as a vector at the hue's angle. Black where there is no positive response.
vec3 aces2_from_cone(vec3 cone, Aces2 c) {
    vec3 aab = c.cone_to_aab * vec3(aces2_compress_cone(cone.x), aces2_compress_cone(cone.y), aces2_compress_cone(cone.z));
    return aab.x > 0.0f ? vec3(100.0f * u_pow(aab.x, c.exponent), aab.y, aab.z) : vec3(0.0f);
}

vec3 aces2_to_cone(vec3 jab, Aces2 c) {
    vec3 response = c.aab_to_cone * vec3(u_pow(max(jab.x, 0.0f) * 0.01f, c.inverse_exponent), jab.y, jab.z);
    return vec3(aces2_expand_cone(response.x), aces2_expand_cone(response.y), aces2_expand_cone(response.z));
}

// Lightness of an achromatic luminance in cd/m2, and back; neither negative.
float aces2_lightness(float nits, Aces2 c) {
    return 100.0f * u_pow(aces2_compress_cone(nits * 0.01f * c.factor) / c.white, c.exponent);
}

float aces2_luminance(float j, Aces2 c) {
    return aces2_expand_cone(u_pow(j * 0.01f, c.inverse_exponent) * c.white) / c.factor * 100.0f;
}

float aces2_tone(float j, Aces2 c) {
    float nits = aces2_luminance(j, c);
    float f = c.m2 * u_pow(nits / (nits + c.s2), 1.15f);
    return aces2_lightness(100.0f * f * f / (f + 0.04f), c);
}

float aces2_inverse_tone(float j, Aces2 c) {
    float z = clamp(aces2_luminance(j, c) * 0.01f, 0.0f, c.inverse_limit);
    float f = 0.5f * (z + sqrt(z * (z + 0.16f)));
    // (m2 / f) ^ (1 / 1.15) - 1, of which the reciprocal is taken; black has f = 0.
    float ratio = u_pow(f / c.m2, 0.869565217f);
    return aces2_lightness(c.s2 * ratio / (1.0f - ratio), c);
}

// What a colour's hue fixes, by linear interpolation.
struct Aces2Hue {
    float cusp_j, cusp_m, inverse_top_gamma, reach_m;
};

Aces2Hue aces2_at_hue(float hue, Aces2 c) {
    float degree = floor(hue);
    int at = c.table + ACES2_HUES + int(degree) + 1;
    vec4 reach = texelFetch(lut_tables, at);
    float next_reach = texelFetch(lut_tables, at + 1).x;
    int i = c.table + int(reach.y);
    vec4 high = texelFetch(lut_tables, i);
    while (high.x <= hue) {
        i = i + 1;
        high = texelFetch(lut_tables, i);
    }
    vec4 low = texelFetch(lut_tables, i - 1);
    vec4 cusp = low + (high - low) * ((hue - low.x) / (high.x - low.x));
    return Aces2Hue(cusp.y, cusp.z, cusp.w, reach.x + (next_reach - reach.x) * (hue - degree));
}

float aces2_toe(float x, float limit, float k1_in, float k2_in) {
    float k2 = max(k2_in, 0.001f);
    float k1 = sqrt(k1_in * k1_in + k2 * k2);
    float k3 = (limit + k1) / (limit + k2);
    float b = k3 * x - k1;
    float q = 4.0f * k2 * k3 * x;
    float root = sqrt(b * b + q);
    // The root of the quadratic in the form that does not cancel.
    float y = b < 0.0f ? 0.5f * q / (root - b) : 0.5f * (b + root);
    return x > limit ? x : y;
}

float aces2_inverse_toe(float x, float limit, float k1_in, float k2_in) {
    float k2 = max(k2_in, 0.001f);
    float k1 = sqrt(k1_in * k1_in + k2 * k2);
    float k3 = (limit + k1) / (limit + k2);
    return x > limit ? x : (x * x + k1 * x) / (k3 * (x + k2));
}

// Colourfulness to which chroma compression is normalised: a Fourier series in hue, of the hue's cosine and sine.
float aces2_chroma_norm(float c1, float s1, Aces2 c) {
    float c2 = 2.0f * c1 * c1 - 1.0f, s2 = 2.0f * c1 * s1;
    float c3 = c1 * (4.0f * c1 * c1 - 3.0f), s3 = s1 * (3.0f - 4.0f * s1 * s1);
    return c.chroma_scale * (77.12896f + 11.34072f * c1 + 16.46899f * c2 + 7.88380f * c3 + 14.66441f * s1 - 6.37224f * s2 + 9.19364f * s3);
}

float aces2_chroma(float m, float j, float tone_j, float norm, Aces2Hue hue, Aces2 c) {
    float relative = tone_j / c.limit_j;
    float headroom = max(0.0f, 1.0f - relative);
    float limit = u_pow(relative, c.inverse_exponent) * hue.reach_m / norm;
    float x = m * u_pow(tone_j / j, c.inverse_exponent) / norm;
    x = limit - aces2_toe(limit - x, limit - 0.001f, headroom * c.saturation, sqrt(relative * relative + c.saturation_threshold));
    return aces2_toe(x, limit, relative * c.compression, headroom) * norm;
}

float aces2_inverse_chroma(float m, float j, float tone_j, float norm, Aces2Hue hue, Aces2 c) {
    float relative = tone_j / c.limit_j;
    float headroom = max(0.0f, 1.0f - relative);
    float limit = u_pow(relative, c.inverse_exponent) * hue.reach_m / norm;
    float x = aces2_inverse_toe(m / norm, limit, relative * c.compression, headroom);
    x = limit - aces2_inverse_toe(limit - x, limit - 0.001f, headroom * c.saturation, sqrt(relative * relative + c.saturation_threshold));
    return x * norm * u_pow(j / tone_j, c.inverse_exponent);
}

// The geometry of the gamut compression; src/color/aces2_detail.h tells what each is.
float aces2_slope_gain(float j, float cusp_j, Aces2 c) {
    float threshold = cusp_j + (c.limit_j - cusp_j) * 0.3f;
    float gain = c.limit_j * c.focus_distance;
    float steepness = 0.301029996f * u_log2((c.limit_j - threshold) / max(0.0001f, c.limit_j - j));
    return j > threshold ? gain * (1.0f + steepness * steepness) : gain;
}

float aces2_axis(float j, float m, float focus_j, float gain, Aces2 c) {
    float scaled_m = m / gain;
    float a = scaled_m / focus_j;
    if (j < focus_j) {
        float b = 1.0f - scaled_m;
        return 2.0f * j / (b + sqrt(b * b + 4.0f * a * j));
    }
    float b = 1.0f + scaled_m + c.limit_j * a;
    float d = c.limit_j * scaled_m + j;
    return 2.0f * d / (b + sqrt(max(b * b - 4.0f * a * d, 0.0f)));
}

float aces2_boundary_m(float axis_j, float slope, float inverse_gamma, float top_j, float top_m, float reference_j) {
    float shifted = reference_j * u_pow(max(axis_j / reference_j, 0.0f), inverse_gamma);
    float steepness = top_j - slope * top_m;
    return steepness > 0.0f ? shifted * top_m / steepness : 1e30f;
}

// Moves (J, M) along its line; `gain_j` is the lightness that sets the line's slope.
vec2 aces2_move(vec2 jm, float gain_j, Aces2Hue hue, bool inverse_move, Aces2 c) {
    float gain = aces2_slope_gain(gain_j, hue.cusp_j, c);
    float focus_j = hue.cusp_j + (c.mid_j - hue.cusp_j) * min(1.0f, 1.3f - hue.cusp_j / c.limit_j);
    float axis_j = aces2_axis(jm.x, jm.y, focus_j, gain, c);
    float slope = (axis_j < focus_j ? axis_j : c.limit_j - axis_j) * (axis_j - focus_j) / (focus_j * gain);
    float cusp_axis_j = aces2_axis(hue.cusp_j, hue.cusp_m, focus_j, gain, c);
    float lower = aces2_boundary_m(axis_j, slope, c.inverse_lower_gamma, hue.cusp_j, hue.cusp_m, cusp_axis_j);
    float upper = aces2_boundary_m(c.limit_j - axis_j, -slope, hue.inverse_top_gamma, c.limit_j - hue.cusp_j, hue.cusp_m, c.limit_j - cusp_axis_j);
    float width = 0.12f * hue.cusp_m;
    float h = max(width - abs(lower - upper), 0.0f) / width;
    float hull = min(lower, upper) - h * h * h * width / 6.0f;
    if (!(hull > 0.0f)) return vec2(jm.x, 0.0f);

    float reach = aces2_boundary_m(axis_j, slope, c.inverse_exponent, c.limit_j, hue.reach_m, c.limit_j);
    float proportion = max(hull / reach, 0.75f);
    float threshold = proportion * hull;
    float m = jm.y;
    if (m > threshold && proportion < 1.0f) {
        float reach_room = reach - threshold;
        float scale = reach_room / (reach_room / (hull - threshold) - 1.0f);
        float x = (m - threshold) / scale;
        m = threshold + scale * (inverse_move ? (x >= 1.0f ? 1.0f : x / (1.0f - x)) : x / (1.0f + x));
    }
    return vec2(axis_j + m * slope, m);
}

vec3 aces2_forward(vec3 ap1, Aces2 c) {
    vec3 jab = aces2_from_cone(c.ap1_to_cone * clamp(ap1, vec3(0.0f), vec3(c.scene_limit)), c);
    float j = aces2_tone(jab.x, c);
    float m = sqrt(jab.y * jab.y + jab.z * jab.z);
    vec2 jm = vec2(j, 0.0f);
    float cosine = 1.0f, sine = 0.0f;
    if (m > 0.0f && jab.x > 0.0f && j > 0.0f) {
        cosine = jab.y / m;
        sine = jab.z / m;
        Aces2Hue hue = aces2_at_hue(aces2_hue(jab.z, jab.y), c);
        jm.y = aces2_chroma(m, jab.x, j, aces2_chroma_norm(cosine, sine, c), hue, c);
        if (j > c.limit_j || !(jm.y > 0.0f))
            jm.y = 0.0f;
        else
            jm = aces2_move(jm, j, hue, false, c);
    }
    vec3 display = c.cone_to_display * aces2_to_cone(vec3(jm.x, jm.y * cosine, jm.y * sine), c);
    return clamp(display, vec3(0.0f), vec3(c.peak));
}

// Display light -> the linear AP1 that would have been shown so.
vec3 aces2_inverse(vec3 display, Aces2 c) {
    vec3 jab = aces2_from_cone(c.display_to_cone * clamp(display, vec3(0.0f), vec3(c.peak)), c);
    float m = sqrt(jab.y * jab.y + jab.z * jab.z);
    float cosine = 1.0f, sine = 0.0f;
    vec2 jm = vec2(jab.x, 0.0f);
    float scene_j;
    if (m > 0.0f && jab.x > 0.0f && jab.x <= c.limit_j) {
        cosine = jab.y / m;
        sine = jab.z / m;
        Aces2Hue hue = aces2_at_hue(aces2_hue(jab.z, jab.y), c);
        float gain_j = jab.x;
        if (gain_j > hue.cusp_j + (c.limit_j - hue.cusp_j) * 0.3f) gain_j = aces2_move(vec2(jab.x, m), gain_j, hue, true, c).x;
        jm = aces2_move(vec2(jab.x, m), gain_j, hue, true, c);
        scene_j = aces2_inverse_tone(jm.x, c);
        jm.y = jm.y > 0.0f ? aces2_inverse_chroma(jm.y, scene_j, jm.x, aces2_chroma_norm(cosine, sine, c), hue, c) : 0.0f;
    } else {
        scene_j = aces2_inverse_tone(jm.x, c);
    }
    vec3 ap1 = c.cone_to_ap1 * aces2_to_cone(vec3(scene_j, jm.y * cosine, jm.y * sine), c);
    return clamp(ap1, vec3(0.0f), vec3(c.scene_limit));
}

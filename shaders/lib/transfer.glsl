// Transfer functions: code value <-> light, the twins of src/color/transfer.h in 32-bit float. color::glsl_call writes the
// calls, with the constants of its table; since those are literals, what a curve does not need folds away. Needs u_log2,
// u_exp2 and u_pow of math.glsl, whose relative error of 3e-7 leaves every camera curve within 1e-5 of the true value, or
// 1e-6, and PQ within 1e-6 of code value.
// Literals end in f and no swizzle is used, so that tests/color can run this very file on the CPU.

const int NEGATIVES_PASS = 0;
const int NEGATIVES_CLAMP = 1;
const int NEGATIVES_MIRROR = 2;

// linear = scale * code ^ gamma.
struct PowerCurve {
    float gamma, inverse_gamma, scale;
    int negatives;
};

float power_to_linear(float code, PowerCurve c) {
    if (code < 0.0f && c.negatives != NEGATIVES_MIRROR) return c.negatives == NEGATIVES_CLAMP ? 0.0f : code;
    float linear = c.scale * u_pow(abs(code), c.gamma);
    return code < 0.0f ? -linear : linear;
}

float linear_to_power(float linear, PowerCurve c) {
    if (linear < 0.0f && c.negatives != NEGATIVES_MIRROR) return c.negatives == NEGATIVES_CLAMP ? 0.0f : linear;
    float code = u_pow(abs(linear) / c.scale, c.inverse_gamma);
    return linear < 0.0f ? -code : code;
}

// linear = ((code + offset) / (1 + offset)) ^ gamma with a tangent through the origin below the break.
struct PowerToeCurve {
    float gamma, inverse_gamma, offset, break_code, break_linear, slope;
    int negatives;
};

float power_toe_to_linear(float code, PowerToeCurve c) {
    float v = c.negatives == NEGATIVES_MIRROR ? abs(code) : c.negatives == NEGATIVES_CLAMP ? max(code, 0.0f) : code;
    float linear = v < c.break_code ? v * c.slope : u_pow((v + c.offset) / (1.0f + c.offset), c.gamma);
    return c.negatives == NEGATIVES_MIRROR && code < 0.0f ? -linear : linear;
}

float linear_to_power_toe(float linear, PowerToeCurve c) {
    float v = c.negatives == NEGATIVES_MIRROR ? abs(linear) : c.negatives == NEGATIVES_CLAMP ? max(linear, 0.0f) : linear;
    float code = v < c.break_linear ? v / c.slope : u_pow(v, c.inverse_gamma) * (1.0f + c.offset) - c.offset;
    return c.negatives == NEGATIVES_MIRROR && linear < 0.0f ? -code : code;
}

// A logarithm with a straight toe: most camera curves.
struct LogToeCurve {
    float log_slope, log_offset, lin_slope, lin_offset, toe_slope, toe_offset, break_linear, break_code;
};

float log_toe_to_linear(float code, LogToeCurve c) {
    if (code < c.break_code) return min((code - c.toe_offset) / c.toe_slope, c.break_linear);
    return (u_exp2((code - c.log_offset) / c.log_slope) - c.lin_offset) / c.lin_slope;
}

float linear_to_log_toe(float linear, LogToeCurve c) {
    if (linear < c.break_linear) return min(linear * c.toe_slope + c.toe_offset, c.break_code);
    return c.log_slope * u_log2(linear * c.lin_slope + c.lin_offset) + c.log_offset;
}

// A logarithm whose toe is code = scale * (linear + offset) ^ exponent: HLG, Apple Log, N-Log.
struct LogPowerCurve {
    float log_slope, log_offset, lin_slope, lin_offset, scale, offset, exponent, inverse_exponent, break_linear, break_code;
    int negatives;
};

float log_power_to_linear(float code, LogPowerCurve c) {
    float v = c.negatives == NEGATIVES_CLAMP ? max(code, 0.0f) : abs(code);
    float linear = v < c.break_code ? min(u_pow(v / c.scale, c.inverse_exponent) - c.offset, c.break_linear)
                                    : (u_exp2((v - c.log_offset) / c.log_slope) - c.lin_offset) / c.lin_slope;
    return code < 0.0f && c.negatives == NEGATIVES_MIRROR ? -linear - 2.0f * c.offset : linear;
}

float linear_to_log_power(float linear, LogPowerCurve c) {
    float base = linear + c.offset;
    float v = c.negatives == NEGATIVES_CLAMP ? max(base, 0.0f) : abs(base);
    float code = v - c.offset < c.break_linear
                     ? min(c.scale * u_pow(v, c.exponent), c.break_code)
                     : c.log_slope * u_log2((v - c.offset) * c.lin_slope + c.lin_offset) + c.log_offset;
    return base < 0.0f && c.negatives == NEGATIVES_MIRROR ? -code : code;
}

// A logarithm, a line through black, the logarithm mirrored: Canon Log 2 and 3.
struct LogMirrorCurve {
    float log_slope, high_offset, low_offset, lin_slope, toe_slope, toe_offset, low_linear, high_linear, low_code, high_code;
};

float log_mirror_to_linear(float code, LogMirrorCurve c) {
    if (code < c.low_code) return (1.0f - u_exp2((c.low_offset - code) / c.log_slope)) / c.lin_slope;
    if (code > c.high_code) return (u_exp2((code - c.high_offset) / c.log_slope) - 1.0f) / c.lin_slope;
    return (code - c.toe_offset) / c.toe_slope;
}

float linear_to_log_mirror(float linear, LogMirrorCurve c) {
    if (linear < c.low_linear) return c.low_offset - c.log_slope * u_log2(1.0f - linear * c.lin_slope);
    if (linear > c.high_linear) return c.high_offset + c.log_slope * u_log2(1.0f + linear * c.lin_slope);
    return linear * c.toe_slope + c.toe_offset;
}

// Academy S-2014-003. 2^-15 and 2^-16 are the toe's ends, 65504 the greatest half float.
float acescc_to_linear(float code) {
    float value = u_exp2(code * 17.52f - 9.72f);
    return value < 3.0517578125e-5f ? 2.0f * (value - 1.52587890625e-5f) : min(value, 65504.0f);
}

float linear_to_acescc(float linear) {
    float value = linear < 3.0517578125e-5f ? 1.52587890625e-5f + 0.5f * max(linear, 0.0f) : linear;
    return (u_log2(value) + 9.72f) / 17.52f;
}

// SMPTE ST 2084. Its exponent m2 = 78.84 would blow the rounding of a power near 1 up to 4e-6 of code value, so the power is
// kept as its distance from 1: with p = L ^ m1, (c1 + c2 p) / (1 + c3 p) = 1 - 0.1640625 (1 - p) / (1 + c3 p), and
// c2 - c3 = c1' = 0.1640625. m1 = 0.1593017578125, m2 = 78.84375, c3 = 18.6875.
float linear_to_pq(float linear, float nits_per_unit) {
    float p = u_pow(abs(linear) * (nits_per_unit / 10000.0f), 0.1593017578125f);
    float below_one = 0.1640625f * (1.0f - p) / (1.0f + 18.6875f * p);
    // ln(1 - t) = -2 atanh(t / (2 - t)); beyond 10 000 nits t is negative, and small.
    float s = below_one / (2.0f - below_one);
    float q = s * s;
    float atanh_s = s * (1.0f + q * (0.333333333f + q * (0.2f + q * (0.142857143f + q * 0.111111111f))));
    float code = u_exp2(atanh_s * -227.494974f);   // -2 m2 / ln 2
    return linear < 0.0f ? -code : code;
}

float pq_to_linear(float code, float nits_per_unit) {
    // The power 1 / m2 of the code value is 1 - t.
    float x = u_log2(abs(code)) * 0.00879140300f;   // ln(2) / m2, so x = ln(code) / m2
    float t = x > -0.18f ? -x * (1.0f + x * (0.5f + x * (0.166666667f + x * (0.0416666667f + x * (0.00833333333f + x * 0.00138888889f)))))
                         : 0.1640625f;
    float p = max(0.1640625f - t, 0.0f) / (0.1640625f + 18.6875f * t);
    float linear = u_pow(p, 6.27739464f) * (10000.0f / nits_per_unit);   // 1 / m1
    return code < 0.0f ? -linear : linear;
}

// The vec3 forms that the generated kernel calls.
vec3 power_to_linear(vec3 code, PowerCurve c) {
    return vec3(power_to_linear(code.x, c), power_to_linear(code.y, c), power_to_linear(code.z, c));
}
vec3 linear_to_power(vec3 linear, PowerCurve c) {
    return vec3(linear_to_power(linear.x, c), linear_to_power(linear.y, c), linear_to_power(linear.z, c));
}
vec3 power_toe_to_linear(vec3 code, PowerToeCurve c) {
    return vec3(power_toe_to_linear(code.x, c), power_toe_to_linear(code.y, c), power_toe_to_linear(code.z, c));
}
vec3 linear_to_power_toe(vec3 linear, PowerToeCurve c) {
    return vec3(linear_to_power_toe(linear.x, c), linear_to_power_toe(linear.y, c), linear_to_power_toe(linear.z, c));
}
vec3 log_toe_to_linear(vec3 code, LogToeCurve c) {
    return vec3(log_toe_to_linear(code.x, c), log_toe_to_linear(code.y, c), log_toe_to_linear(code.z, c));
}
vec3 linear_to_log_toe(vec3 linear, LogToeCurve c) {
    return vec3(linear_to_log_toe(linear.x, c), linear_to_log_toe(linear.y, c), linear_to_log_toe(linear.z, c));
}
vec3 log_power_to_linear(vec3 code, LogPowerCurve c) {
    return vec3(log_power_to_linear(code.x, c), log_power_to_linear(code.y, c), log_power_to_linear(code.z, c));
}
vec3 linear_to_log_power(vec3 linear, LogPowerCurve c) {
    return vec3(linear_to_log_power(linear.x, c), linear_to_log_power(linear.y, c), linear_to_log_power(linear.z, c));
}
vec3 log_mirror_to_linear(vec3 code, LogMirrorCurve c) {
    return vec3(log_mirror_to_linear(code.x, c), log_mirror_to_linear(code.y, c), log_mirror_to_linear(code.z, c));
}
vec3 linear_to_log_mirror(vec3 linear, LogMirrorCurve c) {
    return vec3(linear_to_log_mirror(linear.x, c), linear_to_log_mirror(linear.y, c), linear_to_log_mirror(linear.z, c));
}
vec3 acescc_to_linear(vec3 code) {
    return vec3(acescc_to_linear(code.x), acescc_to_linear(code.y), acescc_to_linear(code.z));
}
vec3 linear_to_acescc(vec3 linear) {
    return vec3(linear_to_acescc(linear.x), linear_to_acescc(linear.y), linear_to_acescc(linear.z));
}
vec3 pq_to_linear(vec3 code, float nits_per_unit) {
    return vec3(pq_to_linear(code.x, nits_per_unit), pq_to_linear(code.y, nits_per_unit), pq_to_linear(code.z, nits_per_unit));
}
vec3 linear_to_pq(vec3 linear, float nits_per_unit) {
    return vec3(linear_to_pq(linear.x, nits_per_unit), linear_to_pq(linear.y, nits_per_unit), linear_to_pq(linear.z, nits_per_unit));
}

// HLG's OOTF and its inverse (BT.2100 table 5): scene light of Rec.2020, 1.0 = the signal's peak, and display light in which
// 1.0 is any unit. `power`: the system gamma - 1, and 1 / it - 1; `scale`: what the unit makes of the gain; below the
// luminance `least` the gain stays.
float hlg_luminance(vec3 rgb) { return abs(0.2627f * rgb.x + 0.6780f * rgb.y + 0.0593f * rgb.z); }

vec3 hlg_ootf(vec3 scene, float scale, float power, float least) {
    return scene * (scale * u_pow(max(hlg_luminance(scene), least), power));
}

vec3 hlg_inverse_ootf(vec3 display, float scale, float power, float least) {
    return display * (scale * u_exp2(power * u_log2(max(hlg_luminance(display), least))));   // u_pow wants positive exponents
}

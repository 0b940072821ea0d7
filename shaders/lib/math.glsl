// log2, exp2 and pow that are the same on every device: Vulkan lets a driver's own be wrong by several ulp, and vendors
// differ. No fused multiply-add is relied on; polynomials stand in Estrin's form, whose short chains suit wide hardware.
// tests/engine/math_test.cpp holds them against double: pow within 3e-7 for exponents up to 2.6, relative.

// From a to b by t, exactly a at 0 and b at 1: a driver's mix() may be a + t (b - a), which beside a large a leaves of a small
// b only what a float holds of a.
vec3 blended(vec3 a, vec3 b, float t) {
    precise vec3 result = a * (1.0 - t) + b * t;
    return result;
}

// a / b to the last bit where the device can multiply and add in one: Vulkan lets a division be wrong by 2.5 ulp, and next to a
// logarithm's zero or a curve's asymptote that is a hundred times as much of what comes out. `b` neither 0 nor subnormal, and
// numbers of which neither is over 1e30. CORRECT_QUOTIENTS: of devices that are no CPUs, whose divisions are exact.
float quotient(float a, float b) {
    float q = a / b;
#ifdef CORRECT_QUOTIENTS
    precise float rest = fma(-q, b, a);
    precise float corrected = fma(rest, 1.0 / b, q);
    return corrected;
#else
    return q;
#endif
}

// log2(1 + f) for 1 + f in [sqrt(1/2), sqrt(2)): the atanh series in f / (2 + f), its last term economised (Chebyshev).
precise float log2_near_one(float f) {
    float s = quotient(f, 2.0 + f);
    float z = s * s;
    return s * 2.8853900817779268 + (s * z) * ((0.96179874 + z * 0.5767307) + (z * z) * 0.431076);
}

// 2^r for r in [-1/2, 1/2]: ln(2)^n / n!, the seventh term economised.
precise float exp2_of_fraction(float r) {
    float z = r * r;
    return 1.0 + r * ((0.6931472066 + r * 0.24022650695910071) +
                      z * ((0.05550327053 + r * 0.0096181291076) + z * (0.00134002886 + r * 0.0001540353039)));
}

const float SMALLEST_NORMAL = 1.17549435e-38;
const float LARGEST_POWER = 2.4061593e+38;   // 2^127.5

// x = 2^e (1 + f): the exponent e, and f.
float exponent_of(int bits) { return float((bits - 0x3f3504f3) >> 23); }
float fraction_of(int bits) { return intBitsToFloat(bits - ((bits - 0x3f3504f3) & int(0xff800000u))) - 1.0; }

// -126 for what is not above the smallest normal float.
float u_log2(float x) {
    int bits = floatBitsToInt(max(x, SMALLEST_NORMAL));
    precise float result = exponent_of(bits) + log2_near_one(fraction_of(bits));
    return result;
}

// 0 below -126, 2^127 and more above 127.
float u_exp2(float x) {
    float held = clamp(x, -126.0, 127.0);
    float n = roundEven(held);
    float result = intBitsToFloat(floatBitsToInt(exp2_of_fraction(held - n)) + (int(n) << 23));
    return x < -126.0 ? 0.0 : result;
}

// The steps of a power: x^y = 2^(y log2 x), with the exponent e of x and log2 of its fraction. `whole`, what is rounded off,
// is handed out. e y is exact: y is taken as a head of 12 bits, whose product with an exponent has no rounding, and a tail.
float rest_of_power(float e, float log2_of_fraction, float y, out float whole) {
    float head = intBitsToFloat(floatBitsToInt(y) & int(0xfffff000u));
    precise float tail = y - head;
    precise float large = e * head;
    precise float small = e * tail + y * log2_of_fraction;
    whole = roundEven(large + small);
    precise float rest = (large - whole) + small;
    return rest;
}
float power_of(int bits, float fraction, float whole) {
    float result = intBitsToFloat(floatBitsToInt(fraction) + (int(whole) << 23));
    return bits > 0x00800000 && whole > -126.0 ? (whole < 128.0 ? result : LARGEST_POWER) : 0.0;
}

// x^y for y > 0. 0 where x or the result is not above the smallest normal float, and for negative x; results above
// 2^127.5 (2.4e38) are 2^127.5, and an infinite x counts as 2^128. Never NaN.
float u_pow(float x, float y) {
    int bits = floatBitsToInt(x);
    float whole;
    float rest = rest_of_power(exponent_of(bits), log2_near_one(fraction_of(bits)), y, whole);
    return power_of(bits, exp2_of_fraction(rest), whole);
}

// The same for two pixels, a column each, step by step: six powers side by side. One is a chain of fifty instructions that
// wait for each other, longer than a processor looks ahead, so that six one after another take half as long again.
mat2x3 u_pow(mat2x3 x, vec3 y) {
    mat2x3 exponents, parts, wholes;
    for (int i = 0; i < 6; ++i) {
        int bits = floatBitsToInt(x[i / 3][i % 3]);
        exponents[i / 3][i % 3] = exponent_of(bits);
        parts[i / 3][i % 3] = fraction_of(bits);
    }
    for (int i = 0; i < 6; ++i) parts[i / 3][i % 3] = log2_near_one(parts[i / 3][i % 3]);
    for (int i = 0; i < 6; ++i) {
        float whole;
        parts[i / 3][i % 3] = rest_of_power(exponents[i / 3][i % 3], parts[i / 3][i % 3], y[i % 3], whole);
        wholes[i / 3][i % 3] = whole;
    }
    for (int i = 0; i < 6; ++i) parts[i / 3][i % 3] = exp2_of_fraction(parts[i / 3][i % 3]);
    for (int i = 0; i < 6; ++i) parts[i / 3][i % 3] = power_of(floatBitsToInt(x[i / 3][i % 3]), parts[i / 3][i % 3], wholes[i / 3][i % 3]);
    return parts;
}

vec3 u_log2(vec3 x) { return vec3(u_log2(x.r), u_log2(x.g), u_log2(x.b)); }
vec3 u_exp2(vec3 x) { return vec3(u_exp2(x.r), u_exp2(x.g), u_exp2(x.b)); }
vec3 u_pow(vec3 x, vec3 y) { return vec3(u_pow(x.r, y.r), u_pow(x.g, y.g), u_pow(x.b, y.b)); }

// The power mirrored about zero.
mat2x3 mirrored_pow(mat2x3 x, vec3 y) {
    mat2x3 raised = u_pow(mat2x3(abs(x[0]), abs(x[1])), y);
    for (int i = 0; i < 2; ++i) raised[i] = intBitsToFloat(floatBitsToInt(raised[i]) | (floatBitsToInt(x[i]) & int(0x80000000u)));
    return raised;
}

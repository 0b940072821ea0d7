// log2, exp2 and pow that are the same on every device: Vulkan lets a driver's own be wrong by several ulp, and vendors
// differ. No fused multiply-add is relied on; polynomials stand in Estrin's form, whose short chains suit wide hardware.
// tests/engine/math_test.cpp holds them against double: pow within 3e-7 for exponents up to 2.6, relative.

// log2(1 + f) for 1 + f in [sqrt(1/2), sqrt(2)): the atanh series in f / (2 + f), its last term economised (Chebyshev).
precise float log2_near_one(float f) {
    float s = f / (2.0 + f);
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

// x^y for y > 0. 0 where x or the result is not above the smallest normal float, and for negative x; results above
// 2^127.5 (2.4e38) are 2^127.5, and an infinite x counts as 2^128. Never NaN.
float u_pow(float x, float y) {
    int bits = floatBitsToInt(x);
    float e = exponent_of(bits);
    // e y exactly: y as a head of 12 bits, whose product with an exponent has no rounding, and a tail.
    float head = intBitsToFloat(floatBitsToInt(y) & int(0xfffff000u));
    precise float tail = y - head;
    precise float whole = e * head;
    precise float small = e * tail + y * log2_near_one(fraction_of(bits));
    float n = roundEven(whole + small);
    precise float r = (whole - n) + small;
    float result = intBitsToFloat(floatBitsToInt(exp2_of_fraction(r)) + (int(n) << 23));
    return bits > 0x00800000 && n > -126.0 ? (n < 128.0 ? result : LARGEST_POWER) : 0.0;
}

vec3 u_log2(vec3 x) { return vec3(u_log2(x.r), u_log2(x.g), u_log2(x.b)); }
vec3 u_exp2(vec3 x) { return vec3(u_exp2(x.r), u_exp2(x.g), u_exp2(x.b)); }
vec3 u_pow(vec3 x, vec3 y) { return vec3(u_pow(x.r, y.r), u_pow(x.g, y.g), u_pow(x.b, y.b)); }

// The power mirrored about zero.
vec3 mirrored_pow(vec3 x, vec3 y) {
    return uintBitsToFloat(floatBitsToUint(u_pow(abs(x), y)) | (floatBitsToUint(x) & 0x80000000u));
}

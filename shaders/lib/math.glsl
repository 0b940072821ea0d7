// log2, exp2 and pow that are the same on every device: Vulkan lets a driver's own be wrong by several ulp, and vendors
// differ. Within 3e-7 of the true value, relative, over the floats that colour uses; no fused multiply-add is relied on.

// log2 of a positive x = 2^e m with m in [sqrt(1/2), sqrt(2)): returns log2(m), hands out e. atanh series in f / (2 + f).
precise float log2_of_mantissa(float x, out float exponent) {
    int bits = floatBitsToInt(x);
    int e = (bits - 0x3f3504f3) >> 23;
    exponent = float(e);
    float f = intBitsToFloat(bits - (e << 23)) - 1.0;
    float s = f / (2.0 + f);
    float z = s * s;
    return s * (2.8853900817779268 + z * (0.96179669392597561 + z * (0.57707801635558537 + z * (0.41219858311113238 + z * 0.32059889797532520))));
}

// 2^r for r in [-1/2, 1/2]: the Taylor series, its coefficients ln(2)^n / n!.
precise float exp2_of_fraction(float r) {
    return 1.0 + r * (0.69314718055994531 + r * (0.24022650695910071 + r * (0.055504108664821580 + r * (0.0096181291076284772 +
           r * (0.0013333558146428443 + r * (0.00015403530393381610 + r * 0.000015252733804059840))))));
}

// x 2^n for a whole n; underflows to 0, overflows to infinity.
float scale_by_power_of_two(float x, float n) {
    float half_way = clamp(floor(n * 0.5), -126.0, 127.0);
    float rest = clamp(n - half_way, -126.0, 127.0);
    return x * intBitsToFloat((int(half_way) + 127) << 23) * intBitsToFloat((int(rest) + 127) << 23);
}

// -126 for what is not above the smallest normal float.
float u_log2(float x) {
    float e;
    precise float mantissa = log2_of_mantissa(max(x, 1.17549435e-38), e);
    return e + mantissa;
}

float u_exp2(float x) {
    float clamped = clamp(x, -150.0, 129.0);
    float n = floor(clamped + 0.5);
    return scale_by_power_of_two(exp2_of_fraction(clamped - n), n);
}

// x^y for x >= 0 (what is below the smallest normal float gives 0, as does 0) and y > 0.
float u_pow(float x, float y) {
    float e;
    float mantissa = log2_of_mantissa(max(x, 1.17549435e-38), e);
    // e y exactly: y as a head of 12 bits, whose product with an exponent has no rounding, and a tail.
    float head = intBitsToFloat(floatBitsToInt(y) & 0xfffff000);
    precise float tail = y - head;
    precise float whole = e * head;
    precise float small = e * tail + y * mantissa;
    float n = clamp(floor(whole + small + 0.5), -150.0, 129.0);
    precise float r = (whole - n) + small;
    float result = scale_by_power_of_two(exp2_of_fraction(clamp(r, -1.0, 1.0)), n);
    return x > 1.17549435e-38 ? result : 0.0;
}

vec3 u_log2(vec3 x) { return vec3(u_log2(x.r), u_log2(x.g), u_log2(x.b)); }
vec3 u_exp2(vec3 x) { return vec3(u_exp2(x.r), u_exp2(x.g), u_exp2(x.b)); }
vec3 u_pow(vec3 x, vec3 y) { return vec3(u_pow(x.r, y.r), u_pow(x.g, y.g), u_pow(x.b, y.b)); }

// The power mirrored about zero.
vec3 mirrored_pow(vec3 x, vec3 y) { return sign(x) * u_pow(abs(x), y); }

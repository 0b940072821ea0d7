// HDR signals as light and back, mirrored about zero. Light of PQ: 1.0 = 10,000 cd/m2; of HLG: scene light, 1.0 = peak.

// SMPTE ST 2084:2014, equations 4.1 and 5.2.
vec3 pq_to_light(vec3 code) {
    vec3 p = u_pow(abs(code), vec3(1.0 / 78.84375));
    return sign(code) * u_pow(max(p - 0.8359375, 0.0) / (18.8515625 - 18.6875 * p), vec3(1.0 / 0.1593017578125));
}
vec3 light_to_pq(vec3 light) {
    vec3 p = u_pow(abs(light), vec3(0.1593017578125));
    return sign(light) * u_pow((0.8359375 + 18.8515625 * p) / (1.0 + 18.6875 * p), vec3(78.84375));
}

// ITU-R BT.2100-2 table 5: the OETF and its inverse.
vec3 hlg_to_light(vec3 code) {
    vec3 a = abs(code);
    vec3 high = (u_exp2((a - 0.55991073) * (1.4426950408889634 / 0.17883277)) + 0.28466892) / 12.0;
    return sign(code) * mix(a * a / 3.0, high, greaterThan(a, vec3(0.5)));
}
vec3 light_to_hlg(vec3 light) {
    vec3 a = abs(light);
    vec3 high = 0.17883277 * 0.69314718055994531 * u_log2(max(12.0 * a - 0.28466892, 1e-6)) + 0.55991073;
    return sign(light) * mix(sqrt(3.0 * a), high, greaterThan(a, vec3(1.0 / 12.0)));
}

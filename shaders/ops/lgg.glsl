// Offset, gain and lift as the one line that they are, then gamma mirrored about zero. Formula: src/grade/ops/lgg.h.
vec3 lgg(vec3 rgb, Lgg p) {
    rgb = rgb * p.slope + p.base;
    if (p.power == vec3(1.0)) return rgb;
    return mirrored_pow(rgb, p.power);
}

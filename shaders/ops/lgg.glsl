// Offset, gain and lift as the one line that they are, then gamma mirrored about zero. Formula: src/grade/ops/lgg.h.
vec3 lgg(vec3 rgb, Lgg p) {
    rgb = rgb * p.slope + p.base;
    return p.bends ? mirrored_pow(rgb, p.power) : rgb;
}

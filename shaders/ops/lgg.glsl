// Offset, gain and lift as the one line that they are, then gamma mirrored about zero. Formula: src/grade/ops/lgg.h.
#define LGG_TAKES_TWO
mat2x3 lgg(mat2x3 rgb, Lgg p) {
    for (int i = 0; i < 2; ++i) rgb[i] = rgb[i] * p.slope + p.base;
    return p.bends ? mirrored_pow(rgb, p.power) : rgb;
}

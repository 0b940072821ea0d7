// ASC CDL v1.2; without the clamp negatives pass the power unchanged, as in OpenColorIO's no-clamp style.
#define CDL_TAKES_TWO
mat2x3 cdl(mat2x3 rgb, Cdl p) {
    for (int i = 0; i < 2; ++i) {
        rgb[i] = rgb[i] * p.slope + p.offset;
        if (p.clamp) rgb[i] = clamp(rgb[i], 0.0, 1.0);
    }
    if (p.bends) {
        mat2x3 raised = u_pow(rgb, p.power);   // 0 of what is negative
        for (int i = 0; i < 2; ++i) rgb[i] = p.clamp ? raised[i] : raised[i] + min(rgb[i], 0.0);
    }
    for (int i = 0; i < 2; ++i) {
        float luma = dot(rgb[i], REC709_LUMA);
        rgb[i] = luma + p.saturation * (rgb[i] - luma);
        if (p.clamp) rgb[i] = clamp(rgb[i], 0.0, 1.0);
    }
    return rgb;
}

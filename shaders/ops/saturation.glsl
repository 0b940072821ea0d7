vec3 saturation(vec3 rgb, Saturation p) {
    float luma = dot(rgb, REC709_LUMA);
    return luma + p.saturation * (rgb - luma);
}

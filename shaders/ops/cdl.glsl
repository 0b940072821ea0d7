// ASC CDL v1.2; without the clamp negatives pass the power unchanged, as in OpenColorIO's no-clamp style.
vec3 cdl(vec3 rgb, Cdl p) {
    rgb = rgb * p.slope + p.offset;
    if (p.clamp) rgb = clamp(rgb, 0.0, 1.0);
    if (p.bends) rgb = mix(u_pow(max(rgb, 0.0), p.power), rgb, lessThan(rgb, vec3(0.0)));
    float luma = dot(rgb, REC709_LUMA);
    rgb = luma + p.saturation * (rgb - luma);
    return p.clamp ? clamp(rgb, 0.0, 1.0) : rgb;
}

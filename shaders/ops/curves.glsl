// Red, green, blue; then luma, which moves all three alike, so that both colour differences stay.
vec3 curves(vec3 rgb, Curves p) {
    rgb = vec3(curve(rgb.r, p.red), curve(rgb.g, p.green), curve(rgb.b, p.blue));
    if (p.luma.identity) return rgb;
    float luma = dot(rgb, REC709_LUMA);
    return rgb + (curve(luma, p.luma) - luma);
}

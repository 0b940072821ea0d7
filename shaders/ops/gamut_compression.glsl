// ACES Reference Gamut Compression of the working space's linear light, by way of AP1.
#include "lib/gamut_compression.glsl"

vec3 gamut_compression(vec3 rgb, GamutCompression p) {
    vec3 compressed = p.from_ap1 * gamut_compression(p.to_ap1 * rgb, p.threshold, p.scale, p.power, p.inverse);
    return blended(rgb, compressed, p.amount);
}

// The picture, fitted, zoomed and panned: each pixel is the mean of what it covers where the picture is made smaller,
// straight lines between pixels where it is made larger, and the pixels themselves from three times on, since then
// somebody wants to see them. SAMPLING: 0 the pixels themselves, 1 straight lines, 2 the mean. WIPE: 1 where another
// picture may be beside it (a CPU device reads both for every pixel). LOOK: 1 where the viewer does something to it
// (src/app/picture_look.h): gamma, false colours, marks.
#version 450
#include "present/quad.glsl"
#include "present/finish.glsl"
#include "present/finish_picture.glsl"

layout(std430, binding = 1) readonly buffer After { uvec2 after_pixels[]; };
layout(std430, binding = 2) readonly buffer Before { uvec2 before_pixels[]; };

#if LOOK
const int look_bands = 20, look_levels = 4096;
layout(std430, binding = 3) readonly buffer Look {
    float mode, bands, inverse_gamma, tolerance;
    vec4 weights, rows[3], band[look_bands];
    float light[look_levels + 1];
} look;

float light_of(float code) {
    float at = clamp(code, 0.0, 1.0) * float(look_levels);
    int low = min(int(at), look_levels - 1);
    return mix(look.light[low], look.light[low + 1], at - float(low));
}

// `drawn`: what comes out are not the picture's code values but colours that the viewer draws.
vec3 looked_at(vec3 code, bool before, out bool drawn) {
    drawn = !before && look.mode != 0.0;
    vec3 plain = pow(max(code, 0.0), vec3(look.inverse_gamma));
    if (!drawn) return plain;
    vec3 light = vec3(light_of(code.r), light_of(code.g), light_of(code.b));
    float luminance = dot(look.weights.rgb, light);
    if (look.mode == 1.0) {
        vec3 color = look.band[0].rgb;
        for (int i = 1; i < int(look.bands); ++i)
            if (luminance >= look.band[i].a) color = look.band[i].rgb;
        return color;
    }
    float most = max(code.r, max(code.g, code.b)), least = min(code.r, min(code.g, code.b));
    float brightest = max(light.r, max(light.g, light.b));
    vec3 target = vec3(dot(look.rows[0].rgb, light), dot(look.rows[1].rgb, light), dot(look.rows[2].rgb, light));
    float lowest = min(target.r, min(target.g, target.b));
    if (most >= 1.0) return vec3(0.95, 0.16, 0.12);
    if (most <= 0.0) return vec3(0.10, 0.20, 0.95);
    if (lowest < -look.tolerance * brightest) return vec3(0.95, 0.10, 0.85);
    if (least <= 0.0) return vec3(0.05, 0.80, 0.85);
    // What is not marked, without its colour and darker, so that marks stand out.
    return vec3(0.6 * dot(vec3(0.2126, 0.7152, 0.0722), plain));
}
#endif

vec3 pixel(bool before, ivec2 at, ivec2 size) {
    at = clamp(at, ivec2(0), size - 1);
    int i = at.y * size.x + at.x;
#if WIPE
    uvec2 words = before ? before_pixels[i] : after_pixels[i];
#else
    uvec2 words = after_pixels[i];
#endif
    return vec3(unpackUnorm2x16(words.x), unpackUnorm2x16(words.y).x);
}

#if SAMPLING == 0
vec3 shown(bool before, vec2 at, ivec2 size, vec2 step) { return pixel(before, ivec2(floor(at)), size); }
#elif SAMPLING == 1
vec3 shown(bool before, vec2 at, ivec2 size, vec2 step) {
    vec2 low = floor(at - 0.5), part = at - 0.5 - low;
    ivec2 i = ivec2(low);
    return mix(mix(pixel(before, i, size), pixel(before, i + ivec2(1, 0), size), part.x),
               mix(pixel(before, i + ivec2(0, 1), size), pixel(before, i + ivec2(1, 1), size), part.x), part.y);
}
#else
// What is covered, weighted by how much of it; at most 8x8 pixels.
vec3 shown(bool before, vec2 at, ivec2 size, vec2 step) {
    vec2 from = at - 0.5 * step, to = at + 0.5 * step;
    ivec2 first = ivec2(floor(from)), last = min(ivec2(ceil(to)) - 1, first + 7);
    vec3 sum = vec3(0);
    float whole = 0.0;
    for (int y = first.y; y <= last.y; ++y) {
        float high = min(to.y, float(y) + 1.0) - max(from.y, float(y));
        for (int x = first.x; x <= last.x; ++x) {
            float weight = high * (min(to.x, float(x) + 1.0) - max(from.x, float(x)));
            sum += weight * pixel(before, ivec2(x, y), size);
            whole += weight;
        }
    }
    return sum / whole;
}
#endif

void main() {
    vec2 place = (gl_FragCoord.xy - push.source.xy) / push.source.zw;
    if (push.size.x == 0 || any(lessThan(place, vec2(0))) || any(greaterThanEqual(place, vec2(1)))) {
        finish(vec3(push.ground.x));
        return;
    }
    bool before = WIPE == 1 && gl_FragCoord.x < push.wipe && push.size.z > 0;
    ivec2 size = before ? push.size.zw : push.size.xy;
    vec2 extent = push.source.zw;
    if (push.turns == 1) place = vec2(place.y, 1.0 - place.x);
    if (push.turns == 2) place = 1.0 - place;
    if (push.turns == 3) place = vec2(1.0 - place.y, place.x);
    if ((push.turns & 1) == 1) extent = extent.yx;
    vec3 color = shown(before, place * vec2(size), size, vec2(size) / extent);
#if LOOK
    bool drawn;
    color = looked_at(color, before, drawn);
    if (drawn) {
        finish(color);
        return;
    }
#endif
    finish_picture(color);
}

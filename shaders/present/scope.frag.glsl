// The traces of the scopes from the counts of engine/scopes.h, bright where pixels are many, on a logarithmic ramp that
// starts high enough for a single pixel to be seen. KIND: 0 waveform, 1 parade, 2 vectorscope, 3 histogram.
#version 450
#include "present/quad.glsl"
#include "present/finish.glsl"

#if KIND == 3
layout(std430, binding = 1) readonly buffer Heights { float heights[]; };
#else
layout(std430, binding = 1) readonly buffer Counts { uint counts[]; };
#endif

const int STRIDE = 512, ROWS = 256, SIDE = 256;
const vec3 RED = vec3(0.93, 0.36, 0.34), GREEN = vec3(0.36, 0.80, 0.42), BLUE = vec3(0.40, 0.56, 0.98);

float ramp(float logarithm) { return logarithm > 0.0 ? 0.16 + 0.84 * min(1.0, logarithm / 150.0) : 0.0; }

#if KIND < 2
// The brightest of the cells that a pixel covers sideways; upwards, where a cell is larger than a pixel, straight lines
// between two. Each read costs, so there are no more than that.
float trace(int channel, vec2 at, vec2 step, int columns) {
    int first = clamp(int(floor(at.x - 0.5 * step.x + 0.25)), 0, columns - 1);
    int last = clamp(int(floor(at.x + 0.5 * step.x - 0.25)), first, min(first + 3, columns - 1));
    float soft = step.y < 0.7 ? 0.5 : 0.0;
    int low = clamp(int(floor(at.y - soft)), 0, ROWS - 1), high = clamp(int(floor(at.y + soft)), low, ROWS - 1);
    float sum = 0.0;
    for (int y = low; y <= high; ++y) {
        uint best = 0u;
        for (int x = first; x <= last; ++x) best = max(best, (counts[y * STRIDE + x] >> (8 * channel)) & 255u);
        sum += ramp(float(best)) * (high > low ? 1.0 - abs(float(y) + 0.5 - at.y) : 1.0);
    }
    return sum;
}
#endif

#if KIND == 0
vec3 scope(vec2 uv, vec2 pixel) {
    vec2 cells = vec2(push.size.x, ROWS);
    return vec3(0.88) * trace(3, vec2(uv.x, 1.0 - uv.y) * cells, pixel * cells, push.size.x);
}

#elif KIND == 1
vec3 scope(vec2 uv, vec2 pixel) {
    // Three thirds with a small gap between them.
    float third = uv.x * 3.0;
    int channel = min(int(third), 2);
    float x = (fract(third) - 0.5) / 0.96 + 0.5;
    if (uv.x >= 1.0 || x < 0.0 || x > 1.0) return vec3(0);
    vec2 cells = vec2(push.size.x, ROWS);
    vec3 color = channel == 0 ? RED : channel == 1 ? GREEN : BLUE;
    return color * trace(channel, vec2(x, 1.0 - uv.y) * cells, pixel * vec2(3.0, 1.0) * cells, push.size.x);
}

#elif KIND == 2
vec3 scope(vec2 uv, vec2 pixel) {
    vec2 difference = vec2(uv.x - 0.5, 0.5 - uv.y);
    vec2 at = difference * 254.0 + 128.5;
    float soft = pixel.x * 254.0 < 0.7 ? 0.5 : 0.0;
    ivec2 first = clamp(ivec2(floor(at - soft)), ivec2(0), ivec2(SIDE - 1)), last = clamp(ivec2(floor(at + soft)), first, ivec2(SIDE - 1));
    float best = 0.0;
    for (int y = first.y; y <= last.y; ++y)
        for (int x = first.x; x <= last.x; ++x) {
            vec2 near = soft > 0.0 ? max(vec2(0), 1.0 - abs(vec2(x, y) + 0.5 - at)) : vec2(1);
            best += ramp(16.0 * log2(1.0 + float(counts[y * SIDE + x]))) * near.x * near.y;
        }
    // Tinted as its place is, so that it can be read without its letters.
    vec3 tint = vec3(0.72) + 0.9 * vec3(1.5748 * difference.y, -0.1873 * difference.x - 0.4681 * difference.y, 1.8556 * difference.x);
    return best * clamp(tint, 0.0, 1.0);
}

#else
vec3 scope(vec2 uv, vec2 pixel) {
    int column = clamp(int(uv.x * float(push.size.x)), 0, push.size.x - 1);
    vec3 heaps = vec3(heights[column], heights[push.size.x + column], heights[2 * push.size.x + column]);
    // Covered by each channel, its edge feathered over a pixel; the least heap still makes a line at the bottom.
    vec3 covered = clamp((max(heaps, sign(heaps) * pixel.y) - (1.0 - uv.y)) / pixel.y + 0.5, 0.0, 1.0);
    vec3 sum = covered.r * RED + covered.g * GREEN + covered.b * BLUE;
    return sum / max(1.0, max(sum.r, max(sum.g, sum.b)) / 0.92);
}
#endif

void main() {
    vec2 place = vec2(push.ground.y, push.wipe);
    vec2 uv = (gl_FragCoord.xy - push.source.zw) / place;
    vec3 color = push.source.y > 0.0 ? scope(uv, 1.0 / place) : vec3(0);
    finish(vec3(push.ground.x) + (1.0 - push.ground.x) * push.source.y * color);
}

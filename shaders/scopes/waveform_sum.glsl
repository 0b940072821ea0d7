// From the counts of waveform.glsl: the trace, a word for each four levels of a column, and the histogram, which is the
// sum of all columns. An invocation does four levels of EACH columns.
layout(local_size_x = LANES) in;
layout(binding = 0) uniform usamplerBuffer counts;   // four levels a texel: [slice][column of 512][2][256]
layout(binding = 1) writeonly buffer Trace { uint trace[]; };   // [row][column of 512]
layout(binding = 2) buffer Histogram { uint histogram[]; };     // [red, green, blue, luma][level], cleared before
layout(push_constant) uniform Sizes { int columns, slices; };

// 16 log2(1 + count), linear between powers of two and rounded down, up to 255: a float's exponent and first four bits.
uint brightness(uint count) { return min((floatBitsToUint(float(count + 1u)) >> 19) - (127u << 4), 255u); }

uint sum(uvec4 v) { return v.x + v.y + v.z + v.w; }

void add(uint channel, uint row, uvec4 levels) {
    uint at = channel * 1024u + row * 4u;
    if (levels.x > 0u) atomicAdd(histogram[at], levels.x);
    if (levels.y > 0u) atomicAdd(histogram[at + 1u], levels.y);
    if (levels.z > 0u) atomicAdd(histogram[at + 2u], levels.z);
    if (levels.w > 0u) atomicAdd(histogram[at + 3u], levels.w);
}

void main() {
    int row = int(gl_GlobalInvocationID.x);
    int from = int(gl_WorkGroupID.y) * EACH, end = min(from + EACH, columns);
    uvec4 red = uvec4(0), green = uvec4(0), blue = uvec4(0), luma = uvec4(0);
    for (int column = from; column < end; ++column) {
        uvec4 here = uvec4(0);
        for (int slice = 0; slice < slices; ++slice) {
            int at = (slice * 512 + column) * 512 + row;
            uvec4 red_green = texelFetch(counts, at), blue_luma = texelFetch(counts, at + 256);
            uvec4 r = red_green & 0xffffu, g = red_green >> 16, b = blue_luma & 0xffffu, l = blue_luma >> 16;
            red += r;
            green += g;
            blue += b;
            luma += l;
            here += uvec4(sum(r), sum(g), sum(b), sum(l));
        }
        trace[row * 512 + column] = brightness(here.x) | (brightness(here.y) << 8) | (brightness(here.z) << 16) | (brightness(here.w) << 24);
    }
    add(0u, uint(row), red);
    add(1u, uint(row), green);
    add(2u, uint(row), blue);
    add(3u, uint(row), luma);
}

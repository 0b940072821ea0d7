// Counts of a picture's levels, column by column, as waveform.glsl has them, by atomics: for GPUs, whose many threads
// would each need memory of their own. The counters are cleared before.
layout(local_size_x = 16, local_size_y = 16) in;
layout(binding = 2) buffer Counts { uint counts[]; };

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy);
    if (at.x >= width || at.y >= height) return;
    Codes c = codes(texelFetch(pixels, at.y * width + at.x).xy);
    uint base = uint((at.y / share) * 512 + at.x * columns / width) * 2048u;
    atomicAdd(counts[base + level(c.red)], 1u);
    atomicAdd(counts[base + level(c.green)], 0x10000u);
    atomicAdd(counts[base + 1024u + level(c.blue)], 1u);
    atomicAdd(counts[base + 1024u + level(c.luma)], 0x10000u);
}

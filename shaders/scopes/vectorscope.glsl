// Counts of a picture's colour differences, in some copies of the counters (`columns` says how many), cleared
// before: so that a CPU's groups do not fight over them. `share`: pairs of pixels of an
// invocation, which lie together on CPUs and apart by a group's size on GPUs.
layout(local_size_x = LANES) in;
layout(binding = 2) buffer Counts { uint counts[]; };   // [copy][Cr][Cb]

uint bin_of(uvec2 pixel) {
    uvec2 bin = chroma_bin(codes(pixel));
    return (gl_WorkGroupID.x % uint(columns)) * 65536u + bin.y * 256u + bin.x;
}

void main() {
    int lane = int(gl_GlobalInvocationID.x), pairs = width * height >> 1;
    int step = LANES > 8 ? LANES : 1;
    int from = LANES > 8 ? int(gl_WorkGroupID.x) * LANES * share + int(gl_LocalInvocationID.x) : lane * share;
    for (int i = 0; i < share; ++i) {
        int at = from + i * step;
        if (at < pairs) {
            uvec4 pair = texelFetch(pixel_pairs, at);
            uint first = bin_of(pair.xy), second = bin_of(pair.zw);
            bool both = LANES > 8 && first == second;   // a GPU counts once for what is alike, as neighbours mostly are
            atomicAdd(counts[first], both ? 2u : 1u);
            if (!both) atomicAdd(counts[second], 1u);
        }
    }
    // the last pixel of an odd number of them
    if (lane == 0 && (width & height & 1) == 1) atomicAdd(counts[bin_of(texelFetch(pixels, width * height - 1).xy)], 1u);
}

// The vectorscope from all copies of the counters of vectorscope.glsl: an invocation does four bins.
layout(local_size_x = LANES) in;
layout(binding = 0) uniform usamplerBuffer counts;   // four bins a texel: [copy][16384]
layout(binding = 1) writeonly buffer Vectorscope { uint vectorscope[]; };
layout(push_constant) uniform Sizes { int copies, first; };   // `first`: the first copy's first texel

void main() {
    int bins = int(gl_GlobalInvocationID.x);
    uvec4 sum = uvec4(0);
    for (int copy = 0; copy < copies; ++copy) sum += texelFetch(counts, first + copy * 16384 + bins);
    for (int i = 0; i < 4; ++i) vectorscope[bins * 4 + i] = sum[i];
}

// Counts of a picture's levels, column by column, as waveform.glsl has them, for GPUs: a group does a column of a slice of rows,
// in memory that its invocations share.
layout(local_size_x = 256) in;
layout(binding = 2) writeonly buffer Counts { uint counts[]; };

shared uint counted[2048];

void main() {
    int column = int(gl_WorkGroupID.x), lane = int(gl_LocalInvocationID.x);
    for (int i = lane; i < 2048; i += 256) counted[i] = 0u;
    barrier();
    // pixel x counts in column x * columns / width
    int from = (column * width + columns - 1) / columns, across = ((column + 1) * width + columns - 1) / columns - from;
    int first_row = int(gl_WorkGroupID.y) * share, count = across * min(share, height - first_row);
    for (int i = lane; i < count; i += 256) {
        int row = i / across;
        Codes c = codes(texelFetch(pixels, (first_row + row) * width + from + i - row * across).xy);
        atomicAdd(counted[level(c.red)], 1u);
        atomicAdd(counted[level(c.green)], 0x10000u);
        atomicAdd(counted[1024u + level(c.blue)], 1u);
        atomicAdd(counted[1024u + level(c.luma)], 0x10000u);
    }
    barrier();
    int at = (int(gl_WorkGroupID.y) * 512 + column) * 2048;
    for (int i = lane; i < 2048; i += 256) counts[at + i] = counted[i];
}

// Counts of a picture's levels, column by column: an invocation owns two channels of one column of one slice of rows, and
// counts in memory of its own, so that nothing is fought over. For CPU devices; waveform_atomic.glsl is for GPUs. PAIRS:
// columns begin and end between pairs of pixels.
// A counter word holds two counts: of red and green, or of blue and luma. A slice has too few pixels a column to overflow.
// All four channels at once would be quicker by a fifth, but lavapipe takes seconds to compile that much private memory.
layout(local_size_x = 8) in;
layout(binding = 2) writeonly buffer Counts { uint counts[]; };   // [slice][column of 512][red and green, blue and luma][level]

uint counted[1024];

void count_pixel(uvec2 pixel, uint one) {
    Codes c = codes(pixel);
    bool first = gl_WorkGroupID.z == 0u;
    counted[level(first ? c.red : c.blue)] += one;
    counted[level(first ? c.green : c.luma)] += one << 16;
}

void main() {
    int column = int(gl_GlobalInvocationID.x);
    int first_row = int(gl_WorkGroupID.y) * share, end_row = min(first_row + share, height);
    for (int i = 0; i < 1024; ++i) counted[i] = 0u;
    // All lanes take the same steps, whatever they count, for a masked lane costs more than an idle one.
#ifdef PAIRS
    uint one = column < columns ? 1u : 0u;
    int pairs = width / columns >> 1, row_pairs = width >> 1;
    for (int y = first_row; y < end_row; ++y) {
        int from = y * row_pairs + column * pairs;
        for (int i = 0; i < pairs; ++i) {
            uvec4 pair = texelFetch(pixel_pairs, from + i);
            count_pixel(pair.xy, one);
            count_pixel(pair.zw, one);
        }
    }
#else
    // pixel x counts in column x * columns / width
    int from = (column * width + columns - 1) / columns, end = ((column + 1) * width + columns - 1) / columns;
    int most = (width + columns - 1) / columns;
    for (int y = first_row; y < end_row; ++y)
        for (int i = 0; i < most; ++i) {
            int x = from + i;
            count_pixel(texelFetch(pixels, y * width + min(x, width - 1)).xy, x < end && column < columns ? 1u : 0u);
        }
#endif
    int at = ((int(gl_WorkGroupID.y) * 512 + column) * 2 + int(gl_WorkGroupID.z)) * 1024;
    for (int i = 0; i < 1024; ++i) counts[at + i] = counted[i];
}

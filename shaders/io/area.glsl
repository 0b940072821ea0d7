// Smaller pictures: each pixel is the mean of the source over its own area, every component's samples counting by as much of
// them as lies inside. Samples of a row come several at a time, because a CPU device's loops cost more than what is in them; of
// AREA_QUICK formats, whose samples lie side by side or two in turns, by whole words of memory.

int area_in_word(int i) { return AREA_QUICK ? max(4 / SOURCE_STEP[i], 1) : 1; }
int area_at_a_time(int i) { return AREA_QUICK && SOURCE_STEP[i] == SOURCE_BYTES ? 8 : 4; }

// What a pixel covers along an axis, from x to y in samples: at least one sample's length, which is linear interpolation, and no
// more than the middle 64 (a CPU device ends loops of more than 65535 rounds).
vec2 area_stretch(float middle, float samples, int size) {
    return clamp(middle + vec2(-0.5, 0.5) * clamp(samples, 1.0, 64.0), 0.0, float(size));
}
float area_inside(vec2 stretch, float at) { return max(min(stretch.y, at + 1.0) - max(stretch.x, at), 0.0); }
vec4 area_inside(vec2 stretch, vec4 at) { return max(min(stretch.yyyy, at + 1.0) - max(stretch.xxxx, at), 0.0); }

// Sample `k` of those of component `i` that begin with `word`.
float area_sample(int i, int word, int k) {
    int byte = k * SOURCE_STEP[i] + SOURCE_BYTE[i];
    return source_code_of((texelFetch(source_words, word + (byte >> 2)).x >> (8 * (byte & 3))) & (SOURCE_BYTES == 1 ? 0xffu : 0xffffu));
}

// Of component `i` the samples of row `y` from column `x` on, by their weights. Beyond the last column these are 0, and memory can
// be read on.
float area_row(int i, int x, int y, int last, vec4 near, vec4 far) {
    if (!AREA_QUICK)
        return dot(near, vec4(source_sample(i, min(x, last), y), source_sample(i, min(x + 1, last), y),
                              source_sample(i, min(x + 2, last), y), source_sample(i, min(x + 3, last), y)));
    int word = (source_offset[SOURCE_PLANE[i]] + y * source_stride[SOURCE_PLANE[i]] + x * SOURCE_STEP[i]) >> 2;
    float sum = dot(near, vec4(area_sample(i, word, 0), area_sample(i, word, 1), area_sample(i, word, 2), area_sample(i, word, 3)));
    if (area_at_a_time(i) == 8)
        sum += dot(far, vec4(area_sample(i, word, 4), area_sample(i, word, 5), area_sample(i, word, 6), area_sample(i, word, 7)));
    return sum;
}

// The means of component `i` over `down` times `a` and `down` times `b`, of a plane that is `width` wide, and with `two` those of
// component `j`, which lies in the same words or at the same places of another plane: a of i and of j, b of i and of j.
vec4 area_means(int i, int j, bool two, vec2 a, vec2 b, vec2 down, int width) {
    const vec4 four = vec4(0.0, 1.0, 2.0, 3.0);
    int bottom = int(ceil(down.y)) - 1;
    vec4 sums = vec4(0.0);
    for (ivec2 x = ivec2(a.x, b.x) & ~(area_in_word(i) - 1); float(x.x) < a.y || float(x.y) < b.y; x += area_at_a_time(i)) {
        if (two && SOURCE_MODEL == 2) x.y = x.x;   // few samples of chroma serve both pixels
        vec4 near_a = area_inside(a, float(x.x) + four), far_a = area_inside(a, float(x.x) + 4.0 + four);
        vec4 near_b = area_inside(b, float(x.y) + four), far_b = area_inside(b, float(x.y) + 4.0 + four);
        for (int y = int(down.x); y <= bottom; ++y) {
            vec4 row = vec4(0.0);
            row.x = area_row(i, x.x, y, width - 1, near_a, far_a);
            row.z = area_row(i, x.y, y, width - 1, near_b, far_b);
            if (two) {
                row.y = area_row(j, x.x, y, width - 1, near_a, far_a);
                row.w = area_row(j, x.y, y, width - 1, near_b, far_b);
            }
            sums += area_inside(down, float(y)) * row;
        }
    }
    return sums / (vec4(a.y - a.x, a.y - a.x, b.y - b.x, b.y - b.x) * (down.y - down.x));
}

// Two pixels side by side, `a` and `b`, of a picture of `size`.
mat2x3 area_pair(ivec2 a, ivec2 b, ivec2 size) {
    vec2 scale = vec2(source_size) / vec2(size);
    vec3 middle = (vec3(a, b.x) + 0.5) * scale.xyx;
    vec2 across_a = area_stretch(middle.x, scale.x, source_size.x), across_b = area_stretch(middle.z, scale.x, source_size.x);
    vec2 down = area_stretch(middle.y, scale.y, source_size.y);
    if (SOURCE_MODEL == 1) {
        vec4 rg = area_means(0, 1, true, across_a, across_b, down, source_size.x);
        vec4 b = area_means(2, 2, false, across_a, across_b, down, source_size.x);
        return pair_to_rgb(mat2x3(vec3(rg.xy, b.x), vec3(rg.zw, b.z)));
    }
    vec2 first = area_means(0, 0, false, across_a, across_b, down, source_size.x).xz;
    if (SOURCE_MODEL == 0) return pair_to_rgb(mat2x3(vec3(first.x), vec3(first.y)));
    // In samples of chroma, whose middles lie where they are sited.
    vec2 per_sample = vec2(ivec2(1) << CHROMA_SHIFT);
    ivec2 chroma = chroma_size();
    middle = (middle - 0.5 - CHROMA_SITE.xyx) / per_sample.xyx + 0.5;
    scale /= per_sample;
    across_a = area_stretch(middle.x, scale.x, chroma.x);
    across_b = area_stretch(middle.z, scale.x, chroma.x);
    vec4 second = area_means(1, 2, true, across_a, across_b, area_stretch(middle.y, scale.y, chroma.y), chroma.x);
    return pair_to_rgb(mat2x3(vec3(first.x, second.xy), vec3(first.y, second.zw)));
}

// What the scopes' counting kernels share: the picture, and from a pixel's 16-bit codes to what is counted, in integers,
// so that every device counts the same.
layout(binding = 0) uniform usamplerBuffer pixel_pairs;   // two pixels a texel
layout(binding = 1) uniform usamplerBuffer pixels;        // one
layout(push_constant) uniform Sizes {
    int width, height, columns;   // of the picture; columns of the waveform
    int share;                    // rows of a slice of the waveform, or pairs of pixels of a lane of the vectorscope
    uint luma_red, luma_green, luma_blue;   // weights of luma in 65536ths, together 65536
    int cb_scale, cr_scale;       // bins for a difference of a 16-bit code to luma, in 2^22nds: 254 / (2 - 2 weight)
};

struct Codes { uint red, green, blue, luma; };

Codes codes(uvec2 pixel) {
    Codes c;
    c.red = pixel.x & 0xffffu;
    c.green = pixel.x >> 16;
    c.blue = pixel.y & 0xffffu;
    c.luma = (luma_red * c.red + luma_green * c.green + luma_blue * c.blue + 32768u) >> 16;
    return c;
}

// round(1023 code / 65535): the division by 65535 is exact in this form.
uint level(uint code) {
    uint x = code * 1023u + 32767u;
    return (x + 1u + (x >> 16)) >> 16;
}

// Column and row of the vectorscope: 128 + round(254 Cb); for BT.709 Cb = (B' - Y') / 1.8556, Cr = (R' - Y') / 1.5748.
uvec2 chroma_bin(Codes c) {
    const int middle = (128 << 22) + (1 << 21);
    int luma = int(c.luma);
    return uvec2(((int(c.blue) - luma) * cb_scale + middle) >> 22, ((int(c.red) - luma) * cr_scale + middle) >> 22);
}

// Colours instead of a picture (a lattice, a list of triples): four floats each, in order.
vec3 source_colour(int index) {
    return uintBitsToFloat(uvec3(texelFetch(source_words, 4 * index).x, texelFetch(source_words, 4 * index + 1).x, texelFetch(source_words, 4 * index + 2).x));
}

// Colours instead of a picture (a lattice, a list of triples): three floats and what rounding to them left over, in order.
vec3 source_floats(int word) {
    return uintBitsToFloat(uvec3(texelFetch(source_words, word).x, texelFetch(source_words, word + 1).x, texelFetch(source_words, word + 2).x));
}
vec3 source_colour(int index) {
    source_rest = source_floats(6 * index + 3);
    return source_floats(6 * index);
}

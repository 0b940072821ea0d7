// The matrices between codes and R'G'B', read once before the loop over pixels.
vec3 from_codes[3], from_codes_added, to_codes[3], to_codes_added;

void prepare() {
    for (int i = 0; i < 3; ++i) {
        from_codes[i] = values[i].xyz;
        to_codes[i] = values[4 + i].xyz;
    }
    from_codes_added = values[3].xyz;
    to_codes_added = values[7].xyz;
    prepare_grade();
}

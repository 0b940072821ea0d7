// Colours out: four floats each, one an invocation.
void main() {
    prepare();
    int width = int(gl_NumWorkGroups.x * gl_WorkGroupSize.x);
    int index = int(gl_GlobalInvocationID.y) * width + int(gl_GlobalInvocationID.x);
    if (index >= source_size.x) return;
    vec3 colour = source_colour(index);
    sink_quads[index] = floatBitsToUint(vec4(grade(mat2x3(colour, colour))[0], 1.0));
}

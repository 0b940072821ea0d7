// Colours out: four floats each, one an invocation.
void main() {
    prepare();
    int width = int(gl_NumWorkGroups.x * gl_WorkGroupSize.x);
    int index = int(gl_GlobalInvocationID.y) * width + int(gl_GlobalInvocationID.x);
    if (index >= source_size.x) return;
    sink_quads[index] = floatBitsToUint(vec4(grade(source_colour(index)), 1.0));
}

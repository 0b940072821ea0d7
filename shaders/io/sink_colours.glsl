// Colours out: four floats each, one an invocation.
void main() {
    int width = int(gl_NumWorkGroups.x * gl_WorkGroupSize.x);
    int index = int(gl_GlobalInvocationID.y) * width + int(gl_GlobalInvocationID.x);
    if (index >= source_size.x) return;
    uvec3 rgb = floatBitsToUint(grade(source_colour(index)));
    sink[4 * index] = rgb.r;
    sink[4 * index + 1] = rgb.g;
    sink[4 * index + 2] = rgb.b;
    sink[4 * index + 3] = floatBitsToUint(1.0);
}

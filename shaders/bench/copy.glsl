// Copies a buffer, sixteen bytes an invocation: what this device's memory allows, for `umber bench` to hold kernels
// against.
layout(local_size_x = 128) in;
layout(set = 0, binding = 0) readonly buffer From { uvec4 from[]; };
layout(set = 0, binding = 1) writeonly buffer To { uvec4 to[]; };

void main() {
    uint i = gl_GlobalInvocationID.x + gl_GlobalInvocationID.y * gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    if (i < uint(to.length())) to[i] = from[i];
}

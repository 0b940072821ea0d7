// What every generated kernel shares: the buffers, the geometry, the numbers.
layout(local_size_x = GROUP_WIDTH, local_size_y = GROUP_HEIGHT) in;
layout(std140, binding = 0) uniform Numbers { vec4 values[MOST_VALUES]; };
layout(binding = 1) uniform usamplerBuffer source_words;   // the source's memory, 4 bytes a texel
layout(binding = 2) uniform usamplerBuffer source_quads;   // the same, four samples a texel
layout(binding = 3) uniform samplerBuffer lut_tables;
layout(binding = 4) uniform samplerBuffer curve_tables;
layout(binding = 5) writeonly buffer Sink { uint sink[]; };
layout(binding = 5) writeonly buffer SinkPairs { uvec2 sink_pairs[]; };
layout(binding = 5) writeonly buffer SinkQuads { uvec4 sink_quads[]; };
vec3 source_rest = vec3(0.0);   // of a colour that is given more exactly than a float holds it: what the float left over
layout(push_constant) uniform Geometry {
    ivec4 source_offset, source_stride;   // of each plane, in bytes; multiples of 16
    ivec4 sink_offset, sink_stride;
    ivec2 source_size, sink_size;         // in pixels
};

// A table, mixed with what came in.
vec3 lut(vec3 rgb, Lut p) { return blended(rgb, lut_table(rgb, p.file), p.strength); }

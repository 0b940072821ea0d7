// The host's chromatic adaptation, on linear light.
vec3 white_balance(vec3 rgb, WhiteBalance p) { return p.matrix * rgb; }

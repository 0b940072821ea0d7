// A gain; in a space of pure power encoding the host has already made it one of code values.
vec3 exposure(vec3 rgb, Exposure p) { return rgb * p.gain; }

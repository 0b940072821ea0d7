// The host's turn of the colour-difference plane.
vec3 hue(vec3 rgb, Hue p) { return p.matrix * rgb; }

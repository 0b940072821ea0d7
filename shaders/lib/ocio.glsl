// What OpenColorIO's GLSL calls, by Umber's own log2, exp2 and pow. Needs math.glsl. x is not negative, as there.
float ocio_pow(float x, float y) { return y > 0.0 ? u_pow(x, y) : y < 0.0 ? 1.0 / u_pow(x, -y) : 1.0; }
vec3 ocio_pow(vec3 x, vec3 y) { return vec3(ocio_pow(x.r, y.r), ocio_pow(x.g, y.g), ocio_pow(x.b, y.b)); }
vec4 ocio_pow(vec4 x, vec4 y) { return vec4(ocio_pow(x.rgb, y.rgb), ocio_pow(x.a, y.a)); }
float ocio_log2(float x) { return u_log2(x); }
vec3 ocio_log2(vec3 x) { return u_log2(x); }
float ocio_exp2(float x) { return u_exp2(x); }
vec3 ocio_exp2(vec3 x) { return u_exp2(x); }
float ocio_log(float x) { return u_log2(x) * 0.693147181; }
vec3 ocio_log(vec3 x) { return u_log2(x) * 0.693147181; }
float ocio_exp(float x) { return u_exp2(x * 1.44269504); }
vec3 ocio_exp(vec3 x) { return u_exp2(x * 1.44269504); }

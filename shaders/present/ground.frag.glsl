// Where there is nothing but the interface.
#version 450
#include "present/quad.glsl"
#include "present/finish.glsl"

void main() { finish(vec3(push.ground.x)); }

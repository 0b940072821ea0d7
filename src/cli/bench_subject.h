// What `umber bench` grades: a picture, a look-up table and two grades.
#pragma once
#include <filesystem>

#include "engine/engine.h"

namespace umber::cli {

// Every primary operation away from its default: exposure, white balance, lift, gamma, gain and offset, contrast, CDL,
// saturation, hue, and curves of red, green, blue and luma.
grade::Graph bench_primaries();

// `graph` and then the LUT of this file.
grade::Graph with_lut(const grade::Graph& graph, const std::filesystem::path& lut);

// Writes a 33-point .cube: a film-like curve with crossed channels.
void write_bench_lut(const std::filesystem::path& path);

// Planar float R'G'B' in full range: ramps, soft patches and grain, so that colours of neighbours lie near one another
// as in a picture, and the whole cube is visited.
media::Frame bench_picture(int width, int height);

// `frame` without any grade as planes of another format, full-range R'G'B'.
media::Frame in_format(engine::Engine& engine, const media::Frame& frame, const std::string& pixel_format);

// How full-range R'G'B' planes of this format are asked for.
engine::PlanesOut rgb_planes(const std::string& pixel_format);

}  // namespace umber::cli

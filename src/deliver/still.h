// One graded picture as a file: `umber frame`, and the window's stills.
#pragma once
#include <array>
#include <filesystem>

#include "engine/color_pipeline.h"
#include "engine/engine.h"
#include "media/encoder.h"
#include "media/source.h"

namespace umber::deliver {

// What `umber frame --report` says of a picture, of red, green, blue.
struct PictureReport {
    std::array<float, 3> minimum{}, maximum{};      // of the finite values
    std::array<std::int64_t, 3> nan{}, infinite{};  // how many
};

// `frame` through the grade as planar float RGB, code values, turned as `rotation` (degrees clockwise) says.
media::Frame graded_picture(engine::Engine& engine, const media::Frame& frame, const grade::Graph& graph, int rotation,
                            const engine::ColorPipeline& colours = {});

PictureReport report(const media::Frame& rgb);

// The picture as a file, whole or not at all. Depth automatic gives an .exr the depth of its source, else half.
// `label`: engine::label_of() the colours that it was made with.
void write_picture(const std::filesystem::path& output, const media::Frame& rgb, const media::PixelFormat& source,
                   const color::SpaceLabel& label, media::StillDepth depth = media::StillDepth::automatic);

}  // namespace umber::deliver

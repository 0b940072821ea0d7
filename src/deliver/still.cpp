#include "deliver/still.h"

#include <cmath>
#include <limits>

#include "core/text.h"

namespace umber::deliver {

namespace {

const float* row(const media::Frame& frame, int channel, int y) {
    const auto& component = frame.format.component[static_cast<std::size_t>(channel)];
    return reinterpret_cast<const float*>(frame.data(component.plane) +
                                          static_cast<std::size_t>(y) *
                                              frame.plane[static_cast<std::size_t>(component.plane)].stride);
}

// Planar float RGB turned clockwise by 90, 180 or 270 degrees.
media::Frame turned(const media::Frame& from, int degrees) {
    const bool swap = degrees != 180;
    media::Frame to = media::allocate_frame(*media::host_allocator(), from.format, swap ? from.height : from.width,
                                            swap ? from.width : from.height);
    to.tags = from.tags;
    to.index = from.index;
    to.time = from.time;
    to.duration = from.duration;
    for (int channel = 0; channel < 3; ++channel) {
        for (int y = 0; y < to.height; ++y) {
            auto* out = const_cast<float*>(row(to, channel, y));
            for (int x = 0; x < to.width; ++x) {
                // Where this pixel was before the turn.
                const int was_x = degrees == 90 ? y : degrees == 180 ? from.width - 1 - x : from.width - 1 - y;
                const int was_y = degrees == 90 ? from.height - 1 - x : degrees == 180 ? from.height - 1 - y : x;
                out[x] = row(from, channel, was_y)[was_x];
            }
        }
    }
    return to;
}

}  // namespace

media::Frame graded_picture(engine::Engine& engine, const media::Frame& frame, const grade::Graph& graph, int rotation,
                            const engine::ColorPipeline& colours) {
    engine::PlanesOut out;
    out.format = media::pixel_format("gbrpf32le");
    out.tags = colours.tags(frame.tags);
    out.tags.matrix = color::Matrix::rgb;
    out.tags.range = color::Range::full;
    media::Frame rgb = engine.render(frame, graph, engine::for_grade(colours, graph).space(frame.tags), out).wait();
    return rotation % 360 == 0 ? rgb : turned(rgb, rotation);
}

PictureReport report(const media::Frame& rgb) {
    PictureReport result;
    for (int channel = 0; channel < 3; ++channel) {
        const auto c = static_cast<std::size_t>(channel);
        float low = std::numeric_limits<float>::infinity(), high = -low;
        for (int y = 0; y < rgb.height; ++y) {
            const float* values = row(rgb, channel, y);
            for (int x = 0; x < rgb.width; ++x) {
                const float value = values[x];
                if (std::isnan(value)) {
                    ++result.nan[c];
                } else if (std::isinf(value)) {
                    ++result.infinite[c];
                } else {
                    low = std::min(low, value);
                    high = std::max(high, value);
                }
            }
        }
        result.minimum[c] = low;
        result.maximum[c] = high;
    }
    return result;
}

void write_picture(const std::filesystem::path& output, const media::Frame& rgb, const media::PixelFormat& source,
                   const color::SpaceLabel& label, media::StillDepth depth) {
    const std::string extension = lower_extension(output);
    if (depth == media::StillDepth::automatic && extension == ".exr" && source.floating && source.depth() == 32)
        depth = media::StillDepth::floating;
    media::write_still(output, rgb, depth, label);
}

}  // namespace umber::deliver

#include "cli/bench_subject.h"

#include <cmath>

#include "interchange/cube.h"

namespace umber::cli {

namespace {

// An even hash of a place to -0.5..0.5, for grain ("PCG", Jarzynski and Olano 2020).
float grain(std::uint32_t x, std::uint32_t y, std::uint32_t channel) {
    std::uint32_t state = ((x * 1973u + y * 9277u + channel * 26699u) | 1u) * 747796405u + 2891336453u;
    state = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
    return static_cast<float>((state >> 22u) ^ state) * 0x1p-32f - 0.5f;
}

}  // namespace

grade::Graph bench_primaries() {
    grade::Graph graph;
    const int node = graph.nodes.front().id;
    for (const auto& [parameter, value] : {std::pair{"exposure.exposure", "0.3"},
                                           {"white_balance.temperature", "350"},
                                           {"white_balance.tint", "4"},
                                           {"lgg.lift", "0.01,0,-0.01,0.005"},
                                           {"lgg.gamma", "1.05,1,0.97,1.02"},
                                           {"lgg.gain", "1.02,1,0.98,1.03"},
                                           {"lgg.offset", "0.004,0,-0.003,0.002"},
                                           {"contrast.contrast", "1.12"},
                                           {"cdl.slope", "1.05,1,0.96"},
                                           {"cdl.offset", "-0.01,0,0.012"},
                                           {"cdl.power", "1.04,1,0.97"},
                                           {"cdl.saturation", "1.08"},
                                           {"saturation.saturation", "1.1"},
                                           {"hue.hue", "4"},
                                           {"curves.red", "0:0,0.3:0.27,0.7:0.74,1:1"},
                                           {"curves.green", "0:0,0.3:0.29,0.7:0.72,1:1"},
                                           {"curves.blue", "0:0.01,0.3:0.31,0.7:0.7,1:0.98"},
                                           {"curves.luma", "0:0,0.25:0.22,0.75:0.79,1:1"}})
        graph = grade::set_from_text(graph, node, parameter, value);
    return graph;
}

grade::Graph with_lut(const grade::Graph& graph, const std::filesystem::path& lut) {
    return grade::set_parameter(graph, graph.nodes.front().id, "lut.file", grade::Value(lut.string()));
}

void write_bench_lut(const std::filesystem::path& path) {
    interchange::Lut lut;
    lut.title = "umber bench";
    lut.lut_3d = interchange::identity_3d(33);
    for (glm::vec3& colour : lut.lut_3d->values) {
        const glm::vec3 crossed(0.92f * colour.x + 0.05f * colour.y + 0.03f * colour.z,
                                0.04f * colour.x + 0.91f * colour.y + 0.05f * colour.z,
                                0.02f * colour.x + 0.08f * colour.y + 0.90f * colour.z);
        colour = crossed * crossed * (3.0f - 2.0f * crossed) * 0.6f + crossed * 0.4f;
    }
    interchange::write_cube(path, lut);
}

media::Frame bench_picture(int width, int height) {
    media::Frame frame =
        media::allocate_frame(*media::host_allocator(), media::pixel_format("gbrpf32le"), width, height);
    frame.tags = rgb_planes("gbrpf32le").tags;
    for (int channel = 0; channel < 3; ++channel) {
        const int plane = frame.format.component[static_cast<std::size_t>(channel)].plane;
        const float phase = static_cast<float>(channel) * 2.1f;
        for (int y = 0; y < height; ++y) {
            auto* row = reinterpret_cast<float*>(
                frame.data(plane) + static_cast<std::size_t>(y) * frame.plane[static_cast<std::size_t>(plane)].stride);
            const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(height);
            for (int x = 0; x < width; ++x) {
                const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(width);
                const float patches = std::sin(9.0f * u + phase) * std::cos(7.0f * v - phase);
                const float noise = grain(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y),
                                          static_cast<std::uint32_t>(channel));
                row[x] = std::min(std::max(0.15f + 0.55f * u + 0.25f * patches + 0.02f * noise, 0.0f), 1.0f);
            }
        }
    }
    return frame;
}

engine::PlanesOut rgb_planes(const std::string& pixel_format) {
    engine::PlanesOut out;
    out.format = media::pixel_format(pixel_format);
    out.tags = {color::Primaries::bt709, color::Transfer::bt709, color::Matrix::rgb, color::Range::full,
                color::ChromaLocation::unspecified};
    out.dither = false;
    return out;
}

media::Frame in_format(engine::Engine& engine, const media::Frame& frame, const std::string& pixel_format) {
    return engine.render(frame, {}, engine::as_is(frame.tags), rgb_planes(pixel_format)).wait();
}

}  // namespace umber::cli

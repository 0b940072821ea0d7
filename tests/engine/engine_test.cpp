// What the engine promises beside its numbers: two structures of one result, lists of any length, smaller pictures,
// pictures that hold no numbers, and callers on many threads.
#include "engine/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include "engine_fixture.h"

#include <atomic>
#include <limits>
#include <thread>

#include "engine/pictures.h"

namespace umber::engine {
namespace {

color::Tags tags_of(color::Matrix matrix, color::Range range) {
    return {color::Primaries::bt709, color::Transfer::bt709, matrix, range, color::ChromaLocation::center};
}
const color::Tags rgb_tags = tags_of(color::Matrix::rgb, color::Range::full),
                  video_tags = tags_of(color::Matrix::bt709, color::Range::limited);

class EngineTest : public test::EngineFixture {
protected:
    static std::vector<std::uint16_t> picture(const media::Frame& frame, const grade::Graph& graph, int width,
                                              int height, Structure structure = Structure::exact) {
        const auto made = engine_->make_picture(width, height);
        return engine_->read(made, engine_->render_picture(frame, graph, as_is(frame.tags), made, structure));
    }
    static grade::Graph set(grade::Graph graph, std::initializer_list<std::pair<const char*, const char*>> values) {
        for (const auto& [name, value] : values) graph = grade::set_from_text(graph, 1, name, value);
        return graph;
    }
};

TEST_F(EngineTest, TheProgramThatHoldsEverythingGivesTheSamePicture) {
    const media::Frame frame = test::noise(*engine().frames(), "yuv420p", 64, 34, video_tags);
    const grade::Graph all = set({}, {{"exposure.exposure", "0.4"},
                                      {"white_balance.temperature", "500"},
                                      {"lgg.gamma", "1.1,1,0.9"},
                                      {"lgg.lift", "0.02"},
                                      {"contrast.contrast", "1.2"},
                                      {"cdl.power", "1.2"},
                                      {"saturation.saturation", "1.3"},
                                      {"hue.hue", "8"},
                                      {"curves.green", "0:0,0.4:0.45,1:1"},
                                      {"curves.luma", "0:0.02,1:0.97"}});
    std::vector<grade::Graph> graphs{{},
                                     all,
                                     grade::set_node_mix(all, 1, 0.4f),
                                     grade::set_node_enabled(all, 1, false),
                                     grade::set_operation_enabled(all, 1, "exposure", false),
                                     set({}, {{"cdl.clamp", "false"}, {"cdl.slope", "1.1"}}),
                                     set({}, {{"white_balance.tint", "-20"}})};
    for (std::size_t i = 0; i < graphs.size(); ++i) {
        const auto exact = picture(frame, graphs[i], 64, 34), live = picture(frame, graphs[i], 64, 34, Structure::live);
        int worst = 0;
        for (std::size_t j = 0; j < exact.size(); ++j) worst = std::max(worst, std::abs(int(exact[j]) - int(live[j])));
        EXPECT_LE(worst, 1) << "graph " << i;
    }
}

TEST_F(EngineTest, AnEditIsNoNewStructure) {
    SourceForm from{false, media::pixel_format("yuv420p"), video_tags};
    SinkForm to;
    to.kind = SinkForm::Kind::picture;
    const WorkingSpace space = as_is(video_tags);
    const auto source = [&](const grade::Graph& graph, Structure structure) {
        return engine().source(from, graph, space, to, structure);
    };
    const grade::Graph a = set({}, {{"cdl.slope", "1.1"}, {"cdl.power", "1.2"}}),
                       b = set({}, {{"cdl.slope", "0.7,1,2"}, {"cdl.power", "0.9"}}),
                       other = set(a, {{"hue.hue", "3"}});
    EXPECT_EQ(source(a, Structure::exact), source(b, Structure::exact));
    EXPECT_NE(source(a, Structure::exact), source(other, Structure::exact));
    EXPECT_EQ(source(a, Structure::live), source(other, Structure::live));
    EXPECT_EQ(source({}, Structure::live), source(grade::set_node_enabled(a, 1, false), Structure::live));
}

TEST_F(EngineTest, ListsOfAnyLength) {
    const grade::Graph graph = set({}, {{"lgg.gain", "0.5"}, {"lgg.offset", "0.25,0,0"}});
    const WorkingSpace space = as_is(rgb_tags);
    EXPECT_TRUE(engine().probe(std::span<const glm::vec3>(), graph, space).empty());
    for (const int count : {1, 2, 1023, 1024, 1025, 1'000'000}) {
        std::vector<glm::vec3> colours;
        for (int i = 0; i < count; ++i) colours.emplace_back(float(i), float(-i), 1.0f);
        const auto got = engine().probe(colours, graph, space);
        ASSERT_EQ(got.size(), colours.size());
        for (int i = 0; i < count; ++i) {
            const glm::vec3 one = got[static_cast<std::size_t>(i)];
            ASSERT_FLOAT_EQ(one.x, 0.5f * (float(i) + 0.25f));
            ASSERT_FLOAT_EQ(one.y, -0.5f * float(i));
            ASSERT_FLOAT_EQ(one.z, 0.5f);
        }
    }
}

TEST_F(EngineTest, PicturesAreReadRightAtTheirOwnSize) {
    for (const std::string format : {"yuv420p", "yuv422p10le", "gbrp16le", "rgb24", "gray", "p010le"}) {
        const bool rgb = media::pixel_format(format).model == media::PixelFormat::Model::rgb;
        for (const auto& [width, height] : std::vector<std::pair<int, int>>{{1, 1}, {17, 13}, {150, 33}}) {
            const media::Frame frame =
                test::noise(*engine().frames(), format, width, height, rgb ? rgb_tags : video_tags);
            const auto got = picture(frame, {}, width, height);
            const test::Colours expected = test::decoded(frame);
            double worst = 0;
            for (int y = 0; y < height; ++y)
                for (int x = 0; x < width; ++x)
                    for (int c = 0; c < 3; ++c)
                        worst = std::max(worst, std::abs(got[static_cast<std::size_t>(4 * (y * width + x) + c)] -
                                                         65535 * std::clamp(expected.at(x, y)[c], 0.0, 1.0)));
            EXPECT_LE(worst, 0.6) << format << ' ' << width << 'x' << height;
        }
    }
}

// The colour of a pixel of a smaller picture of `size`, whose middle lies at `middle` of the frame (0..1), in double
// precision: every component's mean over the pixel's area, at least a sample long, inside the picture.
glm::dvec3 mean_over(const media::Frame& frame, glm::dvec2 middle, glm::ivec2 size) {
    glm::dvec3 value(0);
    for (int c = 0; c < (frame.format.components == 1 ? 1 : 3); ++c) {
        const bool chroma = test::is_chroma(frame.format, c);
        const glm::ivec2 samples = test::samples(frame, c);
        const glm::dvec2 step =
            chroma ? glm::dvec2(1 << frame.format.log2_chroma_width, 1 << frame.format.log2_chroma_height)
                   : glm::dvec2(1);
        const glm::dvec2 site = (step - 1.0) / 2.0;  // video_tags has chroma in the middle
        const glm::dvec2 at = (middle * glm::dvec2(frame.width, frame.height) - 0.5 - site) / step + 0.5;
        const glm::dvec2 length =
            glm::max(glm::dvec2(frame.width, frame.height) / glm::dvec2(size) / step, glm::dvec2(1));
        double sum = 0, weights = 0;
        for (int y = 0; y < samples.y; ++y)
            for (int x = 0; x < samples.x; ++x) {
                const glm::dvec2 low = glm::max(at - length / 2.0, glm::dvec2(x, y)),
                                 high = glm::min(at + length / 2.0, glm::dvec2(x + 1, y + 1));
                if (low.x >= high.x || low.y >= high.y) continue;
                const double weight = (high.x - low.x) * (high.y - low.y);
                weights += weight;
                sum += weight * test::sample(frame, c, x, y);
            }
        value[c] = test::from_code(frame.format, frame.tags.range, chroma, sum / weights);
    }
    if (frame.format.components == 1) value = glm::dvec3(value.x);
    return frame.format.model == media::PixelFormat::Model::ycbcr ? test::rgb_of(value, frame.tags.matrix) : value;
}

TEST_F(EngineTest, SmallerPicturesAreMeansOfTheirAreas) {
    // From, to: whole parts, and sizes that don't divide, where a sample counts by as much of it as lies inside.
    const std::vector<std::pair<glm::ivec2, glm::ivec2>> sizes{
        {{48, 20}, {24, 10}}, {{96, 40}, {24, 10}}, {{144, 60}, {24, 10}}, {{50, 34}, {49, 27}},
        {{50, 34}, {48, 17}}, {{50, 34}, {31, 11}}, {{50, 34}, {9, 5}}};
    for (const std::string format :
         {"gbrp", "gbrp16le", "gray", "gray10le", "rgb24", "yuv444p", "yuv420p", "yuv422p10le", "nv12", "p010le"})
        for (const auto& [from, to] : sizes) {
            const bool rgb = media::pixel_format(format).model == media::PixelFormat::Model::rgb;
            const media::Frame frame =
                test::noise(*engine().frames(), format, from.x, from.y, rgb ? rgb_tags : video_tags);
            const auto got = picture(frame, {}, to.x, to.y);
            double worst = 0;
            for (int y = 0; y < to.y; ++y)
                for (int x = 0; x < to.x; ++x) {
                    const glm::dvec3 value = mean_over(frame, {(x + 0.5) / to.x, (y + 0.5) / to.y}, to);
                    for (int c = 0; c < 3; ++c)
                        worst = std::max(worst, std::abs(got[static_cast<std::size_t>(4 * (y * to.x + x) + c)] -
                                                         65535 * std::clamp(value[c], 0.0, 1.0)));
                }
            EXPECT_LE(worst, 1.0) << format << ' ' << from.x << 'x' << from.y << " to " << to.x << 'x' << to.y;
        }
    // A flat picture stays flat.
    media::Frame frame = test::noise(*engine().frames(), "yuv420p", 853, 479, video_tags);
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < test::samples(frame, c).y; ++y)
            for (int x = 0; x < test::samples(frame, c).x; ++x) test::put_bits(frame, c, x, y, c == 0 ? 126 : 140);
    const glm::dvec3 flat = test::decoded(frame).at(0, 0);
    for (const auto& [width, height] : std::vector<std::pair<int, int>>{{852, 478}, {640, 359}, {300, 100}, {1, 1}}) {
        const auto got = picture(frame, {}, width, height);
        for (std::size_t i = 0; i < got.size(); ++i)
            ASSERT_NEAR(got[i], i % 4 == 3 ? 65535 : 65535 * flat[static_cast<int>(i % 4)], 0.6) << width;
    }
}

TEST_F(EngineTest, WhatIsNoNumberInAPictureDoesNoHarm) {
    constexpr float infinity = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> values{nan, -nan, infinity, -infinity, 3e38f, -3e38f, 1e-45f, 0.5f};
    media::Frame frame = media::allocate_frame(*engine().frames(), media::pixel_format("gbrpf32le"), 8, 8);
    frame.tags = rgb_tags;
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x) {
            test::put_float(frame, 0, x, y, values[static_cast<std::size_t>(x)]);
            test::put_float(frame, 1, x, y, values[static_cast<std::size_t>(y)]);
            test::put_float(frame, 2, x, y, 0.25f);
        }
    const auto held = [](float v) { return std::isnan(v) ? 0.0 : std::clamp(double(v), -1e30, 1e30); };
    const grade::Graph gain = set({}, {{"lgg.gain", "0.5"}}), all = set({}, {{"exposure.exposure", "1"},
                                                                             {"white_balance.temperature", "500"},
                                                                             {"lgg.gamma", "1.2"},
                                                                             {"contrast.contrast", "1.5"},
                                                                             {"saturation.saturation", "1.5"},
                                                                             {"hue.hue", "20"},
                                                                             {"curves.red", "0:0.1,1:0.9"}});
    for (const std::string format : {"gbrp", "gbrp16le", "gbrpf32le"}) {
        const media::Frame got =
            Rendering(engine().render(frame, gain, as_is(rgb_tags), {media::pixel_format(format), rgb_tags, false}))
                .wait();
        for (int y = 0; y < 8; ++y)
            for (int x = 0; x < 8; ++x) {
                const double expected = 0.5 * held(values[static_cast<std::size_t>(x)]);
                const double top = got.format.floating ? 1 : std::exp2(got.format.depth()) - 1;
                const double code = got.format.floating ? expected : std::round(std::clamp(expected, 0.0, 1.0) * top);
                ASSERT_NEAR(test::sample(got, 0, x, y), code,
                            got.format.floating ? std::max(std::abs(code) * 1e-6, 1e-37) : 1)
                    << format << ' ' << values[static_cast<std::size_t>(x)];
            }
    }
    const media::Frame got =
        Rendering(engine().render(frame, all, as_is(rgb_tags), {media::pixel_format("gbrpf32le"), rgb_tags, false}))
            .wait();
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < 8; ++y)
            for (int x = 0; x < 8; ++x)
                EXPECT_TRUE(std::isfinite(test::sample(got, c, x, y)))
                    << c << ": " << values[static_cast<std::size_t>(x)] << ' ' << values[static_cast<std::size_t>(y)];
}

TEST_F(EngineTest, FourThreadsAtOnce) {
    const media::Frame frame = test::noise(*engine().frames(), "yuv420p", 64, 48, video_tags);
    const grade::Graph graph = set({}, {{"cdl.slope", "1.2,1,0.8"}, {"cdl.power", "1.1"}});
    const WorkingSpace space = as_is(video_tags);
    const PlanesOut out{media::pixel_format("yuv422p10le"), video_tags, true};
    const auto bytes = [](const media::Frame& f) {
        std::vector<double> all;
        for (int c = 0; c < 3; ++c)
            for (int y = 0; y < test::samples(f, c).y; ++y)
                for (int x = 0; x < test::samples(f, c).x; ++x) all.push_back(test::sample(f, c, x, y));
        return all;
    };
    const std::vector<glm::vec3> colours{{0.1f, 0.2f, 0.3f}, {0.5f, 0.6f, 0.9f}};
    const auto expected = bytes(Rendering(engine().render(frame, graph, space, out)).wait());
    const auto numbers = engine().probe(colours, graph, space);
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) {
                // Graphs of different structures, so that threads also compile at once.
                const grade::Graph mine = i % 5 == t ? grade::set_from_text(graph, 1, "hue.hue", "0") : graph;
                if (engine().probe(colours, mine, space) != numbers) ++wrong;
                if (bytes(Rendering(engine().render(frame, mine, space, out)).wait()) != expected) ++wrong;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace umber::engine

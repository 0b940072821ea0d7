// Baked tables against the picture itself, and against what ffmpeg's lut3d makes of them.
#include "engine/bake.h"

#include <gtest/gtest.h>
#include <algorithm>

#include <fstream>

#include "engine/pictures.h"
#include "interchange/cube.h"
#include "support/command.h"

namespace umber::engine {
namespace {

const color::Tags rec709{color::Primaries::bt709, color::Transfer::bt709, color::Matrix::rgb, color::Range::full,
                         color::ChromaLocation::unspecified};

class BakeTest : public testing::Test {
protected:
    void TearDown() override { EXPECT_EQ(device.validation_messages(), 0); }
    gpu::Device device;
    Engine engine{device};
    WorkingSpace space = as_is(rec709);
    grade::Graph graph = grade::set_from_text(
        grade::set_from_text(grade::set_from_text({}, 1, "lgg.gamma", "1.1,1,0.9"), 1, "contrast.contrast", "1.2"), 1,
        "saturation.saturation", "1.3");
};

TEST_F(BakeTest, LatticePointsAreThePictureItself) {
    const interchange::Lut lut = bake_cube(engine, graph, space, {.size = 17});
    ASSERT_TRUE(lut.lut_3d);
    EXPECT_EQ(interchange::fault(lut), "");
    const std::vector<glm::vec3> lattice = interchange::identity_3d(17).values;
    EXPECT_EQ(lut.lut_3d->values, engine.probe(lattice, graph, space));
}

TEST_F(BakeTest, FinerTablesAreNearerAndTheReportSaysHowFar) {
    const auto colours = test::random_colours(20000);
    double before = 1;
    for (const int size : {9, 17, 33, 65}) {
        const LutReport report =
            compare(engine, graph, space, bake_cube(engine, graph, space, {.size = size}), colours, rec709);
        EXPECT_EQ(report.samples, colours.size());
        EXPECT_GT(report.max_error, report.mean_error);
        EXPECT_LT(report.mean_error, before * 0.6) << size;
        before = report.mean_error;
        // The place of the largest error is one where it is that large.
        const glm::vec3 at(report.max_error_at);
        const glm::vec3 error = glm::abs(interchange::apply(bake_cube(engine, graph, space, {.size = size}), at) -
                                         engine.probe(std::span(&at, 1), graph, space)[0]);
        EXPECT_NEAR(double(std::max({error.x, error.y, error.z})), report.max_error, 1e-6);
        EXPECT_GT(report.max_delta_e_itp, 0);
        EXPECT_TRUE(report.not_included.empty());
    }
    EXPECT_LT(before, 2e-4);
}

TEST_F(BakeTest, FfmpegMakesTheSamePictureOfTheTable) {
    const umber::test::ScratchFolder folder;
    const interchange::Lut lut = bake_cube(engine, graph, space, {.size = 33});
    interchange::write_cube(folder / "look.cube", lut);
    const std::size_t count = 64 * 64;
    const auto colours = test::random_colours(count);
    {
        // gbrpf32 in ffmpeg's order of planes
        std::ofstream file(folder / "in", std::ios::binary);
        for (const int c : {1, 2, 0})
            for (const glm::vec3& colour : colours) file.write(reinterpret_cast<const char*>(&colour[c]), 4);
    }
    const auto said = umber::test::run("cd " + umber::test::quoted(folder.path()) +
                                       " && ffmpeg -v error -f rawvideo -pix_fmt gbrpf32le -s 64x64 -i in -vf "
                                       "lut3d=look.cube:interp=tetrahedral -pix_fmt gbrpf32le -f rawvideo out");
    ASSERT_EQ(said.exit_code, 0) << said.err;
    std::ifstream file(folder / "out", std::ios::binary);
    std::vector<float> planes(count * 3);
    file.read(reinterpret_cast<char*>(planes.data()), static_cast<std::streamsize>(planes.size() * 4));
    ASSERT_TRUE(file);
    const std::vector<glm::vec3> graded = engine.probe(colours, graph, space);
    const LutReport report = compare(engine, graph, space, lut, colours, rec709);
    double worst = 0, worst_of_table = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const glm::vec3 theirs(planes[2 * count + i], planes[i], planes[count + i]);
        const glm::vec3 off = glm::abs(theirs - graded[i]),
                        apart = glm::abs(theirs - interchange::apply(lut, colours[i]));
        worst = std::max({worst, double(off.x), double(off.y), double(off.z)});
        worst_of_table = std::max({worst_of_table, double(apart.x), double(apart.y), double(apart.z)});
    }
    EXPECT_LT(worst_of_table, 2e-6);
    EXPECT_NEAR(worst, report.max_error, 2e-6);
}

TEST_F(BakeTest, ShaperKeepsLinearLightInReach) {
    WorkingSpace linear = space;
    linear.curve = color::LinearCurve{};
    const grade::Graph exposed =
        grade::set_from_text(grade::set_from_text({}, 1, "exposure.exposure", "1"), 1, "lgg.gamma", "1.2");
    std::vector<glm::vec3> colours;  // over 12 stops
    for (const glm::vec3 stops : test::random_colours(20000, -8, 4)) colours.push_back(glm::exp2(stops));
    const auto worst_relative = [&](const interchange::Lut& lut) {
        const auto wanted = engine.probe(colours, exposed, linear);
        double worst = 0;
        for (std::size_t i = 0; i < colours.size(); ++i) {
            const glm::vec3 off = glm::abs(interchange::apply(lut, colours[i]) - wanted[i]) / (wanted[i] + 0.01f);
            worst = std::max({worst, double(off.x), double(off.y), double(off.z)});
        }
        return worst;
    };
    const interchange::Lut shaped =
        bake_cube(engine, exposed, linear, {.size = 33, .shaper = BakeOptions::Shaper::log, .high = 16});
    ASSERT_TRUE(shaped.lut_1d && shaped.lut_3d);
    EXPECT_EQ(interchange::fault(shaped), "");
    const double with = worst_relative(shaped),
                 without = worst_relative(bake_cube(engine, exposed, linear, {.size = 33, .high = 16}));
    EXPECT_LT(with, 0.03);
    EXPECT_LT(with, without / 10);
}

TEST_F(BakeTest, CurvesOnlyWhereChannelsAreByThemselves) {
    EXPECT_FALSE(bake_curves(engine, graph, space, 1024));
    const grade::Graph alone = grade::set_from_text(graph, 1, "saturation.saturation", "1");
    const auto lut = bake_curves(engine, alone, space, 4096);
    ASSERT_TRUE(lut && lut->lut_1d && !lut->lut_3d);
    EXPECT_LT(compare(engine, alone, space, *lut, test::random_colours(20000), rec709).max_error, 2e-4);
}

TEST_F(BakeTest, ColoursOfAFrameAreItsPixels) {
    media::Frame frame = media::allocate_frame(*engine.frames(), media::pixel_format("gbrp"), 40, 30);
    frame.tags = rec709;
    for (int p = 0; p < 3; ++p)
        for (int y = 0; y < 30; ++y)
            for (int x = 0; x < 40; ++x)
                frame.data(p)[static_cast<std::size_t>(y) * frame.plane[static_cast<std::size_t>(p)].stride +
                              static_cast<std::size_t>(x)] = static_cast<std::byte>(x + 40 * p + y);
    const auto colours = colours_of(engine, frame);
    ASSERT_EQ(colours.size(), 1200u);
    for (int y = 0; y < 30; ++y)
        for (int x = 0; x < 40; ++x)  // planes G, B, R
            EXPECT_NEAR(glm::distance(colours[static_cast<std::size_t>(y * 40 + x)],
                                      glm::vec3(x + 80 + y, x + y, x + 40 + y) / 255.0f),
                        0, 1e-6);
    EXPECT_LE(colours_of(engine, frame, 100).size(), 100u);
}

TEST_F(BakeTest, RefusesWhatNoTableCanBe) {
    EXPECT_THROW(bake_cube(engine, graph, space, {.size = 1}), Error);
    EXPECT_THROW(bake_cube(engine, graph, space, {.size = 130}), Error);
    EXPECT_THROW(bake_cube(engine, graph, space, {.low = 1, .high = 1}), Error);
    EXPECT_THROW(bake_cube(engine, graph, space, {.shaper = BakeOptions::Shaper::log, .toe = 0}), Error);
    EXPECT_THROW(bake_curves(engine, graph, space, 1), Error);
}

}  // namespace
}  // namespace umber::engine

// ACES Reference Gamut Compression in a grade: against OpenColorIO's fixed function and the reference's vectors.
#include "grade/ops/gamut_compression.h"

#include "color/spaces.h"
#include "color/vectors.h"
#include "engine/bake.h"
#include "engine/color_pipeline.h"
#include "grade/graph.h"
#include "interchange/cube.h"
#include "ops_fixture.h"

namespace umber::engine {
namespace {

using grade::GamutCompression;

class GamutCompressionTest : public test::OpsTest {
protected:
    void SetUp() override {
        OpsTest::SetUp();
        space.primaries = color::primaries::ap1;
        space.curve = color::LinearCurve{};
    }
    static test::OCIO::TransformRcPtr ocio(const GamutCompression& op) {
        const double numbers[7] = {double(op.limit.x),     double(op.limit.y),     double(op.limit.z),
                                   double(op.threshold.x), double(op.threshold.y), double(op.threshold.z),
                                   double(op.power)};
        const auto made =
            test::OCIO::FixedFunctionTransform::Create(test::OCIO::FIXED_FUNCTION_ACES_GAMUT_COMP_13, numbers, 7);
        if (op.inverse) made->setDirection(test::OCIO::TRANSFORM_DIR_INVERSE);
        return made;
    }
};

GamutCompression whole(bool inverse = false) {
    GamutCompression op;
    op.amount = 1;
    op.inverse = inverse;
    return op;
}

TEST_F(GamutCompressionTest, AgreesWithOpenColorIO) {
    agrees(graph(whole()), ocio(whole()), 1e-6, 2e-6, "forward");
    // the inverse is infinitely steep at the compression's asymptote, so only what compression makes is asked for
    colours = by_ocio(ocio(whole()));
    agrees(graph(whole(true)), ocio(whole(true)), 1e-5, 5e-5, "inverse");
    GamutCompression other = whole();
    other.limit = {1.184f, 1.272f, 1.1246f};
    other.threshold = {0.7007f, 0.8278f, 0.6242f};
    other.power = 1.0588f;
    agrees(graph(other), ocio(other), 1e-6, 2e-6, "other numbers");
}

TEST_F(GamutCompressionTest, AgreesWithTheVectors) {
    for (const bool inverse : {false, true}) {
        const auto rows = color::test::vectors(std::string("fixed_function/ff_aces_gamut_comp_13_default") +
                                               (inverse ? "_inverse" : ""));
        std::vector<glm::vec3> in, out;
        for (const color::test::Row& row : rows) {
            if (!std::isfinite(row.in.x + row.in.y + row.in.z)) continue;
            in.emplace_back(row.in);
            out.emplace_back(row.out);
        }
        colours = in;
        expect_near(in, probe(graph(whole(inverse))), out, 2e-6, inverse ? 5e-4 : 2e-6,
                    inverse ? "inverse" : "forward");
    }
}

// In another space it is AP1's by that space's primaries and curve.
TEST_F(GamutCompressionTest, WorksInAnySpace) {
    const color::Space& camera = color::find_space("ARRI LogC4");
    space.primaries = camera.chromaticities;
    space.curve = camera.transfer.curve;
    std::erase_if(colours, [](glm::vec3 v) {
        return glm::any(glm::lessThan(v, glm::vec3(0.0f))) || v.x > 1 || v.y > 1 || v.z > 1;
    });
    const auto got = probe(graph(whole()));
    const glm::dmat3 to_ap1 = color::rgb_to_rgb(camera.chromaticities, color::primaries::ap1);
    for (std::size_t i = 0; i < colours.size(); ++i) {
        const glm::dvec3 light = color::code_to_linear(camera.transfer.curve, glm::dvec3(colours[i]));
        const glm::dvec3 back = glm::inverse(to_ap1) * color::compress_gamut_13(to_ap1 * light);
        const glm::dvec3 wanted = color::linear_to_code(camera.transfer.curve, back);
        for (int c = 0; c < 3; ++c) ASSERT_NEAR(double(got[i][c]), wanted[c], 2e-5) << test::text(colours[i]);
    }
}

TEST_F(GamutCompressionTest, IsNothingByDefaultAndMixesBetween) {
    EXPECT_TRUE(grade::Operation(GamutCompression{}).neutral());
    GamutCompression half = whole();
    half.amount = 0.5f;
    const auto all = probe(graph(whole())), some = probe(graph(half));
    for (std::size_t i = 0; i < colours.size(); ++i)
        for (int c = 0; c < 3; ++c)
            ASSERT_NEAR(some[i][c], 0.5f * (colours[i][c] + all[i][c]), 2e-6f * std::max(1.0f, std::abs(all[i][c])));
}

// By JSON and back, in a baked table, and switched in the program that holds every operation.
TEST_F(GamutCompressionTest, StandsInFilesAndTables) {
    GamutCompression op = whole();
    op.limit.y = 1.3f;
    const grade::Graph made = graph(op);
    const grade::Graph read = grade::graph_from_json(grade::to_json(made), "memory");
    EXPECT_EQ(probe(read), probe(made));

    WorkingSpace log = space;
    log.curve = color::find_transfer("acescct").curve;
    BakeOptions options;
    options.size = 65;
    const interchange::Lut lut = bake_cube(engine(), made, log, options);
    const LutReport report =
        compare(engine(), made, log, lut,
                std::vector<glm::vec3>{{0.4f, 0.2f, 0.5f}, {0.6f, 0.1f, 0.1f}, {0.3f, 0.3f, 0.3f}}, test::rec709);
    EXPECT_LE(report.max_error, 5e-3);
    EXPECT_TRUE(report.not_included.empty());
}

}  // namespace
}  // namespace umber::engine

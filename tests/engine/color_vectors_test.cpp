// Conversions on the GPU against the reference's vectors, where a matrix leaves next to nothing of a channel and the
// encoding after it is steep there: who rounds what is seen in the result.
#include <gtest/gtest.h>

#include <algorithm>

#include "color/spaces.h"
#include "color/vectors.h"
#include "engine/color_pipeline.h"
#include "engine/engine.h"

namespace umber::engine {
namespace {

using color::test::Row;

class ColorVectors : public testing::Test {
protected:
    void TearDown() override { EXPECT_EQ(device.validation_messages(), 0); }

    std::vector<glm::vec3> through(const std::vector<Row>& rows, const ColorPipeline& pipeline) {
        return engine.probe(floats(rows), {}, pipeline.space({}));
    }
    static std::vector<glm::vec3> floats(const std::vector<Row>& rows) {
        std::vector<glm::vec3> in;
        for (const Row& row : rows) in.emplace_back(row.in);
        return in;
    }

    gpu::Device device;
    Engine engine{device};
};

double largest(glm::dvec3 v) {
    const glm::dvec3 size = glm::abs(v);
    return std::max({size.x, size.y, size.z});
}

// In units of absolute + relative x the row's largest: single precision keeps no small channel beside a huge one.
double share(glm::dvec3 got, glm::dvec3 wanted, double absolute, double relative) {
    return largest(got - wanted) / (absolute + relative * largest(wanted));
}

// OpenColorIO's own single precision is in these: its matrix is rounded after the scales of HLG are part of it, and
// summed from red to blue. Where that leaves exactly 0, so must we; the true sum is 0.0007 of code value away.
TEST_F(ColorVectors, HlgRoundsWhereOpenColorIORounds) {
    std::vector<Row> rows = color::test::vectors("display_encoding/xyz_d65_to_display_rec2100_hlg.analytic");
    rows.push_back({{36.6887817, 15.1315317, 0.0}, {1.30428231, 0.0, -0.000105659296}});
    rows.push_back({{46.4163246, 18.5473099, 61.1127357}, {1.29818833, -0.000831058074, 1.29818833}});
    std::erase_if(rows,
                  [](const Row& row) { return !std::isfinite(row.in.x + row.in.y + row.in.z + largest(row.out)); });
    const auto got =
        through(rows, {.input_space = "CIE XYZ-D65 - Display-referred", .output_space = "Rec.2100-HLG - Display"});
    double worst = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const double here = share(got[i], rows[i].out, 2e-5, 1e-5);
        worst = std::max(worst, here);
        ASSERT_LE(here, 1.0) << color::test::text(rows[i].in) << " -> " << color::test::text(got[i]);
    }
    RecordProperty("worst_share", std::to_string(worst));
}

// The vectors of ACEScc were computed from nine-digit decimals, which are not the floats that a program of single
// precision reads them as: where the matrix leaves a millionth of a channel, that is six times the bound. Given in
// double the colours are met, given as floats what follows from those in double.
TEST_F(ColorVectors, AcesccIsExactForWhatItIsGiven) {
    const color::Space& acescc = color::find_space("ACEScc");
    std::vector<Row> rows = color::test::vectors("from_aces/aces_to_acescc.analytic");
    rows.push_back({{17.5419521, 55.0198326, 57.918293}, {-0.35473749, 0.888584316, 0.888584316}});
    rows.push_back({{4.05154657, 24.7585278, 0.11592605}, {-0.357749224, 0.83150667, -0.358447492}});
    std::erase_if(rows,
                  [](const Row& row) { return !std::isfinite(row.in.x + row.in.y + row.in.z + largest(row.out)); });
    const ColorPipeline pipeline{.input_space = "ACES2065-1", .output_space = "ACEScc"};
    std::vector<glm::dvec3> decimals;
    for (const Row& row : rows) decimals.push_back(row.in);
    const auto exact = engine.probe(std::span<const glm::dvec3>(decimals), {}, pipeline.space({}));
    const auto rounded = through(rows, pipeline);
    const auto as_floats = floats(rows);
    double by_decimals = 0, by_floats = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        by_decimals = std::max(by_decimals, share(exact[i], rows[i].out, 1e-5, 1e-5));
        ASSERT_LE(share(exact[i], rows[i].out, 1e-5, 1e-5), 1.0)
            << color::test::text(rows[i].in) << " -> " << color::test::text(exact[i]);
        const glm::dvec3 wanted = color::from_aces2065(acescc, glm::dvec3(as_floats[i]));
        by_floats = std::max(by_floats, share(rounded[i], wanted, 1e-6, 1e-6));
        ASSERT_LE(share(rounded[i], wanted, 1e-6, 1e-6), 1.0)
            << color::test::text(rows[i].in) << " -> " << color::test::text(rounded[i]) << ", exactly "
            << color::test::text(wanted);
    }
    RecordProperty("decimals_against_the_vectors", std::to_string(by_decimals));
    RecordProperty("floats_against_double", std::to_string(by_floats));
    // The same row as floats, in double: the rounding of what comes in is six times the vectors' bound.
    const std::size_t hard = rows.size() - 2;
    EXPECT_GT(share(color::from_aces2065(acescc, glm::dvec3(as_floats[hard])), rows[hard].out, 1e-5, 1e-5), 6.0);
}

}  // namespace
}  // namespace umber::engine

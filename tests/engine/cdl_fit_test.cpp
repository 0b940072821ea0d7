// CDLs of grades: exact ones against the engine, fitted ones against what another optimiser found.
#include "engine/cdl_fit.h"

#include <gtest/gtest.h>
#include <algorithm>

#include <fstream>
#include <random>
#include <sstream>

#include "engine/engine.h"
#include "engine/pictures.h"

namespace umber::engine {
namespace {

using interchange::ColorCorrection;

grade::Graph grade_of(std::initializer_list<std::pair<std::string_view, std::string_view>> settings) {
    grade::Graph graph;
    for (const auto& [parameter, text] : settings) graph = grade::set_from_text(graph, 1, parameter, text);
    return graph;
}

// Every grade that is said to be a CDL is that CDL, to the eight bits behind the last of a 16-bit picture.
class ExactCdl : public testing::TestWithParam<grade::Graph> {};

TEST_P(ExactCdl, IsThePictureOfTheEngine) {
    const gpu::Device device;
    Engine engine(device);
    const auto colours = test::random_colours(4000);
    const CdlFit fit = cdl_of(engine, GetParam(), {}, colours);
    ASSERT_TRUE(fit.exact);
    EXPECT_TRUE(fit.not_included.empty());
    const auto graded = engine.probe(colours, GetParam(), {});
    for (std::size_t i = 0; i < colours.size(); ++i) {
        const glm::dvec3 off = glm::abs(apply_cdl(fit.cdl, colours[i]) - glm::clamp(glm::dvec3(graded[i]), 0.0, 1.0));
        ASSERT_LT(std::max({off.x, off.y, off.z}), 3e-6) << colours[i].x << " " << colours[i].y << " " << colours[i].z;
    }
    EXPECT_EQ(device.validation_messages(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Grades, ExactCdl,
    testing::Values(
        grade::Graph{},
        grade_of({{"cdl.slope", "1.1,1,0.9"},
                  {"cdl.offset", "0.02,-0.03,0"},
                  {"cdl.power", "1.2,0.9,1"},
                  {"cdl.saturation", "1.4"}}),
        grade_of({{"exposure.exposure", "0.7"}}),
        grade_of({{"contrast.contrast", "1.3"}, {"exposure.exposure", "-0.5"}}),
        grade_of({{"lgg.lift", "0.05,-0.02,0,0.01"}, {"lgg.gamma", "1.1,1,0.9,1.2"}, {"lgg.gain", "1,1.1,1,0.9"}}),
        grade_of({{"lgg.gain", "0.9"}, {"cdl.power", "1.3"}, {"cdl.saturation", "0.7"}}),
        grade_of({{"lgg.gain", "0.9"}, {"saturation.saturation", "1.5"}}),
        grade_of({{"cdl.slope", "1.3"}, {"saturation.saturation", "1.5"}})));

TEST(Cdl, IsNotSaidToBeExactWhereItIsNot) {
    const WorkingSpace space;
    for (const grade::Graph& graph : {grade_of({{"hue.hue", "5"}}), grade_of({{"white_balance.temperature", "300"}}),
                                      grade_of({{"curves.red", "0:0,0.5:0.6,1:1"}}),
                                      // saturation of what is out of range, which a CDL clamps first
                                      grade_of({{"lgg.gain", "1.5"}, {"saturation.saturation", "0.5"}}),
                                      // two powers with a line between them
                                      grade_of({{"lgg.gamma", "1.5"}, {"contrast.contrast", "1.2"}})})
        EXPECT_FALSE(exact_cdl(graph, space)) << grade::to_json(graph);
    EXPECT_FALSE(exact_cdl(grade::set_node_mix(grade_of({{"cdl.slope", "1.3"}}), 1, 0.5f), space));
    EXPECT_TRUE(exact_cdl(grade::set_node_enabled(grade_of({{"hue.hue", "5"}}), 1, false), space));
    WorkingSpace pq;
    pq.curve = color::transfer_function(color::Transfer::pq).curve;
    EXPECT_FALSE(exact_cdl(grade_of({{"exposure.exposure", "1"}}), pq));  // a gain of light is none of PQ codes
}

TEST(Cdl, FitFindsTheCdlThatMadeTheSamples) {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> any(-1, 1);
    const auto in = test::random_colours(3000);
    for (int round = 0; round < 12; ++round) {
        ColorCorrection made;
        for (int c = 0; c < 3; ++c) {
            made.slope[c] = 1 + 0.5 * any(random);
            made.offset[c] = 0.1 * any(random);
            made.power[c] = std::exp2(0.7 * any(random));
        }
        made.saturation = 1 + 0.6 * any(random);
        std::vector<glm::vec3> out;
        for (const glm::vec3& colour : in) out.emplace_back(apply_cdl(made, colour));
        const CdlFit fit = fit_cdl(in, out);
        EXPECT_LT(fit.max_error, 1e-4) << "round " << round;
        for (int c = 0; c < 3; ++c) {
            EXPECT_NEAR(fit.cdl.slope[c], made.slope[c], 2e-3) << "round " << round;
            EXPECT_NEAR(fit.cdl.offset[c], made.offset[c], 2e-3) << "round " << round;
            EXPECT_NEAR(fit.cdl.power[c], made.power[c], 4e-3) << "round " << round;
        }
        EXPECT_NEAR(fit.cdl.saturation, made.saturation, 2e-3) << "round " << round;
    }
}

TEST(Cdl, FitIsNoWorseThanAnotherOptimisers) {
    std::ifstream file(UMBER_TEST_DATA "/engine/cdl_fit.csv");
    std::string line;
    std::getline(file, line);
    std::getline(file, line);
    const double theirs = std::stod(line.substr(2));
    std::getline(file, line);
    std::vector<glm::vec3> in, out;
    while (std::getline(file, line)) {
        std::replace(line.begin(), line.end(), ',', ' ');
        std::istringstream numbers(line);
        glm::vec3 a, b;
        numbers >> a.x >> a.y >> a.z >> b.x >> b.y >> b.z;
        in.push_back(a);
        out.push_back(b);
    }
    ASSERT_EQ(in.size(), 240u);
    const CdlFit fit = fit_cdl(in, out);
    double ours = 0, most = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
        const glm::dvec3 off = apply_cdl(fit.cdl, in[i]) - glm::dvec3(out[i]);
        ours += glm::dot(off, off);
        most = std::max({most, std::abs(off.x), std::abs(off.y), std::abs(off.z)});
    }
    EXPECT_LE(ours, theirs * 1.0001);
    EXPECT_NEAR(fit.max_error, most, 1e-9);
    EXPECT_EQ(fit.samples, 240u);
    EXPECT_GT(fit.mean_error, 0);
}

TEST(Cdl, SaysWhatItOnlyCameNearTo) {
    const gpu::Device device;
    Engine engine(device);
    const CdlFit fit =
        cdl_of(engine, grade_of({{"cdl.slope", "1.1"}, {"hue.hue", "5"}}), {}, test::random_colours(5000));
    EXPECT_FALSE(fit.exact);
    ASSERT_EQ(fit.not_included.size(), 1u);
    EXPECT_NE(fit.not_included[0].find("Hue"), std::string::npos);
    EXPECT_GT(fit.max_error, 0.001);
    EXPECT_LT(fit.mean_error, 0.05);
}

TEST(Cdl, FitRefusesWhatItCanNotUse) {
    const std::vector<glm::vec3> none, one{{0.5f, 0.5f, 0.5f}}, broken{{std::nanf(""), 0, 0}};
    EXPECT_THROW(fit_cdl(none, none), Error);
    EXPECT_THROW(fit_cdl(one, none), Error);
    EXPECT_THROW(fit_cdl(one, broken), Error);
    EXPECT_NO_THROW(fit_cdl(one, one));
}

}  // namespace
}  // namespace umber::engine

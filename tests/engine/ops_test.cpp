// Every operation on the device against OpenColorIO's CPU processor, the reference's vectors and ffmpeg's filters.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "color/white_balance.h"
#include "engine/ops_fixture.h"
#include "engine/pictures.h"
#include "grade/curve.h"
#include "grade/ops/contrast.h"
#include "grade/ops/curves.h"
#include "grade/ops/exposure.h"
#include "grade/ops/hue.h"
#include "grade/ops/lgg.h"
#include "grade/ops/saturation.h"
#include "grade/ops/white_balance.h"
#include "support/command.h"

namespace umber::engine::test {
namespace {

TEST_F(OpsTest, CdlIsOpenColorIOs) {
    for (const bool clamp : {true, false}) {
        agrees(graph(some_cdl(clamp)), ocio_cdl(some_cdl(clamp)), 2e-6, 2e-6, "cdl");
        grade::Cdl plain;
        plain.clamp = clamp;
        plain.saturation = 0;
        agrees(graph(plain), ocio_cdl(plain), 2e-6, 2e-6, "saturation 0");
        plain.slope = glm::vec3(0);
        plain.power = {0.5f, 2.0f, 1.0f};
        agrees(graph(plain), ocio_cdl(plain), 2e-6, 2e-6, "slope 0");
    }
}

// tests/data/engine/cdl.csv: every 12th row of the reference's sets, with their parameters; where the reference is
// there, all of it.
TEST_F(OpsTest, CdlGivesTheReferencesNumbers) {
    struct Set {
        grade::Cdl cdl;
        std::vector<glm::vec3> in, out;
    };
    std::vector<Set> sets;
    const auto numbers = [](const std::string& line) {
        std::vector<float> v;
        for (const char* at = line.c_str(); *at;) {
            char* end = nullptr;
            v.push_back(std::strtof(at, &end));
            at = *end == ',' ? end + 1 : end;
            if (at == end && *end != ',') break;
        }
        return v;
    };
    std::ifstream file(UMBER_TEST_DATA "/engine/cdl.csv");
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const auto v = numbers(line);
        ASSERT_EQ(v.size(), 17u) << line;
        const grade::Cdl cdl{{v[0], v[1], v[2]}, {v[3], v[4], v[5]}, {v[6], v[7], v[8]}, v[9], v[10] == 1.0f};
        if (sets.empty() || sets.back().cdl != cdl) sets.push_back({cdl, {}, {}});
        sets.back().in.emplace_back(v[11], v[12], v[13]);
        sets.back().out.emplace_back(v[14], v[15], v[16]);
    }
    ASSERT_EQ(sets.size(), 24u);
    const std::filesystem::path reference = std::filesystem::path(UMBER_REFERENCE) / "vectors";
    if (std::filesystem::exists(reference / "index.json")) {
        const auto index = nlohmann::json::parse(std::ifstream(reference / "index.json"));
        for (const auto& one : index.at("sets")) {
            const std::string name = one.at("file");
            if (!name.starts_with("cdl/") || one.at("direction") != "forward") continue;
            const auto& p = one.at("parameters");
            const auto three = [&](const char* key) { return glm::vec3(p[key][0], p[key][1], p[key][2]); };
            Set set{{three("slope"), three("offset"), three("power"), p["sat"], p["style"] == "asc"}, {}, {}};
            std::ifstream rows(reference / name);
            std::getline(rows, line);
            while (std::getline(rows, line)) {
                const auto v = numbers(line);
                ASSERT_EQ(v.size(), 6u);
                set.in.emplace_back(v[0], v[1], v[2]);
                set.out.emplace_back(v[3], v[4], v[5]);
            }
            sets.push_back(std::move(set));
        }
        EXPECT_EQ(sets.size(), 48u);
    }
    for (const Set& set : sets)
        expect_near(set.in, engine().probe(set.in, graph(set.cdl), space), set.out, 2e-6, 2e-6,
                    "slope " + text(set.cdl.slope) + (set.cdl.clamp ? " asc" : " no clamp"));
}

TEST_F(OpsTest, PrimariesAreOpenColorIOsGradingPrimaryOfVideoStyle) {
    grade::Lgg lgg;
    lgg.lift = {0.05f, -0.03f, 0.0f, 0.02f};
    lgg.gamma = {1.1f, 0.9f, 1.0f, 1.3f};
    lgg.gain = {1.2f, 1.0f, 0.7f, 1.1f};
    lgg.offset = {0.01f, -0.02f, 0.03f, 0.04f};
    for (const bool bent : {true, false}) {
        if (!bent) lgg.gamma = {1, 1, 1, 1};
        OCIO::GradingPrimary values(OCIO::GRADING_VIDEO);
        const auto channel = [&](float grade::Rgbm::*c, double OCIO::GradingRGBM::*o) {
            const double lift = double(lgg.lift.*c) + double(lgg.lift.master),
                         gain = double(lgg.gain.*c) * double(lgg.gain.master);
            values.m_lift.*o = lift / ((1 - lift) * gain);
            values.m_gain.*o = gain;
            values.m_gamma.*o = double(lgg.gamma.*c) * double(lgg.gamma.master);
            values.m_offset.*o = double(lgg.offset.*c) + double(lgg.offset.master);
        };
        channel(&grade::Rgbm::red, &OCIO::GradingRGBM::m_red);
        channel(&grade::Rgbm::green, &OCIO::GradingRGBM::m_green);
        channel(&grade::Rgbm::blue, &OCIO::GradingRGBM::m_blue);
        auto transform = OCIO::GradingPrimaryTransform::Create(OCIO::GRADING_VIDEO);
        transform->setValue(values);
        agrees(graph(lgg), transform, 3e-6, 3e-6, bent ? "lgg" : "lgg without gamma");
    }
}

TEST_F(OpsTest, ContrastSaturationAndHueAreTheirMatrices) {
    const grade::Contrast contrast{1.37f, 0.41f};
    agrees(graph(contrast),
           matrix(glm::dmat3(double(contrast.contrast)),
                  glm::dvec3(double(contrast.pivot) * (1 - double(contrast.contrast)))),
           1e-6, 1e-6, "contrast");
    for (const float amount : {0.0f, 0.4f, 1.7f}) {
        grade::Cdl cdl;
        cdl.clamp = false;
        cdl.saturation = amount;
        agrees(graph(grade::Saturation{amount}), ocio_cdl(cdl), 1e-6, 1e-6, "saturation");
    }
    // A turn that leaves luma, of vectors (B - Y)/1.8556, (R - Y)/1.5748 (ITU-R BT.709-6 item 3.3).
    for (const double degrees : {30.0, -75.0, 180.0}) {
        std::vector<glm::vec3> expected;
        for (const glm::vec3& v : colours) {
            const double y = 0.2126 * double(v.x) + 0.7152 * double(v.y) + 0.0722 * double(v.z);
            const double cb = (double(v.z) - y) / 1.8556, cr = (double(v.x) - y) / 1.5748;
            const double a = degrees * std::acos(-1.0) / 180, nb = cb * std::cos(a) - cr * std::sin(a),
                         nr = cb * std::sin(a) + cr * std::cos(a);
            const double r = y + 1.5748 * nr, b = y + 1.8556 * nb;
            expected.emplace_back(r, (y - 0.2126 * r - 0.0722 * b) / 0.7152, b);
        }
        expect_near(colours, probe(graph(grade::Hue{float(degrees)})), expected, 2e-6, 2e-6, "hue");
    }
}

TEST_F(OpsTest, ExposureAndWhiteBalanceWorkOnLight) {
    for (const float stops : {-2.5f, 0.3f, 4.0f})
        agrees(
            graph(grade::Exposure{stops}),
            group({mirrored_exponent(2.4), matrix(glm::dmat3(std::exp2(double(stops)))), mirrored_exponent(1 / 2.4)}),
            1e-6, 2e-6, "exposure");
    const grade::WhiteBalance warm{900.0f, 12.0f};
    const auto balance = matrix(color::white_balance_matrix(900, 12, space.primaries));
    // A mixture of light may cancel to nearly nothing, where an exponent of 1/2.4 makes much of little.
    std::erase_if(colours, [](glm::vec3 v) { return std::min({v.x, v.y, v.z}) < 0.02f; });
    agrees(graph(warm), group({mirrored_exponent(2.4), balance, mirrored_exponent(1 / 2.4)}), 3e-6, 3e-6,
           "white balance");
    // Both share one decoding; between them and what follows there is one encoding.
    agrees(graph(grade::Exposure{1.0f}, warm, some_cdl(true)),
           group({mirrored_exponent(2.4), matrix(glm::dmat3(2.0)), balance, mirrored_exponent(1 / 2.4),
                  ocio_cdl(some_cdl(true))}),
           4e-6, 4e-6, "exposure, white balance, cdl");
    // Where code values are light nothing is decoded.
    space = as_is({color::Primaries::bt709, color::Transfer::linear, color::Matrix::rgb, color::Range::full,
                   color::ChromaLocation::unspecified});
    agrees(graph(grade::Exposure{1.5f}, warm), group({matrix(glm::dmat3(std::exp2(1.5))), balance}), 1e-6, 1e-6,
           "linear");
}

TEST_F(OpsTest, ExposureInAPqSpaceIsAGainOfNits) {
    space = as_is({color::Primaries::bt2020, color::Transfer::pq, color::Matrix::rgb, color::Range::full,
                   color::ChromaLocation::unspecified});
    std::erase_if(colours, [](glm::vec3 v) {
        return std::min({v.x, v.y, v.z}) < 0.05f || std::max({v.x, v.y, v.z}) > 0.9f;
    });
    // SMPTE ST 2084:2014, equations 5.1 and 5.2.
    const double m1 = 2610.0 / 16384, m2 = 2523.0 / 4096 * 128, c1 = 3424.0 / 4096, c2 = 2413.0 / 4096 * 32,
                 c3 = 2392.0 / 4096 * 32;
    std::vector<glm::vec3> expected;
    for (const glm::vec3& v : colours) {
        glm::vec3 out;
        for (int c = 0; c < 3; ++c) {
            const double p = std::pow(double(v[c]), 1 / m2);
            const double light = 0.5 * std::pow(std::max(p - c1, 0.0) / (c2 - c3 * p), 1 / m1);
            const double q = std::pow(light, m1);
            out[c] = static_cast<float>(std::pow((c1 + c2 * q) / (1 + c3 * q), m2));
        }
        expected.push_back(out);
    }
    expect_near(colours, probe(graph(grade::Exposure{-1.0f})), expected, 1e-5, 1e-5, "exposure in PQ");
}

TEST_F(OpsTest, HueTurnsAsFfmpegsDoes) {
    const int width = 64, height = 64;
    color::Tags tags = rec709;
    tags.matrix = color::Matrix::bt709;
    tags.range = color::Range::limited;
    media::Frame frame = noise(*engine().frames(), "yuv444p10le", width, height, tags);
    std::mt19937 random(4);
    for (int c = 0; c < 3; ++c)  // not so far out that a turn leaves the codes
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) put_bits(frame, c, x, y, 252 + static_cast<std::uint32_t>(random() % 520));
    const umber::test::ScratchFolder folder;
    {
        std::ofstream file(folder / "in", std::ios::binary);
        for (int c = 0; c < 3; ++c)
            for (int y = 0; y < height; ++y)
                file.write(reinterpret_cast<const char*>(address(frame, c, 0, y)), width * 2);
    }
    for (const int degrees : {25, -110}) {
        const auto said = umber::test::run(fmt::format(
            "cd {} && ffmpeg -y -v error -f rawvideo -pix_fmt yuv444p10le -s {}x{} -i in -vf hue=h={} -f rawvideo out",
            umber::test::quoted(folder.path()), width, height, degrees));
        ASSERT_EQ(said.exit_code, 0) << said.err;
        std::ifstream file(folder / "out", std::ios::binary);
        std::vector<std::uint16_t> theirs(static_cast<std::size_t>(width * height * 3));
        file.read(reinterpret_cast<char*>(theirs.data()), static_cast<std::streamsize>(theirs.size() * 2));
        ASSERT_TRUE(file);
        const media::Frame ours = Rendering(engine().render(frame, graph(grade::Hue{float(degrees)}), as_is(tags),
                                                            {media::pixel_format("yuv444p10le"), tags, false}))
                                      .wait();
        double worst = 0;
        for (int c = 0; c < 3; ++c)
            for (int y = 0; y < height; ++y)
                for (int x = 0; x < width; ++x)
                    worst = std::max(worst,
                                     std::abs(sample(ours, c, x, y) -
                                              double(theirs[static_cast<std::size_t>((c * height + y) * width + x)])));
        EXPECT_LE(worst, 1.0) << degrees;
    }
}

TEST_F(OpsTest, CurvesAreTheirMonotoneCubics) {
    grade::Curves curves;
    curves.red = {{{0.0f, 0.02f}, {0.25f, 0.15f}, {0.75f, 0.88f}, {1.0f, 0.97f}}};
    curves.green = {{{-0.3f, -0.1f}, {0.1f, 0.3f}, {0.2f, 0.31f}, {1.4f, 1.2f}}};
    curves.blue = {{{0.0f, 1.0f}, {1.0f, 0.0f}}};
    std::vector<glm::vec3> expected;
    for (const glm::vec3& v : colours)
        expected.emplace_back(grade::evaluate(curves.red, double(v.x)), grade::evaluate(curves.green, double(v.y)),
                              grade::evaluate(curves.blue, double(v.z)));
    expect_near(colours, probe(graph(curves)), expected, 3e-6, 3e-6, "curves");
    curves.luma = {{{0.0f, 0.0f}, {0.4f, 0.5f}, {1.0f, 1.0f}}};
    for (glm::vec3& v : expected) {
        const double luma = 0.2126 * double(v.x) + 0.7152 * double(v.y) + 0.0722 * double(v.z);
        v += static_cast<float>(grade::evaluate(curves.luma, luma) - luma);
    }
    expect_near(colours, probe(graph(curves)), expected, 4e-6, 4e-6, "curves with luma");

    // Many points, near to each other and steep, and out to where light is.
    grade::Curves steep;
    steep.red = {
        {{0.0f, 0.0f}, {0.2f, 0.1f}, {0.495f, 0.4f}, {0.5f, 0.45f}, {0.505f, 0.9f}, {0.8f, 0.95f}, {1.0f, 1.0f}}};
    steep.green = {
        {{0.0f, 0.0f}, {0.18f, 0.2f}, {1.0f, 0.9f}, {2.0f, 1.9f}, {16.0f, 12.0f}, {100.0f, 40.0f}, {1000.0f, 90.0f}}};
    steep.blue = {
        {{0.0f, 0.1f}, {0.001f, 0.2f}, {0.3f, 0.3f}, {0.6f, 0.5f}, {0.9f, 0.9f}, {0.999f, 0.95f}, {1.0f, 1.0f}}};
    std::vector<glm::vec3> fine;
    for (int i = -200; i <= 12'000; ++i) {
        const float x = static_cast<float>(i) / 10'000.0f;
        fine.emplace_back(x, x * 900.0f, x);
    }
    expected.clear();
    for (const glm::vec3& v : fine)
        expected.emplace_back(grade::evaluate(steep.red, double(v.x)), grade::evaluate(steep.green, double(v.y)),
                              grade::evaluate(steep.blue, double(v.z)));
    expect_near(fine, engine().probe(fine, graph(steep), space), expected, 2e-6, 2e-6, "curves of many points");
}

TEST_F(OpsTest, NodesFollowOneAnotherAndMix) {
    grade::Graph two = graph(some_cdl(true));
    two.nodes.push_back({2, "Second", true, 1.0f, {}});
    two = grade::set_operation(two, 2, grade::Operation(grade::Contrast{1.3f, 0.4f}));
    two = grade::set_operation(two, 2, grade::Operation(some_cdl(false)));
    const auto contrast = matrix(glm::dmat3(double(1.3f)), glm::dvec3(double(0.4f) * (1 - double(1.3f))));
    agrees(two, group({ocio_cdl(some_cdl(true)), contrast, ocio_cdl(some_cdl(false))}), 4e-6, 4e-6, "two nodes");

    const auto mixed = grade::set_node_mix(graph(some_cdl(true)), 1, 0.3f);
    std::vector<glm::vec3> expected = by_ocio(ocio_cdl(some_cdl(true)));
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = 0.7f * colours[i] + 0.3f * expected[i];
    expect_near(colours, probe(mixed), expected, 3e-6, 3e-6, "mix");

    EXPECT_EQ(probe(grade::set_node_enabled(two, 2, false)), probe(graph(some_cdl(true))));
    EXPECT_EQ(probe(grade::set_operation_enabled(graph(some_cdl(true), grade::Hue{40.0f}), 1, "cdl", false)),
              probe(graph(grade::Hue{40.0f})));
    EXPECT_EQ(probe(grade::set_node_enabled(graph(some_cdl(true)), 1, false)), colours);
    EXPECT_EQ(probe(grade::set_node_mix(graph(some_cdl(true)), 1, 0.0f)), colours);
    EXPECT_EQ(probe({}), colours);
}

}  // namespace
}  // namespace umber::engine::test

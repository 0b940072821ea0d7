// Conversions on the GPU against the host's double precision and against OpenColorIO's CPU processor, and Umber's own
// config against the table that it is written from.
#include "engine/color_pipeline.h"

#include <OpenColorIO/OpenColorIO.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "color/aces2.h"
#include "color/views.h"
#include "core/error.h"
#include "engine/engine.h"
#include "engine_fixture.h"
#include "support/error.h"

namespace umber::engine {
namespace {

namespace ocio = OCIO_NAMESPACE;

std::vector<glm::vec3> colours(float low, float high, std::size_t count = 400) {
    std::mt19937 random(7);
    std::uniform_real_distribution<float> any(low, high);
    std::vector<glm::vec3> list;
    for (std::size_t i = 0; i < count; ++i) list.emplace_back(any(random), any(random), any(random));
    return list;
}

double off(glm::vec3 got, glm::dvec3 wanted) {
    const glm::dvec3 error = glm::abs(glm::dvec3(got) - wanted);
    return std::max({error.x, error.y, error.z}) /
           (1e-6 + 1e-5 * std::max({std::abs(wanted.x), std::abs(wanted.y), std::abs(wanted.z), 1e-9}));
}

class ColorPipelineTest : public test::EngineFixture {
protected:
    static std::vector<glm::vec3> through(const std::vector<glm::vec3>& in, const ColorPipeline& pipeline,
                                          const grade::Graph& graph = {}) {
        return engine().probe(in, graph, pipeline.space({}));
    }
};

TEST_F(ColorPipelineTest, NothingAskedForIsNothingDone) {
    EXPECT_EQ(ColorPipeline{}.space({}).code, nullptr);
    EXPECT_EQ(ColorPipeline{.view = "none"}.space({}).code, nullptr);
    const color::Tags tags{color::Primaries::bt709, color::Transfer::bt709};
    EXPECT_EQ(ColorPipeline{}.tags(tags), tags);
}

TEST_F(ColorPipelineTest, SpacesAgreeWithTheHost) {
    for (const char* name : {"ARRI LogC3 (EI800)", "ARRI LogC4", "S-Log3 S-Gamut3.Cine", "V-Log V-Gamut",
                             "Log3G10 REDWideGamutRGB", "CanonLog2 CinemaGamut D55", "Apple Log", "N-Log Rec.2020",
                             "BMDFilm WideGamut Gen5", "DaVinci Intermediate WideGamut", "ACEScct",
                             "Rec.2100-PQ - Display", "Rec.2100-HLG - Display", "sRGB - Display"}) {
        const color::Space& space = color::find_space(name);
        const auto codes = colours(0.05f, 0.75f);
        const auto aces = through(codes, {.input_space = name, .output_space = "ACES2065-1"});
        for (std::size_t i = 0; i < codes.size(); ++i)
            ASSERT_LE(off(aces[i], color::to_aces2065(space, codes[i])), 1.0) << name << " " << codes[i].x;
        const auto scene = colours(0.02f, 4.0f);
        const auto back = through(scene, {.input_space = "ACES2065-1", .output_space = name});
        double worst = 0;
        for (std::size_t i = 0; i < scene.size(); ++i) {
            const glm::dvec3 error = glm::abs(glm::dvec3(back[i]) - color::from_aces2065(space, scene[i]));
            // A channel that cancels to next to nothing is steep in the end; the vectors tell how far.
            if (color::from_aces2065(space, scene[i]).x > 0.1) worst = std::max(worst, error.x);
        }
        EXPECT_LE(worst, 1e-5) << name;
    }
}

// Light from -0.1 to what code 1 is: steps in which floats can be told apart, and both ways wider above middle grey.
std::vector<glm::vec3> light_up_to(double most) {
    std::vector<glm::vec3> greys;
    for (int i = 0; i < 32768; ++i) greys.emplace_back(-0.1f + static_cast<float>(i) * (0.5f / 32768));
    for (int i = 0; i < 32768; ++i) greys.emplace_back(static_cast<float>(0.4 * std::pow(most / 0.4, i / 32767.0)));
    return greys;
}

// Every step of a 16-bit code is a step of light, and comes back; and so does light.
TEST_F(ColorPipelineTest, CameraCurvesRiseOnTheGpuAndComeBack) {
    std::vector<glm::vec3> greys;
    for (int i = 0; i < 65536; ++i) greys.emplace_back(static_cast<float>(i) / 65535.0f);
    for (const color::Space& space : color::spaces()) {
        if (space.encoding != color::Encoding::log || !space.ocio_builtin.empty()) continue;
        const bool other_index =
            space.name.find("(EI") != std::string::npos && space.name.find("EI800") == std::string::npos;
        if (other_index) continue;  // the same curve with other numbers, and each is two programs to compile
        const auto light = through(greys, {.input_space = space.name, .output_space = "ACES2065-1"});
        const auto back = through(light, {.input_space = "ACES2065-1", .output_space = space.name});
        int level = 0;
        double worst = 0;
        for (std::size_t i = 0; i < greys.size(); ++i) {
            if (i > 0) {
                ASSERT_GE(light[i].y, light[i - 1].y) << space.name << " " << greys[i].x;
                level += light[i].y == light[i - 1].y;
            }
            const double off = std::abs(double(back[i].y) - double(greys[i].y));
            // N-Log is a cube next to code 0, less than a float holds of the light that it is added to, and its two
            // pieces overlap: the last codes of the toe are one light (docs/colour.md).
            const float below_break = 452.0f / 1023.0f - greys[i].y;
            if (space.name == "N-Log Rec.2020" && (greys[i].y < 0.004f || (below_break > 0 && below_break < 1.3e-4f))) {
                EXPECT_LE(off, below_break < 0.1f ? 1.3e-4 : 1e-3) << greys[i].y;
                continue;
            }
            worst = std::max(worst, off);
        }
        const bool cube = space.name == "N-Log Rec.2020";
        EXPECT_LE(level, cube ? 100 : 0) << space.name;
        EXPECT_LE(worst, cube ? 1e-5 : 1e-6) << space.name;

        const auto given = light_up_to(light.back().y);
        const auto codes = through(given, {.input_space = "ACES2065-1", .output_space = space.name});
        const auto again = through(codes, {.input_space = space.name, .output_space = "ACES2065-1"});
        // These two have no code for less light: ACEScc (S-2014-003, 4.4.2) and Apple Log (R0 of its white paper).
        const double least = space.name == "ACEScc" ? 0.0 : space.name == "Apple Log" ? -0.0564 : -0.1;
        double furthest = 0;
        for (std::size_t i = 0; i < given.size(); ++i) {
            const double grey = given[i].y;
            if (grey < least) continue;
            furthest = std::max(furthest, std::abs(double(again[i].y) - grey) / std::max(1e-6, 1e-5 * std::abs(grey)));
        }
        EXPECT_LE(furthest, 0.5) << space.name;
    }
}

TEST_F(ColorPipelineTest, GradesInItsWorkingSpaceAndComesBack) {
    const auto in = colours(0.1f, 0.6f);
    const grade::Graph graph = grade::set_from_text({}, 1, "exposure.exposure", "1");
    const auto out =
        through(in, {.input_space = "ARRI LogC4", .working_space = "ACEScg", .output_space = "ACES2065-1"}, graph);
    for (std::size_t i = 0; i < in.size(); ++i)  // a stop is a stop whatever the primaries
        ASSERT_LE(off(out[i], 2.0 * color::to_aces2065(color::find_space("ARRI LogC4"), in[i])), 2.0);
    const auto same = through(in, {.input_space = "ARRI LogC4"}, grade::Graph{});
    for (std::size_t i = 0; i < in.size(); ++i) EXPECT_EQ(same[i], in[i]);
}

TEST_F(ColorPipelineTest, Aces2AgreesWithTheHost) {
    const color::Aces2OutputTransform host(1000, color::primaries::p3_d65);
    const auto scene = colours(0.0f, 8.0f);
    const auto out = through(
        scene, {.input_space = "ACES2065-1", .view = "Rec.2100-PQ - Display/ACES 2.0 - HDR 1000 nits (P3 D65)"});
    const glm::dmat3 to_2020 = color::rgb_to_rgb(color::primaries::p3_d65, color::primaries::rec2020);
    for (std::size_t i = 0; i < scene.size(); ++i) {
        const glm::dvec3 nits = to_2020 * host.forward(scene[i]) * 100.0;
        for (int c = 0; c < 3; ++c)
            if (nits[c] > 0.1) {
                ASSERT_NEAR(color::pq_to_nits(double(out[i][c])), nits[c], std::max(0.02, 0.002 * nits[c]));
            }
    }
}

TEST_F(ColorPipelineTest, Aces1ViewsAgreeWithOpenColorIOsCpu) {
    const auto raw = ocio::Config::CreateRaw();
    int number = 0;
    for (const color::ViewTransform* view : color::view_transforms()) {
        // Each is a program to compile, so every third.
        if (view->kind != color::ViewTransform::Kind::ocio_builtin || number++ % 3 != 0) continue;
        std::string display;
        for (const color::Display& one : color::displays())
            for (const color::ViewTransform* its : one.views)
                if (its == view && !one.space->xyz && display.empty()) display = one.space->name;
        ASSERT_FALSE(display.empty()) << view->name;
        const auto transform = ocio::BuiltinTransform::Create();
        transform->setStyle(view->builtin.c_str());
        const auto cpu = raw->getProcessor(transform)->getOptimizedCPUProcessor(ocio::OPTIMIZATION_LOSSLESS);
        auto scene = colours(0.0f, 4.0f);
        const auto shown = through(through(scene, {.input_space = "ACES2065-1", .view = display + "/" + view->name}),
                                   {.input_space = display, .output_space = "CIE XYZ-D65 - Display-referred"});
        for (std::size_t i = 0; i < scene.size(); ++i) {
            glm::vec3 xyz = scene[i];
            cpu->applyRGB(&xyz.x);
            // Display light of the two; negatives of a display are clamped, so only where there are none.
            const glm::dvec3 error = glm::abs(glm::dvec3(shown[i]) - glm::dvec3(xyz));
            const glm::dvec3 rgb =
                glm::inverse(color::rgb_to_xyz(color::find_space(display).chromaticities)) * glm::dvec3(xyz);
            if (std::min({rgb.x, rgb.y, rgb.z}) > 0.0 && display != "P3-DCI - Display") {
                ASSERT_LE(std::max({error.x, error.y, error.z}), 1e-5 * std::max(1.0, double(xyz.y))) << view->name;
            }
        }
    }
}

TEST_F(ColorPipelineTest, UmbersOwnConfigIsTheTable) {
    const auto config = ocio::Config::CreateFromFile(UMBER_TEST_DATA "/../../luts/umber.ocio");
    config->validate();
    double worst = 0;
    for (const color::Space& space : color::spaces()) {
        if (space.encoding == color::Encoding::data || !space.ocio_builtin.empty()) continue;
        const auto cpu = config->getProcessor(space.name.c_str(), "ACES2065-1")->getDefaultCPUProcessor();
        for (const glm::vec3 code : colours(-0.1f, 1.1f, 400)) {
            glm::vec3 got = code;
            cpu->applyRGB(&got.x);
            // OCIO's own of these clamp codes where no light is.
            const bool clamps = space.hlg_peak_nits > 0 || space.transfer.id == "pq" || space.transfer.id == "dcdm";
            if (clamps && (std::min({code.x, code.y, code.z}) < 0.1f || std::max({code.x, code.y, code.z}) > 1.0f))
                continue;
            const glm::dvec3 wanted = color::to_aces2065(space, code), error = glm::abs(glm::dvec3(got) - wanted);
            const double relative = (std::max({error.x, error.y, error.z}) - 1e-6) /
                                    std::max({std::abs(wanted.x), std::abs(wanted.y), std::abs(wanted.z)});
            ASSERT_LE(relative, 5e-5) << space.name << " " << code.x << " " << code.y << " " << code.z;
            worst = std::max(worst, relative);
        }
    }
    RecordProperty("worst_relative", std::to_string(worst));
}

TEST_F(ColorPipelineTest, AConfigAgreesWithOpenColorIOsCpu) {
    const std::string file = UMBER_TEST_DATA "/../../luts/umber.ocio";
    const auto config = ocio::Config::CreateFromFile(file.c_str());
    const auto in = colours(0.1f, 0.7f, 4000);
    const auto out = through(
        in, {.input_space = "Apple Log", .view = "Rec.1886 Rec.709 - Display/ACES 1.0 - SDR Video", .config = file});
    const auto cpu = config
                         ->getProcessor("Apple Log", "Rec.1886 Rec.709 - Display", "ACES 1.0 - SDR Video",
                                        ocio::TRANSFORM_DIR_FORWARD)
                         ->getOptimizedCPUProcessor(ocio::OPTIMIZATION_LOSSLESS);
    std::vector<float> errors;
    for (std::size_t i = 0; i < in.size(); ++i) {
        glm::vec3 wanted = in[i];
        cpu->applyRGB(&wanted.x);
        const glm::vec3 error = glm::abs(out[i] - wanted);
        errors.push_back(std::max({error.x, error.y, error.z}));
    }
    std::ranges::sort(errors);
    // Further off lies what a matrix leaves next to black, where the display's power is steep.
    EXPECT_LE(errors[errors.size() * 99 / 100], 2e-6f);
    EXPECT_LE(errors.back(), 2e-4f);
    EXPECT_THROW((ColorPipeline{.input_space = "Apple Log", .config = "/nowhere.ocio"}.space({})), Error);
    EXPECT_THROW((ColorPipeline{.input_space = "Appel Log", .config = file}.space({})), Error);
    EXPECT_THROW((ColorPipeline{.input_space = "Apple Log", .view = "sRGB - Display/No", .config = file}.space({})),
                 Error);
}

// A curve alone is just that, whatever is graded between.
TEST_F(ColorPipelineTest, NamedTransformsAreTheirCurve) {
    const auto codes = colours(0.05f, 0.75f);
    const color::Curve& slog3 = color::find_transfer("slog3").curve;
    const grade::Graph nothing = grade::set_from_text({}, 1, "exposure.exposure", "0.0000001");
    for (const grade::Graph& graph : {grade::Graph{}, nothing}) {
        const auto light = through(codes, {.input_space = "crv_slog3", .output_space = "Linear Rec.709 (sRGB)"}, graph);
        const auto back = through(light, {.input_space = "lin_rec709", .output_space = "S-Log3 - Curve"}, graph);
        for (std::size_t i = 0; i < codes.size(); ++i)
            for (int c = 0; c < 3; ++c) {
                ASSERT_NEAR(light[i][c], color::code_to_linear(slog3, codes[i][c]), 1e-6 + 2e-5 * light[i][c]);
                ASSERT_NEAR(back[i][c], codes[i][c], 2e-5);
            }
    }
    EXPECT_THROW((ColorPipeline{.input_space = "ACEScg", .working_space = "crv_slog3"}.space({})), UsageError);
}

// The look of the studio configs, in Umber's own spaces as by a config that has it.
TEST_F(ColorPipelineTest, LooksAreThoseOfTheStudioConfigs) {
    const std::string look = "ACES 1.3 Reference Gamut Compression", own = UMBER_TEST_DATA "/../../luts/umber.ocio";
    const auto in = colours(-0.2f, 1.0f);
    const ColorPipeline plain{.input_space = "ACEScg", .output_space = "Linear Rec.2020", .look = look};
    ColorPipeline by_config = plain;
    by_config.config = own;
    const auto out = through(in, plain), wanted = through(in, by_config);
    const auto without = through(in, {.input_space = "ACEScg", .output_space = "Linear Rec.2020"});
    float most = 0, changed = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
        const glm::vec3 error = glm::abs(out[i] - wanted[i]), change = glm::abs(out[i] - without[i]);
        most = std::max({most, error.x, error.y, error.z});
        changed = std::max({changed, change.x, change.y, change.z});
    }
    EXPECT_LE(most, 2e-6f);
    EXPECT_GT(changed, 0.05f);
    // To the very space that it came from, and back.
    const auto there = through(in, {.input_space = "ACEScg", .output_space = "ACEScg", .look = look + ", -" + look});
    for (std::size_t i = 0; i < in.size(); ++i) EXPECT_NEAR(there[i].x, in[i].x, 1e-5) << in[i].x;
    EXPECT_THROW((ColorPipeline{.input_space = "ACEScg", .look = "Night"}.space({})), UsageError);
}

// To OCIO a conversion to data is none, which would hand out the working space's values under data's name.
TEST_F(ColorPipelineTest, DataIsNothingToConvertTo) {
    const std::string own = UMBER_TEST_DATA "/../../luts/umber.ocio";
    for (const ColorPipeline& pipeline :
         {ColorPipeline{.input_space = "ACEScg", .output_space = "Raw", .config = own},
          ColorPipeline{.input_space = "ACEScg", .working_space = "raw", .output_space = "ACEScg", .config = own}})
        EXPECT_NE(umber::test::message_of([&] { pipeline.space({}); }).find("'Raw' holds data"), std::string::npos);
}

// Umber's own config encodes ACES 1 views below black as Umber does: sRGB's line goes on, a power is clamped.
TEST_F(ColorPipelineTest, UmbersOwnConfigHasItsAces1Views) {
    const std::string own = UMBER_TEST_DATA "/../../luts/umber.ocio";
    const auto in = colours(-0.2f, 1.0f);
    for (const char* view : {"sRGB - Display/ACES 1.0 - SDR Video", "Rec.1886 Rec.709 - Display/ACES 1.0 - SDR Video",
                             "P3-D65 - Display/ACES 1.0 - SDR Cinema"}) {
        const auto out = through(in, {.input_space = "ACEScg", .view = view}),
                   wanted = through(in, {.input_space = "ACEScg", .view = view, .config = own});
        float lowest = 0;
        for (std::size_t i = 0; i < in.size(); ++i) {
            for (int c = 0; c < 3; ++c) ASSERT_NEAR(out[i][c], wanted[i][c], 2e-4f) << view << " " << in[i].x;
            lowest = std::min({lowest, out[i].x, out[i].y, out[i].z});
        }
        EXPECT_EQ(lowest < -0.1f, std::string_view(view).starts_with("sRGB")) << view;
    }
}

TEST(ColorPipelineNames, ErrorsOfferWhatThereIs) {
    const auto message = [](const ColorPipeline& pipeline) {
        return umber::test::message_of([&] { pipeline.space({}); });
    };
    EXPECT_NE(message({.input_space = "ARI LogC4"}).find("did you mean 'ARRI LogC4'"), std::string::npos);
    EXPECT_NE(message({.view = "sRGB - Display/Nothing"}).find("ACES 2.0 - SDR 100 nits (Rec.709)"), std::string::npos);
    EXPECT_NE(message({.view = "Tube/Raw"}).find("no display"), std::string::npos);
    EXPECT_NE(message({.working_space = "Raw"}).find("Raw"), std::string::npos);
    EXPECT_NE(message({.view = "sRGB"}).find("DISPLAY/VIEW"), std::string::npos);
}

// A proof: the codes of the view's display as another display needs them to show the same light.
TEST_F(ColorPipelineTest, AProofShowsTheSameLightOnAnotherDisplay) {
    const std::string own = UMBER_TEST_DATA "/../../luts/umber.ocio";
    for (const std::string& config : {std::string(), own}) {
        ColorPipeline view{.input_space = "ARRI LogC4",
                           .view = config.empty() ? "Rec.1886 Rec.709 - Display/ACES 2.0 - SDR 100 nits (Rec.709)"
                                                  : "Rec.1886 Rec.709 - Display/Un-tone-mapped",
                           .config = config};
        ColorPipeline proof = view;
        proof.proof = "sRGB - Display";
        std::vector<glm::vec3> codes;
        for (int i = 0; i < 200; ++i)
            codes.emplace_back(0.1f + 0.002f * static_cast<float>(i), 0.4f - 0.001f * static_cast<float>(i),
                               0.25f + 0.0005f * static_cast<float>(i));
        const auto seen = through(codes, view), shown = through(codes, proof);
        double most = 0;
        for (std::size_t i = 0; i < codes.size(); ++i)
            for (int c = 0; c < 3; ++c) {
                // BT.1886 with black at 0 is a power of 2.4; IEC 61966-2-1 the other way.
                const double light = std::pow(std::max<double>(seen[i][c], 0), 2.4);
                const double srgb = light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
                if (seen[i][c] > 0) most = std::max(most, std::abs(srgb - shown[i][c]));
            }
        EXPECT_LT(most, 5e-5) << config;
        EXPECT_EQ(proof.tags({}), view.tags({})) << "masters know nothing of it";
        proof.proof = "Rec.1886 Rec.709 - Display";
        EXPECT_EQ(through(codes, proof), seen) << config;
    }
    EXPECT_THROW((void)ColorPipeline({.input_space = "ARRI LogC4", .proof = "sRBG"}).space({}), UsageError);
}

}  // namespace
}  // namespace umber::engine

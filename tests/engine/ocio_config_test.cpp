// Facility configs against OpenColorIO's CPU processor of the same config,
// and what is said where something is wrong with them.
#include "engine/ocio_config.h"
#include "engine_fixture.h"
#include "facility_config.h"

#include <OpenColorIO/OpenColorIO.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <random>

#include "core/error.h"
#include "engine/color_pipeline.h"
#include "engine/engine.h"
#include "support/error.h"

namespace umber::engine {
namespace {

namespace fs = std::filesystem;
namespace ocio = OCIO_NAMESPACE;

class OcioConfigTest : public test::EngineFixture {
protected:
    void TearDown() override { ::unsetenv("SHOT"); }

    static std::vector<glm::vec3> colours() {
        std::mt19937 random(11);
        std::uniform_real_distribution<float> any(0.05f, 0.95f);
        std::vector<glm::vec3> list;
        for (int i = 0; i < 500; ++i) list.emplace_back(any(random), any(random), any(random));
        return list;
    }
    static std::vector<glm::vec3> through(const ColorPipeline& pipeline, const grade::Graph& graph = {}) {
        return engine_->probe(colours(), graph, pipeline.space({}));
    }
    // A grade that acts, if by less than a float holds.
    static grade::Graph hardly_graded() {
        return grade::set_from_text(grade::set_from_text({}, 1, "cdl.offset", "1e-12"), 1, "cdl.clamp", "false");
    }
    // Against OCIO's CPU processor of what `make` gives, within the bound of the issue: with nothing graded, and by way
    // of the working space.
    static void agrees(const ColorPipeline& pipeline,
                       const std::function<ocio::ConstProcessorRcPtr(const ocio::Config&)>& make) {
        const auto config = ocio::Config::CreateFromFile(pipeline.config.c_str());
        const auto cpu = make(*config)->getOptimizedCPUProcessor(ocio::OPTIMIZATION_LOSSLESS);
        const grade::Graph graded = hardly_graded();
        for (const grade::Graph& graph : {grade::Graph{}, graded}) {
            const auto in = colours(), got = through(pipeline, graph);
            double worst = 0;
            for (std::size_t i = 0; i < in.size(); ++i) {
                glm::vec3 wanted = in[i];
                cpu->applyRGB(&wanted.x);
                const glm::vec3 off = glm::abs(got[i] - wanted) / glm::max(glm::vec3(1.0f), glm::abs(wanted));
                worst = std::max(worst, double(std::max({off.x, off.y, off.z})));
            }
            EXPECT_LE(worst, 2e-5) << pipeline.input_space << " " << pipeline.view << pipeline.output_space
                                   << (graph == graded ? " graded" : "");
        }
    }
    static std::string message(const ColorPipeline& pipeline, bool usage = false) {
        try {
            pipeline.space({});
        } catch (const UsageError& error) {
            EXPECT_TRUE(usage) << error.what();
            return error.what();
        } catch (const Error& error) {
            EXPECT_FALSE(usage) << error.what();
            return error.what();
        }
        ADD_FAILURE() << "nothing was thrown";
        return {};
    }

    const test::Facility facility;
    const std::string& two = facility.config;
    const std::string& one = facility.old;
};

TEST_F(OcioConfigTest, RolesAliasesAndViewsWithTheirLooks) {
    const auto film = [](const ocio::Config& c) {
        return c.getProcessor("log", "Monitor", "Film", ocio::TRANSFORM_DIR_FORWARD);
    };
    agrees({.input_space = "log", .view = "Monitor/Film", .config = two}, film);
    agrees({.input_space = "color_timing", .working_space = "scene_linear", .view = "Monitor/Film", .config = two},
           film);
    agrees({.input_space = "scene light", .output_space = "log", .config = two},
           [](const ocio::Config& c) { return c.getProcessor("lin", "log"); });
    agrees({.input_space = "lin", .view = "Monitor/Warm", .config = two},
           [](const ocio::Config& c) { return c.getProcessor("lin", "Monitor", "Warm", ocio::TRANSFORM_DIR_FORWARD); });
    // not even the view's own
    agrees({.input_space = "lin", .view = "Monitor/Warm", .config = two, .look = "None"},
           [](const ocio::Config& c) { return c.getProcessor("lin", "out"); });
    agrees({.input_space = "lin", .output_space = "log", .config = two, .look = "none"},
           [](const ocio::Config& c) { return c.getProcessor("lin", "log"); });
    // a display's name may hold a '/'
    agrees({.input_space = "lin", .view = "Tube/Old/Film", .config = two},
           [](const ocio::Config& c) { return c.getProcessor("lin", "out"); });
    agrees({.input_space = "Monitor/Film", .output_space = "lin", .config = two},
           [](const ocio::Config& c) { return c.getProcessor("out", "lin"); });
}

TEST_F(OcioConfigTest, ViewingRulesSayADisplaysFirstView) {
    const OcioConfig config(two);
    EXPECT_EQ(config.view_named("Monitor", "lin").view, "Film");
    EXPECT_EQ(config.view_named("Monitor", "log").view, "As log");
    EXPECT_NE(through({.input_space = "lin", .view = "Monitor", .config = two}),
              through({.input_space = "lin", .view = "Monitor/Warm", .config = two}));
}

TEST_F(OcioConfigTest, LooksAndContextVariables) {
    const auto with_look = [](const char* looks, const char* shot) {
        return [=](const ocio::Config& c) {
            const auto transform = ocio::LookTransform::Create();
            transform->setSrc("lin");
            transform->setDst("out");
            transform->setLooks(looks);
            const auto context = c.getCurrentContext()->createEditableCopy();
            context->setStringVar("SHOT", shot);
            return c.getProcessor(context, transform, ocio::TRANSFORM_DIR_FORWARD);
        };
    };
    const ColorPipeline shot{
        .input_space = "lin", .working_space = "lin", .view = "Monitor/Film", .config = two, .look = "shot"};
    agrees(shot, with_look("shot", "day"));  // the config's own default of SHOT
    const auto day = through(shot);
    ::setenv("SHOT", "night", 1);
    agrees(shot, with_look("shot", "night"));
    EXPECT_NE(through(shot), day);
    ::unsetenv("SHOT");
    ColorPipeline both = shot;
    both.look = "warm, -warm, shot";
    agrees(both, with_look("warm, -warm, shot", "day"));
    ColorPipeline instead{.input_space = "lin", .working_space = "lin", .output_space = "out", .config = two};
    instead.look = "warm";
    agrees(instead, with_look("warm", "day"));
    instead.look = "warm | lost";  // the first whose files are there
    agrees(instead, with_look("warm", "day"));
    EXPECT_NE(message({.input_space = "lin", .config = two, .look = "wram"}, true).find("shot, warm"),
              std::string::npos);
    EXPECT_NE(message({.input_space = "lin", .config = two, .look = "wram | lost"}, true).find("no look 'wram'"),
              std::string::npos);
    EXPECT_NE(message({.input_space = "ACEScg", .look = "warm"}, true)
                  .find("no look 'warm'; they have: ACES 1.3 Reference Gamut Compression"),
              std::string::npos);
}

TEST_F(OcioConfigTest, NamedTransformsAndTheFirstVersion) {
    agrees({.input_space = "curvy", .working_space = "lin", .output_space = "lin", .config = two},
           [](const ocio::Config& c) {
               return c.getProcessor(c.getNamedTransform("contrast curve")->getTransform(ocio::TRANSFORM_DIR_FORWARD));
           });
    agrees({.input_space = "lin", .view = "sRGB/Film", .config = one},
           [](const ocio::Config& c) { return c.getProcessor("lin", "sRGB", "Film", ocio::TRANSFORM_DIR_FORWARD); });
}

// What nobody grades is not sent through the working space, which may lose something of it; and a curve alone takes,
// and gives, values of the space at the other end.
TEST_F(OcioConfigTest, UngradedItIsOpenColorIOsOwnWay) {
    const std::string file = facility.write("lossy.ocio", R"(ocio_profile_version: 2
roles: {default: raw, scene_linear: lin, color_timing: graded}
displays: {Screen: [!<View> {name: Half, colorspace: half}]}
active_displays: [Screen, Sold]
colorspaces:
  - !<ColorSpace> {name: raw, isdata: true}
  - !<ColorSpace> {name: lin}
  - !<ColorSpace>
    name: graded
    from_scene_reference: !<RangeTransform> {min_in_value: 0.2, min_out_value: 0.2, max_in_value: 0.6, max_out_value: 0.6}
  - !<ColorSpace>
    name: half
    from_scene_reference: !<MatrixTransform> {matrix: [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 1]}
named_transforms:
  - !<NamedTransform> {name: squared, transform: !<ExponentTransform> {value: 2}}
)");
    const ColorPipeline converted{.input_space = "lin", .output_space = "half", .config = file};
    const auto in = colours(), halves = through(converted);
    for (std::size_t i = 0; i < in.size(); ++i) EXPECT_EQ(halves[i], 0.5f * in[i]);
    EXPECT_EQ(through({.input_space = "lin", .view = "Screen/Half", .config = file}), halves);
    EXPECT_EQ(through({.input_space = "Screen/Half", .output_space = "lin", .config = file})[3], 2.0f * in[3]);
    EXPECT_EQ(through({.input_space = "lin", .config = file}), in);
    // graded, it is held as the working space holds it
    const auto held = through(converted, hardly_graded());
    for (std::size_t i = 0; i < in.size(); ++i)
        for (int c = 0; c < 3; ++c) EXPECT_NEAR(held[i][c], 0.5f * glm::clamp(in[i][c], 0.2f, 0.6f), 1e-6f);
    // of a curve the config's other spaces are no matter
    const auto squared = [](const ocio::Config& c) {
        return c.getProcessor(c.getNamedTransform("squared")->getTransform(ocio::TRANSFORM_DIR_FORWARD));
    };
    agrees({.input_space = "squared", .working_space = "lin", .output_space = "half", .config = file}, squared);
    agrees({.input_space = "half", .working_space = "lin", .output_space = "squared", .config = file},
           [](const ocio::Config& c) {
               return c.getProcessor(c.getNamedTransform("squared")->getTransform(ocio::TRANSFORM_DIR_FORWARD),
                                     ocio::TRANSFORM_DIR_INVERSE);
           });
}

// Data are no colours, and a look stands before or behind a curve: what nothing is graded in is the picture that a
// grade starts from.
TEST_F(OcioConfigTest, ACurveOrDataAtAnEndIsTheSameGradedAndNot) {
    const ColorPipeline cases[]{
        {.input_space = "raw", .output_space = "lin", .config = two},
        {.input_space = "raw", .output_space = "lin", .config = two, .look = "warm"},
        {.input_space = "raw", .view = "Monitor/Film", .config = two},
        {.input_space = "log", .view = "Monitor/As log", .config = two},  // a view for data
        {.input_space = "curvy", .output_space = "out", .config = two, .look = "warm"},
        {.input_space = "out", .output_space = "curvy", .config = two, .look = "warm"},
        {.input_space = "curvy", .view = "Monitor/Film", .config = two},
        {.input_space = "Monitor/Film", .output_space = "lin", .config = two, .look = "warm"},
        {.input_space = "Tube/Old", .output_space = "lin", .config = two},
        {.input_space = "Monitor/Film", .view = "Tube/Old/Film", .config = two},
        {.input_space = "curvy", .working_space = "as is", .output_space = "lin", .config = two},
    };
    for (const ColorPipeline& way : cases) {
        const auto plain = through(way), graded = through(way, hardly_graded());
        for (std::size_t i = 0; i < plain.size(); ++i)
            for (int c = 0; c < 3; ++c)
                ASSERT_NEAR(plain[i][c], graded[i][c], 2e-5f * std::max(1.0f, std::abs(plain[i][c])))
                    << way.input_space << " to " << way.output_space << way.view << " " << way.look << ", " << i;
    }
    EXPECT_EQ(through({.input_space = "raw", .output_space = "lin", .config = two}), colours());
}

// What another program may turn while it plays has here the values of the file; numbers that are none are told.
TEST_F(OcioConfigTest, LutFilesOfOpenColorIOsAlone) {
    const auto lut = [&](std::string_view name, std::string text) {
        return grade::set_from_text({}, 1, "lut.file", facility.write(name, std::move(text)));
    };
    const auto in = colours();
    const auto darker = lut("live.ctf", R"(<?xml version="1.0"?><ProcessList id="a">
<ExposureContrast inBitDepth="32f" outBitDepth="32f" style="linear"><ECParams exposure="-1" contrast="1" gamma="1" pivot="0.18"/>
<DynamicParameter param="EXPOSURE"/></ExposureContrast></ProcessList>)");
    const auto got = engine_->probe(in, darker, as_is({}));
    for (std::size_t i = 0; i < in.size(); ++i) EXPECT_NEAR(got[i].y, 0.5f * in[i].y, 1e-6f);
    for (const auto& [name, text, says] :
         {std::tuple{"nan.spimtx", "1 0 0 0\n0 nan 0 0\n0 0 1 0\n", "not finite"},
          std::tuple{"bad.3dl", "junk\n", "bad.3dl: 'flame' failed with: Error parsing .3dl file"}}) {
        const grade::Graph graph = lut(name, text);
        const std::string told = umber::test::message_of([&] { engine_->probe(in, graph, as_is({})); });
        EXPECT_NE(told.find(name), std::string::npos) << told;
        EXPECT_NE(told.find(says), std::string::npos) << told;
        EXPECT_EQ(told.find("All formats"), std::string::npos) << told;
    }
}

// Which of the view transforms stands between scene and displays is the config's to say, and need not be the first.
TEST_F(OcioConfigTest, TheDefaultViewTransformIsTheConfigs) {
    const std::string file = facility.write("views.ocio", R"(ocio_profile_version: 2
roles: {default: lin, scene_linear: lin}
displays: {Screen: [!<View> {name: Usual, view_transform: bright, display_colorspace: screen}]}
default_view_transform: dark
view_transforms:
  - !<ViewTransform>
    name: bright
    from_scene_reference: !<MatrixTransform> {matrix: [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1]}
  - !<ViewTransform>
    name: dark
    from_scene_reference: !<MatrixTransform> {matrix: [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 1]}
display_colorspaces:
  - !<ColorSpace> {name: screen, from_display_reference: !<ExponentTransform> {value: 2, direction: inverse}}
colorspaces:
  - !<ColorSpace> {name: lin}
)");
    const auto got = through({.input_space = "lin", .output_space = "screen", .config = file}), in = colours();
    EXPECT_NEAR(got[0].x, std::sqrt(0.5f * in[0].x), 1e-6f);
    agrees({.input_space = "lin", .output_space = "screen", .config = file},
           [](const ocio::Config& c) { return c.getProcessor("lin", "screen"); });
    agrees({.input_space = "screen", .output_space = "lin", .config = file},
           [](const ocio::Config& c) { return c.getProcessor("screen", "lin"); });
}

TEST_F(OcioConfigTest, NamesOnlyTheDisplaysThatAreActive) {
    const std::string told = message({.input_space = "lin", .view = "Hidden/Film", .config = two}, true);
    EXPECT_NE(told.find("no display 'Hidden'"), std::string::npos) << told;
    EXPECT_NE(told.find("Monitor"), std::string::npos) << told;
    const std::string view = message({.input_space = "lin", .view = "Monitor/Filmy", .config = two}, true);
    EXPECT_NE(view.find("has no view 'Filmy'; it has: Film, As log, Web, Warm"), std::string::npos) << view;
    const std::string space = message({.input_space = "scene lite", .config = two}, true);
    EXPECT_NE(space.find("did you mean 'scene light'?"), std::string::npos) << space;
    EXPECT_EQ(space.find("lost"), std::string::npos) << space;  // not all of them
}

TEST_F(OcioConfigTest, WhatIsWrongIsOneLineThatNamesTheConfig) {
    const auto broken = [&](std::string_view name, std::string text) {
        return ColorPipeline{.input_space = "lin", .config = facility.write(name, text)};
    };
    std::string text(test::facility_config);
    const auto without = [&](std::string_view part, std::string_view by) {
        std::string changed = text;
        changed.replace(changed.find(part), part.size(), by);
        return changed;
    };
    facility.write("luts/junk.3dl", "junk\n");
    std::string stale = without("active_views: [Film,", "active_views: [Sold, Film,");
    stale.replace(stale.find("process_space: log"), 18, "process_space: elsewhere");
    std::string looped = without("to_scene_reference: !<FileTransform> {src: nowhere.cube}",
                                 "to_scene_reference: !<LookTransform> {src: lin, dst: log, looks: -warm}");
    const std::string_view slope = "!<CDLTransform> {slope: [1.2, 1, 0.85]}";
    looped.replace(looped.find(slope), slope.size(), "!<ColorSpaceTransform> {src: lost, dst: lin}");
    const struct {
        ColorPipeline pipeline;
        std::string_view says;
    } cases[]{
        {{.input_space = "lin", .config = facility.path("absent.ocio")}, "no such file"},
        {broken("yaml.ocio", without("roles:", "roles: [")), "line"},
        {broken("future.ocio", without("ocio_profile_version: 2", "ocio_profile_version: 9")), "version"},
        {broken("unknown.ocio", without("scene_linear: lin", "scene_linear: nowhere")), "nowhere"},
        {{.input_space = "lost", .output_space = "lin", .config = two}, "nowhere.cube"},
        {{.input_space = "flat", .output_space = "lin", .config = two}, "from 'flat' to"},
        {{.input_space = "lin",
          .output_space = "out",
          .config = facility.write("nan.ocio", without("matrix: [1.5,", "matrix: [.nan,"))},
         "not finite"},
        {broken("stale.ocio", stale), "elsewhere"},
        {{.input_space = "log",
          .output_space = "broken",
          .config = facility.write("lut.ocio",
                                   without("name: lost\n    to_scene_reference: !<FileTransform> {src: nowhere.cube}",
                                           "name: broken\n    to_scene_reference: !<FileTransform> {src: junk.3dl}"))},
         "junk.3dl: 'flame' failed"},
        {broken("loop.ocio", without("to_scene_reference: !<FileTransform> {src: nowhere.cube}",
                                     "to_scene_reference: !<ColorSpaceTransform> {src: flat, dst: lost}")),
         "'lost' needs 'lost'"},
        {broken("long loop.ocio", looped), "'lost' needs look 'warm' needs 'lost'"},
        {broken("control.ocio", "ocio_profile_version: 2\nroles: \"\\\xf0\x1b\""), "unknown escape character"},
    };
    for (const auto& wrong : cases) {
        const std::string told = message(wrong.pipeline);
        EXPECT_TRUE(told.starts_with(wrong.pipeline.config + ": ")) << told;
        EXPECT_NE(told.find(wrong.says), std::string::npos) << told;
        EXPECT_EQ(told.find('\n'), std::string::npos) << told;
    }
}

// What a frame, a window or a command asks for again costs nothing; what changed on disk is read again.
TEST_F(OcioConfigTest, EachTransformIsExtractedOnce) {
    const ColorPipeline shot{.input_space = "lin", .view = "Monitor/Film", .config = two, .look = "shot"};
    const std::size_t before = ocio_extractions();
    const auto day = through(shot);
    const std::size_t once = ocio_extractions();
    EXPECT_EQ(once, before + 3);  // into the working space, out of it, and what nothing graded takes
    for (int frame = 0; frame < 25; ++frame) shot.space({});
    EXPECT_EQ(through(shot), day);
    EXPECT_EQ(ocio_extractions(), once);
    ColorPipeline other = shot;
    other.look = "";
    other.space({});
    EXPECT_EQ(ocio_extractions(), once + 2);  // the way in is the same
    facility.write("luts/day.cube", test::small_cube(0.25f) + "# longer\n");
    EXPECT_NE(through(shot), day);
    EXPECT_EQ(ocio_extractions(), once + 4);

    const ColorPipeline aces1{.input_space = "ACEScct", .view = "sRGB - Display/ACES 1.0 - SDR Video"};
    aces1.space({});
    const std::size_t built_in = ocio_extractions();
    for (int frame = 0; frame < 25; ++frame) aces1.space({});
    EXPECT_EQ(ocio_extractions(), built_in);
}

// Somebody else's config of hundreds of lines, where this machine has one.
TEST_F(OcioConfigTest, BlendersConfig) {
    const std::string file = "/usr/share/blender/datafiles/colormanagement/config.ocio";
    // Another program's config, which a clone may not have and which is not ours to commit.
    if (!fs::exists(file)) GTEST_SKIP() << file << " is not on this machine";
    const OcioConfig config(file);
    for (const char* view : {"Standard", "Filmic"})
        agrees({.input_space = "scene_linear", .view = "sRGB/" + std::string(view), .config = file},
               [&](const ocio::Config& c) {
                   return c.getProcessor("scene_linear", "sRGB", view, ocio::TRANSFORM_DIR_FORWARD);
               });
}

}  // namespace
}  // namespace umber::engine

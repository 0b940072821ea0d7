// Facility configs against OpenColorIO's CPU processor of the same config,
// and what is said where something is wrong with them.
#include "engine/ocio_config.h"
#include "engine_fixture.h"
#include "facility_config.h"

#include <OpenColorIO/OpenColorIO.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <random>

#include "core/error.h"
#include "engine/color_pipeline.h"
#include "engine/engine.h"

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
    static std::vector<glm::vec3> through(const ColorPipeline& pipeline) {
        return engine_->probe(colours(), {}, pipeline.space({}));
    }
    // Against OCIO's CPU processor of what `make` gives, within the bound of the issue.
    static void agrees(const ColorPipeline& pipeline,
                       const std::function<ocio::ConstProcessorRcPtr(const ocio::Config&)>& make) {
        const auto config = ocio::Config::CreateFromFile(pipeline.config.c_str());
        const auto cpu = make(*config)->getOptimizedCPUProcessor(ocio::OPTIMIZATION_LOSSLESS);
        const auto in = colours(), got = through(pipeline);
        double worst = 0;
        for (std::size_t i = 0; i < in.size(); ++i) {
            glm::vec3 wanted = in[i];
            cpu->applyRGB(&wanted.x);
            const glm::vec3 off = glm::abs(got[i] - wanted) / glm::max(glm::vec3(1.0f), glm::abs(wanted));
            worst = std::max(worst, double(std::max({off.x, off.y, off.z})));
        }
        EXPECT_LE(worst, 2e-5) << pipeline.input_space << " " << pipeline.view << pipeline.output_space;
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
    EXPECT_NE(message({.input_space = "lin", .config = two, .look = "wram"}, true).find("shot, warm"),
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
    EXPECT_EQ(once, before + 2);  // into the working space, and out of it
    for (int frame = 0; frame < 25; ++frame) shot.space({});
    EXPECT_EQ(through(shot), day);
    EXPECT_EQ(ocio_extractions(), once);
    ColorPipeline other = shot;
    other.look = "";
    other.space({});
    EXPECT_EQ(ocio_extractions(), once + 1);  // the way in is the same
    facility.write("luts/day.cube", test::small_cube(0.25f) + "# longer\n");
    EXPECT_NE(through(shot), day);
    EXPECT_EQ(ocio_extractions(), once + 2);

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

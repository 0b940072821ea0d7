// Facility configs, written here for what they have to hold: against OpenColorIO's CPU processor of the same config,
// and what is said where something is wrong with them.
#include "engine/ocio_config.h"
#include "engine_fixture.h"

#include <OpenColorIO/OpenColorIO.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>

#include "core/error.h"
#include "engine/color_pipeline.h"
#include "engine/engine.h"

namespace umber::engine {
namespace {

namespace fs = std::filesystem;
namespace ocio = OCIO_NAMESPACE;

constexpr std::string_view second = R"(ocio_profile_version: 2
environment:
  SHOT: day
search_path: luts
strictparsing: true
roles:
  color_timing: log
  default: raw
  scene_linear: lin
file_rules:
  - !<Rule> {name: Cameras, colorspace: log, pattern: "*_cam*", extension: "*"}
  - !<Rule> {name: Default, colorspace: default}
viewing_rules:
  - !<Rule> {name: Logs, colorspaces: [log]}
  - !<Rule> {name: Lins, colorspaces: [lin]}
displays:
  Hidden:
    - !<View> {name: Film, colorspace: out}
  Monitor:
    - !<View> {name: Film, colorspace: out, rule: Lins}
    - !<View> {name: As log, colorspace: raw, rule: Logs}
    - !<View> {name: Warm, colorspace: out, looks: warm}
  Tube/Old:
    - !<View> {name: Film, colorspace: out}
active_displays: [Monitor, Tube/Old]
active_views: []
looks:
  - !<Look>
    name: shot
    process_space: log
    transform: !<FileTransform> {src: $SHOT.cube, interpolation: tetrahedral}
  - !<Look>
    name: warm
    process_space: lin
    transform: !<CDLTransform> {slope: [1.2, 1, 0.85]}
colorspaces:
  - !<ColorSpace>
    name: raw
    isdata: true
  - !<ColorSpace>
    name: lin
    aliases: [scene light]
    encoding: scene-linear
  - !<ColorSpace>
    name: log
    encoding: log
    to_scene_reference: !<LogAffineTransform> {base: 10, log_side_slope: 0.25, log_side_offset: 0.45, lin_side_slope: 1.1, lin_side_offset: 0.02, direction: inverse}
  - !<ColorSpace>
    name: out
    from_scene_reference: !<GroupTransform>
      children:
        - !<MatrixTransform> {matrix: [1.5, -0.4, -0.1, 0, -0.1, 1.15, -0.05, 0, 0, -0.2, 1.2, 0, 0, 0, 0, 1]}
        - !<ExponentTransform> {value: 2.4, style: mirror, direction: inverse}
  - !<ColorSpace>
    name: flat
    from_scene_reference: !<MatrixTransform> {matrix: [0.3, 0.6, 0.1, 0, 0.3, 0.6, 0.1, 0, 0.3, 0.6, 0.1, 0, 0, 0, 0, 1]}
  - !<ColorSpace>
    name: lost
    to_scene_reference: !<FileTransform> {src: nowhere.cube}
named_transforms:
  - !<NamedTransform>
    name: contrast curve
    aliases: [curvy]
    transform: !<ExponentTransform> {value: 1.3, style: mirror}
)";

constexpr std::string_view first = R"(ocio_profile_version: 1
search_path: luts
roles:
  default: lin
  scene_linear: lin
displays:
  sRGB:
    - !<View> {name: Film, colorspace: vd}
colorspaces:
  - !<ColorSpace>
    name: lin
    family: linear
    bitdepth: 32f
  - !<ColorSpace>
    name: vd
    family: display
    to_reference: !<FileTransform> {src: day.spi1d, interpolation: linear}
)";

// A table of 3 to the third with something in it.
std::string cube(float lift) {
    std::string text = "LUT_3D_SIZE 3\n";
    for (int b = 0; b < 3; ++b)
        for (int g = 0; g < 3; ++g)
            for (int r = 0; r < 3; ++r)
                text += fmt::format("{} {} {}\n", 0.5f * static_cast<float>(r) + lift, 0.45f * static_cast<float>(g),
                                    0.4f * static_cast<float>(b) + 0.05f * static_cast<float>(r));
    return text;
}

class OcioConfigTest : public test::EngineFixture {
protected:
    void SetUp() override {
        folder = fs::temp_directory_path() / fmt::format("umber_ocio_{}", ::getpid());
        fs::remove_all(folder);
        fs::create_directories(folder / "luts");
        write("two.ocio", second);
        write("one.ocio", first);
        write("luts/day.cube", cube(0.1f));
        write("luts/night.cube", cube(0.3f));
        write("luts/day.spi1d", "Version 1\nFrom 0.0 1.0\nLength 4\nComponents 1\n{\n0.0\n0.1\n0.4\n1.0\n}\n");
    }
    void TearDown() override {
        ::unsetenv("SHOT");
        fs::remove_all(folder);
    }

    std::string write(const std::string& name, std::string_view text) const {
        std::ofstream(folder / name) << text;
        return (folder / name).string();
    }
    std::string two() const { return (folder / "two.ocio").string(); }
    std::string one() const { return (folder / "one.ocio").string(); }

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

    fs::path folder;
};

TEST_F(OcioConfigTest, RolesAliasesAndViewsWithTheirLooks) {
    const auto film = [](const ocio::Config& c) {
        return c.getProcessor("log", "Monitor", "Film", ocio::TRANSFORM_DIR_FORWARD);
    };
    agrees({.input_space = "log", .view = "Monitor/Film", .config = two()}, film);
    agrees({.input_space = "color_timing", .working_space = "scene_linear", .view = "Monitor/Film", .config = two()},
           film);
    agrees({.input_space = "scene light", .output_space = "log", .config = two()},
           [](const ocio::Config& c) { return c.getProcessor("lin", "log"); });
    agrees({.input_space = "lin", .view = "Monitor/Warm", .config = two()},
           [](const ocio::Config& c) { return c.getProcessor("lin", "Monitor", "Warm", ocio::TRANSFORM_DIR_FORWARD); });
    // a display's name may hold a '/'
    agrees({.input_space = "lin", .view = "Tube/Old/Film", .config = two()},
           [](const ocio::Config& c) { return c.getProcessor("lin", "out"); });
    agrees({.input_space = "Monitor/Film", .output_space = "lin", .config = two()},
           [](const ocio::Config& c) { return c.getProcessor("out", "lin"); });
}

TEST_F(OcioConfigTest, ViewingRulesSayADisplaysFirstView) {
    const OcioConfig config(two());
    EXPECT_EQ(config.view_named("Monitor", "lin").view, "Film");
    EXPECT_EQ(config.view_named("Monitor", "log").view, "As log");
    EXPECT_NE(through({.input_space = "lin", .view = "Monitor", .config = two()}),
              through({.input_space = "lin", .view = "Monitor/Warm", .config = two()}));
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
        .input_space = "lin", .working_space = "lin", .view = "Monitor/Film", .config = two(), .look = "shot"};
    agrees(shot, with_look("shot", "day"));  // the config's own default of SHOT
    const auto day = through(shot);
    ::setenv("SHOT", "night", 1);
    agrees(shot, with_look("shot", "night"));
    EXPECT_NE(through(shot), day);
    ::unsetenv("SHOT");
    ColorPipeline both = shot;
    both.look = "warm, -warm, shot";
    agrees(both, with_look("warm, -warm, shot", "day"));
    ColorPipeline instead{.input_space = "lin", .working_space = "lin", .output_space = "out", .config = two()};
    instead.look = "warm";
    agrees(instead, with_look("warm", "day"));
    EXPECT_NE(message({.input_space = "lin", .config = two(), .look = "wram"}, true).find("shot, warm"),
              std::string::npos);
    EXPECT_NE(message({.input_space = "ACEScg", .look = "warm"}, true).find("no looks"), std::string::npos);
}

TEST_F(OcioConfigTest, NamedTransformsAndTheFirstVersion) {
    agrees({.input_space = "curvy", .working_space = "lin", .output_space = "lin", .config = two()},
           [](const ocio::Config& c) {
               return c.getProcessor(c.getNamedTransform("contrast curve")->getTransform(ocio::TRANSFORM_DIR_FORWARD));
           });
    agrees({.input_space = "lin", .view = "sRGB/Film", .config = one()},
           [](const ocio::Config& c) { return c.getProcessor("lin", "sRGB", "Film", ocio::TRANSFORM_DIR_FORWARD); });
}

TEST_F(OcioConfigTest, NamesOnlyTheDisplaysThatAreActive) {
    const std::string told = message({.input_space = "lin", .view = "Hidden/Film", .config = two()}, true);
    EXPECT_NE(told.find("no display 'Hidden'"), std::string::npos) << told;
    EXPECT_NE(told.find("Monitor"), std::string::npos) << told;
    const std::string view = message({.input_space = "lin", .view = "Monitor/Filmy", .config = two()}, true);
    EXPECT_NE(view.find("has no view 'Filmy'; it has: Film, As log, Warm"), std::string::npos) << view;
    const std::string space = message({.input_space = "scene lite", .config = two()}, true);
    EXPECT_NE(space.find("did you mean 'scene light'?"), std::string::npos) << space;
    EXPECT_EQ(space.find("lost"), std::string::npos) << space;  // not all of them
}

TEST_F(OcioConfigTest, WhatIsWrongIsOneLineThatNamesTheConfig) {
    const auto broken = [&](std::string_view name, std::string text) {
        return ColorPipeline{.input_space = "lin", .config = write(std::string(name), text)};
    };
    std::string text(second);
    const auto without = [&](std::string_view part, std::string_view by) {
        std::string changed = text;
        changed.replace(changed.find(part), part.size(), by);
        return changed;
    };
    const struct {
        ColorPipeline pipeline;
        std::string_view says;
    } cases[]{
        {{.input_space = "lin", .config = (folder / "absent.ocio").string()}, "no such file"},
        {broken("yaml.ocio", without("roles:", "roles: [")), "line"},
        {broken("future.ocio", without("ocio_profile_version: 2", "ocio_profile_version: 9")), "version"},
        {broken("unknown.ocio", without("scene_linear: lin", "scene_linear: nowhere")), "nowhere"},
        {{.input_space = "lost", .output_space = "lin", .config = two()}, "nowhere.cube"},
        {{.input_space = "flat", .output_space = "lin", .config = two()}, "from 'flat' to"},
    };
    for (const auto& one : cases) {
        const std::string told = message(one.pipeline);
        EXPECT_TRUE(told.starts_with(one.pipeline.config + ": ")) << told;
        EXPECT_NE(told.find(one.says), std::string::npos) << told;
        EXPECT_EQ(told.find('\n'), std::string::npos) << told;
    }
}

// What a frame, a window or a command asks for again costs nothing; what changed on disk is read again.
TEST_F(OcioConfigTest, EachTransformIsExtractedOnce) {
    const ColorPipeline shot{.input_space = "lin", .view = "Monitor/Film", .config = two(), .look = "shot"};
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
    write("luts/day.cube", cube(0.25f) + "# longer\n");
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

// Nodes that work in a space of their own: against OpenColorIO's CPU processor of the same chain, with the mix taken
// in the working space; and that a space adds nothing where it is the working space or nothing acts.
#include <OpenColorIO/OpenColorIO.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <set>

#include "core/error.h"
#include "engine/bake.h"
#include "engine/color_pipeline.h"
#include "engine/colour_names.h"
#include "engine/engine.h"
#include "engine_fixture.h"
#include "facility_config.h"

namespace umber::engine {
namespace {

namespace ocio = OCIO_NAMESPACE;
using testing::HasSubstr;

constexpr const char *slog3 = "SONY_SLOG3-SGAMUT3_to_ACES2065-1", *acescct = "ACEScct_to_ACES2065-1",
                     *vlog = "PANASONIC_VLOG-VGAMUT_to_ACES2065-1", *acescg = "ACEScg_to_ACES2065-1",
                     *logc3 = "ARRI_ALEXA-LOGC-EI800-AWG_to_ACES2065-1";
// A clip of S-Log3, graded in ACEScct, on a display.
const ColorPipeline seen{.input_space = "S-Log3 S-Gamut3", .view = "Rec.1886 Rec.709 - Display/ACES 1.0 - SDR Video"};

std::vector<glm::vec3> codes() {
    std::mt19937 random(5);
    std::uniform_real_distribution<float> any(0.1f, 0.8f);
    std::vector<glm::vec3> list;
    for (int i = 0; i < 4000; ++i) list.emplace_back(any(random), any(random), any(random));
    return list;
}

grade::Graph graph(const std::string& space, std::initializer_list<std::pair<const char*, std::string>> settings) {
    grade::Graph made = grade::set_node_space({}, 1, space);
    for (const auto& [name, value] : settings) made = grade::set_from_text(made, 1, name, value);
    return made;
}

ocio::TransformRcPtr builtin(const char* style, bool inverse = false) {
    const auto one = ocio::BuiltinTransform::Create();
    one->setStyle(style);
    one->setDirection(inverse ? ocio::TRANSFORM_DIR_INVERSE : ocio::TRANSFORM_DIR_FORWARD);
    return one;
}

std::vector<glm::vec3> by_ocio(const std::vector<ocio::ConstTransformRcPtr>& chain, std::vector<glm::vec3> colours) {
    const auto group = ocio::GroupTransform::Create();
    for (const auto& one : chain) group->appendTransform(one->createEditableCopy());
    const auto cpu =
        ocio::Config::CreateRaw()->getProcessor(group)->getOptimizedCPUProcessor(ocio::OPTIMIZATION_LOSSLESS);
    for (glm::vec3& colour : colours) cpu->applyRGB(&colour.x);
    return colours;
}

// How far `chain` itself moves a colour whose codes are one float more or less. Where a matrix cancels and a curve is
// steep behind it that is more than the bound, and no two devices, which round in orders of their own, agree.
template <class Chain>
std::vector<float> moved_by_the_last_bit(const Chain& chain, const std::vector<glm::vec3>& in) {
    const std::vector<glm::vec3> middle = chain(in);
    std::vector<float> moved(in.size());
    for (int channel = 0; channel < 3; ++channel)
        for (const float towards : {-1e9f, 1e9f}) {
            std::vector<glm::vec3> beside = in;
            for (glm::vec3& colour : beside) colour[channel] = std::nextafter(colour[channel], towards);
            beside = chain(std::move(beside));
            for (std::size_t i = 0; i < in.size(); ++i) {
                const glm::vec3 by = glm::abs(beside[i] - middle[i]);
                moved[i] = std::max({moved[i], by.x, by.y, by.z});
            }
        }
    return moved;
}

// From the working space into a node's space, one transform there, and back.
std::vector<ocio::ConstTransformRcPtr> in_space(const char* space, const ocio::TransformRcPtr& work) {
    return {builtin(acescct), builtin(space, true), work, builtin(space), builtin(acescct, true)};
}

std::vector<ocio::ConstTransformRcPtr> view_chain() {
    return {builtin(acescct), builtin("ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-VIDEO_1.0"),
            builtin("DISPLAY - CIE-XYZ-D65_to_REC.1886-REC.709")};
}

ocio::TransformRcPtr some_cdl() {
    const auto cdl = ocio::CDLTransform::Create();
    const double slope[]{1.15, 0.97, 0.85}, offset[]{0.02, -0.01, 0.03}, power[]{1.1, 0.9, 1.2};
    cdl->setSlope(slope);
    cdl->setOffset(offset);
    cdl->setPower(power);
    cdl->setSat(1.2);
    cdl->setStyle(ocio::CDL_NO_CLAMP);
    return cdl;
}
const std::initializer_list<std::pair<const char*, std::string>> same_cdl{{"cdl.slope", "1.15,0.97,0.85"},
                                                                          {"cdl.offset", "0.02,-0.01,0.03"},
                                                                          {"cdl.power", "1.1,0.9,1.2"},
                                                                          {"cdl.saturation", "1.2"},
                                                                          {"cdl.clamp", "false"}};

ocio::TransformRcPtr gain(double by) {
    const auto matrix = ocio::MatrixTransform::Create();
    const double m[16]{by, 0, 0, 0, 0, by, 0, 0, 0, 0, by, 0, 0, 0, 0, 1};
    matrix->setMatrix(m);
    return matrix;
}

class NodeSpaceTest : public test::EngineFixture {
protected:
    static std::vector<glm::vec3> through(const grade::Graph& graph, const ColorPipeline& pipeline = seen,
                                          const std::vector<glm::vec3>& in = codes()) {
        return engine().probe(in, graph, for_grade(pipeline, graph).space({}));
    }
    // `unsteady`: as moved_by_the_last_bit() has it; only what is more than that is an error.
    static void agree(const std::vector<glm::vec3>& got, const std::vector<glm::vec3>& wanted, const char* what,
                      float most = 2e-4f, const std::vector<float>& unsteady = {}) {
        std::vector<float> errors;
        for (std::size_t i = 0; i < got.size(); ++i) {
            const glm::vec3 error = glm::abs(got[i] - wanted[i]) / glm::max(glm::vec3(1.0f), glm::abs(wanted[i]));
            const float allowed = unsteady.empty() ? 0.0f : unsteady[i];
            errors.push_back(std::max({error.x - allowed, error.y - allowed, error.z - allowed, 0.0f}));
            ASSERT_FALSE(std::isnan(errors.back())) << what;
        }
        std::ranges::sort(errors);
        EXPECT_LE(errors[errors.size() * 99 / 100], most / 10) << what;
        EXPECT_LE(errors.back(), most) << what;
        RecordProperty(what, fmt::format("{} at most, {} of 99 %", errors.back(), errors[errors.size() * 99 / 100]));
    }
    // The kernel of a frame's grade.
    static std::string kernel(const grade::Graph& graph, Structure structure, const ColorPipeline& pipeline = seen) {
        SourceForm from;
        from.colours = true;
        SinkForm to;
        to.kind = SinkForm::Kind::colours;
        return engine().source(from, graph, for_grade(pipeline, graph).space({}), to, structure);
    }
    static std::string message(const grade::Graph& graph, const ColorPipeline& pipeline, const color::Tags& tags = {}) {
        try {
            (void)for_grade(pipeline, graph).space(tags);
        } catch (const UsageError& error) {
            return std::string("usage: ") + error.what();
        } catch (const Error& error) {
            return error.what();
        }
        ADD_FAILURE() << "nothing was thrown";
        return {};
    }
};

TEST_F(NodeSpaceTest, AgreesWithOpenColorIOsCpu) {
    const auto chain = [&](const char* space, const ocio::TransformRcPtr& work) {
        std::vector<ocio::ConstTransformRcPtr> all{builtin(slog3), builtin(acescct, true)};
        for (const auto& part : {in_space(space, work), view_chain()}) all.insert(all.end(), part.begin(), part.end());
        return by_ocio(all, codes());
    };
    agree(through(graph("V-Log V-Gamut", same_cdl)), chain(vlog, some_cdl()), "cdl in V-Log");
    agree(through(graph("ACEScg", same_cdl)), chain(acescg, some_cdl()), "cdl in ACEScg");
    // A LUT that was made for LogC3.
    const umber::test::ScratchFolder scratch;
    const std::string file = (scratch / "look.cube").string();
    std::ofstream(file) << test::small_cube(0.1f);
    const auto lut = ocio::FileTransform::Create();
    lut->setSrc(file.c_str());
    lut->setInterpolation(ocio::INTERP_TETRAHEDRAL);
    agree(through(graph("ARRI LogC3 (EI800)", {{"lut.file", file}})), chain(logc3, lut), "lut in LogC3");
}

// What an operation takes for light, or for the space's primaries, is the node's space's.
TEST_F(NodeSpaceTest, LightIsThatOfTheNodesSpace) {
    const ColorPipeline scene{.input_space = "ACES2065-1", .output_space = "ACES2065-1"};
    std::vector<glm::vec3> in;
    for (int i = 1; i <= 200; ++i)
        in.emplace_back(0.01f * static_cast<float>(i), 0.012f * static_cast<float>(i), 0.02f * static_cast<float>(i));
    for (const char* space : {"V-Log V-Gamut", "ACEScg", "DaVinci Intermediate WideGamut", "Linear Rec.709 (sRGB)"})
        agree(through(graph(space, {{"exposure.exposure", "1"}}), scene, in), by_ocio({gain(2)}, in), space, 2e-5f);
    // The Academy's gamut compression works in AP1, wherever it finds itself.
    for (glm::vec3& colour : in) colour.x -= 0.5f * colour.z;
    const auto compressed = through(graph("", {{"gamut_compression.amount", "1"}}), scene, in);
    ASSERT_GT(compressed[100].x - in[100].x, 0.1f);
    agree(through(graph("V-Log V-Gamut", {{"gamut_compression.amount", "1"}}), scene, in), compressed,
          "gamut compression", 2e-5f);
}

TEST_F(NodeSpaceTest, IsMixedInTheWorkingSpace) {
    const ColorPipeline working{.input_space = "ACEScct", .view = "none"};
    const auto in = codes();
    grade::Graph half = graph("V-Log V-Gamut", same_cdl);
    const auto whole = by_ocio(in_space(vlog, some_cdl()), in);
    half.nodes[0].mix = 0.35f;
    std::vector<glm::vec3> mixed;
    for (std::size_t i = 0; i < in.size(); ++i)
        mixed.push_back(glm::vec3(glm::mix(glm::dvec3(in[i]), glm::dvec3(whole[i]), double(0.35f))));
    const auto chain = [](std::vector<glm::vec3> colours) {
        return by_ocio(in_space(vlog, some_cdl()), std::move(colours));
    };
    agree(through(half, working), mixed, "mix", 2e-5f, moved_by_the_last_bit(chain, in));
    // None of it, or nothing that acts: exactly what came in.
    half.nodes[0].mix = 0;
    EXPECT_EQ(through(half, working), in);
    half.nodes[0].mix = 1;
    half.nodes[0].enabled = false;
    EXPECT_EQ(through(half, working), in);
    EXPECT_EQ(through(graph("V-Log V-Gamut", {{"exposure.exposure", "0"}}), working), in);
}

// The program that holds every operation makes the same picture, and nothing of a node's space where nothing acts.
TEST_F(NodeSpaceTest, IsTheSameWhileItIsEdited) {
    const auto format = media::pixel_format("gbrpf32le");
    media::Frame frame = media::allocate_frame(*engine().frames(), format, 64, 36);
    frame.tags = {color::Primaries::bt709, color::Transfer::bt709, color::Matrix::rgb, color::Range::full,
                  color::ChromaLocation::unspecified};
    const auto in = codes();
    for (int plane = 0; plane < 3; ++plane)
        for (int y = 0; y < 36; ++y)
            for (int x = 0; x < 64; ++x)
                reinterpret_cast<float*>(frame.data(plane) +
                                         static_cast<std::size_t>(y) *
                                             frame.plane[static_cast<std::size_t>(plane)].stride)[x] =
                    in[static_cast<std::size_t>(y * 64 + x)][plane];
    const auto picture = [&](const grade::Graph& graph, Structure structure) {
        const auto made = engine().make_picture(64, 36);
        const WorkingSpace space = for_grade(seen, graph).space(frame.tags);
        return engine().read(made, engine().render_picture(frame, graph, space, made, structure));
    };
    const grade::Graph acts = graph("V-Log V-Gamut", same_cdl),
                       exposed = graph("V-Log V-Gamut", {{"exposure.exposure", "0.5"}});
    for (const grade::Graph& one : {acts, exposed}) {
        const auto exact = picture(one, Structure::exact), live = picture(one, Structure::live);
        int most = 0;
        for (std::size_t i = 0; i < exact.size(); ++i) most = std::max(most, std::abs(int(exact[i]) - int(live[i])));
        EXPECT_LE(most, 1);
    }
    grade::Graph none = acts;
    none.nodes[0].mix = 0;
    EXPECT_EQ(picture(none, Structure::live), picture({}, Structure::live));
    EXPECT_EQ(picture(graph("V-Log V-Gamut", {}), Structure::live), picture({}, Structure::live));
}

TEST_F(NodeSpaceTest, TheWorkingSpaceByAnyNameAddsNothing) {
    for (const Structure structure : {Structure::exact, Structure::live}) {
        const std::string plain = kernel(graph("", same_cdl), structure);
        for (const char* name : {"ACEScct", "acescct_ap1", "ACES - ACEScct"})
            EXPECT_EQ(kernel(graph(name, same_cdl), structure), plain) << name;
        EXPECT_NE(kernel(graph("ACEScc", same_cdl), structure), plain);
    }
    // Two nodes in one space, by two names, have one way there.
    grade::Graph two = graph("V-Log V-Gamut", same_cdl);
    two.nodes.push_back(two.nodes[0]);
    two.nodes[1].id = 2;
    two.nodes[1].space = "vlog_vgamut";
    const std::string text = kernel(two, Structure::exact);
    const auto count = [&](std::string_view what) {
        std::size_t found = 0;
        for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
        return found;
    };
    EXPECT_EQ(count("vec3 to_space_v_log_v_gamut(vec3 rgb) {"), 1u);
    EXPECT_EQ(count("rgb = to_space_v_log_v_gamut(rgb);"), 2u);
}

TEST_F(NodeSpaceTest, NeedsNoDispatchOfItsOwn) {
    const auto format = media::pixel_format("gbrpf32le");
    media::Frame frame = media::allocate_frame(*engine().frames(), format, 64, 36);
    frame.tags = {color::Primaries::bt709, color::Transfer::bt709, color::Matrix::rgb, color::Range::full,
                  color::ChromaLocation::unspecified};
    grade::Graph two = graph("V-Log V-Gamut", same_cdl);
    two.nodes.push_back(two.nodes[0]);
    two.nodes[1].id = 2;
    two.nodes[1].space = "ACEScg";
    const auto marker = [&] { return engine().ring().submit([](VkCommandBuffer) {}); };
    const WorkingSpace space = for_grade(seen, two).space(frame.tags);
    const std::uint64_t before = marker();
    engine().render(frame, two, space, {format, frame.tags}).wait();
    EXPECT_EQ(marker() - before - 1, 1u);
}

// Without colour management a node's space is come by from the clip's own values, where something says what they are.
TEST_F(NodeSpaceTest, AsIsItIsComeByFromTheInputSpace) {
    const color::Tags rec709{color::Primaries::bt709, color::Transfer::bt709};
    const grade::Graph linear = graph("Linear Rec.709 (sRGB)", {{"cdl.slope", "0.5,0.5,0.5"}, {"cdl.clamp", "false"}});
    const auto in = codes();
    const auto got = engine().probe(in, linear, for_grade({}, linear).space(rec709));
    for (std::size_t i = 0; i < in.size(); ++i)  // half of BT.1886's light
        for (int c = 0; c < 3; ++c)
            ASSERT_NEAR(got[i][c], std::pow(std::pow(double(in[i][c]), 2.4) / 2, 1 / 2.4), 2e-6);
    EXPECT_EQ(through(linear, {.input_space = "Rec.1886 Rec.709 - Display", .working_space = "as is"}), got);
    EXPECT_EQ(for_grade({}, linear).tags(rec709), rec709);
    for (const ColorPipeline& pipeline : {ColorPipeline{}, ColorPipeline{.view = "none"}}) {
        EXPECT_THAT(message(linear, pipeline),
                    HasSubstr("usage: a node of the grade works in 'Linear Rec.709 (sRGB)'"));
        EXPECT_THAT(message(linear, pipeline), HasSubstr("choose the input space"));
    }
    // A clip tells by its tags, or by its camera's metadata; one that tells nothing is refused as above.
    media::ClipInfo clip;
    clip.path = "a.mov";
    clip.video.emplace();
    clip.video->tags = {};
    EXPECT_TRUE(for_clip(for_grade({}, linear), clip).empty());
    clip.video->tags = rec709;
    EXPECT_EQ(for_clip(for_grade({}, linear), clip).working_space, "as is");
    EXPECT_EQ(for_clip(for_grade({}, linear), clip).input_space, "");
    EXPECT_TRUE(for_clip({}, clip).empty());
    clip.metadata = {{"CaptureGamma", "V-Log"}};
    EXPECT_EQ(for_clip(for_grade({}, linear), clip).working_space, "as is");
    EXPECT_EQ(for_clip(for_grade({}, linear), clip).input_space, "V-Log V-Gamut");
}

TEST_F(NodeSpaceTest, RefusesWhatIsNoSpaceToWorkIn) {
    EXPECT_THAT(message(graph("V-Log V-Gamutt", same_cdl), seen), HasSubstr("usage: "));
    EXPECT_THAT(message(graph("V-Log V-Gamutt", same_cdl), seen), HasSubstr("did you mean 'V-Log V-Gamut'"));
    EXPECT_THAT(message(graph("V-Log V-Gamutt", same_cdl), seen), HasSubstr("a node's space"));
    EXPECT_THAT(message(graph("Raw", same_cdl), seen), HasSubstr("its values are no light"));
    EXPECT_THAT(message(graph("ADX10", same_cdl), seen), HasSubstr("its values are no light"));
    EXPECT_THAT(message(graph("sRGB - Display/ACES 1.0 - SDR Video", same_cdl), seen), HasSubstr("it is a view"));
    // A graph that the pipeline was not made for.
    EXPECT_THROW((void)engine().probe(codes(), graph("ACEScg", same_cdl), seen.space({})), Error);
}

// Spaces whose names are one word once they are a function's, and one that is called as their second would be.
TEST_F(NodeSpaceTest, EverySpaceHasFunctionsOfItsOwn) {
    const umber::test::ScratchFolder folder;
    const std::string file = (folder / "alike.ocio").string();
    std::ofstream(file) << R"(ocio_profile_version: 2
roles: {default: lin, scene_linear: lin}
displays: {Monitor: [!<View> {name: Plain, colorspace: lin}]}
colorspaces:
  - !<ColorSpace> {name: lin, encoding: scene-linear}
  - !<ColorSpace> {name: "x 3", to_scene_reference: !<ExponentTransform> {value: 1.1}}
  - !<ColorSpace> {name: "x", to_scene_reference: !<ExponentTransform> {value: 1.2}}
  - !<ColorSpace> {name: "x!", to_scene_reference: !<ExponentTransform> {value: 1.3}}
  - !<ColorSpace> {name: "x 2", to_scene_reference: !<ExponentTransform> {value: 1.4}}
)";
    ColorPipeline pipeline{.input_space = "lin", .working_space = "lin", .output_space = "lin", .config = file};
    pipeline.node_spaces = {"x 2", "x 3", "x", "x!"};
    const WorkingSpace space = pipeline.space({});
    std::set<std::string> functions;
    for (const auto& [name, node] : space.node_spaces) functions.insert(node.function);
    EXPECT_EQ(functions.size(), 4u);
}

// A config's names: its own transforms, in the same kernel.
TEST_F(NodeSpaceTest, AConfigsSpacesAgreeWithItsOwnCpu) {
    const test::Facility facility;
    const ColorPipeline viewed{.input_space = "log", .view = "Monitor/Film", .config = facility.config};
    const auto config = ocio::Config::CreateFromFile(facility.config.c_str());
    const auto way = [](const char* from, const char* to) {
        const auto one = ocio::ColorSpaceTransform::Create();
        one->setSrc(from);
        one->setDst(to);
        return one;
    };
    const auto group = ocio::GroupTransform::Create();
    group->appendTransform(way("log", "out"));
    group->appendTransform(some_cdl());
    group->appendTransform(way("out", "log"));
    const auto display = ocio::DisplayViewTransform::Create();
    display->setSrc("log");
    display->setDisplay("Monitor");
    display->setView("Film");
    group->appendTransform(display);
    const auto cpu = config->getProcessor(group)->getOptimizedCPUProcessor(ocio::OPTIMIZATION_LOSSLESS);
    std::vector<glm::vec3> wanted = codes(), got = through(graph("out", same_cdl), viewed);
    for (glm::vec3& one : wanted) cpu->applyRGB(&one.x);
    // Next to black a matrix cancels, and what a float loses there the display's root makes a thousandth of code value
    // of: OpenColorIO itself is up to 1.9e-3 from this chain in double. There light is compared, by the last bits of
    // the colour's greatest.
    const auto light = [](float code) { return std::copysign(std::pow(std::abs(code), 2.4f), code); };
    for (std::size_t i = 0; i < got.size(); ++i)
        for (int c = 0; c < 3; ++c)
            if (std::abs(wanted[i][c]) < 0.02f) {
                const glm::vec3 all = glm::abs(wanted[i]);
                const float greatest = std::max(1.0f, light(std::max({all.x, all.y, all.z})));
                EXPECT_NEAR(light(got[i][c]), light(wanted[i][c]), 3e-7f * greatest) << i;
                got[i][c] = wanted[i][c];
            }
    agree(got, wanted, "a config's space", 4e-5f);
    // Light is what the config calls so.
    const ColorPipeline scene{.input_space = "lin", .output_space = "lin", .config = facility.config};
    agree(through(graph("scene light", {{"exposure.exposure", "1"}}), scene), by_ocio({gain(2)}, codes()), "in light");
    // Names for the working space: its role.
    EXPECT_EQ(kernel(graph("color_timing", same_cdl), Structure::exact, viewed),
              kernel(graph("", same_cdl), Structure::exact, viewed));
    EXPECT_THAT(message(graph("raw", same_cdl), viewed), HasSubstr("no space to grade in"));
    EXPECT_THAT(message(graph("curvy", same_cdl), viewed), HasSubstr("no space to grade in"));
    EXPECT_THAT(message(graph("lgo", same_cdl), viewed), HasSubstr("or 'log'?"));
    EXPECT_THAT(message(graph("lost", same_cdl), viewed), HasSubstr("nowhere.cube"));
    EXPECT_THAT(message(graph("flat", same_cdl), viewed), HasSubstr("'flat'"));
}

}  // namespace
}  // namespace umber::engine

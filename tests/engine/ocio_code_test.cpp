// OpenColorIO's transforms inside the kernel against OpenColorIO's own CPU processor of the same transform.
#include "engine/ocio_code.h"

#include <OpenColorIO/OpenColorIO.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "engine/color_pipeline.h"
#include "engine/color_steps.h"
#include "engine/ocio_detail.h"
#include "engine_fixture.h"

namespace umber::engine {
namespace {

namespace ocio = OCIO_NAMESPACE;

using Colours = std::vector<glm::vec3>;

Colours between(float low, float high, std::size_t count = 2000) {
    std::mt19937 random(5);
    std::uniform_real_distribution<float> any(low, high);
    Colours list;
    for (std::size_t i = 0; i < count; ++i) list.emplace_back(any(random), any(random), any(random));
    // Greys, nearly greys, and the ends.
    for (int i = 0; i <= 100; ++i) {
        const float grey = low + (high - low) * static_cast<float>(i) / 100.0f;
        list.emplace_back(grey);
        list.emplace_back(grey, grey * 1.0000001f, grey);
    }
    return list;
}

ocio::GradingBSplineCurveRcPtr curve(std::initializer_list<glm::vec2> points) {
    auto spline = ocio::GradingBSplineCurve::Create(points.size());
    std::size_t i = 0;
    for (const glm::vec2 point : points) spline->getControlPoint(i++) = ocio::GradingControlPoint(point.x, point.y);
    return spline;
}

ocio::TransformRcPtr builtin(const std::string& style, bool inverse = false) {
    const auto transform = ocio::BuiltinTransform::Create();
    transform->setStyle(style.c_str());
    transform->setDirection(inverse ? ocio::TRANSFORM_DIR_INVERSE : ocio::TRANSFORM_DIR_FORWARD);
    return transform;
}

ocio::TransformRcPtr group(std::initializer_list<ocio::TransformRcPtr> list) {
    const auto made = ocio::GroupTransform::Create();
    for (const auto& one : list) made->appendTransform(one);
    return made;
}

class OcioCodeTest : public test::EngineFixture {
protected:
    std::shared_ptr<const OcioCode> code(const ocio::ConstTransformRcPtr& transform) {
        return ocio_detail::extracted(fmt::format("test {} {}", counter++, ::getpid()), "test",
                                      [&] { return ocio::Config::CreateRaw()->getProcessor(transform); });
    }
    static Colours through(const std::shared_ptr<const OcioCode>& made, const Colours& in) {
        auto code = std::make_shared<ColorCode>();
        const ColorSteps steps(1, OcioStep{made});
        for (const char* name : {"from_working", "convert"}) append_function(name, steps, code->text, code->texels);
        append_function("to_working", {}, code->text, code->texels);
        WorkingSpace space;
        space.code = code;
        space.converts = true;
        return engine().probe(in, {}, space);
    }
    // All within `most` and 99 of a hundred within `usual`, of 1 or of what is greater than it. Nothing loops, and
    // nothing is looked up in an array: both are dear on a CPU device.
    void agrees(const std::string& what, const ocio::ConstTransformRcPtr& transform, const Colours& in,
                double usual = 2e-6, double most = 2e-5) {
        const auto made = code(transform);
        EXPECT_EQ(made->text.find("for ("), std::string::npos) << what;
        EXPECT_EQ(made->text.find('['), std::string::npos) << what;
        const auto cpu =
            ocio::Config::CreateRaw()->getProcessor(transform)->getOptimizedCPUProcessor(ocio::OPTIMIZATION_LOSSLESS);
        const Colours got = through(made, in);
        std::vector<double> off;
        std::string worst;
        for (std::size_t i = 0; i < in.size(); ++i) {
            glm::vec3 wanted = in[i];
            cpu->applyRGB(&wanted.x);
            const glm::vec3 error = glm::abs(got[i] - wanted) / glm::max(glm::vec3(1.0f), glm::abs(wanted));
            const double greatest = double(std::max({error.x, error.y, error.z}));
            ASSERT_TRUE(std::isfinite(got[i].x + got[i].y + got[i].z) || !std::isfinite(wanted.x + wanted.y + wanted.z))
                << what << ": " << in[i].x << " " << in[i].y << " " << in[i].z;
            if (std::isfinite(greatest) && (off.empty() || greatest > *std::ranges::max_element(off)))
                worst = fmt::format("in {} {} {} wanted {} {} {} got {} {} {}", in[i].x, in[i].y, in[i].z, wanted.x,
                                    wanted.y, wanted.z, got[i].x, got[i].y, got[i].z);
            off.push_back(std::isfinite(greatest) ? greatest : 0.0);
        }
        std::ranges::sort(off);
        EXPECT_LE(off[off.size() * 99 / 100], usual) << what;
        EXPECT_LE(off.back(), most) << what << ": " << worst;
        RecordProperty(what, fmt::format("99 %: {:.2g}, most: {:.2g}", off[off.size() * 99 / 100], off.back()));
    }
    static inline int counter = 0;
};

TEST_F(OcioCodeTest, CurvesOfAllStylesBothWays) {
    const auto four = ocio::GradingRGBCurve::Create(
        curve({{0.0f, 0.02f}, {0.3f, 0.35f}, {0.7f, 0.8f}, {1.0f, 0.97f}}), curve({{0.0f, 0.0f}, {1.0f, 1.0f}}),
        curve({{-0.2f, -0.1f}, {0.5f, 0.4f}, {1.2f, 1.1f}}),
        curve({{0.0f, 0.0f}, {0.2f, 0.1f}, {0.4f, 0.4f}, {0.6f, 0.55f}, {0.9f, 0.95f}, {1.0f, 1.0f}}));
    for (const auto style : {ocio::GRADING_LOG, ocio::GRADING_LIN, ocio::GRADING_VIDEO})
        for (const auto direction : {ocio::TRANSFORM_DIR_FORWARD, ocio::TRANSFORM_DIR_INVERSE}) {
            const auto transform = ocio::GradingRGBCurveTransform::Create(style);
            transform->setValue(four);
            transform->setDirection(direction);
            // Linear values go through a logarithm and back: up to 10^8 here, of which an exponent's rounding is more.
            agrees(fmt::format("style {} direction {}", int(style), int(direction)), transform, between(-0.5f, 1.5f),
                   style == ocio::GRADING_LIN ? 1e-5 : 1e-6);
        }
    // A level end has no way back but the end itself.
    const auto level = ocio::GradingRGBCurveTransform::Create(ocio::GRADING_VIDEO);
    const auto flat = curve({{0.0f, 0.1f}, {0.5f, 0.6f}, {1.0f, 0.9f}});
    for (std::size_t i = 0; i < 3; ++i) flat->setSlope(i, i == 1 ? 0.8f : 0.0f);
    const auto none = curve({{0.0f, 0.0f}, {1.0f, 1.0f}});
    level->setValue(ocio::GradingRGBCurve::Create(flat, none, none, none));
    agrees("level ends", level, between(-0.5f, 1.5f));
    level->setDirection(ocio::TRANSFORM_DIR_INVERSE);
    // next to a level end a way back is as steep as it can be
    agrees("level ends, back", level, between(-0.5f, 1.5f), 2e-6, 2e-3);
}

// ACES 1 as a display's code values, which is what the bound of 2e-4 is of.
TEST_F(OcioCodeTest, Aces1OnDisplays) {
    const auto sdr = builtin("ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-VIDEO_1.0");
    const auto hdr = builtin("ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - HDR-VIDEO-1000nit-15nit-REC2020lim_1.1");
    const auto rec709 = builtin("DISPLAY - CIE-XYZ-D65_to_REC.1886-REC.709");
    const auto pq = builtin("DISPLAY - CIE-XYZ-D65_to_REC.2100-PQ");
    const auto log = builtin("ARRI_ALEXA-LOGC-EI800-AWG_to_ACES2065-1");
    // The few that are further off lie next to black: a matrix leaves a millionth of a channel there, of terms of 1
    // whose rounding is a sixteen-millionth, and the display's power makes 5 thousandths of it.
    agrees("SDR video", group({log, sdr, rec709}), between(0.05f, 0.95f), 2e-6, 2e-4);
    agrees("SDR video of scene light", group({sdr, rec709}), between(-0.1f, 8.0f));
    agrees("HDR video", group({log, hdr, pq}), between(0.05f, 0.95f));
    // Light of the scene back from a display: relative to it.
    agrees("SDR video, back",
           group({builtin("DISPLAY - CIE-XYZ-D65_to_REC.1886-REC.709", true),
                  builtin("ACES-OUTPUT - ACES2065-1_to_CIE-XYZ-D65 - SDR-VIDEO_1.0", true)}),
           between(0.02f, 0.9f));
}

TEST_F(OcioCodeTest, NoBuiltInLoops) {
    const auto registry = ocio::BuiltinTransformRegistry::Get();
    for (std::size_t i = 0; i < registry->getNumBuiltins(); ++i)
        for (const bool inverse : {false, true}) {
            std::shared_ptr<const OcioCode> made;
            const std::string style = registry->getBuiltinStyle(i);
            try {
                made = code(builtin(style, inverse));
            } catch (const Error&) {
                continue;  // no way back
            }
            EXPECT_EQ(made->text.find("for ("), std::string::npos) << style;
            EXPECT_EQ(made->text.find('['), std::string::npos) << style;
            EXPECT_EQ(made->text.find("texture("), std::string::npos) << style;
        }
}

TEST_F(OcioCodeTest, Lines) {
    const auto line = [](unsigned long length, bool half_domain, bool one_channel) {
        auto lut = ocio::Lut1DTransform::Create(length, half_domain);
        for (unsigned long i = 0; i < lut->getLength(); ++i) {
            float r = 0, g = 0, b = 0;
            lut->getValue(i, r, g, b);  // the line through 0 and 1, or each half float itself
            const auto bend = [](float x, float much) { return std::copysign(std::pow(std::abs(x), much), x); };
            if (std::isfinite(r))
                lut->setValue(i, bend(r, 0.9f), bend(g, one_channel ? 0.9f : 1.2f), bend(b, one_channel ? 0.9f : 0.7f));
        }
        lut->setInterpolation(ocio::INTERP_LINEAR);
        return lut;
    };
    for (const bool one_channel : {true, false})
        for (const unsigned long length : {2ul, 33ul, 4096ul, 4097ul, 20000ul})
            agrees(fmt::format("{} entries, {}", length, one_channel), line(length, false, one_channel),
                   between(-0.3f, 1.3f));
    for (const bool one_channel : {true, false}) {
        const auto half = line(65536, true, one_channel);
        agrees("half floats", half, between(-4.0f, 20.0f));
        agrees("small half floats", half, between(-1e-3f, 1e-3f));
        agrees("tiny half floats", half, between(-1e-6f, 1e-6f));
        agrees("great half floats", half, between(-7e4f, 7e4f));
    }
    const auto hue = line(1024, false, true);  // with a line a channel OpenColorIO's GPU and CPU differ
    hue->setHueAdjust(ocio::HUE_DW3);
    agrees("hue kept", hue, between(0.0f, 1.0f));
    const auto back = line(1024, false, false);
    back->setDirection(ocio::TRANSFORM_DIR_INVERSE);
    // OpenColorIO's GPU way back is a table over half floats, its CPU's is exact.
    agrees("back", back, between(0.01f, 1.0f), 2e-4, 1e-3);
}

TEST_F(OcioCodeTest, Cubes) {
    for (const auto interpolation : {ocio::INTERP_LINEAR, ocio::INTERP_TETRAHEDRAL})
        for (const unsigned long edge : {2ul, 3ul, 17ul, 33ul}) {
            const auto cube = ocio::Lut3DTransform::Create(edge);
            const auto n = static_cast<float>(edge - 1);
            for (unsigned long r = 0; r < edge; ++r)
                for (unsigned long g = 0; g < edge; ++g)
                    for (unsigned long b = 0; b < edge; ++b) {
                        const glm::vec3 x(static_cast<float>(r) / n, static_cast<float>(g) / n,
                                          static_cast<float>(b) / n);
                        cube->setValue(r, g, b, x.x * x.x + 0.1f * x.y, std::sqrt(x.y) - 0.2f * x.z,
                                       0.9f * x.z + 0.2f * x.x * x.y);
                    }
            cube->setInterpolation(interpolation);
            agrees(fmt::format("{} points, {}", edge, int(interpolation)), cube, between(-0.2f, 1.2f));
        }
}

// An OCIO chain, or ACES 2.0, is part of the one kernel that a grade is.
TEST_F(OcioCodeTest, NeedsNoDispatchOfItsOwn) {
    const auto format = media::pixel_format("gbrpf32le");
    media::Frame frame = media::allocate_frame(*engine().frames(), format, 64, 36);
    frame.tags = {color::Primaries::bt709, color::Transfer::bt709, color::Matrix::rgb, color::Range::full,
                  color::ChromaLocation::unspecified};
    const grade::Graph graph = grade::set_from_text({}, 1, "cdl.power", "1.1");
    // Submissions are numbered, and a rendering is one dispatch in one of them.
    const auto submissions = [&](const ColorPipeline& pipeline) {
        const auto marker = [&] { return engine().ring().submit([](VkCommandBuffer) {}); };
        const WorkingSpace space = pipeline.space(frame.tags);
        const std::uint64_t before = marker();
        engine().render(frame, graph, space, {format, frame.tags}).wait();
        return marker() - before - 1;
    };
    EXPECT_EQ(submissions({}), 1u);
    for (const char* view : {"ACES 1.0 - SDR Video", "ACES 2.0 - SDR 100 nits (Rec.709)"})
        EXPECT_EQ(submissions({.input_space = "ADX10", .view = std::string("Rec.1886 Rec.709 - Display/") + view}), 1u)
            << view;
    EXPECT_EQ(submissions({.input_space = "Apple Log",
                           .view = "Rec.1886 Rec.709 - Display/ACES 1.0 - SDR Video",
                           .config = UMBER_TEST_DATA "/../../luts/umber.ocio"}),
              1u);
}

}  // namespace
}  // namespace umber::engine

// The pixels of the window, for every format and encoding that a surface may have: drawn on images without a window,
// and compared with the color module in double and with OpenColorIO's CPU processor. Bounds are code values of 10 bits.
#include "app/display_pass.h"

#include <OpenColorIO/OpenColorIO.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <glm/gtc/packing.hpp>
#include <map>

#include "app/picture_look.h"
#include "color/transfer.h"
#include "gpu/commands.h"

namespace umber::app {
namespace {

namespace ocio = OCIO_NAMESPACE;
using Colours = std::vector<glm::dvec3>;

constexpr VkFormat eight = VK_FORMAT_R8G8B8A8_UNORM, ten = VK_FORMAT_A2B10G10R10_UNORM_PACK32,
                   half = VK_FORMAT_R16G16B16A16_SFLOAT;
// One code value of 10 bits, which lavapipe may be off by: it multiplies by 1024 and cuts off, where 1023 and rounding
// are right. Half floats show what the shader itself does.
constexpr double code10 = 1.0 / 1023;

PictureColours picture(const char* space, std::string view = {}) {
    return {color::find_space(space), std::move(view), {}, false};
}
const PictureColours pq = picture("Rec.2100-PQ - Display"), hlg = picture("Rec.2100-HLG - Display"),
                     bt1886 = picture("Rec.1886 Rec.709 - Display");

glm::dvec3 grey(double value) {
    return glm::dvec3(value);
}

double srgb_to_linear(double code) {
    return color::code_to_linear(color::find_transfer("srgb").curve, code);
}

// Colours in the corners and the middle of the cube, and greys.
Colours various() {
    Colours all;
    for (int i = 0; i <= 16; ++i) all.push_back(grey(i / 16.0));
    for (int i = 0; i < 200; ++i)
        all.push_back(glm::fract(glm::dvec3(0.7549, 0.5698, 0.4302) * static_cast<double>(i + 1)));
    return all;
}

class DisplayPassTest : public testing::Test {
protected:
    static void SetUpTestSuite() { device_ = std::make_unique<gpu::Device>(); }
    static void TearDownTestSuite() {
        passes_.clear();
        EXPECT_EQ(device_->validation_messages(), 0);
        device_.reset();
    }

    struct Shown {
        PictureColours colours;
        SurfaceEncoding surface = SurfaceEncoding::sdr;
        VkFormat format = ten;
        glm::vec4 layer{0};  // of the interface, premultiplied, over all of it
        std::optional<PictureLook> look{};
        bool nothing = false;  // no picture: the ground alone
    };
    // What comes out for each code value of `codes`.
    static Colours draw(const Shown& shown, const Colours& codes) {
        const std::size_t count = codes.size();
        const auto width = static_cast<std::uint32_t>(count);
        const gpu::Buffer pixels(*device_, count * 8, gpu::Memory::upload),
            layer(*device_, count * 4, gpu::Memory::upload), out(*device_, count * 8, gpu::Memory::readback);
        for (std::size_t i = 0; i < width; ++i) {
            for (int channel = 0; channel < 3; ++channel)
                pixels.as<std::uint16_t>()[i * 4 + static_cast<std::size_t>(channel)] =
                    static_cast<std::uint16_t>(std::lround(codes[i][channel] * 65535));
            layer.as<std::uint32_t>()[i] = glm::packUnorm4x8(shown.layer);
        }
        Scene scene;
        const Rect place{0, 0, static_cast<float>(width), 1};
        if (!shown.nothing) {
            PictureQuad quad;
            quad.place = quad.picture = place;
            quad.after = {nullptr, pixels.handle(), static_cast<int>(width), 1, 1};
            if (shown.look) {
                const auto look = std::make_shared<gpu::Buffer>(*device_, sizeof(LookNumbers), gpu::Memory::upload);
                look->as<LookNumbers>()[0] = look_numbers(*shown.look, shown.colours.space);
                quad.look = look;
            }
            scene.picture = quad;
        }
        const DisplayGlsl glsl = display_glsl(shown.colours, shown.surface);
        auto& made = passes_[{shown.format, glsl.picture}];
        if (!made) made = std::make_unique<DisplayPass>(*device_, shown.format, glsl);
        DisplayPass& pass = *made;
        const Image image(*device_, shown.format, width, 1,
                          VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT);
        const auto framebuffer = make_framebuffer(*device_, pass.handle(), image.view(), width, 1);
        gpu::CommandRing ring(*device_);
        ring.wait(ring.submit([&](VkCommandBuffer commands) {
            change_layout(commands, image.handle(), VK_IMAGE_LAYOUT_UNDEFINED,
                          VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL);
            pass.draw(commands, {framebuffer.get(), {width, 1}, layer.handle(), width}, scene, std::array{place});
            change_layout(commands, image.handle(), VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
                          VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL);
            VkBufferImageCopy copy{};
            copy.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
            copy.imageExtent = {width, 1, 1};
            vkCmdCopyImageToBuffer(commands, image.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, out.handle(), 1,
                                   &copy);
            const VkMemoryBarrier barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER, nullptr, VK_ACCESS_MEMORY_WRITE_BIT,
                                          VK_ACCESS_HOST_READ_BIT};
            vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, VK_PIPELINE_STAGE_HOST_BIT, 0, 1,
                                 &barrier, 0, nullptr, 0, nullptr);
        }));
        Colours result;
        for (std::size_t i = 0; i < width; ++i) {
            const std::uint32_t word = out.as<std::uint32_t>()[i];
            if (shown.format == half)
                result.emplace_back(glm::unpackHalf4x16(out.as<std::uint64_t>()[i]));
            else if (shown.format == ten)
                result.emplace_back(glm::dvec3(word & 1023, word >> 10 & 1023, word >> 20 & 1023) / 1023.0);
            else
                result.emplace_back(glm::dvec3(word & 255, word >> 8 & 255, word >> 16 & 255) / 255.0);
        }
        return result;
    }
    static glm::dvec3 draw(const Shown& shown, glm::dvec3 code) { return draw(shown, Colours{code}).front(); }

    // Within `bound` in every channel.
    static void expect_near(const Colours& got, const Colours& wanted, double bound) {
        ASSERT_EQ(got.size(), wanted.size());
        double worst = 0;
        for (std::size_t i = 0; i < got.size(); ++i)
            for (int channel = 0; channel < 3; ++channel) {
                const double error = std::abs(got[i][channel] - wanted[i][channel]);
                ASSERT_LE(error, bound) << "row " << i << " channel " << channel << ": " << got[i][channel]
                                        << " instead of " << wanted[i][channel];
                worst = std::max(worst, error);
            }
        testing::Test::RecordProperty("worst", std::to_string(worst));
    }

    // OpenColorIO's CPU: what the values of one space of luts/umber.ocio are in another.
    static Colours by_ocio(const char* from, const char* to, const Colours& codes) {
        static const auto config = ocio::Config::CreateFromFile(UMBER_TEST_DATA "/../../luts/umber.ocio");
        const auto cpu = config->getProcessor(from, to)->getOptimizedCPUProcessor(ocio::OPTIMIZATION_LOSSLESS);
        Colours result;
        for (const glm::dvec3& code : codes) {
            glm::vec3 rgb(code);
            cpu->applyRGB(&rgb.x);
            result.emplace_back(rgb);
        }
        return result;
    }
    static Colours each(const Colours& colours, const std::function<glm::dvec3(glm::dvec3)>& change) {
        Colours result;
        for (const glm::dvec3& one : colours) result.push_back(change(one));
        return result;
    }
    static Colours held(const Colours& colours) {
        return each(colours, [](glm::dvec3 c) { return glm::clamp(c, 0.0, 1.0); });
    }

    static inline std::unique_ptr<gpu::Device> device_;
    static inline std::map<std::pair<VkFormat, std::string>, std::unique_ptr<DisplayPass>> passes_;
};

constexpr const char* xyz_space = "CIE XYZ-D65 - Display-referred";

TEST_F(DisplayPassTest, SdrOnAnSdrDisplayIsItsCodeValues) {
    const Colours codes = various();
    expect_near(draw({bt1886, SurfaceEncoding::sdr, eight}, codes), codes, 0.5001 / 255);
    expect_near(draw({bt1886, SurfaceEncoding::sdr, ten}, codes), codes, code10);
    expect_near(draw({{}, SurfaceEncoding::sdr, ten}, codes), codes, code10);
    PictureColours raw = pq;
    raw.raw = true;
    expect_near(draw({raw, SurfaceEncoding::sdr, ten}, codes), codes, code10);
}

TEST_F(DisplayPassTest, PqOnHdr10IsItsCodeValues) {
    Colours codes;
    for (const double nits : {0.0, 0.1, 1.0, 10.0, 26.0, 100.0, 203.0, 1000.0, 4000.0, 10000.0})
        codes.push_back(grey(color::nits_to_pq(nits)));
    expect_near(draw({pq, SurfaceEncoding::hdr10, ten}, codes), codes, code10);
    expect_near(draw({pq, SurfaceEncoding::hdr10, half}, codes), codes, 0.5 * code10);
    expect_near(draw({pq, SurfaceEncoding::hdr10, ten}, various()), various(), code10);
}

// ITU-R BT.2408 table 1: the same light as PQ and as HLG, in per cent; and BT.2100's peak.
TEST_F(DisplayPassTest, HlgOnHdr10MeetsTheReferenceLevelsOfBt2408) {
    struct Level {
        double nits, pq_percent, hlg_percent;
    };
    for (const Level& level : {Level{26, 38, 38}, Level{162, 56, 71}, Level{179, 57, 73}, Level{203, 58, 75}}) {
        const double got = draw({hlg, SurfaceEncoding::hdr10, ten}, grey(level.hlg_percent / 100)).y;
        EXPECT_NEAR(got * 100, level.pq_percent, 0.5) << level.nits;
        EXPECT_NEAR(color::pq_to_nits(got) / level.nits, 1, 0.05) << level.nits;
    }
    EXPECT_NEAR(draw({hlg, SurfaceEncoding::hdr10, ten}, grey(1)).y, color::nits_to_pq(1000), code10);
    EXPECT_NEAR(draw({hlg, SurfaceEncoding::hdr10, ten}, grey(0.75)).y, color::nits_to_pq(203), 2 * code10);
    EXPECT_EQ(draw({hlg, SurfaceEncoding::hdr10, ten}, grey(0)), grey(0));
}

TEST_F(DisplayPassTest, ConversionsBetweenHdrSignalsAgreeWithOpenColorIo) {
    const Colours codes = various();
    const auto to_pq = [&](const char* space) { return held(by_ocio(space, "Rec.2100-PQ - Display", codes)); };
    expect_near(draw({hlg, SurfaceEncoding::hdr10, ten}, codes), to_pq("Rec.2100-HLG - Display"), code10);
    expect_near(draw({picture("ST2084-P3-D65 - Display"), SurfaceEncoding::hdr10, ten}, codes),
                to_pq("ST2084-P3-D65 - Display"), code10);
    // What HLG can hold: up to its 1000 cd/m2.
    Colours dim;
    for (const glm::dvec3& one : codes) dim.push_back(one * color::nits_to_pq(600));
    expect_near(draw({pq, SurfaceEncoding::hlg, ten}, dim),
                held(by_ocio("Rec.2100-PQ - Display", "Rec.2100-HLG - Display", dim)), code10);
    expect_near(draw({hlg, SurfaceEncoding::hlg, ten}, codes), codes, code10);
}

TEST_F(DisplayPassTest, ScRgbIsLinearLightOf80Nits) {
    EXPECT_NEAR(draw({pq, SurfaceEncoding::scrgb, half}, grey(color::nits_to_pq(80))).y, 1.0, 1e-3);
    EXPECT_NEAR(draw({pq, SurfaceEncoding::scrgb, half}, grey(color::nits_to_pq(1000))).y, 12.5, 0.01);
    EXPECT_NEAR(draw({hlg, SurfaceEncoding::scrgb, half}, grey(1)).y, 12.5, 0.01);
    EXPECT_NEAR(draw({bt1886, SurfaceEncoding::scrgb, half}, grey(1)).y, 203.0 / 80, 2e-3);
    // OpenColorIO's XYZ, whose 1.0 is 100 cd/m2, through the matrix of BT.709.
    const glm::dmat3 to709 = color::xyz_to_rgb(color::primaries::rec709);
    const Colours codes = various();
    for (const auto& [shown, space] : {std::pair{pq, "Rec.2100-PQ - Display"}, {hlg, "Rec.2100-HLG - Display"}}) {
        const Colours wanted =
            each(by_ocio(space, xyz_space, codes), [&](glm::dvec3 xyz) { return to709 * xyz * 1.25; });
        const Colours got = draw({shown, SurfaceEncoding::scrgb, half}, codes);
        // A half has 11 bits; what cancels in the matrix has the rounding of the whole.
        for (std::size_t i = 0; i < got.size(); ++i) {
            const double most = std::max({std::abs(wanted[i].x), std::abs(wanted[i].y), std::abs(wanted[i].z)});
            expect_near({got[i]}, {wanted[i]}, 1e-4 + 1e-3 * most);
        }
    }
    // Colours outside Rec.709 keep their negatives.
    EXPECT_LT(draw({pq, SurfaceEncoding::scrgb, half}, {0.1, 0.58, 0.1}).x, -0.1);
}

TEST_F(DisplayPassTest, SdrPicturesHaveAWhiteOf203NitsOnHdrDisplays) {
    EXPECT_NEAR(draw({bt1886, SurfaceEncoding::hdr10, ten}, grey(1)).y, color::nits_to_pq(203), code10);
    EXPECT_NEAR(draw({bt1886, SurfaceEncoding::hlg, ten}, grey(1)).y, 0.75, 2 * code10);
    // OpenColorIO's XYZ has white at 1, so 203 cd/m2 are 2.03 times it; then its PQ.
    for (const char* space : {"Rec.1886 Rec.709 - Display", "sRGB - Display", "P3-D65 - Display",
                              "Rec.1886 Rec.2020 - Display", "Display P3 - Display"}) {
        SCOPED_TRACE(space);
        const Colours xyz = each(by_ocio(space, xyz_space, various()), [](glm::dvec3 one) { return one * 2.03; });
        expect_near(draw({picture(space), SurfaceEncoding::hdr10, ten}, various()),
                    held(by_ocio(xyz_space, "Rec.2100-PQ - Display", xyz)), code10);
    }
    // Nobody knows what it is: as the interface's colours.
    EXPECT_NEAR(draw({{}, SurfaceEncoding::hdr10, ten}, grey(0.5)).y, color::nits_to_pq(203 * srgb_to_linear(0.5)),
                code10);
}

TEST_F(DisplayPassTest, TheInterfaceKeepsItsGreysAtAWhiteOf203Nits) {
    for (const int code : {0, 27, 128, 200, 255}) {
        const double nits = 203 * srgb_to_linear(code / 255.0);
        const glm::vec4 opaque(glm::vec3(static_cast<float>(code) / 255), 1);
        for (const bool nothing : {false, true}) {
            const auto on = [&](SurfaceEncoding surface, VkFormat format) {
                return draw({pq, surface, format, opaque, {}, nothing}, grey(0.7)).y;
            };
            EXPECT_NEAR(on(SurfaceEncoding::hdr10, ten), color::nits_to_pq(nits), code10) << code;
            EXPECT_NEAR(on(SurfaceEncoding::scrgb, half), nits / 80, 1e-3 * nits / 80 + 1e-4) << code;
            EXPECT_NEAR(on(SurfaceEncoding::sdr, eight), code / 255.0, 1e-6) << code;
        }
    }
    // The ground beneath, of code 15.
    EXPECT_NEAR(draw({pq, SurfaceEncoding::hdr10, ten, {}, {}, true}, grey(0)).y,
                color::nits_to_pq(203 * srgb_to_linear(15 / 255.0)), code10);
}

// A panel at 60 % over an SDR picture looks on an HDR display as it does on an SDR one.
TEST_F(DisplayPassTest, TranslucentPanelsMixAsOnAnSdrDisplay) {
    const glm::vec4 over(0.24f, 0.12f, 0.06f, 0.6f);
    const PictureColours srgb = picture("sRGB - Display");
    const Colours codes = various(), sdr = draw({srgb, SurfaceEncoding::sdr, ten, over}, codes);
    const Colours xyz = each(by_ocio("sRGB - Display", xyz_space, sdr), [](glm::dvec3 one) { return one * 2.03; });
    expect_near(draw({srgb, SurfaceEncoding::hdr10, ten, over}, codes),
                by_ocio(xyz_space, "Rec.2100-PQ - Display", xyz), 2 * code10);
}

TEST_F(DisplayPassTest, FalseColoursAreTheInterfaces) {
    const PictureLook look{1, Marks::nits, 0};
    const glm::dvec3 sdr = draw({pq, SurfaceEncoding::sdr, eight, {}, look}, grey(color::nits_to_pq(150)));
    EXPECT_EQ(sdr, grey(128 / 255.0));  // the band from 100 cd/m2
    EXPECT_NEAR(draw({pq, SurfaceEncoding::hdr10, ten, {}, look}, grey(color::nits_to_pq(150))).y,
                color::nits_to_pq(203 * srgb_to_linear(0.5)), code10);
}

// ITU-R BT.2390-10, 5.4.1, in double and written down again from the Recommendation, for blacks of 0.
double eetf_nits(double nits, double source, double target) {
    const double peak = color::nits_to_pq(source), top = color::nits_to_pq(target) / peak;
    const double e1 = std::min(color::nits_to_pq(nits) / peak, 1.0), knee = 1.5 * top - 0.5;
    if (e1 < knee) return nits;
    const double t = (e1 - knee) / (1 - knee);
    const double e2 = (2 * std::pow(t, 3) - 3 * t * t + 1) * knee + (std::pow(t, 3) - 2 * t * t + t) * (1 - knee) +
                      (-2 * std::pow(t, 3) + 3 * t * t) * top;
    return color::pq_to_nits(e2 * peak);
}

TEST_F(DisplayPassTest, ThePreviewFollowsBt2390) {
    for (const double source : {500.0, 1000.0, 2000.0, 4000.0}) {
        SCOPED_TRACE(source);
        const PictureColours shown = picture(
            "Rec.2100-PQ - Display", fmt::format("Rec.2100-PQ - Display/ACES 2.0 - HDR {:.0f} nits (P3 D65)", source));
        Colours codes, wanted;
        for (int i = 0; i <= 200; ++i) {
            const double code = i / 200.0;
            codes.push_back(grey(code));
            const double nits = eetf_nits(color::pq_to_nits(code), source, 203);
            wanted.push_back(grey(color::linear_to_code(color::find_transfer("srgb").curve, nits / 203)));
        }
        const Colours got = draw({shown, SurfaceEncoding::sdr, ten}, codes);
        expect_near(got, wanted, code10);
        expect_near(draw({shown, SurfaceEncoding::sdr, eight}, codes), wanted, 0.51 / 255);
        for (std::size_t i = 1; i < got.size(); ++i) EXPECT_GE(got[i].y, got[i - 1].y);
        EXPECT_EQ(draw({shown, SurfaceEncoding::sdr, ten}, grey(color::nits_to_pq(source))), grey(1));
    }
    // HLG's preview is that of the same light as PQ.
    const Colours codes = various();
    expect_near(
        draw({hlg, SurfaceEncoding::sdr, ten}, codes),
        draw({pq, SurfaceEncoding::sdr, ten}, held(by_ocio("Rec.2100-HLG - Display", "Rec.2100-PQ - Display", codes))),
        2 * code10);
}

TEST_F(DisplayPassTest, ThePreviewAgreesWithLibplacebo) {
    std::ifstream table(UMBER_TEST_DATA "/app/bt2390_libplacebo.csv");
    Colours codes, theirs;
    for (std::string line; std::getline(table, line);) {
        int peak = 0, level = 0;
        double code = 0;
        if (std::sscanf(line.c_str(), "%d,%d,%lf", &peak, &level, &code) != 3) continue;
        codes.push_back(grey((level - 64) / 876.0));
        theirs.push_back(grey(code));
    }
    ASSERT_EQ(codes.size(), 32u);
    const Colours got = draw({pq, SurfaceEncoding::sdr, half}, codes);
    for (std::size_t i = 0; i < got.size(); ++i) {
        // (The lift of its black is seen at 90 cd/m2 still.)
        const double nits = color::pq_to_nits(codes[i].y);
        EXPECT_NEAR(got[i].y, theirs[i].y, nits < 170 ? 0.003 : 0.0013) << nits << " cd/m2";
    }
}

TEST_F(DisplayPassTest, ThePreviewKeepsHuesAndStaysWithinTheDisplay) {
    // Light within Rec.709, of 40 to 900 cd/m2: its channels keep their ratios.
    const glm::dmat3 to2020 = color::rgb_to_rgb(color::primaries::rec709, color::primaries::rec2020);
    for (const glm::dvec3& ratio : {glm::dvec3(1, 0.5, 0.25), {0.2, 1, 0.6}, {0.5, 0.4, 1}})
        for (const double nits : {40.0, 150.0, 400.0, 900.0}) {
            const glm::dvec3 light = to2020 * ratio * nits;
            glm::dvec3 code;
            for (int i = 0; i < 3; ++i) code[i] = color::nits_to_pq(light[i]);
            const glm::dvec3 got = draw({pq, SurfaceEncoding::sdr, half}, code);
            const glm::dvec3 back(srgb_to_linear(got.x), srgb_to_linear(got.y), srgb_to_linear(got.z));
            // (A channel that Rec.709 cannot hold any more is clipped.)
            if (std::max({got.x, got.y, got.z}) > 0.999) continue;
            const double most = std::max({back.x, back.y, back.z});
            expect_near({back / most}, {ratio}, 0.004);
        }
    for (const glm::dvec3& one : draw({pq, SurfaceEncoding::sdr, half}, various()))
        EXPECT_TRUE(glm::all(glm::greaterThanEqual(one, grey(0))) && glm::all(glm::lessThanEqual(one, grey(1))));
}

}  // namespace
}  // namespace umber::app

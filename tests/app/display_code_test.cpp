// What is known of an HDR picture's mastering display, and what is said of a picture on a display.
#include "app/display_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "color/views.h"

namespace umber::app {
namespace {

using testing::HasSubstr;

PictureColours picture(const char* space, std::string view = {}) {
    return {color::find_space(space), std::move(view), {}, false};
}
const PictureColours pq = picture("Rec.2100-PQ - Display"), hlg = picture("Rec.2100-HLG - Display"),
                     sdr = picture("Rec.1886 Rec.709 - Display");

TEST(DisplayCode, AViewsNameTellsItsMasteringDisplay) {
    int views = 0;
    for (const color::Display& display : color::displays())
        for (const color::ViewTransform* view : display.views) {
            const bool hdr = display.space->encoding == color::Encoding::hdr_video;
            if (view->kind != color::ViewTransform::Kind::aces2 || !hdr) continue;
            const MasteringVolume volume = mastering_volume({*display.space, view->name, {}, false});
            EXPECT_EQ(volume.peak_nits, view->peak_nits) << view->name;
            EXPECT_EQ(volume.gamut, view->limiting) << view->name;
            EXPECT_EQ(volume.max_cll, view->peak_nits);
            ++views;
        }
    EXPECT_EQ(views, 18);
    const MasteringVolume first =
        mastering_volume(picture("Rec.2100-PQ - Display", "ACES 1.1 - HDR Video (2000 nits & P3 lim)"));
    EXPECT_EQ(first.peak_nits, 2000);
    EXPECT_EQ(first.gamut, color::primaries::p3_d65);
    const MasteringVolume wide =
        mastering_volume(picture("Rec.2100-PQ - Display", "ACES 1.1 - HDR Video (4000 nits & Rec.2020 lim)"));
    EXPECT_EQ(wide.peak_nits, 4000);
    EXPECT_EQ(wide.gamut, color::primaries::rec2020);
}

TEST(DisplayCode, WithoutAViewTheClipTellsElseTheStandard) {
    EXPECT_EQ(mastering_volume(pq).peak_nits, 1000);
    EXPECT_EQ(mastering_volume(pq).gamut, color::primaries::rec2020);
    EXPECT_EQ(mastering_volume(pq).max_cll, 0);
    EXPECT_EQ(mastering_volume(hlg).peak_nits, 1000);
    PictureColours clip = pq;
    // P3-D65 of 4000 cd/m2, in the steps of SMPTE ST 2086.
    clip.of_clip.mastering_display = {{{{34000, 16000}, {13250, 34500}, {7500, 3000}}}, {15635, 16450}, 40000000, 50};
    clip.of_clip.content_light = {3500, 600};
    const MasteringVolume volume = mastering_volume(clip);
    EXPECT_DOUBLE_EQ(volume.peak_nits, 4000);
    EXPECT_DOUBLE_EQ(volume.least_nits, 0.005);
    EXPECT_NEAR(volume.gamut.red.x, 0.680, 1e-9);
    EXPECT_NEAR(volume.gamut.white.y, 0.329, 1e-9);
    EXPECT_EQ(volume.max_cll, 3500);
    EXPECT_EQ(volume.max_fall, 600);
    // A view has made another picture of it.
    clip.view = "ACES 2.0 - HDR 500 nits (P3 D65)";
    EXPECT_EQ(mastering_volume(clip).peak_nits, 500);
    EXPECT_EQ(mastering_volume(clip).max_fall, 0);
}

TEST(DisplayCode, AnSdrPictureIsAsBrightAsItIsShown) {
    EXPECT_EQ(mastering_volume(sdr).peak_nits, 203);
    EXPECT_EQ(mastering_volume(sdr).gamut, color::primaries::rec709);
    EXPECT_EQ(mastering_volume(picture("P3-D65 - Display")).gamut, color::primaries::p3_d65);
    EXPECT_EQ(mastering_volume({}).gamut, color::primaries::rec709);
}

TEST(DisplayCode, MetadataIsTheVolume) {
    MasteringVolume volume{color::primaries::p3_d65, 1000, 0.0001, 900, 300};
    const VkHdrMetadataEXT metadata = to_vulkan(volume);
    EXPECT_EQ(metadata.sType, VK_STRUCTURE_TYPE_HDR_METADATA_EXT);
    EXPECT_FLOAT_EQ(metadata.displayPrimaryGreen.x, 0.265f);
    EXPECT_FLOAT_EQ(metadata.displayPrimaryGreen.y, 0.690f);
    EXPECT_FLOAT_EQ(metadata.whitePoint.x, 0.3127f);
    EXPECT_FLOAT_EQ(metadata.maxLuminance, 1000);
    EXPECT_FLOAT_EQ(metadata.minLuminance, 0.0001f);
    EXPECT_FLOAT_EQ(metadata.maxContentLightLevel, 900);
    EXPECT_FLOAT_EQ(metadata.maxFrameAverageLightLevel, 300);
}

TEST(DisplayCode, SaysWhatIsShown) {
    EXPECT_EQ(statement(pq, SurfaceEncoding::sdr), "SDR preview of Rec.2100-PQ, 1000 nits");
    EXPECT_EQ(statement(picture("ST2084-P3-D65 - Display", "ACES 2.0 - HDR 4000 nits (P3 D65)"), SurfaceEncoding::sdr),
              "SDR preview of ST2084-P3-D65, 4000 nits");
    EXPECT_EQ(statement(pq, SurfaceEncoding::hdr10), "HDR10, 1000 nits");
    EXPECT_EQ(statement(hlg, SurfaceEncoding::scrgb), "scRGB, 1000 nits");
    EXPECT_EQ(statement(sdr, SurfaceEncoding::hdr10), "SDR in HDR10, white 203 nits");
    EXPECT_EQ(statement(sdr, SurfaceEncoding::sdr), "");
    EXPECT_EQ(statement({}, SurfaceEncoding::sdr), "");
    PictureColours raw = pq;
    raw.raw = true;
    EXPECT_EQ(statement(raw, SurfaceEncoding::sdr), "Rec.2100-PQ as code values");
}

TEST(DisplayCode, OnlyWhatMustBeConvertedIs) {
    EXPECT_EQ(display_glsl(sdr, SurfaceEncoding::sdr), DisplayGlsl{});
    EXPECT_EQ(display_glsl({}, SurfaceEncoding::sdr), DisplayGlsl{});
    EXPECT_EQ(display_glsl(picture("ACEScct"), SurfaceEncoding::sdr), DisplayGlsl{});
    PictureColours raw = hlg;
    raw.raw = true;
    EXPECT_EQ(display_glsl(raw, SurfaceEncoding::sdr), DisplayGlsl{});
    EXPECT_FALSE(wants_hdr(raw));
    EXPECT_TRUE(wants_hdr(hlg));
    EXPECT_FALSE(wants_hdr(sdr));
    EXPECT_THAT(display_glsl(pq, SurfaceEncoding::sdr).picture, HasSubstr("vec3 preview(vec3 code)"));
    EXPECT_EQ(display_glsl(pq, SurfaceEncoding::sdr).interface, "");
    for (const std::string& text :
         {display_glsl(sdr, SurfaceEncoding::hdr10).picture, display_glsl(sdr, SurfaceEncoding::hdr10).interface})
        EXPECT_THAT(text, HasSubstr("vec3 light_to_surface(vec3 light)"));
}

}  // namespace
}  // namespace umber::app

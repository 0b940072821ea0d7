// Lists of a config, its file rules, and input spaces of real files.
#include "engine/colour_names.h"

#include <ImfChromaticitiesAttribute.h>
#include <ImfRgbaFile.h>
#include <ImfStandardAttributes.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "facility_config.h"
#include "support/error.h"

namespace umber::engine {
namespace {

class ColourNamesTest : public testing::Test {
protected:
    umber::test::ScratchFolder scratch;
    const test::Facility facility;
    const std::string& config = facility.config;
    static media::ClipInfo clip(const std::string& path) {
        media::ClipInfo info;
        info.path = path;
        info.video.emplace();
        info.video->codec = "h264";
        return info;
    }
};

TEST_F(ColourNamesTest, OwnTableHasTheUsualFirst) {
    const ColourNames names = colour_names("");
    EXPECT_EQ(names.spaces.size(), color::spaces().size());
    EXPECT_EQ(names.working, "ACEScct");
    EXPECT_EQ(names.displays.front().name, "Rec.1886 Rec.709 - Display");
    EXPECT_EQ(names.displays.front().views.front(), "ACES 2.0 - SDR 100 nits (Rec.709)");
    const auto linear = std::ranges::find(names.spaces, "ACEScg", &NamedSpace::name);
    ASSERT_NE(linear, names.spaces.end());
    EXPECT_THAT(linear->roles, testing::Contains("scene_linear"));
}

TEST_F(ColourNamesTest, AConfigsNamesAreItsOwn) {
    const ColourNames names = colour_names(config);
    EXPECT_EQ(names.config, config);
    EXPECT_EQ(names.working, "log");  // its role for grading
    ASSERT_EQ(names.displays.size(), 2u);
    EXPECT_EQ(names.displays[0].name, "Tube/Old");
    EXPECT_THAT(names.displays[1].views, testing::ElementsAre("Film", "As log", "Web", "Warm"));
    ASSERT_EQ(names.spaces.size(), 7u);
    EXPECT_TRUE(names.spaces[0].data);
    EXPECT_EQ(names.spaces[1].family, "Scene");
    EXPECT_THAT(names.spaces[1].aliases, testing::ElementsAre("scene light", "lin_ap1"));
    EXPECT_FALSE(names.spaces[1].data);
    EXPECT_THAT(names.spaces[0].roles, testing::ElementsAre("default"));
    EXPECT_THAT(names.spaces[1].roles, testing::ElementsAre("scene_linear"));
}

TEST_F(ColourNamesTest, AConfigThatCantBeReadIsNamed) {
    const std::string broken = facility.write("broken.ocio", "ocio_profile_version: 2\nroles: [no");
    for (const std::string& file : {broken, facility.path("missing.ocio")})
        EXPECT_THAT(umber::test::message_of([&] { (void)colour_names(file); }), testing::StartsWith(file + ": "));
}

TEST_F(ColourNamesTest, FileRulesComeBeforeWhatTheFileSays) {
    const color::InputSpace by_rule = input_space(clip("/shots/a_cam 12.mov"), config);
    EXPECT_EQ(by_rule.space, "log");
    EXPECT_EQ(by_rule.why, "the config's file rule 'Cameras'");
    // A space of the file that the config has by an alias; else its default rule.
    media::ClipInfo graded = clip("/shots/a.mov");
    graded.metadata = {{"colorspace", "ACEScg"}};
    EXPECT_EQ(input_space(graded, config).space, "lin");
    EXPECT_EQ(input_space(graded, config).why, "its tag colorspace ACEScg");
    const color::InputSpace by_default = input_space(clip("/shots/a.mov"), config);
    EXPECT_EQ(by_default.space, "raw");
    EXPECT_NE(by_default.why.find("default rule"), std::string::npos);
}

// Without a config a space's name in the path tells more than nothing, and less than the file itself.
TEST_F(ColourNamesTest, ANameTellsWhereTheFileDoesNot) {
    EXPECT_EQ(input_space(clip("/shots/shot_arri_logc4_0001.tif"), "").space, "ARRI LogC4");
    media::ClipInfo tagged = clip("/shots/shot_arri_logc4_0001.mov");
    tagged.metadata = {{"CaptureGamma", "V-Log"}};
    EXPECT_EQ(input_space(tagged, "").space, "V-Log V-Gamut");
    // A config's rule for all files of an extension is for those that say nothing.
    const std::string own = UMBER_TEST_DATA "/../../luts/umber.ocio";
    media::ClipInfo exr = clip("/shots/a.exr");
    exr.video->codec = "exr";
    exr.video->tags.transfer = color::Transfer::linear;  // as media has it
    EXPECT_EQ(input_space(exr, own).space, "Linear Rec.709 (sRGB)");
    EXPECT_EQ(input_space(exr, "").space, "Linear Rec.709 (sRGB)");
    exr.metadata = {{"chromaticities", "0.713 0.293 0.165 0.83 0.128 0.044 0.32168 0.33767"}};
    EXPECT_EQ(input_space(exr, own).space, "ACEScg");
}

TEST_F(ColourNamesTest, FilesAreLabelledWithWhatComesOut) {
    media::ClipInfo log = clip("a.mov");
    log.metadata = {{"CaptureGamma", "V-Log"}};
    EXPECT_EQ(label_of({}, log).name, "V-Log V-Gamut");  // as it came
    EXPECT_EQ(label_of({}, clip("a.mov")).name, "");     // nobody says
    EXPECT_EQ(label_of({.output_space = "aces"}, log).name, "ACES2065-1");
    EXPECT_EQ(label_of({.working_space = "ACEScg", .view = "none"}, log).name, "ACEScg");
    EXPECT_EQ(label_of({.view = "sRGB - Display/ACES 2.0 - SDR 100 nits (Rec.709)"}, log).name, "sRGB - Display");
    EXPECT_TRUE(label_of({.output_space = "ADX16"}, log).density);
    const color::SpaceLabel own = label_of({"lin", "log", "log", "", config}, log);
    EXPECT_EQ(own.name, "log");
    EXPECT_FALSE(own.chromaticities);
    // A role is the config's, which has another space for it than Umber.
    EXPECT_EQ(label_of({"lin", "log", "color_timing", "", config}, log).name, own.name);
    EXPECT_FALSE(shown_space({"lin", "log", "color_timing", "", config}, {}));
    EXPECT_EQ(label_of({.output_space = "color_timing"}, log).name, "ACEScct");
    // What nobody names is graded in is the config's too.
    EXPECT_EQ(label_of({.input_space = "lin", .view = "none", .config = config}, log).name, own.name);
    // As it came, with primaries that no space has: they are its tags'.
    media::ClipInfo ntsc = clip("ntsc.mov");
    ntsc.video->tags = {color::Primaries::bt601_525, color::Transfer::bt709, color::Matrix::rgb, color::Range::full,
                        color::ChromaLocation::unspecified};
    EXPECT_FALSE(label_of({}, ntsc).chromaticities);
    EXPECT_EQ(label_of({"lin", "log", "lin", "", config}, log).chromaticities, color::primaries::ap1);
}

TEST_F(ColourNamesTest, FillsAPipelineOnlyWhereTagsWouldNotSayIt) {
    media::ClipInfo log = clip("a.mov");
    log.metadata = {{"CaptureGamma", "V-Log"}};
    EXPECT_TRUE(for_clip({}, log).empty());  // nothing asked for stays so
    EXPECT_EQ(for_clip({"", "", "ACEScg", ""}, log).input_space, "V-Log V-Gamut");
    EXPECT_EQ(for_clip({"ARRI LogC4", "", "ACEScg", ""}, log).input_space, "ARRI LogC4");
    EXPECT_EQ(for_clip({"", "", "ACEScg", ""}, clip("a.mov")).input_space, "");
    EXPECT_TRUE(for_clip({"", "", "", "none"}, log).input_space.empty());
}

TEST_F(ColourNamesTest, KnowsWhatIsShown) {
    const color::Tags tags{color::Primaries::bt709, color::Transfer::bt709, color::Matrix::bt709, color::Range::limited,
                           color::ChromaLocation::left};
    EXPECT_EQ(shown_space({}, tags)->name, "Rec.1886 Rec.709 - Display");
    EXPECT_EQ(shown_space({"", "", "", "Rec.2100-PQ - Display/ACES 2.0 - HDR 1000 nits (P3 D65)"}, tags)->name,
              "Rec.2100-PQ - Display");
    EXPECT_EQ(shown_space({"", "", "ACEScg", ""}, tags)->name, "ACEScg");
    EXPECT_EQ(shown_space({"", "", "", "none"}, tags)->name, "ACEScct");
    EXPECT_EQ(shown_space({"lin", "log", "", "Monitor/Web", config}, tags)->name, "sRGB - Display");
    EXPECT_FALSE(shown_space({"lin", "log", "", "Monitor/Film", config}, tags));
    // A display's name may hold a '/'. What is known is written as a master's tags, and nothing else is.
    const ColorPipeline tube{"lin", "log", "", "Tube/Old/Web", config};
    ASSERT_TRUE(shown_space(tube, tags));
    EXPECT_EQ(shown_space(tube, tags)->name, "sRGB - Display");
    EXPECT_EQ(tube.tags(tags).transfer, color::Transfer::srgb);
    EXPECT_FALSE(shown_space({"lin", "log", "", "Tube/Old/Film", config}, tags));
    EXPECT_EQ((ColorPipeline{"lin", "log", "", "Tube/Old/Film", config}).tags(tags).transfer,
              color::Transfer::unspecified);
}

TEST_F(ColourNamesTest, OfRealFiles) {
    // OpenEXR with the chromaticities of ACEScg, written by OpenEXR itself.
    const std::string exr = (scratch / "ap1.exr").string();
    {
        Imf::Header header(8, 8);
        Imf::addChromaticities(
            header, Imf::Chromaticities({0.713f, 0.293f}, {0.165f, 0.830f}, {0.128f, 0.044f}, {0.32168f, 0.33767f}));
        const std::vector<Imf::Rgba> pixels(64, Imf::Rgba(0.18f, 0.18f, 0.18f, 1));
        Imf::RgbaOutputFile file(exr.c_str(), header, Imf::WRITE_RGB);
        file.setFrameBuffer(pixels.data(), 1, 8);
        file.writePixels(8);
    }
    EXPECT_EQ(input_space(media::probe(exr), "").space, "ACEScg");
    // DPX of FFmpeg's, with printing density in byte 801 (SMPTE ST 268-1).
    const std::string dpx = (scratch / "scan.dpx").string();
    ASSERT_EQ(umber::test::run("ffmpeg -v error -f lavfi -i testsrc2=size=64x36 -frames:v 1 -pix_fmt gbrp10le " +
                               umber::test::quoted(std::string_view(dpx)))
                  .exit_code,
              0);
    {
        std::fstream file(dpx, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(801);
        file.put(1);
    }
    EXPECT_EQ(input_space(media::probe(dpx), "").space, "ADX10");
    // QuickTime's metadata as ARRI's cameras have it, and FFmpeg's own tags of PQ.
    const std::string mov = (scratch / "a.mov").string(), pq = (scratch / "pq.mov").string();
    ASSERT_EQ(umber::test::run("ffmpeg -v error -f lavfi -i testsrc2=size=64x36 -frames:v 2 -c:v prores_ks -movflags "
                               "use_metadata_tags -metadata com.arri.camera.ColorGammaSxS=LOG-C -metadata "
                               "com.arri.camera.ExposureIndexAsa=400 " +
                               umber::test::quoted(std::string_view(mov)))
                  .exit_code,
              0);
    EXPECT_EQ(input_space(media::probe(mov), "").space, "ARRI LogC3 (EI400)");
    ASSERT_EQ(umber::test::run(
                  "ffmpeg -v error -f lavfi -i testsrc2=size=64x36 -frames:v 2 -c:v prores_ks -vf "
                  "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc -movflags write_colr " +
                  umber::test::quoted(std::string_view(pq)))
                  .exit_code,
              0);
    EXPECT_EQ(input_space(media::probe(pq), "").space, "Rec.2100-PQ - Display");
}

}  // namespace
}  // namespace umber::engine

// `umber export`: what other programs read in the files, and whether the reported error is true.
#include <cmath>
#include <nlohmann/json.hpp>

#include "umber.h"

namespace umber {
namespace {

using nlohmann::json;
using test::quoted;

class Export : public testing::Test {
protected:
    const test::ScratchFolder scratch;
    std::string in(const char* name) const { return quoted(scratch / name); }
};

// 16-bit codes of a picture.
std::vector<int> codes(const std::string& bytes) {
    std::vector<int> values;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
        values.push_back(static_cast<unsigned char>(bytes[i]) + 256 * static_cast<unsigned char>(bytes[i + 1]));
    return values;
}

TEST_F(Export, ACubeInFfmpegIsOffByWhatItsReportSays) {
    test::make_clip(scratch / "in.mp4", "256x144", 5, "-vf " + test::bt709_limited + " -c:v libx264 -pix_fmt yuv420p");
    const std::string grade = " --set exposure.exposure=0.3 --set cdl.power=0.9,1,1.1 --set saturation.saturation=1.2";
    for (const char* size : {"17", "65"}) {
        test::said("export " + in("in.mp4") + " -o " + in("g.cube") + " --size " + size + " --report " + in("r.json") +
                   grade);
        const json report = json::parse(test::text_of(scratch / "r.json"));
        EXPECT_EQ(report["kind"], "cube");
        EXPECT_EQ(report["size"], std::atoi(size));
        EXPECT_EQ(report["samples"], 5 * 256 * 144);
        EXPECT_EQ(report["max_error_at"].size(), 3u);
        EXPECT_LE(report["mean_error"], report["max_error"]);
        double worst = 0;
        for (const char* at : {"0", "2", "4"}) {
            test::said("frame " + in("in.mp4") + " --at " + at + " -o " + in("f.png") + grade);
            test::said("frame " + in("in.mp4") + " --at " + at + " -o " + in("n.png"));
            const auto graded = codes(test::ffmpeg("-i " + in("f.png") + " -pix_fmt rgb48le -f rawvideo -"));
            const auto table =
                codes(test::ffmpeg("-i " + in("n.png") + " -vf format=gbrpf32le,lut3d=" + in("g.cube") +
                                   ":interp=tetrahedral,format=gbrp16le -pix_fmt rgb48le -f rawvideo -"));
            ASSERT_EQ(graded.size(), table.size());
            for (std::size_t i = 0; i < graded.size(); ++i)
                worst = std::max(worst, std::abs(graded[i] - table[i]) / 65535.0);
        }
        EXPECT_LE(worst, report["max_error"].get<double>() + 4 / 65535.0) << size;
        EXPECT_GT(worst, 0);
    }
}

// Grade alone, grade with view, view alone: ffmpeg's lut3d puts the table on the untouched picture, and that must be
// the picture that `umber frame` makes of the same options, within what the report says.
TEST_F(Export, ATableHoldsGradeAndViewAndSaysSo) {
    test::make_clip(scratch / "in.mkv", "160x90", 1, "-c:v ffv1 -pix_fmt gbrp10le");
    test::said("frame " + in("in.mkv") + " -o " + in("n.png"));
    const std::string view = " --view 'Rec.1886 Rec.709 - Display/ACES 2.0 - SDR 100 nits (Rec.709)'";
    const std::string grade = " --set exposure.exposure=0.4 --set gamut_compression.amount=1";
    const std::string log = " --input-space 'ARRI LogC4'";
    const struct {
        std::string options;
        std::vector<std::string> says;
    } cases[]{
        {log + grade, {"grade alone", "Input: ARRI LogC4", "Graded in: ACEScct", "Output: ARRI LogC4"}},
        {log + grade + view, {"grade + view", "Output: Rec.1886 Rec.709 - Display/ACES 2.0 - SDR 100 nits (Rec.709)"}},
        {log + view,
         {"view alone, without a grade", "Input: ARRI LogC4", "Range of the input: 0 to 1", "Shaper: none"}},
        {log + " --output-space 'sRGB - Display'", {"conversion alone", "Output: sRGB - Display"}},
        {grade, {"grade alone", "Input: the clip's own code values"}},
    };
    for (const auto& one : cases) {
        test::said("export " + in("in.mkv") + " -o " + in("v.cube") + " --size 65 --report " + in("r.json") +
                   one.options);
        const std::string cube = test::text_of(scratch / "v.cube");
        for (const std::string& line : one.says)
            EXPECT_NE(cube.find(line), std::string::npos) << one.options << "\n" << cube.substr(0, 600);
        const json report = json::parse(test::text_of(scratch / "r.json"));
        const double bound = report["max_error"].get<double>();
        test::said("frame " + in("in.mkv") + " -o " + in("f.png") + one.options);
        const auto graded = codes(test::ffmpeg("-i " + in("f.png") + " -pix_fmt rgb48le -f rawvideo -"));
        const auto table = codes(test::ffmpeg("-i " + in("n.png") + " -vf format=gbrpf32le,lut3d=" + in("v.cube") +
                                              ":interp=tetrahedral,format=gbrp16le -pix_fmt rgb48le -f rawvideo -"));
        ASSERT_EQ(graded.size(), table.size());
        double worst = 0;
        for (std::size_t i = 0; i < graded.size(); ++i)
            worst = std::max(worst, std::abs(graded[i] - table[i]) / 65535.0);
        // ffmpeg's picture was rounded to 16 bits before the table, where gamut compression is steep
        EXPECT_LE(worst, bound + 16 / 65535.0) << one.options;
        if (one.options.find("view") != std::string::npos) {
            EXPECT_LE(report["mean_error"].get<double>(), 0.005) << one.options;
        }
    }
    test::said("export " + in("in.mkv") + " -o " + in("s.cube") + " --shaper log" + log + view);
    EXPECT_NE(test::text_of(scratch / "s.cube").find("Shaper: log2(1 + x / "), std::string::npos);
    // A CDL holds the grade of the working space, and says which that is.
    EXPECT_NE(
        test::said("export " + in("in.mkv") + " -o " + in("v.cdl") + " --report " + in("r.json") + log + grade + view)
            .find("acts on ACEScct"),
        std::string::npos);
    EXPECT_EQ(json::parse(test::text_of(scratch / "r.json"))["acts_on"], "ACEScct");
    EXPECT_NE(test::text_of(scratch / "v.cdl").find("<InputDescription>ACEScct"), std::string::npos);
}

TEST_F(Export, ACdlIsWrittenExactlyAndReadBack) {
    test::make_clip(scratch / "in.mkv", "64x48", 2, "-c:v ffv1 -pix_fmt yuv420p");
    const std::string cdl =
        "--set cdl.slope=1.1,1,0.9 --set cdl.offset=0.01,0,-0.01 --set cdl.power=0.95,1,1.05 --set cdl.saturation=1.2";
    const auto probed = [&](const std::string& arguments) {
        return test::run("echo 0.2,0.4,0.6 | " + quoted(std::string_view(UMBER_BINARY)) + " probe " + arguments).out;
    };
    for (const char* name : {"g.cc", "g.ccc", "g.cdl"}) {
        EXPECT_EQ(test::said("export " + in("in.mkv") + " -o " + in(name) + " " + cdl + " --report " + in("r.json")),
                  (scratch / name).string() + ": CDL, exact\n");
        EXPECT_EQ(probed("--cdl " + in(name)), probed(cdl));
        EXPECT_EQ(json::parse(test::text_of(scratch / "r.json"))["max_error"], 0.0);
    }
    EXPECT_NE(test::text_of(scratch / "g.cdl").find("in.mkv"), std::string::npos);
}

TEST_F(Export, WhatACdlSaysBesideItsNumbersIsKept) {
    test::make_clip(scratch / "in.mkv", "64x48", 1, "-c:v ffv1 -pix_fmt yuv420p");
    test::write_text(
        scratch / "a.cc",
        "<ColorCorrection "
        "id=\"day_7\"><InputDescription>LogC</InputDescription><SOPNode><Description>warm</Description><Slope>1.1 1 "
        "1</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></SOPNode></ColorCorrection>");
    test::said("export " + in("in.mkv") + " -o " + in("b.cc") + " --cdl " + in("a.cc"));
    const std::string written = test::text_of(scratch / "b.cc");
    for (const char* kept : {"day_7", "LogC", "warm", "1.1 1 1"})
        EXPECT_NE(written.find(kept), std::string::npos) << kept;
}

TEST_F(Export, WhatNoCdlHoldsIsFittedAndTold) {
    test::make_clip(scratch / "in.mkv", "128x96", 2, "-c:v ffv1 -pix_fmt yuv420p");
    const std::string out =
        test::said("export " + in("in.mkv") + " -o " + in("g.cc") + " --set hue.hue=20 --report " + in("r.json"));
    EXPECT_NE(out.find("Hue"), std::string::npos) << out;
    const json report = json::parse(test::text_of(scratch / "r.json"));
    EXPECT_FALSE(report["exact"]);
    EXPECT_GT(report["max_error"], 0.0);
    EXPECT_FALSE(report["not_included"].empty());
}

TEST_F(Export, RefusesWhatItCannotWrite) {
    test::make_clip(scratch / "in.mkv", "64x48", 1, "-c:v ffv1 -pix_fmt yuv420p");
    test::failed("export " + in("in.mkv") + " -o " + in("g.txt"), 2);
    test::failed("export " + in("in.mkv") + " -o " + in("g.cube") + " --size 1", 2);
    test::failed("export " + in("in.mkv") + " -o " + in("g.cube") + " --shaper sqrt", 2);
    test::failed("export " + in("in.mkv") + " -o " + in("g.cube") + " --domain 1,0", 2);
    test::failed("export " + in("missing.mkv") + " -o " + in("g.cube"), 1);
    test::failed("export " + in("in.mkv") + " -o " + in("no/g.cube"), 1);
    EXPECT_FALSE(std::filesystem::exists(scratch / "g.cube"));
}

}  // namespace
}  // namespace umber

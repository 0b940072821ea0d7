// `umber grade`, `ops`, `info`, `devices`, `scopes`, `engine-source`: what they print and what they leave on disk.
#include <nlohmann/json.hpp>

#include "umber.h"

namespace umber {
namespace {

using nlohmann::json;
using test::quoted;

class Grade : public testing::Test {
protected:
    const test::ScratchFolder scratch;
    std::string in(const char* name) const { return quoted(scratch / name); }
};

TEST_F(Grade, IsMadeChangedShownAndCompared) {
    test::said("grade new " + in("a.json") + " --set cdl.slope=1.1,1,0.9");
    EXPECT_EQ(test::said("grade show " + in("a.json")), "node 1 'Primary'\n  cdl\n    slope = 1.1,1,0.9\n");
    test::said("grade new " + in("b.json") + " --grade " + in("a.json"));
    test::said("grade set " + in("b.json") + " cdl.slope=1,1,1 exposure.exposure=0.5 --off saturation");
    test::said("grade add " + in("b.json") + " hue --new-node Look");
    EXPECT_EQ(test::said("grade diff " + in("a.json") + " " + in("b.json")),
              "node 1: exposure: put in\nnode 1: exposure.exposure: 0 -> 0.5\nnode 1: cdl.slope: 1.1,1,0.9 -> 1,1,1\n"
              "node 1: saturation: put in\nnode 1: saturation: off\nnode 2: put in\nnode 2: hue: put in\n");
    EXPECT_EQ(test::said("grade diff " + in("a.json") + " " + in("a.json")), "");
    const json shown = json::parse(test::said("grade show --json " + in("b.json")));
    EXPECT_EQ(shown["nodes"].size(), 2u);
    EXPECT_EQ(shown, json::parse(test::text_of(scratch / "b.json")));
}

TEST_F(Grade, IsNeverLostByAMistake) {
    test::said("grade new " + in("a.json") + " --set exposure.exposure=1");
    const std::string before = test::text_of(scratch / "a.json");
    test::failed("grade new " + in("a.json"), 1);
    test::failed("grade set " + in("a.json") + " exposure.exposure=much", 2);
    test::failed("grade set " + in("a.json") + " exposure.exposure=2 --node 7", 1);
    test::failed("grade add " + in("a.json") + " exposure", 1);
    test::failed("grade add " + in("a.json") + " sepia", 2);
    test::failed("grade set " + in("a.json") + " lut.file=/no/such.cube", 1);
    test::failed("grade set " + in("missing.json") + " exposure.exposure=2", 1);
    EXPECT_EQ(test::text_of(scratch / "a.json"), before);
    test::said("grade new --force " + in("a.json"));
    EXPECT_NE(test::text_of(scratch / "a.json"), before);
}

TEST_F(Grade, MeansTheSameWhereverItIsUsed) {
    test::write_text(scratch / "look.cube", "LUT_1D_SIZE 2\n0.5 0.5 0.5\n1 1 1\n");
    test::write_text(
        scratch / "g.json",
        R"({"umber_grade": 1, "nodes": [{"id": 1, "operations": [{"operation": "lut", "file": "look.cube"}]}]})");
    test::write_text(scratch / "in.csv", "0,0,0\n");
    EXPECT_EQ(test::run("cd / && " + quoted(std::string_view(UMBER_BINARY)) + " probe --grade " + in("g.json") + " <" +
                        in("in.csv"))
                  .out,
              "0.5,0.5,0.5\n");
    EXPECT_EQ(test::run("cd " + quoted(scratch.path()) + " && " + quoted(std::string_view(UMBER_BINARY)) +
                        " probe --set lut.file=look.cube <in.csv")
                  .out,
              "0.5,0.5,0.5\n");
    test::run("cd " + quoted(scratch.path()) + " && " + quoted(std::string_view(UMBER_BINARY)) +
              " grade new h.json --lut look.cube");
    EXPECT_NE(test::text_of(scratch / "h.json").find((scratch / "look.cube").string()), std::string::npos);
}

TEST(Ops, ListsEveryParameterWithItsRange) {
    const json all = json::parse(test::said("ops --json"));
    EXPECT_GE(all.size(), 9u);
    EXPECT_NE(test::said("ops cdl").find("cdl.slope"), std::string::npos);
    for (const auto& operation : all)
        for (const auto& parameter : operation["parameters"]) {
            EXPECT_TRUE(parameter.contains("default")) << parameter;
            // What it says can be said back.
            const std::string name = operation["id"].get<std::string>() + "." + parameter["id"].get<std::string>();
            if (parameter["default"] != "")
                test::said("probe --set " +
                           quoted(std::string_view(name + "=" + parameter["default"].get<std::string>())));
        }
}

TEST(Devices, NamesOneThatIsChosen) {
    const json list = json::parse(test::said("devices --json"));
    ASSERT_FALSE(list.empty());
    int chosen = 0;
    for (const auto& one : list) {
        for (const char* key : {"index", "name", "type", "driver", "api", "chosen", "why"})
            EXPECT_TRUE(one.contains(key)) << key;
        chosen += one["chosen"].get<bool>();
    }
    EXPECT_EQ(chosen, 1);
}

TEST_F(Grade, InfoKeepsToTheContract) {
    test::ffmpeg("-f lavfi -i testsrc2=s=720x576:r=30000/1001 -f lavfi -i sine -t 1 -vf " + test::bt709_limited +
                 " -c:v prores_aw -pix_fmt yuv422p10le -timecode '01:00:00;02' -c:a pcm_s24le " + in("in.mov"));
    const json info = json::parse(test::said("info --json " + in("in.mov")));
    EXPECT_EQ(info["path"].get<std::string>(), (scratch / "in.mov").string());
    const json& video = info["video"];
    EXPECT_EQ(video["codec"], "prores");
    EXPECT_EQ(video["width"], 720);
    EXPECT_EQ(video["height"], 576);
    EXPECT_EQ(video["pixel_format"], "yuv422p10le");
    EXPECT_EQ(video["frame_rate"], "30000/1001");
    EXPECT_EQ(video["frames"], 30);
    EXPECT_NEAR(video["duration"].get<double>(), 1.001, 1e-9);
    EXPECT_EQ(video["start_timecode"], "01:00:00;02");
    EXPECT_EQ(video["range"], "tv");
    EXPECT_EQ(video["matrix"], "bt709");
    EXPECT_EQ(video["primaries"], "bt709");
    EXPECT_EQ(video["transfer"], "bt709");
    for (const char* key : {"chroma_location", "rotation", "sample_aspect_ratio"})
        EXPECT_TRUE(video.contains(key)) << key;
    EXPECT_EQ(info["audio"][0]["codec"], "pcm_s24le");
    EXPECT_EQ(info["audio"][0]["sample_rate"], 44100);
    EXPECT_EQ(info["input_space"], "Rec.1886 Rec.709 - Display");
    EXPECT_TRUE(info["notes"].is_array());
    EXPECT_NE(test::said("info " + in("in.mov")).find("720x576"), std::string::npos);
}

TEST_F(Grade, ScopesCountEveryPixel) {
    test::ffmpeg("-f lavfi -i color=white:s=64x48:r=1:d=1 -frames:v 1 -pix_fmt rgb24 " + in("white.png"));
    const json scopes = json::parse(test::said("scopes " + in("white.png") + " --set exposure.exposure=0"));
    EXPECT_EQ(scopes["width"], 64);
    EXPECT_EQ(scopes["height"], 48);
    for (const char* channel : {"red", "green", "blue", "luma"}) {
        ASSERT_EQ(scopes["histogram"][channel].size(), 1024u);
        EXPECT_EQ(scopes["histogram"][channel][1023], 64 * 48) << channel;
    }
    for (const char* key : {"minimum", "maximum", "mean", "percentile_1", "percentile_99"})
        EXPECT_EQ(scopes[key], json::parse("[1.0,1.0,1.0]")) << key;
    test::said("scopes " + in("white.png") + " -o " + in("s.png"));
    EXPECT_EQ(test::ffprobe(scratch / "s.png", "width"), "1280");
    test::said("scopes " + in("white.png") + " -o " + in("s.json"));
    EXPECT_EQ(json::parse(test::text_of(scratch / "s.json")), json::parse(test::said("scopes " + in("white.png"))));
}

TEST_F(Grade, TheEnginesSourceIsReadable) {
    EXPECT_NE(test::said("engine-source --set cdl.slope=1.1,1,1").find("rgb = cdl("), std::string::npos);
    test::make_clip(scratch / "in.mkv", "64x48", 1, "-c:v ffv1 -pix_fmt yuv420p");
    EXPECT_NE(test::said("engine-source " + in("in.mkv") + " --set exposure.exposure=1").find("exposure(rgb"),
              std::string::npos);
}

TEST(Umber, SaysWhatItIs) {
    EXPECT_TRUE(test::said("--version").starts_with("umber "));
    for (const char* command : {"", "info ", "frame ", "render ", "export ", "scopes ", "probe ", "ops ", "grade ",
                                "devices ", "engine-source "})
        EXPECT_NE(test::said(std::string(command) + "--help").find("Usage:"), std::string::npos) << command;
}

}  // namespace
}  // namespace umber

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

constexpr const char* rec709_view = "Rec.1886 Rec.709 - Display/ACES 2.0 - SDR 100 nits (Rec.709)";

// A grade remembers its colour management: with it alone, the picture is what the options make.
TEST_F(Grade, RemembersItsColours) {
    test::make_clip(scratch / "a.mov", "160x90", 2, "-c:v libx264 -pix_fmt yuv420p");
    const auto frame = [&](const std::string& options) {
        test::said("frame " + in("a.mov") + " " + options + " --depth 16 -o " + in("f.png"));
        return test::text_of(scratch / "f.png");
    };
    const std::string set = " --set exposure.exposure=0.5", view = " --view " + quoted(std::string_view(rec709_view));
    test::said("grade new " + in("g.json") + set + " --input-space 'ARRI LogC4'" + view);
    const std::string file = "--grade " + in("g.json");
    EXPECT_EQ(frame(file), frame(set + " --input-space 'ARRI LogC4'" + view));
    // Each option stands instead of what the file says, by itself.
    EXPECT_EQ(frame(file + " --input-space 'ARRI LogC3 (EI800)'"),
              frame(set + " --input-space 'ARRI LogC3 (EI800)'" + view));
    EXPECT_EQ(frame(file + " --output-space ACEScg"), frame(set + " --input-space 'ARRI LogC4' --output-space ACEScg"));
    EXPECT_EQ(frame(file + " --working-space ACEScg"),
              frame(set + " --input-space 'ARRI LogC4' --working-space ACEScg" + view));
    // An edit keeps them, and they are shown and compared.
    test::said("grade new " + in("h.json") + " --grade " + in("g.json"));
    test::said("grade set " + in("h.json") + " exposure.exposure=0.5 --view none");
    const std::string shown = test::said("grade show " + in("h.json"));
    EXPECT_NE(shown.find("colour\n  input_space = ARRI LogC4\n  view = none\n  working_space = ACEScct\n"),
              std::string::npos)
        << shown;
    EXPECT_EQ(test::said("grade diff " + in("g.json") + " " + in("h.json")),
              std::string("colour.view: ") + rec709_view + " -> none\n");
    // The other commands take them too.
    test::write_text(scratch / "in.csv", "0.3,0.4,0.5\n");
    const auto probe = [&](const std::string& options) {
        return test::run(quoted(std::string_view(UMBER_BINARY)) + " probe " + options + " <" + in("in.csv")).out;
    };
    EXPECT_EQ(probe(file), probe(set + " --input-space 'ARRI LogC4'" + view));
    test::said("export " + in("a.mov") + " -o " + in("g.cube") + " " + file);
    EXPECT_NE(test::text_of(scratch / "g.cube").find(rec709_view), std::string::npos);
    // A clip's own.
    const std::string clips = "{\"a.mov\": \"ARRI LogC3 (EI800)\"}";
    std::string text = test::text_of(scratch / "g.json");
    text.insert(text.find("\"input_space\""), "\"clips\": " + clips + ", ");
    test::write_text(scratch / "c.json", text);
    EXPECT_EQ(frame("--grade " + in("c.json")), frame(set + " --input-space 'ARRI LogC3 (EI800)'" + view));
    // What would not work is not written.
    const std::string before = test::text_of(scratch / "g.json");
    EXPECT_NE(test::failed("grade set " + in("g.json") + " --view Monitor/Film", 2).find("Monitor"), std::string::npos);
    test::failed("grade set " + in("g.json") + " --config /no/such.ocio", 1);
    EXPECT_EQ(test::text_of(scratch / "g.json"), before);
}

// A node's space, from the command that sets it to the colours that come out: those of three runs in a row, into that
// space, the operation there, and back.
TEST_F(Grade, ANodeWorksInASpaceOfItsOwn) {
    test::write_text(scratch / "in.csv", "0.3,0.4,0.5\n0.6,0.45,0.35\n0.2,0.2,0.2\n");
    const auto probe = [&](const std::string& options, const char* from) {
        const auto run = test::run(quoted(std::string_view(UMBER_BINARY)) + " probe " + options + " <" + in(from));
        EXPECT_EQ(run.exit_code, 0) << run.err;
        return run.out;
    };
    const std::string working = " --input-space ACEScct --working-space ACEScct --view none",
                      cdl = " --set cdl.slope=1.2,1,0.9 --set cdl.power=0.9,1,1.1";
    test::write_text(scratch / "there.csv", probe("--input-space ACEScct --output-space 'V-Log V-Gamut'", "in.csv"));
    test::write_text(
        scratch / "done.csv",
        probe("--input-space 'V-Log V-Gamut' --working-space 'V-Log V-Gamut' --view none" + cdl, "there.csv"));
    const std::string wanted = probe("--input-space 'V-Log V-Gamut' --output-space ACEScct", "done.csv");

    test::said("grade new " + in("g.json") + cdl);
    const std::string file = "--grade " + in("g.json") + working, plain = probe(file, "in.csv");
    test::said("grade new " + in("old.json") + " --grade " + in("g.json"));
    test::said("grade set " + in("g.json") + " --node 1 --space vlog_vgamut");
    const std::string got = probe(file, "in.csv");
    double most = 0;
    const char *a = got.c_str(), *b = wanted.c_str();
    for (int i = 0; i < 9; ++i) {
        char *a_end = nullptr, *b_end = nullptr;
        most = std::max(most, std::abs(std::strtod(a, &a_end) - std::strtod(b, &b_end)));
        a = a_end + 1;
        b = b_end + 1;
    }
    EXPECT_LT(most, 2e-6) << got << wanted;
    EXPECT_NE(got, plain);
    // It is shown, compared, in the file, and taken back.
    EXPECT_EQ(test::said("grade show " + in("g.json")).substr(0, 37), "node 1 'Primary', in vlog_vgamut\n  cd");
    EXPECT_EQ(test::said("grade diff " + in("old.json") + " " + in("g.json")),
              "space: the working space -> vlog_vgamut\n");
    EXPECT_EQ(json::parse(test::text_of(scratch / "g.json"))["nodes"][0]["space"], "vlog_vgamut");
    // Mixed away, or by another name of the working space, it leaves nothing.
    test::said("grade set " + in("g.json") + " --mix 0");
    EXPECT_EQ(probe(file, "in.csv"), probe(working, "in.csv"));
    test::said("grade set " + in("g.json") + " --mix 1 --space acescct_ap1");
    EXPECT_EQ(probe(file, "in.csv"), plain);
    test::said("grade set " + in("g.json") + " --space working");
    EXPECT_EQ(test::text_of(scratch / "g.json"), test::text_of(scratch / "old.json"));
}

TEST_F(Grade, RefusesASpaceThatNobodyKnows) {
    test::said("grade new " + in("g.json") + " --set exposure.exposure=1");
    const std::string before = test::text_of(scratch / "g.json");
    EXPECT_NE(test::failed("grade set " + in("g.json") + " --space ACESgg", 2).find("did you mean 'ACEScg'"),
              std::string::npos);
    test::failed("grade set " + in("g.json") + " --space ADX10", 1);
    test::failed("grade set " + in("g.json") + " --space ACEScg --node 4", 1);
    EXPECT_EQ(test::text_of(scratch / "g.json"), before);
    // In a file, it is refused when it is used; and so is one where nothing says what the code values are.
    test::write_text(scratch / "bad.json",
                     R"({"umber_grade": 1, "nodes": [{"space": "ACESgg", "operations": [{"operation": "hue"}]}]})");
    test::make_clip(scratch / "a.mov", "64x36", 1, "-c:v libx264 -pix_fmt yuv420p");
    test::make_clip(scratch / "tagged.mov", "64x36", 1,
                    "-vf " + test::bt709_limited +
                        " -c:v libx264 -pix_fmt yuv420p -color_primaries bt709 -color_trc bt709 -colorspace bt709");
    const std::string to = " -o " + in("f.png");
    const std::string said =
        test::failed("frame " + in("a.mov") + " --input-space ACEScct --grade " + in("bad.json") + to, 2);
    EXPECT_NE(said.find("a node's space, 'ACESgg'"), std::string::npos) << said;
    test::failed("render " + in("tagged.mov") + " --grade " + in("bad.json") + " -o " + in("m.mov"), 2);
    EXPECT_FALSE(std::filesystem::exists(scratch / "m.mov"));
    test::said("grade set " + in("g.json") + " --space ACEScg");
    const std::string untold = test::failed("frame " + in("a.mov") + " --grade " + in("g.json") + to, 2);
    EXPECT_NE(untold.find("choose the input space"), std::string::npos) << untold;
    EXPECT_NE(test::failed("probe --grade " + in("g.json") + " <" + in("bad.json"), 2).find("--input-space"),
              std::string::npos);
    // Where the clip says it, all that there is follows: still, master, table, CDL, scopes.
    test::said("frame " + in("tagged.mov") + " --grade " + in("g.json") + to);
    test::said("render " + in("tagged.mov") + " --grade " + in("g.json") + " -o " + in("m.mkv") + " --preset ffv1");
    test::said("scopes " + in("tagged.mov") + " --grade " + in("g.json"));
    test::said("export " + in("tagged.mov") + " --grade " + in("g.json") + " -o " + in("g.cube"));
    EXPECT_NE(test::text_of(scratch / "g.cube").find("some of it in: ACEScg"), std::string::npos);
    test::said("export " + in("tagged.mov") + " --grade " + in("g.json") + " -o " + in("g.cc"));
    EXPECT_NE(test::said("engine-source " + in("tagged.mov") + " --grade " + in("g.json")).find("to_space_acescg(rgb)"),
              std::string::npos);
}

TEST_F(Grade, SaysWhenItsConfigIsAnother) {
    test::make_clip(scratch / "a.mov", "64x36", 1, "-c:v libx264 -pix_fmt yuv420p");
    const auto write = [&](const std::string& more) {
        test::write_text(scratch / "studio.ocio",
                         "ocio_profile_version: 2\nroles: {default: log, color_timing: log}\nfile_rules:\n  - !<Rule> "
                         "{name: Default, colorspace: log}\ndisplays: {Monitor: [!<View> {name: Film, colorspace: "
                         "out}]}\ncolorspaces:\n  - !<ColorSpace> {name: log}\n  - !<ColorSpace> {name: out, "
                         "from_scene_reference: !<MatrixTransform> {offset: [0.1, 0, 0, 0]}}\n" +
                             more);
    };
    write("");
    test::said("grade new " + in("g.json") + " --config " + in("studio.ocio") + " --view Monitor/Film");
    const json made = json::parse(test::text_of(scratch / "g.json"))["colour"];
    EXPECT_EQ(made["config"], "studio.ocio");
    EXPECT_EQ(made["config_hash"].get<std::string>().size(), 16u);
    const std::string frame = "frame " + in("a.mov") + " --grade " + in("g.json") + " -o " + in("f.png");
    EXPECT_EQ(test::umber(frame).err, "");
    write("# changed\n");
    const auto warned = test::umber(frame);
    EXPECT_EQ(warned.exit_code, 0);
    EXPECT_TRUE(warned.err.starts_with("umber: warning: ")) << warned.err;
    EXPECT_EQ(std::count(warned.err.begin(), warned.err.end(), '\n'), 1) << warned.err;
    for (const char* word : {"studio.ocio", "g.json"}) EXPECT_NE(warned.err.find(word), std::string::npos);
    // Edits keep the hash, so that it is said until somebody names the config again.
    test::said("grade set " + in("g.json") + " exposure.exposure=0.1");
    EXPECT_NE(test::umber(frame).err, "");
    std::filesystem::rename(scratch / "studio.ocio", scratch / "moved.ocio");
    EXPECT_NE(test::failed(frame, 1).find("studio.ocio: no such file"), std::string::npos);
    test::said("grade set " + in("g.json") + " --config " + in("moved.ocio"));
    EXPECT_EQ(test::umber(frame).err, "");
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
    // Relative, so that the folder can move.
    EXPECT_NE(test::text_of(scratch / "h.json").find("\"file\": \"look.cube\""), std::string::npos)
        << test::text_of(scratch / "h.json");
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
    // The program that the clip's frames get, which interlaced chroma decides.
    test::make_clip(scratch / "fields.mp4", "64x48", 2,
                    "-c:v libx264 -flags +ilme+ildct -x264-params tff=1 -pix_fmt yuv420p");
    for (const auto& [clip, by_fields] : {std::pair{"in.mkv", "false"}, {"fields.mp4", "true"}})
        EXPECT_NE(test::said("engine-source " + in(clip)).find(std::string("CHROMA_BY_FIELDS = ") + by_fields),
                  std::string::npos)
            << clip;
}

TEST(Umber, SaysWhatItIs) {
    EXPECT_TRUE(test::said("--version").starts_with("umber "));
    for (const char* command : {"", "info ", "frame ", "render ", "export ", "scopes ", "probe ", "ops ", "grade ",
                                "devices ", "engine-source "})
        EXPECT_NE(test::said(std::string(command) + "--help").find("Usage:"), std::string::npos) << command;
}

}  // namespace
}  // namespace umber

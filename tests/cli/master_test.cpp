// Masters and stills over the real binary; FFmpeg and ffprobe judge them.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <future>
#include <nlohmann/json.hpp>
#include <sstream>

#include "umber.h"

namespace umber {
namespace {

using test::quoted;

class Master : public testing::Test {
protected:
    const test::ScratchFolder scratch;
    std::string in(const char* name) const { return quoted(scratch / name); }
};

class ExactMaster : public testing::TestWithParam<const char*> {};

TEST_P(ExactMaster, HoldsThePlanesThatFfmpegDecodes) {
    const test::ScratchFolder scratch;
    const std::string format = GetParam();
    test::make_clip(scratch / "in.mkv", "130x98", 3, "-c:v ffv1 -pix_fmt " + format);
    test::said("render " + quoted(scratch / "in.mkv") + " -o " + quoted(scratch / "out.mkv") + " --preset ffv1");
    EXPECT_EQ(test::ffprobe(scratch / "out.mkv", "pix_fmt"), format);
    const std::string expected = test::planes(scratch / "in.mkv");
    EXPECT_EQ(std::count(expected.begin(), expected.end(), '\n'), 3);
    EXPECT_EQ(test::planes(scratch / "out.mkv"), expected);
}

INSTANTIATE_TEST_SUITE_P(Formats, ExactMaster,
                         testing::Values("yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le", "yuv444p12le",
                                         "yuv420p16le", "gbrp10le", "gbrp12le", "gbrp16le", "gray", "gray10le",
                                         "yuva444p"));

TEST_F(Master, OddSizesComeThroughExactly) {
    test::make_clip(scratch / "in.mkv", "853x479", 2, "-c:v ffv1 -pix_fmt yuv420p");
    test::said("render " + in("in.mkv") + " -o " + in("out.mkv") + " --preset ffv1");
    EXPECT_EQ(test::planes(scratch / "out.mkv"), test::planes(scratch / "in.mkv"));
    const std::string told = test::failed("render " + in("in.mkv") + " -o " + in("out.mp4") + " --preset h264", 1);
    EXPECT_NE(told.find("853x479"), std::string::npos) << told;
    EXPECT_FALSE(std::filesystem::exists(scratch / "out.mp4"));
}

TEST_F(Master, ProResKeepsTenBitsOfAnUngradedClip) {
    // What ProRes itself does to the same planes, by FFmpeg's own run of the same encoder.
    test::make_clip(scratch / "in.mkv", "256x128", 3, "-vf format=yuv422p10le," + test::bt709_limited + " -c:v ffv1");
    test::ffmpeg("-i " + in("in.mkv") + " -c:v prores_aw -profile:v 3 " + in("theirs.mov"));
    test::said("render " + in("in.mkv") + " -o " + in("ours.mov"));
    EXPECT_EQ(test::planes(scratch / "ours.mov"), test::planes(scratch / "theirs.mov"));
}

TEST_F(Master, SaysWhatItsPixelsAre) {
    test::make_clip(scratch / "in.mkv", "128x96", 4,
                    "-vf format=yuv422p10le," + test::bt709_limited + " -c:v ffv1 -timecode 01:00:00:00");
    const struct {
        const char *output, *preset, *line;
    } cases[]{{"o.mov", "prores422hq", "1-1-1, limited, 4 frames, 01:00:00:00"},
              {"o4.mov", "prores4444", "1-1-1, limited, 4 frames, 01:00:00:00"},
              {"o.mp4", "h264", "1-1-1, limited, 4 frames, 01:00:00:00"},
              {"o5.mp4", "h265-10", "1-1-1, limited, 4 frames, 01:00:00:00"},
              {"o.mkv", "ffv1", "1-1-1, limited, 4 frames, 01:00:00:00"}};
    for (const auto& one : cases) {
        EXPECT_EQ(test::said("render " + in("in.mkv") + " -o " + in(one.output) + " --preset " + one.preset +
                             " --set exposure.exposure=0.2"),
                  (scratch / one.output).string() + ": " + one.line + "\n");
        EXPECT_EQ(test::ffprobe(scratch / one.output, "color_space"), "bt709") << one.output;
        // QuickTime's colr atom has no range, and FFmpeg 7's ProRes decoder does not say that it is always limited.
        const std::string range = test::ffprobe(scratch / one.output, "color_range");
        EXPECT_TRUE(range == "tv" || (range == "unknown" && std::string(one.preset).starts_with("prores")))
            << one.output << ' ' << range;
        EXPECT_EQ(test::ffprobe(scratch / one.output, "nb_read_packets"), "4") << one.output;
    }
}

// x264 takes the order of fields from each picture only where it is asked to code fields.
TEST_F(Master, KeepsBottomFieldFirst) {
    for (const char* order : {"tff", "bff"}) {
        test::make_clip(scratch / "in.mkv", "320x240", 4,
                        std::string("-vf setfield=") + order + " -flags +ildct -c:v ffv1 -pix_fmt yuv422p10le");
        for (const char* preset : {"h264 -o out.mp4", "ffv1 -o out.mkv", "prores422hq -o out.mov"}) {
            const std::string words = preset, output = words.substr(words.find("out."));
            test::said("render " + in("in.mkv") + " --set exposure.exposure=0.5 --preset " +
                       words.substr(0, words.find(' ')) + " -o " + in(output.c_str()));
            const auto fields = [&](const char* name) {
                return test::
                    run("ffprobe -v error -show_entries frame=interlaced_frame,top_field_first -of default=nw=1:nk=1 " +
                        in(name) + " | grep '^[01]$' | paste -sd, -")
                        .out;
            };
            EXPECT_EQ(fields(output.c_str()), fields("in.mkv")) << order << ' ' << preset;
            EXPECT_TRUE(fields(output.c_str()).starts_with(order == std::string_view("tff") ? "1,1,1,1" : "1,0,1,0"))
                << order << ' ' << preset << '\n'
                << fields(output.c_str());
        }
    }
}

// Two times in one picture: in 4:2:0 each row of chroma belongs to one of them, in a graded master, too.
TEST_F(Master, FieldsKeepTheirOwnChroma) {
    const int width = 320, height = 240;
    test::make_clip(scratch / "in.mkv", "320x240", 2,
                    "-vf format=yuv420p," + test::bt709_limited +
                        ",geq=lum=128:cb='if(mod(Y\\,2)\\,170\\,90)':cr=128,setfield=tff -flags +ildct -c:v ffv1");
    for (const auto& [words, format, rows] :
         {std::tuple{"--preset h264 -o ", "yuv420p", height / 2}, {"--preset prores422hq -o ", "yuv422p", height}}) {
        const std::string output = rows == height ? "out.mov" : "out.mp4";
        test::said("render " + in("in.mkv") + " --set cdl.slope=0.999 " + words + in(output.c_str()));
        const std::string planes =
            test::ffmpeg("-i " + in(output.c_str()) + " -frames:v 1 -pix_fmt " + format + " -f rawvideo -");
        ASSERT_EQ(planes.size(), static_cast<std::size_t>(width * height + width * rows)) << output;
        for (int row = 8; row < rows - 8; ++row) {
            const std::size_t at = static_cast<std::size_t>(width * height + row * width / 2 + width / 4);
            EXPECT_NEAR(static_cast<unsigned char>(planes[at]), row % 2 ? 170 : 90, 6) << output << " row " << row;
        }
    }
}

// BT.601's matrix by the one code point that ProRes has for it, and fields as such where the codec has them.
TEST_F(Master, KeepsTheMatrixAndTheFieldsOfPal) {
    const std::string pal =
        "-vf scale=out_color_matrix=bt601:out_range=limited,setfield=tff,format=yuv422p10le -c:v prores_ks -flags "
        "+ildct "
        "-color_primaries bt470bg -color_trc smpte170m -colorspace smpte170m";
    test::make_clip(scratch / "in.mov", "720x576", 2, pal);
    const auto info = nlohmann::json::parse(test::said("info --json " + in("in.mov")));
    EXPECT_EQ(info["video"]["field_order"], "tt");
    test::said("render " + in("in.mov") + " -o " + in("out.mov") + " --preset prores422hq --set exposure.exposure=0.5");
    EXPECT_EQ(test::ffprobe(scratch / "out.mov", "color_space"), "smpte170m");
    EXPECT_EQ(test::ffprobe(scratch / "out.mov", "field_order"), test::ffprobe(scratch / "in.mov", "field_order"));
    const std::string frames = test::run(
                                   "ffprobe -v error -show_entries frame=interlaced_frame,top_field_first,color_space "
                                   "-of csv=p=0 " +
                                   in("out.mov"))
                                   .out;
    EXPECT_NE(frames.find("1,1,smpte170m"), std::string::npos) << frames;
    const auto told = test::umber("render " + in("in.mov") + " -o " + in("out.mp4") + " --preset h265-10");
    EXPECT_EQ(told.exit_code, 0) << told.err;
    EXPECT_NE((told.out + told.err).find("interlaced pictures, coded as progressive ones"), std::string::npos)
        << told.out << told.err;
}

TEST_F(Master, RgbOutIsFullRangeRgb) {
    test::make_clip(scratch / "in.mkv", "128x96", 2, "-vf format=yuv422p10le," + test::bt709_limited + " -c:v ffv1");
    EXPECT_EQ(test::said("render " + in("in.mkv") + " -o " + in("o.mkv") + " --preset ffv1 --pix-fmt gbrp16le"),
              (scratch / "o.mkv").string() + ": 1-1-0, full, 2 frames, 00:00:00:00\n");
    EXPECT_EQ(test::ffprobe(scratch / "o.mkv", "pix_fmt"), "gbrp16le");
}

TEST_F(Master, ARangeIsFrameExactAndMovesTheTimecode) {
    test::make_clip(scratch / "in.mkv", "130x98", 10, "-c:v ffv1 -pix_fmt yuv420p -timecode 10:00:00:20");
    const std::string out =
        test::said("render " + in("in.mkv") + " -o " + in("out.mkv") + " --preset ffv1 --range 3-6");
    EXPECT_NE(out.find("4 frames, 10:00:00:23"), std::string::npos) << out;
    const std::string all = test::planes(scratch / "in.mkv");
    EXPECT_EQ(test::planes(scratch / "out.mkv"), all.substr(3 * 33, 4 * 33));
    const std::string same =
        test::said("render " + in("in.mkv") + " -o " + in("tc.mkv") + " --preset ffv1 --range 10:00:00:23-10:00:01:02");
    EXPECT_EQ(test::planes(scratch / "tc.mkv"), all.substr(3 * 33, 4 * 33)) << same;
    const std::string beyond = test::failed("render " + in("in.mkv") + " -o " + in("x.mkv") + " --range 3-10", 1);
    EXPECT_NE(beyond.find("no frame 10; it has 10, from 0 to 9"), std::string::npos) << beyond;
    test::failed("render " + in("in.mkv") + " -o " + in("x.mkv") + " --range 6-3", 2);
    test::failed("render " + in("in.mkv") + " -o " + in("x.mkv") + " --range six", 2);
}

TEST_F(Master, AVariableRateKeepsItsTimes) {
    test::make_clip(scratch / "even.mkv", "128x96", 12, "-c:v ffv1 -pix_fmt yuv420p");
    test::ffmpeg("-i " + in("even.mkv") +
                 " -vf \"setpts='if(lt(N,5),N*3000,N*4321-6000)'\" -enc_time_base 1/90000 -fps_mode passthrough -c:v "
                 "libx264 -qp 0 -bf 0 -video_track_timescale 90000 " +
                 in("in.mp4"));
    test::said("render " + in("in.mp4") + " -o " + in("out.mp4") + " --preset h264");
    const auto times = [](const std::filesystem::path& path) {
        // Of frames: FFmpeg 7 gives the last of its own no duration, and then leaves it out.
        return test::run("ffprobe -v error -select_streams v:0 -show_entries frame=pts_time -of csv=p=0 " +
                         quoted(path) + " | grep -o '^[0-9.]*' | sort -n")
            .out;
    };
    EXPECT_EQ(times(scratch / "out.mp4"), times(scratch / "in.mp4"));
}

TEST_F(Master, CarriesTheSound) {
    test::ffmpeg(
        "-f lavfi -i testsrc2=s=128x96:r=25 -f lavfi -i sine=r=48000 -t 2 -c:v ffv1 -pix_fmt yuv420p -c:a pcm_s16le " +
        in("in.mkv"));
    test::said("render " + in("in.mkv") + " -o " + in("out.mov"));
    const auto sound = [](const std::filesystem::path& path) {
        return test::run("ffmpeg -nostdin -v error -i " + quoted(path) + " -map 0:a:0 -f md5 -").out;
    };
    EXPECT_EQ(sound(scratch / "out.mov"), sound(scratch / "in.mkv"));
}

// Largest difference of two pictures in 16-bit codes.
int difference(const std::filesystem::path& a, const std::filesystem::path& b) {
    const auto pixels = [](const std::filesystem::path& path) {
        return test::ffmpeg("-i " + quoted(path) + " -frames:v 1 -pix_fmt rgb48le -f rawvideo -");
    };
    const std::string x = pixels(a), y = pixels(b);
    if (x.size() != y.size() || x.empty()) return 65536;
    int worst = 0;
    for (std::size_t i = 0; i < x.size(); i += 2) {
        const auto code = [&](const std::string& s) {
            return static_cast<unsigned char>(s[i]) + 256 * static_cast<unsigned char>(s[i + 1]);
        };
        worst = std::max(worst, std::abs(code(x) - code(y)));
    }
    return worst;
}

TEST_F(Master, AFrameIsTheMastersFrame) {
    test::make_clip(scratch / "in.mp4", "256x144", 8, "-c:v libx264 -pix_fmt yuv420p");
    const std::string grade =
        " --set exposure.exposure=0.3 --set cdl.slope=1.1,1,0.9 --set cdl.power=0.95,1,1.05 --set "
        "saturation.saturation=1.2 --set contrast.contrast=1.1";
    test::said("frame " + in("in.mp4") + " --at 5 -o " + in("f.png") + grade);
    test::said("render " + in("in.mp4") + " -o " + in("m.mkv") + " --preset ffv1 --pix-fmt gbrp16le" + grade);
    test::ffmpeg("-i " + in("m.mkv") + " -vf 'select=eq(n\\,5)' -frames:v 1 -pix_fmt rgb48be " + in("m.png"));
    EXPECT_LE(difference(scratch / "f.png", scratch / "m.png"), 1);
}

TEST_F(Master, AFrameIsFoundByItsTimecode) {
    test::make_clip(scratch / "in.mov", "128x96", 30, "-c:v prores_aw -pix_fmt yuv422p10le -timecode 01:00:00:00");
    test::said("frame " + in("in.mov") + " --at 01:00:01:02 -o " + in("tc.png"));
    test::said("frame " + in("in.mov") + " --at 26 -o " + in("n.png"));
    EXPECT_EQ(difference(scratch / "tc.png", scratch / "n.png"), 0);
    test::said("frame " + in("in.mov") + " --at 25 -o " + in("other.png"));
    EXPECT_GT(difference(scratch / "tc.png", scratch / "other.png"), 0);
    const std::string told = test::failed("frame " + in("in.mov") + " --at 00:59:59:23 -o " + in("x.png"), 1);
    EXPECT_NE(told.find("01:00:00:00 to 01:00:01:05"), std::string::npos) << told;
    test::failed("frame " + in("in.mov") + " --at soon -o " + in("x.png"), 2);
}

// FFmpeg turns by the same display matrix while decoding.
TEST_F(Master, ATurnedClipGivesAnUprightFrame) {
    test::make_clip(scratch / "flat.mp4", "160x96", 2,
                    "-vf " + test::bt709_limited + " -c:v libx264 -pix_fmt yuv444p -qp 0");
    for (const int degrees : {90, 180, 270}) {
        test::turned_copy(scratch / "flat.mp4", degrees, scratch / "turned.mp4");
        test::said("frame " + in("turned.mp4") + " -o " + in("ours.png"));
        test::ffmpeg("-i " + in("turned.mp4") +
                     " -frames:v 1 -vf scale=in_color_matrix=bt709:flags=accurate_rnd+full_chroma_int -pix_fmt "
                     "gbrp16le -c:v ffv1 " +
                     in("theirs.mkv"));
        EXPECT_LE(difference(scratch / "ours.png", scratch / "theirs.mkv"), 400) << degrees;
    }
}

TEST_F(Master, AnExrHasItsSourcesDepth) {
    test::make_clip(scratch / "in.png", "64x48", 1, "-pix_fmt rgb24");
    // The type of the first channel, as it stands in the header: 1 half, 2 float (OpenEXR file layout).
    const auto type = [&](const char* name) {
        const std::string bytes = test::text_of(scratch / name);
        const std::size_t list = bytes.find(std::string("channels\0chlist\0", 16));
        return list == std::string::npos ? -1 : static_cast<int>(bytes[list + 16 + 4 + 2]);
    };
    test::said("frame " + in("in.png") + " -o " + in("half.exr"));
    test::said("frame " + in("in.png") + " -o " + in("float.exr") + " --depth float --set exposure.exposure=3");
    EXPECT_EQ(type("half.exr"), 1);
    EXPECT_EQ(type("float.exr"), 2);
    test::said("frame " + in("float.exr") + " -o " + in("again.exr"));
    EXPECT_EQ(type("again.exr"), 2);
    test::failed("frame " + in("in.png") + " -o " + in("x.png") + " --depth half", 1);
    test::failed("frame " + in("in.png") + " -o " + in("x.png") + " --depth 12", 2);
    test::failed("frame " + in("in.png") + " -o " + in("x.gif"), 1);
}

// A LUT that is saved anew while a master is made changes no frame of it.
TEST_F(Master, HasOneLutFromEndToEnd) {
    test::make_clip(scratch / "in.mkv", "640x360", 120, "-c:v ffv1 -pix_fmt yuv420p");
    const auto write_lut = [&](const char* top) {
        test::write_text(scratch / "look.cube", std::string("LUT_1D_SIZE 2\n0 0 0\n") + top + "\n");
    };
    write_lut("1 1 0.5");
    const std::string render = "render " + in("in.mkv") + " --preset ffv1 --lut " + in("look.cube");
    test::said(render + " -o " + in("once.mkv"));
    const std::string once = test::planes(scratch / "once.mkv");
    auto running = std::async(std::launch::async, [&] { return test::umber(render + " -o " + in("twice.mkv")); });
    int rewritten = 0;
    while (running.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
        const auto later = std::filesystem::last_write_time(scratch / "look.cube") + std::chrono::seconds(1);
        // Not before the render has read it: its part file is there.
        bool begun = false;
        for (const auto& entry : std::filesystem::directory_iterator(scratch.path()))
            begun = begun || (entry.path().filename().string().find("twice") != std::string::npos);
        if (!begun) continue;
        write_lut("0.5 0.5 1");
        std::filesystem::last_write_time(scratch / "look.cube", later);
        ++rewritten;
    }
    EXPECT_EQ(running.get().exit_code, 0);
    EXPECT_GT(rewritten, 0) << "the render was over before its LUT was another";
    EXPECT_EQ(test::planes(scratch / "twice.mkv"), once);
}

TEST_F(Master, TellsItsProgressToScripts) {
    test::make_clip(scratch / "in.mkv", "128x96", 5, "-c:v ffv1 -pix_fmt yuv420p");
    const test::CommandResult result =
        test::umber("render " + in("in.mkv") + " -o " + in("o.mkv") + " --json-progress");
    ASSERT_EQ(result.exit_code, 0) << result.err;
    std::istringstream lines(result.err);
    std::string line;
    for (int frame = 1; frame <= 5; ++frame) {
        ASSERT_TRUE(std::getline(lines, line));
        const auto said = nlohmann::json::parse(line);
        EXPECT_EQ(said["frame"], frame);
        EXPECT_EQ(said["frames"], 5);
        EXPECT_TRUE(said["fps"].is_number());
        EXPECT_TRUE(said["eta_s"].is_number());
    }
    ASSERT_TRUE(std::getline(lines, line));
    const auto last = nlohmann::json::parse(line);
    EXPECT_EQ(last["done"].get<std::string>(), (scratch / "o.mkv").string());
    EXPECT_EQ(last["frames"], 5);
    EXPECT_FALSE(std::getline(lines, line));
}

TEST_F(Master, SequencesInAndOut) {
    test::make_clip(scratch / "in.mkv", "64x48", 4, "-c:v ffv1 -pix_fmt gbrp10le");
    std::filesystem::create_directory(scratch / "out");
    test::said("render " + in("in.mkv") + " -o " + in("out/shot.%04d.dpx") + " --preset dpx10");
    test::said("render " + in("out") + " -o " + in("back.mkv") + " --preset ffv1");
    EXPECT_EQ(test::planes(scratch / "back.mkv"), test::planes(scratch / "in.mkv"));
}

TEST_F(Master, AnInterruptLeavesTheEarlierMaster) {
    test::make_clip(scratch / "in.mkv", "640x360", 250, "-c:v ffv1 -pix_fmt yuv420p");
    test::write_text(scratch / "out.mov", "earlier");
    const test::CommandResult result =
        test::run("timeout -s INT 1.2 " + quoted(std::string_view(UMBER_BINARY)) + " render " + in("in.mkv") + " -o " +
                  in("out.mov") + " --set lgg.gamma=1.1,1,1,1");
    EXPECT_EQ(test::text_of(scratch / "out.mov"), "earlier");
    EXPECT_EQ(result.err, "umber: error: " + (scratch / "out.mov").string() + ": cancelled; nothing was written\n");
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) files += entry.exists();
    EXPECT_EQ(files, 2) << "a temporary file was left behind";
}

}  // namespace
}  // namespace umber

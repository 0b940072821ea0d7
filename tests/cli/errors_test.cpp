// Bad input: one line that names what is wrong, the right exit code, nothing half-written.
#include "umber.h"

#include <algorithm>

namespace umber {
namespace {

using test::failed;
using test::quoted;
using testing::Test;

class BadInput : public Test {
protected:
    const test::ScratchFolder scratch;
    std::string in(const char* name) const { return quoted(scratch / name); }

    // How a command of the shell begins that finds a file system of `size` in small/, and ends with "'": mounted in a
    // user name space of its own. Empty where the system does not let it, as in a chroot: no disk can be full there.
    std::string on_a_disk_of(const std::string& size) const {
        std::filesystem::create_directory(scratch / "small");
        const std::string mount =
            "unshare -rm sh -c 'mount -t tmpfs -o size=" + size + " none " + (scratch / "small").string() + " && ";
        return test::run(mount + "true'").exit_code == 0 ? mount : std::string();
    }

    // Both commands that read a clip refuse it with a message that names it and holds `words`.
    void refused(const char* name, const char* words) {
        for (const std::string& line : {failed("frame " + in(name) + " -o " + in("x.png"), 1),
                                        failed("render " + in(name) + " -o " + in("x.mov"), 1)}) {
            EXPECT_NE(line.find(name), std::string::npos) << line;
            EXPECT_NE(line.find(words), std::string::npos) << line;
        }
        EXPECT_FALSE(std::filesystem::exists(scratch / "x.png"));
        EXPECT_FALSE(std::filesystem::exists(scratch / "x.mov"));
    }
};

TEST_F(BadInput, NoFile) {
    refused("missing.mov", "no such file");
    failed("info " + in("missing.mov"), 1);
}

TEST_F(BadInput, AFolderWithoutPictures) {
    std::filesystem::create_directory(scratch / "folder.mp4");
    refused("folder.mp4", "");
    failed("info " + in("folder.mp4"), 1);
}

TEST_F(BadInput, AnEmptyFile) {
    test::write_text(scratch / "empty.mp4", "");
    refused("empty.mp4", "empty");
    failed("info " + in("empty.mp4"), 1);
}

TEST_F(BadInput, TextByTheNameOfAMovie) {
    test::write_text(scratch / "text.mp4", "hello, I am no movie\n");
    refused("text.mp4", "");
    failed("info " + in("text.mp4"), 1);
}

TEST_F(BadInput, AMovieWithoutItsIndex) {
    test::make_clip(scratch / "whole.mp4", "128x96", 50, "-c:v libx264 -pix_fmt yuv420p");
    const std::string whole = test::text_of(scratch / "whole.mp4");
    test::write_text(scratch / "cut.mp4", std::string_view(whole).substr(0, whole.size() / 2));
    refused("cut.mp4", "");
}

TEST_F(BadInput, AMovieThatIsCutOffGivesWhatIsThere) {
    test::make_clip(scratch / "whole.mp4", "320x240", 50, "-c:v libx264 -pix_fmt yuv420p -bf 0 -movflags +faststart");
    const std::string whole = test::text_of(scratch / "whole.mp4");
    test::write_text(scratch / "cut.mp4", std::string_view(whole).substr(0, whole.size() * 2 / 3));
    const std::string told = test::said("info " + in("cut.mp4"));
    EXPECT_NE(told.find("cut off"), std::string::npos) << told;
    const test::CommandResult result =
        test::umber("render " + in("cut.mp4") + " -o " + in("out.mkv") + " --preset ffv1");
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_NE(result.err.find("cut off"), std::string::npos) << result.err;
    const int frames = std::atoi(test::ffprobe(scratch / "out.mkv", "nb_read_packets").c_str());
    EXPECT_GT(frames, 20);
    EXPECT_LT(frames, 50);
}

TEST_F(BadInput, OnlySound) {
    test::ffmpeg("-f lavfi -i sine=d=1 " + in("sound.wav"));
    refused("sound.wav", "sound");
    EXPECT_NE(test::said("info " + in("sound.wav")).find("pcm_s16le"), std::string::npos);
}

TEST_F(BadInput, NoFramesAtAll) {
    test::ffmpeg("-f lavfi -i testsrc2=s=64x48 -t 0 -c:v libx264 " + in("none.mp4"));
    refused("none.mp4", "");
}

TEST_F(BadInput, TheSmallestAndTheWidestPictures) {
    for (const char* size : {"1x1", "16384x2", "3x1"}) {
        test::ffmpeg(std::string("-f lavfi -i color=red:d=1:r=1 -frames:v 1 -pix_fmt rgb24 -s ") + size + " " +
                     in("in.png"));
        test::said("frame " + in("in.png") + " -o " + in("out.png") + " --set exposure.exposure=-1");
        EXPECT_EQ(test::ffprobe(scratch / "out.png", "width") + "x" + test::ffprobe(scratch / "out.png", "height"),
                  size);
        const test::CommandResult master = test::umber("render " + in("in.png") + " -o " + in("out.mov"));
        EXPECT_TRUE(master.exit_code == 0 || master.err.starts_with("umber: error: ")) << size << ": " << master.err;
        EXPECT_LE(master.exit_code, 1) << size;
    }
}

TEST_F(BadInput, TheEarlierOutputStays) {
    test::write_text(scratch / "text.mp4", "no movie");
    test::write_text(scratch / "earlier.mov", "earlier");
    failed("render " + in("text.mp4") + " -o " + in("earlier.mov"), 1);
    EXPECT_EQ(test::text_of(scratch / "earlier.mov"), "earlier");
}

TEST_F(BadInput, OutputThatCannotBeWritten) {
    test::make_clip(scratch / "in.mkv", "64x48", 2, "-c:v ffv1 -pix_fmt yuv420p");
    EXPECT_NE(failed("render " + in("in.mkv") + " -o " + in("no/such/folder/x.mov"), 1).find("x.mov"),
              std::string::npos);
    EXPECT_NE(failed("frame " + in("in.mkv") + " -o " + in("no/such/folder/x.png"), 1).find("x.png"),
              std::string::npos);
    std::filesystem::create_directory(scratch / "folder.mov");
    EXPECT_NE(failed("render " + in("in.mkv") + " -o " + in("folder.mov"), 1).find("folder.mov"), std::string::npos);
    EXPECT_NE(failed("render " + in("in.mkv") + " -o " + in("x.avi"), 2).find(".avi"), std::string::npos);
    EXPECT_NE(failed("render " + in("in.mkv") + " -o " + in("x.mp4") + " --preset ffv1", 1).find(".mp4"),
              std::string::npos);
    EXPECT_NE(failed("render " + in("in.mkv") + " -o " + in("in.mkv") + " --preset ffv1", 1).find("another name"),
              std::string::npos);
    EXPECT_NE(failed("render " + in("in.mkv") + " -o " + in("x.mov") + " --pix-fmt yuv410p", 1).find("yuv410p"),
              std::string::npos);
    EXPECT_EQ(test::umber("ops >/dev/full").exit_code, 1);
}

TEST_F(BadInput, AFullDisk) {
    const std::string mount = on_a_disk_of("2m");
    if (mount.empty()) GTEST_SKIP() << "no disk can be full here: the system lets no user mount one (a chroot)";
    test::make_clip(scratch / "in.mkv", "640x480", 30, "-c:v ffv1 -pix_fmt yuv420p");
    const test::CommandResult result = test::run(
        mount + "echo earlier >" + (scratch / "small/out.mov").string() + " && { " + UMBER_BINARY + " render " +
        (scratch / "in.mkv").string() + " -o " + (scratch / "small/out.mov").string() + "; echo $?; ls -A " +
        (scratch / "small").string() + "; cat " + (scratch / "small/out.mov").string() + "; }'");
    EXPECT_EQ(result.out, "1\nout.mov\nearlier\n") << result.err;
    EXPECT_NE(result.err.find("No space left"), std::string::npos) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

// Mesa maps its cache's files, and ends in a bus error where the disk has no room for them.
TEST_F(BadInput, AFullDiskOfTheCache) {
    const std::string mount = on_a_disk_of("64k");
    if (mount.empty()) GTEST_SKIP() << "no disk can be full here: the system lets no user mount one (a chroot)";
    test::make_clip(scratch / "in.mkv", "64x48", 2, "-c:v ffv1 -pix_fmt yuv420p");
    const std::string frame = " frame " + (scratch / "in.mkv").string() + " --set exposure.exposure=1 -o ";
    const test::CommandResult result = test::run(mount + "XDG_CACHE_HOME=" + (scratch / "small").string() + " " +
                                                 UMBER_BINARY + frame + (scratch / "full.png").string() + "'");
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.err, "");
    test::said(frame + in("usual.png"));
    EXPECT_EQ(test::planes(scratch / "full.png"), test::planes(scratch / "usual.png"));
}

// The shell's limit of file sizes comes as a signal, which ends a program without a word. Here it is 16 MiB: Mesa 25
// keeps its devices' memory in files too, and ends in a bus error where 8 MiB are too many.
TEST_F(BadInput, ALimitOfFileSizes) {
    test::make_clip(scratch / "in.mkv", "640x480", 30, "-vf noise=alls=100:allf=t -c:v ffv1 -pix_fmt yuv444p");
    ASSERT_GT(std::filesystem::file_size(scratch / "in.mkv"), std::uintmax_t{20} << 20);
    test::write_text(scratch / "out.mov", "earlier");
    const test::CommandResult result = test::run("ulimit -f 32768; " + quoted(std::string_view(UMBER_BINARY)) +
                                                 " render " + in("in.mkv") + " --preset ffv1 -o " + in("out.mov"));
    EXPECT_EQ(result.exit_code, 1) << result.err;
    EXPECT_TRUE(result.err.starts_with("umber: error: " + (scratch / "out.mov").string() + ": ")) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_EQ(test::text_of(scratch / "out.mov"), "earlier");
}

// An encoder says first what is wrong, and then only that something was.
TEST_F(BadInput, WhatAnEncoderSaysIsItsReason) {
    test::make_clip(scratch / "in.mkv", "64x48", 2, "-c:v ffv1 -pix_fmt yuv422p10le");
    EXPECT_NE(failed("render " + in("in.mkv") + " -o " + in("x.mov") + " --preset dnxhr-hqx", 1).find("256x120"),
              std::string::npos);
}

// What was compiled before costs a compilation where it is damaged, nothing else.
TEST_F(BadInput, ADamagedCache) {
    const std::string home = "XDG_CACHE_HOME=" + quoted(scratch / "cache") + " ";
    const std::string probe =
        home + "sh -c 'echo 0.5,0.5,0.5 | " + std::string(UMBER_BINARY) + " probe --set exposure.exposure=1'";
    const test::CommandResult first = test::run(probe);
    ASSERT_EQ(first.exit_code, 0) << first.err;
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch / "cache" / "umber")) {
        if (!entry.is_regular_file()) continue;
        ++files;
        if (entry.path().extension() == ".spv")
            std::filesystem::resize_file(entry.path(), entry.file_size() / 8 * 4);
        else {
            std::filesystem::remove(entry.path());
            std::filesystem::create_directory(entry.path());
        }
    }
    EXPECT_GE(files, 2);
    for (int i = 0; i < 2; ++i) {
        const test::CommandResult again = test::run(probe);
        EXPECT_EQ(again.exit_code, 0) << again.err;
        EXPECT_EQ(again.out, first.out);
        EXPECT_EQ(again.err, "");
    }
}

// What is wrong in a file is told with its name, and where.
TEST_F(BadInput, NamesAndNumbersOfAFileAreItsOwn) {
    test::said("grade new " + in("g.json") + " --input-space 'ARRI LogC4' --view none");
    std::string text = test::text_of(scratch / "g.json");
    const std::size_t name = text.find("ARRI LogC4");
    ASSERT_NE(name, std::string::npos);
    test::write_text(scratch / "g.json", text.replace(name, 10, "No such space"));
    const std::string space = failed("probe --grade " + in("g.json"), 1);
    EXPECT_NE(space.find((scratch / "g.json").string() + ": "), std::string::npos) << space;
    EXPECT_NE(space.find("No such space"), std::string::npos) << space;
    test::write_text(scratch / "far.cc",
                     "<ColorCorrection xmlns='urn:ASC:CDL:v1.2' id='a'><SOPNode><Slope>1 1001 1</Slope><Offset>0 0 0"
                     "</Offset><Power>1 1 1</Power></SOPNode></ColorCorrection>");
    const std::string slope = failed("probe --cdl " + in("far.cc"), 1);
    EXPECT_NE(slope.find("far.cc: slope 1001"), std::string::npos) << slope;
}

TEST_F(BadInput, Luts) {
    const auto refuse = [&](const char* name, std::string_view text) {
        test::write_text(scratch / name, text);
        const std::string line = failed("probe --lut " + in(name), 1);
        EXPECT_NE(line.find(name), std::string::npos) << line;
    };
    refuse("few.cube", "LUT_3D_SIZE 2\n0 0 0\n");
    refuse("nan.cube", "LUT_1D_SIZE 2\n0 0 0\nnan 1 1\n");
    refuse("huge.cube", "LUT_3D_SIZE 100000\n0 0 0\n");
    refuse("domain.cube", "LUT_1D_SIZE 2\nDOMAIN_MIN 1 1 1\nDOMAIN_MAX 0 0 0\n0 0 0\n1 1 1\n");
    refuse("sizeless.cube", "0 0 0\n1 1 1\n");
    refuse("unknown.lutx", "what\n");
    failed("probe --lut " + in("missing.cube"), 1);
}

TEST_F(BadInput, Cdls) {
    const auto refuse = [&](const char* name, std::string_view text) {
        test::write_text(scratch / name, text);
        const std::string line = failed("probe --cdl " + in(name), 1);
        EXPECT_NE(line.find(name), std::string::npos) << line;
    };
    refuse("open.cc", "<ColorCorrection id=\"a\"><SOPNode><Slope>1 1</Slope>");
    refuse("negative.cc",
           "<ColorCorrection id=\"a\"><SOPNode><Slope>-1 1 1</Slope><Offset>0 0 0</Offset><Power>1 1 "
           "1</Power></SOPNode></ColorCorrection>");
    refuse("no_power.cc",
           "<ColorCorrection id=\"a\"><SOPNode><Slope>1 1 1</Slope><Offset>0 0 0</Offset></SOPNode></ColorCorrection>");
    refuse("not.cc", "slope 1 1 1\n");
    failed("probe --cdl " + in("missing.cc"), 1);
}

TEST_F(BadInput, Grades) {
    const auto refuse = [&](std::string_view text, const char* words) {
        test::write_text(scratch / "bad.json", text);
        const std::string line = failed("probe --grade " + in("bad.json"), 1);
        EXPECT_NE(line.find("bad.json"), std::string::npos) << line;
        EXPECT_NE(line.find(words), std::string::npos) << line;
    };
    refuse("{", "not JSON");
    refuse("{\"umber_grade\": 99, \"nodes\": [{}]}", "version 99");
    refuse("{\"umber_grade\": 1, \"nodes\": [{\"colour\": 1}]}", "colour");
    refuse("{\"umber_grade\": 1, \"nodes\": [{\"operations\": [{\"operation\": \"cdl\", \"slop\": [1,1,1]}]}]}",
           "slop");
}

TEST(WrongUsage, IsToldInOneLineWithCodeTwo) {
    for (const char* arguments : {"--nonsense",
                                  "info",
                                  "frame",
                                  "render",
                                  "render x",
                                  "ops nothing",
                                  "probe --set cdl.slop=1,1,1",
                                  "probe --set cdl.slope=a",
                                  "probe --set cdl.slope",
                                  "probe --set slope=1",
                                  "probe --set cdl.slope=1,2",
                                  "probe --set cdl.power=-1",
                                  "probe --set exposure.exposure=nan",
                                  "render x.mov -o y.mov --preset vhs",
                                  "probe --output-space ACEScg",
                                  "grade",
                                  "grade new",
                                  "scopes x.mov -o x.txt",
                                  "info a b",
                                  "probe --set"})
        failed(arguments, 2);
    failed("probe --config studio.ocio", 1);
    EXPECT_NE(failed("probe --set lgg.gama=1", 2)
                  .find("--set lgg.gama: no such parameter; lgg has lift, gamma, gain, offset"),
              std::string::npos);
    EXPECT_NE(failed("render x -o y.mov --preset vhs", 2).find("prores422hq"), std::string::npos);
}

TEST(NoDevice, IsToldInOneLine) {
    const std::string without =
        "VK_ICD_FILENAMES=/dev/null VK_DRIVER_FILES=/dev/null timeout 60 " + quoted(std::string_view(UMBER_BINARY));
    const test::CommandResult probe = test::run(without + " probe");
    EXPECT_EQ(probe.exit_code, 1);
    EXPECT_EQ(std::count(probe.err.begin(), probe.err.end(), '\n'), 1) << probe.err;
    EXPECT_TRUE(probe.err.starts_with("umber: error: ")) << probe.err;
    EXPECT_NE(probe.err.find("Vulkan"), std::string::npos) << probe.err;
    EXPECT_EQ(test::run(without + " devices").exit_code, 1);
    EXPECT_EQ(test::run(without + " devices --json").out, "[]\n");
    failed("probe --device nobody-has-this-one", 1);
}

TEST(NoDisplay, IsToldInOneLine) {
    const test::CommandResult room =
        test::run("env -u DISPLAY -u WAYLAND_DISPLAY timeout 60 " + quoted(std::string_view(UMBER_BINARY)));
    EXPECT_EQ(room.exit_code, 1);
    EXPECT_EQ(std::count(room.err.begin(), room.err.end(), '\n'), 1) << room.err;
    EXPECT_TRUE(room.err.starts_with("umber: error: ")) << room.err;
    EXPECT_NE(failed("no_such_clip.mov", 1).find("no_such_clip.mov"), std::string::npos);
}

}  // namespace
}  // namespace umber

// Broken and odd input: one clear sentence that names the file, or what there is of the picture.
#include <fstream>

#include "frames_by_ffmpeg.h"

namespace umber::media::test {

namespace {

void cut(const std::filesystem::path& from, const std::filesystem::path& to, std::size_t bytes) {
    std::string text = run("cat " + quoted(from)).out;
    text.resize(bytes);
    std::ofstream(to, std::ios::binary) << text;
}

// The message names the file, holds `what`, and is one line.
void expect_error(const std::filesystem::path& path, const std::string& what) {
    const std::string error = error_of(path);
    EXPECT_TRUE(error.starts_with(path.string() + ":")) << error;
    EXPECT_NE(error.find(what), std::string::npos) << error;
    EXPECT_EQ(error.find('\n'), std::string::npos) << error;
    EXPECT_EQ(error.find("0x"), std::string::npos) << error;
}

TEST(BadInput, IsSaidInOneSentence) {
    const ScratchFolder folder;
    expect_error(folder / "missing.mov", "no such file");
    expect_error(folder / "missing.%04d.exr", "no file matches");
    std::ofstream(folder / "empty.mp4");
    expect_error(folder / "empty.mp4", "empty");
    std::ofstream(folder / "text.mp4") << std::string(5000, 'x') << "\nThis is no movie.\n";
    expect_error(folder / "text.mp4", "not a movie");
    std::ofstream(folder / "notes.txt") << "plain words\nand more\n";
    expect_error(folder / "notes.txt", "not a movie");
    std::filesystem::create_directory(folder / "folder.mp4");
    expect_error(folder / "folder.mp4", "folder without a numbered sequence");
    ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i sine -t 0.2 " + quoted(folder / "sound.wav")));
    expect_error(folder / "sound.wav", "only sound");
    const ClipInfo sound = probe(folder / "sound.wav");
    EXPECT_FALSE(sound.video);
    EXPECT_EQ(sound.audio.size(), 1u);
}

TEST(BadInput, MovieWithoutItsIndexOrFrames) {
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg("-f lavfi -i testsrc2=s=320x180 -t 1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p " +
               quoted(folder / "whole.mp4")));
    cut(folder / "whole.mp4", folder / "cut.mp4", 20000);
    expect_error(folder / "cut.mp4", "moov atom not found");
    // A header that promises video, and no packet.
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg("-f lavfi -i testsrc2=s=320x180 -t 1 -c:v ffv1 -frames:v 0 " + quoted(folder / "none.mkv")));
    const std::string error = error_of(folder / "none.mkv");
    EXPECT_NE(error.find("none.mkv"), std::string::npos);
    EXPECT_NE(error, "no error");
}

TEST(BadInput, CutInTheMiddlePlaysWhatIsThereAndSaysSo) {
    const ScratchFolder folder;
    const std::string source = "-f lavfi -i testsrc2=s=320x180:r=25 -t 3 ";
    ASSERT_NO_FATAL_FAILURE(ffmpeg(source + "-c:v libx264 -preset veryfast -pix_fmt yuv420p -movflags +faststart " +
                                   quoted(folder / "h264.mp4")));
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg(source + "-c:v prores_ks -pix_fmt yuv422p10le -movflags +faststart " + quoted(folder / "prores.mov")));
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg(source + "-c:v libx264 -preset veryfast -pix_fmt yuv420p " + quoted(folder / "h264.mkv")));
    ASSERT_NO_FATAL_FAILURE(ffmpeg(source + "-c:v mpeg2video " + quoted(folder / "mpeg2.ts")));
    for (const char* name : {"h264.mp4", "prores.mov", "h264.mkv", "mpeg2.ts"}) {
        const std::filesystem::path whole = folder / name, part = folder / (std::string("cut_") + name);
        cut(whole, part, std::filesystem::file_size(whole) * 6 / 10 / 188 * 188 - 50);
        const std::unique_ptr<Source> clip = open(part);
        const std::int64_t frames = clip->info().video->frames;
        EXPECT_GT(frames, 20) << name;
        EXPECT_LT(frames, 75) << name;
        const std::unique_ptr<Source> all = open(whole);
        // Up to the pictures next to the cut, which lean on what is missing.
        for (std::int64_t i = 0; i < frames - 4; ++i)
            EXPECT_EQ(packed(clip->read(i)), packed(all->read(i))) << name << " " << i;
        for (std::int64_t i = frames - 4; i < frames; ++i)
            EXPECT_NO_THROW(static_cast<void>(clip->read(i))) << name << " " << i;
        std::string notes;
        for (const std::string& note : clip->info().notes) notes += note + "\n";
        if (std::string(name) != "mpeg2.ts") {
            EXPECT_NE(notes.find("cut off after frame " + std::to_string(frames)), std::string::npos) << name << "\n"
                                                                                                      << notes;
        }
        if (std::string(name).ends_with("mp4") || std::string(name).ends_with("mov")) {
            EXPECT_NE(notes.find(" of 75 "), std::string::npos) << notes;
        }
    }
}

TEST(BadInput, OddAndExtremeSizes) {
    const ScratchFolder folder;
    for (const char* size : {"1:1", "2:1", "853:479", "16384:2", "3:5000"}) {
        const std::filesystem::path png = folder / "still.png", movie = folder / "odd.mkv";
        ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=64x64,scale=" + std::string(size) +
                                       " -frames:v 1 -pix_fmt rgb24 " + quoted(png)));
        expect_frames_of_ffmpeg(png);
        ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=64x64,scale=" + std::string(size) +
                                       " -frames:v 2 -pix_fmt yuv420p -c:v ffv1 " + quoted(movie)));
        expect_frames_of_ffmpeg(movie);
    }
}

TEST(BadInput, MatrixThatIsNotOfLumaWeightsIsRefused) {
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg("-f lavfi -i testsrc2=s=64x36 -frames:v 1 -vf format=yuv444p,setparams=colorspace=ycgco -c:v libx264 "
               "-colorspace ycgco " +
               quoted(folder / "ycgco.mp4")));
    expect_error(folder / "ycgco.mp4", "ycgco");
}

TEST(BadInput, DamageInTheMiddleIsAnErrorOfItsFrame) {
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg("-f lavfi -i testsrc2=s=64x36 -frames:v 10 -c:v png " + quoted(folder / "good.mov")));
    const std::string offsets =
        run("ffprobe -v error -show_entries packet=pos -of csv=p=0 " + quoted(folder / "good.mov")).out;
    std::istringstream lines(offsets);
    std::string line;
    for (int i = 0; i <= 4; ++i) std::getline(lines, line);
    std::string bytes = run("cat " + quoted(folder / "good.mov")).out;
    const std::size_t at = std::stoul(line);
    for (std::size_t i = at; i < at + 60; ++i) bytes[i] = 'x';
    std::ofstream(folder / "bad.mov", std::ios::binary) << bytes;
    const std::unique_ptr<Source> source = open(folder / "bad.mov");
    ASSERT_EQ(source->info().video->frames, 10);
    for (std::int64_t i = 0; i < 10; ++i) {
        if (i == 4) {
            EXPECT_THROW(static_cast<void>(source->read(i)), std::exception);
        } else {
            EXPECT_EQ(source->read(i).index, i);
        }
    }
}

}  // namespace

}  // namespace umber::media::test

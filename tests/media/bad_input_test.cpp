// Broken and odd input: one clear sentence that names the file, or what there is of the picture.
#include <fstream>
#include <initializer_list>
#include <random>
#include <sstream>
#include <utility>

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

// Most decoders make up what they can't read and hand it on as if it were sound: each picture that is not as it was
// must be marked, or be an error; none before the damage, or from the next key frame on.
TEST(BadInput, PicturesThatTheDecoderMadeUpAreMarked) {
    const ScratchFolder folder;
    for (const auto& [name, codec] : std::initializer_list<std::pair<const char*, const char*>>{
             {"h264.mkv", "libx264 -preset fast -bf 0 -g 12 -keyint_min 12 -sc_threshold 0"},
             {"b.mkv", "libx264 -preset fast -bf 2 -g 12 -keyint_min 12 -sc_threshold 0 -flags +cgop"},
             {"pyramid.mkv",
              "libx264 -preset medium -bf 3 -b_strategy 0 -g 12 -keyint_min 12 -sc_threshold 0 -flags +cgop"},
             {"mpeg2.mkv", "mpeg2video -b:v 4M -g 12"},
             {"mpeg4.mkv", "mpeg4 -b:v 4M -g 12"},
             {"prores.mkv", "prores_ks -pix_fmt yuv422p10le"},
             {"dnxhr.mkv", "dnxhd -profile:v dnxhr_sq -pix_fmt yuv422p"},
             {"mjpeg.mkv", "mjpeg -q:v 3 -pix_fmt yuvj420p"}}) {
        SCOPED_TRACE(name);
        const std::filesystem::path whole = folder / name, part = folder / (std::string("damaged_") + name);
        ASSERT_NO_FATAL_FAILURE(
            ffmpeg("-f lavfi -i testsrc2=s=320x180:r=25,noise=alls=20:all_seed=3 -frames:v 40 -c:v " +
                   std::string(codec) + " " + quoted(whole)));
        // Half of the 19th packet's bytes, in the middle of it: it is a P picture's in the second group of pictures.
        std::istringstream packet(run("ffprobe -v error -read_intervals '%+#19' -select_streams v -show_entries "
                                      "packet=pos,size -of default=nk=1:nw=1 " +
                                      quoted(whole) + " | tail -2")
                                      .out);
        std::size_t size = 0, at = 0;
        ASSERT_TRUE(packet >> size >> at);
        std::string bytes = run("cat " + quoted(whole)).out;
        std::mt19937 random(7);
        for (std::size_t i = size / 4; i < size * 3 / 4; ++i) bytes[at + i] = static_cast<char>(random());
        std::ofstream(part, std::ios::binary) << bytes;

        const std::unique_ptr<Source> clip = open(part), all = open(whole);
        ASSERT_EQ(clip->info().video->frames, 40);
        std::int64_t wrong = 0;
        for (std::int64_t i = 0; i < 40; ++i) {
            const std::string expected = packed(all->read(i));
            try {
                const Frame frame = clip->read(i);
                const bool as_it_was = packed(frame) == expected;
                wrong += as_it_was ? 0 : 1;
                EXPECT_TRUE(as_it_was || frame.damaged) << "frame " << i << " is wrong";
                const bool away = i < 16 || i >= 24;
                EXPECT_FALSE(away && frame.damaged) << "frame " << i << " is sound";
            } catch (const BadFrame&) {
                ++wrong;
            }
        }
        EXPECT_GT(wrong, 0);
    }
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

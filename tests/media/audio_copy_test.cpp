// Sound carried over: the packets of the written file against those of the source, by ffmpeg's md5.
#include <gmock/gmock.h>

#include "media/written_file.h"

namespace umber::media::test {
namespace {

std::string packets_md5(const std::filesystem::path& file, int stream) {
    const CommandResult result =
        run("ffmpeg -v error -i " + quoted(file) + " -map 0:a:" + std::to_string(stream) + " -c copy -f md5 -");
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result.out;
}

class AudioCopyTest : public testing::Test {
protected:
    ScratchFolder folder_;

    // 4 s at 25 frames a second with `sound`, arguments of the ffmpeg command for the sound's codecs and maps.
    std::filesystem::path source(const std::string& name, const std::string& sound) {
        const std::filesystem::path file = folder_ / name;
        const CommandResult result =
            run("ffmpeg -v error -f lavfi -i testsrc2=s=320x240:r=25:d=4 -f lavfi -i "
                "aevalsrc='sin(900*t*t)|cos(500*t)':s=48000:d=4 "
                "-f lavfi -i sine=f=330:r=44100:d=4 -map 0:v -map 1:a " +
                sound + " -c:v mpeg4 " + quoted(file));
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return file;
    }
    Written written(const std::string& name, std::string_view id, const std::filesystem::path& from, int count,
                    Rational start = {0, 1}, Rational end = {0, 1}) {
        EncodeSettings settings = settings_for(id, 320, 240);
        settings.audio_from = from;
        settings.audio_start = start;
        settings.audio_end = end;
        return encode(folder_ / name, settings, count);
    }
};

TEST_F(AudioCopyTest, CarriesAacUnchanged) {
    const auto from = source("in.mp4", "-c:a aac");
    for (const auto& [id, name] :
         {std::pair{"prores422hq", "out.mov"}, std::pair{"h264", "out.mp4"}, std::pair{"ffv1", "out.mkv"}}) {
        SCOPED_TRACE(name);
        EXPECT_THAT(written(name, id, from, 100).info.notes, testing::IsEmpty());
        EXPECT_EQ(packets_md5(folder_ / name, 0), packets_md5(from, 0));
        const nlohmann::json all = probe_json(folder_ / name);
        EXPECT_EQ(all["streams"][0]["nb_read_packets"], "100");
        EXPECT_EQ(all["streams"][1]["codec_name"], "aac");
    }
    // Priming is hidden as in the source, so sound and picture begin together.
    const nlohmann::json all = probe_json(folder_ / "out.mov");
    EXPECT_EQ(all["streams"][0]["start_time"], "0.000000");
    EXPECT_EQ(all["streams"][1]["start_time"], "0.000000");
    EXPECT_EQ(run("ffmpeg -v error -i " + quoted(folder_ / "out.mov") + " -map 0:a -f s16le - | md5sum").out,
              run("ffmpeg -v error -i " + quoted(from) + " -map 0:a -f s16le - | md5sum").out);
}

TEST_F(AudioCopyTest, CarriesSeveralStreams) {
    const auto from = source("in.mov", "-map 2:a -c:a:0 pcm_s24le -c:a:1 pcm_s16be -metadata:s:a:0 language=ger");
    EXPECT_THAT(written("out.mov", "prores422hq", from, 100).info.notes, testing::IsEmpty());
    EXPECT_EQ(packets_md5(folder_ / "out.mov", 0), packets_md5(from, 0));
    EXPECT_EQ(packets_md5(folder_ / "out.mov", 1), packets_md5(from, 1));
    const nlohmann::json all = probe_json(folder_ / "out.mov");
    EXPECT_EQ(all["streams"][1]["codec_name"], "pcm_s24le");
    EXPECT_EQ(all["streams"][1]["tags"]["language"], "ger");
    EXPECT_EQ(all["streams"][2]["sample_rate"], "44100");
}

TEST_F(AudioCopyTest, CutsPcmToTheSample) {
    const auto from = source("in.mov", "-c:a pcm_s16le");
    written("out.mov", "prores422hq", from, 25, {1, 1}, {2, 1});
    const std::string all = run("ffmpeg -v error -i " + quoted(from) + " -map 0:a -f s16le -").out;
    const std::string cut = run("ffmpeg -v error -i " + quoted(folder_ / "out.mov") + " -map 0:a -f s16le -").out;
    ASSERT_EQ(cut.size(), 48000u * 4u);
    EXPECT_TRUE(cut == all.substr(48000 * 4, 48000 * 4));
}

TEST_F(AudioCopyTest, CutsAacByPacketsAndKeepsItInStep) {
    const auto from = source("in.mp4", "-c:a aac");
    written("out.mov", "prores422hq", from, 25, {1, 1}, {2, 1});
    const auto samples = [](const std::filesystem::path& file) {
        return run("ffmpeg -v error -i " + quoted(file) + " -map 0:a -f s16le -").out;
    };
    const std::string all = samples(from);
    const std::string cut = samples(folder_ / "out.mov");
    // To the end of the packet in which the end lies.
    ASSERT_GE(cut.size(), 48000u * 4u);
    ASSERT_LT(cut.size(), (48000u + 1100u) * 4u);
    const std::string expected = all.substr(48000 * 4, 48000 * 4);
    EXPECT_GT(psnr(cut.substr(0, expected.size()), expected, 2, 16), 60.0);
}

// Sound that begins before frame 0 is cut there, and the rest stays where it was by the movie's clock.
TEST_F(AudioCopyTest, IsInStepWithFrameZero) {
    const auto from = source("in:50%d.mov", "-c:a pcm_s16le");  // a name that is no protocol and no pattern
    EncodeSettings settings = settings_for("prores422hq", 320, 240);
    settings.audio_from = from;
    settings.audio_zero = {3, 4};
    encode(folder_ / "out:50%d.mov", settings, 25);
    const auto sound = [](const std::filesystem::path& file) {
        return run("ffmpeg -v error -i file:" + quoted(file) + " -map 0:a:0 -f s16le -").out;
    };
    EXPECT_TRUE(sound(folder_ / "out:50%d.mov") == sound(from).substr(36000 * 4));
}

TEST_F(AudioCopyTest, SaysWhatTheContainerCanNotTake) {
    const auto from = source("in.mkv", "-map 2:a -c:a:0 libvorbis -c:a:1 aac");
    const WrittenInfo info = written("out.mov", "prores422hq", from, 10).info;
    ASSERT_EQ(info.notes.size(), 1u);
    EXPECT_THAT(info.notes[0], testing::HasSubstr("vorbis"));
    const nlohmann::json all = probe_json(folder_ / "out.mov");
    ASSERT_EQ(all["streams"].size(), 2u);
    EXPECT_EQ(all["streams"][1]["codec_name"], "aac");
}

TEST_F(AudioCopyTest, PutsPcmIntoMxf) {
    const auto from = source("in.mov", "-map 2:a -c:a pcm_s24le");
    const WrittenInfo info = written("out.mxf", "dnxhr-hqx", from, 100).info;
    EXPECT_THAT(info.notes, testing::Contains(testing::HasSubstr("44100")));
    const std::string back =
        run("ffmpeg -v error -i " + quoted(folder_ / "out.mxf") + " -map 0:a:0 -f s24le - | md5sum").out;
    EXPECT_EQ(back, run("ffmpeg -v error -i " + quoted(from) + " -map 0:a:0 -f s24le - | md5sum").out);
}

TEST_F(AudioCopyTest, GivesMxfSoundForEveryPicture) {
    const auto from = source("in.mov", "-c:a pcm_s16le");
    const auto sound = [&](const std::filesystem::path& file) {
        return run("ffmpeg -v error -i " + quoted(file) + " -map 0:a:0 -f s16le -").out;
    };
    const std::string all = sound(from);
    // Four seconds of sound to five of pictures: silence follows; to three: the rest is left out.
    const WrittenInfo longer = written("long.mxf", "dnxhr-hqx", from, 125).info;
    EXPECT_EQ(longer.frames, 125);
    EXPECT_THAT(longer.notes, testing::Contains(testing::HasSubstr("silence was added")));
    EXPECT_TRUE(sound(folder_ / "long.mxf") == all + std::string(48000 * 4, '\0'));
    const WrittenInfo shorter = written("short.mxf", "dnxhr-hqx", from, 75).info;
    EXPECT_EQ(shorter.frames, 75);
    EXPECT_TRUE(sound(folder_ / "short.mxf").substr(0, 3 * 48000 * 4) == all.substr(0, 3 * 48000 * 4));
}

TEST_F(AudioCopyTest, WritesNoSoundWhereThereIsNone) {
    const CommandResult made =
        run("ffmpeg -v error -f lavfi -i testsrc2=s=320x240:r=25:d=1 -c:v mpeg4 " + quoted(folder_ / "silent.mp4"));
    ASSERT_EQ(made.exit_code, 0) << made.err;
    EXPECT_THAT(written("out.mov", "prores422hq", folder_ / "silent.mp4", 25).info.notes, testing::IsEmpty());
    EXPECT_EQ(probe_json(folder_ / "out.mov")["streams"].size(), 1u);
}

}  // namespace
}  // namespace umber::media::test

// Stills and numbered sequences through FFmpeg, held against ffmpeg's own decoding.
#include <bit>
#include <fstream>
#include <map>

#include "frames_by_ffmpeg.h"

namespace umber::media::test {

namespace {

void expect_sequence(const char* extension, const char* encode) {
    const ScratchFolder folder;
    const std::filesystem::path pattern = folder / (std::string("shot.%04d") + extension);
    ASSERT_NO_FATAL_FAILURE(ffmpeg(std::string("-f lavfi -i testsrc2=s=66x38:r=25 -frames:v 7 ") + encode +
                                   " -start_number 1001 " + quoted(pattern)));
    std::map<std::int64_t, std::string> expected;
    const std::string hashes = std::string("shot.####") + extension;
    for (const std::filesystem::path& path : {pattern, folder.path() / hashes, folder.path()}) {
        const std::unique_ptr<Source> source = open(path);
        const VideoInfo& video = *source->info().video;
        ASSERT_EQ(video.frames, 7) << path;
        EXPECT_EQ(video.frame_rate, (Rational{25, 1}));
        ASSERT_TRUE(video.start_timecode);
        for (const std::int64_t i : {0, 1, 2, 3, 4, 5, 6, 3, 0, 6, 2}) {
            const Frame frame = source->read(i);
            const std::string bytes = packed(frame);
            EXPECT_EQ(frame.index, i);
            EXPECT_EQ(frame.time, (Rational{i, 25}));
            const std::filesystem::path file = folder / ("shot." + std::to_string(1001 + i) + extension);
            if (!expected.contains(i)) expected[i] = frames_by_ffmpeg(file, bytes.size()).at(0);
            EXPECT_EQ(bytes, expected[i]) << file;
        }
        EXPECT_THROW(static_cast<void>(source->read(7)), std::exception);
    }
    const std::filesystem::path still = folder / (std::string("shot.1004") + extension);
    const std::unique_ptr<Source> source = open(still);
    EXPECT_EQ(source->info().video->frames, 1);
    const std::string bytes = packed(source->read(0));
    EXPECT_EQ(bytes, frames_by_ffmpeg(still, bytes.size()).at(0));
}

TEST(Sequence, Dpx10) {
    expect_sequence(".dpx", "-pix_fmt gbrp10be");
}
TEST(Sequence, Tiff16) {
    expect_sequence(".tif", "-pix_fmt rgb48le");
}
TEST(Sequence, Png16) {
    expect_sequence(".png", "-pix_fmt rgb48be");
}
TEST(Sequence, PngPalette) {
    expect_sequence(".bmp", "-pix_fmt bgr24");
}
TEST(Sequence, Jpeg) {
    expect_sequence(".jpg", "-pix_fmt yuvj422p -q:v 2");
}

TEST(Sequence, JpegIsFullRangeAndCentred) {
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg("-f lavfi -i testsrc2=s=66x38 -frames:v 1 -pix_fmt yuvj420p " + quoted(folder / "a.jpg")));
    const color::Tags tags = open(folder / "a.jpg")->read(0).tags;
    EXPECT_EQ(tags.range, color::Range::full);
    EXPECT_EQ(tags.matrix, color::Matrix::bt601_625);
    EXPECT_EQ(tags.chroma_location, color::ChromaLocation::center);
}

TEST(Sequence, MissingFrameIsNamedWhereItIsMissing) {
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=66x38 -frames:v 9 " + quoted(folder / "s_%03d.png")));
    std::filesystem::remove(folder / "s_005.png");
    const std::unique_ptr<Source> source = open(folder.path());
    ASSERT_EQ(source->info().video->frames, 9);
    bool noted = false;
    for (const std::string& note : source->info().notes) noted = noted || note.find("s_005.png") != std::string::npos;
    EXPECT_TRUE(noted);
    for (std::int64_t i = 0; i < 9; ++i) {
        if (i == 4) continue;
        const std::string bytes = packed(source->read(i));
        EXPECT_EQ(bytes, frames_by_ffmpeg(folder / ("s_00" + std::to_string(i + 1) + ".png"), bytes.size()).at(0));
    }
    try {
        static_cast<void>(source->read(4));
        FAIL();
    } catch (const std::exception& error) {
        EXPECT_NE(std::string(error.what()).find("s_005.png"), std::string::npos) << error.what();
    }
}

TEST(Sequence, DamagedAndOddSizedFilesAreNamed) {
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=66x38 -frames:v 5 " + quoted(folder / "s_%03d.png")));
    ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=20x10 -frames:v 1 " + quoted(folder / "s_002.png")));
    std::ofstream(folder / "s_004.png") << "not a picture";
    const std::unique_ptr<Source> source = open(folder.path());
    for (const std::int64_t bad : {1, 3}) {
        try {
            static_cast<void>(source->read(bad));
            ADD_FAILURE() << bad;
        } catch (const std::exception& error) {
            EXPECT_NE(std::string(error.what()).find("s_00" + std::to_string(bad + 1) + ".png"), std::string::npos)
                << error.what();
        }
    }
    for (const std::int64_t good : {0, 2, 4}) EXPECT_EQ(source->read(good).index, good);
}

TEST(Sequence, DpxTimesAreThoseThatWereMeant) {
    const ScratchFolder folder;
    for (const auto& [rate, exact] :
         {std::pair{"24000/1001", Rational{24000, 1001}}, std::pair{"30000/1001", Rational{30000, 1001}},
          std::pair{"25", Rational{25, 1}}, std::pair{"12", Rational{12, 1}}}) {
        const std::filesystem::path file = folder / "x.0100.dpx";
        ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=66x38 -frames:v 1 -pix_fmt gbrp10be " + quoted(file)));
        // The television header, as SMPTE ST 268-1 lays it out: every field undefined but the rate.
        std::string bytes = run("cat " + quoted(file)).out;
        std::string industry(384, '\xff');
        const auto put = [](std::string& to, std::size_t at, std::uint32_t value) {
            for (std::size_t i = 0; i < 4; ++i) to[at + i] = static_cast<char>(value >> (24 - 8 * i));
        };
        const Rational meant = exact;
        put(industry, 1940 - 1664, std::bit_cast<std::uint32_t>(static_cast<float>(meant.value())));
        bytes.insert(1664, industry);
        for (const std::size_t at : {4u, 808u}) put(bytes, at, 2048);
        put(bytes, 28, 384);
        std::ofstream(file, std::ios::binary) << bytes;
        const ClipInfo info = open(folder / "x.####.dpx")->info();
        EXPECT_EQ(info.video->frame_rate, exact) << rate;
        EXPECT_EQ(info.video->start_timecode->frames, 100) << rate;  // by its number, not by an undefined timecode
        for (const std::string& note : info.notes) EXPECT_EQ(note.find("is none at"), std::string::npos) << note;
    }
}

TEST(Sequence, NumbersFarApartAreRefusedByName) {
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=66x38 -frames:v 1 " + quoted(folder / "a.1.png")));
    std::filesystem::copy_file(folder / "a.1.png", folder / "a.100000000.png");
    for (const std::filesystem::path& path : {folder.path(), folder / "a.%d.png"}) {
        const std::string error = error_of(path);
        EXPECT_NE(error.find("a.100000000.png"), std::string::npos) << error;
    }
}

TEST(Sequence, APercentInAPicturesNameIsOne) {
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg("-f lavfi -i testsrc2=s=66x38 -frames:v 1 -pix_fmt rgb24 " + quoted(folder / "x.png")));
    std::filesystem::rename(folder / "x.png", folder / "50%d:x.png");
    EXPECT_EQ(open(folder / "50%d:x.png")->read(0).width, 66);
}

TEST(Sequence, FolderWithTwoSequencesNamesBoth) {
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=66x38 -frames:v 2 " + quoted(folder / "a%02d.png")));
    ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=66x38 -frames:v 2 " + quoted(folder / "b%02d.png")));
    const std::string error = error_of(folder.path());
    EXPECT_NE(error.find("a%02d.png"), std::string::npos) << error;
    EXPECT_NE(error.find("b%02d.png"), std::string::npos) << error;
}

}  // namespace

}  // namespace umber::media::test

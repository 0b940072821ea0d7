// Numbered sequences: each file judged by ffmpeg, exrheader and the standards' own header bytes.
#include <ImfInputFile.h>
#include <ImfStandardAttributes.h>
#include <ImfTimeCode.h>
#include <gmock/gmock.h>
#include <cstring>

#include <fstream>

#include "core/error.h"
#include "core/file.h"
#include "media/exr_writer.h"
#include "media/written_file.h"

namespace umber::media::test {
namespace {

using testing::HasSubstr;

int files_in(const std::filesystem::path& folder) {
    return static_cast<int>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

EncodeSettings sequence_settings(std::string_view id) {
    EncodeSettings settings = settings_for(id, 98, 54);
    settings.tags.transfer = color::Transfer::bt709;
    settings.start_timecode = parse_timecode("01:00:00:23", 25);
    return settings;
}

TEST(SequenceEncoder, PngHolds16Bits) {
    const ScratchFolder folder;
    const Written written = encode(folder / "shot.%04d.png", sequence_settings("png16"), 4);
    EXPECT_EQ(files_in(folder.path()), 4);
    EXPECT_TRUE(decoded(folder / "shot.%04d.png", "rgb48le") == written.raw);
    EXPECT_EQ(written.info.tags, "1-1-0, full, 4 frames");
    // PNG has no place for a timecode, and that is said.
    EXPECT_THAT(written.info.notes, testing::ElementsAre(HasSubstr("timecode 01:00:00:23")));
}

TEST(SequenceEncoder, DpxHolds10BitsAndItsHeader) {
    const ScratchFolder folder;
    const Written written = encode(folder / "shot.####.dpx", sequence_settings("dpx10"), 4);
    EXPECT_TRUE(decoded(folder / "shot.%04d.dpx", "gbrp10le") == written.raw);
    EXPECT_EQ(written.info.tags, "1-1-0, full, 4 frames, 01:00:00:23");
    EXPECT_THAT(written.info.notes, testing::IsEmpty());
    // ST 268-1: image element 1's transfer and colorimetry, ITU-R BT.709 is 6 in both tables.
    const std::string bytes = read_file(folder / "shot.0002.dpx");
    EXPECT_EQ(bytes.size(), 2048u + 98 * 54 * 4);
    EXPECT_EQ(bytes[801], 6);
    EXPECT_EQ(bytes[802], 6);
    EXPECT_THAT(
        run("ffprobe -v error -show_entries frame_tags=timecode -of csv=p=0 " + quoted(folder / "shot.0002.dpx")).out,
        HasSubstr("01:00:01:00"));
}

TEST(SequenceEncoder, ExrHoldsHalfAndItsAttributes) {
    const ScratchFolder folder;
    EncodeSettings settings = sequence_settings("exr-half");
    settings.tags = {color::Primaries::p3_d65, color::Transfer::linear, color::Matrix::rgb, color::Range::full,
                     color::ChromaLocation::unspecified};
    settings.frame_rate = {24000, 1001};
    settings.start_timecode = parse_timecode("01:00:00:23", 24);
    for (const char* compression : {"zip", "piz"}) {
        settings.preset.options["compression"] = compression;
        const Written written = encode(folder / "shot.%d.exr", settings, 3);
        EXPECT_EQ(written.info.tags, "12-8-0, full, 3 frames, 01:00:00:23");
        EXPECT_THAT(written.info.notes, testing::IsEmpty());
        const std::string back = decoded(folder / "shot.%d.exr", "gbrpf32le");
        ASSERT_EQ(back.size(), written.raw.size());
        for (std::size_t at = 0; at < back.size(); at += 4) {
            float given, got;
            std::memcpy(&given, written.raw.data() + at, 4);
            std::memcpy(&got, back.data() + at, 4);
            ASSERT_LE(std::abs(got - given), std::max(std::abs(given) * std::ldexp(1.0f, -11), std::ldexp(1.0f, -25)));
        }
        const Imf::InputFile file((folder / "shot.2.exr").c_str());
        EXPECT_EQ(file.header().compression(),
                  std::string(compression) == "zip" ? Imf::ZIP_COMPRESSION : Imf::PIZ_COMPRESSION);
        EXPECT_EQ(Imf::framesPerSecond(file.header()).n, 24000);
        EXPECT_EQ(Imf::framesPerSecond(file.header()).d, 1001u);
        EXPECT_EQ(Imf::timeCode(file.header()).seconds(), 1);
        EXPECT_EQ(Imf::timeCode(file.header()).frame(), 1);
        EXPECT_FLOAT_EQ(Imf::chromaticities(file.header()).green.y, 0.690f);  // SMPTE EG 432-1
    }
}

TEST(SequenceEncoder, TimecodeAbove30CountsFramePairs) {
    const ScratchFolder folder;
    EncodeSettings settings = sequence_settings("exr-half");
    settings.frame_rate = {60000, 1001};
    settings.start_timecode = parse_timecode("00:09:59;59", 60);
    ASSERT_TRUE(settings.start_timecode);
    EXPECT_THAT(encode(folder / "shot.%d.exr", settings, 2).info.tags, HasSubstr("00:09:59;59"));
}

TEST(SequenceEncoder, MakesTheFolderThatItIsGiven) {
    const ScratchFolder folder;
    encode(folder / "night", sequence_settings("png16"), 2);
    EXPECT_TRUE(std::filesystem::exists(folder / "night/night.000001.png"));
    EXPECT_EQ(files_in(folder.path()), 1);
    encode(folder / "night/", sequence_settings("dpx10"), 2);  // there already
    EXPECT_EQ(files_in(folder / "night"), 4);
}

TEST(SequenceEncoder, CancelLeavesNothingAndTouchesNothing) {
    const ScratchFolder folder;
    std::ofstream(folder / "shot.0000.png") << "earlier";
    for (const char* name : {"shot.%04d.png", "new"}) {
        const auto encoder = create_encoder(folder / name, sequence_settings("png16"));
        for (int i = 0; i < 3; ++i) encoder->write(synthetic_frame(encoder->format(), 98, 54, i, {i, 25}, {1, 25}));
    }
    EXPECT_EQ(files_in(folder.path()), 1);
    EXPECT_EQ(read_file(folder / "shot.0000.png"), "earlier");
}

// One name that can't be given: every other is as it was.
TEST(SequenceEncoder, AFailureAtTheEndTouchesNothing) {
    const ScratchFolder folder;
    std::ofstream(folder / "shot.0000.png") << "earlier";
    std::filesystem::create_directories(folder / "shot.0002.png/full");
    EXPECT_THAT(error_of([&] { encode(folder / "shot.%04d.png", sequence_settings("png16"), 4); }),
                HasSubstr("shot.0002.png"));
    EXPECT_EQ(files_in(folder.path()), 2);
    EXPECT_EQ(read_file(folder / "shot.0000.png"), "earlier");
}

TEST(SequenceEncoder, NumbersFromTheFirst) {
    const ScratchFolder folder;
    EncodeSettings settings = sequence_settings("dpx10");
    settings.first_number = 1001;
    EXPECT_THAT(encode(folder / "shot.%d.dpx", settings, 2).info.notes, testing::IsEmpty());
    EXPECT_TRUE(std::filesystem::exists(folder / "shot.1001.dpx"));
    EXPECT_TRUE(std::filesystem::exists(folder / "shot.1002.dpx"));
    EXPECT_EQ(files_in(folder.path()), 2);
}

TEST(SequenceEncoder, SaysWhatIsWrong) {
    const ScratchFolder folder;
    const EncodeSettings settings = sequence_settings("exr-half");
    EXPECT_THAT(error_of([&] { create_encoder(folder / "shot.exr", settings); }),
                HasSubstr("shot.exr: a sequence needs a place for the number"));
    EXPECT_THAT(error_of([&] { create_encoder(folder / "shot.%04d.png", settings); }),
                HasSubstr("goes into .exr, not into .png"));
    EXPECT_THAT(error_of([&] { create_encoder(folder / "none/shot.%04d.exr", settings); }),
                HasSubstr("there is no folder"));
    EXPECT_THAT(error_of([&] { create_encoder("/proc/shot.%04d.exr", settings); }), HasSubstr("can't be written"));
    EncodeSettings wrong = settings;
    wrong.preset.pixel_format = "yuv420p";
    EXPECT_THAT(error_of([&] { create_encoder(folder / "shot.%04d.exr", wrong); }), HasSubstr("not yuv420p"));
    wrong = settings;
    wrong.preset.options["compression"] = "zap";
    EXPECT_THAT(error_of([&] { encode(folder / "shot.%04d.exr", wrong, 1); }), HasSubstr("no compression 'zap'"));
    EXPECT_TRUE(nothing_in(folder.path()));
}

}  // namespace
}  // namespace umber::media::test

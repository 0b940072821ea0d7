// Static HDR metadata: what is given to an encoder is what ffprobe finds in the container and in the pictures, and what
// another program wrote is what Umber reads.
#include "media/hdr_metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/source.h"
#include "written_file.h"

namespace umber::media::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

// A P3 D65 display of 0.0001 to 1000 cd/m2.
constexpr MasteringDisplay p3_display{{{{34000, 16000}, {13250, 34500}, {7500, 3000}}}, {15635, 16450}, 10000000, 1};
constexpr ContentLight bright{1000, 400};
constexpr const char* told = "mastering display P3 D65, 0.0001 to 1000 cd/m2, MaxCLL 1000, MaxFALL 400 cd/m2";

EncodeSettings pq_settings(const char* preset) {
    EncodeSettings settings = settings_for(preset, 320, 240);
    settings.tags = {color::Primaries::bt2020, color::Transfer::pq, color::Matrix::bt2020nc, color::Range::limited,
                     color::ChromaLocation::left};
    settings.hdr = {p3_display, bright};
    return settings;
}

double value_of(const nlohmann::json& fraction) {
    const std::string text = fraction.get<std::string>();
    const std::size_t slash = text.find('/');
    return std::stod(text.substr(0, slash)) / std::stod(text.substr(slash + 1));
}

// What ffprobe's list of side data says; -1 where it has no such entry.
struct Probed {
    double red_x = -1, green_y = -1, blue_x = -1, white_y = -1, darkest = -1, brightest = -1;
    int max_cll = -1, max_fall = -1;
    explicit Probed(const nlohmann::json& holder) {
        if (!holder.contains("side_data_list")) return;
        for (const nlohmann::json& one : holder["side_data_list"]) {
            if (one.contains("red_x")) {
                red_x = value_of(one["red_x"]);
                green_y = value_of(one["green_y"]);
                blue_x = value_of(one["blue_x"]);
                white_y = value_of(one["white_point_y"]);
                darkest = value_of(one["min_luminance"]);
                brightest = value_of(one["max_luminance"]);
            }
            if (one.contains("max_content")) {
                max_cll = one["max_content"];
                max_fall = one["max_average"];
            }
        }
    }
    void expect_display() const {
        EXPECT_NEAR(red_x, 0.68, 1e-9);
        EXPECT_NEAR(green_y, 0.69, 1e-9);
        EXPECT_NEAR(blue_x, 0.15, 1e-9);
        EXPECT_NEAR(white_y, 0.329, 1e-9);
        EXPECT_NEAR(darkest, 0.0001, 1e-12);
        EXPECT_NEAR(brightest, 1000, 1e-9);
    }
    void expect_light() const {
        EXPECT_EQ(max_cll, 1000);
        EXPECT_EQ(max_fall, 400);
    }
};

nlohmann::json first_frame(const std::filesystem::path& file) {
    const CommandResult result =
        run("ffprobe -v error -select_streams v -show_frames -read_intervals '%+#1' -of json " + quoted(file));
    return nlohmann::json::parse(result.out).at("frames").at(0);
}

struct HdrCase {
    const char *preset, *name;
    bool in_pictures;
};
class HdrMasters : public testing::TestWithParam<HdrCase> {};

TEST_P(HdrMasters, CarryBothKinds) {
    const HdrCase& one = GetParam();
    const ScratchFolder folder;
    const WrittenInfo info = encode(folder / one.name, pq_settings(one.preset), 3).info;
    EXPECT_EQ(info.hdr, (HdrMetadata{p3_display, bright}));
    EXPECT_THAT(info.tags, testing::EndsWith(std::string("3 frames, ") + told));
    EXPECT_THAT(info.notes, testing::Not(Contains(HasSubstr("MaxCLL"))));
    const Probed container(probe_json(folder / one.name)["streams"][0]);
    container.expect_display();
    container.expect_light();
    if (one.in_pictures && std::string_view(one.preset) == "h264") {
        // FFmpeg 5.1's H.264 decoder passes these messages by; its parser tells them.
        const CommandResult traced = run("ffmpeg -nostdin -i " + quoted(folder / one.name) +
                                         " -c:v copy -frames:v 1 -bsf:v trace_headers -f null -");
        // "display_primaries_x[0]   0011001111000010 = 13250": green comes first.
        for (const auto& [field, value] :
             {std::pair{"display_primaries_x[0]", 13250}, std::pair{"display_primaries_y[2]", 16000},
              std::pair{"white_point_x", 15635}, std::pair{"max_display_mastering_luminance", 10000000},
              std::pair{"min_display_mastering_luminance", 1}, std::pair{"max_content_light_level", 1000},
              std::pair{"max_pic_average_light_level", 400}}) {
            const std::size_t at = traced.err.find(field);
            ASSERT_NE(at, std::string::npos) << field << "\n" << traced.err;
            const std::string line = traced.err.substr(at, traced.err.find('\n', at) - at);
            EXPECT_THAT(line, testing::EndsWith(" = " + std::to_string(value)));
        }
    } else if (one.in_pictures) {
        const Probed picture(first_frame(folder / one.name));
        picture.expect_display();
        picture.expect_light();
    }
    // And what reads a clip reads the same.
    const ClipInfo clip = probe(folder / one.name);
    EXPECT_EQ(clip.video->hdr, (HdrMetadata{p3_display, bright}));
}

INSTANTIATE_TEST_SUITE_P(Presets, HdrMasters,
                         testing::Values(HdrCase{"h265-10", "a.mp4", true}, HdrCase{"h265-10", "a.mov", true},
                                         HdrCase{"h265-10", "a.mkv", true}, HdrCase{"h264", "a.mp4", true},
                                         HdrCase{"h264", "a.mkv", true}, HdrCase{"prores422hq", "a.mov", false},
                                         HdrCase{"prores422hq", "a.mkv", false}, HdrCase{"dnxhr-hqx", "a.mov", false},
                                         HdrCase{"ffv1", "a.mkv", false}, HdrCase{"ffv1", "a.mov", false}));

TEST(Hdr, SaysWhatAFormatCanNotHold) {
    const ScratchFolder folder;
    // MXF has a place for the display, FFmpeg 5.1 none for the light.
    const WrittenInfo mxf = encode(folder / "a.mxf", pq_settings("dnxhr-hqx"), 3).info;
    EXPECT_EQ(mxf.hdr.mastering_display, p3_display);
    Probed(probe_json(folder / "a.mxf")["streams"][0]).expect_display();
    if (!mxf.hdr.content_light) {
        EXPECT_THAT(mxf.notes, Contains("MaxCLL 1000, MaxFALL 400 cd/m2: not kept, this format can't say it"));
    }
    const WrittenInfo dpx = encode(folder / "a.%04d.dpx", pq_settings("dpx10"), 2).info;
    EXPECT_TRUE(dpx.hdr.empty());
    EXPECT_THAT(dpx.notes, Contains(HasSubstr("mastering display P3 D65, 0.0001 to 1000 cd/m2: not kept")));
    EXPECT_THAT(dpx.notes, Contains(HasSubstr("MaxCLL 1000, MaxFALL 400 cd/m2: not kept")));
}

TEST(Hdr, OneKindAloneStaysAlone) {
    const ScratchFolder folder;
    EncodeSettings settings = pq_settings("h265-10");
    settings.hdr.content_light.reset();
    WrittenInfo info = encode(folder / "a.mp4", settings, 2).info;
    EXPECT_EQ(info.hdr, (HdrMetadata{p3_display, std::nullopt}));
    EXPECT_LE(Probed(first_frame(folder / "a.mp4")).max_cll, 0);  // 0: unknown
    settings.hdr = {std::nullopt, bright};
    info = encode(folder / "b.mp4", settings, 2).info;
    EXPECT_EQ(info.hdr, (HdrMetadata{std::nullopt, bright}));
    EXPECT_EQ(Probed(first_frame(folder / "b.mp4")).red_x, -1);
    settings.hdr = {};
    info = encode(folder / "c.mp4", settings, 2).info;
    EXPECT_TRUE(info.hdr.empty());
    EXPECT_EQ(info.tags, "9-16-9, limited, 2 frames");
}

// libx265 told by ffmpeg's command line, so the numbers are in the bitstream only.
TEST(Hdr, ReadsWhatAnotherProgramWrote) {
    const ScratchFolder folder;
    const CommandResult made = run(
        "ffmpeg -nostdin -v error -f lavfi -i testsrc2=s=320x240:r=25 -frames:v 2 -c:v libx265 -pix_fmt yuv420p10le "
        "-color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -x265-params "
        "'log-level=error:master-display=G(8500,39850)B(6550,2300)R(35400,14600)WP(15635,16450)L(40000000,50):"
        "max-cll=3900,250' " +
        quoted(folder / "a.mp4"));
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const ClipInfo clip = probe(folder / "a.mp4");
    ASSERT_TRUE(clip.video->hdr.mastering_display);
    EXPECT_EQ(*clip.video->hdr.mastering_display,
              (MasteringDisplay{{{{35400, 14600}, {8500, 39850}, {6550, 2300}}}, {15635, 16450}, 40000000, 50}));
    EXPECT_EQ(clip.video->hdr.content_light, (ContentLight{3900, 250}));
    EXPECT_EQ(to_string(*clip.video->hdr.mastering_display), "mastering display BT.2020, 0.005 to 4000 cd/m2");
}

TEST(Hdr, NamesUnknownPrimariesByTheirNumbers) {
    MasteringDisplay display = p3_display;
    display.white_point = {15700, 17550};  // DCI white
    EXPECT_EQ(to_string(display),
              "mastering display R(0.6800, 0.3200) G(0.2650, 0.6900) B(0.1500, 0.0600) white (0.3140, 0.3510), 0.0001 "
              "to 1000 cd/m2");
}

}  // namespace
}  // namespace umber::media::test

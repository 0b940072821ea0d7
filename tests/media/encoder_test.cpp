// Movies: every preset judged by ffprobe and by the ffmpeg command's decoding of it.
#include "media/encoder.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "core/error.h"
#include "core/file.h"
#include "media/written_file.h"

namespace umber::media::test {
namespace {

using testing::HasSubstr;

struct MovieCase {
    const char* preset;
    const char* extension;
    const char* pixel_format;  // null: the preset's
    const char* codec;         // as ffprobe names it
    const char* tag;           // codec_tag_string, or null
    double psnr;               // infinite: bit-equal
    int width = 352, height = 288;
};

void PrintTo(const MovieCase& one, std::ostream* out) {
    *out << one.preset << one.extension << (one.pixel_format ? one.pixel_format : "") << one.width << "x" << one.height;
}

class Movies : public testing::TestWithParam<MovieCase> {};

TEST_P(Movies, HoldWhatWasGiven) {
    const MovieCase& one = GetParam();
    const ScratchFolder folder;
    const std::filesystem::path file = folder / ("out" + std::string(one.extension));
    EncodeSettings settings = settings_for(one.preset, one.width, one.height);
    if (one.pixel_format) settings.preset.pixel_format = one.pixel_format;
    settings.start_timecode = parse_timecode("01:02:03:04", 25);
    const Written written = encode(file, settings, 7);

    const nlohmann::json all = probe_json(file);
    const nlohmann::json& video = all["streams"][0];
    EXPECT_EQ(video["codec_name"], one.codec);
    if (one.tag) {
        EXPECT_EQ(video["codec_tag_string"], one.tag);
    }
    // FFmpeg's ProRes decoder gives 4444 out at 12 bits, whatever went in.
    EXPECT_EQ(video["pix_fmt"].get<std::string>(),
              settings.preset.id == "prores4444" ? "yuv444p12le" : settings.preset.pixel_format);
    EXPECT_EQ(video["width"], one.width);
    EXPECT_EQ(video["height"], one.height);
    EXPECT_EQ(video["nb_read_packets"], "7");
    EXPECT_EQ(video["avg_frame_rate"], "25/1");
    EXPECT_NEAR(std::stod(all["format"]["duration"].get<std::string>()), 0.28, 0.0005);
    EXPECT_EQ(video.value("color_primaries", "none"), "bt709");
    EXPECT_EQ(video.value("color_transfer", "none"), "bt709");
    const PixelFormat format = pixel_format(settings.preset.pixel_format);
    const bool rgb = format.model == PixelFormat::Model::rgb;
    EXPECT_EQ(video.value("color_space", "none"), rgb ? "gbr" : "bt709");
    EXPECT_THAT(all.dump(), HasSubstr("01:02:03:04"));

    EXPECT_EQ(written.info.frames, 7);
    if (settings.preset.id == "ffv1" && one.extension == std::string(".mov") && !rgb) {
        // Neither QuickTime's colr (nclc) nor FFV1 has a place for the range: it is said, not hidden.
        EXPECT_EQ(written.info.tags, "1-1-1, range unspecified, 7 frames, 01:02:03:04");
        EXPECT_THAT(written.info.notes, testing::ElementsAre(HasSubstr("range tv")));
    } else {
        EXPECT_EQ(written.info.tags,
                  rgb ? "1-1-0, full, 7 frames, 01:02:03:04" : "1-1-1, limited, 7 frames, 01:02:03:04");
        EXPECT_THAT(written.info.notes, testing::IsEmpty());
    }

    const std::string back = decoded(file, settings.preset.pixel_format);
    ASSERT_EQ(back.size(), written.raw.size());
    if (std::isinf(one.psnr))
        EXPECT_TRUE(back == written.raw) << psnr(back, written.raw, 2, format.depth());
    else
        EXPECT_GT(psnr(back, written.raw, format.depth() > 8 ? 2 : 1, format.depth()), one.psnr);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

INSTANTIATE_TEST_SUITE_P(Presets, Movies,
                         testing::Values(MovieCase{"prores422hq", ".mov", nullptr, "prores", "apch", 55.0},
                                         MovieCase{"prores422hq", ".mov", nullptr, "prores", "apch", 55.0, 853, 479},
                                         MovieCase{"prores4444", ".mov", nullptr, "prores", "ap4h", 55.0},
                                         MovieCase{"h264", ".mp4", nullptr, "h264", "avc1", 45.0},
                                         MovieCase{"h264", ".mov", nullptr, "h264", "avc1", 45.0},
                                         MovieCase{"h264", ".mkv", nullptr, "h264", nullptr, 45.0},
                                         MovieCase{"h264", ".mp4", "yuv422p10le", "h264", "avc1", 45.0},
                                         MovieCase{"h265-10", ".mp4", nullptr, "hevc", "hvc1", 45.0},
                                         MovieCase{"dnxhr-hqx", ".mov", nullptr, "dnxhd", "AVdh", 50.0},
                                         MovieCase{"ffv1", ".mkv", nullptr, "ffv1", nullptr, INFINITY},
                                         MovieCase{"ffv1", ".mov", nullptr, "ffv1", "FFV1", INFINITY},
                                         MovieCase{"ffv1", ".mkv", "yuv420p", "ffv1", nullptr, INFINITY, 853, 479},
                                         MovieCase{"ffv1", ".mkv", "gbrp16le", "ffv1", nullptr, INFINITY},
                                         MovieCase{"ffv1", ".mkv", "yuv444p12le", "ffv1", nullptr, INFINITY, 3, 2}));

TEST(MovieEncoder, WritesDnxhrIntoMxf) {
    const ScratchFolder folder;
    EncodeSettings settings = settings_for("dnxhr-hqx", 1280, 720);
    settings.start_timecode = parse_timecode("10:00:00:00", 25);
    const Written written = encode(folder / "out.mxf", settings, 5);
    const nlohmann::json all = probe_json(folder / "out.mxf");
    EXPECT_EQ(all["streams"][0]["codec_name"], "dnxhd");
    EXPECT_EQ(all["streams"][0]["nb_read_packets"], "5");
    EXPECT_THAT(all.dump(), HasSubstr("10:00:00:00"));
    EXPECT_EQ(written.info.frames, 5);
    EXPECT_GT(psnr(decoded(folder / "out.mxf", "yuv422p10le"), written.raw, 2, 10), 50.0);
}

TEST(MovieEncoder, KeepsAlphaIn4444) {
    const ScratchFolder folder;
    EncodeSettings settings = settings_for("prores4444", 320, 240);
    settings.preset.pixel_format = "yuva444p10le";
    const Written written = encode(folder / "out.mov", settings, 3);
    const std::string back = decoded(folder / "out.mov", "yuva444p10le");
    EXPECT_GT(psnr(back, written.raw, 2, 10), 50.0);
}

TEST(MovieEncoder, ReadsBackHdrTags) {
    const ScratchFolder folder;
    EncodeSettings settings = settings_for("h265-10", 320, 240);
    settings.tags = {color::Primaries::bt2020, color::Transfer::pq, color::Matrix::bt2020nc, color::Range::limited,
                     color::ChromaLocation::top_left};
    EXPECT_EQ(encode(folder / "out.mp4", settings, 3).info.tags, "9-16-9, limited, 3 frames");
    const nlohmann::json video = probe_json(folder / "out.mp4")["streams"][0];
    EXPECT_EQ(video["color_primaries"], "bt2020");
    EXPECT_EQ(video["color_transfer"], "smpte2084");
    EXPECT_EQ(video["color_space"], "bt2020nc");
    EXPECT_EQ(video["color_range"], "tv");
    EXPECT_EQ(video["chroma_location"], "topleft");
}

TEST(MovieEncoder, TagsFullRange) {
    const ScratchFolder folder;
    EncodeSettings settings = settings_for("h264", 320, 240);
    settings.tags.range = color::Range::full;
    EXPECT_EQ(encode(folder / "out.mp4", settings, 3).info.tags, "1-1-1, full, 3 frames");
    EXPECT_EQ(probe_json(folder / "out.mp4")["streams"][0]["color_range"], "pc");
    // ProRes has no full range: what is read back differs, and is said.
    settings.preset = preset("prores422hq");
    const WrittenInfo info = encode(folder / "out.mov", settings, 3).info;
    EXPECT_THAT(info.notes, testing::Contains(HasSubstr("range")));
}

TEST(MovieEncoder, WritesDropFrameTimecode) {
    const ScratchFolder folder;
    EncodeSettings settings = settings_for("prores422hq", 320, 240);
    settings.frame_rate = {30000, 1001};
    settings.start_timecode = parse_timecode("00:59:59;28", 30);
    EXPECT_THAT(encode(folder / "out.mov", settings, 3).info.tags, HasSubstr("00:59:59;28"));
    const nlohmann::json all = probe_json(folder / "out.mov");
    EXPECT_EQ(all["streams"][0]["tags"]["timecode"], "00:59:59;28");
    EXPECT_EQ(all["streams"][0]["avg_frame_rate"], "30000/1001");
    EXPECT_EQ(all["streams"][1]["codec_tag_string"], "tmcd");
}

TEST(MovieEncoder, CarriesRotationAndAspect) {
    const ScratchFolder folder;
    EncodeSettings settings = settings_for("h264", 320, 240);
    settings.rotation = 90;
    settings.sample_aspect_ratio = {4, 3};
    encode(folder / "out.mp4", settings, 3);
    const nlohmann::json video = probe_json(folder / "out.mp4")["streams"][0];
    EXPECT_EQ(video["sample_aspect_ratio"], "4:3");
    EXPECT_EQ(video["side_data_list"][0]["rotation"], -90);  // ffprobe counts counter-clockwise, as for phone clips
}

TEST(MovieEncoder, CarriesMetadata) {
    const ScratchFolder folder;
    EncodeSettings settings = settings_for("prores422hq", 320, 240);
    settings.start_timecode = parse_timecode("01:00:00:00", 25);
    settings.metadata = {{"title", "Night"}, {"com.apple.quicktime.make", "Umber"}, {"timecode", "09:09:09:09"}};
    EXPECT_THAT(encode(folder / "out.mov", settings, 2).info.tags, HasSubstr("01:00:00:00"));
    const nlohmann::json tags = probe_json(folder / "out.mov")["format"]["tags"];
    EXPECT_EQ(tags["title"], "Night");
    EXPECT_EQ(tags["com.apple.quicktime.make"], "Umber");
    settings.preset = preset("ffv1");
    settings.rotation = 180;
    const WrittenInfo info = encode(folder / "out.mkv", settings, 2).info;
    EXPECT_EQ(probe_json(folder / "out.mkv")["format"]["tags"]["title"], "Night");
    EXPECT_THAT(info.notes, testing::Contains(HasSubstr("rotation of 180 degrees")));
}

// Times of a phone clip: 1/90000 ticks, never quite regular.
constexpr std::int64_t phone_ticks[] = {0, 2999, 6011, 9000, 15044, 18001, 21007, 27030};
constexpr std::int64_t phone_end = 33000;

WrittenInfo encode_phone_clip(const std::filesystem::path& file, EncodeSettings settings) {
    settings.frame_rate = {27, 1};
    settings.time_base = {1, 90000};
    const auto encoder = create_encoder(file, settings);
    constexpr std::size_t count = std::size(phone_ticks);
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t end = i + 1 < count ? phone_ticks[i + 1] : phone_end;
        // A range in the middle of a clip: the first frame's time is not 0, and the file still begins at 0.
        encoder->write(synthetic_frame(encoder->format(), settings.width, settings.height, static_cast<std::int64_t>(i),
                                       {90000 + phone_ticks[i], 90000}, {end - phone_ticks[i], 90000}));
    }
    return encoder->finish();
}

std::vector<double> packet_times(const std::filesystem::path& file) {
    const CommandResult result =
        run("ffprobe -v error -select_streams v -show_entries frame=pts_time -of csv=p=0 " + quoted(file));
    std::vector<double> times;
    for (std::size_t at = 0; at < result.out.size();) {
        const std::size_t end = result.out.find('\n', at);
        // A picture with side data gets a line of its own for it.
        if (end > at && result.out[at] != ',') times.push_back(std::stod(result.out.substr(at, end - at)));
        at = end + 1;
    }
    return times;
}

TEST(MovieEncoder, FewPicturesHaveTheirTimes) {
    const ScratchFolder folder;
    for (const char* id : {"h264", "h265-10"})
        for (const int count : {1, 2, 3, 4}) {
            EXPECT_EQ(encode(folder / "out.mp4", settings_for(id, 320, 240), count).info.frames, count);
            const CommandResult told =
                run("ffprobe -v error -show_entries packet=pts,dts -of csv=p=0 " + quoted(folder / "out.mp4"));
            std::vector<std::int64_t> shown, decoded;
            std::istringstream lines(told.out);
            for (std::string line; std::getline(lines, line);) {
                const std::size_t comma = line.find(',');
                shown.push_back(std::stoll(line.substr(0, comma)));
                decoded.push_back(std::stoll(line.substr(comma + 1)));
            }
            ASSERT_EQ(shown.size(), static_cast<std::size_t>(count)) << id;
            const std::int64_t step = 12800 / 25;
            for (std::size_t i = 0; i < shown.size(); ++i) {
                EXPECT_LE(decoded[i], shown[i]) << id << ' ' << count;
                EXPECT_GE(decoded[i], shown[i] - 4 * step) << id << ' ' << count;
                EXPECT_GT(decoded[i], i > 0 ? decoded[i - 1] : decoded[i] - 1) << id << ' ' << count;
            }
            std::sort(shown.begin(), shown.end());
            for (std::size_t i = 0; i < shown.size(); ++i)
                EXPECT_EQ(shown[i], static_cast<std::int64_t>(i) * step) << id << ' ' << count;
        }
}

// Seconds of a movie as its file says. FFmpeg 7 itself ends an .mp4 with the frame that is decoded last, not with the
// one that is shown last, so of those the movie header is read (ISO/IEC 14496-12 8.2.2, version 0).
double duration_of(const std::filesystem::path& file) {
    if (file.extension() == ".mkv") return std::stod(probe_json(file)["format"]["duration"].get<std::string>());
    const std::string bytes = read_file(file);
    const std::size_t at = bytes.find("mvhd");
    const auto number = [&](std::size_t from) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes.at(at + from + i));
        return value;
    };
    EXPECT_EQ(bytes.at(at + 4), 0);
    return static_cast<double>(number(20)) / number(16);
}

TEST(MovieEncoder, KeepsVariableTimes) {
    const ScratchFolder folder;
    for (const auto& [id, name, tolerance] :
         {std::tuple{"prores422hq", "a.mov", 1e-6}, std::tuple{"h264", "b.mp4", 1e-6},
          std::tuple{"h264", "b.mov", 1e-6}, std::tuple{"ffv1", "c.mkv", 0.00051}}) {
        SCOPED_TRACE(name);
        EXPECT_EQ(encode_phone_clip(folder / name, settings_for(id, 320, 240)).frames, 8);
        const std::vector<double> times = packet_times(folder / name);
        ASSERT_EQ(times.size(), std::size(phone_ticks));
        for (std::size_t i = 0; i < times.size(); ++i)
            EXPECT_NEAR(times[i], static_cast<double>(phone_ticks[i]) / 90000.0, tolerance) << "frame " << i;
        EXPECT_NEAR(duration_of(folder / name), phone_end / 90000.0, 0.001);
    }
}

TEST(MovieEncoder, KeepsEveryFrameWhereTimesAreFinerThanTheContainer) {
    const ScratchFolder folder;
    EncodeSettings settings = settings_for("ffv1", 64, 64);
    settings.frame_rate = {2500, 1};  // 0.4 ms a frame; Matroska counts whole ms
    EXPECT_EQ(encode(folder / "out.mkv", settings, 10).info.frames, 10);
    const std::vector<double> times = packet_times(folder / "out.mkv");
    ASSERT_EQ(times.size(), 10u);
    for (std::size_t i = 1; i < times.size(); ++i) EXPECT_GT(times[i], times[i - 1]);
}

TEST(MovieEncoder, RemovesEverythingWhenCancelled) {
    const ScratchFolder folder;
    for (const char* id : {"prores422hq", "h264"}) {
        const EncodeSettings settings = settings_for(id, 320, 240);
        const auto encoder = create_encoder(folder / ("out" + settings.preset.extension), settings);
        encoder->write(synthetic_frame(encoder->format(), 320, 240, 0, {0, 25}, {1, 25}));
        EXPECT_FALSE(nothing_in(folder.path()));
    }
    EXPECT_TRUE(nothing_in(folder.path()));
}

TEST(MovieEncoder, LeavesTheEarlierOutputUntilFinished) {
    const ScratchFolder folder;
    umber::test::run("echo earlier > " + quoted(folder / "out.mov"));
    {
        const auto encoder = create_encoder(folder / "out.mov", settings_for("prores422hq", 320, 240));
        encoder->write(synthetic_frame(encoder->format(), 320, 240, 0, {0, 25}, {1, 25}));
    }
    EXPECT_EQ(run("cat " + quoted(folder / "out.mov")).out, "earlier\n");
    encode(folder / "out.mov", settings_for("prores422hq", 320, 240), 2);
    EXPECT_EQ(probe_json(folder / "out.mov")["streams"][0]["codec_name"], "prores");
}

TEST(MovieEncoder, SaysWhatIsWrong) {
    const ScratchFolder folder;
    const EncodeSettings prores = settings_for("prores422hq", 320, 240);
    EXPECT_THAT(error_of([&] { create_encoder(folder / "out.avi", prores); }),
                HasSubstr("out.avi: Apple ProRes 422 HQ goes into .mov"));
    EXPECT_THAT(error_of([&] { create_encoder(folder / "none/out.mov", prores); }), HasSubstr("there is no folder"));
    EXPECT_THAT(error_of([&] { create_encoder("/proc/out.mov", prores); }), HasSubstr("/proc/out.mov: "));
    EncodeSettings wrong = prores;
    wrong.preset.pixel_format = "yuv420p";
    EXPECT_THAT(error_of([&] { create_encoder(folder / "out.mov", wrong); }),
                HasSubstr("does not take yuv420p; it takes yuv422p10le"));
    EXPECT_THAT(error_of([&] { create_encoder(folder / "out.mp4", settings_for("h264", 853, 479)); }),
                HasSubstr("even width and height"));
    EXPECT_THAT(error_of([&] { create_encoder(folder / "out.mov", settings_for("dnxhr-hqx", 64, 64)); }),
                HasSubstr("out.mov: the encoder dnxhd refuses 64x64"));
    EXPECT_THAT(error_of([&] { create_encoder(folder / "out.mov", prores)->finish(); }),
                HasSubstr("no frame was given"));
    EncodeSettings silent = prores;
    silent.audio_from = folder / "missing.mov";
    EXPECT_THAT(error_of([&] { create_encoder(folder / "out.mov", silent); }),
                HasSubstr("missing.mov: the sound can't be read"));
    EncodeSettings odd_rate = settings_for("dnxhr-hqx", 320, 240);
    odd_rate.frame_rate = {27, 1};
    EXPECT_THAT(error_of([&] { create_encoder(folder / "out.mxf", odd_rate); }), HasSubstr("out.mxf: "));
    EXPECT_THAT(error_of([] { preset("prores"); }), HasSubstr("there are prores422hq, prores4444"));
    EXPECT_TRUE(nothing_in(folder.path()));
}

// A file system of one megabyte, where this user may mount one.
class SmallDisk {
public:
    explicit SmallDisk(const std::filesystem::path& at) : at_(at) {
        std::filesystem::create_directory(at);
        mounted_ = run("mount -t tmpfs -o size=1m tmpfs " + quoted(at)).exit_code == 0;
    }
    ~SmallDisk() {
        if (mounted_) run("umount " + quoted(at_));
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    bool mounted() const { return mounted_; }

private:
    std::filesystem::path at_;
    bool mounted_ = false;
};

TEST(MovieEncoder, SaysThatTheDiskIsFull) {
    const ScratchFolder folder;
    const SmallDisk disk(folder / "small");
    if (!disk.mounted()) GTEST_SKIP() << "this user can't mount a small file system";
    for (const auto& [id, name] :
         {std::pair{"prores422hq", "small/out.mov"}, std::pair{"ffv1", "small/out.mkv"},
          std::pair{"dnxhr-hqx", "small/out.mxf"}, std::pair{"h264", "small/out.mp4"},
          std::pair{"exr-half", "small/out.%04d.exr"}, std::pair{"png16", "small/out.%04d.png"},
          std::pair{"dpx10", "small/out.%04d.dpx"}}) {
        SCOPED_TRACE(name);
        EncodeSettings settings = settings_for(id, 1280, 720);
        if (settings.preset.id == "h264") settings.preset.options["crf"] = "0";
        const std::string error = error_of([&] { encode(folder / name, settings, 12); });
        EXPECT_THAT(error, HasSubstr("small/out."));
        EXPECT_THAT(error, HasSubstr("No space left on device"));
        EXPECT_TRUE(nothing_in(folder / "small"));
    }
}

}  // namespace
}  // namespace umber::media::test

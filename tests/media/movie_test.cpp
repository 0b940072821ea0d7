// Movies frame by frame against ffmpeg's own decoding, and what is said of them against ffprobe.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <fstream>
#include <sstream>

#include "frames_by_ffmpeg.h"

namespace umber::media::test {

namespace {

struct Clip {
    const char* name;  // of the test
    const char* file;
    const char* encode;  // ffmpeg's arguments between input and file; empty: copied from `copied_from`
    const char* copied_from;
};

constexpr const char* h264 =
    "-c:v libx264 -preset veryfast -x264-params open-gop=1:keyint=12:bframes=3:b-pyramid=2 -pix_fmt yuv420p";

class EveryFrame : public testing::TestWithParam<Clip> {};

TEST_P(EveryFrame, IsFfmpegsInAnyOrder) {
    const Clip& clip = GetParam();
    const ScratchFolder folder;
    const std::filesystem::path file = folder / clip.file;
    const std::string source = "-f lavfi -i testsrc2=s=324x188:r=25 -t 2.4 ";
    if (*clip.copied_from) {
        const std::filesystem::path first = folder / clip.copied_from;
        ASSERT_NO_FATAL_FAILURE(ffmpeg(source + clip.encode + " " + quoted(first)));
        ASSERT_NO_FATAL_FAILURE(ffmpeg("-i " + quoted(first) + " -c copy " + quoted(file)));
    } else {
        ASSERT_NO_FATAL_FAILURE(ffmpeg(source + clip.encode + " " + quoted(file)));
    }
    expect_frames_of_ffmpeg(file);
}

INSTANTIATE_TEST_SUITE_P(
    Clips, EveryFrame,
    testing::Values(
        Clip{"H264OpenGop", "og.mp4", h264, ""}, Clip{"H264Matroska", "og.mkv", h264, "og.mp4"},
        Clip{"H264TransportStream", "og.ts", h264, "og.mp4"}, Clip{"H264Raw", "og.h264", h264, "og.mp4"},
        Clip{"H264Avi", "og.avi", h264, "og.mp4"}, Clip{"H264QuickTime", "og.mov", h264, "og.mp4"},
        Clip{"H264Refresh", "refresh.mp4",
             "-c:v libx264 -preset ultrafast -x264-params intra-refresh=1:keyint=12 -pix_fmt yuv420p", ""},
        Clip{"H264Fields", "fields.ts",
             "-c:v libx264 -preset veryfast -flags +ilme+ildct -x264-params tff=1:bframes=2 -pix_fmt yuv420p", ""},
        Clip{"Hevc10", "hevc.mp4",
             "-c:v libx265 -preset ultrafast -x265-params log-level=none:open-gop=1:keyint=12:bframes=3 -pix_fmt "
             "yuv420p10le",
             ""},
        Clip{"HevcTransportStream", "hevc.ts",
             "-c:v libx265 -preset ultrafast -x265-params log-level=none:open-gop=1:keyint=12:bframes=3 -pix_fmt "
             "yuv420p",
             ""},
        Clip{"Mpeg2TransportStream", "m2.ts", "-c:v mpeg2video -g 12 -bf 2 -q:v 3", ""},
        Clip{"Mpeg2Program", "m2.mpg", "-c:v mpeg2video -g 12 -bf 2 -q:v 3", ""},
        Clip{"Mpeg2Mxf", "m2.mxf", "-c:v mpeg2video -g 12 -bf 2 -q:v 3", ""},
        Clip{"Mpeg4Avi", "m4.avi", "-c:v mpeg4 -g 12 -bf 2 -q:v 3", ""},
        Clip{"Vp8HiddenFrames", "vp8.webm", "-c:v libvpx -auto-alt-ref 1 -lag-in-frames 16 -b:v 500k", ""},
        Clip{"Vp9HiddenFrames", "vp9.webm", "-c:v libvpx-vp9 -auto-alt-ref 1 -lag-in-frames 16 -b:v 500k -cpu-used 8",
             ""},
        Clip{"ProRes422", "pr.mov", "-c:v prores_ks -profile:v 3 -pix_fmt yuv422p10le", ""},
        Clip{"ProRes4444", "pr.mov", "-c:v prores_ks -profile:v 4 -pix_fmt yuva444p10le", ""},
        Clip{"DnxhrMxf", "dnx.mxf", "-c:v dnxhd -profile:v dnxhr_hqx -pix_fmt yuv422p10le", ""},
        Clip{"MotionJpeg", "mj.avi", "-c:v mjpeg -q:v 3", ""},
        Clip{"HuffyuvAvi", "huff.avi", "-c:v ffvhuff -pix_fmt yuv422p", ""}),
    [](const auto& param) { return std::string(param.param.name); });

// Decoders that draw on in their last picture's memory must not draw into a frame that somebody still holds.
TEST(Movie, FramesStayAsTheyWereRead) {
    const ScratchFolder folder;
    for (const auto& [name, encode] :
         {std::pair{"rgb.mov", "-c:v qtrle -pix_fmt rgb24"}, std::pair{"argb.mov", "-c:v qtrle -pix_fmt argb"},
          std::pair{"cinepak.avi", "-c:v cinepak -g 8"}, std::pair{"screen.flv", "-c:v flashsv"},
          std::pair{"screen2.flv", "-c:v flashsv2 -g 8"}}) {
        const std::filesystem::path file = folder / name;
        ASSERT_NO_FATAL_FAILURE(
            ffmpeg(std::string("-f lavfi -i testsrc2=s=96x64:r=25 -frames:v 12 ") + encode + " " + quoted(file)));
        const std::unique_ptr<Source> source = open(file);
        std::vector<Frame> held;
        for (std::int64_t i = 0; i < source->info().video->frames; ++i) held.push_back(source->read(i));
        const std::vector<std::string> expected = frames_by_ffmpeg(file, packed(held.at(0)).size());
        ASSERT_EQ(held.size(), expected.size()) << name;
        for (std::size_t i = 0; i < held.size(); ++i) EXPECT_TRUE(packed(held[i]) == expected[i]) << name << " " << i;
    }
}

// Where a stream is cut open, the clip begins with the first picture that stands by itself, and the sound is in step
// with that one, by the clock of the file.
TEST(Movie, TellsTheTimeOfItsFirstFrame) {
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg("-f lavfi -i testsrc2=s=96x64:r=25 -t 4 -c:v mpeg2video -g 12 -bf 2 " + quoted(folder / "whole.ts")));
    const std::string whole = run("cat " + quoted(folder / "whole.ts")).out;
    std::ofstream(folder / "cut.ts", std::ios::binary) << whole.substr(whole.size() / 188 / 3 * 188);
    for (const char* name : {"whole.ts", "cut.ts"}) {
        const std::unique_ptr<Source> source = open(folder / name);
        const std::string first = packed(source->read(0));
        const std::vector<std::string> frames = frames_by_ffmpeg(folder / "whole.ts", first.size());
        const std::vector<std::string>::const_iterator found = std::find(frames.begin(), frames.end(), first);
        ASSERT_NE(found, frames.end()) << name;
        const std::string times = run("ffprobe -v error -select_streams v -show_entries frame=pts_time -of csv=p=0 " +
                                      quoted(folder / "whole.ts"))
                                      .out;
        std::istringstream lines(times);
        std::string line;
        for (auto i = found - frames.begin(); i >= 0; --i)
            while (std::getline(lines, line) && line.find('.') == std::string::npos) {  // side data has lines too
            }
        EXPECT_NEAR(source->start_time().value(), std::stod(line), 1e-5) << name;
    }
}

TEST(Movie, LosslessFormatsComeAsTheyAre) {
    const ScratchFolder folder;
    for (const char* format :
         {"yuv420p",     "yuv422p",     "yuv444p",     "yuv411p",     "yuv440p",     "yuv410p",  "yuv420p10le",
          "yuv422p10le", "yuv444p10le", "yuv420p12le", "yuv420p16le", "yuv444p16le", "yuva420p", "yuva444p16le",
          "gray",        "gray10le",    "gray16le",    "gbrp10le",    "gbrp14le",    "gbrp16le", "gbrap16le",
          "bgr0",        "bgra",        "rgb48le",     "rgba64le"}) {
        const std::filesystem::path file = folder / (std::string(format) + ".mkv");
        ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=53x35:r=25 -frames:v 2 -c:v ffv1 -level 3 -pix_fmt " +
                                       std::string(format) + " " + quoted(file)));
        const std::unique_ptr<Source> source = open(file);
        EXPECT_EQ(source->info().video->format, pixel_format(source->info().video->format.name));
        const std::string probed = run("ffprobe -v error -show_entries stream=pix_fmt -of csv=p=0 " + quoted(file)).out;
        EXPECT_EQ(source->info().video->format.name + "\n", probed);
        expect_frames_of_ffmpeg(file);
    }
}

TEST(Movie, RawFormatsOfEveryLayoutComeAsTheyAre) {
    const ScratchFolder folder;
    int seen = 0;
    for (const char* format :
         {"nv12",     "nv21",       "yuyv422",   "uyvy422",   "rgb24",       "rgba",        "bgra",       "0rgb",
          "bgr0",     "rgb48be",    "bgr48le",   "rgba64be",  "ya8",         "ya16le",      "gray9le",    "gbrp",
          "gbrp12be", "gbrapf32le", "gbrpf32le", "grayf32le", "yuv420p10be", "yuv422p16be", "yuv440p12le"}) {
        const std::filesystem::path file = folder / (std::string(format) + ".nut");
        ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=54x36:r=25 -frames:v 2 -c:v rawvideo -pix_fmt " +
                                       std::string(format) + " " + quoted(file)));
        // Some layouts have no code of their own in any container; what ffprobe does not see is no test.
        if (run("ffprobe -v error -show_entries stream=pix_fmt -of csv=p=0 " + quoted(file)).out !=
            std::string(format) + "\n")
            continue;
        ++seen;
        const std::unique_ptr<Source> source = open(file);
        EXPECT_EQ(source->info().video->format.name, format);
        expect_frames_of_ffmpeg(file);
    }
    EXPECT_GE(seen, 18);
}

TEST(Movie, FormatsThatKernelsCantReadAreUnpackedWithoutLoss) {
    struct Unpacked {
        const char* from;
        const char* to;
        int bits;                  // of a packed pixel
        std::array<int, 3> shift;  // of red, green, blue (or grey) in it
        std::array<int, 3> depth;
    };
    constexpr int width = 64, height = 36;
    const ScratchFolder folder;
    for (const Unpacked& format :
         {Unpacked{"monob", "gray", 1, {0, 0, 0}, {1, 0, 0}}, Unpacked{"monow", "gray", 1, {0, 0, 0}, {1, 0, 0}},
          Unpacked{"rgb565le", "gbrp", 16, {11, 5, 0}, {5, 6, 5}},
          Unpacked{"bgr555le", "gbrp", 16, {0, 5, 10}, {5, 5, 5}},
          Unpacked{"rgb444le", "gbrp", 16, {8, 4, 0}, {4, 4, 4}}, Unpacked{"rgb8", "gbrp", 8, {5, 2, 0}, {3, 3, 2}}}) {
        const std::filesystem::path file = folder / (std::string(format.from) + ".nut");
        ASSERT_NO_FATAL_FAILURE(ffmpeg("-f lavfi -i testsrc2=s=64x36:r=25 -frames:v 1 -c:v rawvideo -pix_fmt " +
                                       std::string(format.from) + " " + quoted(file)));
        const std::unique_ptr<Source> source = open(file);
        ASSERT_EQ(source->info().video->format.name, format.to);
        EXPECT_FALSE(source->info().notes.empty());
        const Frame frame = source->read(0);
        const std::string raw =
            frames_by_ffmpeg(file, static_cast<std::size_t>(width * height * format.bits / 8)).at(0);
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                const auto at = static_cast<std::size_t>(y * width + x);
                const auto byte = [&](std::size_t i) {
                    return static_cast<unsigned>(static_cast<unsigned char>(raw[i]));
                };
                unsigned word = 0;
                if (format.bits == 1)
                    word = byte(at / 8) >> (7 - x % 8) & 1u;
                else if (format.bits == 8)
                    word = byte(at);
                else
                    word = byte(at * 2) | byte(at * 2 + 1) << 8;
                if (std::string(format.from) == "monow") word ^= 1u;
                for (int c = 0; c < frame.format.components; ++c) {
                    const auto i = static_cast<std::size_t>(c);
                    const unsigned full = (1u << format.depth[i]) - 1;
                    const auto expected =
                        static_cast<unsigned>(std::lround((word >> format.shift[i] & full) * 255.0 / full));
                    const int plane = frame.format.component[i].plane;
                    const auto got = static_cast<unsigned>(frame.data(
                        plane)[static_cast<std::size_t>(y) * frame.plane[static_cast<std::size_t>(plane)].stride +
                               static_cast<std::size_t>(x)]);
                    ASSERT_EQ(got, expected) << format.from << " component " << c << " at " << x << "," << y;
                }
            }
    }
}

TEST(Movie, PhoneClipKeepsItsTimes) {
    const std::filesystem::path clip = phone_clip();
    if (clip.empty()) GTEST_SKIP() << "the package forensics-samples-files is not installed";
    const std::unique_ptr<Source> source = open(clip);
    const VideoInfo& video = *source->info().video;
    EXPECT_EQ(video.frames, 41);
    EXPECT_TRUE(video.variable_frame_rate);
    EXPECT_EQ(video.frame_rate, (Rational{369000, 13657}));
    EXPECT_EQ(source->time_of(0), (Rational{0, 90000}));
    for (std::int64_t i = 1; i <= 41; ++i) EXPECT_EQ(source->time_of(i), (Rational{16610 + (i - 1) * 2999, 90000}));
    EXPECT_EQ(source->read(0).duration, (Rational{16610, 90000}));
    EXPECT_EQ(source->read(40).duration, (Rational{2999, 90000}));
    EXPECT_EQ(video.duration, (Rational{136570, 90000}));
    expect_frames_of_ffmpeg(clip, "", 10);
}

TEST(Movie, InfoIsFfprobes) {
    const ScratchFolder folder;
    const std::filesystem::path file = folder / "tagged.mov";
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg("-f lavfi -i testsrc2=s=720x576:r=30000/1001 -f lavfi -i sine -t 1 -timecode '10:00:00;00' "
               "-vf setsar=16/15,setparams=range=tv:color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc "
               "-c:v prores_ks -profile:v 2 -pix_fmt yuv422p10le -c:a pcm_s24le -ac 2 -color_range tv "
               "-color_primaries bt2020 -color_trc arib-std-b67 -colorspace bt2020nc -metadata title=Sample " +
               quoted(file)));
    const auto probe_json =
        nlohmann::json::parse(run("ffprobe -v error -count_frames -show_streams -of json " + quoted(file)).out);
    const auto& stream = probe_json["streams"][0];
    const ClipInfo info = probe(file);
    ASSERT_TRUE(info.video);
    const VideoInfo& video = *info.video;
    EXPECT_EQ(video.codec, stream["codec_name"].get<std::string>());
    EXPECT_EQ(video.profile, stream["profile"].get<std::string>());
    EXPECT_EQ(video.width, stream["width"].get<int>());
    EXPECT_EQ(video.height, stream["height"].get<int>());
    EXPECT_EQ(video.format.name, stream["pix_fmt"].get<std::string>());
    EXPECT_EQ(to_string(video.frame_rate), stream["avg_frame_rate"].get<std::string>());
    EXPECT_EQ(std::to_string(video.frames), stream["nb_read_frames"].get<std::string>());
    EXPECT_EQ(name(video.tags.primaries), stream["color_primaries"].get<std::string>());
    EXPECT_EQ(name(video.tags.transfer), stream["color_transfer"].get<std::string>());
    EXPECT_EQ(name(video.tags.matrix), stream["color_space"].get<std::string>());
    EXPECT_EQ(name(video.tags.range), "tv");
    EXPECT_EQ(video.sample_aspect_ratio, (Rational{16, 15}));
    ASSERT_TRUE(video.start_timecode);
    EXPECT_EQ(to_string(*video.start_timecode), "10:00:00;00");
    EXPECT_TRUE(video.start_timecode->drop_frame);
    ASSERT_EQ(info.audio.size(), 1u);
    EXPECT_EQ(info.audio[0].codec, "pcm_s24le");
    EXPECT_EQ(info.audio[0].channels, 2);
    EXPECT_EQ(info.audio[0].sample_rate, 44100);
    EXPECT_FALSE(video.variable_frame_rate);
    EXPECT_EQ(video.rotation, 0);
}

TEST(Movie, RotationIsFfmpegsOwn) {
    const ScratchFolder folder;
    const std::filesystem::path upright = folder / "upright.mp4";
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg("-f lavfi -i testsrc2=s=64x36:r=25 -frames:v 2 -pix_fmt yuv420p -c:v libx264 -preset ultrafast " +
               quoted(upright)));
    for (const int tag : {90, 180, 270}) {
        const std::filesystem::path file = folder / "rotated.mp4";
        umber::test::turned_copy(upright, tag, file);
        const int rotation = probe(file).video->rotation;
        // What ffmpeg shows by itself must be what it shows when told to turn the picture by that much.
        const std::string turn = rotation == 90    ? "-vf transpose=clock"
                                 : rotation == 270 ? "-vf transpose=cclock"
                                 : rotation == 180 ? "-vf hflip,vflip"
                                                   : "";
        const auto picture = [&](const std::string& input, const std::string& filter) {
            return run("ffmpeg -v error " + input + " -i " + quoted(file) + " " + filter + " -frames:v 1 -f md5 -").out;
        };
        EXPECT_EQ(picture("", ""), picture("-noautorotate", turn)) << tag << " read as " << rotation;
        EXPECT_NE(rotation, 0);
    }
}

// FFmpeg makes a picture of two fields, but of HEVC's it gives each by itself, marked as interlaced like the others.
TEST(Movie, ChromaGoesByFieldsWhereAPictureHoldsTwo) {
    const ScratchFolder scratch;
    struct Case {
        const char *file, *options;
        bool two = false, by_fields = false;
    };
    for (const Case& one :
         {Case{"h264.mp4", "-c:v libx264 -flags +ilme+ildct -x264-params tff=1 -pix_fmt yuv420p", true, true},
          Case{"mpeg2.mpg", "-c:v mpeg2video -flags +ilme+ildct -pix_fmt yuv420p", true, true},
          Case{"whole.mp4", "-c:v libx264 -pix_fmt yuv420p"},
          Case{"wide.mov", "-c:v prores_ks -flags +ildct -pix_fmt yuv422p10le", true},
          Case{"single.mp4", "-c:v libx265 -x265-params log-level=error:interlace=tff -pix_fmt yuv420p"}}) {
        const std::filesystem::path file = scratch / one.file;
        ffmpeg(std::string("-f lavfi -i testsrc2=s=320x240 -frames:v 4 -vf setfield=") +
               (std::string(one.file).starts_with("whole") ? "prog " : "tff ") + one.options + " " + quoted(file));
        const auto source = open(file, {host_allocator(), 1});
        EXPECT_EQ(source->info().video->fields, one.two ? Fields::top_first : Fields::none) << file;
        EXPECT_EQ(source->read(1).chroma_by_fields, one.by_fields) << file;
        const auto& notes = source->info().notes;
        EXPECT_EQ(std::any_of(notes.begin(), notes.end(),
                              [](const std::string& note) { return note.find("single fields") != std::string::npos; }),
                  std::string(one.file).starts_with("single"))
            << file;
    }
}

TEST(Movie, EditListBeginsWhereItSays) {
    const ScratchFolder folder;
    const std::filesystem::path whole = folder / "whole.mp4", part = folder / "part.mp4";
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg(std::string("-f lavfi -i testsrc2=s=320x180:r=25 -t 3 ") + h264 + " " + quoted(whole)));
    ASSERT_NO_FATAL_FAILURE(ffmpeg("-ss 1.3 -i " + quoted(whole) + " -c copy " + quoted(part)));
    expect_frames_of_ffmpeg(part);
}

TEST(Movie, GuessesWhatTheFileDoesNotSay) {
    struct Case {
        const char* size;
        color::Matrix matrix;
    };
    const ScratchFolder folder;
    for (const Case& want : {Case{"1280x720", color::Matrix::bt709}, Case{"720x576", color::Matrix::bt601_625},
                             Case{"720x480", color::Matrix::bt601_525}}) {
        const std::filesystem::path file = folder / "untagged.mkv";
        ASSERT_NO_FATAL_FAILURE(ffmpeg(std::string("-f lavfi -i testsrc2=s=") + want.size +
                                       ":r=25 -frames:v 1 -pix_fmt yuv420p -c:v ffv1 " + quoted(file)));
        const std::unique_ptr<Source> source = open(file);
        for (const color::Tags& tags : {source->info().video->tags, source->read(0).tags}) {
            EXPECT_EQ(tags.matrix, want.matrix);
            EXPECT_EQ(tags.range, color::Range::limited);
            EXPECT_EQ(tags.chroma_location, color::ChromaLocation::left);
        }
        bool said = false;
        for (const std::string& note : source->info().notes) said = said || note.find("matrix") != std::string::npos;
        EXPECT_TRUE(said);
    }
}

TEST(Movie, DecodersWriteIntoTheAllocatorsMemory) {
    // An allocator that knows its own memory: the frame that comes back must lie in a block that was handed out before
    // it was decoded, and be as big as decoders want it, not a copy of exactly the picture's size.
    class Counting : public FrameAllocator {
    public:
        std::shared_ptr<FrameMemory> allocate(std::size_t bytes) override {
            ++allocated;
            return inner->allocate(bytes);
        }
        std::shared_ptr<FrameAllocator> inner = host_allocator();
        std::atomic<int> allocated = 0;
    };
    const ScratchFolder folder;
    for (const char* encode : {"-c:v libx264 -preset veryfast -pix_fmt yuv420p", "-c:v prores_ks -pix_fmt yuv422p10le",
                               "-c:v ffv1 -pix_fmt yuv444p16le"}) {
        const std::filesystem::path file = folder / "clip.mov";
        ASSERT_NO_FATAL_FAILURE(
            ffmpeg(std::string("-f lavfi -i testsrc2=s=640x360:r=25 -t 1 ") + encode + " " + quoted(file)));
        const auto allocator = std::make_shared<Counting>();
        const std::unique_ptr<Source> source = open(file, {allocator, 0});
        for (std::int64_t i = 0; i < 25; ++i) {
            const Frame frame = source->read(i);
            for (int plane = 0; plane < frame.format.planes; ++plane) {
                EXPECT_EQ(frame.plane[static_cast<std::size_t>(plane)].offset % 16, 0u);
                EXPECT_EQ(frame.plane[static_cast<std::size_t>(plane)].stride % 16, 0u);
            }
        }
        // A copied frame would need a second block each: 50.
        EXPECT_LE(allocator->allocated, 40) << encode;
    }
}

}  // namespace

}  // namespace umber::media::test

// OpenEXR pictures written by OpenEXR's library and by ffmpeg, value by value.
#include <ImfChannelList.h>
#include <ImfChromaticitiesAttribute.h>
#include <ImfFrameBuffer.h>
#include <ImfHeader.h>
#include <ImfMultiPartOutputFile.h>
#include <ImfOutputFile.h>
#include <ImfOutputPart.h>
#include <ImfPartType.h>
#include <ImfStandardAttributes.h>
#include <ImfTileDescription.h>
#include <ImfTiledOutputFile.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include "frames_by_ffmpeg.h"

namespace umber::media::test {

namespace {

// A value of its own for every pixel and channel, with the awkward ones among them.
float value_at(int channel, int x, int y) {
    if (x == 3 && y == 2) return std::numeric_limits<float>::quiet_NaN();
    if (x == 4 && y == 2) return std::numeric_limits<float>::infinity();
    if (x == 5 && y == 2) return -2.5f;
    return static_cast<float>(channel * 64 + y) + static_cast<float>(x) / 32.0f;
}

// Writes channels of a data window; the values are those of value_at by absolute position.
void write_exr(const std::filesystem::path& path, Imf::Header header, const std::vector<std::string>& names,
               Imf::PixelType type, bool tiled = false) {
    const Imath::Box2i window = header.dataWindow();
    const int width = window.max.x - window.min.x + 1, height = window.max.y - window.min.y + 1;
    std::vector<std::vector<float>> floats;
    std::vector<std::vector<half>> halves;
    Imf::FrameBuffer buffer;
    for (std::size_t c = 0; c < names.size(); ++c) {
        header.channels().insert(names[c], Imf::Channel(type));
        auto& plane = floats.emplace_back();
        for (int y = window.min.y; y <= window.max.y; ++y)
            for (int x = window.min.x; x <= window.max.x; ++x) plane.push_back(value_at(static_cast<int>(c), x, y));
        halves.emplace_back(plane.begin(), plane.end());
    }
    const std::ptrdiff_t first = window.min.x + static_cast<std::ptrdiff_t>(window.min.y) * width;
    for (std::size_t c = 0; c < names.size(); ++c) {
        const std::size_t size = type == Imf::HALF ? 2 : 4;
        char* start =
            type == Imf::HALF ? reinterpret_cast<char*>(halves[c].data()) : reinterpret_cast<char*>(floats[c].data());
        buffer.insert(names[c], Imf::Slice(type, start - first * static_cast<std::ptrdiff_t>(size), size,
                                           size * static_cast<std::size_t>(width)));
    }
    if (tiled) {
        header.setTileDescription(Imf::TileDescription(8, 8, Imf::ONE_LEVEL));
        Imf::TiledOutputFile file(path.c_str(), header);
        file.setFrameBuffer(buffer);
        file.writeTiles(0, file.numXTiles() - 1, 0, file.numYTiles() - 1);
    } else {
        Imf::OutputFile file(path.c_str(), header);
        file.setFrameBuffer(buffer);
        file.writePixels(height);
    }
}

float sample(const Frame& frame, int component, int x, int y) {
    const auto& of = frame.format.component[static_cast<std::size_t>(component)];
    const std::byte* at = frame.data(of.plane) +
                          static_cast<std::size_t>(y) * frame.plane[static_cast<std::size_t>(of.plane)].stride +
                          static_cast<std::size_t>(x * of.step);
    if (of.depth == 16) {
        half value;
        std::memcpy(&value, at, 2);
        return value;
    }
    float value = 0;
    std::memcpy(&value, at, 4);
    return value;
}

void expect_same(float got, float expected, const char* where) {
    if (std::isnan(expected))
        EXPECT_TRUE(std::isnan(got)) << where;
    else
        EXPECT_EQ(got, expected) << where;
}

TEST(Exr, HalfAndFloatTiledOrNotKeepEveryValue) {
    const ScratchFolder folder;
    for (const bool tiled : {false, true})
        for (const Imf::PixelType type : {Imf::HALF, Imf::FLOAT})
            for (const bool alpha : {false, true}) {
                Imf::Header header(33, 21);
                header.compression() = Imf::ZIP_COMPRESSION;
                const std::vector<std::string> names =
                    alpha ? std::vector<std::string>{"R", "G", "B", "A"} : std::vector<std::string>{"R", "G", "B"};
                write_exr(folder / "a.exr", header, names, type, tiled);
                const std::unique_ptr<Source> source = open(folder / "a.exr");
                const VideoInfo& video = *source->info().video;
                EXPECT_EQ(video.codec, "exr");
                EXPECT_EQ(video.frames, 1);
                EXPECT_EQ(video.format.name,
                          std::string(alpha ? "gbrapf" : "gbrpf") + (type == Imf::HALF ? "16le" : "32le"));
                EXPECT_EQ(video.format, pixel_format(video.format.name));
                EXPECT_EQ(video.tags.transfer, color::Transfer::linear);
                EXPECT_EQ(video.tags.range, color::Range::full);
                const Frame frame = source->read(0);
                for (int c = 0; c < video.format.components; ++c)
                    for (int y = 0; y < 21; ++y)
                        for (int x = 0; x < 33; ++x) {
                            const float exact = value_at(c, x, y);
                            expect_same(sample(frame, c, x, y),
                                        type == Imf::HALF ? static_cast<float>(half(exact)) : exact, "pixel");
                        }
            }
}

TEST(Exr, WindowsPlaceThePicture) {
    const ScratchFolder folder;
    struct Windows {
        Imath::Box2i display, data;
    };
    for (const Windows& w :
         {Windows{{{0, 0}, {19, 9}}, {{4, 2}, {11, 6}}}, Windows{{{0, 0}, {9, 9}}, {{-3, -2}, {14, 12}}},
          Windows{{{10, 20}, {29, 31}}, {{5, 24}, {20, 40}}}, Windows{{{0, 0}, {9, 9}}, {{40, 40}, {44, 44}}}}) {
        Imf::Header header(w.display, w.data);
        write_exr(folder / "w.exr", header, {"R", "G", "B"}, Imf::FLOAT);
        const std::unique_ptr<Source> source = open(folder / "w.exr");
        const Frame frame = source->read(0);
        ASSERT_EQ(frame.width, w.display.max.x - w.display.min.x + 1);
        for (int c = 0; c < 3; ++c)
            for (int y = w.display.min.y; y <= w.display.max.y; ++y)
                for (int x = w.display.min.x; x <= w.display.max.x; ++x)
                    expect_same(sample(frame, c, x - w.display.min.x, y - w.display.min.y),
                                w.data.intersects(Imath::V2i(x, y)) ? value_at(c, x, y) : 0.0f, "window");
        EXPECT_FALSE(source->info().notes.empty());
    }
}

TEST(Exr, GreyLayersAndAttributes) {
    const ScratchFolder folder;
    write_exr(folder / "y.exr", Imf::Header(8, 8), {"Y"}, Imf::HALF);
    const std::unique_ptr<Source> grey = open(folder / "y.exr");
    EXPECT_EQ(grey->info().video->format.name, "grayf16le");
    EXPECT_EQ(sample(grey->read(0), 0, 6, 6), static_cast<float>(half(value_at(0, 6, 6))));
    write_exr(folder / "ya.exr", Imf::Header(8, 8), {"Y", "A"}, Imf::HALF);
    const Frame ya = open(folder / "ya.exr")->read(0);
    for (int c = 0; c < 3; ++c) EXPECT_EQ(sample(ya, c, 6, 6), static_cast<float>(half(value_at(0, 6, 6))));
    EXPECT_EQ(sample(ya, 3, 6, 6), static_cast<float>(half(value_at(1, 6, 6))));
    write_exr(folder / "layer.exr", Imf::Header(8, 8), {"beauty.R", "beauty.G", "beauty.B"}, Imf::HALF);
    EXPECT_EQ(sample(open(folder / "layer.exr")->read(0), 2, 6, 6), static_cast<float>(half(value_at(2, 6, 6))));

    Imf::Header header(8, 8);
    Imf::addTimeCode(header, Imf::TimeCode(1, 2, 3, 4));
    Imf::addFramesPerSecond(header, Imf::Rational(24000, 1001));
    Imf::addChromaticities(
        header, Imf::Chromaticities({0.708f, 0.292f}, {0.170f, 0.797f}, {0.131f, 0.046f}, {0.3127f, 0.3290f}));
    header.pixelAspectRatio() = 2.0f;
    write_exr(folder / "shot.0007.exr", header, {"R", "G", "B"}, Imf::HALF);
    write_exr(folder / "shot.0008.exr", header, {"R", "G", "B"}, Imf::HALF);
    const VideoInfo video = *open(folder / "shot.%04d.exr")->info().video;
    EXPECT_EQ(video.frames, 2);
    EXPECT_EQ(video.frame_rate, (Rational{24000, 1001}));
    EXPECT_EQ(to_string(*video.start_timecode), "01:02:03:04");
    EXPECT_EQ(video.tags.primaries, color::Primaries::bt2020);
    EXPECT_EQ(video.sample_aspect_ratio, (Rational{2, 1}));
}

TEST(Exr, TimecodeAbove30FramesASecondCountsPairs) {
    const ScratchFolder folder;
    Imf::Header header(8, 8);
    Imf::addTimeCode(header, Imf::TimeCode(1, 0, 0, 20, false, false, true));  // the second frame of pair 20
    Imf::addFramesPerSecond(header, Imf::Rational(50, 1));
    write_exr(folder / "x.exr", header, {"R", "G", "B"}, Imf::HALF);
    EXPECT_EQ(to_string(*open(folder / "x.exr")->info().video->start_timecode), "01:00:00:41");
}

// A header costs its writer nothing; what it claims must not cost the reader everything.
TEST(Exr, HugeWindowsAreRefusedByNameOrReadInPart) {
    const ScratchFolder folder;
    write_exr(folder / "display.exr", Imf::Header({{0, 0}, {19999, 19999}}, {{0, 0}, {3, 3}}), {"R", "G", "B"},
              Imf::HALF);
    const std::string error = error_of(folder / "display.exr");
    EXPECT_TRUE(error.starts_with((folder / "display.exr").string() + ": ")) << error;
    EXPECT_NE(error.find("20000x20000"), std::string::npos) << error;
    // 64 rows of 16384 are shown.
    write_exr(folder / "rows.exr", Imf::Header({{0, 0}, {63, 35}}, {{0, -8}, {63, 16383}}), {"R", "G", "B"}, Imf::HALF);
    const Frame frame = open(folder / "rows.exr")->read(0);
    EXPECT_EQ(sample(frame, 1, 6, 6), static_cast<float>(half(value_at(1, 6, 6))));
}

TEST(Exr, FirstPartOfSeveralIsShown) {
    const ScratchFolder folder;
    std::vector<Imf::Header> headers;
    for (const char* name : {"first", "second"}) {
        Imf::Header header(8, 8);
        header.setName(name);
        header.setType(Imf::SCANLINEIMAGE);
        for (const char* channel : {"R", "G", "B"}) header.channels().insert(channel, Imf::Channel(Imf::FLOAT));
        headers.push_back(header);
    }
    {
        Imf::MultiPartOutputFile file((folder / "parts.exr").c_str(), headers.data(), 2);
        for (int part = 0; part < 2; ++part) {
            std::vector<float> pixels(64, static_cast<float>(part + 1));
            Imf::FrameBuffer buffer;
            for (const char* channel : {"R", "G", "B"})
                buffer.insert(channel, Imf::Slice(Imf::FLOAT, reinterpret_cast<char*>(pixels.data()), 4, 32));
            Imf::OutputPart out(file, part);
            out.setFrameBuffer(buffer);
            out.writePixels(8);
        }
    }
    const std::unique_ptr<Source> source = open(folder / "parts.exr");
    EXPECT_EQ(sample(source->read(0), 0, 3, 3), 1.0f);
    bool noted = false;
    for (const std::string& note : source->info().notes) noted = noted || note.find("'first'") != std::string::npos;
    EXPECT_TRUE(noted);
}

TEST(Exr, ByFfmpegAgreesWithItsDecoder) {
    const ScratchFolder folder;
    ASSERT_NO_FATAL_FAILURE(ffmpeg(
        "-f lavfi -i testsrc2=s=66x38:r=25 -frames:v 3 -pix_fmt gbrpf32le -c:v exr -format float -compression zip16 " +
        quoted(folder / "f.%03d.exr")));
    const std::unique_ptr<Source> source = open(folder.path());
    ASSERT_EQ(source->info().video->frames, 3);
    for (const std::int64_t i : {2, 0, 1}) {
        const Frame frame = source->read(i);
        const std::string bytes = packed(frame);
        EXPECT_EQ(bytes, frames_by_ffmpeg(folder / ("f.00" + std::to_string(i + 1) + ".exr"), bytes.size(),
                                          "-pix_fmt gbrpf32le")
                             .at(0));
    }
    ASSERT_NO_FATAL_FAILURE(
        ffmpeg("-f lavfi -i testsrc2=s=66x38:r=25 -frames:v 1 -pix_fmt gbrpf32le -c:v exr -format half " +
               quoted(folder / "h.exr")));
    EXPECT_EQ(open(folder / "h.exr")->info().video->format.name, "gbrpf16le");
}

TEST(Exr, DamagedAndSubSampledAreRefusedByName) {
    const ScratchFolder folder;
    write_exr(folder / "good.exr", Imf::Header(64, 64), {"R", "G", "B"}, Imf::FLOAT);
    std::string bytes = run("cat " + quoted(folder / "good.exr")).out;
    std::ofstream(folder / "cut.exr", std::ios::binary) << bytes.substr(0, bytes.size() / 2);
    std::ofstream(folder / "head.exr", std::ios::binary) << bytes.substr(0, 60);
    for (const char* name : {"cut.exr", "head.exr"}) {
        const std::string error = error_of(folder / name);
        EXPECT_TRUE(error.starts_with((folder / name).string() + ":")) << error;
    }
    Imf::Header header(8, 8);
    header.channels().insert("Y", Imf::Channel(Imf::HALF));
    header.channels().insert("RY", Imf::Channel(Imf::HALF, 2, 2));
    header.channels().insert("BY", Imf::Channel(Imf::HALF, 2, 2));
    { Imf::OutputFile file((folder / "yc.exr").c_str(), header); }
    EXPECT_NE(error_of(folder / "yc.exr").find("sub-sampled"), std::string::npos);
}

}  // namespace

}  // namespace umber::media::test

// Stills: what another program decodes from the file against the values that were given.
#include <ImfInputFile.h>
#include <ImfStandardAttributes.h>
#include <gmock/gmock.h>
#include <algorithm>
#include <cstring>

#include <limits>

#include "core/error.h"
#include "core/file.h"
#include "media/written_file.h"

namespace umber::media::test {
namespace {

using testing::HasSubstr;

constexpr int width = 67;
constexpr int height = 45;

Frame picture() {
    Frame frame = synthetic_frame(pixel_format("gbrpf32le"), width, height, 3, {0, 1}, {1, 25});
    frame.tags = {color::Primaries::bt2020, color::Transfer::pq, color::Matrix::rgb, color::Range::full,
                  color::ChromaLocation::unspecified};
    return frame;
}

float& sample(const Frame& frame, int component, int x, int y) {
    const int plane = frame.format.component[static_cast<std::size_t>(component)].plane;
    std::byte* row =
        frame.data(plane) + static_cast<std::size_t>(y) * frame.plane[static_cast<std::size_t>(plane)].stride;
    return reinterpret_cast<float*>(row)[x];
}

// R, G, B of each pixel as integers of the full scale, by the rule: round half up, clipped.
std::vector<int> expected_integers(const Frame& frame, double full_scale) {
    std::vector<int> all;
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x)
            for (int c = 0; c < 3; ++c) {
                const double value = sample(frame, c, x, y);
                all.push_back(std::isnan(value) ? 0
                                                : static_cast<int>(std::clamp(std::floor(value * full_scale + 0.5), 0.0,
                                                                              full_scale)));
            }
    return all;
}

std::vector<int> decoded_integers(const std::filesystem::path& file, int bytes) {
    const std::string raw = decoded(file, bytes == 2 ? "rgb48le" : "rgb24");
    std::vector<int> all;
    for (std::size_t at = 0; at + static_cast<std::size_t>(bytes) <= raw.size();
         at += static_cast<std::size_t>(bytes)) {
        int value = static_cast<unsigned char>(raw[at]);
        if (bytes == 2) value |= static_cast<unsigned char>(raw[at + 1]) << 8;
        all.push_back(value);
    }
    return all;
}

TEST(Still, IntegersAreExact) {
    const ScratchFolder folder;
    const Frame frame = picture();
    sample(frame, 0, 0, 0) = std::numeric_limits<float>::quiet_NaN();
    sample(frame, 1, 0, 0) = std::numeric_limits<float>::infinity();
    sample(frame, 2, 0, 0) = -std::numeric_limits<float>::infinity();
    sample(frame, 0, 1, 0) = 0.5f;  // 127.5 rounds up
    for (const auto& [name, depth, bytes] :
         {std::tuple{"a.png", StillDepth::automatic, 2}, std::tuple{"b.png", StillDepth::eight, 1},
          std::tuple{"c.tif", StillDepth::sixteen, 2}, std::tuple{"d.TIFF", StillDepth::eight, 1},
          std::tuple{"e.dpx", StillDepth::sixteen, 2}}) {
        SCOPED_TRACE(name);
        write_still(folder / name, frame, depth);
        EXPECT_EQ(decoded_integers(folder / name, bytes), expected_integers(frame, bytes == 2 ? 65535.0 : 255.0));
    }
}

TEST(Still, DpxHasTenBits) {
    const ScratchFolder folder;
    const Frame frame = picture();
    write_still(folder / "out.dpx", frame);
    EXPECT_EQ(probe_json(folder / "out.dpx")["streams"][0]["pix_fmt"], "gbrp10le");
    const std::string raw = decoded(folder / "out.dpx", "gbrp10le");  // planes G, B, R
    const std::vector<int> expected = expected_integers(frame, 1023.0);
    ASSERT_EQ(raw.size(), expected.size() * 2);
    constexpr std::size_t pixels = std::size_t{width} * height;
    for (std::size_t i = 0; i < pixels; ++i)
        for (const auto& [plane, component] : {std::pair{0u, 1u}, std::pair{1u, 2u}, std::pair{2u, 0u}}) {
            std::uint16_t value;
            std::memcpy(&value, raw.data() + 2 * (plane * pixels + i), 2);
            ASSERT_EQ(value, expected[3 * i + component]) << "pixel " << i;
        }
}

TEST(Still, JpegIsClose) {
    const ScratchFolder folder;
    const Frame frame = picture();
    write_still(folder / "out.jpg", frame);
    const std::vector<int> expected = expected_integers(frame, 255.0);
    const std::vector<int> got = decoded_integers(folder / "out.jpg", 1);
    ASSERT_EQ(got.size(), expected.size());
    double sum = 0.0;
    for (std::size_t i = 0; i < got.size(); ++i) sum += std::pow(got[i] - expected[i], 2);
    EXPECT_LT(std::sqrt(sum / static_cast<double>(got.size())), 1.5);
    EXPECT_EQ(probe_json(folder / "out.jpg")["streams"][0]["pix_fmt"], "yuvj444p");
}

TEST(Still, ExrFloatIsBitEqual) {
    const ScratchFolder folder;
    const Frame frame = picture();
    sample(frame, 0, 0, 0) = 1e9f;
    write_still(folder / "out.exr", frame, StillDepth::floating);
    EXPECT_TRUE(decoded(folder / "out.exr", "gbrpf32le") == packed(frame));
    const Imf::InputFile file((folder / "out.exr").c_str());
    ASSERT_TRUE(Imf::hasChromaticities(file.header()));
    EXPECT_FLOAT_EQ(Imf::chromaticities(file.header()).red.x, 0.708f);  // BT.2020-2 table 3
    EXPECT_FLOAT_EQ(Imf::chromaticities(file.header()).white.y, 0.3290f);
}

TEST(Still, ExrHalfIsTheNearestHalf) {
    const ScratchFolder folder;
    const Frame frame = picture();
    sample(frame, 0, 0, 0) = 1e9f;                                    // a finite value stays one
    sample(frame, 1, 0, 0) = std::numeric_limits<float>::infinity();  // and infinity too
    sample(frame, 2, 0, 0) = 65504.0f;
    write_still(folder / "out.exr", frame);
    const std::string raw = decoded(folder / "out.exr", "gbrpf32le");
    ASSERT_EQ(raw.size(), packed(frame).size());
    const auto got = [&](int component, int x, int y) {
        const int plane = frame.format.component[static_cast<std::size_t>(component)].plane;
        float value;
        std::memcpy(&value,
                    raw.data() + 4 * (static_cast<std::size_t>(plane) * width * height +
                                      static_cast<std::size_t>(y * width + x)),
                    4);
        return value;
    };
    EXPECT_EQ(got(0, 0, 0), 65504.0f);
    EXPECT_TRUE(std::isinf(got(1, 0, 0)));
    EXPECT_EQ(got(2, 0, 0), 65504.0f);
    for (int c = 0; c < 3; ++c)
        for (int y = 1; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                const float value = sample(frame, c, x, y);
                // Half an ulp of an 11-bit significand, or of the smallest subnormal.
                ASSERT_LE(std::abs(got(c, x, y) - value),
                          std::max(std::abs(value) * std::ldexp(1.0f, -11), std::ldexp(1.0f, -25)));
            }
}

TEST(Still, PngSaysItsColour) {
    const ScratchFolder folder;
    Frame frame = picture();
    write_still(folder / "hdr.png", frame);
    const std::string bytes = read_file(folder / "hdr.png");
    const std::size_t at = bytes.find("cICP");
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(bytes.substr(at + 4, 4), std::string("\x09\x10\x00\x01", 4));
    // The checksum is right, or a strict reader would refuse.
    EXPECT_EQ(run("ffmpeg -v error -err_detect crccheck+explode -i " + quoted(folder / "hdr.png") + " -f null -").err,
              "");
    frame.tags.primaries = color::Primaries::bt709;
    frame.tags.transfer = color::Transfer::srgb;
    write_still(folder / "srgb.png", frame);
    const std::string srgb = read_file(folder / "srgb.png");
    EXPECT_THAT(srgb, HasSubstr("sRGB"));
    EXPECT_THAT(srgb, HasSubstr("cHRM"));
    EXPECT_THAT(srgb, HasSubstr("gAMA"));
}

TEST(Still, WritesOnePixelAndWideOnes) {
    const ScratchFolder folder;
    for (const auto& [w, h] : {std::pair{1, 1}, std::pair{16384, 3}})
        for (const char* name : {"a.png", "a.tif", "a.exr", "a.dpx", "a.jpg"}) {
            SCOPED_TRACE(fmt::format("{} {}x{}", name, w, h));
            write_still(folder / name, synthetic_frame(pixel_format("gbrpf32le"), w, h, 0, {0, 1}, {1, 25}));
            const nlohmann::json video = probe_json(folder / name)["streams"][0];
            EXPECT_EQ(video["width"], w);
            EXPECT_EQ(video["height"], h);
        }
}

TEST(Still, SaysWhatIsWrong) {
    const ScratchFolder folder;
    const Frame frame = picture();
    EXPECT_THAT(error_of([&] { write_still(folder / "a.gif", frame); }),
                HasSubstr("a.gif: stills are written as .png, .tif, .exr, .dpx or .jpg, not .gif"));
    EXPECT_THAT(error_of([&] { write_still(folder / "a.png", frame, StillDepth::half); }),
                HasSubstr("a.png: .png files have no depth of half float"));
    EXPECT_THAT(error_of([&] { write_still(folder / "a.exr", frame, StillDepth::eight); }),
                HasSubstr("a.exr: .exr files have no depth of 8 bits"));
    EXPECT_THAT(error_of([&] { write_still(folder / "a.jpg", frame, StillDepth::sixteen); }),
                HasSubstr("no depth of 16 bits"));
    EXPECT_THAT(error_of([&] { write_still(folder / "a.dpx", frame, StillDepth::floating); }),
                HasSubstr("no depth of float"));
    EXPECT_THAT(error_of([&] { write_still(folder / "none/a.png", frame); }), HasSubstr("there is no folder"));
    EXPECT_THAT(error_of([&] { write_still(folder / "none/a.exr", frame); }), HasSubstr("there is no folder"));
    EXPECT_TRUE(nothing_in(folder.path()));
}

}  // namespace
}  // namespace umber::media::test

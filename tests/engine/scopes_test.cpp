// The scopes against plain loops on the host, and against ffmpeg's signalstats.
#include "engine/scopes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numeric>
#include <random>

#include "support/command.h"

namespace umber::engine {
namespace {

std::shared_ptr<Picture> noisy_picture(const Engine& engine, int width, int height) {
    auto picture = engine.make_picture(width, height);
    std::mt19937 random(static_cast<unsigned>(width * 7919 + height));
    std::uniform_int_distribution<int> noise(-9000, 9000);
    const auto codes = picture->buffer.as<std::uint16_t>();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 4; ++c) {
                const double wave = std::sin(0.011 * x + c) * std::cos(0.017 * y - c);
                const int code = static_cast<int>(32768 + 30000 * wave) + noise(random);
                codes[static_cast<std::size_t>((y * width + x) * 4 + c)] =
                    static_cast<std::uint16_t>(c == 3 ? 65535 : std::clamp(code, 0, 65535));
            }
    return picture;
}

struct Expected {
    std::vector<std::uint32_t> waveform = std::vector<std::uint32_t>(4 * 256 * 512),
                               vectorscope = std::vector<std::uint32_t>(65536);
    std::array<std::vector<std::uint32_t>, 4> histogram;
};

// The definitions in scopes.h, in double.
Expected count_on_host(const Picture& picture, int columns) {
    Expected e;
    e.histogram.fill(std::vector<std::uint32_t>(1024));
    const auto codes = picture.buffer.as<std::uint16_t>();
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const std::uint16_t* pixel =
                codes.data() + 4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                                    static_cast<std::size_t>(x));
            const double luma =
                std::floor((13933.0 * pixel[0] + 46871.0 * pixel[1] + 4732.0 * pixel[2]) / 65536.0 + 0.5);
            const std::array<double, 4> value{double(pixel[0]), double(pixel[1]), double(pixel[2]), luma};
            const auto column = static_cast<std::size_t>(static_cast<std::int64_t>(x) * columns / picture.width);
            for (std::size_t c = 0; c < 4; ++c) {
                const auto level = static_cast<std::size_t>(std::floor(value[c] * 1023 / 65535 + 0.5));
                ++e.histogram[c][level];
                ++e.waveform[(c * 256 + level / 4) * 512 + column];
            }
            const double cb = (pixel[2] - luma) / 65535 / 1.8556, cr = (pixel[0] - luma) / 65535 / 1.5748;
            ++e.vectorscope[static_cast<std::size_t>(std::floor(128.5 + 254 * cr)) * 256 +
                            static_cast<std::size_t>(std::floor(128.5 + 254 * cb))];
        }
    return e;
}

std::uint32_t brightness(std::uint32_t count) {
    const int exponent = std::ilogb(static_cast<double>(count) + 1);
    const double linear = (count + 1) / std::exp2(exponent) - 1;
    return std::min(255u, static_cast<std::uint32_t>(16 * exponent + static_cast<int>(16 * linear)));
}

class ScopesOfSize : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(ScopesOfSize, CountEveryPixelAsPlainLoopsDo) {
    const gpu::Device device;
    Engine engine(device);
    Scopes scopes(engine);
    const auto [width, height] = GetParam();
    const auto picture = noisy_picture(engine, width, height);
    const auto buffers = scopes.make_buffers();
    scopes.count(picture, buffers);  // twice: nothing of the first may remain
    const ScopesData got = scopes.read_back(*picture, buffers, scopes.count(picture, buffers));
    ASSERT_EQ(got.columns, waveform_columns_of(width));
    const Expected expected = count_on_host(*picture, got.columns);
    for (std::size_t c = 0; c < 4; ++c)
        EXPECT_EQ(got.histogram[c], expected.histogram[c])
            << "channel " << c << ", " << std::accumulate(got.histogram[c].begin(), got.histogram[c].end(), 0u)
            << " pixels";
    std::size_t wrong = 0;
    for (std::size_t at = 0; at < std::size_t{256} * 512; ++at) {
        if (static_cast<int>(at % 512) >= got.columns) continue;
        for (std::size_t c = 0; c < 4; ++c)
            wrong +=
                ((got.waveform[at] >> (8 * c)) & 255u) != brightness(expected.waveform[c * 256 * 512 + at]) ? 1u : 0u;
    }
    EXPECT_EQ(wrong, 0u);
    // The kernel's colour differences are in integers: a pixel in some hundreds falls on the other side of a bin's
    // edge.
    std::uint64_t pixels = 0, elsewhere = 0;
    for (std::size_t i = 0; i < got.vectorscope.size(); ++i) {
        pixels += got.vectorscope[i];
        elsewhere += static_cast<std::uint64_t>(
            std::abs(std::int64_t{got.vectorscope[i]} - std::int64_t{expected.vectorscope[i]}));
    }
    EXPECT_EQ(pixels, static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height));
    EXPECT_LE(elsewhere, pixels / 100 + 2);
    EXPECT_EQ(device.validation_messages(), 0);
}

// HD, a proxy, odd and prime sizes, a single pixel, and one so tall that a column's counters would overflow.
INSTANTIATE_TEST_SUITE_P(Sizes, ScopesOfSize,
                         testing::Values(std::pair(1920, 1080), std::pair(1236, 695), std::pair(1366, 77),
                                         std::pair(101, 53), std::pair(769, 33), std::pair(1, 1), std::pair(2, 1),
                                         std::pair(8, 70000)),
                         [](const auto& param) { return fmt::format("{}x{}", param.param.first, param.param.second); });

TEST(Scopes, ShowOneColourWhereItBelongs) {
    const gpu::Device device;
    Engine engine(device);
    Scopes scopes(engine);
    const auto picture = engine.make_picture(640, 360);
    const auto codes = picture->buffer.as<std::uint16_t>();
    for (std::size_t i = 0; i < codes.size(); i += 4)
        codes[i] = 65535, codes[i + 1] = 0, codes[i + 2] = 0, codes[i + 3] = 65535;
    const auto buffers = scopes.make_buffers();
    const ScopesData got = scopes.read_back(*picture, buffers, scopes.count(picture, buffers));
    // Pure red of BT.709: Cb = -0.2126 / 1.8556 = -0.11457, Cr = 0.5, Y' = 0.2126 -> 217 of 1023.
    EXPECT_EQ(got.vectorscope[255 * 256 + 99], 640u * 360u);
    EXPECT_EQ(got.histogram[0][1023], 640u * 360u);
    EXPECT_EQ(got.histogram[1][0], 640u * 360u);
    EXPECT_EQ(got.histogram[3][217], 640u * 360u);
    EXPECT_EQ(device.validation_messages(), 0);
}

TEST(Scopes, StatisticsAgreeWithFfmpeg) {
    const gpu::Device device;
    Engine engine(device);
    const int width = 320, height = 180;
    const auto picture = noisy_picture(engine, width, height);
    const auto codes = picture->buffer.as<std::uint16_t>();
    const PictureStatistics got = statistics({codes.begin(), codes.end()});
    // signalstats knows planes of luma and chroma only, so red, green and blue go in as those.
    const test::ScratchFolder folder;
    {
        std::ofstream file(folder / "planes", std::ios::binary);
        for (std::size_t c = 0; c < 3; ++c)
            for (std::size_t i = 0; i < codes.size() / 4; ++i)
                file.write(reinterpret_cast<const char*>(&codes[i * 4 + c]), 2);
    }
    const auto said =
        test::run(fmt::format("ffmpeg -v error -f rawvideo -pix_fmt yuv444p16le -s {}x{} -i {} -vf "
                              "signalstats,metadata=print:file=- -f null -",
                              width, height, test::quoted(folder / "planes")));
    ASSERT_EQ(said.exit_code, 0) << said.err;
    const auto value = [&](const std::string& key) {
        const auto at = said.out.find("signalstats." + key + "=");
        return at == std::string::npos ? -1.0 : std::stod(said.out.substr(at + 13 + key.size()));
    };
    for (int c = 0; c < 3; ++c) {
        const std::string plane(1, "YUV"[c]);
        EXPECT_NEAR(got.minimum[c] * 65535, value(plane + "MIN"), 1e-6);
        EXPECT_NEAR(got.maximum[c] * 65535, value(plane + "MAX"), 1e-6);
        EXPECT_NEAR(got.mean[c] * 65535, value(plane + "AVG"), 1.0);  // ffmpeg prints few digits
    }
}

TEST(Scopes, PercentilesLeaveSoManyAbove) {
    std::vector<std::uint16_t> codes;
    for (unsigned i = 1; i <= 1000; ++i)
        for (unsigned c = 0; c < 4; ++c) codes.push_back(static_cast<std::uint16_t>(i * 10));
    const PictureStatistics got = statistics(codes);
    EXPECT_DOUBLE_EQ(got.percentile_1.x, 100 / 65535.0);
    EXPECT_DOUBLE_EQ(got.percentile_99.y, 9900 / 65535.0);
    EXPECT_DOUBLE_EQ(got.mean.z, 5005 / 65535.0);
}

}  // namespace
}  // namespace umber::engine

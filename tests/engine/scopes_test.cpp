// The scopes against plain loops on the host, and against ffmpeg's signalstats.
#include "engine/scopes.h"

#include "color/display_light.h"

#include "engine/scope_picture.h"

#include <gtest/gtest.h>
#include <algorithm>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <numeric>
#include <random>
#include <tuple>

#include "engine_fixture.h"
#include "support/command.h"

namespace umber::engine {
namespace {

std::shared_ptr<Picture> noisy_picture(Engine& engine, int width, int height) {
    auto picture = engine.make_picture(width, height);
    std::mt19937 random(static_cast<unsigned>(width * 7919 + height));
    std::uniform_int_distribution<int> noise(-9000, 9000);
    std::vector<std::uint16_t> codes(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 4; ++c) {
                const double wave = std::sin(0.011 * x + c) * std::cos(0.017 * y - c);
                const int code = static_cast<int>(32768 + 30000 * wave) + noise(random);
                codes[static_cast<std::size_t>((y * width + x) * 4 + c)] =
                    static_cast<std::uint16_t>(c == 3 ? 65535 : std::clamp(code, 0, 65535));
            }
    test::fill(engine, *picture, codes);
    return picture;
}

struct Expected {
    std::vector<std::uint32_t> waveform = std::vector<std::uint32_t>(4 * 256 * 512),
                               vectorscope = std::vector<std::uint32_t>(65536);
    std::array<std::vector<std::uint32_t>, 4> histogram;
};

// The definitions in scopes.h, in double.
Expected count_on_host(Engine& engine, const std::shared_ptr<Picture>& of, int columns) {
    Expected e;
    e.histogram.fill(std::vector<std::uint32_t>(1024));
    const Picture& picture = *of;
    const std::vector<std::uint16_t> codes = engine.read(of, 0);
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

class ScopesOfSize : public testing::TestWithParam<std::tuple<std::pair<int, int>, Counting>> {};

TEST_P(ScopesOfSize, CountEveryPixelAsPlainLoopsDo) {
    const gpu::Device device;
    Engine engine(device);
    Scopes scopes(engine, std::get<Counting>(GetParam()));
    const auto [width, height] = std::get<0>(GetParam());
    const auto picture = noisy_picture(engine, width, height);
    const auto buffers = scopes.make_buffers();
    scopes.count(picture, buffers);  // twice: nothing of the first may remain
    const ScopesData got = scopes.read_back(*picture, buffers, scopes.count(picture, buffers));
    ASSERT_EQ(got.columns, waveform_columns_of(width));
    const Expected expected = count_on_host(engine, picture, got.columns);
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

std::string name_of(const testing::TestParamInfo<ScopesOfSize::ParamType>& info) {
    const auto size = std::get<0>(info.param);
    return fmt::format("{}x{}_{}", size.first, size.second,
                       std::get<1>(info.param) == Counting::atomic ? "atomic" : "apart");
}

// HD, a proxy, odd and prime sizes, a single pixel, and one so tall that a column's counters would overflow.
const std::vector<std::pair<int, int>> sizes{{1920, 1080}, {1236, 695}, {1366, 77}, {101, 53},
                                             {769, 33},    {1, 1},      {2, 1},     {8, 70000}};

INSTANTIATE_TEST_SUITE_P(Sizes, ScopesOfSize,
                         testing::Combine(testing::ValuesIn(sizes), testing::Values(Counting::atomic, Counting::apart)),
                         name_of);

std::shared_ptr<Picture> red_picture(Engine& engine, int width, int height) {
    auto picture = engine.make_picture(width, height);
    std::vector<std::uint16_t> codes(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
    for (std::size_t i = 0; i < codes.size(); i += 4) codes[i] = codes[i + 3] = 65535;
    test::fill(engine, *picture, codes);
    return picture;
}

TEST(Scopes, ShowOneColourWhereItBelongs) {
    const gpu::Device device;
    Engine engine(device);
    Scopes scopes(engine);
    const auto picture = red_picture(engine, 640, 360);
    const auto buffers = scopes.make_buffers();
    const ScopesData got = scopes.read_back(*picture, buffers, scopes.count(picture, buffers));
    // Pure red of BT.709: Cb = -0.2126 / 1.8556 = -0.11457, Cr = 0.5, Y' = 0.2126 -> 217 of 1023.
    EXPECT_EQ(got.vectorscope[255 * 256 + 99], 640u * 360u);
    EXPECT_EQ(got.histogram[0][1023], 640u * 360u);
    EXPECT_EQ(got.histogram[1][0], 640u * 360u);
    EXPECT_EQ(got.histogram[3][217], 640u * 360u);
    EXPECT_EQ(device.validation_messages(), 0);
}

TEST(Scopes, AreThoseOfThePicturesOwnSignal) {
    const auto matrix = [](const char* space) { return scope_matrix(color::find_space(space)); };
    for (const char* name : {"sRGB - Display", "ARRI LogC4", "ACEScct", "DCDM-D65 - Display"})
        EXPECT_EQ(matrix(name).name, "709") << name;
    EXPECT_EQ(scope_matrix({}).name, "709");
    EXPECT_EQ(matrix("Rec.2100-HLG - Display").name, "2020");
    // SMPTE RP 431-2's primaries around D65 (EG 432-1): Y = 0.2290 R + 0.6917 G + 0.0793 B.
    const ScopeMatrix p3 = matrix("ST2084-P3-D65 - Display");
    EXPECT_EQ(p3.name, "P3");
    EXPECT_NEAR(p3.weights.red, 0.2290, 5e-5);
    EXPECT_NEAR(p3.weights.green, 0.6917, 5e-5);
    EXPECT_NEAR(p3.weights.blue, 0.0793, 5e-5);

    const gpu::Device device;
    Engine engine(device);
    Scopes scopes(engine);
    const auto picture = red_picture(engine, 64, 36);
    const auto buffers = scopes.make_buffers();
    const ScopesData got = scopes.read_back(
        *picture, buffers, scopes.count(picture, buffers, {true, true, matrix("Rec.2100-PQ - Display")}));
    // Pure red of BT.2100 (table 6): Cb = -0.2627 / 1.8814 = -0.13963, Cr = 0.5, Y' = 0.2627 -> 269 of 1023.
    EXPECT_EQ(got.vectorscope[255 * 256 + 93], 64u * 36u);
    EXPECT_EQ(got.histogram[3][269], 64u * 36u);
    EXPECT_EQ(got.matrix.name, "2020");
}

TEST(Scopes, AreDrawnWithTheirNumbers) {
    const gpu::Device device;
    Engine engine(device);
    Scopes scopes(engine);
    const auto picture = noisy_picture(engine, 640, 360);
    const auto buffers = scopes.make_buffers();
    const ScopesData data = scopes.read_back(*picture, buffers, scopes.count(picture, buffers));
    for (const int scale : {1, 2}) {
        const ScopePicture drawn = draw_scopes(data, scale);
        ASSERT_EQ(drawn.width, 1280 * scale);
        ASSERT_EQ(drawn.rgb.size(), static_cast<std::size_t>(drawn.width) * static_cast<std::size_t>(drawn.height) * 3);
        const auto at = [&](int x, int y) {
            const std::size_t i = (static_cast<std::size_t>(y * scale) * static_cast<std::size_t>(drawn.width) +
                                   static_cast<std::size_t>(x * scale)) *
                                  3;
            return std::array<int, 3>{drawn.rgb[i], drawn.rgb[i + 1], drawn.rgb[i + 2]};
        };
        EXPECT_EQ(at(300, 2), (std::array{0x20, 0x20, 0x20}));    // a head
        EXPECT_EQ(at(639, 200), (std::array{0x0f, 0x0f, 0x0f}));  // the gap
        EXPECT_EQ(at(4, 395), (std::array{0x13, 0x13, 0x13}));    // the ground
        const auto amid = at(780, 210);                           // the red third of the parade, amid its trace
        EXPECT_GT(amid[0], amid[1] + 20);
        EXPECT_GT(amid[0], amid[2] + 20);
    }
    EXPECT_THROW(draw_scopes(data, 0), Error);
}

// Not a limit, a number: how the scopes compare with a full grade of the same picture on this device.
TEST(Scopes, CostLessThanAGrade) {
    const gpu::Device device;
    Engine engine(device);
    Scopes scopes(engine);
    media::Frame frame = media::allocate_frame(*engine.frames(), media::pixel_format("yuv420p"), 1920, 1080);
    frame.tags = {color::Primaries::bt709, color::Transfer::bt709, color::Matrix::bt709, color::Range::limited,
                  color::ChromaLocation::left};
    std::mt19937 random(9);
    for (std::byte& sample : frame.memory->bytes()) sample = static_cast<std::byte>(64 + random() % 100);
    grade::Graph graph;
    for (const auto& [parameter, text] :
         std::initializer_list<std::pair<std::string_view, std::string_view>>{{"exposure.exposure", "0.2"},
                                                                              {"white_balance.temperature", "300"},
                                                                              {"lgg.gamma", "1.1,1,0.9"},
                                                                              {"contrast.contrast", "1.1"},
                                                                              {"cdl.power", "1.1"},
                                                                              {"saturation.saturation", "1.2"},
                                                                              {"curves.luma", "0:0,0.5:0.55,1:1"}})
        graph = grade::set_from_text(graph, 1, parameter, text);
    const auto picture = engine.make_picture(1920, 1080);
    const auto buffers = scopes.make_buffers();
    double grade = 1e9, counting = 1e9, waveform = 1e9;
    const auto ms = [&](std::uint64_t submission) {
        engine.ring().wait(submission);
        return engine.ring().span(submission)->ms();
    };
    for (int i = 0; i < 6; ++i) {
        grade = std::min(grade, ms(engine.render_picture(frame, graph, as_is(frame.tags), picture, Structure::exact)));
        counting = std::min(counting, ms(scopes.count(picture, buffers)));
        waveform = std::min(waveform, ms(scopes.count(picture, buffers, {true, false})));
    }
    std::printf("grade %.1f ms, scopes %.1f ms (without vectorscope %.1f ms)\n", grade, counting, waveform);
    EXPECT_LT(counting, 2 * grade);
    EXPECT_EQ(device.validation_messages(), 0);
}

TEST(Scopes, StatisticsAgreeWithFfmpeg) {
    const gpu::Device device;
    Engine engine(device);
    const int width = 320, height = 180;
    const auto picture = noisy_picture(engine, width, height);
    const std::vector<std::uint16_t> codes = engine.read(picture, 0);
    const PictureStatistics got = statistics(codes);
    // signalstats knows planes of luma and chroma only, so red, green and blue go in as those.
    const umber::test::ScratchFolder folder;
    {
        std::ofstream file(folder / "planes", std::ios::binary);
        for (std::size_t c = 0; c < 3; ++c)
            for (std::size_t i = 0; i < codes.size() / 4; ++i)
                file.write(reinterpret_cast<const char*>(&codes[i * 4 + c]), 2);
    }
    const auto said =
        umber::test::run(fmt::format("ffmpeg -v error -f rawvideo -pix_fmt yuv444p16le -s {}x{} -i {} -vf "
                                     "signalstats,metadata=print:file=- -f null -",
                                     width, height, umber::test::quoted(folder / "planes")));
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

// Luminance of an HDR display's pixels: white of SDR, the green of BT.2020, black.
TEST(Scopes, NitsAreThoseOfEachPixel) {
    const color::Space& pq = color::find_space("Rec.2100-PQ - Display");
    const auto code = [&](double nits) {
        return static_cast<std::uint16_t>(std::lround(color::nits_to_code(pq, nits) * 65535));
    };
    const std::uint16_t white = code(203), bright = code(1000);
    const NitStatistics got = nit_statistics({white, white, white, 0, 0, bright, 0, 0, 0, 0, 0, 0}, pq);
    EXPECT_NEAR(got.minimum, 0, 1e-9);
    EXPECT_NEAR(got.maximum, 678.0, 0.2);
    EXPECT_NEAR(got.mean, (203 + 678.0) / 3, 0.1);
}

}  // namespace
}  // namespace umber::engine

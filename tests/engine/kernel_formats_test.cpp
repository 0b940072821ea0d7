// Every layout of samples in and out of the generated kernels, against the plain way in double (pictures.h), and
// against FFmpeg's swscale.
#include <gtest/gtest.h>
#include <algorithm>
#include <cstring>

#include <fstream>

#include "engine/engine.h"
#include "engine/pictures.h"
#include "engine_fixture.h"
#include "support/command.h"

namespace umber::engine {
namespace {

using color::ChromaLocation;
using color::Matrix;
using color::Range;
using test::Colours;

color::Tags tags_of(const std::string& format, Matrix matrix = Matrix::bt709, Range range = Range::limited,
                    ChromaLocation location = ChromaLocation::left) {
    const bool rgb = media::pixel_format(format).model == media::PixelFormat::Model::rgb;
    return {color::Primaries::bt709, color::Transfer::bt709, rgb ? Matrix::rgb : matrix, rgb ? Range::full : range,
            location};
}

class FormatsTest : public test::EngineFixture {
protected:
    static media::Frame noise(const std::string& format, int width, int height, const color::Tags& tags) {
        return test::noise(*engine_->frames(), format, width, height, tags);
    }
    static media::Frame render(const media::Frame& frame, const std::string& format, const color::Tags& tags,
                               const grade::Graph& graph, bool dither = false) {
        return Rendering(engine_->render(frame, graph, as_is(frame.tags), {media::pixel_format(format), tags, dither}))
            .wait();
    }

    // A half, so that the grade is not neutral and the truth is easy.
    const grade::Graph half = grade::set_from_text({}, 1, "lgg.gain", "0.5");

    static void halve(Colours& picture) {
        for (glm::dvec3& rgb : picture.rgb) rgb *= 0.5;
    }

    void expect_decoded(const std::string& format, int width, int height, const color::Tags& tags) {
        const media::Frame frame = noise(format, width, height, tags);
        const media::Frame got = render(frame, "gbrpf32le", tags_of("gbrpf32le"), half);
        Colours expected = test::decoded(frame);
        halve(expected);
        double worst = 0;
        std::string where;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                for (int c = 0; c < 3; ++c)
                    if (const double error = std::abs(test::sample(got, c, x, y) - expected.at(x, y)[c]);
                        !(error <= worst)) {
                        worst = error;
                        where = fmt::format("{},{} component {}: expected {}, got {}", x, y, c, expected.at(x, y)[c],
                                            test::sample(got, c, x, y));
                    }
        EXPECT_LE(worst, 2e-6) << format << ' ' << width << 'x' << height << " chroma "
                               << color::name(tags.chroma_location) << " at " << where;
    }

    // Renders and holds every sample against its exact value: within `most` codes of it.
    double expect_encoded(const Colours& expected, const media::Frame& got, const std::string& from, double most) {
        const double top = got.format.floating ? 1e9 : std::exp2(got.format.depth()) - 1;
        double worst = 0, sum = 0;
        std::size_t count = 0;
        std::string where;
        for (int c = 0; c < got.format.components - (got.format.alpha ? 1 : 0); ++c)
            for (int y = 0; y < test::samples(got, c).y; ++y)
                for (int x = 0; x < test::samples(got, c).x; ++x) {
                    const double exact = test::encoded(expected, got.format, got.tags, c, x, y);
                    const double held = got.format.floating ? exact : std::clamp(exact, 0.0, top);
                    const double error = test::sample(got, c, x, y) - held;
                    if (exact > 1 && exact < top - 1) {
                        sum += error;
                        ++count;
                    }
                    if (!(std::abs(error) <= worst)) {
                        worst = std::abs(error);
                        where = fmt::format("{},{} component {}: expected {}, got {}", x, y, c, held,
                                            test::sample(got, c, x, y));
                    }
                }
        EXPECT_LE(worst, most) << from << " -> " << got.format.name << ' ' << got.width << 'x' << got.height
                               << " chroma " << color::name(got.tags.chroma_location) << " at " << where;
        return count ? sum / double(count) : 0;
    }
};

TEST_F(FormatsTest, EveryLayoutIsReadAtEverySize) {
    for (const std::string format :
         {"yuv420p",     "yuv422p",      "yuv444p",     "yuv411p",     "yuv440p",     "yuv410p",     "yuv420p10le",
          "yuv422p10le", "yuv444p10le",  "yuv420p12le", "yuv422p12le", "yuv444p14le", "yuv420p16le", "yuv422p10be",
          "nv12",        "nv21",         "nv16",        "p010le",      "gray",        "gray10le",    "gray16le",
          "ya8",         "rgb24",        "bgra",        "rgb48be",     "rgba64le",    "gbrp",        "gbrp10le",
          "gbrp12le",    "gbrp16le",     "gbrpf32le",   "gbrpf32be",   "gbrpf16le",   "grayf32le",   "yuyv422",
          "uyvy422",     "yuva444p10le", "yuva420p"}) {
        SCOPED_TRACE(format);
        for (const auto& [width, height] : std::vector<std::pair<int, int>>{{1, 1}, {2, 2}, {17, 13}, {70, 31}})
            expect_decoded(format, width, height, tags_of(format));
    }
}

TEST_F(FormatsTest, PicturesOfRealSizesAreReadToTheLastPixel) {
    for (const auto& [width, height] : std::vector<std::pair<int, int>>{{853, 479}, {1920, 1080}, {16384, 8}})
        for (const std::string format : {"yuv420p", "yuv422p10le", "gbrp10le"})
            expect_decoded(format, width, height, tags_of(format));
}

TEST_F(FormatsTest, EveryMatrixRangeAndChromaLocationIsHeeded) {
    for (const Matrix matrix : {Matrix::bt709, Matrix::bt601_525, Matrix::bt601_625, Matrix::bt2020nc})
        for (const Range range : {Range::limited, Range::full})
            expect_decoded("yuv422p10le", 37, 9, tags_of("yuv422p10le", matrix, range));
    for (const Range range : {Range::limited, Range::full}) {
        expect_decoded("gray10le", 37, 9, tags_of("gray10le", Matrix::bt709, range));
        color::Tags rgb = tags_of("gbrp");
        rgb.range = range;
        expect_decoded("gbrp", 37, 9, rgb);
    }
    for (const ChromaLocation location :
         {ChromaLocation::unspecified, ChromaLocation::left, ChromaLocation::center, ChromaLocation::top_left,
          ChromaLocation::top, ChromaLocation::bottom_left, ChromaLocation::bottom})
        for (const std::string format : {"yuv420p", "yuv410p"})
            expect_decoded(format, 37, 19, tags_of(format, Matrix::bt709, Range::limited, location));
}

TEST_F(FormatsTest, EveryLayoutIsWrittenToTheNearestCode) {
    struct Out {
        std::string format;
        ChromaLocation location = ChromaLocation::left;
        Range range = Range::limited;
        Matrix matrix = Matrix::bt709;
    };
    const std::vector<Out> outs{{"yuv420p"},
                                {"yuv420p", ChromaLocation::center},
                                {"yuv420p", ChromaLocation::top_left},
                                {"yuv420p", ChromaLocation::top, Range::full, Matrix::bt601_525},
                                {"yuv420p10le"},
                                {"yuv422p10le"},
                                {"yuv422p10le", ChromaLocation::center},
                                {"yuv444p12le", ChromaLocation::left, Range::limited, Matrix::bt2020nc},
                                {"yuv444p"},
                                {"yuv422p16le", ChromaLocation::left, Range::full},
                                {"gbrp"},
                                {"gbrp10le"},
                                {"gbrp16le"},
                                {"gbrpf32le"},
                                {"gray"},
                                {"gray16le"},
                                {"yuva444p10le"}};
    // From the source that has every pixel's own chroma, and from one whose chroma is read between samples.
    for (const std::string from : {"gbrpf32le", "yuv420p"})
        for (const auto& [width, height] : std::vector<std::pair<int, int>>{{1, 1}, {2, 2}, {17, 13}, {150, 37}}) {
            const media::Frame frame = noise(from, width, height, tags_of(from));
            Colours expected = test::decoded(frame);
            halve(expected);
            for (const Out& out : outs) {
                const media::Frame got =
                    render(frame, out.format, tags_of(out.format, out.matrix, out.range, out.location), half);
                expect_encoded(expected, got, from, got.format.floating ? 2e-6 : got.format.depth() == 16 ? 0.6 : 0.51);
            }
        }
}

TEST_F(FormatsTest, EdgesOfGraded420KeepTheirOwnColours) {
    for (const ChromaLocation location : {ChromaLocation::left, ChromaLocation::center, ChromaLocation::top_left})
        for (const auto& [width, height] :
             std::vector<std::pair<int, int>>{{1, 1}, {3, 3}, {8, 2}, {12, 5}, {13, 7}, {16, 16}, {853, 21}}) {
            const media::Frame frame =
                noise("yuv420p", width, height, tags_of("yuv420p", Matrix::bt709, Range::limited, location));
            Colours expected = test::decoded(frame);
            halve(expected);
            const media::Frame got = render(frame, "yuv420p", frame.tags, half);
            expect_encoded(expected, got, "yuv420p", 0.51);
        }
}

// Of 4:2:0 each field is a picture of its own, whose rows of chroma lie a quarter (top field) or three quarters
// (bottom) of the way from one of its rows to the next: H.262 figure 6-2.
TEST_F(FormatsTest, FieldsHaveTheirOwnChroma) {
    const auto site = [](int field) { return glm::dvec2(0, field ? 0.75 : 0.25); };
    for (const std::string from : {"yuv420p", "yuv420p10le", "nv12", "yuv422p10le"})
        for (const auto& [width, height] :
             std::vector<std::pair<int, int>>{{1, 4}, {17, 12}, {150, 36}, {720, 576}, {1440, 1080}}) {
            media::Frame frame = noise(from, width, height, tags_of(from));
            frame.chroma_by_fields = media::chroma_goes_by_fields(frame.format, height);
            EXPECT_EQ(frame.chroma_by_fields, from != "yuv422p10le");
            PlanesOut out{media::pixel_format("yuv420p"), tags_of("yuv420p"), false, true};
            const media::Frame rgb = render(frame, "gbrpf32le", tags_of("gbrpf32le"), half),
                               got = Rendering(engine_->render(frame, half, as_is(frame.tags), out)).wait();
            EXPECT_TRUE(got.chroma_by_fields);
            EXPECT_FALSE(rgb.chroma_by_fields);
            double read = 0, written = 0;
            for (int field = 0; field < 2; ++field) {
                const media::Frame rows = test::field_of(frame, field), of_rgb = test::field_of(rgb, field),
                                   of_got = test::field_of(got, field);
                Colours expected = frame.chroma_by_fields ? test::decoded(rows, site(field)) : test::decoded(rows);
                halve(expected);
                for (int y = 0; y < rows.height; ++y)
                    for (int x = 0; x < width; ++x)
                        for (int c = 0; c < 3; ++c)
                            read = std::max(read, std::abs(test::sample(of_rgb, c, x, y) - expected.at(x, y)[c]));
                for (int c = 0; c < 3; ++c)
                    for (int y = 0; y < test::samples(of_got, c).y; ++y)
                        for (int x = 0; x < test::samples(of_got, c).x; ++x) {
                            const auto at = [&](int px, int py) {
                                return test::ycc_of(expected.at(px, py), out.tags.matrix)[c];
                            };
                            const auto row = [&](int py) {
                                return 0.25 * at(2 * x - 1, py) + 0.5 * at(2 * x, py) + 0.25 * at(2 * x + 1, py);
                            };
                            const double value =
                                c == 0 ? at(x, y) : (1 - site(field).y) * row(2 * y) + site(field).y * row(2 * y + 1);
                            const double code =
                                std::clamp(test::to_code(of_got.format, out.tags.range, c > 0, value), 0.0, 255.0);
                            written = std::max(written, std::abs(test::sample(of_got, c, x, y) - code));
                        }
            }
            EXPECT_LE(read, 2e-6) << from << ' ' << width << 'x' << height;
            EXPECT_LE(written, 0.51) << from << ' ' << width << 'x' << height;
        }
    // As they came: nothing is read between rows.
    media::Frame frame = noise("yuv420p", 64, 32, tags_of("yuv420p"));
    frame.chroma_by_fields = true;
    PlanesOut ten{media::pixel_format("yuv420p10le"), frame.tags, false, true};
    const media::Frame same = Rendering(engine_->render(frame, {}, as_is(frame.tags), ten)).wait();
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < test::samples(same, c).y; ++y)
            for (int x = 0; x < test::samples(same, c).x; ++x)
                ASSERT_EQ(test::sample(same, c, x, y), 4 * test::sample(frame, c, x, y)) << c << ' ' << x << ' ' << y;
}

TEST_F(FormatsTest, OpacityIsCarriedAlong) {
    for (const std::string from : {"yuva444p10le", "bgra", "ya8", "gbrp"}) {
        const media::Frame frame = noise(from, 17, 5, tags_of(from));
        for (const grade::Graph& graph : {half, grade::Graph{}}) {
            const media::Frame got = render(frame, "yuva444p12le", tags_of("yuva444p12le"), graph);
            const int last = frame.format.components - 1;
            for (int y = 0; y < 5; ++y)
                for (int x = 0; x < 17; ++x) {
                    const double opacity = frame.format.alpha
                                               ? test::sample(frame, last, x, y) / (std::exp2(frame.format.depth()) - 1)
                                               : 1.0;
                    EXPECT_NEAR(test::sample(got, 3, x, y), opacity * 4095, 0.51) << from;
                }
        }
    }
}

TEST_F(FormatsTest, DitherIsHalfACodeAndWithoutBias) {
    const media::Frame frame = noise("gbrpf32le", 512, 256, tags_of("gbrpf32le"));
    Colours expected = test::decoded(frame);
    halve(expected);
    for (const std::string format : {"gbrp", "yuv420p", "yuv422p10le", "yuv444p12le"}) {
        const media::Frame got = render(frame, format, tags_of(format), half, true);
        const double mean = expect_encoded(expected, got, "gbrpf32le", 1.0);
        EXPECT_NEAR(mean, 0.0, 0.004) << format;
        const media::Frame again = render(frame, format, tags_of(format), half, true);
        EXPECT_EQ(0, std::memcmp(got.data(0), again.data(0), got.plane[0].stride * 256)) << "not the same twice";
    }
    // What has codes already keeps them: dither is smaller than half a code.
    const media::Frame exact = noise("gbrp", 64, 64, tags_of("gbrp"));
    const grade::Graph out_of_way = grade::set_from_text({}, 1, "cdl.clamp", "true");
    const media::Frame same = render(exact, "gbrp", tags_of("gbrp"), out_of_way, true);
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < 64; ++y)
            for (int x = 0; x < 64; ++x) ASSERT_EQ(test::sample(same, c, x, y), test::sample(exact, c, x, y));
}

// Fewer bits for an ungraded picture are dithered too; as many or more are not, whatever is asked for.
TEST_F(FormatsTest, UngradedPicturesAreDitheredOnlyIntoFewerBits) {
    const media::Frame deep = noise("yuv420p10le", 512, 256, tags_of("yuv420p10le"));
    const media::Frame got = render(deep, "yuv420p", deep.tags, {}, true);
    for (int c = 0; c < 3; ++c) {
        double sum = 0, worst = 0;
        for (int y = 0; y < test::samples(got, c).y; ++y)
            for (int x = 0; x < test::samples(got, c).x; ++x) {
                const double error = test::sample(got, c, x, y) - std::min(test::sample(deep, c, x, y) / 4, 255.0);
                sum += error;
                worst = std::max(worst, std::abs(error));
            }
        EXPECT_LE(worst, 1.0);
        EXPECT_NEAR(sum / double(test::samples(got, c).x * test::samples(got, c).y), 0.0, 0.01);
    }
    const media::Frame shallow = noise("yuv420p", 65, 33, tags_of("yuv420p"));
    const media::Frame a = render(shallow, "yuv422p", shallow.tags, {}, true),
                       b = render(shallow, "yuv422p", shallow.tags, {}, false);
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < 33; ++y)
            for (int x = 0; x < test::samples(a, c).x; ++x)
                ASSERT_EQ(test::sample(a, c, x, y), test::sample(b, c, x, y));
}

TEST_F(FormatsTest, UngradedFramesComeBackAsTheyAre) {
    for (const std::string format : {"yuv420p", "p010le", "gbrp16le", "rgb24", "gbrpf32le"}) {
        const media::Frame frame = noise(format, 33, 17, tags_of(format));
        const media::Frame got = render(frame, format, frame.tags, {});
        EXPECT_EQ(got.memory, frame.memory) << format;
    }
}

// An ungraded picture in another format: every plane by itself, chroma resampled only along the axis that differs.
TEST_F(FormatsTest, UngradedPlanesAreResampledOneByOne) {
    struct Case {
        std::string from, to;
        ChromaLocation from_location = ChromaLocation::left, to_location = ChromaLocation::left;
        Range from_range = Range::limited, to_range = Range::limited;
    };
    using enum ChromaLocation;
    for (const Case& c : std::vector<Case>{{"yuv420p", "yuv422p10le"},
                                           {"yuv420p", "yuv420p10le"},
                                           {"yuv420p", "yuv444p"},
                                           {"nv12", "yuv422p10le"},
                                           {"p010le", "yuv422p10le"},
                                           {"uyvy422", "yuv422p10le"},
                                           {"yuv422p10be", "yuv422p10le"},
                                           {"yuv422p10le", "yuv420p", left, left},
                                           {"yuv422p10le", "yuv420p", left, top_left},
                                           {"yuv444p", "yuv420p", left, center},
                                           {"yuv444p", "yuv420p10le", left, top_left},
                                           {"yuv411p", "yuv420p"},
                                           {"yuv420p", "yuv420p", center, left},
                                           {"yuv420p", "yuv422p", center, left},
                                           {"yuv420p", "yuv420p", left, left, Range::full, Range::limited}})
        for (const auto& [width, height] : std::vector<std::pair<int, int>>{{1, 1}, {2, 2}, {17, 13}, {151, 38}}) {
            const media::Frame frame =
                noise(c.from, width, height, tags_of(c.from, Matrix::bt709, c.from_range, c.from_location));
            const media::Frame got =
                render(frame, c.to, tags_of(c.to, Matrix::bt709, c.to_range, c.to_location), {}, false);
            const glm::dvec2 site_in = test::site_of(frame.format, c.from_location),
                             site_out = test::site_of(got.format, c.to_location);
            const glm::ivec2 in(frame.format.log2_chroma_width, frame.format.log2_chroma_height),
                out(got.format.log2_chroma_width, got.format.log2_chroma_height);
            double worst = 0;
            for (int k = 0; k < 3; ++k)
                for (int y = 0; y < test::samples(got, k).y; ++y)
                    for (int x = 0; x < test::samples(got, k).x; ++x) {
                        double code = 0;
                        if (k == 0)
                            code = test::sample(frame, 0, x, y);
                        else {
                            // taps along each axis: places in the source's samples, and weights
                            const auto taps = [&](int axis, int at) {
                                std::vector<std::pair<double, double>> list;
                                if (in[axis] >= out[axis])
                                    list = {
                                        {((at << out[axis]) + site_out[axis] - site_in[axis]) / (1 << in[axis]), 1.0}};
                                else if (site_out[axis] > 0)
                                    list = {{2 * at, 0.5}, {2 * at + 1, 0.5}};
                                else
                                    list = {{2 * at - 1, 0.25}, {2 * at, 0.5}, {2 * at + 1, 0.25}};
                                return list;
                            };
                            for (const auto& [px, wx] : taps(0, x))
                                for (const auto& [py, wy] : taps(1, y))
                                    code += wx * wy * test::between(frame, k, px, py);
                        }
                        const double exact = test::to_code(got.format, c.to_range, k > 0,
                                                           test::from_code(frame.format, c.from_range, k > 0, code));
                        const double held = std::clamp(exact, 0.0, std::exp2(got.format.depth()) - 1);
                        worst = std::max(worst, std::abs(test::sample(got, k, x, y) - held));
                        if (k == 0 && c.from == "yuv420p" && c.to == "yuv422p10le") {
                            ASSERT_EQ(test::sample(got, k, x, y), code * 4);
                        }
                    }
            EXPECT_LE(worst, 0.501) << c.from << " -> " << c.to << ' ' << width << 'x' << height;
        }
}

TEST_F(FormatsTest, FormatsThatCantBeWrittenAreRefusedByName) {
    const media::Frame frame = noise("gbrp", 4, 4, tags_of("gbrp"));
    for (const std::string format : {"nv12", "rgb24", "yuv411p", "yuv440p", "gbrp10be", "yuyv422"}) try {
            render(frame, format, tags_of(format), half);
            FAIL() << format;
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(format), std::string::npos) << error.what();
        }
    EXPECT_THROW(
        render(frame, "yuv420p", tags_of("yuv420p", Matrix::bt709, Range::limited, ChromaLocation::bottom), half),
        Error);
}

// The outside judge: swscale at its most careful, on a smooth picture (its filters are its own).
TEST_F(FormatsTest, SwscaleSeesTheSameColours) {
    const int width = 96, height = 64;
    struct Case {
        std::string format;
        double most;
        bool fields = false;
    };
    for (const auto& [format, most, fields] : std::vector<Case>{
             {"yuv444p", 1.6}, {"yuv422p", 2.5}, {"yuv420p", 2.5}, {"yuv422p10le", 2.5}, {"yuv420p", 1.6, true}}) {
        media::Frame frame = noise(format, width, height, tags_of(format));
        frame.chroma_by_fields = fields;
        const int scale = 1 << (frame.format.depth() - 8);
        for (int c = 0; c < 3; ++c)
            for (int y = 0; y < test::samples(frame, c).y; ++y)
                for (int x = 0; x < test::samples(frame, c).x; ++x) {
                    const double u = double(x) / test::samples(frame, c).x, v = double(y) / test::samples(frame, c).y;
                    const double code = c == 0
                                            ? 60 + 120 * u + 30 * v
                                            : 128 + (c == 1 ? 40 * std::sin(3 * u + v) : 40 * std::cos(2 * u - 2 * v));
                    const double other_time = fields && c > 0 && y % 2 ? 40 : 0;
                    test::put_bits(frame, c, x, y, static_cast<std::uint32_t>((code + other_time) * scale));
                }
        const umber::test::ScratchFolder folder;
        {
            std::ofstream file(folder / "in", std::ios::binary);
            for (int c = 0; c < 3; ++c)
                for (int y = 0; y < test::samples(frame, c).y; ++y)
                    file.write(reinterpret_cast<const char*>(test::address(frame, c, 0, y)),
                               test::samples(frame, c).x * test::bytes_of(frame.format));
        }
        const auto said = umber::test::run(fmt::format(
            "cd {} && ffmpeg -v error -f rawvideo -pix_fmt {} -s {}x{} -i in -vf "
            "scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=accurate_rnd+full_chroma_int+full_chroma_inp+"
            "bilinear{} -pix_fmt gbrp -f rawvideo out",
            umber::test::quoted(folder.path()), format, width, height, fields ? ":interl=1:in_h_chr_pos=0" : ""));
        ASSERT_EQ(said.exit_code, 0) << said.err;
        std::ifstream file(folder / "out", std::ios::binary);
        std::vector<char> theirs(static_cast<std::size_t>(width * height * 3));
        file.read(theirs.data(), static_cast<std::streamsize>(theirs.size()));
        ASSERT_TRUE(file);
        const grade::Graph out_of_way = grade::set_from_text({}, 1, "cdl.clamp", "true");
        const media::Frame ours = render(frame, "gbrp", tags_of("gbrp"), out_of_way);
        double worst = 0;
        constexpr int plane_of[3] = {2, 0, 1};
        for (int c = 0; c < 3; ++c)
            for (int y = 2; y < height - 2; ++y)
                for (int x = 2; x < width - 2; ++x)
                    worst = std::max(
                        worst,
                        std::abs(test::sample(ours, c, x, y) -
                                 double(static_cast<unsigned char>(
                                     theirs[static_cast<std::size_t>((plane_of[c] * height + y) * width + x)]))));
        EXPECT_LE(worst, most) << format << (fields ? " of fields" : "");
    }
}

}  // namespace
}  // namespace umber::engine

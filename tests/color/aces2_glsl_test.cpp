// shaders/lib/aces2.glsl, compiled as C++ in 32-bit float, against the host's double and OpenColorIO's output.
#include <gtest/gtest.h>
#include <algorithm>

#include <charconv>

#include "color/aces2.h"
#include "color/spaces.h"
#include "glsl_words.h"
#include "vectors.h"

namespace umber::color::glsl {
using glm::clamp;
using glm::mat3;
using glm::vec2;
using glm::vec4;
inline float sqrt(float x) {
    return std::sqrt(x);
}
inline float floor(float x) {
    return std::floor(x);
}
inline float quotient(float a, float b) {
    return a / b;
}
// The kernel's buffer of tables, filled by each test.
inline std::vector<vec4> lut_tables;
inline vec4 texelFetch(const std::vector<vec4>& table, int index) {
    return table.at(static_cast<std::size_t>(index));
}
#include "../../shaders/lib/aces2.glsl"
#include "../../shaders/lib/gamut_compression.glsl"
}  // namespace umber::color::glsl

namespace umber::color {
namespace {

// Reads the numbers of the constructor that glsl_aces2 wrote.
glsl::Aces2 constants(const Aces2OutputTransform& transform, int table) {
    std::vector<float> p;
    const std::string text = glsl_aces2(transform, table);
    for (std::size_t at = text.find("mat3(") + 5; at < text.size();) {
        const std::size_t begin = text.find_first_of("-0123456789", at);
        if (begin == std::string::npos) break;
        const std::size_t end = text.find_first_of(",)", begin);
        p.push_back(std::stof(text.substr(begin, end - begin)));
        at = text.compare(end, 8, "), mat3(") == 0 ? end + 8 : end;
    }
    EXPECT_EQ(p.size(), 6u * 9u + 17u + 1u) << text;
    const auto matrix = [&](std::size_t i) {
        return glm::mat3(p[9 * i], p[9 * i + 1], p[9 * i + 2], p[9 * i + 3], p[9 * i + 4], p[9 * i + 5], p[9 * i + 6],
                         p[9 * i + 7], p[9 * i + 8]);
    };
    const float* s = p.data() + 54;
    return {matrix(0), matrix(1), matrix(2), matrix(3), matrix(4), matrix(5), s[0],  s[1],
            s[2],      s[3],      s[4],      s[5],      s[6],      s[7],      s[8],  s[9],
            s[10],     s[11],     s[12],     s[13],     s[14],     s[15],     s[16], static_cast<int>(s[17])};
}

struct Display {
    const char* name;
    double peak;
    Chromaticities limiting;
};
const Display kDisplays[] = {
    {"SDR Rec.709", 100.0, primaries::rec709},     {"SDR P3", 100.0, primaries::p3_d65},
    {"HDR 500 P3", 500.0, primaries::p3_d65},      {"HDR 1000 P3", 1000.0, primaries::p3_d65},
    {"HDR 2000 P3", 2000.0, primaries::p3_d65},    {"HDR 4000 P3", 4000.0, primaries::p3_d65},
    {"HDR 1000 2020", 1000.0, primaries::rec2020}, {"HDR 4000 2020", 4000.0, primaries::rec2020}};

TEST(Aces2Shader, AgreesWithTheHostInFloat) {
    const glm::dmat3 to_ap1 = rgb_to_rgb(primaries::ap0, primaries::ap1);
    const auto scene = test::vectors("aces2_output/aces2_sdr100_rec709_bt1886");
    for (const Display& display : kDisplays) {
        const Aces2OutputTransform t(display.peak, display.limiting);
        glsl::lut_tables.assign(5, glm::vec4(0.0f));
        const auto entries = aces2_table(t);
        glsl::lut_tables.insert(glsl::lut_tables.end(), entries.begin(), entries.end());
        const glsl::Aces2 c = constants(t, 5);
        double worst = 0.0, worst_inverse = 0.0;
        std::string where, where_inverse;
        for (const test::Row& row : scene) {
            const glm::dvec3 expected = t.forward(row.in), got(glsl::aces2_forward(glm::vec3(to_ap1 * row.in), c));
            for (int i = 0; i < 3; ++i) {
                const double d = std::abs(got[i] - expected[i]) / std::max(1.0, std::abs(expected[i]));
                if (!(d <= worst)) {
                    worst = d;
                    where = test::text(row.in) + " -> " + test::text(got) + ", expected " + test::text(expected);
                }
            }
            // The inverse of what was just shown; near the peak it is steep, so it is judged by what it is shown as.
            const glm::dvec3 ap1(glsl::aces2_inverse(glm::vec3(expected), c));
            const glm::dvec3 again = t.forward(glm::inverse(to_ap1) * ap1), host = t.forward(t.inverse(expected));
            for (int i = 0; i < 3; ++i) {
                const double d = std::abs(again[i] - host[i]) / std::max(1.0, std::abs(host[i]));
                if (!(d <= worst_inverse)) {
                    worst_inverse = d;
                    where_inverse = test::text(expected) + " -> " + test::text(again) + ", host " + test::text(host);
                }
            }
        }
        EXPECT_LE(worst, 1e-4) << display.name << ": " << where;
        EXPECT_LE(worst_inverse, 3e-4) << display.name << ": " << where_inverse;
        if (std::getenv("UMBER_TEST_VERBOSE"))
            std::printf("%-16s forward %.2e inverse %.2e %s | %s\n", display.name, worst, worst_inverse, where.c_str(),
                        where_inverse.c_str());
    }
}

TEST(Aces2Shader, GreyStaysGreyAndNothingIsNan) {
    const Aces2OutputTransform t(1000.0, primaries::p3_d65);
    glsl::lut_tables = aces2_table(t);
    const glsl::Aces2 c = constants(t, 0);
    for (const float grey : {0.0f, 1e-7f, 1e-3f, 0.18f, 1.0f, 30.0f, 1e5f}) {
        const glm::vec3 shown = glsl::aces2_forward(glm::vec3(grey), c);
        EXPECT_NEAR(shown.x, shown.y, 2e-5f * shown.y + 1e-6f) << grey;
        EXPECT_NEAR(shown.z, shown.y, 2e-5f * shown.y + 1e-6f) << grey;
    }
    for (int i = 0; i < 4096; ++i) {
        const glm::vec3 rgb = (glm::vec3(i % 16, i / 16 % 16, i / 256) - 3.0f) * 0.9f;
        const glm::vec3 shown = glsl::aces2_forward(rgb, c), found = glsl::aces2_inverse(rgb, c);
        EXPECT_FALSE(std::isnan(shown.x + shown.y + shown.z + found.x + found.y + found.z))
            << rgb.x << ' ' << rgb.y << ' ' << rgb.z;
    }
}

TEST(Aces2Shader, HueAgreesWithAtan2) {
    for (int i = 0; i < 100000; ++i) {
        const double angle = i * 0.0036, radians = angle * M_PI / 180.0;
        const float got = glsl::aces2_hue(static_cast<float>(std::sin(radians)), static_cast<float>(std::cos(radians)));
        EXPECT_LT(std::abs(std::remainder(static_cast<double>(got) - angle, 360.0)), 4e-5) << angle;
        EXPECT_GE(got, 0.0f);
        EXPECT_LT(got, 360.0f);
    }
    EXPECT_EQ(glsl::aces2_hue(0.0f, 0.0f), 0.0f);
}

TEST(GamutCompressionShader, AgreesWithOpenColorIOInFloat) {
    const GamutCompression parameters;
    const glm::vec3 threshold(parameters.threshold), scale(parameters.scale());
    for (const bool uncompress : {false, true}) {
        const std::string file =
            std::string("fixed_function/ff_aces_gamut_comp_13_default") + (uncompress ? "_inverse" : "");
        double worst = 0.0;
        for (const test::Row& row : test::vectors(file)) {
            const glm::dvec3 got(glsl::gamut_compression(glm::vec3(row.in), threshold, scale, 1.2f, uncompress));
            const double size = std::max({1.0, std::abs(row.out.x), std::abs(row.out.y), std::abs(row.out.z)});
            for (int i = 0; i < 3; ++i) worst = std::max(worst, std::abs(got[i] - row.out[i]) / size);
        }
        EXPECT_LE(worst, uncompress ? 1e-4 : 2e-6) << file;
    }
}

}  // namespace
}  // namespace umber::color

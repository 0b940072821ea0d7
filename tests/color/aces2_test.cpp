// ACES 2.0 against OpenColorIO 2.5's fixed functions and whole output transforms, stage by stage, both directions.
#include "color/aces2.h"

#include <gtest/gtest.h>
#include <algorithm>

#include <chrono>
#include <memory>
#include <numbers>

#include "color/spaces.h"
#include "core/error.h"
#include "vectors.h"

namespace umber::color {
namespace {

struct Errors {
    double worst = 0.0, sum = 0.0;
    int count = 0;
    std::string where;
    double mean() const { return sum / count; }
};

// Absolute differences per channel, or relative where the expected value is above 1.
template <class Convert>
Errors errors(const std::string& file, Convert&& convert, bool jmh = false) {
    Errors e;
    for (const test::Row& row : test::vectors(file)) {
        glm::dvec3 got = convert(row.in), expected = row.out;
        if (jmh) {
            // Hue is an angle, and means nothing without colourfulness.
            const double turn = std::remainder(got.z - expected.z, 360.0) * std::numbers::pi / 180.0;
            got.z = expected.z + 2.0 * std::sin(turn / 2.0) * expected.y;
        }
        for (int i = 0; i < 3; ++i) {
            if (std::isnan(got[i]) && std::isnan(expected[i])) continue;
            const double d = std::abs(got[i] - expected[i]) / std::max(1.0, std::abs(expected[i]));
            e.sum += d;
            ++e.count;
            if (!(d <= e.worst)) {
                e.worst = d;
                e.where = test::text(row.in) + " -> " + test::text(got) + ", expected " + test::text(row.out);
            }
        }
    }
    if (std::getenv("UMBER_TEST_VERBOSE"))
        std::printf("%-64s max %.2e mean %.2e  %s\n", file.c_str(), e.worst, e.mean(), e.where.c_str());
    return e;
}

void expect_within(const Errors& e, double worst, double mean, const std::string& what) {
    EXPECT_LE(e.worst, worst) << what << ": " << e.where;
    EXPECT_LE(e.mean(), mean) << what;
}

const Aces2OutputTransform& transform(double peak, const Chromaticities& limiting) {
    static std::vector<std::unique_ptr<Aces2OutputTransform>> made;
    for (const auto& t : made)
        if (t->peak_nits() == peak && t->limiting() == limiting) return *t;
    made.push_back(std::make_unique<Aces2OutputTransform>(peak, limiting));
    return *made.back();
}

TEST(Aces2, TheModelAgreesWithOpenColorIO) {
    const JmhModel model(primaries::ap0);
    const auto e = errors(
        "fixed_function/ff_aces_rgb_to_jmh_20_ap0", [&](glm::dvec3 v) { return model.from_rgb(v); }, true);
    // A grey of J 700 has an M of 6e-4 in 32-bit float, and 0 here.
    expect_within(e, 1e-3, 1e-5, "RGB to JMh");
}

TEST(Aces2, TheStagesAgreeWithOpenColorIO) {
    for (const double peak : {100.0, 1000.0}) {
        const Aces2OutputTransform& t = transform(peak, primaries::p3_d65);
        const std::string n = std::to_string(static_cast<int>(peak));
        expect_within(errors("fixed_function/ff_aces_tonescale_compress_20_" + n,
                             [&](glm::dvec3 v) { return t.tonescale_and_chroma(v); }),
                      1e-4, 1e-5, "tone scale");
        expect_within(errors("fixed_function/ff_aces_tonescale_compress_20_" + n + "_inverse",
                             [&](glm::dvec3 v) { return t.inverse_tonescale_and_chroma(v); }),
                      1e-3, 1e-4, "inverse tone scale");
        expect_within(errors("fixed_function/ff_aces_gamut_compress_20_" + n + "_p3",
                             [&](glm::dvec3 v) { return t.compress_gamut(v); }),
                      1e-3, 1e-4, "gamut");
        expect_within(errors("fixed_function/ff_aces_gamut_compress_20_" + n + "_p3_inverse",
                             [&](glm::dvec3 v) { return t.inverse_compress_gamut(v); }),
                      1e-3, 1e-4, "inverse gamut");
    }
}

TEST(Aces2, TheRenderingAgreesWithOpenColorIO) {
    const struct {
        const char* file;
        double peak;
        Chromaticities limiting;
    } sets[] = {{"rec709_100", 100.0, primaries::rec709}, {"p3_1000", 1000.0, primaries::p3_d65}};
    for (const auto& set : sets) {
        const Aces2OutputTransform& t = transform(set.peak, set.limiting);
        const std::string file = std::string("fixed_function/ff_aces_output_transform_20_") + set.file;
        expect_within(errors(file, [&](glm::dvec3 v) { return t.render(v); }), 1e-3, 1e-4, file);
        // Light outside the display's gamut is near the asymptote of the compression, where float and double part.
        expect_within(errors(file + "_inverse", [&](glm::dvec3 v) { return t.render_inverse(v); }), 4e-3, 1e-4, file);
    }
}

// Display light of the whole output transforms: the bounds of the issue.
TEST(Aces2, TheOutputTransformsAgreeWithOpenColorIO) {
    const struct {
        const char *file, *space, *transfer;
        double peak;
        Chromaticities limiting;
    } sets[] = {{"sdr100_rec709_bt1886", "Rec.1886 Rec.709 - Display", "bt1886", 100.0, primaries::rec709},
                {"sdr100_rec709_srgb", "sRGB - Display", "srgb", 100.0, primaries::rec709},
                {"sdr100_p3d65_g26", "P3-D65 - Display", "display_gamma26", 100.0, primaries::p3_d65},
                {"sdr100_p3d65_srgb_displayp3", "Display P3 - Display", "srgb_mirrored", 100.0, primaries::p3_d65},
                {"hdr500_p3lim_st2084_p3d65.analytic", "ST2084-P3-D65 - Display", "pq", 500.0, primaries::p3_d65},
                {"hdr1000_p3lim_rec2100_pq.analytic", "Rec.2100-PQ - Display", "pq", 1000.0, primaries::p3_d65},
                {"hdr1000_rec2020_rec2100_pq.analytic", "Rec.2100-PQ - Display", "pq", 1000.0, primaries::rec2020},
                {"hdr4000_p3lim_rec2100_pq.analytic", "Rec.2100-PQ - Display", "pq", 4000.0, primaries::p3_d65},
                {"hdr1000_p3lim_rec2100_hlg.analytic", "Rec.2100-HLG - Display", "hlg", 1000.0, primaries::p3_d65}};
    for (const auto& set : sets) {
        const Aces2OutputTransform& t = transform(set.peak, set.limiting);
        const Space& space = find_space(set.space);
        const Curve& curve = find_transfer(set.transfer).curve;
        const auto light = [&](glm::dvec3 code) {
            const glm::dvec3 linear = code_to_linear(curve, code);
            return space.hlg_peak_nits > 0.0 ? hlg_ootf(linear, space.hlg_peak_nits) / 100.0 : linear;
        };
        const glm::dmat3 to_display = rgb_to_rgb(set.limiting, space.chromaticities);
        double worst = 0.0, sum = 0.0;
        int count = 0;
        std::string where;
        for (const test::Row& row : test::vectors(std::string("aces2_output/aces2_") + set.file)) {
            const glm::dvec3 got = to_display * t.forward(row.in), expected = light(row.out);
            for (int i = 0; i < 3; ++i) {
                // SDR: absolute. HDR: 0.02 cd/m2 or 0.2 %, here as shares of 1e-3.
                const double allowed = set.peak > 100.0 ? std::max(2e-4, 2e-3 * std::abs(expected[i])) / 1e-3 : 1.0;
                const double d = std::abs(std::max(got[i], 0.0) - std::max(expected[i], 0.0)) / allowed;
                sum += d;
                ++count;
                if (!(d <= worst)) {
                    worst = d;
                    where = test::text(row.in) + " -> " + test::text(got) + ", expected " + test::text(expected);
                }
            }
        }
        EXPECT_LE(worst, 1e-3) << set.file << ": " << where;
        EXPECT_LE(sum / count, 1e-4) << set.file;
        if (std::getenv("UMBER_TEST_VERBOSE"))
            std::printf("%-64s max %.2e mean %.2e  %s\n", set.file, worst, sum / count, where.c_str());
    }
}

TEST(Aces2, TheInverseAgreesWithOpenColorIO) {
    const Aces2OutputTransform& sdr = transform(100.0, primaries::rec709);
    expect_within(
        errors("aces2_output/aces2_sdr100_rec709_bt1886_inverse",
               [&](glm::dvec3 code) { return sdr.inverse(code_to_linear(find_transfer("bt1886").curve, code)); }),
        1e-3, 1e-4, "SDR");
    const Aces2OutputTransform& hdr = transform(1000.0, primaries::p3_d65);
    const glm::dmat3 to_p3 = rgb_to_rgb(primaries::rec2020, primaries::p3_d65);
    expect_within(
        errors("aces2_output/aces2_hdr1000_p3lim_rec2100_pq_inverse.analytic",
               [&](glm::dvec3 code) { return hdr.inverse(to_p3 * code_to_linear(find_transfer("pq").curve, code)); }),
        1e-3, 1e-4, "HDR");
}

// The rendering itself inverts to 1e-3 of the peak everywhere in the display's cube. The whole transform clamps the
// light it finds to AP1, as published, which costs the few most saturated colours of the widest displays.
TEST(Aces2, InverseThenForwardReturns) {
    const struct {
        double peak;
        Chromaticities limiting;
        int beyond;  // of 4913 colours, how many the clamp may keep from coming back to 1e-3 of the peak
    } displays[] = {{100.0, primaries::rec709, 0},   {100.0, primaries::p3_d65, 2},    {500.0, primaries::p3_d65, 12},
                    {1000.0, primaries::p3_d65, 16}, {2000.0, primaries::p3_d65, 20},  {4000.0, primaries::p3_d65, 24},
                    {500.0, primaries::rec2020, 80}, {1000.0, primaries::rec2020, 60}, {2000.0, primaries::rec2020, 40},
                    {4000.0, primaries::rec2020, 40}};
    for (const auto& display : displays) {
        const Aces2OutputTransform& t = transform(display.peak, display.limiting);
        const double unit = display.peak / 100.0;
        double worst = 0.0;
        int beyond = 0;
        for (int i = 0; i < 17 * 17 * 17; ++i) {
            const glm::dvec3 light = glm::pow(glm::dvec3(i % 17, i / 17 % 17, i / 289) / 16.0, glm::dvec3(2.4)) * unit;
            const auto off = [&](glm::dvec3 back) {
                const glm::dvec3 d = glm::abs(back - light) / unit;
                return std::isnan(d.x + d.y + d.z) ? HUGE_VAL : std::max({d.x, d.y, d.z});
            };
            worst = std::max(worst, off(t.render(t.render_inverse(light))));
            if (off(t.forward(t.inverse(light))) > 1e-3) ++beyond;
        }
        EXPECT_LE(worst, display.peak > 100.0 || display.limiting == primaries::rec709 ? 1e-3 : 2e-3) << display.peak;
        EXPECT_LE(beyond, display.beyond) << display.peak;
        if (std::getenv("UMBER_TEST_VERBOSE"))
            std::printf("round trip %5.0f: %.2e, clamp costs %d\n", display.peak, worst, beyond);
    }
}

TEST(Aces2, GreyIsNeutralAndMonotoneAndMidGreyIsWherePublished) {
    const Aces2OutputTransform& t = transform(100.0, primaries::rec709);
    double last = -1.0;
    for (double grey = 0.0; grey < 20.0; grey = grey * 1.05 + 1e-4) {
        const glm::dvec3 shown = t.forward(glm::dvec3(grey));
        EXPECT_NEAR(shown.x, shown.y, 1e-9);
        EXPECT_NEAR(shown.z, shown.y, 1e-9);
        EXPECT_GE(shown.y, last);
        last = shown.y;
    }
    EXPECT_NEAR(t.forward(glm::dvec3(0.18)).y, 0.1, 2e-6);  // the Academy: mid grey at 10 cd/m2 on SDR
    EXPECT_THROW(Aces2OutputTransform(50.0, primaries::rec709), Error);
}

TEST(Aces2, TablesAreBuiltQuickly) {
    const auto start = std::chrono::steady_clock::now();
    const Aces2OutputTransform t(1000.0, primaries::p3_d65);
    const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    EXPECT_LT(ms, 200.0);
    RecordProperty("table_ms", std::to_string(ms));
    if (std::getenv("UMBER_TEST_VERBOSE")) std::printf("tables: %.1f ms\n", ms);
    for (std::size_t i = 1; i < Aces2Tables::kSize; ++i)
        EXPECT_GT(t.tables().cusps[i].hue, t.tables().cusps[i - 1].hue);
}

TEST(GamutCompression13, AgreesWithOpenColorIO) {
    const std::pair<const char*, GamutCompression> sets[] = {
        {"default", {}},
        {"custom1", {{1.184, 1.272, 1.1246}, {0.7007, 0.8278, 0.6242}, 1.0588}},
        {"custom2", {{1.3164, 1.1997, 1.2065}, {0.7735, 0.7619, 0.7512}, 1.2005}}};
    for (const auto& [name, parameters] : sets) {
        const std::string file = std::string("fixed_function/ff_aces_gamut_comp_13_") + name;
        expect_within(errors(file, [&](glm::dvec3 v) { return compress_gamut_13(v, parameters); }), 2e-6, 2e-7, file);
        expect_within(errors(file + "_inverse", [&](glm::dvec3 v) { return uncompress_gamut_13(v, parameters); }), 1e-4,
                      1e-6, file);
    }
}

}  // namespace
}  // namespace umber::color

// White balance and the locus under it, against the chromaticities of published illuminants.
#include "color/white_balance.h"

#include <gtest/gtest.h>

namespace umber::color {
namespace {

TEST(PlanckianLocus, AgreesWithPublishedChromaticities) {
    // CIE 15: illuminant A (2856 K); Wyszecki & Stiles, "Color Science", table 1(3.11), black bodies (c2 = 0.014388).
    const struct {
        double kelvin;
        glm::dvec2 xy;
    } published[] = {{2856.0, {0.44757, 0.40745}},
                     {4000.0, {0.3805, 0.3768}},
                     {5000.0, {0.3451, 0.3516}},
                     {6500.0, {0.3135, 0.3237}},
                     {10000.0, {0.2807, 0.2884}}};
    for (const auto& point : published) {
        const glm::dvec2 xy = uv1960_to_xy(planckian_uv(point.kelvin));
        EXPECT_NEAR(xy.x, point.xy.x, 8e-5) << point.kelvin;
        EXPECT_NEAR(xy.y, point.xy.y, 8e-5) << point.kelvin;
    }
}

TEST(PlanckianLocus, D65IsAt6504KelvinAndAboveTheLocus) {
    const CctDuv d65 = cct_duv(xy_to_uv1960(white::d65));
    EXPECT_NEAR(d65.kelvin, 6504.0, 5.0);
    EXPECT_NEAR(d65.duv, 0.0032, 1e-4);
    const CctDuv a = cct_duv(xy_to_uv1960({0.44757, 0.40745}));
    EXPECT_NEAR(a.kelvin, 2856.0, 2.0);
    EXPECT_NEAR(a.duv, 0.0, 1e-5);
    // F2, a fluorescent lamp of 4230 K (CIE 15 table 10.1), is greenish.
    const CctDuv f2 = cct_duv(xy_to_uv1960({0.37208, 0.37529}));
    EXPECT_NEAR(f2.kelvin, 4230.0, 10.0);
    EXPECT_GT(f2.duv, 0.0);
}

TEST(PlanckianLocus, CctInvertsLight) {
    for (double kelvin = 1500.0; kelvin < 24000.0; kelvin *= 1.1)
        for (const double duv : {-0.02, -0.003, 0.0, 0.01, 0.02}) {
            const CctDuv found = cct_duv(light_uv(kelvin, duv));
            EXPECT_NEAR(found.kelvin, kelvin, 1e-4);
            EXPECT_NEAR(found.duv, duv, 1e-12);
        }
}

TEST(WhiteBalance, NeutralIsExactlyTheIdentity) {
    EXPECT_EQ(white_balance_matrix(0.0, 0.0, primaries::ap1), glm::dmat3(1.0));
    const glm::dmat3 near = white_balance_matrix(1e-9, 1e-9, primaries::ap1);
    for (int c = 0; c < 3; ++c)
        for (int r = 0; r < 3; ++r) EXPECT_NEAR(near[c][r], c == r ? 1.0 : 0.0, 1e-11);
}

TEST(WhiteBalance, SignsAreAColouristsAndGreyKeepsItsLuminance) {
    for (const Chromaticities& working : {primaries::rec709, primaries::ap1, primaries::davinci_wide_gamut}) {
        const glm::dvec3 warm = white_balance_matrix(1500.0, 0.0, working) * glm::dvec3(1.0);
        EXPECT_GT(warm.x, 1.02);
        EXPECT_LT(warm.z, 0.98);
        const glm::dvec3 magenta = white_balance_matrix(0.0, 20.0, working) * glm::dvec3(1.0);
        EXPECT_LT(magenta.y, 0.99);
        EXPECT_GT(magenta.x, magenta.y);
        EXPECT_GT(magenta.z, magenta.y);
        EXPECT_NEAR((rgb_to_xyz(working) * warm).y, 1.0, 1e-2);
    }
    // In a D65 space the luminance is that of the adaptation itself, so it is exact.
    const glm::dvec3 warm = white_balance_matrix(-3000.0, -30.0, primaries::rec709) * glm::dvec3(1.0);
    EXPECT_NEAR((rgb_to_xyz(primaries::rec709) * warm).y, 1.0, 1e-12);
}

TEST(WhiteBalance, TungstenBecomesNeutral) {
    // A picture shot under the light that the control names comes out grey: the light of 6504 - 3000 K, Duv as D65.
    const CctDuv d65 = cct_duv(xy_to_uv1960(white::d65));
    const glm::dvec2 light = uv1960_to_xy(light_uv(d65.kelvin - 3000.0, d65.duv));
    const glm::dvec3 lit = xyz_to_rgb(primaries::rec709) * xyz_of_white(light);
    const glm::dvec3 balanced = white_balance_matrix(-3000.0, 0.0, primaries::rec709) * lit;
    EXPECT_NEAR(balanced.x, balanced.y, 1e-12);
    EXPECT_NEAR(balanced.z, balanced.y, 1e-12);
}

TEST(WhiteBalance, IsSmoothAndMonotoneAndClamped) {
    double last = 0.0;
    for (int shift = -4000; shift <= 4000; shift += 50) {
        const glm::dvec3 grey = white_balance_matrix(shift, 0.0, primaries::ap1) * glm::dvec3(1.0);
        const double ratio = grey.x / grey.z;
        EXPECT_GT(ratio, last);
        EXPECT_GT(grey.z, 0.0);
        last = ratio;
    }
    EXPECT_EQ(white_balance_matrix(9000.0, 300.0, primaries::ap1), white_balance_matrix(4000.0, 100.0, primaries::ap1));
}

}  // namespace
}  // namespace umber::color

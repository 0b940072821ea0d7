// Matrices against the published ones: RP 177's for Rec.709, ST 2065-1's for AP0, and OpenColorIO's for every camera.
#include "color/rgb_space.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.h"

namespace umber::color {
namespace {

double worst(const glm::dmat3& a, const glm::dmat3& b) {
    double d = 0.0;
    for (int c = 0; c < 3; ++c)
        for (int r = 0; r < 3; ++r) d = std::max(d, std::abs(a[c][r] - b[c][r]));
    return d;
}

glm::dmat3 rows(std::initializer_list<double> v) {
    const double* p = v.begin();
    return glm::dmat3(p[0], p[3], p[6], p[1], p[4], p[7], p[2], p[5], p[8]);
}

TEST(RgbSpace, Rec709AgreesWithThePublishedMatrix) {
    // IEC 61966-2-1:1999 amendment 1, seven digits.
    EXPECT_LT(worst(rgb_to_xyz(primaries::rec709), rows({0.4123908, 0.3575843, 0.1804808, 0.2126390, 0.7151687,
                                                         0.0721923, 0.0193308, 0.1191948, 0.9505322})),
              6e-8);
}

TEST(RgbSpace, Ap0AgreesWithSt2065) {
    EXPECT_LT(worst(rgb_to_xyz(primaries::ap0), rows({0.9525523959, 0.0, 0.0000936786, 0.3439664498, 0.7281660966,
                                                      -0.0721325464, 0.0, 0.0, 1.0088251844})),
              1e-10);
}

TEST(RgbSpace, WhiteGoesToWhite) {
    for (const Cat cat : {Cat::xyz_scaling, Cat::bradford, Cat::cat02, Cat::cat16}) {
        const glm::dvec3 white = rgb_to_rgb(primaries::p3_dci, primaries::ap1, cat) * glm::dvec3(1.0);
        EXPECT_LT(glm::length(white - glm::dvec3(1.0)), 1e-14);
    }
    EXPECT_EQ(rgb_to_rgb(primaries::ap1, primaries::ap1), glm::dmat3(1.0));
}

TEST(RgbSpace, EveryCodePointHasASpaceButUnspecified) {
    for (const int code : {1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 22}) {
        const glm::dmat3 m = rgb_to_xyz(chromaticities(static_cast<Primaries>(code)));
        EXPECT_NEAR((m * glm::dvec3(1.0)).y, 1.0, 1e-14);
    }
    EXPECT_THROW(chromaticities(Primaries::unspecified), Error);
}

TEST(RgbSpace, NonsenseIsRefused) {
    EXPECT_THROW(rgb_to_xyz({{0.3, 0.3}, {0.3, 0.3}, {0.1, 0.1}, white::d65}), Error);
    EXPECT_THROW(rgb_to_xyz({{0.64, 0.33}, {0.3, 0.6}, {0.15, 0.06}, {0.3, 0.0}}), Error);
}

struct Named {
    const char* name;
    Chromaticities space;
    Cat cat;
};

TEST(RgbSpace, CamerasAgreeWithOpenColorIO) {
    std::ifstream file(std::string(UMBER_TEST_DATA) + "/color/matrices.json");
    ASSERT_TRUE(file);
    const nlohmann::json published = nlohmann::json::parse(file);
    const Named spaces[] = {
        {"ACEScg", primaries::ap1, Cat::bradford},
        {"Linear Rec.709 (sRGB)", primaries::rec709, Cat::bradford},
        {"Linear P3-D65", primaries::p3_d65, Cat::bradford},
        {"Linear Rec.2020", primaries::rec2020, Cat::bradford},
        {"Linear AdobeRGB", primaries::adobe_rgb, Cat::bradford},
        {"Linear ARRI Wide Gamut 3", primaries::arri_wide_gamut3, Cat::cat02},
        {"Linear ARRI Wide Gamut 4", primaries::arri_wide_gamut4, Cat::cat02},
        {"Linear BMD WideGamut Gen5", primaries::bmd_wide_gamut5, Cat::cat02},
        {"Linear DaVinci WideGamut", primaries::davinci_wide_gamut, Cat::cat02},
        {"Linear CinemaGamut D55", primaries::cinema_gamut, Cat::cat02},
        {"Linear D-Gamut", primaries::d_gamut, Cat::cat02},
        {"Linear V-Gamut", primaries::v_gamut, Cat::bradford},
        {"Linear REDWideGamutRGB", primaries::red_wide_gamut, Cat::bradford},
        {"Linear S-Gamut3", primaries::s_gamut3, Cat::cat02},
        {"Linear S-Gamut3.Cine", primaries::s_gamut3_cine, Cat::cat02},
        {"Linear Venice S-Gamut3", primaries::venice_s_gamut3, Cat::cat02},
        {"Linear Venice S-Gamut3.Cine", primaries::venice_s_gamut3_cine, Cat::cat02},
    };
    for (const Named& space : spaces) {
        ASSERT_TRUE(published.contains(space.name)) << space.name;
        const auto& m = published[space.name]["to_ACES2065-1_row_major_4x4"];
        const glm::dmat3 expected = rows({m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]});
        EXPECT_LT(worst(rgb_to_rgb(space.space, primaries::ap0, space.cat), expected), 1e-13) << space.name;
    }
    EXPECT_EQ(std::size(spaces), published.size());
}

}  // namespace
}  // namespace umber::color

// Delta E ITP against BT.2124's example colours and colour-science's IC_TC_P; xyY and u'v' against OpenColorIO.
#include "color/delta_e.h"

#include <gtest/gtest.h>

#include "color/transfer.h"
#include "vectors.h"

namespace umber::color {
namespace {

double from_ictcp(glm::dvec3 a, glm::dvec3 b) {
    return delta_e_itp(ictcp_to_rec2020_nits(a), ictcp_to_rec2020_nits(b));
}

TEST(DeltaEItp, AgreesWithTheExamplesOfBt2124) {
    // The values of BT.2124's worked colours as colour-science's tests have them. The way through light and back loses
    // 1e-9.
    EXPECT_NEAR(
        from_ictcp({0.4885468072, -0.04739350675, 0.07475401302}, {0.4899203231, -0.04567508203, 0.07361341775}),
        1.426572247, 1e-6);
    EXPECT_NEAR(from_ictcp({0.7538438727, 0, 0}, {0.7538912244, 0.001930922514, -0.0003599955951}), 0.7426668055, 1e-6);
    EXPECT_NEAR(from_ictcp({0.5965650331, -0.2083210482, 0.3699729716}, {0.596263079, -0.1629742033, 0.3617767026}),
                17.36012552, 1e-5);
    EXPECT_NEAR(
        from_ictcp({0.7055787513, -0.4063731514, -0.07278767382}, {0.7046946082, -0.3771037586, -0.07141626753}),
        10.60227327, 1e-5);
    EXPECT_NEAR(from_ictcp({0.7413041405, -0.3638807621, 0.04959414794}, {0.7412815181, -0.3299076141, 0.04545287368}),
                12.5885645, 1e-5);
}

TEST(DeltaEItp, IctcpAgreesWithColourScience) {
    const glm::dvec3 ictcp = rec2020_nits_to_ictcp({0.45620519, 0.03081071, 0.04091952});
    EXPECT_NEAR(ictcp.x, 0.07351364, 1e-8);
    EXPECT_NEAR(ictcp.y, 0.00475253, 1e-8);
    EXPECT_NEAR(ictcp.z, 0.09351596, 1e-8);
    const glm::dvec3 white = rec2020_nits_to_ictcp(glm::dvec3(100.0));
    EXPECT_NEAR(white.x, nits_to_pq(100.0), 1e-12);
    EXPECT_NEAR(white.y, 0.0, 1e-12);
    EXPECT_NEAR(white.z, 0.0, 1e-12);
}

TEST(DeltaEItp, OfDisplayCodeValues) {
    Tags bt709{Primaries::bt709, Transfer::bt709, Matrix::rgb, Range::full, ChromaLocation::unspecified};
    EXPECT_EQ(delta_e_itp(bt709, glm::dvec3(0.5), glm::dvec3(0.5)), 0.0);
    EXPECT_NEAR(display_light_rec2020(bt709, glm::dvec3(1.0)).y, 100.0, 1e-9);
    EXPECT_NEAR(display_light_rec2020(bt709, glm::dvec3(0.5)).y, 100.0 * std::pow(0.5, 2.4), 1e-9);
    Tags pq{Primaries::bt2020, Transfer::pq, Matrix::rgb, Range::full, ChromaLocation::unspecified};
    EXPECT_NEAR(display_light_rec2020(pq, glm::dvec3(1.0)).x, 10000.0, 1e-8);
    // One 10-bit step of PQ grey is 720 / 1023.
    EXPECT_NEAR(delta_e_itp(pq, glm::dvec3(500.0 / 1023.0), glm::dvec3(501.0 / 1023.0)), 720.0 / 1023.0, 1e-9);
    Tags hlg = pq;
    hlg.transfer = Transfer::hlg;
    EXPECT_NEAR(display_light_rec2020(hlg, glm::dvec3(0.75)).x, 203.0, 0.5);
    EXPECT_NEAR(display_light_rec2020(Tags{}, glm::dvec3(1.0)).z, 100.0, 1e-9);
}

TEST(Cie, XyyAndUvAgreeWithOpenColorIO) {
    test::compare("ff_xyz_to_xyy", test::vectors("fixed_function/ff_xyz_to_xyy"), {1e-6, 1e-5},
                  [](glm::dvec3 v) { return xyz_to_xyy(v, glm::dvec2(0.0)); });
    test::compare("ff_xyz_to_uvy", test::vectors("fixed_function/ff_xyz_to_uvy"), {1e-6, 1e-4}, [](glm::dvec3 v) {
        const glm::dvec3 xyy = xyz_to_xyy(v, glm::dvec2(0.0));
        return glm::dvec3(v == glm::dvec3(0.0) ? glm::dvec2(0.0) : xy_to_uv1976(glm::dvec2(xyy)), v.y);
    });
}

TEST(Cie, ComesBack) {
    const glm::dvec3 xyz{0.3, 0.4, 0.1};
    EXPECT_LT(glm::length(xyy_to_xyz(xyz_to_xyy(xyz)) - xyz), 1e-14);
    const glm::dvec2 uv = xy_to_uv1976(white::d65);
    EXPECT_NEAR(uv.x, 0.1978, 5e-5);  // CIE 15
    EXPECT_NEAR(uv.y, 0.4683, 5e-5);
    EXPECT_LT(glm::length(uv1976_to_xy(uv) - white::d65), 1e-14);
    EXPECT_EQ(xyz_to_xyy(glm::dvec3(0.0)), glm::dvec3(white::d65, 0.0));
}

}  // namespace
}  // namespace umber::color

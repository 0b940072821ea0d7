// The pixel under the pointer: where it lies, which of the picture's it is, and its values in words.
#include "app/pixel_readout.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cmath>

#include "app/picture_look.h"
#include "engine/engine_fixture.h"

namespace umber::app {
namespace {

TEST(PixelReadout, LiesWhereThePictureIsDrawn) {
    const Rect at_1_to_1{100, 50, 640, 360}, doubled{100, 50, 1280, 720};
    EXPECT_EQ(pixel_at({100, 50}, at_1_to_1, {640, 360}, 0), glm::ivec2(0, 0));
    EXPECT_EQ(pixel_at({739, 409}, at_1_to_1, {640, 360}, 0), glm::ivec2(639, 359));
    EXPECT_EQ(pixel_at({163.7f, 60.2f}, at_1_to_1, {640, 360}, 0), glm::ivec2(63, 10));
    EXPECT_EQ(pixel_at({163, 60}, doubled, {640, 360}, 0), glm::ivec2(31, 5));
    EXPECT_EQ(pixel_at({99, 60}, at_1_to_1, {640, 360}, 0), std::nullopt);
    EXPECT_EQ(pixel_at({740, 60}, at_1_to_1, {640, 360}, 0), std::nullopt);
    EXPECT_EQ(pixel_at({100, 50}, {}, {640, 360}, 0), std::nullopt);
    // Turned, the frame is as wide as it was high.
    const Rect turned{100, 50, 360, 640};
    EXPECT_EQ(pixel_at({459, 50}, turned, {640, 360}, 90), glm::ivec2(359, 0));
}

class PixelCodes : public engine::test::EngineFixture {
protected:
    // Pixel by pixel 0, 1, 2… in red, ten times that in green.
    static std::shared_ptr<engine::Picture> numbered(int width, int height) {
        const auto picture = engine().make_picture(width, height);
        std::vector<std::uint16_t> codes(static_cast<std::size_t>(width * height) * 4);
        for (int i = 0; i < width * height; ++i)
            for (int c = 0; c < 4; ++c)
                codes[static_cast<std::size_t>(i * 4 + c)] = static_cast<std::uint16_t>(c == 0   ? i
                                                                                        : c == 1 ? 10 * i
                                                                                                 : 7);
        engine::test::fill(engine(), *picture, codes);
        return picture;
    }
};

TEST_F(PixelCodes, AreThoseOfTheTurnedPicture) {
    const auto picture = numbered(3, 2);
    const auto red = [&](int x, int y, int rotation) {
        return picture_codes(engine(), *picture, {x, y}, {3, 2}, rotation)[0];
    };
    EXPECT_EQ(red(2, 1, 0), 5);
    // Clockwise by 90 degrees the lower left corner comes to the upper left.
    EXPECT_EQ(red(0, 0, 90), 3);
    EXPECT_EQ(red(1, 0, 90), 0);
    EXPECT_EQ(red(1, 2, 90), 2);
    EXPECT_EQ(red(0, 0, 180), 5);
    EXPECT_EQ(red(0, 0, 270), 2);
    EXPECT_EQ(red(1, 2, 270), 3);
    EXPECT_EQ(picture_codes(engine(), *picture, {1, 1}, {3, 2}, 0), (std::array<std::uint16_t, 3>{4, 40, 7}));
}

TEST_F(PixelCodes, OfASmallerPictureAreThoseThatAreShown) {
    const auto picture = numbered(4, 2);
    EXPECT_EQ(picture_codes(engine(), *picture, {0, 0}, {16, 8}, 0)[0], 0);
    EXPECT_EQ(picture_codes(engine(), *picture, {15, 7}, {16, 8}, 0)[0], 7);
    EXPECT_EQ(picture_codes(engine(), *picture, {4, 4}, {16, 8}, 0)[0], 5);
}

TEST(PixelReadout, SaysCodePercentAndNits) {
    const auto said = [](glm::ivec2 pixel, std::array<std::uint16_t, 3> of, ScopeScale scale, const color::Space* hdr) {
        return fmt::format("{}", fmt::join(readout_words(pixel, of, scale, hdr), "|"));
    };
    const std::array<std::uint16_t, 3> codes{65535, 32768, 0};
    EXPECT_EQ(said({3, 4}, codes, ScopeScale::code10, nullptr), "3, 4|R 1023|G 512|B 0");
    EXPECT_EQ(said({3, 4}, codes, ScopeScale::percent, nullptr), "3, 4|R 100.0 %|G 50.0 %|B 0.0 %");
    // Where nothing is told in nits, code values are.
    EXPECT_EQ(said({3, 4}, codes, ScopeScale::nits, nullptr), "3, 4|R 1023|G 512|B 0");
    // ITU-R BT.2408: 58 % of PQ is 203 cd/m2, 75 % is 983 (1000 rounded); both are of grey.
    const color::Space& pq = color::find_space("Rec.2100-PQ - Display");
    const auto grey = [](double code) {
        const auto one = static_cast<std::uint16_t>(std::lround(code * 65535));
        return std::array<std::uint16_t, 3>{one, one, one};
    };
    EXPECT_EQ(said({3, 4}, grey(nits_to_code(pq, 203)), ScopeScale::code10, &pq), "3, 4|R 594|G 594|B 594|203 nits");
    EXPECT_EQ(said({3, 4}, grey(nits_to_code(pq, 203)), ScopeScale::nits, &pq), "3, 4|R 203|G 203|B 203|203 nits");
    EXPECT_EQ(said({3, 4}, grey(0), ScopeScale::code10, &pq), "3, 4|R 0|G 0|B 0|0.000 nits");
}

TEST(PixelReadout, LuminanceIsBT2100s) {
    // Of pure primaries by BT.2020's weights (ITU-R BT.2020-2, table 4: 0.2627, 0.6780, 0.0593).
    const color::Space& pq = color::find_space("Rec.2100-PQ - Display");
    const double code = nits_to_code(pq, 1000);
    EXPECT_NEAR(pixel_nits(pq, {code, 0, 0}), 262.7, 0.1);
    EXPECT_NEAR(pixel_nits(pq, {0, code, 0}), 678.0, 0.1);
    EXPECT_NEAR(pixel_nits(pq, {0, 0, code}), 59.3, 0.1);
    // HLG: luminance passes the OOTF as a whole, 1000 x (0.2627 x 1) ^ 1.2.
    const color::Space& hlg = color::find_space("Rec.2100-HLG - Display");
    EXPECT_NEAR(pixel_nits(hlg, {1, 1, 1}), 1000, 1e-3);
    EXPECT_NEAR(pixel_nits(hlg, {1, 0, 0}), 1000 * std::pow(0.2627, 1.2), 0.2);
    EXPECT_NEAR(pixel_nits(hlg, {0.75, 0.75, 0.75}), 203, 1);
}

}  // namespace
}  // namespace umber::app

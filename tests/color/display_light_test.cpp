// Nits of displays: levels of ITU-R BT.2408 and BT.2100, and the lines that scopes have at them.
#include "color/display_light.h"

#include <gtest/gtest.h>

namespace umber::color {
namespace {

TEST(DisplayLight, HasTheLevelsOfBt2408) {
    const Space &pq = find_space("Rec.2100-PQ - Display"), &hlg = find_space("Rec.2100-HLG - Display");
    EXPECT_NEAR(nits_to_code(pq, 203), 0.58, 0.002);
    EXPECT_NEAR(code_to_nits(hlg, 0.75), 203, 1);
    EXPECT_NEAR(pixel_nits(hlg, {1, 1, 1}), 1000, 1e-3);
    EXPECT_TRUE(is_hdr(pq));
    EXPECT_FALSE(is_hdr(find_space("sRGB - Display")));
}

TEST(DisplayLight, LinesAreWhereTheirNitsAre) {
    for (const char* name : {"Rec.2100-PQ - Display", "Rec.2100-HLG - Display"}) {
        const Space& space = find_space(name);
        const std::vector<NitLine> lines = nit_lines(space);
        ASSERT_GT(lines.size(), 5u);
        EXPECT_EQ(lines.front().label, space.hlg_peak_nits > 0 ? "1000" : "10000");
        EXPECT_EQ(lines.back().label, "0");
        for (const NitLine& line : lines) {
            EXPECT_NEAR(code_to_nits(space, line.code), std::stod(line.label), 1e-6 + 1e-6 * std::stod(line.label));
            EXPECT_EQ(line.emphasised, line.label == "203" || line.label == "0");
        }
    }
}

}  // namespace
}  // namespace umber::color

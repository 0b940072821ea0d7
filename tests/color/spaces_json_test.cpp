// The JSON of the table: what other people's scripts rely on.
#include "color/spaces_json.h"

#include <gtest/gtest.h>

#include "vectors.h"

namespace umber::color {
namespace {

TEST(SpacesJson, TellsWhatAScriptNeedsToRebuildASpace) {
    const nlohmann::json space = to_json(find_space("S-Log3 S-Gamut3.Cine"));
    EXPECT_EQ(space["family"], "Input/Sony");
    EXPECT_EQ(space["encoding"], "log");
    EXPECT_EQ(space["reference"], "scene");
    EXPECT_EQ(space["adaptation"], "cat02");
    EXPECT_EQ(space["primaries"]["red"][0], 0.766);
    EXPECT_EQ(space["primaries"]["white"][1], 0.329);
    EXPECT_EQ(space["transfer"]["id"], "slog3");
    // Rebuilt from its numbers alone, a code value gives OpenColorIO's light.
    const auto& t = space["transfer"];
    const auto& m = space["linear_to_aces2065_1"];
    const auto decode = [&t](double code) {
        if (code < t["break_code"]) return (code - t["toe_offset"].get<double>()) / t["toe_slope"].get<double>();
        return (std::exp2((code - t["log_offset"].get<double>()) / t["log_slope"].get<double>()) -
                t["lin_offset"].get<double>()) /
               t["lin_slope"].get<double>();
    };
    test::compare("slog3", test::vectors("to_aces/sony_slog3_sgamut3cine_to_aces"), {1e-5, 1e-5}, [&](glm::dvec3 v) {
        glm::dvec3 out(0.0);
        for (int row = 0; row < 3; ++row)
            for (int i = 0; i < 3; ++i)
                out[row] += m[static_cast<std::size_t>(3 * row + i)].get<double>() * decode(v[i]);
        return out;
    });
}

TEST(SpacesJson, CoversEverySpace) {
    for (const Space& space : spaces()) {
        const nlohmann::json json = to_json(space);
        EXPECT_EQ(json["name"].get<std::string>(), space.name);
        EXPECT_EQ(json.contains("transfer"), space.encoding != Encoding::data && space.ocio_builtin.empty())
            << space.name;
        EXPECT_EQ(nlohmann::json::parse(json.dump()), json);
    }
    EXPECT_EQ(to_json(find_space("ADX10"))["ocio_builtin"], "ADX10_to_ACES2065-1");
    EXPECT_EQ(to_json(find_space("Rec.2100-HLG - Display"))["hlg_peak_nits"], 1000.0);
}

}  // namespace
}  // namespace umber::color

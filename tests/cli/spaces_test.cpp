// `umber spaces`, the options of colour management, and the config that is written from the table of spaces.
#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>

#include "cli/umber.h"

namespace umber::test {
namespace {

namespace fs = std::filesystem;

TEST(Spaces, AreToldWithTheirViews) {
    const auto told = nlohmann::json::parse(said("spaces --json"));
    EXPECT_GE(told.at("spaces").size(), 90u);
    EXPECT_EQ(told.at("displays").at(0).at("name"), "sRGB - Display");
    EXPECT_EQ(told.at("displays").at(0).at("views").at(0), "ACES 2.0 - SDR 100 nits (Rec.709)");
    EXPECT_NE(said("spaces").find("ARRI LogC4"), std::string::npos);
}

// luts/ holds what tools/make-ocio-config makes of the table today, and OCIO's own ociocheck passes it.
// A text's numbers, and what is left without them.
struct Numbered {
    explicit Numbered(const std::string& text) {
        const std::regex number(R"(-?\d+(\.\d+)?(e[-+]\d+)?)");
        for (std::sregex_iterator at(text.begin(), text.end(), number), end; at != end; ++at)
            numbers.push_back(std::stod(at->str()));
        words = std::regex_replace(text, number, "#");
    }
    std::vector<double> numbers;
    std::string words;
};

TEST(Spaces, TheConfigIsWrittenFromTheTable) {
    const fs::path root = fs::path(UMBER_TEST_DATA) / "../..", made = fs::temp_directory_path() / "umber_config_test";
    fs::remove_all(made);
    const CommandResult result = run("UMBER=" + quoted(std::string_view(UMBER_BINARY)) + " python3 " +
                                     quoted(root / "tools/make-ocio-config") + " " + quoted(made));
    ASSERT_EQ(result.exit_code, 0) << result.err;
    // Compilers differ in the last of a double's digits.
    std::vector<std::string> files{"umber.ocio"};
    for (const fs::path& folder : {made, root / "luts"})
        for (const auto& curve : fs::directory_iterator(folder / "curves"))
            files.push_back("curves/" + curve.path().filename().string());
    for (const std::string& file : files) {
        const Numbered fresh(text_of(made / file)), kept(text_of(root / "luts" / file));
        EXPECT_EQ(fresh.words, kept.words) << file;
        ASSERT_EQ(fresh.numbers.size(), kept.numbers.size()) << file;
        for (std::size_t i = 0; i < fresh.numbers.size(); ++i)
            ASSERT_NEAR(fresh.numbers[i], kept.numbers[i], 1e-15 * std::max(1.0, std::abs(kept.numbers[i]))) << file;
    }
    const CommandResult checked = run("ociocheck --iconfig " + quoted(made / "umber.ocio"));
    EXPECT_EQ(checked.exit_code, 0) << checked.out;
    EXPECT_NE(checked.out.find("passed"), std::string::npos) << checked.out;
    fs::remove_all(made);
}

TEST(Spaces, OfAConfigAreToldToo) {
    const std::string config = quoted(fs::path(UMBER_TEST_DATA) / "../../luts/umber.ocio");
    const auto told = nlohmann::json::parse(said("spaces --json --config " + config));
    EXPECT_GE(told.at("spaces").size(), 90u);
    EXPECT_EQ(told.at("working_space"), "ACEScct");
    EXPECT_FALSE(told.at("displays").at(0).at("views").empty());
    EXPECT_NE(said("spaces --config " + config).find("scene_linear: "), std::string::npos);
    EXPECT_NE(failed("spaces --config /nowhere.ocio", 1).find("/nowhere.ocio"), std::string::npos);
    EXPECT_NE(failed("probe --input-space 'Aple Log' --config " + config, 2).find("did you mean 'Apple Log'"),
              std::string::npos);
}

TEST(Spaces, OptionsThatCannotBeAreAnsweredInOneLine) {
    EXPECT_NE(failed("probe --input-space 'ARI LogC4' --output-space ACES2065-1", 2).find("ARRI LogC4"),
              std::string::npos);
    EXPECT_NE(failed("probe --output-space ACES2065-1", 2).find("--input-space"), std::string::npos);
    EXPECT_NE(failed("probe --input-space ACEScg --output-space ACEScg --view 'sRGB - Display/Raw'", 2).find("--view"),
              std::string::npos);
    EXPECT_NE(failed("probe --input-space ACEScg --view 'sRGB - Display/Nothing'", 2).find("it has"),
              std::string::npos);
}

}  // namespace
}  // namespace umber::test

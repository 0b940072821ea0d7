// `umber probe` as a filter: what it reads, what it writes, and OpenColorIO's numbers through the whole binary.
#include <fmt/format.h>
#include <algorithm>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "umber.h"

namespace umber {
namespace {

using test::quoted;

std::string probed(const std::string& input, const std::string& arguments) {
    const test::ScratchFolder scratch;
    test::write_text(scratch / "in.csv", input);
    const test::CommandResult result =
        test::run(quoted(std::string_view(UMBER_BINARY)) + " probe " + arguments + " <" + quoted(scratch / "in.csv"));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result.out;
}

TEST(Probe, ReadsWhatSpreadsheetsWrite) {
    EXPECT_EQ(probed("red,green,blue\n0.5,0.25,1\n", ""), "0.5,0.25,1\n");
    EXPECT_EQ(probed("0.5;0.25;1\r\n\n# a comment\n  -2\t+3 1e-3", ""), "0.5,0.25,1\n-2,3,0.00100000005\n");
    EXPECT_EQ(probed("\xef\xbb\xbf# by a spreadsheet\nr,g,b\n0.5,0.25,1\n", ""), "0.5,0.25,1\n");
    EXPECT_EQ(probed("", ""), "");
    EXPECT_EQ(probed("r,g,b\n", ""), "");
}

TEST(Probe, SpellsWhatIsNoNumber) {
    EXPECT_EQ(probed("nan,inf,-inf\n1e39,-1e400,1e-400\n", ""), "nan,inf,-inf\ninf,-inf,0\n");
}

TEST(Probe, WritesNineDigits) {
    EXPECT_EQ(probed("0.2,0.4,0.6\n", "--set cdl.slope=1.1,1,0.9"), "0.220000014,0.400000006,0.540000021\n");
}

TEST(Probe, NamesTheLineThatIsWrong) {
    const test::ScratchFolder scratch;
    const auto told = [&](const std::string& input) {
        test::write_text(scratch / "in.csv", input);
        const test::CommandResult result =
            test::run(quoted(std::string_view(UMBER_BINARY)) + " probe <" + quoted(scratch / "in.csv"));
        EXPECT_EQ(result.exit_code, 1) << input;
        return result.err;
    };
    EXPECT_EQ(told("1,2,3\n1,2\n"),
              "umber: error: standard input: line 2: 2 numbers where 3 (red, green, blue) were expected\n");
    EXPECT_EQ(told("1,2,3\na,b,c\n"), "umber: error: standard input: line 2: 'a,b,c' is not three numbers\n");
    EXPECT_EQ(told("1,2,3x\n"), "umber: error: standard input: line 1: '1,2,3x' is not three numbers\n");
}

TEST(Probe, TakesMoreThanABatch) {
    std::string input;
    for (int i = 0; i < 200'000; ++i) input += fmt::format("{},0,1\n", i);
    const std::string out = probed(input, "--set exposure.exposure=0");
    EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 200'000);
    EXPECT_TRUE(out.ends_with("\n199999,0,1\n"));
}

TEST(Probe, ACdlClampsEvenWhereItIsNeutral) {
    const test::ScratchFolder scratch;
    test::write_text(scratch / "neutral.cc",
                     "<ColorCorrection id=\"n\"><SOPNode><Slope>1 1 1</Slope><Offset>0 0 0</Offset><Power>1 1 "
                     "1</Power></SOPNode></ColorCorrection>");
    EXPECT_EQ(probed("-1,0.5,2\n", "--cdl " + quoted(scratch / "neutral.cc")), "0,0.5,1\n");
    EXPECT_EQ(probed("-1,0.5,2\n", "--cdl " + quoted(scratch / "neutral.cc") + " --set cdl.clamp=false"), "-1,0.5,2\n");
}

TEST(Probe, ALaterSettingWins) {
    EXPECT_EQ(probed("0.25,0.25,0.25\n", "--set exposure.exposure=3 --set exposure.exposure=0"), "0.25,0.25,0.25\n");
}

// The numbers of OpenColorIO's CPU processor for ASC CDL.
TEST(Probe, AgreesWithOpenColorIoOnCdl) {
    const std::filesystem::path folder = std::filesystem::path(UMBER_REFERENCE) / "vectors";
    if (!std::filesystem::exists(folder / "index.json")) GTEST_SKIP() << "no reference folder here";
    const auto index = nlohmann::json::parse(test::text_of(folder / "index.json"));
    int sets = 0;
    for (const auto& set : index["sets"]) {
        const std::string file = set["file"];
        if (!file.starts_with("cdl/") || set.value("direction", "forward") == "inverse" || sets == 6) continue;
        ++sets;
        const auto& p = set["parameters"];
        const auto triple = [](const nlohmann::json& v) { return v[0].dump() + "," + v[1].dump() + "," + v[2].dump(); };
        std::string input, line;
        std::vector<std::array<double, 3>> expected;
        std::istringstream rows(test::text_of(folder / file));
        std::getline(rows, line);
        while (std::getline(rows, line)) {
            std::array<double, 6> v{};
            if (std::sscanf(line.c_str(), "%lf,%lf,%lf,%lf,%lf,%lf", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5]) != 6 ||
                !std::all_of(v.begin(), v.end(), [](double x) { return std::isfinite(x); }))
                continue;
            input += fmt::format("{:.9g},{:.9g},{:.9g}\n", v[0], v[1], v[2]);
            expected.push_back({v[3], v[4], v[5]});
        }
        std::istringstream out(
            probed(input, "--set cdl.slope=" + triple(p["slope"]) + " --set cdl.offset=" + triple(p["offset"]) +
                              " --set cdl.power=" + triple(p["power"]) + " --set cdl.saturation=" + p["sat"].dump() +
                              " --set cdl.clamp=" + (p["style"] == "asc" ? "true" : "false")));
        for (const auto& want : expected) {
            ASSERT_TRUE(std::getline(out, line)) << file;
            std::array<double, 3> got{};
            ASSERT_EQ(std::sscanf(line.c_str(), "%lf,%lf,%lf", &got[0], &got[1], &got[2]), 3) << line;
            const double largest = std::max({std::abs(want[0]), std::abs(want[1]), std::abs(want[2])});
            for (std::size_t c = 0; c < 3; ++c)
                EXPECT_NEAR(got[c], want[c], 2e-6 + 2e-6 * largest) << file << ": " << line;
        }
    }
    EXPECT_GT(sets, 0);
}

}  // namespace
}  // namespace umber

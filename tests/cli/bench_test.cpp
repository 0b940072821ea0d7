// `umber bench`: that its numbers are there, belong together and measure what they say; how large they are is for
// docs/benchmarks.md, never for a test.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cli/bench_overlap.h"
#include "support/staging_switch.h"
#include "umber.h"

namespace umber::test {
namespace {

using nlohmann::json;

// Ratios are rounded to four places, and so are the numbers that they are of.
void expect_ratio(const json& ratio, double of, double to, const std::string& what) {
    EXPECT_NEAR(ratio.get<double>(), of / to, 2e-3 * of / to + 2e-4 / to + 1e-4) << what;
}

TEST(Bench, TellsWhatTheContractNames) {
    const json told = json::parse(said("bench --size 640x360 --json"));
    EXPECT_FALSE(told.at("device").get<std::string>().empty());
    EXPECT_EQ(told.at("width"), 640);
    EXPECT_EQ(told.at("height"), 360);
    const double copy = told.at("copy_ms");
    EXPECT_GT(copy, 0);
    const json& grade = told.at("grade");
    EXPECT_GT(grade.at("ms").get<double>(), 0);
    expect_ratio(grade.at("ratio_to_copy"), grade.at("ms"), copy, "grade");
    // Everything of a primary grade and its LUT is one kernel.
    EXPECT_EQ(grade.at("dispatches"), 1);
    EXPECT_GT(grade.at("compile_ms").get<double>(), 0);
    EXPECT_GE(grade.at("cached_compile_ms").get<double>(), 0);
    EXPECT_LT(grade.at("cached_compile_ms").get<double>(), grade.at("compile_ms").get<double>());
    for (const char* scope : {"waveform", "parade", "vectorscope", "histogram", "together"})
        EXPECT_GT(told.at("scopes_ms").at(scope).get<double>(), 0) << scope;
    EXPECT_TRUE(told.at("peers").is_array());
    EXPECT_TRUE(told.at("peers").empty());
}

TEST(Bench, TellsHowCopiesAndKernelsOverlap) {
    const StagingSwitch staged("1");
    const json told = json::parse(said("bench --size 640x360 --json"));
    const json& overlap = told.at("overlap");
    double sum = 0;
    for (const char* part : {"upload_ms", "grade_ms", "readback_ms"}) {
        EXPECT_GT(overlap.at(part).get<double>(), 0) << part;
        sum += overlap.at(part).get<double>();
    }
    const double wall = overlap.at("wall_ms"), share = overlap.at("overlapped_share");
    EXPECT_GT(wall, 0);
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 1);
    EXPECT_GE(wall * (1 + 2 * share), 0.99 * sum);
}

TEST(Bench, CountsTimeInWhichTwoThingsGoOn) {
    using Spans = std::vector<gpu::GpuSpan>;
    EXPECT_EQ(cli::overlapped_share(Spans{{0, 10}, {10, 30}}), 0.0);
    EXPECT_EQ(cli::overlapped_share(Spans{{0, 10}, {5, 15}, {100, 105}}), 0.25);
    EXPECT_EQ(cli::overlapped_share(Spans{{0, 10}, {0, 10}, {2, 8}}), 1.0);
    EXPECT_EQ(cli::overlapped_share(Spans{}), 0.0);
}

TEST(Bench, DoesTheSameWorkAsItsPeers) {
    const json told = json::parse(said("bench --size 160x90 --peers --frames 6 --json"));
    std::map<std::string, json> rows;
    for (const json& row : told.at("peers")) {
        const std::string what = row.at("name").get<std::string>() + ": " + row.at("work").get<std::string>();
        const double umber = row.at("umber"), peer = row.at("peer");
        EXPECT_GT(umber, 0) << what;
        EXPECT_GT(peer, 0) << what;
        ASSERT_TRUE(row.at("unit") == "ms" || row.at("unit") == "fps") << what;
        if (row.at("unit") == "ms")
            expect_ratio(row.at("ratio"), peer, umber, what);
        else
            expect_ratio(row.at("ratio"), umber, peer, what);
        rows.emplace(what, row);
    }
    EXPECT_EQ(rows.size(), 14u);
    // The pictures of both: lut3d's 8 and 16 bits are cut, ours rounded, so a code apart; OpenColorIO's floats agree.
    EXPECT_LE(rows.at("ffmpeg lut3d: LUT, 8-bit RGB").at("difference").get<double>(), 1.001 / 255);
    EXPECT_LE(rows.at("ffmpeg lut3d: LUT, 16-bit RGB").at("difference").get<double>(), 2.001 / 65535);
    EXPECT_LE(rows.at("OpenColorIO CPU: LUT, float RGB").at("difference").get<double>(), 1e-5);
    for (const char* chain : {"LogC3 to ACEScct to ACES 1.0 on Rec.709, float RGB",
                              "LogC3 to ACEScct to ACES 1.1 of 1000 nits in Rec.2100 PQ, float RGB",
                              "a config's view of its own two tables, float RGB"})
        EXPECT_LE(rows.at(std::string("OpenColorIO CPU: ") + chain).at("difference").get<double>(), 2e-4) << chain;
    // Compared without curves: OpenColorIO's are other curves through the same points.
    EXPECT_LE(rows.at("OpenColorIO CPU: full grade and LUT, float RGB").at("difference").get<double>(), 1e-5);
}

TEST(Bench, TakesThePictureFromAClip) {
    const ScratchFolder folder;
    make_clip(folder / "clip.mkv", "96x64", 3, "-pix_fmt yuv420p -c:v ffv1");
    const json told = json::parse(said("bench --json " + quoted(folder / "clip.mkv")));
    EXPECT_EQ(told.at("width"), 96);
    EXPECT_EQ(told.at("height"), 64);
}

TEST(Bench, RefusesWhatItCanNotMeasure) {
    for (const char* size : {"10x10", "0x0", "1920", "1920x", "axb", "1920x1080x3", "-5x100", "99999x1080"})
        EXPECT_NE(failed(std::string("bench --size ") + size, 2).find("--size"), std::string::npos) << size;
    failed("bench --frames 0 --peers", 2);
    failed("bench nowhere.mov", 1);
    const ScratchFolder folder;
    make_clip(folder / "clip.mkv", "96x64", 1, "-c:v ffv1");
    failed("bench --size 100x100 " + quoted(folder / "clip.mkv"), 2);
}

}  // namespace
}  // namespace umber::test

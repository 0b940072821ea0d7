// LUT files on the device: every size against OpenColorIO, other programs' files against the reference's vectors.
#include "engine/tables.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "engine/ops_fixture.h"
#include "engine/pictures.h"
#include "grade/ops/curves.h"
#include "grade/ops/lut.h"
#include "interchange/cube.h"
#include "interchange/lut.h"
#include "support/command.h"

namespace umber::engine::test {
namespace {

class TablesTest : public OpsTest {};

TEST_F(TablesTest, TablesOfEverySizeAreOpenColorIOs) {
    const umber::test::ScratchFolder folder;
    std::mt19937 random(9);
    std::uniform_real_distribution<float> any(-0.1f, 1.1f);
    std::erase_if(colours, [](glm::vec3 v) { return std::max({v.x, v.y, v.z}) > 10; });
    for (const int size : {2, 3, 17, 33, 64, 65, 129}) {
        interchange::Lut lut;
        lut.lut_3d = interchange::identity_3d(size);
        auto transform = OCIO::Lut3DTransform::Create(static_cast<unsigned long>(size));
        transform->setInterpolation(OCIO::INTERP_TETRAHEDRAL);
        unsigned long at = 0;
        for (glm::vec3& v : lut.lut_3d->values) {
            // steep between lattice points, so that the interpolation matters
            v = v * 0.6f + 0.4f * glm::vec3(any(random), any(random), any(random));
            const auto n = static_cast<unsigned long>(size);
            transform->setValue(at % n, at / n % n, at / n / n, v.x, v.y, v.z);
            ++at;
        }
        const std::string path = (folder / fmt::format("cube{}.cube", size)).string();
        interchange::write_cube(path, lut);
        agrees(graph(grade::Lut{path, 1.0f}), transform, 1e-5, 1e-5, fmt::format("3D of {}", size));
    }
    for (const int size : {2, 3, 1024, 65536}) {
        interchange::Lut lut;
        lut.lut_1d = interchange::identity_1d(size);
        auto transform = OCIO::Lut1DTransform::Create(static_cast<unsigned long>(size), false);
        unsigned long at = 0;
        for (glm::vec3& v : lut.lut_1d->values) {
            v = {std::sqrt(v.x), 1 - v.y * v.y, v.z + 0.05f * std::sin(30 * v.z)};
            transform->setValue(at++, v.x, v.y, v.z);
        }
        const std::string path = (folder / fmt::format("line{}.cube", size)).string();
        interchange::write_cube(path, lut);
        agrees(graph(grade::Lut{path, 1.0f}), transform, 1e-5, 1e-5, fmt::format("1D of {}", size));
        // at half strength, half way
        std::vector<glm::vec3> half = by_ocio(transform);
        for (std::size_t i = 0; i < half.size(); ++i) half[i] = 0.5f * (half[i] + colours[i]);
        expect_near(colours, probe(graph(grade::Lut{path, 0.5f})), half, 1e-5, 1e-5, "half strength");
    }
}

TEST_F(TablesTest, TablesOfOtherProgramsGiveTheReferencesNumbers) {
    const std::filesystem::path reference(UMBER_REFERENCE);
    // A clone alone has no reference; tests/data has the numbers that the tests above need.
    if (!std::filesystem::exists(reference / "vectors/index.json")) GTEST_SKIP() << "no " << reference;
    const auto index = nlohmann::json::parse(std::ifstream(reference / "vectors/index.json"));
    int count = 0;
    for (const auto& one : index.at("sets")) {
        const std::string name = one.at("file");
        if (!name.starts_with("lut/") || one.at("direction") != "forward") continue;
        const std::filesystem::path file = reference / std::string(one.at("lut"));
        const std::string extension = file.extension().string(), interpolation = one.at("interpolation");
        const bool cube = one.at("ocio_ops").dump().find("Lut3D") != std::string::npos;
        if (interpolation != (cube ? "tetrahedral" : "linear")) continue;
        if (std::none_of(interchange::lut_formats().begin(), interchange::lut_formats().end(),
                         [&](const auto& format) { return format.extension == extension; }))
            continue;
        std::vector<glm::vec3> in, out;
        std::ifstream rows(reference / "vectors" / name);
        std::string line;
        std::getline(rows, line);
        while (std::getline(rows, line)) {
            float v[6];
            const char* at = line.c_str();
            for (float& value : v) {
                char* end = nullptr;
                value = std::strtof(at, &end);
                at = end + 1;
            }
            if (!std::all_of(v, v + 6, [](float x) { return std::isfinite(x); })) continue;
            in.emplace_back(v[0], v[1], v[2]);
            out.emplace_back(v[3], v[4], v[5]);
        }
        ++count;
        expect_near(in, engine().probe(in, graph(grade::Lut{file.string(), 1.0f}), space), out, 1e-5, 1e-5, name);
    }
    EXPECT_GE(count, 5);
}

// Two files in one grade, the program that holds everything, and a file that is written anew while Umber runs.
TEST_F(TablesTest, TablesSideBySideAndRewritten) {
    const umber::test::ScratchFolder folder;
    const auto scaled = [](float by) {
        interchange::Lut lut;
        lut.lut_3d = interchange::identity_3d(5);
        for (glm::vec3& v : lut.lut_3d->values) v *= by;
        return lut;
    };
    const std::string first = (folder / "first.cube").string(), second = (folder / "second.cube").string();
    interchange::write_cube(first, scaled(0.5f));
    interchange::write_cube(second, scaled(0.25f));
    std::erase_if(colours, [](glm::vec3 v) { return std::min({v.x, v.y, v.z}) < 0 || std::max({v.x, v.y, v.z}) > 1; });
    grade::Graph both = graph(grade::Lut{first, 1.0f});
    both.nodes.push_back({2, "Second", true, 1.0f, {}});
    both = grade::set_operation(both, 2, grade::Operation(grade::Lut{second, 1.0f}));
    const auto times = [&](float by) {
        std::vector<glm::vec3> expected = colours;
        for (glm::vec3& v : expected) v *= by;
        return expected;
    };
    expect_near(colours, probe(both), times(0.125f), 1e-6, 1e-6, "two tables");
    expect_near(colours, probe(graph(grade::Lut{second, 1.0f})), times(0.25f), 1e-6, 1e-6, "the second");
    expect_near(colours, probe(both), times(0.125f), 1e-6, 1e-6, "two tables again");

    const media::Frame frame = noise(*engine().frames(), "gbrp", 32, 16, rec709);
    std::vector<std::vector<std::uint16_t>> pictures;
    for (const Structure structure : {Structure::exact, Structure::live}) {
        const auto picture = engine().make_picture(32, 16);
        pictures.push_back(engine().read(picture, engine().render_picture(frame, both, space, picture, structure)));
    }
    EXPECT_EQ(pictures[0], pictures[1]);

    interchange::write_cube(first, scaled(1.0f));
    std::filesystem::last_write_time(first, std::filesystem::last_write_time(first) + std::chrono::seconds(2));
    expect_near(colours, probe(both), times(0.25f), 1e-6, 1e-6, "rewritten");
}

// Not a number in, anything out, but nothing is read beyond a table and every other colour stays as it is.
TEST_F(TablesTest, WhatIsNoNumberTouchesNothingElse) {
    const umber::test::ScratchFolder folder;
    interchange::Lut lut;
    lut.lut_1d = interchange::identity_1d(16);
    lut.lut_3d = interchange::identity_3d(5);
    interchange::write_cube(folder / "both.cube", lut);
    grade::Curves curves;
    curves.red = {{{0.0f, 0.1f}, {0.5f, 0.4f}, {1.0f, 1.0f}}};
    const grade::Graph all = graph(some_cdl(true), curves, grade::Lut{(folder / "both.cube").string(), 1.0f});
    const auto clean = probe(all);
    constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
    std::vector<glm::vec3> mixed;
    for (const glm::vec3& v : colours) {
        mixed.push_back(v);
        mixed.emplace_back(nan, v.y, mixed.size() % 3 ? infinity : -nan);
    }
    const auto got = engine().probe(mixed, all, space);
    for (std::size_t i = 0; i < clean.size(); ++i) ASSERT_EQ(got[2 * i], clean[i]);
}

// A LUT that is switched off need not be there, one that is on must.
TEST_F(TablesTest, OnlyTablesInUseAreRead) {
    const grade::Graph missing = graph(grade::Lut{"/nowhere/night.cube", 1.0f});
    try {
        probe(missing);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("/nowhere/night.cube"), std::string::npos) << error.what();
    }
    EXPECT_EQ(probe(grade::set_operation_enabled(missing, 1, "lut", false)), colours);
    EXPECT_EQ(probe(grade::set_node_enabled(missing, 1, false)), colours);
}

}  // namespace
}  // namespace umber::engine::test

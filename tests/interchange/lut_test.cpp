// The reference evaluation against OpenColorIO's numbers, and properties that hold for every table.
#include "interchange/lut.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <sstream>

#include "interchange/cube.h"
#include "interchange/support.h"

namespace umber::interchange {
namespace {

struct Row {
    glm::vec3 input, output;
};

std::vector<Row> read_vectors(const fs::path& path) {
    std::istringstream file(read_file(path));
    std::string line;
    std::getline(file, line);
    std::vector<Row> rows;
    while (std::getline(file, line)) {
        float v[6] = {};
        const char* at = line.c_str();
        for (float& value : v) {
            char* end = nullptr;
            value = std::strtof(at, &end);
            at = end + 1;
        }
        rows.push_back({{v[0], v[1], v[2]}, {v[3], v[4], v[5]}});
    }
    return rows;
}

// 1e-5, relative above 1: OCIO works in 32-bit floats, and one of the tables goes to 16.
TEST(LutAgainstOcio, EveryCubeOfTheReference) {
    const fs::path reference(UMBER_REFERENCE);
    if (!fs::exists(reference / "vectors/index.json"))
        GTEST_SKIP() << "no reference folder; its kind is in tests/data too";
    int sets = 0;
    const json index = json::parse(read_file(reference / "vectors/index.json"));
    for (const json& set : index.at("sets")) {
        const std::string file = set.value("lut", "");
        if (!file.ends_with(".cube") || set.value("direction", "") != "forward") continue;
        const Lut lut = read_lut(reference / file);
        // 'linear' of a 3D table is trilinear, which Umber has not got.
        const std::string interpolation = set["interpolation"];
        if (interpolation != (lut.lut_3d ? "tetrahedral" : "linear")) continue;
        ++sets;
        const auto rows = read_vectors(reference / "vectors" / set["file"].get<std::string>());
        EXPECT_EQ(rows.size(), set["rows"].get<std::size_t>());
        double worst = 0.0;
        Row worst_row{};
        for (const Row& row : rows) {
            const glm::vec3 got = apply(lut, row.input);
            for (int c = 0; c < 3; ++c) {
                const double difference = std::abs(got[c] - row.output[c]) / std::max(1.0f, std::abs(row.output[c]));
                if (difference <= worst) continue;
                worst = difference;
                worst_row = row;
            }
        }
        EXPECT_LE(worst, 1e-5) << set["file"] << ": " << worst_row.input.x << ' ' << worst_row.input.y << ' '
                               << worst_row.input.z << " should give " << worst_row.output.x << ' '
                               << worst_row.output.y << ' ' << worst_row.output.z;
        RecordProperty(set["file"].get<std::string>(), std::to_string(worst));
    }
    EXPECT_GE(sets, 9);
}

TEST(Lut, AnIdentityLeavesItsDomainAsItIsAndHoldsTheEnds) {
    const glm::vec3 low(-0.5f, 0.0f, 0.1f), high(1.0f, 2.0f, 16.0f);
    std::mt19937 random(1);
    for (const int size : {2, 3, 17, 64}) {
        Lut lut;
        lut.lut_1d = identity_1d(size, low, high);
        lut.lut_3d = identity_3d(std::min(size, 33), low, high);
        EXPECT_EQ(fault(lut), "");
        for (int i = 0; i < 2000; ++i) {
            glm::vec3 rgb{}, expected{};
            for (int c = 0; c < 3; ++c) {
                rgb[c] = std::uniform_real_distribution(low[c] - 1.0f, high[c] + 1.0f)(random);
                expected[c] = std::clamp(rgb[c], low[c], high[c]);
            }
            const glm::vec3 got = apply(lut, rgb);
            for (int c = 0; c < 3; ++c) EXPECT_NEAR(got[c], expected[c], 2e-6f);
        }
    }
}

// Tetrahedral interpolation is linear along the grey diagonal of a cell: greys of a table whose greys are grey stay
// grey.
TEST(Lut, GreysStayGrey) {
    Lut lut;
    lut.lut_3d = identity_3d(9);
    std::mt19937 random(2);
    for (glm::vec3& v : lut.lut_3d->values)
        v = v.x == v.y && v.y == v.z ? v * v : glm::vec3(std::uniform_real_distribution(0.0f, 1.0f)(random));
    for (int i = 0; i <= 1000; ++i) {
        const glm::vec3 got = apply(lut, glm::vec3(static_cast<float>(i) / 1000.0f));
        EXPECT_EQ(got.x, got.y);
        EXPECT_EQ(got.y, got.z);
    }
}

TEST(Lut, LatticePointsAreExactAndBordersContinuous) {
    std::mt19937 random(3);
    Lut3d lut = identity_3d(5);
    for (glm::vec3& v : lut.values)
        for (int c = 0; c < 3; ++c) v[c] = std::uniform_real_distribution(-1.0f, 2.0f)(random);
    for (int i = 0; i < 125; ++i) {
        const glm::dvec3 at = glm::dvec3(i % 5, i / 5 % 5, i / 25) / 4.0;
        const glm::dvec3 expected(lut.values[static_cast<std::size_t>(i)]);
        EXPECT_EQ(apply(lut, at), expected);
        for (const double step : {-1e-9, 1e-9}) {
            const glm::dvec3 near = apply(lut, at + step * glm::dvec3(1.0, -1.0, 0.5));
            for (int c = 0; c < 3; ++c) EXPECT_NEAR(near[c], expected[c], 1e-6);
        }
    }
}

TEST(Lut, WhatIsNoNumberTakesTheLowerEndAndInfinityTheUpper) {
    const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
    Lut lut;
    lut.lut_1d = identity_1d(4, glm::vec3(-1.0f), glm::vec3(3.0f));
    EXPECT_EQ(apply(lut, glm::vec3(nan, infinity, -infinity)), glm::vec3(-1.0f, 3.0f, -1.0f));
    lut.lut_3d = identity_3d(4, glm::vec3(-1.0f), glm::vec3(3.0f));
    lut.lut_1d.reset();
    EXPECT_EQ(apply(lut, glm::vec3(nan, infinity, -infinity)), glm::vec3(-1.0f, 3.0f, -1.0f));
}

TEST(Lut, FaultsAreNamed) {
    Lut lut;
    EXPECT_EQ(fault(lut), "it has neither a 1D nor a 3D table");
    lut.lut_3d = identity_3d(3);
    lut.lut_3d->values.pop_back();
    EXPECT_EQ(fault(lut), "the 3D table has 26 entries where its size 3 asks for 27");
    lut.lut_3d = identity_3d(3);
    lut.lut_3d->values[5].y = std::nanf("");
    EXPECT_EQ(fault(lut), "the 3D table holds a value that is not finite");
    lut.lut_3d = identity_3d(3);
    lut.lut_3d->domain_max.z = 0.0f;
    EXPECT_EQ(fault(lut), "the 3D domain 0 to 0 has no extent");
    lut.lut_3d->size = 130;
    EXPECT_EQ(fault(lut), "the 3D size is 130; 2 to 129 are possible");
}

TEST(LutFormats, TheExtensionPicksAndTheKnownOnesAreNamed) {
    EXPECT_EQ(message_of([] { read_lut("look.xyz"); }),
              "look.xyz: LUTs of the kind \".xyz\" are not known; known: .cube");
    EXPECT_EQ(message_of([] { read_lut("look"); }), "look: no extension to tell the LUT's format by; known: .cube");
    EXPECT_EQ(message_of([] { read_lut("none.CUBE"); }), "none.CUBE: no such file");
}

}  // namespace
}  // namespace umber::interchange

// Rows of colours in and out, as tests/data/color (a part of the reference, so that a clone tests too) and the
// reference itself keep them; and the comparison that says which row is worst.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <glm/glm.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace umber::color::test {

struct Row {
    glm::dvec3 in, out;
};

inline std::vector<Row> read_rows(const std::filesystem::path& path) {
    std::vector<Row> rows;
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        double v[6];
        const char* at = line.c_str();
        for (double& value : v) {
            char* end = nullptr;
            value = std::strtod(at, &end);
            at = *end == ',' ? end + 1 : end;
        }
        rows.push_back({{v[0], v[1], v[2]}, {v[3], v[4], v[5]}});
    }
    return rows;
}

// The whole set where the reference is present, else the part that the project keeps.
inline std::vector<Row> vectors(const std::string& name) {
    const auto whole = std::filesystem::path(UMBER_REFERENCE) / "vectors" / (name + ".csv");
    const auto part = std::filesystem::path(UMBER_TEST_DATA) / "color" / (name + ".csv");
    auto rows = read_rows(std::filesystem::exists(whole) ? whole : part);
    EXPECT_FALSE(rows.empty()) << "no vectors: " << part;
    return rows;
}

inline std::string text(glm::dvec3 v) {
    std::ostringstream out;
    out.precision(10);
    out << v.x << ' ' << v.y << ' ' << v.z;
    return out.str();
}

// How far a value is off, in units of the bound: |got - expected| / max(absolute, relative * |expected|).
struct Bound {
    double absolute, relative;
    double share(double got, double expected) const {
        if (std::isnan(got) != std::isnan(expected)) return INFINITY;
        if (got == expected || std::isnan(got)) return 0.0;
        return std::abs(got - expected) / std::max(absolute, relative * std::abs(expected));
    }
};

// Runs every row through `convert`; fails with the worst row if any channel is beyond the bound. Rows that `skip` names
// are left out.
template <class Convert>
double compare(const std::string& name, const std::vector<Row>& rows, Bound bound, Convert&& convert) {
    double worst = 0.0;
    std::string where;
    for (const Row& row : rows) {
        const glm::dvec3 got = convert(row.in);
        for (int i = 0; i < 3; ++i)
            if (const double share = bound.share(got[i], row.out[i]); share > worst) {
                worst = share;
                where = "in " + text(row.in) + "  expected " + text(row.out) + "  got " + text(got);
            }
    }
    EXPECT_LE(worst, 1.0) << name << ": worst row, " << worst << " of the bound: " << where;
    return worst;
}

}  // namespace umber::color::test

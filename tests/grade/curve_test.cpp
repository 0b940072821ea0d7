// Curves against monotone cubics that an independent script computed (tests/data/grade/pchip.py: SciPy's
// PchipInterpolator, or the papers' formulas in exact fractions), and the properties that hold for every curve.
#include "grade/curve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <random>

#include "support/error.h"

namespace umber::grade {
namespace {

std::map<int, std::vector<glm::dvec2>> rows(const std::string& name) {
    std::map<int, std::vector<glm::dvec2>> by_curve;
    std::ifstream file(std::string(UMBER_TEST_DATA "/grade/") + name);
    std::string number, x, y;
    while (std::getline(file, number, ',') && std::getline(file, x, ',') && std::getline(file, y))
        by_curve[std::atoi(number.c_str())].emplace_back(std::strtod(x.c_str(), nullptr),
                                                         std::strtod(y.c_str(), nullptr));
    return by_curve;
}

TEST(Curve, IsTheMonotoneCubicOfSciPy) {
    const auto points = rows("pchip_points.csv"), values = rows("pchip.csv");
    ASSERT_EQ(points.size(), 7u);
    for (const auto& [number, list] : points) {
        Curve curve{{}};
        for (const glm::dvec2 point : list) curve.points.emplace_back(point);
        ASSERT_EQ(values.at(number).size(), 65u);
        for (const glm::dvec2 value : values.at(number))
            EXPECT_NEAR(evaluate(curve, value.x), value.y, 1e-12) << "curve " << number << " at " << value.x;
    }
}

TEST(Curve, IsMonotoneBetweenItsPointsAndGoesThroughThem) {
    std::mt19937 random(7);
    std::uniform_real_distribution<float> any(0.0f, 1.0f);
    for (int round = 0; round < 300; ++round) {
        Curve curve{{}};
        const int count = 2 + static_cast<int>(random() % 14);
        float x = -0.2f;
        for (int i = 0; i < count; ++i) curve.points.emplace_back(x += 0.01f + 0.2f * any(random), any(random));
        for (const glm::vec2 point : curve.points)
            EXPECT_NEAR(evaluate(curve, double(point.x)), double(point.y), 1e-12);
        for (std::size_t i = 0; i + 1 < curve.points.size(); ++i) {
            const glm::dvec2 from(curve.points[i]), to(curve.points[i + 1]);
            double last = from.y;
            for (int step = 1; step <= 50; ++step) {
                const double y = evaluate(curve, from.x + (to.x - from.x) * step / 50);
                EXPECT_GE((y - last) * (to.y >= from.y ? 1 : -1), -1e-12);
                last = y;
            }
        }
        // Straight beyond its ends, with the slope that it has there.
        const double first = double(curve.points.front().x), end = double(curve.points.back().x);
        EXPECT_NEAR(evaluate(curve, first - 1) - evaluate(curve, first - 2), slopes(curve).front(), 1e-9);
        EXPECT_NEAR(evaluate(curve, end + 2) - evaluate(curve, end + 1), slopes(curve).back(), 1e-9);
    }
}

TEST(Curve, TheDiagonalIsTheIdentity) {
    EXPECT_TRUE(is_identity(Curve{}));
    EXPECT_TRUE(is_identity(Curve{{{0, 0}, {0.3f, 0.3f}, {1, 1}}}));
    EXPECT_FALSE(is_identity(Curve{{{0, 0}, {0.3f, 0.31f}, {1, 1}}}));
    for (const double x : {-3.0, 0.0, 0.1, 0.5, 0.99, 1.0, 7.0})
        EXPECT_NEAR(evaluate(Curve{{{0, 0}, {0.3f, 0.3f}, {1, 1}}}, x), x, 1e-12);
}

TEST(Curve, SaysWhatIsWrongWithOne) {
    const auto fault = [](std::vector<glm::vec2> points) {
        return test::message_of([&] { validate(Curve{std::move(points)}, "curves.red"); });
    };
    EXPECT_EQ(fault({{0, 0}, {1, 1}}), "");
    EXPECT_NE(fault({}).find("curves.red"), std::string::npos);
    EXPECT_NE(fault({{0, 0}}).find("two points"), std::string::npos);
    EXPECT_NE(fault({{0, 0}, {0, 1}}).find("point 2"), std::string::npos);
    EXPECT_NE(fault({{0, 0}, {1, 1}, {0.5f, 1}}).find("point 3"), std::string::npos);
    EXPECT_NE(fault({{0, 0}, {1, std::numeric_limits<float>::quiet_NaN()}}).find("point 2"), std::string::npos);
    EXPECT_NE(fault({{std::numeric_limits<float>::infinity(), 0}, {1, 1}}).find("point 1"), std::string::npos);
    std::vector<glm::vec2> many;
    for (int i = 0; i < 65; ++i) many.emplace_back(i, i);
    EXPECT_NE(fault(many).find("64"), std::string::npos);
    many.pop_back();
    EXPECT_EQ(fault(many), "");
}

}  // namespace
}  // namespace umber::grade

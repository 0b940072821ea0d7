// Values as text, both ways.
#include "grade/value.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "grade/operation.h"
#include "support/error.h"

namespace umber::grade {
namespace {

std::string fault(std::string_view text, const Value& like) {
    return test::message_of([&] { (void)parse_value(text, like); });
}

TEST(Value, IsReadAsTheTypeThatItStandsFor) {
    EXPECT_EQ(parse_value("1.1", 0.0f), Value(1.1f));
    EXPECT_EQ(parse_value(" +2 ", 0.0f), Value(2.0f));
    EXPECT_EQ(parse_value("-1e-3", 0.0f), Value(-1e-3f));
    EXPECT_EQ(parse_value("1,1.1,1", glm::vec3(0)), Value(glm::vec3(1, 1.1f, 1)));
    EXPECT_EQ(parse_value(" 1 , 1.1,\t1 ", glm::vec3(0)), Value(glm::vec3(1, 1.1f, 1)));
    EXPECT_EQ(parse_value("0.5", glm::vec3(0)), Value(glm::vec3(0.5f)));
    EXPECT_EQ(parse_value("0.5", Rgbm{1, 2, 3, 4}), Value(Rgbm{1, 2, 3, 0.5f}));
    EXPECT_EQ(parse_value("0.5,0.6,0.7", Rgbm{1, 2, 3, 4}), Value(Rgbm{0.5f, 0.6f, 0.7f, 4}));
    EXPECT_EQ(parse_value("0.5,0.6,0.7,0.8", Rgbm{1, 2, 3, 4}), Value(Rgbm{0.5f, 0.6f, 0.7f, 0.8f}));
    EXPECT_EQ(parse_value("true", false), Value(true));
    EXPECT_EQ(parse_value("off", true), Value(false));
    EXPECT_EQ(parse_value("0:0, 0.5:0.6, 1:1", Curve{}), Value(Curve{{{0, 0}, {0.5f, 0.6f}, {1, 1}}}));
    EXPECT_EQ(parse_value("look.cube", std::string()), Value(std::string("look.cube")));
}

TEST(Value, WhatIsNoneIsRefusedWithWhatWasExpected) {
    EXPECT_NE(fault("", 0.0f), "");
    EXPECT_NE(fault("1.1x", 0.0f).find("'1.1x'"), std::string::npos);
    EXPECT_NE(fault("1,2", 0.0f), "");
    EXPECT_NE(fault("nan", 0.0f).find("finite"), std::string::npos);
    EXPECT_NE(fault("inf", 0.0f).find("finite"), std::string::npos);
    EXPECT_NE(fault("1e99", 0.0f), "");
    EXPECT_NE(fault("1,1", glm::vec3(0)).find("2 numbers where 3"), std::string::npos);
    EXPECT_NE(fault("1,,1", glm::vec3(0)), "");
    EXPECT_NE(fault("1,1,1,1,1", Rgbm{}).find("5 numbers"), std::string::npos);
    EXPECT_NE(fault("yes", true).find("neither true nor false"), std::string::npos);
    EXPECT_NE(fault("0:0,1", Curve{}).find("'1'"), std::string::npos);
    EXPECT_NE(fault("1:0,0:1", Curve{}).find("point 2"), std::string::npos);
    EXPECT_NE(fault("0:0", Curve{}).find("two points"), std::string::npos);
}

TEST(Value, TextGivesTheSameFloatsBack) {
    std::mt19937 random(11);
    const auto any = [&] {
        for (;;) {
            const std::uint32_t bits = static_cast<std::uint32_t>(random());
            float value = 0;
            std::memcpy(&value, &bits, 4);
            if (std::isfinite(value)) return value;
        }
    };
    for (int i = 0; i < 20000; ++i) {
        const Value number = any(), colour = glm::vec3(any(), any(), any()), rgbm = Rgbm{any(), any(), any(), any()};
        for (const Value& value : {number, colour, rgbm})
            ASSERT_EQ(parse_value(to_text(value), value), value) << to_text(value);
    }
    const Value curve = Curve{{{-0.1f, 0.3f}, {1.0f / 3, 0.7f}, {1.1f, 1e-7f}}};
    EXPECT_EQ(parse_value(to_text(curve), Curve{}), curve);
    EXPECT_EQ(to_text(1.1f), "1.1");
    EXPECT_EQ(to_text(glm::vec3(1, 1.1f, 1)), "1,1.1,1");
    EXPECT_EQ(to_text(Curve{}), "0:0,1:1");
    EXPECT_EQ(to_text(true), "true");
}

}  // namespace
}  // namespace umber::grade

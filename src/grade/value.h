// The values that parameters take, and their text: what `--set OP.PARAM=VALUE`, JSON and number boxes share.
#pragma once
#include <glm/glm.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace umber::grade {

// A curve through points of rising x, monotone between them and without overshoot; beyond its ends it goes on straight.
// Two points on the diagonal are the identity. See grade/curve.h for its shape.
struct Curve {
    std::vector<glm::vec2> points{{0.0f, 0.0f}, {1.0f, 1.0f}};
    friend bool operator==(const Curve&, const Curve&) = default;
};

// Red, green, blue and a master that acts on all three.
struct Rgbm {
    float red = 0.0f, green = 0.0f, blue = 0.0f, master = 0.0f;
    friend bool operator==(const Rgbm&, const Rgbm&) = default;
};

using Value = std::variant<bool, float, glm::vec3, Rgbm, Curve, std::string>;

enum class Unit { none, ratio, stops, code_value, kelvin, tint, degrees, percent };
enum class Widget { slider, wheel, checkbox, curve, file, choice };

struct Range {
    float low = 0.0f, high = 1.0f;  // what a control offers; typed values may pass it up to `limits`
};

// "1.1", "1,1.1,1", "0:0,0.5:0.6,1:1", "true", or the bare text; shortest decimals that give the same float back.
std::string to_text(const Value& value);

// The unit as it stands beside a number: "st", "K", "°", "%", or nothing.
std::string_view symbol(Unit unit);

}  // namespace umber::grade

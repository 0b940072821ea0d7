#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/error.h"
#include "grade/curve.h"
#include "grade/operation.h"

namespace umber::grade {

namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0;;) {
        const std::size_t next = text.find(separator, at);
        parts.push_back(trimmed(text.substr(at, next - at)));
        if (next == std::string_view::npos) return parts;
        at = next + 1;
    }
}

float number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    float value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty())
        throw Error("'{}' is not a number", text);
    if (!std::isfinite(value)) throw Error("'{}' is not a finite number", text);
    return value;
}

std::vector<float> numbers(std::string_view text) {
    std::vector<float> values;
    for (const std::string_view part : split(text, ',')) values.push_back(number(part));
    return values;
}

struct FromText {
    std::string_view text;

    Value operator()(bool) const {
        if (text == "true" || text == "on" || text == "1") return true;
        if (text == "false" || text == "off" || text == "0") return false;
        throw Error("'{}' is neither true nor false", text);
    }
    Value operator()(float) const { return number(text); }
    Value operator()(glm::vec3) const {
        const std::vector<float> v = numbers(text);
        if (v.size() == 1) return glm::vec3(v[0]);
        if (v.size() == 3) return glm::vec3(v[0], v[1], v[2]);
        throw Error("{} numbers where 3 (red,green,blue) or 1 were expected", v.size());
    }
    Value operator()(const Rgbm& like) const {
        const std::vector<float> v = numbers(text);
        if (v.size() == 1) return Rgbm{like.red, like.green, like.blue, v[0]};
        if (v.size() == 3) return Rgbm{v[0], v[1], v[2], like.master};
        if (v.size() == 4) return Rgbm{v[0], v[1], v[2], v[3]};
        throw Error("{} numbers where 4 (red,green,blue,master), 3 or 1 were expected", v.size());
    }
    Value operator()(const Curve&) const {
        Curve curve;
        curve.points.clear();
        for (const std::string_view part : split(text, ',')) {
            const std::vector<std::string_view> pair = split(part, ':');
            if (pair.size() != 2) throw Error("'{}' is not a point; a curve is written x:y,x:y,…", part);
            curve.points.emplace_back(number(pair[0]), number(pair[1]));
        }
        validate(curve, "curve");
        return curve;
    }
    Value operator()(const std::string&) const { return std::string(text); }
};

struct Writer {
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(float value) const { return fmt::format("{}", value); }
    std::string operator()(glm::vec3 v) const { return fmt::format("{},{},{}", v.x, v.y, v.z); }
    std::string operator()(const Rgbm& v) const { return fmt::format("{},{},{},{}", v.red, v.green, v.blue, v.master); }
    std::string operator()(const Curve& curve) const {
        std::string text;
        for (const glm::vec2 point : curve.points)
            text += fmt::format("{}{}:{}", text.empty() ? "" : ",", point.x, point.y);
        return text;
    }
    std::string operator()(const std::string& value) const { return value; }
};

}  // namespace

std::string to_text(const Value& value) {
    return std::visit(Writer{}, value);
}

Value parse_value(std::string_view text, const Value& like) {
    return std::visit(FromText{trimmed(text)}, like);
}

std::string_view symbol(Unit unit) {
    switch (unit) {
        case Unit::stops:
            return "st";
        case Unit::kelvin:
            return "K";
        case Unit::degrees:
            return "°";
        case Unit::percent:
            return "%";
        default:
            return "";
    }
}

}  // namespace umber::grade

#include "app/number.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace umber::app {

NumberStyle number_style(const grade::Parameter& parameter) {
    NumberStyle style;
    style.range = parameter.range;
    style.limits = parameter.limits;
    if (const float* value = std::get_if<float>(&parameter.default_value)) style.default_value = *value;
    const auto set = [&](int decimals, bool sign, float per_pixel, float step) {
        style.decimals = decimals;
        style.sign = sign;
        style.per_pixel = per_pixel;
        style.step = step;
    };
    switch (parameter.unit) {
        case grade::Unit::stops:
            set(2, true, 0.01f, 0.05f);
            break;
        case grade::Unit::kelvin:
            set(0, true, 10.0f, 50.0f);
            break;
        case grade::Unit::tint:
        case grade::Unit::degrees:
            set(1, true, 0.2f, 0.5f);
            break;
        case grade::Unit::percent:
            set(0, false, 0.5f, 1.0f);
            break;
        case grade::Unit::code_value:
            set(3, false, 0.001f, 0.005f);
            break;
        case grade::Unit::none:
        case grade::Unit::ratio:
            set(3, false, 0.002f, 0.01f);
            break;
    }
    style.symbol = grade::symbol(parameter.unit);
    return style;
}

std::string format_number(const NumberStyle& style, float value, int decimals) {
    std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
    const bool zero = digits.find_first_not_of("0.") == std::string::npos;
    if (zero) return digits;
    if (value < 0) return "\u2212" + digits;
    return style.sign ? "+" + digits : digits;
}

std::string format_number(const NumberStyle& style, float value) {
    int decimals = style.decimals;
    const auto close = [&](int count) {
        const double power = std::pow(10.0, count), scaled = static_cast<double>(value) * power;
        return std::abs(scaled - std::round(scaled)) < 2e-7 * std::max(1.0, std::abs(scaled)) + 1e-9;
    };
    while (decimals < 5 && !close(decimals)) ++decimals;
    return format_number(style, value, decimals);
}

float rounded(const NumberStyle& style, float value) {
    const double power = std::pow(10.0, style.decimals);
    const auto round = static_cast<float>(std::round(static_cast<double>(value) * power) / power);
    return std::clamp(round, style.limits.low, style.limits.high);
}

}  // namespace umber::app

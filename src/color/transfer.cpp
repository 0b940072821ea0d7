#include "color/transfer.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "color/glsl_text.h"

namespace umber::color {
namespace {

// ST 2084:2014 5.1; BT.2100 table 4.
constexpr double kM1 = 2610.0 / 16384.0, kM2 = 2523.0 / 4096.0 * 128.0;
constexpr double kC1 = 3424.0 / 4096.0, kC2 = 2413.0 / 4096.0 * 32.0, kC3 = 2392.0 / 4096.0 * 32.0;

// S-2014-003: code = (log2(linear) + 9.72) / 17.52; below 2^-15 log2(2^-16 + linear / 2).
constexpr double kAcesccSlope = 1.0 / 17.52, kAcesccOffset = 9.72 / 17.52;
const double kAcesccToe = std::exp2(-15.0), kAcesccBlack = std::exp2(-16.0);
constexpr double kHalfMax = 65504.0;

double mirrored(double value, auto&& positive) {
    return value < 0.0 ? -positive(-value) : positive(value);
}

struct ToLinear {
    double code;

    double operator()(const LinearCurve&) const { return code; }

    double operator()(const PowerCurve& c) const {
        const auto power = [&](double v) { return c.scale * std::pow(v, c.gamma); };
        if (code < 0.0 && c.negatives != Negatives::mirror) return c.negatives == Negatives::clamp ? 0.0 : code;
        return mirrored(code, power);
    }

    double operator()(const PowerToeCurve& c) const {
        const double break_code = c.offset / (c.gamma - 1.0);
        const double slope = std::pow((break_code + c.offset) / (1.0 + c.offset), c.gamma) / break_code;
        const auto power = [&](double v) {
            return v < break_code ? v * slope : std::pow((v + c.offset) / (1.0 + c.offset), c.gamma);
        };
        if (c.negatives == Negatives::mirror) return mirrored(code, power);
        return c.negatives == Negatives::clamp ? power(std::max(code, 0.0)) : power(code);
    }

    double operator()(const LogToeCurve& c) const {
        if (code < c.break_code) return std::min((code - c.toe_offset) / c.toe_slope, c.break_linear);
        return (std::exp2((code - c.log_offset) / c.log_slope) - c.lin_offset) / c.lin_slope;
    }

    double operator()(const LogPowerCurve& c) const {
        const double v = c.negatives == Negatives::clamp ? std::max(code, 0.0) : std::abs(code);
        const double linear = v < c.break_code
                                  ? std::min(std::pow(v / c.scale, 1.0 / c.exponent) - c.offset, c.break_linear)
                                  : (std::exp2((v - c.log_offset) / c.log_slope) - c.lin_offset) / c.lin_slope;
        return code < 0.0 && c.negatives == Negatives::mirror ? -linear - 2.0 * c.offset : linear;
    }

    double operator()(const LogMirrorCurve& c) const {
        if (code < c.low_code) return (1.0 - std::exp2((c.low_offset - code) / c.log_slope)) / c.lin_slope;
        if (code > c.high_code) return (std::exp2((code - c.high_offset) / c.log_slope) - 1.0) / c.lin_slope;
        return (code - c.toe_offset) / c.toe_slope;
    }

    double operator()(const AcesccCurve&) const {
        const double value = std::exp2((code - kAcesccOffset) / kAcesccSlope);
        return value < kAcesccToe ? 2.0 * (value - kAcesccBlack) : std::min(value, kHalfMax);
    }

    double operator()(const PqCurve& c) const { return pq_to_nits(code) / c.nits_per_unit; }
};

struct FromLinear {
    double linear;

    double operator()(const LinearCurve&) const { return linear; }

    double operator()(const PowerCurve& c) const {
        const auto power = [&](double v) { return std::pow(v / c.scale, 1.0 / c.gamma); };
        if (linear < 0.0 && c.negatives != Negatives::mirror) return c.negatives == Negatives::clamp ? 0.0 : linear;
        return mirrored(linear, power);
    }

    double operator()(const PowerToeCurve& c) const {
        const double break_code = c.offset / (c.gamma - 1.0);
        const double break_linear = std::pow((break_code + c.offset) / (1.0 + c.offset), c.gamma);
        const auto power = [&](double v) {
            return v < break_linear ? v * break_code / break_linear
                                    : std::pow(v, 1.0 / c.gamma) * (1.0 + c.offset) - c.offset;
        };
        if (c.negatives == Negatives::mirror) return mirrored(linear, power);
        return c.negatives == Negatives::clamp ? power(std::max(linear, 0.0)) : power(linear);
    }

    double operator()(const LogToeCurve& c) const {
        if (linear < c.break_linear) return std::min(linear * c.toe_slope + c.toe_offset, c.break_code);
        return c.log_slope * std::log2(linear * c.lin_slope + c.lin_offset) + c.log_offset;
    }

    double operator()(const LogPowerCurve& c) const {
        const double base = linear + c.offset;
        const double v = c.negatives == Negatives::clamp ? std::max(base, 0.0) : std::abs(base);
        const double code = v - c.offset < c.break_linear
                                ? std::min(c.scale * std::pow(v, c.exponent), c.break_code)
                                : c.log_slope * std::log2((v - c.offset) * c.lin_slope + c.lin_offset) + c.log_offset;
        return base < 0.0 && c.negatives == Negatives::mirror ? -code : code;
    }

    double operator()(const LogMirrorCurve& c) const {
        if (linear < c.low_linear) return c.low_offset - c.log_slope * std::log2(1.0 - linear * c.lin_slope);
        if (linear > c.high_linear) return c.high_offset + c.log_slope * std::log2(1.0 + linear * c.lin_slope);
        return linear * c.toe_slope + c.toe_offset;
    }

    double operator()(const AcesccCurve&) const {
        const double value = linear < kAcesccToe ? kAcesccBlack + 0.5 * std::max(linear, 0.0) : linear;
        return kAcesccSlope * std::log2(value) + kAcesccOffset;
    }

    double operator()(const PqCurve& c) const { return nits_to_pq(linear * c.nits_per_unit); }
};

}  // namespace

double code_to_linear(const Curve& curve, double code) {
    return std::visit(ToLinear{code}, curve);
}

double linear_to_code(const Curve& curve, double linear) {
    return std::visit(FromLinear{linear}, curve);
}

glm::dvec3 code_to_linear(const Curve& curve, glm::dvec3 code) {
    return {code_to_linear(curve, code.x), code_to_linear(curve, code.y), code_to_linear(curve, code.z)};
}

glm::dvec3 linear_to_code(const Curve& curve, glm::dvec3 linear) {
    return {linear_to_code(curve, linear.x), linear_to_code(curve, linear.y), linear_to_code(curve, linear.z)};
}

double pq_to_nits(double code) {
    return mirrored(code, [](double v) {
        const double power = std::pow(v, 1.0 / kM2);
        return 10000.0 * std::pow(std::max(power - kC1, 0.0) / (kC2 - kC3 * power), 1.0 / kM1);
    });
}

double nits_to_pq(double nits) {
    return mirrored(nits, [](double v) {
        const double power = std::pow(v / 10000.0, kM1);
        return std::pow((kC1 + kC2 * power) / (1.0 + kC3 * power), kM2);
    });
}

double bt1886_to_nits(double code, double white_nits, double black_nits) {
    const double white = std::pow(white_nits, 1.0 / 2.4), black = std::pow(black_nits, 1.0 / 2.4);
    return std::pow(std::max(code * (white - black) + black, 0.0), 2.4);
}

double nits_to_bt1886(double nits, double white_nits, double black_nits) {
    const double white = std::pow(white_nits, 1.0 / 2.4), black = std::pow(black_nits, 1.0 / 2.4);
    return (std::pow(std::max(nits, 0.0), 1.0 / 2.4) - black) / (white - black);
}

double hlg_system_gamma(double peak_nits) {
    return 1.2 + 0.42 * std::log10(peak_nits / 1000.0);
}

namespace {

// BT.2100 table 4 prints the weights with four digits, and means these.
double hlg_luminance(glm::dvec3 rgb) {
    return std::abs(glm::dot(rgb, glm::dvec3(0.2627, 0.6780, 0.0593)));
}

// The gain of the OOTF grows without bound towards black on the way back, so luminance is not taken below this: OCIO's
// threshold, 1e-4 where the signal's peak is 3.
double least_scene_luminance(double gamma) {
    return std::pow(1e-4, 1.0 / gamma) / 3.0;
}

}  // namespace

double hlg_ocio_unit_nits(double peak_nits) {
    return peak_nits * std::pow(3.0, -hlg_system_gamma(peak_nits));
}

glm::dvec3 hlg_ootf(glm::dvec3 scene, double peak_nits) {
    const double gamma = hlg_system_gamma(peak_nits);
    const double luminance = std::max(hlg_luminance(scene), least_scene_luminance(gamma));
    return scene * (peak_nits * std::pow(luminance, gamma - 1.0));
}

glm::dvec3 hlg_inverse_ootf(glm::dvec3 display_nits, double peak_nits) {
    const double gamma = hlg_system_gamma(peak_nits);
    const glm::dvec3 display = display_nits / peak_nits;
    const double luminance = std::max(hlg_luminance(display), std::pow(least_scene_luminance(gamma), gamma));
    return display * std::pow(luminance, 1.0 / gamma - 1.0);
}

namespace {

using color::glsl_text;

std::string glsl_text(Negatives negatives) {
    switch (negatives) {
        case Negatives::clamp:
            return "NEGATIVES_CLAMP";
        case Negatives::mirror:
            return "NEGATIVES_MIRROR";
        case Negatives::pass:
            break;
    }
    return "NEGATIVES_PASS";
}

template <class... Members>
std::string constructor(std::string_view type, Members... members) {
    const std::array<std::string, sizeof...(Members)> texts{glsl_text(members)...};
    return fmt::format("{}({})", type, fmt::join(texts, ", "));
}

struct Glsl {
    std::string_view name;  // of the form, in the functions' names
    std::string constants;  // the constructor of its struct
};

struct ToGlsl {
    Glsl operator()(const LinearCurve&) const { return {}; }
    Glsl operator()(const PowerCurve& c) const {
        return {"power", constructor("PowerCurve", c.gamma, 1.0 / c.gamma, c.scale, c.negatives)};
    }
    Glsl operator()(const PowerToeCurve& c) const {
        const double break_code = c.offset / (c.gamma - 1.0);
        const double break_linear = std::pow((break_code + c.offset) / (1.0 + c.offset), c.gamma);
        return {"power_toe", constructor("PowerToeCurve", c.gamma, 1.0 / c.gamma, c.offset, break_code, break_linear,
                                         break_linear / break_code, c.negatives)};
    }
    Glsl operator()(const LogToeCurve& c) const {
        return {"log_toe", constructor("LogToeCurve", c.log_slope, c.log_offset, c.lin_slope, c.lin_offset, c.toe_slope,
                                       c.toe_offset, c.break_linear, c.break_code)};
    }
    Glsl operator()(const LogPowerCurve& c) const {
        return {"log_power",
                constructor("LogPowerCurve", c.log_slope, c.log_offset, c.lin_slope, c.lin_offset, c.scale, c.offset,
                            c.exponent, 1.0 / c.exponent, c.break_linear, c.break_code, c.negatives)};
    }
    Glsl operator()(const LogMirrorCurve& c) const {
        return {"log_mirror",
                constructor("LogMirrorCurve", c.log_slope, c.high_offset, c.low_offset, c.lin_slope, c.toe_slope,
                            c.toe_offset, c.low_linear, c.high_linear, c.low_code, c.high_code)};
    }
    Glsl operator()(const AcesccCurve&) const { return {"acescc", ""}; }
    Glsl operator()(const PqCurve& c) const { return {"pq", glsl_text(c.nits_per_unit)}; }
};

}  // namespace

std::string glsl_call(const Curve& curve, TransferDirection direction, std::string_view argument) {
    const Glsl form = std::visit(ToGlsl{}, curve);
    if (form.name.empty()) return std::string(argument);
    const std::string_view separator = form.constants.empty() ? "" : ", ";
    if (direction == TransferDirection::to_linear)
        return fmt::format("{}_to_linear({}{}{})", form.name, argument, separator, form.constants);
    return fmt::format("linear_to_{}({}{}{})", form.name, argument, separator, form.constants);
}

std::string glsl_hlg_ootf(TransferDirection direction, double peak_nits, double unit_nits, std::string_view argument) {
    const double gamma = hlg_system_gamma(peak_nits), least = least_scene_luminance(gamma);
    if (direction == TransferDirection::to_linear)
        return fmt::format("hlg_ootf({}, {}, {}, {})", argument, glsl_text(peak_nits / unit_nits),
                           glsl_text(gamma - 1.0), glsl_text(least));
    const double unit = unit_nits / peak_nits, power = 1.0 / gamma - 1.0;
    return fmt::format("hlg_inverse_ootf({}, {}, {}, {})", argument, glsl_text(std::pow(unit, 1.0 + power)),
                       glsl_text(power), glsl_text(std::pow(least, gamma) / unit));
}

}  // namespace umber::color

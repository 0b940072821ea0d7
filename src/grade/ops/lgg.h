// Lift, gamma, gain, offset: in this order offset, gain, lift (which holds white), gamma. With offset o, gain k, lift l
// and gamma g, all of channel times or plus master: x = (in + o) k;  x = x + l (1 - x);  out = sign(x) |x|^(1/g). This
// is OpenColorIO's GradingPrimary of video style at pivots 0 and 1 with lift l/((1-l)k), without its pole.
#pragma once
#include "grade/operation.h"

namespace umber::grade {

struct Lgg {
    Rgbm lift{0, 0, 0, 0}, gamma{1, 1, 1, 1}, gain{1, 1, 1, 1}, offset{0, 0, 0, 0};
    friend bool operator==(const Lgg&, const Lgg&) = default;
};

namespace lgg {

inline std::vector<double> times(const Rgbm& v) {
    return {double(v.red) * v.master, double(v.green) * v.master, double(v.blue) * v.master};
}
inline std::vector<double> plus(const Rgbm& v) {
    return {double(v.red) + v.master, double(v.green) + v.master, double(v.blue) + v.master};
}

// out = |slope in + base|^power: the three additive controls as one line.
inline std::vector<double> slope(const Lgg& op, const SpaceContext&) {
    std::vector<double> gain = times(op.gain), lift = plus(op.lift);
    for (std::size_t i = 0; i < 3; ++i) gain[i] *= 1 - lift[i];
    return gain;
}
inline std::vector<double> base(const Lgg& op, const SpaceContext& space) {
    std::vector<double> offset = plus(op.offset), lift = plus(op.lift), steep = slope(op, space);
    for (std::size_t i = 0; i < 3; ++i) offset[i] = offset[i] * steep[i] + lift[i];
    return offset;
}
inline std::vector<double> power(const Lgg& op, const SpaceContext&) {
    std::vector<double> gamma = times(op.gamma);
    for (double& one : gamma) one = 1 / one;
    return gamma;
}

inline std::vector<double> bends(const Lgg& op, const SpaceContext&) {
    return {times(op.gamma) == std::vector<double>{1, 1, 1} ? 0.0 : 1.0};
}

}  // namespace lgg

template <>
inline const OperationInfo& operation<Lgg>() {
    static const OperationInfo info = describe<Lgg>(
        "lgg", "Primaries", "Lift, gamma, gain and offset; each red, green, blue and master.", Domain::code_value,
        {host_only(limited(param("lift", &Lgg::lift, "Lift", Unit::code_value, {-0.5f, 0.5f}, Widget::wheel),
                           {-2.0f, 0.99f})),
         host_only(
             limited(param("gamma", &Lgg::gamma, "Gamma", Unit::ratio, {0.2f, 4.0f}, Widget::wheel), {0.01f, 100.0f})),
         host_only(
             limited(param("gain", &Lgg::gain, "Gain", Unit::ratio, {0.0f, 4.0f}, Widget::wheel), {0.0f, 100.0f})),
         host_only(limited(param("offset", &Lgg::offset, "Offset", Unit::code_value, {-0.5f, 0.5f}, Widget::wheel),
                           {-10.0f, 10.0f}))},
        {derived<Lgg>("slope", "vec3", lgg::slope), derived<Lgg>("base", "vec3", lgg::base),
         derived<Lgg>("power", "vec3", lgg::power), derived<Lgg>("bends", "bool", lgg::bends)});
    return info;
}

}  // namespace umber::grade

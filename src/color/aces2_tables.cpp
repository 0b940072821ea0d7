// What of the ACES 2 gamut compression depends on hue, sampled near once a degree with a sample at every corner of the
// display's cube and of AP1 at the peak's lightness. The steps and tolerances of the searches are the Academy's, since
// a different sampling would be a different transform.
#include <algorithm>
#include <vector>

#include "color/aces2_detail.h"

namespace umber::color::aces2 {
namespace {

constexpr double kTurn = 360.0;
using Cusps = std::array<Aces2Tables::Cusp, Aces2Tables::kSize>;

struct Corner {
    glm::dvec3 rgb, jmh;
};

// Red, yellow, green, cyan, blue, magenta: hue rises from one to the next.
constexpr std::array<glm::dvec3, 6> kCorners{
    {{1.0, 0.0, 0.0}, {1.0, 1.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 1.0, 1.0}, {0.0, 0.0, 1.0}, {1.0, 0.0, 1.0}}};

// Ordered by hue, with the last before the first and the first after the last, a turn away.
std::vector<Corner> in_a_circle(std::vector<Corner> corners) {
    const auto first = std::ranges::min_element(corners, {}, [](const Corner& c) { return c.jmh.z; });
    std::rotate(corners.begin(), first, corners.end());
    Corner before = corners.back(), after = corners.front();
    before.jmh.z -= kTurn;
    after.jmh.z += kTurn;
    corners.insert(corners.begin(), before);
    corners.push_back(after);
    return corners;
}

std::vector<Corner> display_corners(const JmhModel& display, double peak) {
    std::vector<Corner> corners;
    for (const glm::dvec3 corner : kCorners) corners.push_back({corner * peak, display.from_rgb(corner * peak)});
    return in_a_circle(std::move(corners));
}

// AP1's corners, scaled until they are as light as the display's peak.
std::vector<Corner> reach_corners(const JmhModel& reach, double limit_j, double greatest) {
    const double limit = std::pow(limit_j / 100.0, 1.0 / lightness_exponent());
    std::vector<Corner> corners;
    for (const glm::dvec3 corner : kCorners) {
        double low = 0.0, high = greatest;
        while (high - low > 1e-3) {
            const double middle = 0.5 * (low + high);
            (reach.achromatic(corner * middle) < limit ? low : high) = middle;
        }
        corners.push_back({corner * high, reach.from_rgb(corner * high)});
    }
    return in_a_circle(std::move(corners));
}

// The hues to sample: the corners' hues at the whole degrees nearest to them, evenly between.
void place_hues(Cusps& cusps, const std::vector<Corner>& display, const std::vector<Corner>& reach) {
    std::vector<double> hues;
    for (std::size_t i = 1; i <= kCorners.size(); ++i) hues.insert(hues.end(), {display[i].jmh.z, reach[i].jmh.z});
    std::ranges::sort(hues);
    hues.erase(std::unique(hues.begin(), hues.end()), hues.end());

    // Two corners within one degree need an index each: the earlier steps back if there is room, else the later goes
    // on.
    std::vector<int> at(hues.size());
    int least = hues[0] == 0.0 ? 0 : 1, last = -1;
    for (std::size_t i = 0; i < hues.size(); ++i) {
        int index = std::min(std::max(static_cast<int>(std::round(hues[i])), least), Aces2Tables::kHues - 1);
        if (index == last) {
            if (i > 1 && at[i - 2] != at[i - 1] - 1)
                --at[i - 1];
            else
                ++index;
        }
        at[i] = std::min(index, Aces2Tables::kHues - 1);
        last = least = index;
    }

    int from = 0;
    double from_hue = 0.0;
    const auto fill = [&](int to, double to_hue) {
        for (int i = from; i < to; ++i)
            cusps[static_cast<std::size_t>(i) + 1].hue = from_hue + (i - from) * (to_hue - from_hue) / (to - from);
        from = to;
        from_hue = to_hue;
    };
    for (std::size_t i = 0; i < hues.size(); ++i) fill(at[i], hues[i]);
    fill(Aces2Tables::kHues, kTurn);
}

// Lightness and colourfulness of the display's cusp at a hue: between two corners, on the cube's edge.
Cusp display_cusp(double hue, const std::vector<Corner>& corners, const JmhModel& display) {
    const auto upper = std::ranges::find_if(corners.begin() + 1, corners.end() - 1,
                                            [hue](const Corner& corner) { return corner.jmh.z > hue; });
    const Corner &high = *upper, &low = *(upper - 1);
    if (low.jmh.z == hue) return {low.jmh.x, low.jmh.y};
    double t_low = 0.0, t_high = 1.0;
    while (t_high - t_low > 1e-7) {
        const double t = 0.5 * (t_low + t_high);
        // An edge that crosses hue 0 has hues of both turns.
        const double found = display.from_rgb(glm::mix(low.rgb, high.rgb, t)).z;
        const bool beyond = found < low.jmh.z || (found < high.jmh.z && found > hue);
        (beyond ? t_high : t_low) = t;
    }
    const glm::dvec3 jmh = display.from_rgb(glm::mix(low.rgb, high.rgb, 0.5 * (t_low + t_high)));
    return {jmh.x, jmh.y};
}

// Colourfulness at which light of lightness `j` and this hue leaves AP1.
double reach_m(double j, double hue, const JmhModel& reach) {
    const auto outside = [&](double m) {
        const glm::dvec3 rgb = reach.to_rgb({j, m, hue});
        return rgb.x < 0.0 || rgb.y < 0.0 || rgb.z < 0.0;
    };
    double low = 0.0, high = 50.0;
    while (high < 1300.0 && !outside(high)) {
        low = high;
        high += 50.0;
    }
    while (high - low > 1e-2) {
        const double middle = 0.5 * (low + high);
        (outside(middle) ? high : low) = middle;
    }
    return high;
}

// The least exponent of the upper hull for which the hull, at five lightnesses above the cusp, is not inside the
// display's gamut; returned as its reciprocal.
double inverse_top_gamma(Cusp cusp, double hue, double peak, const JmhModel& display,
                         const Aces2OutputTransform::Constants& c) {
    struct Line {
        double axis_j, slope, cusp_axis_j;
    };
    std::array<Line, 5> lines;
    const double focus_j = focus_lightness(cusp, c.mid_j, c.limit_j);
    std::ranges::transform(std::array{0.01, 0.1, 0.5, 0.8, 0.99}, lines.begin(), [&](double position) {
        const double j = std::lerp(cusp.j, c.limit_j, position);
        const double gain = slope_gain(j, cusp.j, c.limit_j, c.focus_distance);
        const double axis_j = axis_intersection(j, cusp.m, focus_j, c.limit_j, gain);
        return Line{axis_j, line_slope(axis_j, focus_j, c.limit_j, gain),
                    axis_intersection(cusp.j, cusp.m, focus_j, c.limit_j, gain)};
    });
    const auto encloses = [&](double gamma) {
        return std::ranges::all_of(lines, [&](const Line& line) {
            const double m =
                hull_m(cusp, c.limit_j, 1.0 / gamma, c.inverse_lower_gamma, line.axis_j, line.slope, line.cusp_axis_j);
            const glm::dvec3 rgb = display.to_rgb({line.axis_j + line.slope * m, m, hue});
            return rgb.x > peak || rgb.y > peak || rgb.z > peak;
        });
    };
    double low = 0.0, high = 0.4;
    while (high < 5.0 && !encloses(high)) {
        low = high;
        high += 0.4;
    }
    while (high - low > 1e-5) {
        const double middle = 0.5 * (low + high);
        (encloses(middle) ? high : low) = middle;
    }
    return 1.0 / high;
}

}  // namespace

Aces2Tables make_tables(const Aces2ToneScale& tone, const JmhModel& display, const JmhModel& reach,
                        const Aces2OutputTransform::Constants& constants) {
    Aces2Tables tables;
    const double peak = tone.peak / kReferenceLuminance;
    const std::vector<Corner> corners = display_corners(display, peak);
    place_hues(tables.cusps, corners, reach_corners(reach, constants.limit_j, tone.scene_limit));
    for (std::size_t i = 1; i <= Aces2Tables::kHues; ++i) {
        auto& [hue, j, m, gamma] = tables.cusps[i];
        const Cusp sharp = display_cusp(hue, corners, display);
        // Widened, since the smooth minimum will take this much away again.
        const Cusp cusp{sharp.j, sharp.m * (1.0 + kSmoothM * kSmoothCusps)};
        j = cusp.j;
        m = cusp.m;
        gamma = inverse_top_gamma(cusp, hue, peak, display, constants);
        tables.reach_m[i] = reach_m(constants.limit_j, static_cast<double>(i - 1), reach);
    }
    const auto wrap = [&](std::size_t to, std::size_t from, double turn) {
        tables.cusps[to] = tables.cusps[from];
        tables.cusps[to].hue += turn;
        tables.reach_m[to] = tables.reach_m[from];
    };
    wrap(0, Aces2Tables::kHues, -kTurn);
    wrap(Aces2Tables::kHues + 1, 1, kTurn);
    wrap(Aces2Tables::kHues + 2, 2, kTurn);
    return tables;
}

}  // namespace umber::color::aces2

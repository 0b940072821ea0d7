#include "engine/cdl_fit.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.h"
#include "engine/engine.h"
#include "grade/ops/cdl.h"
#include "grade/ops/contrast.h"
#include "grade/ops/exposure.h"
#include "grade/ops/lgg.h"
#include "grade/ops/saturation.h"

namespace umber::engine {
namespace {

using interchange::ColorCorrection;

// ASC CDL v1.2 gives its saturation these weights, for pictures of any primaries.
constexpr glm::dvec3 weights(0.2126, 0.7152, 0.0722);

// --- exactly ---------------------------------------------------------------------------------------------------

glm::dvec3 triple(const std::vector<double>& v) {
    return {v[0], v[1], v[2]};
}

// Operations gathered into one CDL, as long as that is possible. What it stands for is held to 0..1 in the end, so a
// clamp in between matters only where something comes after it.
class Gathered {
public:
    bool line(glm::dvec3 slope, glm::dvec3 offset) {
        if (slope == glm::dvec3(1) && offset == glm::dvec3(0)) return true;
        if (clamped_ || saturated_) return false;
        if (bent_) {
            // a gain after a power is one before it: k x^p = (k^(1/p) x)^p
            if (offset != glm::dvec3(0) || glm::any(glm::lessThanEqual(slope, glm::dvec3(0)))) return false;
            slope = glm::pow(slope, 1.0 / power_);
        }
        slope_ *= slope;
        offset_ = offset_ * slope + offset;
        return !glm::any(glm::lessThan(slope_, glm::dvec3(0)));
    }
    bool power(glm::dvec3 power) {
        if (power == glm::dvec3(1)) return true;
        if (saturated_) return false;
        power_ *= power;
        bent_ = true;
        return true;
    }
    void clamp() { clamped_ = true; }
    bool saturation(double saturation) {
        if (saturation == 1) return true;
        if (saturated_) return false;
        // A CDL clamps before its saturation; that the grade does not is the same only where nothing is out of range.
        const glm::dvec3 black = offset_, white = slope_ + offset_;
        const bool inside =
            glm::all(glm::greaterThanEqual(black, glm::dvec3(0))) && glm::all(glm::lessThanEqual(white, glm::dvec3(1)));
        if (!clamped_ && !inside) return false;
        saturation_ = saturation;
        saturated_ = true;
        return true;
    }
    ColorCorrection cdl() const {
        ColorCorrection made;
        made.slope = slope_;
        made.offset = offset_;
        made.power = power_;
        made.saturation = saturation_;
        return made;
    }

private:
    glm::dvec3 slope_{1}, offset_{0}, power_{1};
    double saturation_ = 1;
    bool bent_ = false, clamped_ = false, saturated_ = false;
};

bool gather(Gathered& all, const grade::Operation& operation, const GradingSpace& space) {
    const std::string_view id = operation.info().id;
    if (id == "exposure") {
        const std::optional<double> power = space.power();
        if (!power) return false;
        return all.line(glm::dvec3(std::exp2(operation.as<grade::Exposure>().exposure / *power)), glm::dvec3(0));
    }
    if (id == "lgg") {
        const auto& op = operation.as<grade::Lgg>();
        const grade::SpaceContext context{space.primaries, 1.0};
        return all.line(triple(grade::lgg::slope(op, context)), triple(grade::lgg::base(op, context))) &&
               all.power(triple(grade::lgg::power(op, context)));
    }
    if (id == "contrast") {
        const auto& op = operation.as<grade::Contrast>();
        return all.line(glm::dvec3(op.contrast), glm::dvec3(double(op.pivot) * (1.0 - op.contrast)));
    }
    if (id == "cdl") {
        const auto& op = operation.as<grade::Cdl>();
        if (!all.line(op.slope, op.offset)) return false;
        if (op.clamp) all.clamp();
        if (!all.power(op.power) || !all.saturation(op.saturation)) return false;
        return true;
    }
    if (id == "saturation") return all.saturation(operation.as<grade::Saturation>().saturation);
    return false;
}

// Whether the node's operations act on the working space's own values, all the way.
bool plain(const grade::Node& node, const WorkingSpace& space) {
    return node.mix >= 1 && !space.own_space(node);
}

bool acts(const grade::Node& node, const grade::Operation& operation) {
    return node.enabled && node.mix > 0 && operation.enabled && !operation.neutral();
}

// --- by least squares --------------------------------------------------------------------------------------------

// Slope, offset, the logarithm of power (so that it stays above 0), saturation.
constexpr std::size_t parameters = 10;
using Vector = std::array<double, parameters>;
using Matrix = std::array<Vector, parameters>;

struct Pair {
    glm::dvec3 in, out;
};

ColorCorrection correction(const Vector& p) {
    ColorCorrection cdl;
    cdl.slope = {p[0], p[1], p[2]};
    cdl.offset = {p[3], p[4], p[5]};
    cdl.power = {std::exp(p[6]), std::exp(p[7]), std::exp(p[8])};
    cdl.saturation = p[9];
    return cdl;
}

Vector held(Vector p) {
    for (const std::size_t i : {0, 1, 2, 9}) p[i] = std::max(p[i], 0.0);
    for (const std::size_t i : {6, 7, 8}) p[i] = std::clamp(p[i], std::log(1e-3), std::log(1e2));
    return p;
}

double cost(const Vector& p, std::span<const Pair> pairs) {
    const ColorCorrection cdl = correction(p);
    double sum = 0;
    for (const Pair& pair : pairs) {
        const glm::dvec3 r = apply_cdl(cdl, pair.in) - pair.out;
        sum += glm::dot(r, r);
    }
    return sum;
}

// J^T J and J^T r of the residuals.
void normal_equations(const Vector& p, std::span<const Pair> pairs, Matrix& jtj, Vector& jtr) {
    jtj = {};
    jtr = {};
    const double saturation = p[9];
    const std::array<double, 3> power{std::exp(p[6]), std::exp(p[7]), std::exp(p[8])};
    for (const Pair& pair : pairs) {
        std::array<double, 3> value{}, by_slope{}, by_offset{}, by_log_power{};
        for (std::size_t c = 0; c < 3; ++c) {
            const double x = pair.in[static_cast<int>(c)], line = p[c] * x + p[3 + c], u = std::clamp(line, 0.0, 1.0);
            value[c] = u > 0 ? std::pow(u, power[c]) : 0.0;
            if (u <= 1e-9 || line > 1) continue;  // held: moves with none of them
            by_offset[c] = power[c] * value[c] / u;
            by_slope[c] = by_offset[c] * x;
            by_log_power[c] = power[c] * value[c] * std::log(u);
        }
        const double luma = weights.x * value[0] + weights.y * value[1] + weights.z * value[2];
        for (std::size_t c = 0; c < 3; ++c) {
            const double raw = luma + saturation * (value[c] - luma);
            const double residual = std::clamp(raw, 0.0, 1.0) - pair.out[static_cast<int>(c)];
            // Beyond 0..1 it moves with nothing, unless the picture would have it back inside.
            if ((raw < 0 && residual >= 0) || (raw > 1 && residual <= 0)) continue;
            Vector row{};
            for (std::size_t k = 0; k < 3; ++k) {
                const double through = (1 - saturation) * weights[static_cast<int>(k)] + (k == c ? saturation : 0.0);
                row[k] = through * by_slope[k];
                row[3 + k] = through * by_offset[k];
                row[6 + k] = through * by_log_power[k];
            }
            row[9] = value[c] - luma;
            for (std::size_t i = 0; i < parameters; ++i) {
                jtr[i] += row[i] * residual;
                for (std::size_t j = 0; j <= i; ++j) jtj[i][j] += row[i] * row[j];
            }
        }
    }
    for (std::size_t i = 0; i < parameters; ++i)
        for (std::size_t j = i + 1; j < parameters; ++j) jtj[i][j] = jtj[j][i];
}

// Solves a x = b by Cholesky's decomposition; false where `a` is not positive definite.
bool solve(Matrix a, Vector b, Vector& x) {
    for (std::size_t i = 0; i < parameters; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = a[i][j];
            for (std::size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
            if (i != j)
                a[i][j] = sum / a[j][j];
            else if (sum <= 0)
                return false;
            else
                a[i][i] = std::sqrt(sum);
        }
    for (std::size_t i = 0; i < parameters; ++i) {
        for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
    for (std::size_t i = parameters; i-- > 0;) {
        for (std::size_t k = i + 1; k < parameters; ++k) b[i] -= a[k][i] * b[k];
        b[i] /= a[i][i];
    }
    x = b;
    return true;
}

// Levenberg's and Marquardt's way down from `p`. Returns the cost there.
double descend(Vector& p, std::span<const Pair> pairs) {
    double now = cost(p, pairs), damping = 1e-3;
    for (int round = 0; round < 300 && damping < 1e12; ++round) {
        Matrix jtj;
        Vector jtr, step;
        normal_equations(p, pairs, jtj, jtr);
        const double before = now;
        for (; damping < 1e12; damping *= 4) {
            Matrix damped = jtj;
            for (std::size_t i = 0; i < parameters; ++i)
                damped[i][i] += damping * (jtj[i][i] + 1e-9 * static_cast<double>(pairs.size()));
            if (!solve(damped, jtr, step)) continue;
            Vector next = p;
            for (std::size_t i = 0; i < parameters; ++i) next[i] -= step[i];
            next = held(next);
            if (const double there = cost(next, pairs); there < now) {
                p = next;
                now = there;
                damping = std::max(damping / 10, 1e-12);
                break;
            }
        }
        if (before - now <= 1e-13 * before) break;
    }
    return now;
}

// Where to start from: the best line of each channel, and how much chroma there is more or less.
Vector line_start(std::span<const Pair> pairs) {
    Vector p{1, 1, 1, 0, 0, 0, 0, 0, 0, 1};
    const double n = static_cast<double>(pairs.size());
    double chroma_in = 0, chroma_out = 0;
    glm::dvec3 in(0), out(0), in_in(0), in_out(0);
    for (const Pair& pair : pairs) {
        in += pair.in;
        out += pair.out;
        in_in += pair.in * pair.in;
        in_out += pair.in * pair.out;
        chroma_in += glm::length(pair.in - glm::dot(weights, pair.in));
        chroma_out += glm::length(pair.out - glm::dot(weights, pair.out));
    }
    for (int c = 0; c < 3; ++c) {
        const double spread = n * in_in[c] - in[c] * in[c];
        const double slope = spread > 1e-12 ? (n * in_out[c] - in[c] * out[c]) / spread : 1.0;
        p[static_cast<std::size_t>(c)] = slope;
        p[static_cast<std::size_t>(3 + c)] = (out[c] - slope * in[c]) / n;
    }
    if (chroma_in > 1e-9) p[9] = chroma_out / chroma_in;
    return held(p);
}

}  // namespace

glm::dvec3 apply_cdl(const ColorCorrection& cdl, glm::dvec3 rgb) {
    rgb = glm::clamp(rgb * cdl.slope + cdl.offset, 0.0, 1.0);
    for (int c = 0; c < 3; ++c) rgb[c] = rgb[c] > 0 ? std::pow(rgb[c], cdl.power[c]) : 0.0;
    const double luma = glm::dot(weights, rgb);
    return glm::clamp(luma + cdl.saturation * (rgb - luma), 0.0, 1.0);
}

std::optional<ColorCorrection> exact_cdl(const grade::Graph& graph, const WorkingSpace& space) {
    Gathered all;
    for (const grade::Node& node : graph.nodes)
        for (const grade::Operation& operation : node.operations)
            if (acts(node, operation) && (!plain(node, space) || !gather(all, operation, space))) return std::nullopt;
    return all.cdl();
}

CdlFit fit_cdl(std::span<const glm::vec3> in, std::span<const glm::vec3> out) {
    if (in.size() != out.size())
        throw Error("a CDL can't be fitted: {} colours before the grade and {} after it", in.size(), out.size());
    if (in.empty()) throw Error("a CDL can't be fitted to no colours at all");
    // As many as ten numbers need; an odd step does not fall into step with a picture's rows.
    constexpr std::size_t enough = 24000;
    std::size_t step = std::max<std::size_t>(1, in.size() / enough);
    if (step > 1) step |= 1u;
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < in.size(); i += step) {
        pairs.push_back({in[i], glm::clamp(glm::dvec3(out[i]), 0.0, 1.0)});
        const double sum = glm::dot(pairs.back().in, glm::dvec3(1)) + glm::dot(pairs.back().out, glm::dvec3(1));
        if (!std::isfinite(sum)) throw Error("a CDL can't be fitted to colours that are not finite");
    }
    Vector best{};
    double least = -1;
    Vector line = line_start(pairs), same_chroma = line;
    same_chroma[9] = 1;
    for (Vector p : {Vector{1, 1, 1, 0, 0, 0, 0, 0, 0, 1}, same_chroma, line}) {
        const double there = descend(p, pairs);
        if (least < 0 || there < least * (1 - 1e-6)) least = there, best = p;
    }

    CdlFit fit;
    fit.cdl = correction(best);
    fit.samples = in.size();
    fit.max_error = -1;
    double sum = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
        const glm::dvec3 error = glm::abs(apply_cdl(fit.cdl, in[i]) - glm::clamp(glm::dvec3(out[i]), 0.0, 1.0));
        sum += error.x + error.y + error.z;
        if (const double most = std::max({error.x, error.y, error.z}); most > fit.max_error)
            fit.max_error = most, fit.max_error_at = in[i];
    }
    fit.mean_error = sum / (3.0 * static_cast<double>(in.size()));
    return fit;
}

CdlFit cdl_of(Engine& engine, const grade::Graph& graph, const WorkingSpace& space,
              std::span<const glm::vec3> samples) {
    if (const auto exact = exact_cdl(graph, space)) {
        CdlFit fit;
        fit.cdl = *exact;
        fit.exact = true;
        fit.samples = samples.size();
        return fit;
    }
    CdlFit fit = fit_cdl(samples, engine.probe(samples, graph, space));
    for (const grade::Node& node : graph.nodes) {
        const bool named = graph.nodes.size() > 1 || node.name != grade::Node{}.name;
        for (const grade::Operation& operation : node.operations) {
            Gathered alone;
            if (acts(node, operation) && (!plain(node, space) || !gather(alone, operation, space)))
                fit.not_included.push_back(fmt::format("{}{}{}: approximated", named ? node.name + ", " : "",
                                                       operation.info().label,
                                                       space.own_space(node) ? " in " + node.space : ""));
        }
    }
    if (fit.not_included.empty())
        fit.not_included.emplace_back("operations after one another that one CDL can't do: approximated");
    return fit;
}

}  // namespace umber::engine

#include "engine/bake.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <thread>

#include "color/delta_e.h"
#include "core/error.h"

namespace umber::engine {
namespace {

using interchange::Lut;

// Colours that go through the engine at once: 64 MiB there and as much back.
constexpr std::size_t batch = std::size_t{1} << 22;

std::vector<glm::vec3> graded(Engine& engine, const grade::Graph& graph, const WorkingSpace& space,
                              std::span<const glm::vec3> colours) {
    std::vector<glm::vec3> out;
    out.reserve(colours.size());
    for (std::size_t at = 0; at < colours.size(); at += batch) {
        const auto part = engine.probe(colours.subspan(at, std::min(batch, colours.size() - at)), graph, space);
        out.insert(out.end(), part.begin(), part.end());
    }
    return out;
}

void check(const BakeOptions& o) {
    if (o.size < interchange::lut_3d_size_min || o.size > interchange::lut_3d_size_max)
        throw Error("a LUT of size {} can't be made; {} to {} are possible", o.size, interchange::lut_3d_size_min,
                    interchange::lut_3d_size_max);
    const float low = o.shaper == BakeOptions::Shaper::log ? 0.0f : o.low;
    if (!std::isfinite(low) || !std::isfinite(o.high) || !(low < o.high))
        throw Error("a LUT from {} to {} has no extent", low, o.high);
    if (o.shaper == BakeOptions::Shaper::none) return;
    if (!std::isfinite(o.toe) || !(o.toe > 0)) throw Error("a logarithmic shaper needs a toe above 0, not {}", o.toe);
    if (o.shaper_size < interchange::lut_1d_size_min || o.shaper_size > interchange::lut_1d_size_max)
        throw Error("a shaper of {} entries can't be made; {} to {} are possible", o.shaper_size,
                    interchange::lut_1d_size_min, interchange::lut_1d_size_max);
}

// What cannot be written into a file says so here, with what was done to it.
glm::vec3 finite(glm::vec3 value) {
    for (int c = 0; c < 3; ++c) value[c] = std::isnan(value[c]) ? 0.0f : std::clamp(value[c], -65504.0f, 65504.0f);
    return value;
}

// Runs `work(first, end)` over parts of 0..count on as many threads as help.
template <class Work>
void in_parallel(std::size_t count, Work work) {
    const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
    std::vector<std::jthread> running;
    for (std::size_t i = 0; i < threads; ++i)
        running.emplace_back([=, &work] { work(i, count * i / threads, count * (i + 1) / threads); });
}

}  // namespace

Lut bake_cube(Engine& engine, const grade::Graph& graph, const WorkingSpace& space, const BakeOptions& options) {
    check(options);
    Lut lut;
    lut.title = options.title;
    interchange::Lut3d cube;
    cube.size = options.size;
    const bool log = options.shaper == BakeOptions::Shaper::log;
    const double high = options.high, toe = options.toe, span = std::log2(1 + high / toe);
    if (log) {
        interchange::Lut1d line = interchange::identity_1d(options.shaper_size, glm::vec3(0), glm::vec3(options.high));
        for (glm::vec3& value : line.values)
            value = glm::vec3(static_cast<float>(std::log2(1 + double(value.x) / toe) / span));
        lut.lut_1d = std::move(line);
    } else {
        cube.domain_min = glm::vec3(options.low);
        cube.domain_max = glm::vec3(options.high);
    }
    std::vector<float> positions;
    for (int i = 0; i < options.size; ++i) {
        const double t = static_cast<double>(i) / (options.size - 1);
        positions.push_back(
            static_cast<float>(log ? toe * (std::exp2(t * span) - 1) : options.low + (high - options.low) * t));
    }
    std::vector<glm::vec3> colours;
    colours.reserve(positions.size() * positions.size() * positions.size());
    for (const float b : positions)
        for (const float g : positions)
            for (const float r : positions) colours.emplace_back(r, g, b);
    cube.values = graded(engine, graph, space, colours);
    for (glm::vec3& value : cube.values) value = finite(value);
    lut.lut_3d = std::move(cube);
    return lut;
}

std::optional<Lut> bake_curves(Engine& engine, const grade::Graph& graph, const WorkingSpace& space, int size,
                               float low, float high) {
    if (size < interchange::lut_1d_size_min || size > interchange::lut_1d_size_max)
        throw Error("a 1D LUT of size {} can't be made; {} to {} are possible", size, interchange::lut_1d_size_min,
                    interchange::lut_1d_size_max);
    if (!std::isfinite(low) || !std::isfinite(high) || !(low < high))
        throw Error("a LUT from {} to {} has no extent", low, high);
    // Any colour must come out as the greys of its channels do.
    std::mt19937 random(1);
    std::uniform_real_distribution<float> any(low, high);
    std::vector<glm::vec3> colours;
    for (int i = 0; i < 4096; ++i) {
        const glm::vec3 colour(any(random), any(random), any(random));
        colours.push_back(colour);
        for (int c = 0; c < 3; ++c) colours.emplace_back(colour[c]);
    }
    const std::vector<glm::vec3> out = graded(engine, graph, space, colours);
    for (std::size_t i = 0; i < out.size(); i += 4)
        for (std::size_t c = 0; c < 3; ++c) {
            const auto at = static_cast<glm::vec3::length_type>(c);
            if (!(std::abs(out[i][at] - out[i + 1 + c][at]) <= 2e-6f * (1 + std::abs(out[i][at])))) return std::nullopt;
        }
    Lut lut;
    interchange::Lut1d line = interchange::identity_1d(size, glm::vec3(low), glm::vec3(high));
    line.values = graded(engine, graph, space, line.values);
    for (glm::vec3& value : line.values) value = finite(value);
    lut.lut_1d = std::move(line);
    return lut;
}

LutReport compare(Engine& engine, const grade::Graph& graph, const WorkingSpace& space, const Lut& lut,
                  std::span<const glm::vec3> samples, const color::Tags& display) {
    LutReport report;
    report.samples = samples.size();
    report.not_included = not_in_a_table(graph);
    if (samples.empty()) return report;
    const std::vector<glm::vec3> expected = graded(engine, graph, space, samples);
    struct Part {
        double max = -1, sum = 0, delta_e = 0;
        glm::dvec3 at{0};
    };
    std::vector<Part> parts(64);
    in_parallel(samples.size(), [&](std::size_t which, std::size_t first, std::size_t end) {
        Part part;
        glm::vec3 last(std::nanf(""));
        for (std::size_t i = first; i < end; ++i) {
            const glm::dvec3 got = interchange::apply(lut, samples[i]), wanted = expected[i];
            const glm::dvec3 difference = glm::abs(got - wanted);
            const double most = std::max({difference.x, difference.y, difference.z});
            part.sum += difference.x + difference.y + difference.z;
            if (most > part.max) part.max = most, part.at = samples[i];
            // On a screen what is below black is black; neighbours in a picture are often equal.
            if (samples[i] != last)
                part.delta_e =
                    std::max(part.delta_e, color::delta_e_itp(display, glm::max(got, 0.0), glm::max(wanted, 0.0)));
            last = samples[i];
        }
        parts[which] = part;
    });
    report.max_error = -1;
    double sum = 0;
    for (const Part& part : parts) {
        sum += part.sum;
        report.max_delta_e_itp = std::max(report.max_delta_e_itp, part.delta_e);
        if (part.max > report.max_error) report.max_error = part.max, report.max_error_at = part.at;
    }
    report.mean_error = sum / (3.0 * static_cast<double>(samples.size()));
    return report;
}

std::vector<glm::vec3> colours_of(Engine& engine, const media::Frame& frame, std::size_t most) {
    PlanesOut out{media::pixel_format("gbrpf32le"), frame.tags, false};
    out.tags.matrix = color::Matrix::rgb;
    out.tags.range = color::Range::full;
    Rendering rendering = engine.render(frame, {}, as_is(frame.tags), out);
    const media::Frame& planes = rendering.wait();
    const auto pixels = static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height);
    // An odd step does not fall into step with the rows.
    std::size_t step = most == 0 ? pixels : (pixels + most - 1) / most;
    if (step > 1) step |= 1u;
    std::vector<glm::vec3> colours;
    colours.reserve(pixels / std::max<std::size_t>(step, 1) + 1);
    const auto sample = [&](int component, std::size_t x, std::size_t y) {
        const int plane = planes.format.component[static_cast<std::size_t>(component)].plane;
        return reinterpret_cast<const float*>(planes.data(plane) +
                                              y * planes.plane[static_cast<std::size_t>(plane)].stride)[x];
    };
    const auto width = static_cast<std::size_t>(frame.width);
    for (std::size_t i = 0; i < pixels; i += std::max<std::size_t>(step, 1))
        colours.emplace_back(sample(0, i % width, i / width), sample(1, i % width, i / width),
                             sample(2, i % width, i / width));
    return colours;
}

std::vector<std::string> not_in_a_table(const grade::Graph& graph) {
    // Operations that look at a pixel's place or at its neighbours. All that there are so far map a colour to a colour.
    constexpr std::span<const std::string_view> positional{};
    std::vector<std::string> list;
    for (const grade::Node& node : graph.nodes) {
        if (!node.enabled || node.mix <= 0) continue;
        for (const grade::Operation& operation : node.operations)
            if (operation.enabled && !operation.neutral() &&
                std::find(positional.begin(), positional.end(), operation.info().id) != positional.end())
                list.push_back(fmt::format("{}, {}: depends on more than a pixel's own colour", node.name,
                                           operation.info().label));
    }
    return list;
}

}  // namespace umber::engine

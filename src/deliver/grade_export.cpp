#include "deliver/grade_export.h"

#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>

#include "color/delta_e.h"
#include "color/spaces.h"
#include "core/text.h"
#include "deliver/render_job.h"
#include "engine/cdl_fit.h"
#include "engine/colour_names.h"
#include "interchange/cdl.h"
#include "interchange/cube.h"
#include "interchange/text.h"
#include "media/source.h"

namespace umber::deliver {

namespace {

// Frames spread over the clip whose pixels are measured: all pixels of each for a table, which may be wrong for any
// single colour; some of each for a fit.
constexpr std::int64_t measured_frames = 9;
constexpr std::size_t pixels_for_a_fit = std::size_t{1} << 17;

class Sampler {
public:
    Sampler(engine::Engine& engine, const GradeExport& request, const std::atomic<bool>& cancel,
            const std::function<void(double)>& progress)
        : engine_(engine),
          request_(request),
          cancel_(cancel),
          progress_(progress),
          source_(media::open(request.input, {engine.frames(), 0})) {
        if (!source_->info().video || source_->info().video->frames <= 0)
            throw Error("{}: holds no picture", request.input.string());
    }

    const media::ClipInfo& clip() const { return source_->info(); }
    const media::VideoInfo& video() const { return *source_->info().video; }
    std::int64_t frames() const { return std::min(measured_frames, video().frames); }

    // Hands each frame's colours, before the grade, to `work`.
    template <class Work>
    void each(Work work, std::size_t most = std::size_t{1} << 28) {
        const std::int64_t count = frames(), last = video().frames - 1;
        for (std::int64_t i = 0; i < count; ++i) {
            if (cancel_) throw Cancelled("{}: cancelled; nothing was written", request_.output.string());
            std::vector<glm::vec3> colours =
                engine::colours_of(engine_, source_->read(count == 1 ? 0 : i * last / (count - 1)), most);
            work(std::span(colours));
            if (progress_) progress_(static_cast<double>(i + 1) / static_cast<double>(count));
        }
    }

private:
    engine::Engine& engine_;
    const GradeExport& request_;
    const std::atomic<bool>& cancel_;
    const std::function<void(double)>& progress_;
    std::unique_ptr<media::Source> source_;
};

float highest(Sampler& sampler) {
    float high = 1;
    sampler.each([&](std::span<const glm::vec3> colours) {
        for (const glm::vec3& colour : colours)
            for (int c = 0; c < 3; ++c)
                if (std::isfinite(colour[c])) high = std::max(high, colour[c]);
    });
    return high;
}

std::string name_of_clip(const GradeExport& request) {
    return request.input.stem().string();
}

// The space that is graded in, by its name.
std::string working_name(const engine::ColorPipeline& colours, const color::Tags& tags) {
    if (colours.working_space.empty()) return engine::colour_names(colours.config).working;
    if (!equal_ignoring_case(colours.working_space, "as is")) return colours.working_space;
    return colours.input_space.empty() ? color::assumed_space(tags) : colours.input_space;
}

// What the next tool must know of a table: what goes into it, over which range, and what comes out.
std::vector<std::string> header(const GradeExport& request, const color::Tags& tags,
                                const engine::BakeOptions& options) {
    const engine::ColorPipeline& colours = request.colours;
    const bool graded =
        std::any_of(request.graph.nodes.begin(), request.graph.nodes.end(), [](const grade::Node& node) {
            return node.enabled && node.mix > 0 &&
                   std::any_of(node.operations.begin(), node.operations.end(),
                               [](const grade::Operation& one) { return one.enabled && !one.neutral(); });
        });
    const bool viewed = !colours.view.empty() && colours.view != "none";
    const bool converted = !colours.output_space.empty();
    std::string holds = graded ? "grade" : "";
    if (viewed || converted) holds += fmt::format("{}{}", graded ? " + " : "", viewed ? "view" : "conversion");
    if (!graded && (viewed || converted)) holds += " alone, without a grade";
    if (graded && !viewed && !converted) holds += " alone";
    std::vector<std::string> lines{fmt::format("Umber {}: {}", UMBER_VERSION, holds.empty() ? "identity" : holds)};

    const bool managed =
        !(colours == engine::ColorPipeline{.view = colours.view, .config = colours.config, .look = colours.look}) ||
        viewed;
    const std::string input = !colours.input_space.empty() ? colours.input_space
                              : managed                    ? color::assumed_space(tags)
                                                           : std::string("the clip's own code values");
    const std::string working = managed ? working_name(colours, tags) : input;
    lines.push_back("Input: " + input);
    if (managed)
        lines.push_back("Graded in: " + working +
                        (colours.node_spaces.empty()
                             ? ""
                             : fmt::format("; some of it in: {}", fmt::join(colours.node_spaces, ", "))));
    lines.push_back("Output: " + (viewed                              ? colours.view
                                  : converted                         ? colours.output_space
                                  : managed && colours.view == "none" ? working
                                                                      : input));
    if (!colours.look.empty()) lines.push_back("Look: " + colours.look);
    if (!colours.config.empty()) lines.push_back("Config: " + colours.config);
    lines.push_back(fmt::format("Range of the input: {} to {}", options.low, options.high));
    lines.push_back(
        options.shaper == engine::BakeOptions::Shaper::log
            ? fmt::format("Shaper: log2(1 + x / {}), {} entries, before the lattice", options.toe, options.shaper_size)
            : "Shaper: none");
    return lines;
}

GradeExportReport export_cube(engine::Engine& engine, const GradeExport& request, Sampler& sampler) {
    const engine::WorkingSpace space = request.colours.space(sampler.video().tags);
    const color::Tags display = request.colours.tags(sampler.video().tags);
    engine::BakeOptions options;
    options.size = request.size;
    options.shaper = request.shaper;
    options.title = request.title.empty() ? name_of_clip(request) : request.title;
    if (request.domain) {
        options.low = request.domain->x;
        options.high = request.domain->y;
    } else if (request.shaper != engine::BakeOptions::Shaper::none) {
        // One wild pixel must not take the table's points from all others.
        constexpr float most = 65536.0f;
        options.high = std::min(most, std::exp2(std::ceil(std::log2(highest(sampler)))));
    }
    interchange::Lut lut = engine::bake_cube(engine, request.graph, space, options);
    lut.comments = header(request, sampler.video().tags, options);

    GradeExportReport report;
    report.size = request.size;
    double sum = 0;
    const auto measure = [&](std::span<const glm::vec3> colours) {
        const engine::LutReport part = engine::compare(engine, request.graph, space, lut, colours, display);
        report.not_included = part.not_included;
        if (colours.empty()) return 0.0;
        if (report.samples == 0 || part.max_error > report.max_error) {
            report.max_error = part.max_error;
            report.max_error_at = part.max_error_at;
        }
        sum += part.mean_error * static_cast<double>(part.samples);
        report.max_delta_e_itp = std::max(report.max_delta_e_itp, part.max_delta_e_itp);
        report.samples += part.samples;
        return part.max_error;
    };
    sampler.each([&](std::span<glm::vec3> colours) {
        const auto inside = [&](const glm::vec3& colour) {
            return glm::all(glm::greaterThanEqual(colour, glm::vec3(options.low))) &&
                   glm::all(glm::lessThanEqual(colour, glm::vec3(options.high)));
        };
        const auto outside = std::stable_partition(colours.begin(), colours.end(), inside);
        report.max_error_inside = std::max(report.max_error_inside, measure({colours.begin(), outside}));
        measure({outside, colours.end()});
        report.outside += static_cast<std::size_t>(colours.end() - outside);
    });
    report.mean_error = report.samples ? sum / static_cast<double>(report.samples) : 0;
    if (report.outside > 0)
        report.not_included.push_back(fmt::format(
            "colours below {} or above {}: {} of the {} pixels measured have some, and come out as at the table's ends",
            options.low, options.high, report.outside, report.samples));
    interchange::write_cube(request.output, lut);
    return report;
}

// The samples as the CDL will meet them: code values of the working space.
std::vector<glm::vec3> in_working_space(engine::Engine& engine, const GradeExport& request, const color::Tags& tags,
                                        std::span<const glm::vec3> colours) {
    engine::ColorPipeline in = request.colours;
    in.working_space = working_name(request.colours, tags);
    in.view = "none";
    in.output_space.clear();
    in.look.clear();
    in.node_spaces.clear();
    return engine.probe(colours, {}, in.space(tags));
}

// The greatest Delta E ITP between two lists of the working space's values, as the view shows them.
double seen_difference(engine::Engine& engine, const GradeExport& request, const color::Tags& tags,
                       std::span<const glm::vec3> a, std::span<const glm::vec3> b) {
    engine::ColorPipeline seen = request.colours;
    if (seen.view.empty() && seen.output_space.empty())
        seen.output_space = seen.input_space.empty() ? color::assumed_space(tags) : seen.input_space;
    seen.input_space = seen.working_space = working_name(request.colours, tags);
    seen.node_spaces.clear();
    const engine::WorkingSpace space = seen.space(tags);
    const color::Tags display = request.colours.tags(tags);
    const std::vector<glm::vec3> one = engine.probe(a, {}, space), other = engine.probe(b, {}, space);
    double most = 0;
    for (std::size_t i = 0; i < one.size(); ++i) most = std::max(most, color::delta_e_itp(display, one[i], other[i]));
    return most;
}

// Under colour management: what the CDL leaves of the true grade of the working space, which nothing holds to 0..1.
void measure_managed(engine::Engine& engine, const GradeExport& request, const color::Tags& tags,
                     const engine::WorkingSpace& graded_in, const engine::CdlFit& fit,
                     std::span<const glm::vec3> colours, GradeExportReport& report) {
    // Of a formula that is the grade itself, only the roundings of single precision are left.
    constexpr double roundings = 4e-6;
    const std::vector<glm::vec3> graded = engine.probe(colours, request.graph, graded_in);
    std::vector<glm::vec3> by_cdl;
    std::size_t outside = 0;
    double sum = 0;
    for (std::size_t i = 0; i < colours.size(); ++i) {
        const glm::dvec3 value = engine::apply_cdl(fit.cdl, colours[i]);
        by_cdl.emplace_back(value);
        const glm::dvec3 error = glm::abs(value - glm::dvec3(graded[i]));
        sum += error.x + error.y + error.z;
        if (const double most = std::max({error.x, error.y, error.z}); most > report.max_error) {
            report.max_error = most;
            report.max_error_at = colours[i];
        }
        const auto held = [](const glm::vec3& v) { return glm::clamp(v, 0.0f, 1.0f) == v; };
        if (!held(colours[i]) || !held(graded[i])) ++outside;
    }
    report.mean_error = sum / (3.0 * static_cast<double>(colours.size()));
    report.exact = fit.exact && report.max_error <= roundings;
    if (report.exact) {
        report.max_error = report.mean_error = 0;
        report.max_error_at = glm::dvec3(0);
        return;
    }
    report.max_delta_e_itp = seen_difference(engine, request, tags, by_cdl, graded);
    if (outside > 0)
        report.not_included.push_back(
            fmt::format("values of {} below 0 or above 1: {} of the {} pixels measured have some, and a CDL holds them",
                        report.acts_on, outside, colours.size()));
}

GradeExportReport export_cdl(engine::Engine& engine, const GradeExport& request, Sampler& sampler) {
    const color::Tags tags = sampler.video().tags;
    engine::WorkingSpace space = request.colours.space(tags);
    const bool managed = space.converts;
    space.converts = false;  // what is left is the working space itself, and its ways to those of nodes
    std::vector<glm::vec3> colours;
    sampler.each([&](std::span<const glm::vec3> some) { colours.insert(colours.end(), some.begin(), some.end()); },
                 pixels_for_a_fit);
    if (managed) colours = in_working_space(engine, request, tags, colours);
    engine::CdlFit fit = engine::cdl_of(engine, request.graph, space, colours);

    GradeExportReport report;
    report.exact = fit.exact;
    report.max_error = fit.max_error;
    report.mean_error = fit.mean_error;
    report.max_error_at = fit.max_error_at;
    report.samples = colours.size();
    report.not_included = fit.not_included;
    interchange::ColorCorrection cdl = request.described_by.value_or(interchange::ColorCorrection{});
    if (managed) {
        report.acts_on = working_name(request.colours, tags);
        report.max_error = -1;
        measure_managed(engine, request, tags, space, fit, colours, report);
        if (!cdl.input_description) cdl.input_description = report.acts_on;
        const bool viewed = !request.colours.view.empty() && !equal_ignoring_case(request.colours.view, "none");
        if (viewed && !cdl.viewing_description) cdl.viewing_description = request.colours.view;
    } else if (!fit.exact) {
        const std::vector<glm::vec3> graded = engine.probe(colours, request.graph, space);
        for (std::size_t i = 0; i < colours.size(); ++i)
            report.max_delta_e_itp =
                std::max(report.max_delta_e_itp, color::delta_e_itp(tags, engine::apply_cdl(fit.cdl, colours[i]),
                                                                    glm::clamp(glm::dvec3(graded[i]), 0.0, 1.0)));
    }
    cdl.slope = fit.cdl.slope;
    cdl.offset = fit.cdl.offset;
    cdl.power = fit.cdl.power;
    cdl.saturation = fit.cdl.saturation;
    cdl.has_sop = cdl.has_sat = true;
    if (cdl.id.empty()) cdl.id = interchange::utf8_or_latin1(name_of_clip(request));
    if (!cdl.media_ref && export_kind(request.output) == "cdl")
        cdl.media_ref = interchange::utf8_or_latin1(request.input.filename().string());
    interchange::write_cdl(request.output, cdl);
    return report;
}

}  // namespace

std::string export_kind(const std::filesystem::path& output) {
    const std::string extension = lower_extension(output);
    for (const char* kind : {"cube", "cc", "ccc", "cdl"})
        if (extension == std::string(".") + kind) return kind;
    throw UsageError("{}: grades are exported as .cube, .cc, .ccc or .cdl{}", output.string(),
                     extension.empty() ? "" : ", not as " + extension);
}

GradeExportReport export_grade(engine::Engine& engine, const GradeExport& request, const std::atomic<bool>& cancel,
                               const std::function<void(double)>& progress) {
    const std::string kind = export_kind(request.output);
    SourceFiles sources = request.sources;
    sources.add(request.input);
    sources.add(request.graph);
    sources.require_other(request.output);
    engine.luts().set(request.graph);
    Sampler sampler(engine, request, cancel, progress);
    GradeExport filled = request;
    filled.colours = engine::for_clip(engine::for_grade(request.colours, request.graph), sampler.clip());
    GradeExportReport report =
        kind == "cube" ? export_cube(engine, filled, sampler) : export_cdl(engine, filled, sampler);
    report.file = request.output;
    report.kind = kind;
    report.frames = sampler.frames();
    return report;
}

}  // namespace umber::deliver

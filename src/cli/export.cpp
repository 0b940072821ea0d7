// `umber export`: the grade as a CDL or a look-up table.
#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/file.h"
#include "deliver/grade_export.h"
#include "interchange/cdl.h"

namespace umber::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string json_of(const deliver::GradeExportReport& report) {
    const Json json{{"file", report.file.string()},
                    {"kind", report.kind},
                    {"size", report.size > 0 ? Json(report.size) : Json(nullptr)},
                    {"exact", report.exact},
                    {"max_error", report.max_error},
                    {"mean_error", report.mean_error},
                    {"max_error_at", {report.max_error_at.x, report.max_error_at.y, report.max_error_at.z}},
                    {"max_delta_e_itp", report.max_delta_e_itp},
                    {"outside", report.outside},
                    {"max_error_inside", report.max_error_inside},
                    {"acts_on", report.acts_on},
                    {"samples", report.samples},
                    {"frames", report.frames},
                    {"not_included", report.not_included}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void print(const deliver::GradeExportReport& report) {
    const std::string what = report.size > 0 ? fmt::format("{}x{}x{}", report.size, report.size, report.size) : "CDL";
    if (report.exact) {
        fmt::print("{}: {}, exact\n", report.file.string(), what);
    } else {
        const glm::dvec3& at = report.max_error_at;
        fmt::print(
            "{}: {}, off by {:.6f} at most (at {:.4f},{:.4f},{:.4f}) and {:.6f} on average, Delta E ITP {:.2f} at "
            "most, over {} pixels of {} frame{}\n",
            report.file.string(), what, report.max_error, at.x, at.y, at.z, report.mean_error, report.max_delta_e_itp,
            report.samples, report.frames, report.frames == 1 ? "" : "s");
    }
    if (!report.acts_on.empty()) fmt::print("  acts on {}\n", report.acts_on);
    if (report.outside > 0) fmt::print("  within its domain off by {:.6f} at most\n", report.max_error_inside);
    for (const std::string& one : report.not_included) fmt::print("  not in it: {}\n", one);
}

glm::vec2 domain_of(const std::string& text) {
    glm::vec2 domain{0};
    const char* end = text.data() + text.size();
    const auto low = std::from_chars(text.data(), end, domain.x);
    if (low.ec == std::errc{} && low.ptr != end && *low.ptr == ',') {
        const auto high = std::from_chars(low.ptr + 1, end, domain.y);
        if (high.ec == std::errc{} && high.ptr == end && domain.x < domain.y) return domain;
    }
    throw UsageError("--domain {}: LOW,HIGH was expected, two numbers that rise", text);
}

engine::BakeOptions::Shaper shaper_of(const std::string& text) {
    if (text == "none") return engine::BakeOptions::Shaper::none;
    if (text == "log") return engine::BakeOptions::Shaper::log;
    throw UsageError("--shaper {}: none or log was expected", text);
}

}  // namespace

Run export_command(CLI::App& command) {
    struct Options {
        std::string output, shaper = "none", domain, title, report;
        int size = 33;
        ClipOptions clip;
    };
    const auto options = std::make_shared<Options>();
    options->clip.add_input(command, "The clip whose pixels it is measured over")->required();
    command.add_option("-o,--output", options->output, ".cube, .cc, .ccc or .cdl")->required()->type_name("FILE");
    command.add_option("--size", options->size, "Of a .cube's lattice: 17, 33, 65…")
        ->type_name("N")
        ->capture_default_str();
    command.add_option("--shaper", options->shaper, "log: a 1D table before a .cube's lattice, for scene-linear clips")
        ->type_name("none|log")
        ->capture_default_str();
    command.add_option("--domain", options->domain, "Lowest and highest code value of a .cube; else 0,1")
        ->type_name("LOW,HIGH");
    command.add_option("--title", options->title, "Of a .cube; else the clip's name")->type_name("TEXT");
    command.add_option("--report", options->report, "How far the file is from the grade, as JSON")
        ->type_name("FILE.json");
    options->clip.add_to(command);
    return [options] {
        deliver::GradeExport request;
        ClipOptions::Graded graded = options->clip.graded();
        request.sources = options->clip.source_files(graded);
        request.sources.require_other(options->report);
        request.graph = std::move(graded.graph);
        request.colours = std::move(graded.colours);
        request.input = options->clip.input;
        request.output = options->output;
        request.size = options->size;
        if (request.size < 2 || request.size > 129) throw UsageError("--size {}: 2 to 129 was expected", request.size);
        request.shaper = shaper_of(options->shaper);
        if (!options->domain.empty()) request.domain = domain_of(options->domain);
        request.title = options->title;
        deliver::export_kind(request.output);
        if (!options->clip.grade.cdl.empty())
            request.described_by = interchange::read_color_correction(options->clip.grade.cdl);
        Session session(options->clip.device);
        const deliver::GradeExportReport report = deliver::export_grade(session.engine(), request, interrupted());
        if (!options->report.empty()) write_file(options->report, json_of(report));
        print(report);
        return session.close();
    };
}

}  // namespace umber::cli

#include "app/jobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace umber::app {

namespace {

// Work on a thread of its own that tells how far it is.
class Export : public Job {
public:
    using Work = std::function<JobReport(std::atomic<float>& progress, const std::atomic<bool>& cancel)>;
    Export(std::string title, Work work) : title_(std::move(title)) {
        thread_ = std::thread([this, work = std::move(work)] {
            try {
                report_ = work(progress_, cancel_);
            } catch (...) {
                failure_ = std::current_exception();
            }
            finished_ = true;
        });
    }
    ~Export() override {
        cancel_ = true;
        if (thread_.joinable()) thread_.join();
    }
    std::string title() const override { return title_; }
    float progress() const override { return progress_; }
    std::string progress_line() const override { return "Measuring over the clip's pixels"; }
    void cancel() override { cancel_ = true; }
    bool finished() const override { return finished_; }
    JobReport report() override {
        thread_.join();
        if (failure_) std::rethrow_exception(failure_);
        return report_;
    }

private:
    const std::string title_;
    std::atomic<float> progress_{0};
    std::atomic<bool> cancel_{false}, finished_{false};
    std::exception_ptr failure_;
    JobReport report_;
    std::thread thread_;
};

std::string not_held(std::string_view what, const std::vector<std::string>& list) {
    if (list.empty()) return {};
    std::string words = fmt::format("Not in the {}: {}", what, list.front());
    for (std::size_t i = 1; i < list.size(); ++i) words += "; " + list[i];
    return words;
}

class Master : public Job {
public:
    Master(engine::Engine& engine, deliver::RenderRequest request) : job_(engine, std::move(request)) {}
    std::string title() const override {
        return fmt::format("Rendering {}", job_.request().output.filename().string());
    }
    float progress() const override {
        const auto p = job_.progress();
        return p.frames > 0 ? static_cast<float>(p.frame) / static_cast<float>(p.frames) : 0;
    }
    std::string progress_line() const override {
        const auto p = job_.progress();
        if (p.frame == 0) return "Starting";
        return fmt::format("{} / {} · {:.0f} fps · {} left", p.frame, p.frames, p.fps, minutes(p.eta_s));
    }
    void cancel() override { job_.cancel(); }
    bool finished() const override { return job_.finished(); }
    JobReport report() override {
        const deliver::RenderResult result = job_.result();
        JobReport report;
        report.lines[0] = fmt::format("{}: {}", result.output.filename().string(), result.written.tags);
        // What is wrong with its pictures is a warning, what was assumed or left out a note.
        std::vector<std::string> notes = result.source_notes;
        notes.insert(notes.end(), result.written.notes.begin(), result.written.notes.end());
        for (const std::string& note : notes) {
            const bool bad = note.starts_with(deliver::damaged);
            std::string& line = bad ? report.warning : report.lines[1];
            line += (line.empty() ? "" : "; ") + (bad ? note.substr(deliver::damaged.size()) : note);
        }
        report.message = fmt::format("{} rendered in {:.1f} s", result.output.string(), result.seconds);
        return report;
    }

private:
    deliver::RenderJob job_;
};

// Of a channel, in code values: what can be seen in a gradient.
constexpr double coarse = 0.01;

}  // namespace

std::string minutes(double seconds) {
    const auto whole = std::max(0L, std::lround(seconds));
    if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::unique_ptr<Job> export_grade(engine::Engine& engine, deliver::GradeExport request) {
    std::string title = fmt::format("Exporting {}", request.output.filename().string());
    return std::make_unique<Export>(
        std::move(title),
        [&engine, request = std::move(request)](std::atomic<float>& progress, const std::atomic<bool>& cancel) {
            const deliver::GradeExportReport made = deliver::export_grade(
                engine, request, cancel, [&](double share) { progress = static_cast<float>(share); });
            progress = 1;
            const bool lut = made.kind == "cube";
            JobReport report;
            if (lut)
                report.lines[0] = fmt::format("{}³ LUT: max {:.4f}, mean {:.4f}, ΔE ITP {:.1f}", made.size,
                                              made.max_error, made.mean_error, made.max_delta_e_itp);
            else
                report.lines[0] = made.exact ? "CDL: exact"
                                             : fmt::format("CDL fit: residual max {:.4f}, mean {:.4f}", made.max_error,
                                                           made.mean_error);
            if (!made.acts_on.empty()) report.lines[0] += ", acts on " + made.acts_on;
            if (lut && made.max_error > coarse)
                report.warning = made.size < 65 ? "Off by more than 0.01: 65³ or a shaper comes closer"
                                                : "Off by more than 0.01: a shaper may come closer";
            report.lines[1] = not_held(lut ? "LUT" : "CDL", made.not_included);
            report.message = fmt::format("{} written", made.file.string());
            return report;
        });
}

std::unique_ptr<Job> render_master(engine::Engine& engine, deliver::RenderRequest request) {
    return std::make_unique<Master>(engine, std::move(request));
}

}  // namespace umber::app

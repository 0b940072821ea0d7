#include "app/jobs.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <vector>

#include "engine/bake.h"
#include "engine/cdl_fit.h"
#include "interchange/cdl.h"
#include "interchange/cube.h"
#include "media/source.h"

namespace umber::app {

namespace {

constexpr int sampled_frames = 8;
constexpr std::size_t samples_of_a_frame = std::size_t{1} << 16;

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
    std::string progress_line() const override { return "measuring over the clip's pixels"; }
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

void stop_if(const std::atomic<bool>& cancel) {
    if (cancel) throw deliver::Cancelled("cancelled; nothing was written");
}

struct Samples {
    std::vector<glm::vec3> colours;
    color::Tags tags;
};

// Pixels of frames spread over the clip.
Samples samples_of(engine::Engine& engine, const std::filesystem::path& clip, std::atomic<float>& progress,
                   const std::atomic<bool>& cancel) {
    const auto source = media::open(clip, {engine.frames(), 0});
    if (!source->info().video) throw Error("{}: it holds no picture", clip.string());
    const std::int64_t frames = source->info().video->frames;
    const std::int64_t count = std::min<std::int64_t>(sampled_frames, frames);
    Samples samples;
    samples.tags = source->info().video->tags;
    for (std::int64_t i = 0; i < count; ++i) {
        stop_if(cancel);
        const media::Frame frame = source->read(count == 1 ? 0 : i * (frames - 1) / (count - 1));
        const auto colours = engine::colours_of(engine, frame, samples_of_a_frame);
        samples.colours.insert(samples.colours.end(), colours.begin(), colours.end());
        progress = 0.7f * static_cast<float>(i + 1) / static_cast<float>(count);
    }
    return samples;
}

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
        if (p.frame == 0) return "starting";
        return fmt::format("{} / {} · {:.0f} fps · {:.0f} s left", p.frame, p.frames, p.fps, p.eta_s);
    }
    void cancel() override { job_.cancel(); }
    bool finished() const override { return job_.finished(); }
    JobReport report() override {
        const deliver::RenderResult result = job_.result();
        JobReport report;
        report.lines[0] = fmt::format("{}: {}", result.output.filename().string(), result.written.tags);
        if (!result.written.notes.empty()) report.lines[1] = result.written.notes.front();
        report.message = fmt::format("{} rendered in {:.1f} s", result.output.string(), result.seconds);
        return report;
    }

private:
    deliver::RenderJob job_;
};

}  // namespace

std::unique_ptr<Job> export_cdl(engine::Engine& engine, ExportRequest request) {
    std::string title = fmt::format("Exporting {}", request.output.filename().string());
    return std::make_unique<Export>(
        std::move(title),
        [&engine, request = std::move(request)](std::atomic<float>& progress, const std::atomic<bool>& cancel) {
            const Samples samples = samples_of(engine, request.clip, progress, cancel);
            engine::CdlFit fit = engine::cdl_of(engine, request.graph, engine::as_is(samples.tags), samples.colours);
            stop_if(cancel);
            fit.cdl.id = request.clip.stem().string();
            interchange::write_cdl(request.output, fit.cdl);
            progress = 1;
            JobReport report;
            report.lines[0] =
                fit.exact ? "CDL: exact"
                          : fmt::format("CDL fit: residual max {:.4f}, mean {:.4f}", fit.max_error, fit.mean_error);
            report.lines[1] = not_held("CDL", fit.not_included);
            report.message = fmt::format("{} written", request.output.string());
            return report;
        });
}

std::unique_ptr<Job> export_lut(engine::Engine& engine, ExportRequest request, int size) {
    std::string title = fmt::format("Exporting {}", request.output.filename().string());
    return std::make_unique<Export>(
        std::move(title),
        [&engine, size, request = std::move(request)](std::atomic<float>& progress, const std::atomic<bool>& cancel) {
            const Samples samples = samples_of(engine, request.clip, progress, cancel);
            const engine::WorkingSpace space = engine::as_is(samples.tags);
            engine::BakeOptions options;
            options.size = size;
            options.title = request.clip.stem().string();
            const interchange::Lut lut = engine::bake_cube(engine, request.graph, space, options);
            progress = 0.8f;
            stop_if(cancel);
            const engine::LutReport measured =
                engine::compare(engine, request.graph, space, lut, samples.colours, samples.tags);
            stop_if(cancel);
            interchange::write_cube(request.output, lut);
            progress = 1;
            JobReport report;
            report.lines[0] = fmt::format("{}³ LUT: max {:.4f}, mean {:.4f}, ΔE ITP {:.1f}", size, measured.max_error,
                                          measured.mean_error, measured.max_delta_e_itp);
            report.lines[1] = not_held("LUT", measured.not_included);
            report.message = fmt::format("{} written", request.output.string());
            return report;
        });
}

std::unique_ptr<Job> render_master(engine::Engine& engine, deliver::RenderRequest request) {
    return std::make_unique<Master>(engine, std::move(request));
}

}  // namespace umber::app

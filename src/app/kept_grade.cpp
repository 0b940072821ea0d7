#include "app/kept_grade.h"

#include <chrono>
#include <utility>

#include "core/error.h"

namespace umber::app {

namespace fs = std::filesystem;

namespace {
constexpr double rest = 2;  // seconds without an edit
}

KeptGrade::KeptGrade(fs::path folder, grade::GradeFile start)
    : folder_(std::move(folder)), saved_(std::move(start)), seen_(saved_) {}

KeptGrade::~KeptGrade() {
    finish();
}

void KeptGrade::follow(const grade::Graph& graph, const grade::ColourSettings& colours, double seconds) {
    if (folder_.empty()) return;
    if (!(graph == seen_.graph && colours == *seen_.colours)) {
        seen_ = {graph, colours};
        due_ = seconds + rest;
    }
    if (writing_.valid() && writing_.wait_for(std::chrono::seconds(0)) == std::future_status::ready)
        problem_ = writing_.get();
    if (due_ == 0 || seconds < due_ || writing_.valid()) return;
    write_now();
}

void KeptGrade::write_now() {
    due_ = 0;
    const bool needed = !(seen_ == saved_);
    if (!needed && !ours_) return;
    const bool first = needed && !ours_;
    ours_ = needed;
    writing_ = std::async(std::launch::async, [file = file(), needed, first, document = seen_]() -> std::string {
        std::error_code ignored;  // what can't be moved or taken away stays; it is no loss
        if (first) fs::rename(file, file.parent_path() / "earlier-grade.json", ignored);
        if (!needed) {
            fs::remove(file, ignored);
            return {};
        }
        try {
            grade::write_grade(file, document);
            return {};
        } catch (const Error& error) {
            return fmt::format("unsaved work is not kept: {}", error.what());
        }
    });
}

void KeptGrade::saved(const grade::Graph& graph, const grade::ColourSettings& colours) {
    saved_ = seen_ = {graph, colours};
    if (due_ == 0) due_ = 1e-9;  // at the next turn
}

void KeptGrade::finish() {
    if (folder_.empty()) return;
    if (writing_.valid()) writing_.wait();
    if (due_ != 0) write_now();
    if (writing_.valid()) problem_ = writing_.get();
}

std::string KeptGrade::take_problem() {
    if (problem_.empty() || std::exchange(told_, true)) return {};
    return problem_;
}

}  // namespace umber::app

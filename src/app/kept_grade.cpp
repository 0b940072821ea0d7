#include "app/kept_grade.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/error.h"

namespace umber::app {

namespace fs = std::filesystem;

namespace {
constexpr double rest = 2, longest = 10;  // seconds without an edit; with edits, since the first that is not kept
constexpr int most = 16;                  // sessions at once whose work is looked after when they are over
constexpr int most_before = 8;
constexpr auto stale = std::chrono::hours(24 * 30);

// "earlier-grade-2-before-1.json"
fs::path earlier_before(const fs::path& earlier, int k) {
    return earlier.parent_path() / fmt::format("{}-before-{}.json", earlier.stem().string(), k);
}

}  // namespace

KeptGrade::KeptGrade(fs::path folder, grade::GradeFile start)
    : folder_(std::move(folder)), saved_(std::move(start)), seen_(saved_) {
    if (!folder_.empty()) session_.emplace(folder_ / "sessions.lock");
}

KeptGrade::~KeptGrade() {
    finish();
}

fs::path KeptGrade::named(const char* stem, int number) const {
    return folder_ / (number == 1 ? fmt::format("{}.json", stem) : fmt::format("{}-{}.json", stem, number));
}

fs::path KeptGrade::file() const {
    return named("last-grade", session_ ? session_->number() : 1);
}

bool KeptGrade::left_behind() const {
    if (!session_) return false;
    std::error_code ignored;
    for (int number = 1; number <= most; ++number)
        if (!(ours_ && number == session_->number()) && !session_->taken(number) &&
            fs::exists(named("last-grade", number), ignored))
            return true;
    return false;
}

// What lies where this session writes is kept once more, and nothing is lost by that: what was kept so before moves on.
void KeptGrade::make_room() const {
    prune();
    std::error_code ignored;  // what can't be moved or taken away stays; it is no loss
    if (!fs::exists(file(), ignored)) return;
    const fs::path earlier = named("earlier-grade", session_->number());
    if (fs::exists(earlier, ignored)) {
        const auto before = [&](int k) { return earlier_before(earlier, k); };
        int free = 1;
        while (free < most_before && fs::exists(before(free), ignored)) ++free;
        for (; free > 1; --free) fs::rename(before(free - 1), before(free), ignored);
        fs::rename(earlier, before(1), ignored);
        if (fs::exists(earlier, ignored)) return;
    }
    fs::rename(file(), earlier, ignored);
}

// What several sessions at once left would lie there for ever, since not every day has as many, and so would what was
// kept more than once: a month later it is taken away.
void KeptGrade::prune() const {
    std::error_code ignored;
    const auto remove_old = [&](const fs::path& path) {
        const auto written = fs::last_write_time(path, ignored);
        if (!ignored && fs::file_time_type::clock::now() - written > stale) fs::remove(path, ignored);
    };
    for (int number = 1; number <= most; ++number) {
        const fs::path earlier = named("earlier-grade", number);
        for (int k = 1; k <= most_before; ++k) remove_old(earlier_before(earlier, k));
        if (number == 1 || number == session_->number()) continue;
        if (!session_->taken(number)) remove_old(named("last-grade", number));
        remove_old(earlier);
    }
}

void KeptGrade::follow(const grade::Graph& graph, const grade::ColourSettings& colours, double seconds) {
    if (folder_.empty()) return;
    if (!(graph == seen_.graph && colours == *seen_.colours)) {
        seen_ = {graph, colours};
        if (due_ == 0) first_edit_ = seconds;
        due_ = std::min(seconds + rest, first_edit_ + longest);
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
    then([this, needed, first, document = seen_]() -> std::string {
        if (first) make_room();
        if (!needed) {
            std::error_code ignored;
            fs::remove(file(), ignored);
            return {};
        }
        try {
            grade::write_grade(file(), document);
            return {};
        } catch (const Error& error) {
            return fmt::format("unsaved work is not kept: {}", error.what());
        }
    });
}

void KeptGrade::then(std::function<std::string()> work) {
    writing_ = std::async(std::launch::async, [before = std::move(writing_), work = std::move(work)]() mutable {
        const std::string problem = before.valid() ? before.get() : std::string();
        const std::string own = work();
        return own.empty() ? problem : own;
    });
}

void KeptGrade::saved(const grade::Graph& graph, const grade::ColourSettings& colours) {
    saved_ = seen_ = {graph, colours};
    if (due_ == 0) due_ = 1e-9;  // at the next turn
}

void KeptGrade::opened(const grade::Graph& graph, const grade::ColourSettings& colours, const fs::path& file) {
    if (folder_.empty()) return;
    if (due_ != 0) write_now();
    if (std::exchange(ours_, false))
        then([this]() -> std::string {
            make_room();
            return {};
        });
    std::error_code ignored;
    if (!fs::equivalent(fs::absolute(file, ignored).parent_path(), folder_, ignored)) {
        saved(graph, colours);
    } else {
        seen_ = {graph, colours};
        due_ = 1e-9;  // at the next turn
    }
}

void KeptGrade::finish() {
    if (folder_.empty()) return;
    if (due_ != 0) write_now();
    if (writing_.valid()) problem_ = writing_.get();
}

std::string KeptGrade::take_problem() {
    if (problem_.empty() || std::exchange(told_, true)) return {};
    return problem_;
}

}  // namespace umber::app

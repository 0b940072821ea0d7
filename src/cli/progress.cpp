#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace umber::cli {

namespace {

double rounded(double value) {
    return std::round(value * 100) / 100;
}

}  // namespace

Progress::Progress(bool json) : json_(json), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    clear();
}

void Progress::show(const deliver::RenderProgress& now) {
    if (json_) {
        const nlohmann::ordered_json line{
            {"frame", now.frame}, {"frames", now.frames}, {"fps", rounded(now.fps)}, {"eta_s", rounded(now.eta_s)}};
        fmt::print(stderr, "{}\n", line.dump());
        return;
    }
    const Clock::time_point time = Clock::now();
    if (!terminal_ || (now.frame < now.frames && time - shown_ < std::chrono::milliseconds(100))) return;
    shown_ = time;
    line_stands_ = true;
    const auto left = static_cast<long>(std::ceil(now.eta_s));
    fmt::print(stderr, "\r\033[K{} of {} frames, {:.1f} a second, {}:{:02}:{:02} left", now.frame, now.frames, now.fps,
               left / 3600, left / 60 % 60, left % 60);
    std::fflush(stderr);
}

void Progress::done(const deliver::RenderResult& result) {
    clear();
    if (!json_) return;
    const nlohmann::ordered_json line{{"done", result.output.string()}, {"frames", result.written.frames},
                                      {"tags", result.written.tags},    {"seconds", rounded(result.seconds)},
                                      {"notes", result.written.notes},  {"source_notes", result.source_notes}};
    fmt::print(stderr, "{}\n", line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void Progress::clear() {
    if (!line_stands_) return;
    std::fputs("\r\033[K", stderr);  // in the destructor too, so nothing may be thrown
    std::fflush(stderr);
    line_stands_ = false;
}

}  // namespace umber::cli

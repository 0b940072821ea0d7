// A render's progress on stderr: a line that is written over on a terminal, JSON for scripts, else nothing.
#pragma once
#include <chrono>

#include "deliver/render_job.h"

namespace umber::cli {

class Progress {
public:
    explicit Progress(bool json);
    ~Progress();  // clears the line
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(const deliver::RenderProgress& now);
    // The last JSON object.
    void done(const deliver::RenderResult& result);
    // Takes the line away, so that something else can be printed.
    void clear();

private:
    using Clock = std::chrono::steady_clock;
    bool json_, terminal_;
    bool line_stands_ = false;
    Clock::time_point shown_{};
};

}  // namespace umber::cli

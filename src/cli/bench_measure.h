// What a piece of work costs, told on a machine that others may be using too: contenders take turns, and the least of
// many runs counts, in wall clock and in processor time.
#pragma once
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace umber::cli {

struct Cost {
    double wall_ms = 0;
    double cpu_ms = 0;  // of every thread, user and system
};

// This process's cost of `work`.
Cost cost_of(const std::function<void()>& work);

// Runs `work` once to warm up, then all in turn `rounds` times; the least wall clock and the least processor time of
// each (they need not come from the same run). Throws Error once the user has interrupted.
std::vector<Cost> least_costs(std::span<const std::function<Cost()>> contenders, int rounds, bool warm_up = true);

// Runs a program to its end in `folder`, found through PATH, without standard input or output. Throws Error where it
// can't be started or fails, with the last line that it said.
Cost run_program(const std::vector<std::string>& words, const std::filesystem::path& folder);

// The resident memory of a program in MiB when it tells that it has finished frame `early`, and at its last frame.
// `words` is `umber render … --json-progress`. Errors as run_program().
struct Residence {
    double early_mib = 0, late_mib = 0;
};
Residence residence_of(const std::vector<std::string>& words, const std::filesystem::path& folder, std::int64_t early);

// A folder for files that are needed for a moment, removed at the end.
class TemporaryFolder {
public:
    TemporaryFolder();  // throws Error
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace umber::cli

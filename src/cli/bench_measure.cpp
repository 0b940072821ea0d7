#include "cli/bench_measure.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "cli/interrupt.h"
#include "core/error.h"

extern char** environ;

namespace umber::cli {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double ms(const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) * 1e-3;
}

double cpu_ms(const rusage& usage) {
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

double since_ms(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

void stop_where_interrupted() {
    if (interrupted()) throw Error("bench: interrupted");
}

// A program that was started; the destructor ends and reaps it where nobody waited.
class Child {
public:
    // Its standard error goes to `error_to`.
    Child(const std::vector<std::string>& words, const fs::path& folder, int error_to) : name_(words.front()) {
        std::vector<char*> arguments;
        for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, error_to, STDERR_FILENO);
        const int result = posix_spawnp(&id_, arguments[0], &actions, nullptr, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        if (result != 0) {
            id_ = -1;
            throw Error("{}: can't be run ({}); bench --peers and --memory need it", name_, std::strerror(result));
        }
    }
    ~Child() {
        if (id_ <= 0) return;
        ::kill(id_, SIGKILL);
        ::waitpid(id_, nullptr, 0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    pid_t id() const { return id_; }
    // Waits; `said` gives what it said last, for the message where it failed.
    rusage wait(const std::function<std::string()>& said) {
        int status = 0;
        rusage usage{};
        while (::wait4(id_, &status, 0, &usage) < 0)
            if (errno != EINTR) throw Error("{}: {}", name_, std::strerror(errno));
        id_ = -1;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            stop_where_interrupted();
            throw Error("{}: failed: {}", name_, said());
        }
        return usage;
    }

private:
    std::string name_;
    pid_t id_ = -1;
};

double resident_mib(pid_t id) {
    std::ifstream status("/proc/" + std::to_string(id) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

std::string last_line(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text.substr(text.find_last_of("\r\n") + 1);
}

}  // namespace

Cost cost_of(const std::function<void()>& work) {
    rusage before{}, after{};
    ::getrusage(RUSAGE_SELF, &before);
    const Clock::time_point begin = Clock::now();
    work();
    const double wall = since_ms(begin);
    ::getrusage(RUSAGE_SELF, &after);
    return {wall, cpu_ms(after) - cpu_ms(before)};
}

std::vector<Cost> least_costs(std::span<const std::function<Cost()>> contenders, int rounds, bool warm_up) {
    constexpr double never = std::numeric_limits<double>::infinity();
    std::vector<Cost> least(contenders.size(), {never, never});
    for (int round = warm_up ? -1 : 0; round < rounds; ++round)
        for (std::size_t i = 0; i < contenders.size(); ++i) {
            stop_where_interrupted();
            const Cost cost = contenders[i]();
            if (round < 0) continue;
            least[i] = {std::min(least[i].wall_ms, cost.wall_ms), std::min(least[i].cpu_ms, cost.cpu_ms)};
        }
    return least;
}

Cost run_program(const std::vector<std::string>& words, const fs::path& folder) {
    std::FILE* said = std::tmpfile();
    if (!said) throw Error("a temporary file can't be made: {}", std::strerror(errno));
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> owner(said, std::fclose);
    const Clock::time_point begin = Clock::now();
    Child child(words, folder, ::fileno(said));
    const rusage usage = child.wait([&] {
        std::rewind(said);
        std::string text(4096, '\0');
        text.resize(std::fread(text.data(), 1, text.size(), said));
        return last_line(std::move(text));
    });
    return {since_ms(begin), cpu_ms(usage)};
}

Residence residence_of(const std::vector<std::string>& words, const fs::path& folder, std::int64_t early) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw Error("a pipe can't be made: {}", std::strerror(errno));
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> lines(::fdopen(ends[0], "r"), std::fclose);
    std::optional<Child> child;
    try {
        child.emplace(words, folder, ends[1]);
    } catch (...) {
        ::close(ends[1]);
        throw;
    }
    ::close(ends[1]);
    Residence residence;
    std::string line, last;
    for (int c = std::fgetc(lines.get()); c != EOF; c = std::fgetc(lines.get())) {
        if (c != '\n') {
            line.push_back(static_cast<char>(c));
            continue;
        }
        last = std::exchange(line, {});
        const nlohmann::json told = nlohmann::json::parse(last, nullptr, false);
        if (!told.is_object() || !told.contains("frame")) continue;
        if (told["frame"] == early) residence.early_mib = resident_mib(child->id());
        if (told["frame"] == told["frames"]) residence.late_mib = resident_mib(child->id());
    }
    child->wait([&] { return last; });
    return residence;
}

TemporaryFolder::TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "umber-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw Error("{}: {}", name, std::strerror(errno));
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

}  // namespace umber::cli

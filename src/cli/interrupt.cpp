#include "cli/interrupt.h"

#include <array>
#include <csignal>
#include <cstdint>
#include <ctime>

namespace umber::cli {

namespace {

// A signal's handler can reach nothing else.
std::atomic<bool> flag{false};
static_assert(std::atomic<bool>::is_always_lock_free);

// `timeout` and some schedulers send a signal twice at once, to the process and to its group: that is one wish.
constexpr std::int64_t one_wish_ns = 500'000'000;
std::atomic<std::int64_t> first_ns{0};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

void note(int signal) {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const std::int64_t now_ns = now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
    if (!flag.exchange(true)) {
        first_ns = now_ns;
    } else if (now_ns - first_ns > one_wish_ns) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
}

}  // namespace

const std::atomic<bool>& interrupted() {
    static const bool installed = [] {
        struct sigaction action {};
        action.sa_handler = note;
        for (const int signal : std::array{SIGINT, SIGTERM, SIGHUP}) {
            struct sigaction before {};
            // nohup's wish to ignore a signal is kept.
            if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
                sigaction(signal, &action, nullptr);
        }
        return true;
    }();
    static_cast<void>(installed);
    return flag;
}

}  // namespace umber::cli

#include "cli/interrupt.h"

#include <array>
#include <csignal>

namespace umber::cli {

namespace {

// A signal's handler can reach nothing else.
std::atomic<bool> flag{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void note(int) {
    flag = true;
}

}  // namespace

const std::atomic<bool>& interrupted() {
    static const bool installed = [] {
        struct sigaction action {};
        action.sa_handler = note;
        action.sa_flags = static_cast<int>(SA_RESETHAND);
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

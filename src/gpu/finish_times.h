// When submissions were finished, by the host's clock: for devices whose own timestamps can't be used. A thread waits
// for each that is watched.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "gpu/commands.h"

namespace umber::gpu {

// Thread-safe. The ring must outlive it; the destructor waits for what is watched.
class FinishTimes {
public:
    using Clock = std::chrono::steady_clock;
    explicit FinishTimes(const CommandRing& ring);
    ~FinishTimes();
    FinishTimes(const FinishTimes&) = delete;
    FinishTimes& operator=(const FinishTimes&) = delete;

    // Submissions in the order of their numbers.
    void watch(std::uint64_t submission);
    // When it was finished; nothing while it runs, if it was not watched, and long after. Told once.
    std::optional<Clock::time_point> time_of(std::uint64_t submission);

private:
    void loop();

    const CommandRing* ring_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::uint64_t> watched_;
    std::map<std::uint64_t, Clock::time_point> finished_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace umber::gpu

#include "gpu/finish_times.h"

#include "core/error.h"

namespace umber::gpu {

namespace {
constexpr std::size_t most_kept = 64;
}

FinishTimes::FinishTimes(const CommandRing& ring) : ring_(&ring), thread_([this] { loop(); }) {}

FinishTimes::~FinishTimes() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void FinishTimes::watch(std::uint64_t submission) {
    {
        const std::lock_guard lock(mutex_);
        watched_.push_back(submission);
    }
    wake_.notify_all();
}

std::optional<FinishTimes::Clock::time_point> FinishTimes::time_of(std::uint64_t submission) {
    const std::lock_guard lock(mutex_);
    const auto node = finished_.extract(submission);
    return node.empty() ? std::nullopt : std::optional(node.mapped());
}

void FinishTimes::loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [&] { return stop_ || !watched_.empty(); });
        if (watched_.empty()) return;
        const std::uint64_t submission = watched_.front();
        watched_.pop_front();
        lock.unlock();
        bool reached = false;
        try {
            ring_->wait_only(submission);
            reached = true;
        } catch (const Error&) {
            // The device is lost: whoever asked for the work is told when it asks for it.
        }
        lock.lock();
        if (!reached) continue;
        finished_.emplace(submission, Clock::now());
        while (finished_.size() > most_kept) finished_.erase(finished_.begin());
    }
}

}  // namespace umber::gpu

#include "engine/background.h"

#include <algorithm>
#include <exception>

namespace umber::engine {

Background::Background() : thread_([this] { loop(); }) {}

Background::~Background() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Background::want(const std::string& key, std::function<void()> work, bool urgent) {
    {
        const std::lock_guard lock(mutex_);
        if (ready_.contains(key) || failures_.contains(key) || running_ == key) return;
        const auto queued = std::find_if(queue_.begin(), queue_.end(), [&](const Job& job) { return job.key == key; });
        if (queued != queue_.end()) {
            if (!urgent) return;
            queue_.erase(queued);
        }
        if (urgent)
            queue_.push_front({key, std::move(work)});
        else
            queue_.push_back({key, std::move(work)});
    }
    wake_.notify_all();
}

void Background::want_again(const std::string& key, std::function<void()> work, bool urgent) {
    {
        const std::lock_guard lock(mutex_);
        ready_.erase(key);
    }
    want(key, std::move(work), urgent);
}

bool Background::ready(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    return ready_.contains(key);
}

std::optional<std::string> Background::failure(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = failures_.find(key);
    return found == failures_.end() ? std::nullopt : std::optional(found->second);
}

void Background::forget_failures() {
    const std::lock_guard lock(mutex_);
    failures_.clear();
}

void Background::loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [&] { return stop_ || !queue_.empty(); });
        if (stop_) return;
        Job job = std::move(queue_.front());
        queue_.pop_front();
        running_ = job.key;
        lock.unlock();
        std::optional<std::string> failed;
        try {
            job.work();
        } catch (const std::exception& error) {
            failed = error.what();
        }
        job.work = {};  // lets go of what it holds
        lock.lock();
        running_.clear();
        if (failed)
            failures_[job.key] = *failed;
        else
            ready_.insert(job.key);
    }
}

}  // namespace umber::engine

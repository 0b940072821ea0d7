// A bounded queue between two stages that run on threads of their own. push() waits while it is full, pop() while it is
// empty; close() wakes everybody and lets what is inside be taken out; stop() throws it away.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace umber {

template <class T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

    // False where the queue is closed or stopped: `item` was not taken.
    bool push(T item) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return closed_ || items_.size() < capacity_; });
        if (closed_) return false;
        items_.push_back(std::move(item));
        changed_.notify_all();
        return true;
    }

    // The oldest item; nothing once the queue is closed and empty.
    std::optional<T> pop() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return closed_ || !items_.empty(); });
        return take();
    }

    std::size_t size() const {
        const std::unique_lock lock(mutex_);
        return items_.size();
    }

    void close() {
        const std::unique_lock lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }

    void stop() {
        const std::unique_lock lock(mutex_);
        closed_ = true;
        items_.clear();
        changed_.notify_all();
    }

private:
    std::optional<T> take() {
        if (items_.empty()) return std::nullopt;
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        changed_.notify_all();
        return item;
    }

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<T> items_;
    bool closed_ = false;
};

}  // namespace umber

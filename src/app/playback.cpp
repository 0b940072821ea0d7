#include "app/playback.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "core/error.h"

namespace umber::app {

namespace {

constexpr std::int64_t nothing = -1;  // index of an order to read no frame
constexpr double slip_after = 0.2;    // seconds that a frame may be late before the clock waits for it
constexpr double jump_after = 1.0;    // of the clip, that fast play may lag before it jumps
constexpr std::size_t queue_bytes = std::size_t{192} << 20, block_bytes = std::size_t{256} << 20;

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::size_t bytes_of(const media::Frame& frame) {
    return frame.memory ? std::max<std::size_t>(1, frame.memory->bytes().size()) : 1;
}

}  // namespace

Playback::Playback(OpenSource open, std::function<void()> wake) : open_(std::move(open)), wake_(std::move(wake)) {
    reader_ = std::jthread([this] { run(); });
}

Playback::~Playback() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        ++order_.number;
    }
    changed_.notify_all();
}

// --- the drawing thread ---------------------------------------------------------------------------------------------

void Playback::give(Order order) {
    order.number = ++number_;
    order.looping = looping_;
    {
        const std::lock_guard lock(mutex_);
        if (order_.open && !order.open) {
            // The reader has not begun to open: what is asked now is for the new clip.
            order.open = order_.open;
        }
        order_ = std::move(order);
        queue_.clear();
        busy_opening_ = busy_opening_ || order_.open.has_value();
    }
    clock_ = 0;
    anchor_.reset();
    asked_to_play_.reset();
    end_reached_ = false;
    changed_.notify_all();
}

void Playback::open(const std::filesystem::path& path) {
    speed_ = 0;
    target_ = 0;
    give({0, path, 0, 0, looping_});
}

bool Playback::opening() const {
    const std::lock_guard lock(mutex_);
    return busy_opening_ || opened_;
}

std::optional<Playback::Failure> Playback::take_error() {
    const std::lock_guard lock(mutex_);
    return std::exchange(error_, std::nullopt);
}

void Playback::play(double speed) {
    if (frames_ <= 1 && speed != 0) return;
    const bool was_playing = speed_ != 0;
    speed_ = speed;
    if (speed == 0) {
        // What is shown stays, and the queue is of no use any more.
        if (was_playing) give({0, {}, nothing, 0, looping_});
        return;
    }
    if (!was_playing) dropped_ = 0;
    std::int64_t from = target_;
    if (speed > 0 && target_ >= frames_ - 1) from = target_ = 0;
    if (speed < 0 && target_ <= 0) from = target_ = frames_ - 1;
    give({0, {}, from, speed, looping_});
}

void Playback::shuttle(int direction) {
    const double along = speed_ * direction;
    play(direction * (along < 1 ? 1.0 : std::min(8.0, along * 2)));
}

void Playback::seek(std::int64_t index) {
    if (frames_ <= 0) return;
    speed_ = 0;
    target_ = std::clamp<std::int64_t>(index, 0, frames_ - 1);
    give({0, {}, target_, 0, looping_});
}

void Playback::set_looping(bool looping) {
    looping_ = looping;
    if (playing()) play(speed_);
}

std::optional<media::Frame> Playback::tick(double now) {
    std::optional<media::Frame> result;
    bool room = false;
    const auto take = [&](Decoded& one) {
        not_numbers_ = one.not_numbers;
        damaged_ = one.frame.damaged;
        result = std::move(one.frame);
    };
    {
        const std::lock_guard lock(mutex_);
        if (opened_) {
            clip_ = std::exchange(opened_, nullptr);
            frames_ = clip_->video ? clip_->video->frames : 0;
            speed_ = 0;
            target_ = 0;
        }
        if (still_) {
            // Also one that another order has overtaken: while scrubbing it is better than nothing.
            if (speed_ == 0) take(*still_);
            still_.reset();
        }
        if (speed_ != 0) {
            // The clock runs from the moment of play, or from later where the first frame was not there in time.
            if (!asked_to_play_) asked_to_play_ = now;
            if (!anchor_ && !queue_.empty() && queue_.front().order == number_)
                anchor_ = std::max(*asked_to_play_, now - queue_.front().at / std::abs(speed_));
            if (anchor_) {
                const double elapsed = (now - *anchor_) * std::abs(speed_);
                std::int64_t passed = 0;
                while (!queue_.empty() && queue_.front().at <= elapsed) {
                    Queued item = std::move(queue_.front());
                    queue_.pop_front();
                    room = true;
                    if (item.order != number_) continue;
                    if (item.end) {
                        end_reached_ = true;
                        break;
                    }
                    // Late because it could not be decoded in time: the clock waits, nothing is left out.
                    const double late = (elapsed - item.at) / std::abs(speed_);
                    if (late > slip_after && queue_.empty() && std::abs(speed_) <= 1) *anchor_ += late;
                    if (result) ++passed;
                    target_ = item.frame.index;
                    take(item);
                }
                if (std::abs(speed_) <= 1) dropped_ += passed;
                clock_ = (now - *anchor_) * std::abs(speed_);
            }
        }
    }
    if (room) changed_.notify_all();
    if (end_reached_) {
        end_reached_ = false;
        pause();
    }
    return result;
}

std::optional<double> Playback::next_due(double now) const {
    if (speed_ == 0) return std::nullopt;
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) return 0.25;  // the reader wakes the window when it has something
    if (!anchor_) return 0.0;
    return std::max(0.0, *anchor_ + queue_.front().at / std::abs(speed_) - now);
}

// --- the reader's thread --------------------------------------------------------------------------------------------

bool Playback::superseded(std::uint64_t number) const {
    const std::lock_guard lock(mutex_);
    return order_.number != number;
}

bool Playback::push(Queued item) {
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stop_ || order_.number != item.order || queue_.size() < capacity_; });
        if (stop_ || order_.number != item.order) return false;
        queue_.push_back(std::move(item));
    }
    wake_();
    return true;
}

Playback::Decoded Playback::read(media::Source& source, std::int64_t index) {
    const double start = seconds();
    media::Frame frame = source.read(index);
    const media::NotNumbers found = media::count_not_numbers(frame);  // none are looked for in whole numbers
    const double ms = (seconds() - start) * 1000;
    const double before = decode_ms_;
    decode_ms_ = before == 0 ? ms : before * 0.9 + ms * 0.1;
    const std::lock_guard lock(mutex_);
    capacity_ = std::clamp<std::size_t>(queue_bytes / bytes_of(frame), 3, 6);
    return {std::move(frame), found};
}

void Playback::read_still(media::Source& source, const Order& order) {
    Decoded frame = read(source, order.index);
    {
        const std::lock_guard lock(mutex_);
        if (stop_) return;
        still_ = Queued{std::move(frame), 0, false, order.number};
    }
    wake_();
}

void Playback::read_forwards(media::Source& source, const Order& order) {
    const std::int64_t frames = source.info().video->frames;
    const double start = source.time_of(order.index).value(), whole = source.time_of(frames).value();
    double turn = 0;  // what earlier rounds of a loop took
    for (std::int64_t i = order.index + 1;; ++i) {
        if (i >= frames) {
            if (!order.looping) {
                push({{}, turn + whole - start, true, order.number});
                return;
            }
            turn += whole;
            i = 0;
        }
        if (superseded(order.number)) return;
        const double lag = clock_ - (turn + source.time_of(i).value() - start);
        if (order.speed > 1 && lag > jump_after) {
            // Decoding can't keep up with this speed: go on where the clock is.
            while (i + 1 < frames && turn + source.time_of(i).value() - start < clock_) ++i;
        }
        Decoded frame = read(source, i);
        const double at = turn + source.time_of(i).value() - start;
        if (order.speed > 1 && at + 1e-3 < clock_) {
            const std::lock_guard lock(mutex_);
            if (!queue_.empty()) continue;
        }
        if (!push({std::move(frame), at, false, order.number})) return;
    }
}

void Playback::read_backwards(media::Source& source, const Order& order) {
    const std::int64_t frames = source.info().video->frames;
    const double start = source.time_of(order.index).value(), whole = source.time_of(frames).value();
    double turn = 0;
    // Blocks are decoded forwards, as codecs must, and shown backwards.
    std::size_t block = 4;
    for (std::int64_t last = order.index - 1;;) {
        if (last < 0) {
            if (!order.looping) {
                push({{}, turn + start, true, order.number});
                return;
            }
            turn += whole;
            last = frames - 1;
        }
        const std::int64_t first = std::max<std::int64_t>(0, last - static_cast<std::int64_t>(block) + 1);
        std::vector<Decoded> decoded;
        for (std::int64_t i = first; i <= last; ++i) {
            if (superseded(order.number)) return;
            decoded.push_back(read(source, i));
        }
        block = std::clamp<std::size_t>(block_bytes / bytes_of(decoded.front().frame), 2, 24);
        while (!decoded.empty()) {
            Decoded frame = std::move(decoded.back());
            decoded.pop_back();
            const double at = turn + start - source.time_of(frame.frame.index).value();
            if (order.speed < -1 && at + 1e-3 < clock_) {
                const std::lock_guard lock(mutex_);
                if (!queue_.empty()) continue;
            }
            if (!push({std::move(frame), at, false, order.number})) return;
        }
        last = first - 1;
    }
}

void Playback::run() {
    std::unique_ptr<media::Source> source;
    std::uint64_t done = 0;
    while (true) {
        Order order;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return stop_ || order_.number != done; });
            if (stop_) return;
            order = order_;
            order_.open.reset();
        }
        done = order.number;
        try {
            if (order.open) {
                auto next = open_(*order.open);
                if (!next->info().video || next->info().video->frames <= 0)
                    throw Error("{}: it holds no picture", order.open->string());
                // The first frame must be there before the last clip goes.
                Decoded frame = read(*next, 0);
                source = std::move(next);
                const std::lock_guard lock(mutex_);
                opened_ = std::make_shared<const media::ClipInfo>(source->info());
                still_ = Queued{std::move(frame), 0, false, order.number};
            } else if (source && order.index != nothing) {
                if (order.speed == 0)
                    read_still(*source, order);
                else if (order.speed > 0)
                    read_forwards(*source, order);
                else
                    read_backwards(*source, order);
            }
        } catch (const std::exception& error) {
            spdlog::debug("playback: {}", error.what());
            const std::lock_guard lock(mutex_);
            error_ = Failure{error.what(), order.open};
            queue_.push_back({{}, 0, true, order.number});
        }
        {
            const std::lock_guard lock(mutex_);
            if (order.open) busy_opening_ = order_.open.has_value();
        }
        wake_();
    }
}

}  // namespace umber::app

// Playing a clip: one reader thread decodes ahead into a short queue, one clock says which frame is due. The thread
// that draws asks and never waits: it neither decodes nor seeks.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "media/not_numbers.h"
#include "media/source.h"

namespace umber::app {

// How the reader gets at clips: media::open, or what a test puts in its place.
using OpenSource = std::function<std::unique_ptr<media::Source>(const std::filesystem::path&)>;

class Playback {
public:
    // `wake` is called on the reader's thread when there is something new to show.
    Playback(OpenSource open, std::function<void()> wake);
    ~Playback();  // waits for the read that is going on
    Playback(const Playback&) = delete;
    Playback& operator=(const Playback&) = delete;

    // Opens `path` in the background and shows its first frame; the last clip stays until then. What goes wrong comes
    // from take_error().
    void open(const std::filesystem::path& path);
    // The clip that is open; nothing before. Changes only in tick().
    const std::shared_ptr<const media::ClipInfo>& clip() const { return clip_; }
    bool opening() const;  // until tick() has the clip
    struct Failure {
        std::string message;
        std::optional<std::filesystem::path> unopened;  // it came of opening this
    };
    std::optional<Failure> take_error();

    // --- transport: all return at once ---
    // Plays from the present frame; 1 is real time, negative backwards, 0 pauses.
    void play(double speed);
    void pause() { play(0); }
    void toggle() { play(speed_ == 0 ? 1 : 0); }
    // J (-1) and L (+1): plays that way, twice as fast each time, to 8 times.
    void shuttle(int direction);
    // Shows frame `index` (held within the clip) and pauses. Of many calls the latest wins.
    void seek(std::int64_t index);
    void step(std::int64_t frames) { seek(target_ + frames); }
    void set_looping(bool looping);
    bool looping() const { return looping_; }

    // --- the clock ---
    // `now`: seconds of a steady clock. The frame to show if it is another than before.
    std::optional<media::Frame> tick(double now);
    // Seconds until tick() will have another frame by the clock; nothing while paused.
    std::optional<double> next_due(double now) const;

    double speed() const { return speed_; }
    bool playing() const { return speed_ != 0; }
    std::int64_t index() const { return target_; }  // of the frame that is shown or sought
    std::int64_t frames() const { return frames_; }
    std::int64_t dropped() const { return dropped_; }  // since play began: passed over at up to real time
    double decode_ms() const { return decode_ms_; }    // of one frame, lately
    // Of the frame that tick() gave last.
    const media::NotNumbers& not_numbers() const { return not_numbers_; }
    // Its decoder made up parts of the picture.
    bool damaged() const { return damaged_; }

private:
    // A frame, with what was found in it on the reader's thread.
    struct Decoded {
        media::Frame frame;
        media::NotNumbers not_numbers;
    };
    struct Queued : Decoded {
        double at = 0;            // seconds of the clip since play began
        bool end = false;         // nothing follows
        std::uint64_t order = 0;  // of the request that it belongs to
    };
    struct Order {
        std::uint64_t number = 0;
        std::optional<std::filesystem::path> open;
        std::int64_t index = 0;
        double speed = 0;
        bool looping = true;
    };
    void give(Order order);
    void run();
    bool superseded(std::uint64_t number) const;
    void read_still(media::Source& source, const Order& order);
    void read_forwards(media::Source& source, const Order& order);
    void read_backwards(media::Source& source, const Order& order);
    Decoded read(media::Source& source, std::int64_t index);
    // False where another order has come.
    bool push(Queued item);

    const OpenSource open_;
    const std::function<void()> wake_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Order order_;
    bool stop_ = false;
    std::deque<Queued> queue_;
    std::size_t capacity_ = 6;
    std::optional<Queued> still_;
    std::shared_ptr<const media::ClipInfo> opened_;
    std::optional<Failure> error_;
    std::atomic<double> clock_{0};  // seconds of the clip since play began, for the reader to skip by
    std::atomic<double> decode_ms_{0};
    bool busy_opening_ = false;

    // Of the drawing thread.
    std::shared_ptr<const media::ClipInfo> clip_;
    std::uint64_t number_ = 0;
    double speed_ = 0;
    bool looping_ = true;
    std::int64_t target_ = 0, frames_ = 0;
    std::optional<double> asked_to_play_;
    std::optional<double> anchor_;  // when play began, corrected by what it slipped
    bool end_reached_ = false;
    std::int64_t dropped_ = 0;
    media::NotNumbers not_numbers_;
    bool damaged_ = false;

    std::jthread reader_;
};

}  // namespace umber::app

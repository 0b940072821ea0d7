// A window of an X server on this machine, shown through memory that both share (MIT-SHM). For devices that draw into
// the host's memory anyhow: only what changed is handed over, and by a thread of its own, where a swapchain of Mesa's
// lavapipe makes whoever presents wait for all queued work and then sends the whole window through a socket.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <glm/glm.hpp>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "app/geometry.h"

namespace umber::app {

class Window;

// X ends a program whose server goes away with a line of its own, through exit(), beside which the room's threads go on.
// Makes that one line of ours and an end at once; for other window systems nothing.
void end_when_display_goes();

class SharedScreen {
public:
    // Nothing where it can't be: no X, a server elsewhere or without MIT-SHM, a window that has not 8 bits each of
    // blue, green, red and nothing, in this order of bytes. `shown` is called on the thread after each frame.
    static std::unique_ptr<SharedScreen> open(const Window& window, std::function<void()> shown);
    ~SharedScreen();  // leaves out what is not on the screen yet, but waits until nobody's pixels are read any more
    SharedScreen(const SharedScreen&) = delete;
    SharedScreen& operator=(const SharedScreen&) = delete;

    // Another size, in pixels. Waits for what is on its way. Throws Error: no memory.
    void resize(glm::ivec2 size);

    struct Frame {
        std::function<void()> wait;         // returns when `pixels` are drawn
        std::span<const std::byte> pixels;  // of the whole window
        std::size_t stride = 0;             // bytes of a row
        std::vector<Rect> parts;            // that changed: whole pixels, inside the window
    };
    // Hands a frame over, after those before it. Returns its number, at once. Throws Error: what went wrong before.
    std::uint64_t show(Frame frame);
    // Whether frame `number`'s pixels are read, so that they may be drawn on again; and waiting for that.
    bool is_read(std::uint64_t number) const;
    void wait_read(std::uint64_t number);
    // Whether everything is on the screen, and waiting for that.
    bool idle() const;
    void wait_shown();

private:
    struct Server;  // the connection, and the memory that is shared
    SharedScreen(std::unique_ptr<Server> server, std::function<void()> shown);
    void run();

    std::unique_ptr<Server> server_;
    const std::function<void()> on_shown_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Frame> frames_;
    std::uint64_t given_ = 0, read_ = 0, shown_ = 0;
    std::string failed_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace umber::app

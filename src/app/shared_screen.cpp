#include "app/shared_screen.h"

#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "app/window.h"
#include "core/error.h"

#ifdef UMBER_X11
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>
// X's headers define short words as macros, so they come last.
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
// As in glfw3native.h, which wants the headers of RandR beside; weak, since a GLFW for Wayland alone has neither.
extern "C" {
Display* glfwGetX11Display(void) __attribute__((weak));
Window glfwGetX11Window(GLFWwindow* window) __attribute__((weak));
}
#endif

namespace umber::app {

#ifdef UMBER_X11

namespace {

bool refused = false;  // by the server, while Attempt stands; X's handler can be told nothing

// Errors of the server are noted instead of ending the program. On the thread of the window only.
class Attempt {
public:
    Attempt()
        : before_(XSetErrorHandler([](Display*, XErrorEvent*) {
              refused = true;
              return 0;
          })) {
        refused = false;
    }
    ~Attempt() { XSetErrorHandler(before_); }
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;
    bool failed() const { return refused; }

private:
    XErrorHandler before_;
};

}  // namespace

struct SharedScreen::Server {
    ~Server() {
        forget_memory();
        if (graphics) XFreeGC(display, graphics);
        if (display) XCloseDisplay(display);
    }
    void forget_memory() {
        if (image) {
            XShmDetach(display, &memory);
            XSync(display, False);
            image->data = nullptr;
            XDestroyImage(image);
        }
        if (memory.shmaddr) shmdt(memory.shmaddr);
        image = nullptr;
        memory = {};
    }
    // False where the server can't share memory with this process.
    bool make_memory(glm::ivec2 size) {
        forget_memory();
        image = XShmCreateImage(display, visual, static_cast<unsigned>(depth), ZPixmap, nullptr, &memory,
                                static_cast<unsigned>(size.x), static_cast<unsigned>(size.y));
        if (!image) return false;
        memory.shmid =
            shmget(IPC_PRIVATE,
                   static_cast<std::size_t>(image->bytes_per_line) * static_cast<std::size_t>(image->height), 0600);
        void* at = memory.shmid < 0 ? nullptr : shmat(memory.shmid, nullptr, 0);
        // NOLINTNEXTLINE(performance-no-int-to-ptr): that is how shmat says that it failed
        const bool mapped = at && at != reinterpret_cast<void*>(-1);
        const Attempt attempt;
        bool attached = false;
        if (mapped) {
            memory.shmaddr = image->data = static_cast<char*>(at);
            attached = XShmAttach(display, &memory) != 0;
            XSync(display, False);
            attached = attached && !attempt.failed();
        }
        // It goes when the last that has it lets it go, whatever happens to this process.
        if (memory.shmid >= 0) shmctl(memory.shmid, IPC_RMID, nullptr);
        if (attached) return true;
        image->data = nullptr;
        XDestroyImage(image);
        image = nullptr;
        forget_memory();
        return false;
    }

    Display* display = nullptr;
    ::Window window = 0;
    Visual* visual = nullptr;
    int depth = 0;
    GC graphics = nullptr;
    XImage* image = nullptr;
    XShmSegmentInfo memory{};
};

std::unique_ptr<SharedScreen> SharedScreen::open(const Window& window, std::function<void()> shown) {
#if GLFW_VERSION_MAJOR > 3 || GLFW_VERSION_MINOR >= 4
    if (glfwGetPlatform() != GLFW_PLATFORM_X11) return nullptr;
#endif
    if (!glfwGetX11Display || !glfwGetX11Window) return nullptr;
    Display* const of_window = glfwGetX11Display();
    if (!of_window || !window.glfw()) return nullptr;
    auto server = std::make_unique<Server>();
    // A connection of its own, which only its thread uses.
    server->display = XOpenDisplay(DisplayString(of_window));
    if (!server->display || !XShmQueryExtension(server->display)) return nullptr;
    server->window = glfwGetX11Window(window.glfw());
    XWindowAttributes has{};
    if (!XGetWindowAttributes(server->display, server->window, &has)) return nullptr;
    server->visual = has.visual;
    server->depth = has.depth;
    server->graphics = XCreateGC(server->display, server->window, 0, nullptr);
    if (!server->make_memory({1, 1})) return nullptr;
    const XImage& image = *server->image;
    const int little = 1;
    const bool host_is_little = *reinterpret_cast<const char*>(&little) == 1;
    if (image.bits_per_pixel != 32 || image.red_mask != 0xff0000 || image.green_mask != 0xff00 ||
        image.blue_mask != 0xff || image.byte_order != LSBFirst || !host_is_little)
        return nullptr;
    return std::unique_ptr<SharedScreen>(new SharedScreen(std::move(server), std::move(shown)));
}

void SharedScreen::resize(glm::ivec2 size) {
    wait_shown();
    if (!server_->make_memory(size))
        throw Error("the window's {} x {} pixels can't be shared with the X server", size.x, size.y);
}

void SharedScreen::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return stop_ || !frames_.empty(); });
        if (frames_.empty()) return;
        const Frame frame = std::move(frames_.front());
        frames_.pop_front();
        const bool leave_out = stop_;
        lock.unlock();
        std::string failed;
        try {
            frame.wait();
        } catch (const std::exception& error) {
            failed = error.what();
        }
        const bool shows = failed.empty() && !leave_out;
        if (shows) {
            const XImage& image = *server_->image;
            for (const Rect& part : frame.parts) {
                const auto x = static_cast<std::size_t>(part.x), y = static_cast<std::size_t>(part.y);
                const auto bytes = static_cast<std::size_t>(part.w) * 4;
                for (std::size_t row = y; row < y + static_cast<std::size_t>(part.h); ++row)
                    std::memcpy(image.data + row * static_cast<std::size_t>(image.bytes_per_line) + x * 4,
                                frame.pixels.data() + row * frame.stride + x * 4, bytes);
            }
        }
        lock.lock();
        ++read_;
        changed_.notify_all();
        lock.unlock();
        if (shows) {
            for (const Rect& part : frame.parts)
                XShmPutImage(server_->display, server_->window, server_->graphics, server_->image,
                             static_cast<int>(part.x), static_cast<int>(part.y), static_cast<int>(part.x),
                             static_cast<int>(part.y), static_cast<unsigned>(part.w), static_cast<unsigned>(part.h),
                             False);
            XSync(server_->display, False);  // the server has read it: the memory may be written again
        }
        lock.lock();
        ++shown_;
        if (!failed.empty()) failed_ = failed;
        changed_.notify_all();
        lock.unlock();
        on_shown_();
        lock.lock();
    }
}

#else

struct SharedScreen::Server {};

std::unique_ptr<SharedScreen> SharedScreen::open(const Window&, std::function<void()>) {
    return nullptr;
}
void SharedScreen::resize(glm::ivec2) {}
void SharedScreen::run() {}

#endif

SharedScreen::SharedScreen(std::unique_ptr<Server> server, std::function<void()> shown)
    : server_(std::move(server)), on_shown_(std::move(shown)), thread_([this] { run(); }) {}

SharedScreen::~SharedScreen() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void end_when_display_goes() {
#ifdef UMBER_X11
    XSetIOErrorHandler([](Display*) -> int {
        constexpr std::string_view words =
            "umber: error: the display has gone; a grade that was not saved is kept, up to its last seconds (Open "
            "grade, Last session)\n";
        static_cast<void>(!::write(STDERR_FILENO, words.data(), words.size()));
        ::_exit(1);
    });
#endif
}

std::uint64_t SharedScreen::show(Frame frame) {
    std::uint64_t number = 0;
    {
        const std::lock_guard lock(mutex_);
        if (!failed_.empty()) throw Error("{}", failed_);
        frames_.push_back(std::move(frame));
        number = ++given_;
    }
    changed_.notify_all();
    return number;
}

bool SharedScreen::is_read(std::uint64_t number) const {
    const std::lock_guard lock(mutex_);
    return read_ >= number;
}

void SharedScreen::wait_read(std::uint64_t number) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return read_ >= number; });
}

bool SharedScreen::idle() const {
    const std::lock_guard lock(mutex_);
    return shown_ == given_;
}

void SharedScreen::wait_shown() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return shown_ == given_; });
}

}  // namespace umber::app

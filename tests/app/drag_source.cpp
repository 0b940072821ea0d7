#include "drag_source.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <dlfcn.h>

#include <array>
#include <chrono>
#include <thread>

namespace umber::app {

class DragSource::Connection {
public:
    explicit Connection(const std::string& display) : library_(::dlopen("libX11.so.6", RTLD_NOW)) {
        if (!library_) return;
        display_ = call<decltype(&XOpenDisplay)>("XOpenDisplay")(display.c_str());
        if (!display_) return;
        window_ = call<decltype(&XCreateSimpleWindow)>("XCreateSimpleWindow")(display_, DefaultRootWindow(display_), 0,
                                                                              0, 1, 1, 0, 0, 0);
    }
    ~Connection() {
        if (display_) call<decltype(&XCloseDisplay)>("XCloseDisplay")(display_);
        if (library_) ::dlclose(library_);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    bool valid() const { return window_ != 0; }

    bool drop(const std::vector<std::filesystem::path>& files, Window target, int x, int y) {
        std::string list;
        for (const std::filesystem::path& file : files) list += "file://" + escaped(file.string()) + "\r\n";
        call<decltype(&XSetSelectionOwner)>("XSetSelectionOwner")(display_, atom("XdndSelection"), window_,
                                                                  CurrentTime);
        constexpr long version = 5;
        send(target, "XdndEnter", {0, version << 24, static_cast<long>(atom("text/uri-list")), 0, 0});
        send(target, "XdndPosition",
             {0, 0, (static_cast<long>(x) << 16) | y, CurrentTime, static_cast<long>(atom("XdndActionCopy"))});
        bool dropped = false;
        for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
             std::chrono::steady_clock::now() < end;) {
            if (call<decltype(&XPending)>("XPending")(display_) == 0) {
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
                continue;
            }
            XEvent event{};
            call<decltype(&XNextEvent)>("XNextEvent")(display_, &event);
            if (event.type == SelectionRequest) {
                hand_over(event.xselectionrequest, list);
            } else if (event.type == ClientMessage && event.xclient.message_type == atom("XdndStatus")) {
                if ((event.xclient.data.l[1] & 1) == 0) return false;  // it wants nothing
                if (!dropped) send(target, "XdndDrop", {0, 0, CurrentTime, 0, 0});
                dropped = true;
            } else if (event.type == ClientMessage && event.xclient.message_type == atom("XdndFinished")) {
                return event.xclient.data.l[1] !=
                       0;  // the first bit by the protocol; GLFW writes how many bytes it got
            }
        }
        return false;
    }

private:
    template <class Function>
    Function call(const char* name) const {
        return reinterpret_cast<Function>(::dlsym(library_, name));
    }
    Atom atom(const char* name) const { return call<decltype(&XInternAtom)>("XInternAtom")(display_, name, False); }

    static std::string escaped(const std::string& path) {
        constexpr const char* digits = "0123456789ABCDEF";
        std::string text;
        for (const char c : path) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte > 0x20 && byte < 0x7f && c != '%')
                text += c;
            else
                text += {'%', digits[byte >> 4], digits[byte & 15]};
        }
        return text;
    }

    void send(Window target, const char* message, std::array<long, 5> data) {
        XEvent event{};
        event.xclient.type = ClientMessage;
        event.xclient.window = target;
        event.xclient.message_type = atom(message);
        event.xclient.format = 32;
        for (std::size_t i = 0; i < 5; ++i) event.xclient.data.l[i] = data[i];
        event.xclient.data.l[0] = static_cast<long>(window_);
        call<decltype(&XSendEvent)>("XSendEvent")(display_, target, False, NoEventMask, &event);
        call<decltype(&XFlush)>("XFlush")(display_);
    }

    void hand_over(const XSelectionRequestEvent& request, const std::string& list) {
        call<decltype(&XChangeProperty)>("XChangeProperty")(
            display_, request.requestor, request.property, request.target, 8, PropModeReplace,
            reinterpret_cast<const unsigned char*>(list.data()), static_cast<int>(list.size()));
        XEvent event{};
        event.xselection.type = SelectionNotify;
        event.xselection.requestor = request.requestor;
        event.xselection.selection = request.selection;
        event.xselection.target = request.target;
        event.xselection.property = request.property;
        event.xselection.time = request.time;
        call<decltype(&XSendEvent)>("XSendEvent")(display_, request.requestor, False, NoEventMask, &event);
        call<decltype(&XFlush)>("XFlush")(display_);
    }

    void* library_ = nullptr;
    Display* display_ = nullptr;
    Window window_ = 0;
};

DragSource::DragSource(const std::string& display) : connection_(std::make_unique<Connection>(display)) {}
DragSource::~DragSource() = default;
bool DragSource::valid() const {
    return connection_->valid();
}
bool DragSource::drop(const std::vector<std::filesystem::path>& files, unsigned long target, int x, int y) {
    return connection_->drop(files, target, x, y);
}

}  // namespace umber::app

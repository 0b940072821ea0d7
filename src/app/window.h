// The window: GLFW's, its input handed to Dear ImGui and to the room's commands. Everything is counted in pixels of the
// framebuffer, whatever the window system counts in.
#pragma once
#include <vulkan/vulkan_core.h>

#include <array>
#include <deque>
#include <filesystem>
#include <glm/glm.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/click_counter.h"

struct GLFWwindow;
struct GLFWcursor;

namespace umber::app {

// GLFW itself: one for the process's window. Throws Error where there is no display.
class WindowSystem {
public:
    WindowSystem();
    ~WindowSystem();
    WindowSystem(const WindowSystem&) = delete;
    WindowSystem& operator=(const WindowSystem&) = delete;
    // Vulkan's instance extensions that a window needs. Throws Error where windows can't show Vulkan here.
    std::vector<const char*> instance_extensions() const;
};

struct KeyPress {
    int key = 0;   // GLFW_KEY_…
    int mods = 0;  // GLFW_MOD_…
    bool repeated = false;
    unsigned character = 0;  // that it types
};

class Window {
public:
    // Fills the screen without the desktop's bars; `size`, in screen coordinates, where no screen is known. Needs
    // ImGui's context. Throws Error.
    Window(const WindowSystem& system, const std::string& title, glm::ivec2 size);
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    VkSurfaceKHR make_surface(VkInstance instance) const;  // the caller destroys it
    GLFWwindow* glfw() const { return window_; }
    void set_title(const std::string& title);
    glm::ivec2 size() const { return pixels_; }  // in pixels; 0 while it is hidden
    // Pixels of a length of 1: $UMBER_SCALE where it is set, else what the display says.
    float scale() const;
    bool should_close() const;
    void close();
    void stay_open();  // takes back what the user or close() asked for

    // Waits for input up to `seconds` (0: only looks).
    void wait(double seconds);
    // Ends wait() from any thread.
    static void wake();

    // The next key that was pressed, once all before it that may change its meaning (a button, a key that ImGui is told
    // of) has been fed. Each comes once; it is fed to ImGui afterwards unless take_away_key() is called.
    std::optional<KeyPress> next_key();
    // The key that came last was a command: neither it nor what it types is ImGui's.
    void take_away_key();
    // Hands what happened to ImGui for one frame: a press and its release never in the same one, and no key that
    // next_key() has not given yet. `hold_keys`: keys wait for the next frame, with all that came after them.
    void feed_imgui(double seconds_since_last, bool hold_keys);
    // After ImGui's frame has begun: which of its presses are double-clicks.
    void tell_clicks() const;
    // Something is left over for the next frame.
    bool more_input() const { return !events_.empty(); }
    // True once after anything happened that may change what is drawn.
    bool take_activity();
    // True once after the window system lost what was shown.
    bool take_exposed();
    std::vector<std::filesystem::path> take_drops();
    // Shows the pointer that ImGui asked for.
    void show_cursor();

private:
    struct Event {
        enum Kind { move, button, wheel, key, text } kind = move;
        glm::vec2 position{0};
        int code = 0;
        bool down = false;
        int mods = 0;
        float wheel_steps = 0;
        unsigned character = 0;
        bool repeated = false;
        bool given = false;  // by next_key()
        int clicks = 0;      // a button's: which press of several at once
    };
    void install_callbacks();
    void add(const Event& event);
    float pixels_per_coordinate() const;

    GLFWwindow* window_ = nullptr;
    std::deque<Event> events_;
    std::ptrdiff_t given_ = -1;  // the event that next_key() gave last, while it may be taken away
    std::array<ClickCounter, 3> clicks_;
    std::array<int, 3> fed_clicks_{};  // of the presses of this frame; 0: none
    std::vector<std::filesystem::path> drops_;
    std::vector<GLFWcursor*> cursors_;
    int shown_cursor_ = 0;
    glm::vec2 pointer_{-1e9f};  // where the last movement was reported
    // As last told: X would have to be asked, and answers only when it has copied the last frame.
    glm::ivec2 pixels_{0}, coordinates_{0};
    bool activity_ = true, exposed_ = false;
};

}  // namespace umber::app

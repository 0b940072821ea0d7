// The window: GLFW's, its input handed to Dear ImGui and to the room's commands. Everything is counted in pixels of the
// framebuffer, whatever the window system counts in.
#pragma once
#include <vulkan/vulkan_core.h>

#include <array>
#include <filesystem>
#include <glm/glm.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/click_counter.h"
#include "app/event_queue.h"

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

    // What the hands did since; keys are the room's first.
    EventQueue& events() { return events_; }
    // events().feed() with the window's size.
    void feed_imgui(double seconds_since_last, bool hold_keys);
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
    void install_callbacks();
    void add(const InputEvent& event);
    float pixels_per_coordinate() const;

    GLFWwindow* window_ = nullptr;
    EventQueue events_;
    std::array<ClickCounter, 3> clicks_;
    std::vector<std::filesystem::path> drops_;
    std::vector<GLFWcursor*> cursors_;
    int shown_cursor_ = 0;
    glm::vec2 pointer_{-1e9f};  // where the last movement was reported
    // As last told: X would have to be asked, and answers only when it has copied the last frame.
    glm::ivec2 pixels_{0}, coordinates_{0};
    bool activity_ = true, exposed_ = false;
};

}  // namespace umber::app

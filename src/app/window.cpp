#define GLFW_INCLUDE_NONE
#define GLFW_INCLUDE_VULKAN
#include "app/window.h"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "app/imgui_compat.h"
#include "core/error.h"

namespace umber::app {

namespace {

std::string last_glfw_error() {
    const char* text = nullptr;
    glfwGetError(&text);
    return text ? text : "no reason given";
}

Window& of(GLFWwindow* window) {
    return *static_cast<Window*>(glfwGetWindowUserPointer(window));
}

}  // namespace

WindowSystem::WindowSystem() {
#if GLFW_VERSION_MAJOR > 3 || GLFW_VERSION_MINOR >= 4
    // Where there can be no Wayland display, looking for one would only print its library's complaint.
    const char* const folder = std::getenv("XDG_RUNTIME_DIR");
    if (!std::getenv("WAYLAND_SOCKET") && (!folder || !*folder)) glfwInitHint(GLFW_PLATFORM, GLFW_PLATFORM_X11);
#endif
    if (!glfwInit()) throw Error("no window can be opened here: {}", last_glfw_error());
}

WindowSystem::~WindowSystem() {
    glfwTerminate();
}

std::vector<const char*> WindowSystem::instance_extensions() const {
    std::uint32_t count = 0;
    const char** names = glfwVulkanSupported() ? glfwGetRequiredInstanceExtensions(&count) : nullptr;
    if (!names) throw Error("windows can't show Vulkan here: {}", last_glfw_error());
    return {names, names + count};
}

Window::Window(const WindowSystem&, const std::string& title, glm::ivec2 size) {
    glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API);
    glfwWindowHintString(GLFW_X11_CLASS_NAME, "umber");
    glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "umber");
    // Where the system knows no screen, `size` it is.
    glm::ivec2 corner{0}, area{0};
    if (GLFWmonitor* monitor = glfwGetPrimaryMonitor())
        glfwGetMonitorWorkarea(monitor, &corner.x, &corner.y, &area.x, &area.y);
    if (area.x > 0 && area.y > 0) size = area;
    glfwWindowHint(GLFW_MAXIMIZED, GLFW_TRUE);  // a window manager leaves room for its frame
    window_ = glfwCreateWindow(size.x, size.y, title.c_str(), nullptr, nullptr);
    if (!window_) throw Error("the window can't be opened: {}", last_glfw_error());
    // Without a window manager nobody else places it.
    if (!glfwGetWindowAttrib(window_, GLFW_MAXIMIZED)) glfwSetWindowPos(window_, corner.x, corner.y);
    glfwSetWindowSizeLimits(window_, 960, 540, GLFW_DONT_CARE, GLFW_DONT_CARE);
    glfwSetWindowUserPointer(window_, this);
    install_callbacks();
    glfwGetFramebufferSize(window_, &pixels_.x, &pixels_.y);
    glfwGetWindowSize(window_, &coordinates_.x, &coordinates_.y);
    const auto add_cursor = [&](ImGuiMouseCursor which, int shape) {
        cursors_.resize(ImGuiMouseCursor_COUNT, nullptr);
        cursors_[static_cast<std::size_t>(which)] = glfwCreateStandardCursor(shape);
    };
    add_cursor(ImGuiMouseCursor_Arrow, GLFW_ARROW_CURSOR);
    add_cursor(ImGuiMouseCursor_TextInput, GLFW_IBEAM_CURSOR);
    add_cursor(ImGuiMouseCursor_ResizeEW, GLFW_HRESIZE_CURSOR);
    add_cursor(ImGuiMouseCursor_ResizeNS, GLFW_VRESIZE_CURSOR);
    add_cursor(ImGuiMouseCursor_Hand, GLFW_HAND_CURSOR);
    prepare_keys();
    ImGuiIO& io = ImGui::GetIO();
    io.BackendPlatformName = "umber";
    io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
    set_clipboard(
        window_, [](void* window, const char* text) { glfwSetClipboardString(static_cast<GLFWwindow*>(window), text); },
        [](void* window) { return glfwGetClipboardString(static_cast<GLFWwindow*>(window)); });
}

Window::~Window() {
    for (GLFWcursor* cursor : cursors_)
        if (cursor) glfwDestroyCursor(cursor);
    glfwDestroyWindow(window_);
}

void Window::install_callbacks() {
    glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double x, double y) {
        Window& self = of(w);
        self.add({InputEvent::move, glm::vec2(x, y) * self.pixels_per_coordinate()});
    });
    glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int entered) {
        if (!entered) of(w).add({InputEvent::move, glm::vec2(-1e9f)});
    });
    glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int button, int action, int mods) {
        // Where the last movement before it was reported: X keeps them in order. Asking for the pointer now would tell
        // where it has gone since, which on a slow frame is a drag later.
        Window& self = of(w);
        if (button >= 3) return;
        InputEvent event{InputEvent::button, self.pointer_, button, action == GLFW_PRESS, mods};
        // Told now: frames may be long, and each event waits for its own.
        if (event.down)
            event.clicks = self.clicks_[static_cast<std::size_t>(button)].press(glfwGetTime(), event.position);
        self.add(event);
    });
    glfwSetScrollCallback(window_, [](GLFWwindow* w, double, double y) {
        InputEvent event{InputEvent::wheel};
        event.wheel_steps = static_cast<float>(y);
        of(w).add(event);
    });
    glfwSetKeyCallback(window_, [](GLFWwindow* w, int key, int, int action, int mods) {
        Window& self = of(w);
        // X11 reports the modifiers as they were before the key itself.
        const auto with = [&](int left, int right, int bit) {
            if (key == left || key == right) mods = action == GLFW_RELEASE ? mods & ~bit : mods | bit;
        };
        with(GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT, GLFW_MOD_SHIFT);
        with(GLFW_KEY_LEFT_CONTROL, GLFW_KEY_RIGHT_CONTROL, GLFW_MOD_CONTROL);
        with(GLFW_KEY_LEFT_ALT, GLFW_KEY_RIGHT_ALT, GLFW_MOD_ALT);
        InputEvent event{InputEvent::key};
        event.code = key;
        event.down = action != GLFW_RELEASE;
        event.mods = mods;
        event.repeated = action == GLFW_REPEAT;
        self.add(event);
    });
    glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned character) {
        InputEvent event{InputEvent::text};
        event.character = character;
        of(w).add(event);
    });
    glfwSetDropCallback(window_, [](GLFWwindow* w, int count, const char** paths) {
        Window& self = of(w);
        for (int i = 0; i < count; ++i) self.drops_.emplace_back(paths[i]);
        self.activity_ = true;
    });
    glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int width, int height) {
        of(w).pixels_ = {width, height};
        of(w).activity_ = true;
    });
    glfwSetWindowSizeCallback(window_, [](GLFWwindow* w, int width, int height) {
        of(w).coordinates_ = {width, height};
    });
    glfwSetWindowContentScaleCallback(window_, [](GLFWwindow* w, float, float) { of(w).activity_ = true; });
    glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) { of(w).activity_ = of(w).exposed_ = true; });
    glfwSetWindowFocusCallback(window_, [](GLFWwindow* w, int) { of(w).activity_ = true; });
    glfwSetWindowCloseCallback(window_, [](GLFWwindow* w) { of(w).activity_ = true; });
}

void Window::add(const InputEvent& event) {
    activity_ = true;
    if (event.kind == InputEvent::move) pointer_ = event.position;
    events_.add(event);
}

float Window::pixels_per_coordinate() const {
    return coordinates_.x > 0 ? static_cast<float>(pixels_.x) / static_cast<float>(coordinates_.x) : 1.0f;
}

VkSurfaceKHR Window::make_surface(VkInstance instance) const {
    VkSurfaceKHR surface = VK_NULL_HANDLE;
    if (glfwCreateWindowSurface(instance, window_, nullptr, &surface) != VK_SUCCESS)
        throw Error("the window can't be drawn on: {}", last_glfw_error());
    return surface;
}

void Window::set_title(const std::string& title) {
    glfwSetWindowTitle(window_, title.c_str());
}

float Window::scale() const {
    if (const char* set = std::getenv("UMBER_SCALE")) {
        const float value = std::strtof(set, nullptr);
        if (value >= 0.5f && value <= 4.0f) return value;
    }
    float x = 1, y = 1;
    glfwGetWindowContentScale(window_, &x, &y);
    return std::clamp(std::round(std::max(x, y) * 4) / 4, 1.0f, 4.0f);
}

bool Window::should_close() const {
    return glfwWindowShouldClose(window_) != 0;
}
void Window::close() {
    glfwSetWindowShouldClose(window_, GLFW_TRUE);
}

void Window::stay_open() {
    glfwSetWindowShouldClose(window_, GLFW_FALSE);
}

void Window::wait(double seconds) {
    if (seconds <= 0)
        glfwPollEvents();
    else
        glfwWaitEventsTimeout(seconds);
}

void Window::wake() {
    glfwPostEmptyEvent();
}

void Window::feed_imgui(double seconds_since_last, bool hold_keys) {
    ImGuiIO& io = ImGui::GetIO();
    const glm::ivec2 pixels = size();
    io.DisplaySize = ImVec2(static_cast<float>(pixels.x), static_cast<float>(pixels.y));
    io.DeltaTime = static_cast<float>(std::clamp(seconds_since_last, 1e-4, 1.0));
    events_.feed(hold_keys);
}

bool Window::take_activity() {
    return std::exchange(activity_, false);
}
bool Window::take_exposed() {
    return std::exchange(exposed_, false);
}
std::vector<std::filesystem::path> Window::take_drops() {
    return std::exchange(drops_, {});
}

void Window::show_cursor() {
    const int wanted = ImGui::GetMouseCursor();
    if (wanted == shown_cursor_ || wanted < 0) return;
    shown_cursor_ = wanted;
    glfwSetCursor(window_, cursors_[static_cast<std::size_t>(wanted)]);
}

}  // namespace umber::app

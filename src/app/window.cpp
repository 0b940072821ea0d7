#define GLFW_INCLUDE_NONE
#define GLFW_INCLUDE_VULKAN
#include "app/window.h"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
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

// The keys that text fields and focused widgets use; everything else is the room's.
constexpr std::pair<int, ImGuiKey> imgui_keys[] = {
    {GLFW_KEY_TAB, ImGuiKey_Tab},
    {GLFW_KEY_LEFT, ImGuiKey_LeftArrow},
    {GLFW_KEY_RIGHT, ImGuiKey_RightArrow},
    {GLFW_KEY_UP, ImGuiKey_UpArrow},
    {GLFW_KEY_DOWN, ImGuiKey_DownArrow},
    {GLFW_KEY_PAGE_UP, ImGuiKey_PageUp},
    {GLFW_KEY_PAGE_DOWN, ImGuiKey_PageDown},
    {GLFW_KEY_HOME, ImGuiKey_Home},
    {GLFW_KEY_END, ImGuiKey_End},
    {GLFW_KEY_DELETE, ImGuiKey_Delete},
    {GLFW_KEY_BACKSPACE, ImGuiKey_Backspace},
    {GLFW_KEY_SPACE, ImGuiKey_Space},
    {GLFW_KEY_ENTER, ImGuiKey_Enter},
    {GLFW_KEY_ESCAPE, ImGuiKey_Escape},
    {GLFW_KEY_KP_ENTER, key_number_enter},
    {GLFW_KEY_A, ImGuiKey_A},
    {GLFW_KEY_C, ImGuiKey_C},
    {GLFW_KEY_V, ImGuiKey_V},
    {GLFW_KEY_X, ImGuiKey_X},
    {GLFW_KEY_Y, ImGuiKey_Y},
    {GLFW_KEY_Z, ImGuiKey_Z},
};

// Letters are read as text; of the others, only keys that ImGui is told of need a frame of their own.
const ImGuiKey* told(int key) {
    const auto known =
        std::find_if(std::begin(imgui_keys), std::end(imgui_keys), [&](const auto& one) { return one.first == key; });
    return known == std::end(imgui_keys) ? nullptr : &known->second;
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
        self.add({Event::move, glm::vec2(x, y) * self.pixels_per_coordinate()});
    });
    glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int entered) {
        if (!entered) of(w).add({Event::move, glm::vec2(-1e9f)});
    });
    glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int button, int action, int mods) {
        // Where the last movement before it was reported: X keeps them in order. Asking for the pointer now would tell
        // where it has gone since, which on a slow frame is a drag later.
        Window& self = of(w);
        if (button >= 3) return;
        Event event{Event::button, self.pointer_, button, action == GLFW_PRESS, mods};
        // Told now: frames may be long, and each event waits for its own.
        if (event.down)
            event.clicks = self.clicks_[static_cast<std::size_t>(button)].press(glfwGetTime(), event.position);
        self.add(event);
    });
    glfwSetScrollCallback(window_, [](GLFWwindow* w, double, double y) {
        Event event{Event::wheel};
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
        Event event{Event::key};
        event.code = key;
        event.down = action != GLFW_RELEASE;
        event.mods = mods;
        event.repeated = action == GLFW_REPEAT;
        self.add(event);
    });
    glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned character) {
        Event event{Event::text};
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

void Window::add(const Event& event) {
    activity_ = true;
    if (event.kind == Event::move) pointer_ = event.position;
    // Movements between two frames are one.
    if (event.kind == Event::move && !events_.empty() && events_.back().kind == Event::move)
        events_.back() = event;
    else
        events_.push_back(event);
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

std::optional<KeyPress> Window::next_key() {
    for (std::size_t i = 0; i < events_.size(); ++i) {
        Event& event = events_[i];
        if (event.kind == Event::button) return std::nullopt;
        if (event.kind != Event::key || !event.down) continue;
        if (event.given && !event.repeated && told(event.code)) return std::nullopt;
        if (std::exchange(event.given, true)) continue;
        given_ = static_cast<std::ptrdiff_t>(i);
        // What a key types follows it.
        const bool types = i + 1 < events_.size() && events_[i + 1].kind == Event::text;
        return KeyPress{event.code, event.mods, event.repeated, types ? events_[i + 1].character : 0};
    }
    return std::nullopt;
}

void Window::take_away_key() {
    if (given_ < 0) return;
    const auto first = events_.begin() + given_;
    const auto last = std::find_if(first + 1, events_.end(), [](const Event& one) { return one.kind != Event::text; });
    events_.erase(first, last);
    given_ = -1;
}

void Window::feed_imgui(double seconds_since_last, bool hold_keys) {
    ImGuiIO& io = ImGui::GetIO();
    const glm::ivec2 pixels = size();
    io.DisplaySize = ImVec2(static_cast<float>(pixels.x), static_cast<float>(pixels.y));
    io.DeltaTime = static_cast<float>(std::clamp(seconds_since_last, 1e-4, 1.0));
    bool transition = false, moved = false, typed = false;
    given_ = -1;
    fed_clicks_ = {};
    while (!events_.empty()) {
        const Event& event = events_.front();
        const bool is_key = event.kind == Event::key;
        const ImGuiKey* const known = is_key ? told(event.code) : nullptr;
        const bool changes = event.kind == Event::button || (known && !event.repeated);
        if (hold_keys && (is_key || event.kind == Event::text)) break;
        if (is_key && event.down && !event.given) break;
        // Enter or Backspace after letters comes after them.
        const bool types = events_.size() > 1 && events_[1].kind == Event::text;
        if (typed && known && event.down && !types) break;
        // A press must be seen before what follows it; a movement after a press belongs to the next frame.
        if (transition && (changes || event.kind == Event::move)) break;
        // And what was moved before a release must be seen while the button is down still.
        if (moved && event.kind == Event::button && !event.down) break;
        switch (event.kind) {
            case Event::move:
                feed_mouse_position(event.position);
                moved = true;
                break;
            case Event::button:
                feed_mouse_position(event.position);
                feed_modifiers((event.mods & GLFW_MOD_CONTROL) != 0, (event.mods & GLFW_MOD_SHIFT) != 0);
                feed_mouse_button(event.code, event.down);
                fed_clicks_[static_cast<std::size_t>(event.code)] = event.clicks;
                transition = true;
                break;
            case Event::wheel:
                feed_mouse_wheel(event.wheel_steps);
                break;
            case Event::key:
                feed_modifiers((event.mods & GLFW_MOD_CONTROL) != 0, (event.mods & GLFW_MOD_SHIFT) != 0);
                if (changes) feed_key(*known, event.down);
                transition = transition || changes;
                break;
            case Event::text:
                io.AddInputCharacter(event.character);
                typed = true;
                break;
        }
        events_.pop_front();
    }
}

void Window::tell_clicks() const {
    for (std::size_t button = 0; button < fed_clicks_.size(); ++button)
        if (fed_clicks_[button] > 0) app::tell_clicks(static_cast<int>(button), fed_clicks_[button]);
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

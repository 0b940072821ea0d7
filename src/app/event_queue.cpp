#include "app/event_queue.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "app/imgui_compat.h"

namespace umber::app {

namespace {

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

}  // namespace

void EventQueue::add(const InputEvent& event) {
    // Movements between two frames are one.
    if (event.kind == InputEvent::move && !events_.empty() && events_.back().kind == InputEvent::move)
        events_.back() = {event};
    else
        events_.push_back({event});
}

std::optional<KeyPress> EventQueue::next_key() {
    for (std::size_t i = 0; i < events_.size(); ++i) {
        Waiting& event = events_[i];
        if (event.kind == InputEvent::button || event.begins) return std::nullopt;
        if (event.kind != InputEvent::key || !event.down) continue;
        if (event.given && !event.repeated && told(event.code)) return std::nullopt;
        if (std::exchange(event.given, true)) continue;
        given_ = static_cast<std::ptrdiff_t>(i);
        // What a key types follows it.
        const bool types = i + 1 < events_.size() && events_[i + 1].kind == InputEvent::text;
        return KeyPress{event.code, event.mods, event.repeated, types ? events_[i + 1].character : 0};
    }
    return std::nullopt;
}

void EventQueue::take_away_key() {
    if (given_ < 0) return;
    const auto first = events_.begin() + given_;
    const auto last =
        std::find_if(first + 1, events_.end(), [](const Waiting& one) { return one.kind != InputEvent::text; });
    events_.erase(first, last);
    given_ = -1;
}

void EventQueue::key_begins_to_type() {
    if (given_ >= 0) events_[static_cast<std::size_t>(given_)].begins = true;
}

void EventQueue::feed(bool hold_keys) {
    ImGuiIO& io = ImGui::GetIO();
    bool transition = false, moved = false, typed = false;
    given_ = -1;
    fed_clicks_ = {};
    while (!events_.empty()) {
        const Waiting& event = events_.front();
        const bool is_key = event.kind == InputEvent::key;
        const ImGuiKey* const known = is_key ? told(event.code) : nullptr;
        const bool changes = event.kind == InputEvent::button || (known && !event.repeated);
        if (hold_keys && (is_key || event.kind == InputEvent::text)) break;
        if (is_key && event.down && !event.given) break;
        // Enter or Backspace after letters comes after them.
        const bool types = events_.size() > 1 && events_[1].kind == InputEvent::text;
        if (typed && known && event.down && !types) break;
        // A press must be seen before what follows it; a movement after a press belongs to the next frame.
        if (transition && (changes || event.kind == InputEvent::move)) break;
        // And what was moved before a release must be seen while the button is down still.
        if (moved && event.kind == InputEvent::button && !event.down) break;
        switch (event.kind) {
            case InputEvent::move:
                feed_mouse_position(event.position);
                moved = true;
                break;
            case InputEvent::button:
                feed_mouse_position(event.position);
                feed_modifiers((event.mods & GLFW_MOD_CONTROL) != 0, (event.mods & GLFW_MOD_SHIFT) != 0);
                feed_mouse_button(event.code, event.down);
                fed_clicks_[static_cast<std::size_t>(event.code)] = event.clicks;
                transition = true;
                break;
            case InputEvent::wheel:
                feed_mouse_wheel(event.wheel_steps);
                break;
            case InputEvent::key:
                feed_modifiers((event.mods & GLFW_MOD_CONTROL) != 0, (event.mods & GLFW_MOD_SHIFT) != 0);
                if (changes) feed_key(*known, event.down);
                transition = transition || changes;
                break;
            case InputEvent::text:
                io.AddInputCharacter(event.character);
                typed = true;
                break;
        }
        events_.pop_front();
    }
}

void EventQueue::tell_clicks() const {
    for (std::size_t button = 0; button < fed_clicks_.size(); ++button)
        if (fed_clicks_[button] > 0) app::tell_clicks(static_cast<int>(button), fed_clicks_[button]);
}

}  // namespace umber::app

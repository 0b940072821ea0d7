// What the hands did, in the order in which they did it: keys are given to the room first, for its commands, and what
// those leave is fed to Dear ImGui in as many frames as it takes to be understood. Knows no window.
#pragma once
#include <array>
#include <cstddef>
#include <deque>
#include <glm/glm.hpp>
#include <optional>

namespace umber::app {

struct KeyPress {
    int key = 0;   // GLFW_KEY_…
    int mods = 0;  // GLFW_MOD_…
    bool repeated = false;
    unsigned character = 0;  // that it types
};

struct InputEvent {
    enum Kind { move, button, wheel, key, text } kind = move;
    glm::vec2 position{0};
    int code = 0;  // of a key or button
    bool down = false;
    int mods = 0;
    float wheel_steps = 0;
    unsigned character = 0;
    bool repeated = false;
    int clicks = 0;  // a button's: which press of several at once
};

class EventQueue {
public:
    void add(const InputEvent& event);
    bool empty() const { return events_.empty(); }

    // The next key that was pressed, once all before it that may change its meaning (a button, a key that ImGui is told
    // of, a letter that begins to type) has been fed. Each comes once; it is fed to ImGui afterwards unless
    // take_away_key() is called.
    std::optional<KeyPress> next_key();
    // The key that came last was a command: neither it nor what it types is ImGui's.
    void take_away_key();
    // The key that came last opens a field to be typed into: no other is given before it has been fed.
    void key_begins_to_type();
    // Hands what happened to ImGui for one frame: a press and its release never in the same one, and no key that
    // next_key() has not given yet. `hold_keys`: keys wait for the next frame, with all that came after them.
    void feed(bool hold_keys);
    // After ImGui's frame has begun: which of its presses are double-clicks.
    void tell_clicks() const;

private:
    struct Waiting : InputEvent {
        bool given = false;   // by next_key()
        bool begins = false;  // to type
    };
    std::deque<Waiting> events_;
    std::ptrdiff_t given_ = -1;        // the event that next_key() gave last, while it may be taken away
    std::array<int, 3> fed_clicks_{};  // of the presses of this frame; 0: none
};

}  // namespace umber::app

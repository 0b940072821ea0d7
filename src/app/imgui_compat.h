// Dear ImGui as Debian 12 (1.86) and Debian 13 (1.90) have it: the differences between them stand here and nowhere
// else.
#pragma once
#include <imgui.h>
#include <imgui_internal.h>

#include <glm/glm.hpp>
#include <span>

namespace umber::app {

inline ImVec2 im(glm::vec2 v) {
    return {v.x, v.y};
}
inline glm::vec2 from_im(ImVec2 v) {
    return {v.x, v.y};
}

// The number block's Enter, whose name changed.
#if IMGUI_VERSION_NUM >= 18700
inline constexpr ImGuiKey key_number_enter = ImGuiKey_KeypadEnter;
#else
inline constexpr ImGuiKey key_number_enter = ImGuiKey_KeyPadEnter;
#endif

// True while a text field has the keyboard.
bool text_input_active();

// What counts as a double click is decided by when the presses were made, not by when frames see them: tells ImGui,
// once a frame has begun, the how manieth the press of this frame is.
void tell_clicks(int button, int count);

// True in the frame in which `key` went down, and again while it repeats.
bool key_pressed(ImGuiKey key, bool repeat = true);

// What the user did, handed to ImGui by the window, or by tests that have none.
void feed_mouse_position(glm::vec2 position);
void feed_mouse_button(int button, bool down);
void feed_mouse_wheel(float steps);
void feed_modifiers(bool control, bool shift);
void feed_key(ImGuiKey key, bool down);
void feed_text(const char* text);

// Makes a context's keys known where the version needs that (1.86), and has it take all that is fed in one frame.
void prepare_keys();

// Where copying and pasting goes.
void set_clipboard(void* user, void (*set)(void* user, const char* text), const char* (*get)(void* user));

// Keeps widgets from taking keyboard navigation of ImGui's own, which the room does itself.
ImGuiWindowFlags quiet_window_flags();

}  // namespace umber::app

#include "app/imgui_compat.h"

namespace umber::app {

#if IMGUI_VERSION_NUM >= 18700

bool key_pressed(ImGuiKey key, bool repeat) {
    return ImGui::IsKeyPressed(key, repeat);
}

void feed_mouse_position(glm::vec2 position) {
    ImGui::GetIO().AddMousePosEvent(position.x, position.y);
}
void feed_mouse_button(int button, bool down) {
    ImGui::GetIO().AddMouseButtonEvent(button, down);
}
void feed_mouse_wheel(float steps) {
    ImGui::GetIO().AddMouseWheelEvent(0.0f, steps);
}
void feed_key(ImGuiKey key, bool down) {
    ImGui::GetIO().AddKeyEvent(key, down);
}
void feed_modifiers(bool control, bool shift) {
    ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, control);
    ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, shift);
}
// Several events of one frame are taken in one frame, as in 1.86.
void prepare_keys() {
    ImGui::GetIO().ConfigInputTrickleEventQueue = false;
}

#else

bool key_pressed(ImGuiKey key, bool repeat) {
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), repeat);
}

void feed_mouse_position(glm::vec2 position) {
    ImGui::GetIO().MousePos = im(position);
}
void feed_mouse_button(int button, bool down) {
    ImGui::GetIO().MouseDown[button] = down;
}
void feed_mouse_wheel(float steps) {
    ImGui::GetIO().MouseWheel += steps;
}
void feed_key(ImGuiKey key, bool down) {
    ImGui::GetIO().KeysDown[ImGui::GetIO().KeyMap[key]] = down;
}
void feed_modifiers(bool control, bool shift) {
    ImGuiIO& io = ImGui::GetIO();
    io.KeyCtrl = control;
    io.KeyShift = shift;
}
void prepare_keys() {
    for (int key = 0; key < ImGuiKey_COUNT; ++key) ImGui::GetIO().KeyMap[key] = key;
}

#endif

void set_clipboard(void* user, void (*set)(void* user, const char* text), const char* (*get)(void* user)) {
    ImGuiIO& io = ImGui::GetIO();
    io.ClipboardUserData = user;
    io.SetClipboardTextFn = set;
    io.GetClipboardTextFn = get;
}

bool text_input_active() {
    const ImGuiID active = ImGui::GetActiveID();
    return active != 0 && ImGui::GetInputTextState(active) != nullptr;
}

void tell_clicks(int button, int count) {
    ImGuiIO& io = ImGui::GetIO();
    if (!io.MouseClicked[button]) return;
    io.MouseClickedCount[button] = static_cast<ImU16>(count);
    io.MouseDoubleClicked[button] = count == 2;
}

void feed_text(const char* text) {
    ImGui::GetIO().AddInputCharactersUTF8(text);
}

ImGuiWindowFlags quiet_window_flags() {
    return ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
           ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav |
           ImGuiWindowFlags_NoScrollWithMouse;
}

}  // namespace umber::app

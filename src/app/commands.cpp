#include "app/commands.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/text.h"

namespace umber::app {

namespace {

constexpr int control = GLFW_MOD_CONTROL, shift = GLFW_MOD_SHIFT;

const auto& table() {
    static const std::array list{
        CommandInfo{Command::open_clip, "File", "Open clip…", {{GLFW_KEY_O, control}}},
        CommandInfo{Command::next_clip, "File", "Next clip", {{GLFW_KEY_PAGE_DOWN, 0}}},
        CommandInfo{Command::previous_clip, "File", "Previous clip", {{GLFW_KEY_PAGE_UP, 0}}},
        CommandInfo{Command::open_grade, "File", "Open grade…", {{GLFW_KEY_O, control | shift}}, false, true},
        CommandInfo{Command::save_grade, "File", "Save grade…", {{GLFW_KEY_S, control}}},
        CommandInfo{Command::import_cdl, "File", "Import CDL…", {}, false, true},
        CommandInfo{Command::load_lut, "File", "Load LUT…", {{GLFW_KEY_L, control}}},
        CommandInfo{Command::export_cdl, "File", "Export CDL…", {{GLFW_KEY_E, control}}, false, true},
        CommandInfo{Command::export_lut, "File", "Export LUT…", {{GLFW_KEY_E, control | shift}}},
        CommandInfo{Command::render, "File", "Render…", {{GLFW_KEY_R, control}}},
        CommandInfo{Command::colour_settings, "File", "Colour management", {{GLFW_KEY_M, control}}, false, true},
        CommandInfo{Command::quit, "File", "Quit", {{GLFW_KEY_Q, control}}, false, true},
        CommandInfo{Command::undo, "Edit", "Undo", {{GLFW_KEY_Z, control}}, true},
        CommandInfo{Command::redo, "Edit", "Redo", {{GLFW_KEY_Z, control | shift}, {GLFW_KEY_Y, control}}, true},
        CommandInfo{Command::reset_grade, "Edit", "Reset the whole grade", {{GLFW_KEY_HOME, control}}, false, true},
        CommandInfo{Command::play, "Playback", "Play or pause", {{GLFW_KEY_SPACE, 0}}},
        CommandInfo{Command::play_forwards, "Playback", "Play, faster each time", {{GLFW_KEY_L, 0}}},
        CommandInfo{Command::play_backwards, "Playback", "Play backwards, faster each time", {{GLFW_KEY_J, 0}}},
        CommandInfo{Command::pause, "Playback", "Pause", {{GLFW_KEY_K, 0}}},
        CommandInfo{Command::next_frame, "Playback", "Next frame", {{GLFW_KEY_RIGHT, 0}}, true, true},
        CommandInfo{Command::previous_frame, "Playback", "Previous frame", {{GLFW_KEY_LEFT, 0}}, true},
        CommandInfo{Command::next_second, "Playback", "One second on", {{GLFW_KEY_RIGHT, shift}}, true},
        CommandInfo{Command::previous_second, "Playback", "One second back", {{GLFW_KEY_LEFT, shift}}, true},
        CommandInfo{Command::first_frame, "Playback", "First frame", {{GLFW_KEY_HOME, 0}}},
        CommandInfo{Command::last_frame, "Playback", "Last frame", {{GLFW_KEY_END, 0}}},
        CommandInfo{Command::loop, "Playback", "Loop", {{GLFW_KEY_P, 0}}, false, true},
        CommandInfo{Command::fit, "View", "Fit the picture", {{GLFW_KEY_F, 0}}},
        CommandInfo{Command::actual_size, "View", "Actual size, 1:1", {{GLFW_KEY_1, 0}}},
        CommandInfo{Command::zoom_in, "View", "Zoom in", {{GLFW_KEY_EQUAL, 0}, {GLFW_KEY_KP_ADD, 0}}, true},
        CommandInfo{Command::zoom_out, "View", "Zoom out", {{GLFW_KEY_MINUS, 0}, {GLFW_KEY_KP_SUBTRACT, 0}}, true},
        CommandInfo{Command::wipe, "View", "Wipe between before and after", {{GLFW_KEY_W, 0}}, false, true},
        CommandInfo{Command::before_after, "View", "Before: the picture without its grade", {{GLFW_KEY_D, 0}}},
        CommandInfo{Command::false_colour, "View", "False colours and marks…", {{GLFW_KEY_C, 0}}, false, true},
        CommandInfo{Command::proof, "View", "Proof on another display…", {{GLFW_KEY_V, 0}}},
        CommandInfo{
            Command::viewer_brighter, "View", "Viewer half a stop brighter", {{GLFW_KEY_RIGHT_BRACKET, 0}}, true, true},
        CommandInfo{Command::viewer_darker, "View", "Viewer half a stop darker", {{GLFW_KEY_LEFT_BRACKET, 0}}, true},
        CommandInfo{Command::viewer_neutral, "View", "Viewer's exposure and gamma neutral", {{GLFW_KEY_BACKSLASH, 0}}},
        CommandInfo{Command::raw_codes, "View", "HDR as code values, or as this display shows it", {{GLFW_KEY_H, 0}}},
        CommandInfo{
            Command::scope_scale, "View", "Scopes in code, percent or nits", {{GLFW_KEY_S, shift}}, false, true},
        CommandInfo{Command::default_layout, "View", "Panels as they were at first", {}},
        CommandInfo{Command::commands, "View", "All commands", {{GLFW_KEY_P, control | shift}}},
    };
    return list;
}

std::string key_name(int key) {
    switch (key) {
        case GLFW_KEY_SPACE:
            return "Space";
        case GLFW_KEY_LEFT:
            return "Left";
        case GLFW_KEY_RIGHT:
            return "Right";
        case GLFW_KEY_HOME:
            return "Home";
        case GLFW_KEY_END:
            return "End";
        case GLFW_KEY_PAGE_UP:
            return "Page Up";
        case GLFW_KEY_PAGE_DOWN:
            return "Page Down";
        case GLFW_KEY_EQUAL:
            return "+";
        case GLFW_KEY_MINUS:
            return "\u2212";
        default:
            return std::string(1, static_cast<char>(key));  // GLFW's letters and figures are ASCII's
    }
}

}  // namespace

std::span<const CommandInfo> commands() {
    return table();
}

const CommandInfo& info(Command command) {
    const auto& list = table();
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const CommandInfo& one) { return one.command == command; });
    if (found == list.end()) throw Error("a command has no entry in the table");
    return *found;
}

std::optional<Command> command_for(const KeyPress& press) {
    const int mods = press.mods & (control | shift | GLFW_MOD_ALT | GLFW_MOD_SUPER);
    for (const CommandInfo& one : table()) {
        if (press.repeated && !one.repeats) continue;
        for (const Shortcut& key : one.keys)
            if (key.key == press.key && key.mods == mods) return one.command;
    }
    // Menus write letters as capitals: where Shift and a letter mean nothing of their own, the letter is meant.
    if (mods == shift && press.key >= GLFW_KEY_A && press.key <= GLFW_KEY_Z)
        return command_for({press.key, 0, press.repeated});
    // '+' is a shifted key on most keyboards.
    if (press.key == GLFW_KEY_EQUAL && mods == shift) return Command::zoom_in;
    return std::nullopt;
}

bool asks_for_clip(Command command) {
    switch (command) {
        case Command::fit:
        case Command::actual_size:
        case Command::zoom_in:
        case Command::zoom_out:
            return true;
        default:
            return info(command).group == "Playback";
    }
}

std::string shortcut_text(const CommandInfo& info) {
    if (info.keys.empty()) return {};
    const Shortcut& key = info.keys.front();
    std::string text;
    if (key.mods & control) text += "Ctrl+";
    if (key.mods & shift) text += "Shift+";
    return text + key_name(key.key);
}

std::string tip(Command command) {
    const CommandInfo& one = info(command);
    const std::string keys = shortcut_text(one);
    return keys.empty() ? std::string(one.name) : std::string(one.name) + "   " + keys;
}

std::vector<const CommandInfo*> matching(std::string_view text) {
    std::vector<const CommandInfo*> found;
    for (const CommandInfo& one : table())
        if (has_all_words(std::string(one.group) + " " + std::string(one.name), text)) found.push_back(&one);
    return found;
}

}  // namespace umber::app

// Everything that the room can be told to do, in one table: keys, menus, tooltips and the list of commands read it.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/event_queue.h"

namespace umber::app {

enum class Command {
    open_clip,
    next_clip,
    previous_clip,
    open_grade,
    save_grade,
    import_cdl,
    load_lut,
    export_cdl,
    export_lut,
    render,
    colour_settings,
    quit,
    undo,
    redo,
    reset_grade,
    play,
    play_forwards,
    play_backwards,
    pause,
    next_frame,
    previous_frame,
    next_second,
    previous_second,
    first_frame,
    last_frame,
    loop,
    fit,
    actual_size,
    zoom_in,
    zoom_out,
    wipe,
    before_after,
    false_colour,
    proof,
    viewer_brighter,
    viewer_darker,
    viewer_neutral,
    raw_codes,
    scope_scale,
    default_layout,
    commands,
};

struct Shortcut {
    int key = 0;   // GLFW_KEY_…
    int mods = 0;  // GLFW_MOD_…, exactly these
};

struct CommandInfo {
    Command command;
    std::string_view group;  // of the menu
    std::string_view name;   // "Open clip…"
    std::vector<Shortcut> keys;
    bool repeats = false;  // while its key is held
    bool parted = false;   // in the menu a line is above it
};

std::span<const CommandInfo> commands();
const CommandInfo& info(Command command);

// Whether it means nothing without a clip, or is undone by a new one (its key waits for a clip that is being opened).
bool asks_for_clip(Command command);

// The command of a pressed key, if there is one.
std::optional<Command> command_for(const KeyPress& press);

// "Ctrl+Shift+Z", of the first key; empty where it has none.
std::string shortcut_text(const CommandInfo& info);
// "Undo  Ctrl+Z": a tooltip.
std::string tip(Command command);

// Commands whose name holds every word of `text`, whatever the case; all for an empty one.
std::vector<const CommandInfo*> matching(std::string_view text);

}  // namespace umber::app

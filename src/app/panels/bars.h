// The bar at the top with the menu and what undo would undo, the status line at the bottom, and the list of commands.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/ui.h"

namespace umber::app {

struct BarInfo {
    std::string undo, redo;
    std::vector<Command> on{};  // ticked in the menu
};
struct BarState {
    int menu = -1;  // the group that is open
};
std::optional<Command> top_bar(Ui& ui, const Rect& rect, const BarInfo& info, BarState& state);

struct StatusInfo {
    std::string device;
    std::vector<std::string> figures;  // "GPU 8.9 ms", "decode 5.1 ms"
    std::string warning;               // of the picture that is shown: always shown
    std::string note;                  // "1/2 size · master full": always shown
    std::string whole_note;            // the same in more words, where there is room, else as a tooltip
    std::string colour;                // at the right end
    std::string error;                 // in the message's place until it has been read
    std::string message;               // of the last thing that was done
};
struct StatusResult {
    bool dismissed = false;  // the error was taken note of
    bool colour = false;     // the colour management at the right end was pressed
};
StatusResult status_line(Ui& ui, const Rect& rect, const StatusInfo& info);

// The list of all commands, searched by typing. Over everything else while it is open.
struct CommandListState {
    bool open = false;
    bool fresh = false;
    std::string text;
    int chosen = 0;
    int first = 0;  // that is seen
};
std::optional<Command> command_list(Ui& ui, glm::vec2 window, CommandListState& state);

}  // namespace umber::app

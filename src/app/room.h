// The grading room: window, panels, playback and engine put together. A frame of it: read the grade (a value), draw,
// collect edits, apply them by name; the viewer follows from the new value.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "grade/grade_file.h"

namespace umber::app {

struct RoomOptions {
    std::vector<std::filesystem::path> clips;  // the first is opened
    grade::GradeFile grade;                    // to begin with; no colours: as is
    std::string grade_file;                    // that it was read from, to say so; empty: from none
    std::string device;                        // as --device
    std::string problem;                       // of what was to be opened beside; said as the room opens
};

// Opens the window, changes the exposure `changes` times, each once everything is at rest, and quits. Returns for each
// the milliseconds from the change to the frame of the window, drawn and handed to the display, whose picture has it.
// Needs a clip in `options`. Throws Error as run_room() does, and where the window is closed or the picture does not
// come.
std::vector<double> measure_latency(const RoomOptions& options, int changes);

// Opens the window and returns when it is closed: the command's exit code. Throws Error: no display, no device.
int run_room(const RoomOptions& options);

}  // namespace umber::app

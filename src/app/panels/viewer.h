// The viewer: head, picture (zoom, pan, wipe), scrub bar and transport. Says where the picture lies; drawing it is the
// presenter's.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/layout.h"
#include "app/picture_look.h"
#include "app/ui.h"
#include "core/timecode.h"

namespace umber::app {

struct ViewerState {
    bool fit = true;
    float zoom = 1;          // pixels of the window for one of the picture, where it doesn't fit itself
    glm::vec2 center{0.5f};  // the point of the picture (0..1) in the middle of the viewer
    bool wipe = false;
    float wipe_at = 0.5f;  // of the picture's width
    bool before = false;   // the picture without its grade
};

// What there is to show.
struct ViewerInfo {
    bool has_clip = false, opening = false;
    std::string name, description;  // "A003C014", "1920×1080 · h264 · …"
    std::size_t clips = 1;          // that are open; one of several can be chosen
    glm::vec2 picture{0};           // as displayed: turned, with square pixels
    std::int64_t frame = 0, frames = 0;
    std::string timecode;
    std::function<bool(std::string_view)> names_frame;  // whether what is typed in the timecode's place is understood
    double speed = 0, shown_fps = 0, wanted_fps = 0;
    std::int64_t dropped = 0;
    bool looping = true;
    std::string mark;     // "+1.00 st · γ 1.20": the viewer is not neutral
    bool marked = false;  // false colours or marks are on
    std::string display;  // "SDR preview of Rec.2100-PQ, 1000 nits": how the picture is shown, where that must be said
    bool raw = false;     // as code values
    Legend legend;        // of them; empty: none
    std::vector<std::string>
        readout;  // of the pixel under the pointer, a word a value; empty: it is beside the picture
};

struct ViewerResult {
    std::optional<Command> command;
    std::optional<std::int64_t> seek;
    Rect picture;      // where the whole picture lies, in whole pixels; may reach beyond its place
    float wipe_x = 0;  // of the wipe, in pixels
    float zoom = 0;
    std::optional<Rect> marks;         // false colours are to be chosen; the word that was pressed
    std::optional<Rect> clips;         // another clip is to be chosen; the name that was pressed
    std::optional<std::string> go_to;  // typed in the timecode's place
};

// Where a picture lies in `place` in this state.
Rect picture_rect(const Rect& place, glm::vec2 picture, const ViewerState& state, float scale);
// The state after zooming by `factor` about the point `about` (in pixels).
ViewerState zoomed(const ViewerState& state, const Rect& place, glm::vec2 picture, float scale, float factor,
                   glm::vec2 about);

ViewerResult viewer_panel(Ui& ui, const RoomLayout& room, const ViewerInfo& info, ViewerState& state);

}  // namespace umber::app

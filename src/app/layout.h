// Where everything in the room stands: a pure function of the window's size, its scale and the splitters. No panel
// overlaps another and none is too small for what it must hold, from 1280x720 to 3840x2160 at scales whose panels fit.
#pragma once
#include <array>
#include <string>

#include "app/geometry.h"

namespace umber::app {

// Positions of the splitters as shares, so that they keep their meaning when the window changes its size; the layout
// holds them within what the panels need.
struct Splitters {
    float scopes = 0.325f;      // width of the scopes, of the window
    float palettes = 0.325f;    // height of the palettes, of the window
    float scope_column = 0.5f;  // width of the left scopes, of the scopes
    float scope_row = 0.5f;     // height of the upper scopes, of the scopes
    float primaries = 0.42f;    // right edges of the palettes, of the window's width
    float sliders = 0.545f;
    float curves = 0.825f;
    friend bool operator==(const Splitters&, const Splitters&) = default;
};

enum class Splitter { scopes, palettes, scope_column, scope_row, primaries, sliders, curves };
inline constexpr std::array all_splitters{Splitter::scopes,    Splitter::palettes,  Splitter::scope_column,
                                          Splitter::scope_row, Splitter::primaries, Splitter::sliders,
                                          Splitter::curves};

struct RoomLayout {
    Rect bar;                                     // name of the clip, menu, undo
    Rect viewer_head, picture, scrub, transport;  // the viewer, from top to bottom
    std::array<Rect, 4> scopes;                   // waveform, parade, vectorscope, histogram
    Rect primaries, sliders, curves, output;      // palettes, from left to right
    Rect status;

    // The strip between panels that can be dragged; wider than the gap, as a hand needs it.
    Rect handle(Splitter which) const { return handles[static_cast<std::size_t>(which)]; }
    std::array<Rect, all_splitters.size()> handles;
    Splitters splitters;  // as used, within what fits
};

// `size`: the window in pixels. `scale`: pixels of a length of 1.
RoomLayout lay_out(glm::vec2 size, float scale, const Splitters& wanted);

// The splitters after `which` has been dragged to `position` (x for those between columns, y for those between rows).
Splitters moved(const RoomLayout& layout, glm::vec2 size, float scale, Splitter which, float position);

// True for a splitter that moves sideways.
bool moves_sideways(Splitter which);

// "0.325 0.325 …", as kept in the user's settings; `from_text` hands back the defaults for anything else.
std::string to_text(const Splitters& splitters);
Splitters splitters_from_text(const std::string& text);

}  // namespace umber::app

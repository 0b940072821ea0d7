// The palettes below the picture. Each draws a part of the grade from the table of its operations and hands back the
// edit that the user made in this frame, if any. They know nothing of windows, projects or the GPU, so that tests press
// their buttons without any.
#pragma once
#include <array>
#include <optional>
#include <string>

#include "app/panels/colour.h"
#include "app/panels/edits.h"
#include "app/widgets/curve_editor.h"

namespace umber::app {

// --- primaries: the wheels of one operation, and boxes below -------------------------------------------------------

struct PrimariesState {
    int tab = 0;  // of the operations that have wheels
};
std::optional<Edit> primaries_palette(Ui& ui, const Rect& rect, const Shown& shown, PrimariesState& state);

// --- sliders: every operation that is not of another palette -------------------------------------------------------

struct SlidersState {
    float scroll = 0;
};
std::optional<Edit> sliders_palette(Ui& ui, const Rect& rect, const Shown& shown, SlidersState& state);

// The rows of one operation, from its table; used by the palette above and for the CDL. Cuts what it takes off `rect`.
std::optional<Edit> operation_rows(Ui& ui, Rect& rect, const Shown& shown, const grade::OperationInfo& info,
                                   bool with_switch);

// --- curves --------------------------------------------------------------------------------------------------------

struct CurvesState {
    int tab = 0;  // of the operation's curves
    std::array<CurveState, 8> curve;
};
struct CurvesResult {
    std::optional<Edit> edit;
    Rect plot;  // left open, for a histogram beneath
};
CurvesResult curves_palette(Ui& ui, const Rect& rect, const Shown& shown, CurvesState& state);

// --- LUT, CDL, colour management, and the way out
// -------------------------------------------------------------------------------------

inline constexpr int lut_tab = 0, cdl_tab = 1, colour_tab = 2;
struct OutputState {
    int tab = lut_tab;
};
// What the room knows and the palette shows.
struct OutputInfo {
    std::string lut_line;              // "33³ · tetrahedral", or what is wrong with it
    std::array<std::string, 2> lines;  // of the last export or render
    std::string warning;               // of it: it is worse than it should be
    bool has_clip = false;
    bool busy = false;          // an export or a render is going on
    float progress = 0;         // 0..1
    std::string progress_line;  // "612 / 1440 · 38 fps · 0:22 left"
    std::string job;            // "Rendering master"
    ColourInfo colour;
};
enum class OutputRequest { none, choose_lut, import_cdl, export_cdl, export_lut, render, cancel };
struct OutputResult {
    std::optional<Edit> edit;
    OutputRequest request = OutputRequest::none;
    ColourResult colour;
};
OutputResult output_palette(Ui& ui, const Rect& rect, const Shown& shown, OutputState& state, const OutputInfo& info);

}  // namespace umber::app

// The frames of the scopes: head, lines and numbers. The traces are the GPU's, drawn beneath; a frame says where.
#pragma once
#include <optional>
#include <string_view>

#include "app/ui.h"
#include "color/spaces.h"
#include "engine/scopes.h"

namespace umber::app {

enum class ScopeKind { waveform, parade, vectorscope, histogram };
// Nits only where the picture is made for an HDR display.
enum class ScopeScale { code10, percent, nits };
ScopeScale next_scale(ScopeScale now, bool hdr);

struct ScopeFrame {
    Rect trace;                       // where the GPU draws; empty where there is no room
    std::optional<ScopeScale> scale;  // the user chose another
};

// The trace's place within a scope's panel: between its numbers, and square for the vectorscope.
Rect trace_place(const Ui& ui, const Rect& panel, ScopeKind kind);

// Draws the panel of one scope: opaque around the trace, only lines over it. `hdr`: the space of the display where it
// is told in nits (PQ, HLG), else null. `matrix`: what the scopes were counted by.
ScopeFrame scope_frame(Ui& ui, const char* id, const Rect& panel, ScopeKind kind, ScopeScale scale,
                       const color::Space* hdr = nullptr, const engine::ScopeMatrix& matrix = {});

// Radius of the vectorscope's edge in colour difference (0.5 is that of full-scale blue and red).
inline constexpr float vectorscope_reach = 0.5f;

}  // namespace umber::app

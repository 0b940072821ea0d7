#include "app/layout.h"

#include <fmt/format.h>

#include <cmath>
#include <sstream>

namespace umber::app {

namespace {

// What panels need, at 1x. The smallest window, 1280x720, holds them all.
constexpr float bar_height = 34, status_height = 24, gap = 2, head_height = 28, transport_height = 32,
                scrub_height = 20;
constexpr float picture_width_min = 420, scopes_width_min = 400, scope_width_min = 190, scope_height_min = 110;
constexpr float palettes_min = 292, viewer_min = 260;
constexpr float primaries_min = 560, sliders_min = 208, curves_min = 236, output_min = 260;
constexpr float handle_reach = 3;  // beyond the gap on either side

// The share at which `low`..`high` pixels of `whole` are kept, `low` winning where both can't be.
float held(float share, float whole, float low, float high) {
    return std::max(low, std::min(std::round(share * whole), high));
}

}  // namespace

bool moves_sideways(Splitter which) {
    return which != Splitter::palettes && which != Splitter::scope_row;
}

RoomLayout lay_out(glm::vec2 size, float scale, const Splitters& wanted) {
    const auto px = [scale](float length) { return std::round(length * scale); };
    const float g = std::max(1.0f, px(gap));
    RoomLayout room;
    Splitters& used = room.splitters = wanted;
    Rect rest{0, 0, std::floor(size.x), std::floor(size.y)};
    room.bar = cut_top(rest, px(bar_height));
    cut_top(rest, g);
    room.status = cut_bottom(rest, px(status_height));
    cut_bottom(rest, g);

    const float palettes_height =
        held(wanted.palettes, size.y, std::min(px(palettes_min), rest.h * 0.5f), rest.h - g - px(viewer_min));
    used.palettes = palettes_height / std::max(1.0f, size.y);
    Rect lower = cut_bottom(rest, palettes_height);
    const Rect palettes_gap = cut_bottom(rest, g);

    // Above: the viewer and the scopes.
    const float scopes_width =
        held(wanted.scopes, size.x, std::min(px(scopes_width_min), rest.w * 0.4f), rest.w - g - px(picture_width_min));
    used.scopes = scopes_width / std::max(1.0f, size.x);
    Rect scopes = cut_right(rest, scopes_width);
    const Rect scopes_gap = cut_right(rest, g);
    room.viewer_head = cut_top(rest, px(head_height));
    room.transport = cut_bottom(rest, px(transport_height));
    room.scrub = cut_bottom(rest, px(scrub_height));
    room.picture = rest;

    const Rect all_scopes = scopes;
    const float left = held(wanted.scope_column, scopes.w, std::min(px(scope_width_min), scopes.w * 0.5f),
                            scopes.w - g - px(scope_width_min));
    const float upper = held(wanted.scope_row, scopes.h, std::min(px(scope_height_min), std::floor(scopes.h * 0.5f)),
                             scopes.h - g - px(scope_height_min));
    used.scope_column = left / std::max(1.0f, scopes.w);
    used.scope_row = upper / std::max(1.0f, scopes.h);
    Rect top = cut_top(scopes, upper);
    const Rect row_gap = cut_top(scopes, g);
    room.scopes[0] = cut_left(top, left);
    const Rect column_gap = cut_left(top, g);
    room.scopes[1] = top;
    room.scopes[2] = cut_left(scopes, left);
    cut_left(scopes, g);
    room.scopes[3] = scopes;

    // Below: the palettes. Each edge leaves room for what stands to its right.
    const Rect palettes = lower;
    const float needed = px(primaries_min) + px(sliders_min) + px(curves_min) + px(output_min) + 3 * g;
    const float squeeze = std::min(1.0f, palettes.w / needed);  // only in windows below the smallest
    const float p = std::floor(px(primaries_min) * squeeze), s = std::floor(px(sliders_min) * squeeze),
                c = std::floor(px(curves_min) * squeeze), o = std::floor(px(output_min) * squeeze);
    const float at_primaries = held(wanted.primaries, size.x, p, palettes.w - s - c - o - 3 * g);
    const float at_sliders = held(wanted.sliders, size.x, at_primaries + g + s, palettes.w - c - o - 2 * g);
    const float at_curves = held(wanted.curves, size.x, at_sliders + g + c, palettes.w - o - g);
    used.primaries = at_primaries / std::max(1.0f, size.x);
    used.sliders = at_sliders / std::max(1.0f, size.x);
    used.curves = at_curves / std::max(1.0f, size.x);
    room.primaries = cut_left(lower, at_primaries);
    const Rect primaries_gap = cut_left(lower, g);
    room.sliders = cut_left(lower, at_sliders - at_primaries - g);
    const Rect sliders_gap = cut_left(lower, g);
    room.curves = cut_left(lower, at_curves - at_sliders - g);
    const Rect curves_gap = cut_left(lower, g);
    room.output = lower;

    const float reach = px(handle_reach);
    const auto wider = [&](const Rect& r) { return Rect{r.x - reach, r.y, r.w + 2 * reach, r.h}; };
    const auto higher = [&](const Rect& r) { return Rect{r.x, r.y - reach, r.w, r.h + 2 * reach}; };
    room.handles = {
        wider(scopes_gap), higher(palettes_gap), wider({column_gap.x, all_scopes.y, column_gap.w, all_scopes.h}),
        higher(row_gap),   wider(primaries_gap), wider(sliders_gap),
        wider(curves_gap)};
    return room;
}

Splitters moved(const RoomLayout& layout, glm::vec2 size, float scale, Splitter which, float position) {
    Splitters next = layout.splitters;
    const float across = position / std::max(1.0f, size.x);
    switch (which) {
        case Splitter::scopes:
            next.scopes = 1.0f - across;
            break;
        case Splitter::palettes:
            next.palettes = (layout.status.y - position) / std::max(1.0f, size.y);
            break;
        case Splitter::scope_column: {
            const float whole = layout.scopes[1].right() - layout.scopes[0].x;
            next.scope_column = (position - layout.scopes[0].x) / std::max(1.0f, whole);
            break;
        }
        case Splitter::scope_row: {
            const float whole = layout.scopes[2].bottom() - layout.scopes[0].y;
            next.scope_row = (position - layout.scopes[0].y) / std::max(1.0f, whole);
            break;
        }
        // The neighbours stay where they are; a panel at its least pushes.
        case Splitter::primaries:
            next.primaries = across;
            break;
        case Splitter::sliders:
            next.sliders = across;
            break;
        case Splitter::curves:
            next.curves = across;
            break;
    }
    return lay_out(size, scale, next).splitters;
}

std::string to_text(const Splitters& s) {
    return fmt::format("{} {} {} {} {} {} {}", s.scopes, s.palettes, s.scope_column, s.scope_row, s.primaries,
                       s.sliders, s.curves);
}

Splitters splitters_from_text(const std::string& text) {
    std::istringstream in(text);
    Splitters s;
    for (float* value : {&s.scopes, &s.palettes, &s.scope_column, &s.scope_row, &s.primaries, &s.sliders, &s.curves}) {
        if (!(in >> *value) || !(*value > 0.0f && *value < 1.0f)) return {};
    }
    return s;
}

}  // namespace umber::app

#include "app/widgets/graticule.h"

#include <fmt/format.h>
#include <algorithm>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "app/picture_look.h"
#include "app/widgets/basics.h"
#include "color/tags.h"

namespace umber::app {

namespace {

constexpr float head_height = 24;
constexpr ImU32 quiet = tone::grey(0xff, 26), end_line = IM_COL32(0xe0, 0xa1, 0x3a, 60), number = tone::grey(0x8a);

std::string_view title(ScopeKind kind) {
    switch (kind) {
        case ScopeKind::waveform:
            return "Waveform";
        case ScopeKind::parade:
            return "RGB parade";
        case ScopeKind::vectorscope:
            return "Vectorscope";
        case ScopeKind::histogram:
            return "Histogram";
    }
    return "";
}

std::string level(ScopeScale scale, float value) {
    return scale == ScopeScale::percent ? fmt::format("{:.0f}", value * 100)
                                        : fmt::format("{:.0f}", std::floor(value * 1023));
}

// Everything of the panel but the trace, so that what is drawn beneath shows only there.
void surround(Ui& ui, const Rect& panel, const Rect& hole) {
    ui.fill({panel.x, panel.y, panel.w, hole.y - panel.y}, tone::panel);
    ui.fill({panel.x, hole.bottom(), panel.w, panel.bottom() - hole.bottom()}, tone::panel);
    ui.fill({panel.x, hole.y, hole.x - panel.x, hole.h}, tone::panel);
    ui.fill({hole.right(), hole.y, panel.right() - hole.right(), hole.h}, tone::panel);
}

// Numbers that would touch give way to greater ones.
void draw_nits(Ui& ui, const Rect& trace, const Rect& panel, const color::Space& hdr) {
    const float height = ui.px(12);
    float free_from = -1e9f;
    for (const color::NitLine& line : color::nit_lines(hdr)) {
        const auto at = static_cast<float>(line.code);
        const float y = std::round(trace.bottom() - at * trace.h - (at <= 0 ? ui.px(1) : 0));
        const float top = std::clamp(y - height * 0.5f, panel.y + ui.px(head_height) + 1, panel.bottom() - height - 1);
        if (top < free_from) continue;
        free_from = top + height;
        ui.fill({trace.x, y, trace.w, ui.px(1)}, line.emphasised ? end_line : quiet);
        ui.text(ui.theme().tiny, {panel.x, std::round(top), trace.x - panel.x - ui.px(4), height}, number, line.label,
                Align::right);
    }
}

void draw_nit_columns(Ui& ui, const Rect& trace, const Rect& panel, const color::Space& hdr) {
    float free_to = 1e9f;
    for (const color::NitLine& line : color::nit_lines(hdr)) {
        const auto at = static_cast<float>(line.code);
        const float x = std::round(trace.x + at * trace.w - (at >= 1 ? ui.px(1) : 0));
        const float width = width_of(ui.theme().tiny, line.label);
        const float left = std::clamp(x - width * 0.5f, panel.x + ui.px(4), panel.right() - ui.px(4) - width);
        if (left + width > free_to) continue;
        free_to = left - ui.px(8);
        ui.fill({x, trace.y, ui.px(1), trace.h}, at <= 0 || at >= 1 ? end_line : quiet);
        ui.text(ui.theme().tiny, {left, trace.bottom() + ui.px(1), width, ui.px(14)}, number, line.label);
    }
}

void draw_levels(Ui& ui, const Rect& trace, const Rect& panel, ScopeScale scale) {
    const int divisions = trace.h >= ui.px(150) ? 8 : trace.h >= ui.px(64) ? 4 : 2;
    for (int i = 0; i <= divisions; ++i) {
        const float t = static_cast<float>(i) / static_cast<float>(divisions);
        const float y = std::round(trace.bottom() - t * trace.h - (i == 0 ? ui.px(1) : 0));
        const bool end = i == 0 || i == divisions;
        ui.fill({trace.x, y, trace.w, ui.px(1)}, end                           ? end_line
                                                 : i % 2 == 0 || divisions < 8 ? quiet
                                                                               : tone::faded(quiet, 0.5f));
        const float height = ui.px(12);
        const float top = std::clamp(y - height * 0.5f, panel.y + ui.px(head_height) + 1, panel.bottom() - height - 1);
        ui.text(ui.theme().tiny, {panel.x, std::round(top), trace.x - panel.x - ui.px(4), height}, number,
                level(scale, t), Align::right);
    }
}

void draw_vectorscope(Ui& ui, const Rect& trace, const color::LumaWeights& k) {
    ImDrawList& draw = ui.draw();
    const glm::vec2 center = trace.center();
    const float radius = trace.w * 0.5f;
    const auto at = [&](float cb, float cr) { return center + glm::vec2(cb, -cr) * (radius / vectorscope_reach); };
    const float line = ui.px(1);
    draw.AddCircle(im(center), radius - line, tone::grey(0xff, 34), 96, line);
    draw.AddCircle(im(center), radius * 0.5f, quiet, 64, line);
    const glm::vec2 c = glm::floor(center) + glm::vec2(0.5f);
    draw.AddLine(ImVec2(c.x, trace.y), ImVec2(c.x, trace.bottom()), quiet, line);
    draw.AddLine(ImVec2(trace.x, c.y), ImVec2(trace.right(), c.y), quiet, line);
    // The line on which skin lies, of whatever tone: 123 degrees, the direction of +I.
    const float skin = 123.0f * std::numbers::pi_v<float> / 180;
    draw.AddLine(im(center), im(center + glm::vec2(std::cos(skin), -std::sin(skin)) * (radius - line)),
                 IM_COL32(0xe0, 0xa1, 0x3a, 90), line);
    // Bars of 75 %.
    struct Target {
        const char* name;
        float r, g, b;
    };
    constexpr std::array targets{Target{"R", 1, 0, 0},  Target{"Mg", 1, 0, 1}, Target{"B", 0, 0, 1},
                                 Target{"Cy", 0, 1, 1}, Target{"G", 0, 1, 0},  Target{"Yl", 1, 1, 0}};
    const float side = std::max(ui.px(5), std::round(radius * 0.06f)), height = ui.px(12);
    struct Placed {
        glm::vec2 box;
        float width;
    };
    std::array<Placed, targets.size()> placed{};
    const auto label = [&](const Placed& one, float direction) {
        const glm::vec2 middle = one.box + glm::normalize(one.box - center) * (direction * (side * 0.5f + ui.px(9)));
        return Rect{middle.x - one.width * 0.5f, middle.y - height * 0.5f, one.width, height};
    };
    bool outside = true;  // of their boxes, where all of them then stay inside the trace
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const Target& t = targets[i];
        const double y = k.red * t.r + k.green * t.g + k.blue * t.b;
        const auto cb = static_cast<float>(0.75 * (t.b - y) / (2 * (1 - k.blue)));
        const auto cr = static_cast<float>(0.75 * (t.r - y) / (2 * (1 - k.red)));
        const glm::vec2 p = glm::round(at(cb, cr));
        draw.AddRect(im(p - glm::vec2(side * 0.5f)), im(p + glm::vec2(side * 0.5f)), tone::grey(0x7a), 0, 0, line);
        placed[i] = {p, width_of(ui.theme().tiny, t.name)};
        outside = outside && inside(label(placed[i], 1), trace.inset(1));
    }
    for (std::size_t i = 0; i < targets.size(); ++i)
        ui.text(ui.theme().tiny, label(placed[i], outside ? 1.0f : -1.0f), number, targets[i].name, Align::center);
}

void draw_histogram(Ui& ui, const Rect& trace, const Rect& panel, ScopeScale scale) {
    for (int i = 0; i <= 4; ++i) {
        const float t = static_cast<float>(i) * 0.25f;
        const float x = std::round(trace.x + t * trace.w - (i == 4 ? ui.px(1) : 0));
        ui.fill({x, trace.y, ui.px(1), trace.h}, i == 0 || i == 4 ? end_line : quiet);
        const std::string words = level(scale, t);
        const float width = width_of(ui.theme().tiny, words);
        const float left = std::clamp(x - width * 0.5f, panel.x + ui.px(4), panel.right() - ui.px(4) - width);
        ui.text(ui.theme().tiny, {left, trace.bottom() + ui.px(1), width, ui.px(14)}, number, words);
    }
}

std::string_view words_of(ScopeScale scale) {
    return scale == ScopeScale::percent ? "percent" : scale == ScopeScale::nits ? "nits" : "10-bit";
}

}  // namespace

ScopeScale next_scale(ScopeScale now, bool hdr) {
    if (now == ScopeScale::code10) return ScopeScale::percent;
    return now == ScopeScale::percent && hdr ? ScopeScale::nits : ScopeScale::code10;
}

Rect trace_place(const Ui& ui, const Rect& panel, ScopeKind kind) {
    Rect rest = panel;
    cut_top(rest, ui.px(head_height));
    const float edge = ui.px(6);
    cut_top(rest, edge);
    cut_right(rest, edge);
    if (kind == ScopeKind::histogram) {
        cut_left(rest, edge);
        cut_bottom(rest, ui.px(16));
        return rest;
    }
    cut_bottom(rest, edge);
    if (kind == ScopeKind::vectorscope) {
        cut_left(rest, edge);
        const Rect square = fitted(rest, 1.0f);
        return {std::round(square.x), std::round(square.y), std::floor(square.w), std::floor(square.h)};
    }
    cut_left(rest, ui.px(32));
    return rest;
}

ScopeFrame scope_frame(Ui& ui, const char* id, const Rect& panel, ScopeKind kind, ScopeScale scale,
                       const color::Space* hdr, const engine::ScopeMatrix& matrix) {
    ImGui::PushID(id);
    if (scale == ScopeScale::nits && !hdr) scale = ScopeScale::code10;
    ScopeFrame result;
    result.trace = trace_place(ui, panel, kind);
    surround(ui, panel, result.trace);
    Rect head{panel.x, panel.y, panel.w, ui.px(head_height)};
    ui.fill(head, tone::head);
    cut_left(head, ui.px(8));
    cut_right(head, ui.px(2));
    std::string words(words_of(scale));
    if (kind == ScopeKind::waveform) words = "luma · " + words;
    if (kind == ScopeKind::vectorscope) words = fmt::format("{} · 75 %", matrix.name);
    const float words_width = width_of(ui.theme().small, words) + ui.px(12);
    const std::string_view name = title(kind);
    const float name_width = width_of(ui.theme().head_strong, name);
    if (head.w >= name_width + words_width) {
        const Rect place = cut_right(head, words_width);
        if (kind == ScopeKind::vectorscope) {
            ui.text(ui.theme().small, place.inset(ui.px(6), 0), tone::text_dim, words, Align::right);
        } else {
            const Touch touch = ui.touch("scale", place);
            ui.text(ui.theme().small, place.inset(ui.px(6), 0), touch.hovered ? tone::text : tone::text_dim, words,
                    Align::right);
            const ScopeScale next = next_scale(scale, hdr != nullptr);
            ui.tooltip(touch, next == ScopeScale::code10 ? "Show 10-bit code values"
                              : next == ScopeScale::nits ? "Show nits"
                                                         : "Show percent");
            if (touch.pressed) result.scale = next;
        }
    }
    ui.text(ui.theme().head_strong, head, tone::text, shortened(ui.theme().head_strong, name, head.w));
    if (!result.trace.empty()) {
        if (kind == ScopeKind::vectorscope)
            draw_vectorscope(ui, result.trace, matrix.weights);
        else if (kind == ScopeKind::histogram)
            scale == ScopeScale::nits ? draw_nit_columns(ui, result.trace, panel, *hdr)
                                      : draw_histogram(ui, result.trace, panel, scale);
        else if (scale == ScopeScale::nits)
            draw_nits(ui, result.trace, panel, *hdr);
        else
            draw_levels(ui, result.trace, panel, scale);
    }
    ImGui::PopID();
    return result;
}

}  // namespace umber::app

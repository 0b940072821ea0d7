#include "app/widgets/wheel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "color/tags.h"

namespace umber::app {

namespace {

constexpr float turn = 2 * std::numbers::pi_v<float>;
constexpr float ring_reach = 0.375f;  // of a turn, to either side
constexpr float puck_speed = 0.25f;   // of the pointer's: slow, as a trackball is

glm::vec3 luma_weights() {
    const color::LumaWeights k = color::luma_weights(color::Matrix::bt709);
    return {static_cast<float>(k.red), static_cast<float>(k.green), static_cast<float>(k.blue)};
}

// Colour differences of an R'G'B' displacement, and the displacement without luma that has them.
glm::vec2 differences(glm::vec3 rgb) {
    const glm::vec3 k = luma_weights();
    const float y = glm::dot(k, rgb);
    return {(rgb.z - y) / (2 * (1 - k.z)), (rgb.x - y) / (2 * (1 - k.x))};
}
glm::vec3 displacement(glm::vec2 cbcr) {
    const glm::vec3 k = luma_weights();
    const float r = 2 * (1 - k.x) * cbcr.y, b = 2 * (1 - k.z) * cbcr.x;
    return {r, -(k.x * r + k.z * b) / k.y, b};
}

// Colour differences that stand for the puck on the ring.
float unit(const WheelStyle& style) {
    const glm::vec3 k = luma_weights();
    return style.reach / (2 * (1 - k.z));
}

// The ring's colour in a direction of the vectorscope, muted so that it doesn't outshine the picture.
ImU32 ring_color(float angle, float alpha) {
    const glm::vec3 rgb = displacement({std::cos(angle), std::sin(angle)});
    const float high = std::max({rgb.x, rgb.y, rgb.z}), low = std::min({rgb.x, rgb.y, rgb.z});
    const glm::vec3 pure = (rgb - low) / (high - low);
    const glm::vec3 muted = glm::vec3(0.20f) + pure * 0.53f;
    const auto byte = [](float v) { return static_cast<ImU32>(std::lround(v * 255)); };
    return IM_COL32(byte(muted.x), byte(muted.y), byte(muted.z), byte(alpha));
}

struct Geometry {
    glm::vec2 center;
    float ring = 0;       // radius of the ring's middle
    float thickness = 0;  // of the ring
    float inner = 0;      // radius in which the puck moves
};

void draw_wheel(Ui& ui, const Geometry& g, glm::vec2 puck, float ring, bool active, bool puck_hot, bool ring_hot) {
    ImDrawList& draw = ui.draw();
    const float scale = ui.theme().scale;
    draw.AddCircleFilled(im(g.center), g.ring, tone::grey(0x17), 96);
    // The ring as a band of quads with a colour at each corner, feathered over a pixel at both edges.
    constexpr int segments = 96;
    const float alpha = active ? 1.0f : 0.35f;
    const float radii[4] = {g.ring - g.thickness * 0.5f - 0.5f, g.ring - g.thickness * 0.5f + 0.5f,
                            g.ring + g.thickness * 0.5f - 0.5f, g.ring + g.thickness * 0.5f + 0.5f};
    const float alphas[4] = {0, alpha, alpha, 0};
    const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
    draw.PrimReserve(segments * 18, (segments + 1) * 4);
    const unsigned base = draw._VtxCurrentIdx;
    for (int i = 0; i <= segments; ++i) {
        const float angle = turn * static_cast<float>(i) / segments;
        const glm::vec2 direction(std::cos(angle), -std::sin(angle));
        for (int k = 0; k < 4; ++k)
            draw.PrimWriteVtx(im(g.center + direction * radii[k]), white, ring_color(angle, alphas[k]));
    }
    for (unsigned i = 0; i < segments; ++i) {
        for (unsigned k = 0; k < 3; ++k) {
            const unsigned a = base + i * 4 + k, b = a + 4;
            for (const unsigned index : {a, b, b + 1, a, b + 1, a + 1})
                draw.PrimWriteIdx(static_cast<ImDrawIdx>(index));
        }
    }
    // Ticks of the master outside the ring, and the cross of the balance.
    for (int i = -9; i <= 9; ++i) {
        const float angle = turn * (ring_reach * static_cast<float>(i) / 9 - 0.25f);
        const glm::vec2 direction(std::cos(angle), std::sin(angle));
        const float from = g.ring + g.thickness * 0.5f + 2.5f * scale, length = (i % 9 == 0 ? 4.0f : 2.5f) * scale;
        draw.AddLine(im(g.center + direction * from), im(g.center + direction * (from + length)),
                     i == 0 ? tone::grey(0x6a) : tone::grey(0x46), scale);
    }
    const ImU32 cross = tone::grey(0x2f);
    const glm::vec2 c = glm::floor(g.center) + glm::vec2(0.5f);
    draw.AddLine(im(c - glm::vec2(g.inner, 0)), im(c + glm::vec2(g.inner, 0)), cross, ui.px(1));
    draw.AddLine(im(c - glm::vec2(0, g.inner)), im(c + glm::vec2(0, g.inner)), cross, ui.px(1));

    const float length = glm::length(puck);
    const glm::vec2 shown = length > 1 ? puck / length : puck;
    const glm::vec2 at = g.center + glm::vec2(shown.x, -shown.y) * g.inner;
    const ImU32 bright = active ? tone::text_bright : tone::text_off;
    if (length > 0.005f) draw.AddLine(im(g.center), im(at), active ? tone::grey(0x8a) : tone::grey(0x48), 1.2f * scale);
    draw.AddCircleFilled(im(at), (puck_hot ? 6.2f : 5.4f) * scale, tone::grey(0x14), 24);
    draw.AddCircle(im(at), (puck_hot ? 6.0f : 5.2f) * scale, bright, 24, 1.6f * scale);
    const float angle = turn * (ring - 0.25f);
    const glm::vec2 dot = g.center + glm::vec2(std::cos(angle), std::sin(angle)) * g.ring;
    draw.AddCircleFilled(im(dot), (ring_hot ? 6.4f : 5.6f) * scale, tone::panel, 20);
    draw.AddCircleFilled(im(dot), (ring_hot ? 4.6f : 3.8f) * scale, bright, 20);
}

}  // namespace

WheelStyle wheel_style(const grade::Parameter& parameter) {
    WheelStyle style;
    style.channel = style.master = number_style(parameter);
    if (const auto* rgbm = std::get_if<grade::Rgbm>(&parameter.default_value)) {
        style.channel.default_value = rgbm->red;
        style.master.default_value = rgbm->master;
    } else {
        style.channel.default_value = style.master.default_value = std::get<glm::vec3>(parameter.default_value).x;
        style.master_is = parameter.unit == grade::Unit::ratio ? Master::multiplies : Master::adds;
    }
    const float up = parameter.range.high - style.channel.default_value;
    const float down = style.channel.default_value - parameter.range.low;
    style.reach = 0.5f * std::min(up, down);
    return style;
}

glm::vec2 puck_of(const WheelStyle& style, glm::vec3 rgb) {
    return differences(rgb) / unit(style);
}

glm::vec3 moved_puck(const WheelStyle& style, glm::vec3 rgb, glm::vec2 delta) {
    const glm::vec2 from = puck_of(style, rgb);
    glm::vec2 to = from + delta;
    // What was typed beyond the ring stays out there until it is drawn in.
    const float most = std::max(1.0f, glm::length(from));
    if (const float length = glm::length(to); length > most) to *= most / length;
    glm::vec3 next = rgb + displacement((to - from) * unit(style));
    for (int i = 0; i < 3; ++i) next[i] = rounded(style.channel, next[i]);
    return next;
}

float common_of(glm::vec3 rgb) {
    return glm::dot(luma_weights(), rgb);
}

glm::vec3 with_common(const WheelStyle& style, glm::vec3 rgb, float master) {
    const float now = common_of(rgb);
    if (style.master_is == Master::adds)
        rgb += master - now;
    else
        rgb = now > 1e-6f ? rgb * (master / now) : glm::vec3(master);
    for (int i = 0; i < 3; ++i)
        rgb[i] = std::clamp(std::round(rgb[i] * 1e5f) / 1e5f, style.channel.limits.low, style.channel.limits.high);
    return rgb;
}

float ring_of(const WheelStyle& style, float master) {
    const float neutral = style.master.default_value;
    const float span = master >= neutral ? style.master.range.high - neutral : neutral - style.master.range.low;
    return ring_reach * std::clamp((master - neutral) / span, -1.0f, 1.0f);
}

float moved_ring(const WheelStyle& style, float master, float turns) {
    // As sensitive upwards as downwards, so that nothing jumps at the default.
    const float neutral = style.master.default_value;
    const float span = std::min(style.master.range.high - neutral, neutral - style.master.range.low);
    return rounded(style.master,
                   std::clamp(master + turns / ring_reach * span, style.master.range.low, style.master.range.high));
}

float wheel_height(const Ui& ui, float width, bool boxes) {
    return ui.px(24) + std::min(width, ui.px(150)) + (boxes ? ui.px(8 + 22) : 0);
}

WheelResult wheel(Ui& ui, const char* id, const Rect& rect, std::string_view label, const WheelStyle& style,
                  const grade::Rgbm& value, bool active) {
    ImGui::PushID(id);
    WheelResult result;
    const glm::vec3 rgb{value.red, value.green, value.blue};
    const bool common = style.master_is != Master::its_own;
    const float master = common ? common_of(rgb) : value.master;
    const bool changed =
        rgb != glm::vec3(style.channel.default_value) || (!common && master != style.master.default_value);
    const auto with_master = [&](const glm::vec3& channels, float next) {
        if (!common) return grade::Rgbm{channels.x, channels.y, channels.z, next};
        const glm::vec3 moved = with_common(style, channels, next);
        return grade::Rgbm{moved.x, moved.y, moved.z, common_of(moved)};
    };
    const grade::Rgbm now{rgb.x, rgb.y, rgb.z, master};
    Rect rest = rect;
    Rect top = cut_top(rest, ui.px(24));

    // Boxes: four in a row, else two rows of two, else none.
    constexpr int count = 4;
    const float box_gap = ui.px(4), box_width = ui.px(42), box_height = ui.px(22);
    const float row_width = static_cast<float>(count) * box_width + static_cast<float>(count - 1) * box_gap;
    const float least_wheel = ui.px(84);
    const int columns = rest.w >= row_width ? count : 2;
    const int rows = (count + columns - 1) / columns;
    const float boxes_height = static_cast<float>(rows) * box_height + static_cast<float>(rows - 1) * box_gap;
    const bool boxes = rest.w >= 2 * box_width + box_gap && rest.h >= least_wheel + ui.px(6) + boxes_height;
    // The name with reset, the wheel and its boxes as one group in the middle of what there is.
    const float below = boxes ? ui.px(10) + boxes_height : 0;
    const float size = std::min({rest.w, rest.h - below, ui.px(260)});
    const float above = std::floor((rest.h - size - below) * 0.5f);
    cut_top(rest, above);
    top.y += above;
    const float side = ui.px(22);
    const Rect reset = cut_right(top, side);
    if (icon_button(ui, "reset", reset, Icon::reset, "Reset", false, changed)) result.reset = true;
    if (name_label(ui, "name", top, label, changed, active, ui.theme().text, Align::left, "Double-click resets"))
        result.reset = true;
    const Rect disc = cut_top(rest, size);
    Rect numbers;
    if (boxes) {
        cut_top(rest, ui.px(10));
        numbers = cut_top(rest, boxes_height);
    }

    Geometry g;
    g.center = {std::round(disc.center().x), std::round(disc.center().y)};
    const float outer = size * 0.5f;
    g.thickness = std::clamp(size * 0.036f, 4.0f * ui.theme().scale, 7.0f * ui.theme().scale);
    g.ring = outer - 7.5f * ui.theme().scale - g.thickness * 0.5f;
    g.inner = g.ring - g.thickness * 0.5f - 7.0f * ui.theme().scale;
    const Rect area{g.center.x - outer, g.center.y - outer, size, size};
    const glm::vec2 pointer = from_im(ImGui::GetIO().MousePos) - g.center;
    const float distance = glm::length(pointer);
    const bool over_ring = distance > g.inner + 1;
    const Touch touch = ui.touch("wheel", area, Keys::none, ImGuiMouseCursor_Hand);
    struct Start {
        glm::vec3 rgb;
        float master;
        bool ring;
    };
    glm::vec2 puck = puck_of(style, rgb);
    bool ring_held = false;
    if (touch.double_clicked) result.reset = true;
    if (touch.held) {
        const Start start = ui.at_press(touch, Start{rgb, master, over_ring});
        ring_held = start.ring;
        const glm::vec2 moved = ui.dragged(touch.id);
        if (start.ring) {
            // Along the ring at the place that was taken hold of; sideways movement counts at the top.
            const glm::vec2 pressed = pointer - from_im(ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 0.0f));
            const glm::vec2 along = glm::normalize(glm::vec2(-pressed.y, pressed.x) + glm::vec2(1e-6f, 0));
            const float turns = glm::dot(moved, along) / (turn * g.ring);
            const grade::Rgbm made = moved == glm::vec2(0)
                                         ? grade::Rgbm{start.rgb.x, start.rgb.y, start.rgb.z, start.master}
                                         : with_master(start.rgb, moved_ring(style, start.master, turns));
            if (made != now && (moved != glm::vec2(0) || start.rgb != rgb || start.master != master)) {
                result.value = made;
                result.what = "master";
            }
        } else {
            const glm::vec2 delta = glm::vec2(moved.x, -moved.y) * puck_speed / g.inner;
            const glm::vec3 next = moved == glm::vec2(0) ? start.rgb : moved_puck(style, start.rgb, delta);
            if (next != rgb) {
                result.value = grade::Rgbm{next.x, next.y, next.z, master};
                result.what = "balance";
            }
            puck = puck_of(style, next);
        }
    }
    draw_wheel(ui, g, puck, ring_of(style, master), active, touch.held ? !ring_held : touch.hovered && !over_ring,
               touch.held ? ring_held : touch.hovered && over_ring);
    ui.tooltip(touch, over_ring ? "Master: drag along the ring\nShift finer, Ctrl coarser; double-click resets"
                                : "Balance: drag\nShift finer, Ctrl coarser; double-click resets");

    if (boxes) {
        const float width = static_cast<float>(columns) * box_width + static_cast<float>(columns - 1) * box_gap;
        const float left = std::round(numbers.center().x - width * 0.5f);
        const char* names[4] = {"master", "red", "green", "blue"};
        const ImU32 colors[4] = {tone::luma, tone::red, tone::green, tone::blue};
        for (int i = 0; i < count; ++i) {
            const Rect box{left + static_cast<float>(i % columns) * (box_width + box_gap),
                           numbers.y + static_cast<float>(i / columns) * (box_height + box_gap), box_width, box_height};
            const float shown = i == 0 ? master : rgb[i - 1];
            if (const auto next =
                    number_box(ui, names[i], box, i == 0 ? style.master : style.channel, shown, colors[i])) {
                if (i == 0) {
                    result.value = with_master(rgb, *next);
                } else {
                    glm::vec3 channels = rgb;
                    channels[i - 1] = *next;
                    result.value = grade::Rgbm{channels.x, channels.y, channels.z, master};
                }
                result.what = names[i];
            }
        }
    }
    ImGui::PopID();
    return result;
}

}  // namespace umber::app

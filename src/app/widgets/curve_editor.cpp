#include "app/widgets/curve_editor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace umber::app {

namespace {

constexpr std::size_t most_points = 32;
constexpr int curve_reach = 14;  // pixels at 1x from the curve within which a press adds a point

float thousandth(float v) {
    return std::round(v * 1000.0f) / 1000.0f;
}

}  // namespace

std::optional<int> add_point(grade::Curve& curve, glm::vec2 point) {
    auto& points = curve.points;
    if (points.size() >= most_points) return std::nullopt;
    point = glm::clamp(glm::vec2(thousandth(point.x), thousandth(point.y)), 0.0f, 1.0f);
    const auto at = std::find_if(points.begin(), points.end(), [&](glm::vec2 p) { return p.x >= point.x; });
    if (at != points.end() && at->x - point.x < curve_least_step) return std::nullopt;
    if (at != points.begin() && point.x - (at - 1)->x < curve_least_step) return std::nullopt;
    const auto index = static_cast<int>(at - points.begin());
    points.insert(at, point);
    return index;
}

void move_point(grade::Curve& curve, int index, glm::vec2 to) {
    auto& points = curve.points;
    const auto i = static_cast<std::size_t>(index);
    const float low = i == 0 ? std::min(0.0f, points[i].x) : points[i - 1].x + curve_least_step;
    const float high = i + 1 == points.size() ? std::max(1.0f, points[i].x) : points[i + 1].x - curve_least_step;
    if (low > high) return;
    points[i].x = std::clamp(thousandth(to.x), low, high);
    points[i].y = std::clamp(thousandth(to.y), std::min(0.0f, points[i].y), std::max(1.0f, points[i].y));
}

bool remove_point(grade::Curve& curve, int index) {
    if (curve.points.size() <= 2 || index < 0 || static_cast<std::size_t>(index) >= curve.points.size()) return false;
    curve.points.erase(curve.points.begin() + index);
    return true;
}

CurveResult curve_editor(Ui& ui, const char* id, const Rect& plot, const grade::Curve& curve, CurveState& state,
                         ImU32 color, bool active) {
    CurveResult result;
    ImDrawList& draw = ui.draw();
    const auto to_screen = [&](glm::vec2 p) { return glm::vec2(plot.x + p.x * plot.w, plot.bottom() - p.y * plot.h); };
    const auto to_curve = [&](glm::vec2 p) {
        return glm::vec2((p.x - plot.x) / plot.w, (plot.bottom() - p.y) / plot.h);
    };
    const float reach = ui.px(9);
    const Rect area{plot.x - reach * 0.6f, plot.y - reach * 0.6f, plot.w + reach * 1.2f, plot.h + reach * 1.2f};
    const Touch touch = ui.touch(id, area, Keys::arrows, ImGuiMouseCursor_Arrow);
    const glm::vec2 mouse = from_im(ImGui::GetIO().MousePos);
    const auto count = static_cast<int>(curve.points.size());
    if (curve != state.seen) state.selected = -1;

    int near = -1;
    float nearest = reach;
    for (int i = 0; i < count; ++i) {
        const float distance = glm::distance(mouse, to_screen(curve.points[static_cast<std::size_t>(i)]));
        if (distance < nearest) {
            nearest = distance;
            near = i;
        }
    }
    const glm::vec2 pointed = to_curve(mouse);
    const float curve_there = touch.hovered ? static_cast<float>(grade::evaluate(curve, pointed.x)) : 0.0f;
    // The curve's nearest place to the pointer, where it is near: sideways too, for a curve can be steep.
    const auto on_curve = [&]() -> std::optional<glm::vec2> {
        std::optional<glm::vec2> best;
        float least = ui.px(curve_reach);
        for (int i = 0; i <= 2 * curve_reach; ++i) {
            // From the pointer outwards, so that of equals the one straight above or below it is taken.
            const float aside = ui.px(static_cast<float>((i % 2 == 0 ? -1 : 1) * ((i + 1) / 2)));
            const float x = std::clamp(pointed.x + aside / plot.w, 0.0f, 1.0f);
            const glm::vec2 at{x, std::clamp(static_cast<float>(grade::evaluate(curve, x)), 0.0f, 1.0f)};
            const float distance = glm::distance(to_screen(at), mouse);
            if (distance >= least) continue;
            least = distance;
            best = at;
        }
        return best;
    };
    if (touch.hovered && near >= 0) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);

    grade::Curve next = curve;
    if (touch.right_clicked || touch.double_clicked) {
        if (near >= 0 && !(touch.double_clicked && state.added) && remove_point(next, near)) {
            state.selected = -1;
            result.what = "remove point";
        }
    } else if (touch.pressed) {
        state.selected = near;
        state.added = false;
        if (const auto place = near < 0 ? on_curve() : std::nullopt)
            if (const auto added = add_point(next, *place)) {
                state.selected = *added;
                state.added = true;
                result.what = "add point";
            }
        if (state.selected >= 0) (void)ui.at_press(touch, next.points[static_cast<std::size_t>(state.selected)]);
    } else if (touch.held && state.selected >= 0) {
        const glm::vec2 start = ui.at_press(touch, curve.points[static_cast<std::size_t>(state.selected)]);
        const glm::vec2 moved = ui.dragged(touch.id);
        if (moved != glm::vec2(0))
            move_point(next, state.selected, start + glm::vec2(moved.x / plot.w, -moved.y / plot.h));
        result.what = "point";
    } else if (touch.focused && state.selected >= 0) {
        const float fine = ImGui::GetIO().KeyShift ? 0.001f : 0.005f;
        glm::vec2 step{0};
        if (key_pressed(ImGuiKey_RightArrow)) step.x += fine;
        if (key_pressed(ImGuiKey_LeftArrow)) step.x -= fine;
        if (key_pressed(ImGuiKey_UpArrow)) step.y += fine;
        if (key_pressed(ImGuiKey_DownArrow)) step.y -= fine;
        if (step != glm::vec2(0)) {
            move_point(next, state.selected, curve.points[static_cast<std::size_t>(state.selected)] + step);
            result.what = "point";
        }
        if (key_pressed(ImGuiKey_Delete, false) && remove_point(next, state.selected)) {
            state.selected = -1;
            result.what = "remove point";
        }
    }
    if (next != curve) result.value = next;
    state.seen = next;

    // Lines: quarters, the diagonal, the curve, the points.
    ui.frame(plot, tone::line);
    for (int i = 1; i < 4; ++i) {
        const float t = static_cast<float>(i) * 0.25f;
        const glm::vec2 at = glm::floor(to_screen({t, t})) + glm::vec2(0.5f);
        draw.AddLine(ImVec2(at.x, plot.y), ImVec2(at.x, plot.bottom()), tone::line, ui.px(1));
        draw.AddLine(ImVec2(plot.x, at.y), ImVec2(plot.right(), at.y), tone::line, ui.px(1));
    }
    draw.AddLine(im(to_screen({0, 0})), im(to_screen({1, 1})), tone::grey(0x3e), ui.px(1));
    draw.PushClipRect(im(plot.min() - glm::vec2(1)), im(plot.max() + glm::vec2(1)), true);
    const int steps = std::max(16, static_cast<int>(plot.w / 3));
    for (int i = 0; i <= steps; ++i) {
        const float x = static_cast<float>(i) / static_cast<float>(steps);
        draw.PathLineTo(im(to_screen({x, static_cast<float>(grade::evaluate(next, x))})));
    }
    draw.PathStroke(active ? color : tone::faded(color, 0.4f), ImDrawFlags_None, 1.6f * ui.theme().scale);
    draw.PopClipRect();
    for (int i = 0; i < static_cast<int>(next.points.size()); ++i) {
        const glm::vec2 at = to_screen(next.points[static_cast<std::size_t>(i)]);
        const bool hot = (touch.hovered && near == i && result.what.empty()) || (touch.held && state.selected == i);
        const float radius = (hot ? 5.2f : 4.4f) * ui.theme().scale;
        draw.AddCircleFilled(im(at), radius, tone::grey(0x15), 20);
        draw.AddCircle(im(at), radius, state.selected == i ? tone::accent : tone::text_bright, 20,
                       1.5f * ui.theme().scale);
    }
    if (touch.focused) ui.frame(area, tone::accent, ui.px(2));

    // What goes in and comes out, where the pointer or the selected point is.
    if (touch.hovered || touch.held) {
        const glm::vec2 at = touch.held && state.selected >= 0
                                 ? next.points[static_cast<std::size_t>(state.selected)]
                                 : glm::vec2(glm::clamp(pointed.x, 0.0f, 1.0f), curve_there);
        const std::string words = fmt::format("{:.3f} \u2192 {:.3f}", at.x, at.y);
        const float width = width_of(ui.theme().small, words) + ui.px(10);
        const Rect box{plot.right() - width - ui.px(4), plot.bottom() - ui.px(22), width, ui.px(18)};
        ui.fill(box, tone::grey(0x14, 220), ui.px(2));
        ui.text(ui.theme().small, box, tone::text, words, Align::center);
    }
    return result;
}

}  // namespace umber::app

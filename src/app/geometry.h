// Rectangles in window pixels, and cutting one into parts: how the room and its panels are laid out.
#pragma once
#include <algorithm>
#include <glm/glm.hpp>

namespace umber::app {

struct Rect {
    float x = 0, y = 0, w = 0, h = 0;

    float right() const { return x + w; }
    float bottom() const { return y + h; }
    glm::vec2 min() const { return {x, y}; }
    glm::vec2 max() const { return {x + w, y + h}; }
    glm::vec2 size() const { return {w, h}; }
    glm::vec2 center() const { return {x + w * 0.5f, y + h * 0.5f}; }
    bool empty() const { return w <= 0 || h <= 0; }
    bool contains(glm::vec2 p) const { return p.x >= x && p.y >= y && p.x < right() && p.y < bottom(); }
    Rect inset(float dx, float dy) const {
        return {x + dx, y + dy, std::max(0.0f, w - 2 * dx), std::max(0.0f, h - 2 * dy)};
    }
    Rect inset(float by) const { return inset(by, by); }
    friend bool operator==(const Rect&, const Rect&) = default;
};

inline bool overlap(const Rect& a, const Rect& b) {
    return !a.empty() && !b.empty() && a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

inline bool inside(const Rect& inner, const Rect& outer) {
    return inner.x >= outer.x && inner.y >= outer.y && inner.right() <= outer.right() + 0.01f &&
           inner.bottom() <= outer.bottom() + 0.01f;
}

// Each takes a piece off `from` and hands it back; what is left stays in `from`. Never more than there is.
inline Rect cut_top(Rect& from, float height) {
    const float h = std::clamp(height, 0.0f, from.h);
    const Rect piece{from.x, from.y, from.w, h};
    from.y += h;
    from.h -= h;
    return piece;
}
inline Rect cut_bottom(Rect& from, float height) {
    const float h = std::clamp(height, 0.0f, from.h);
    from.h -= h;
    return {from.x, from.bottom(), from.w, h};
}
inline Rect cut_left(Rect& from, float width) {
    const float w = std::clamp(width, 0.0f, from.w);
    const Rect piece{from.x, from.y, w, from.h};
    from.x += w;
    from.w -= w;
    return piece;
}
inline Rect cut_right(Rect& from, float width) {
    const float w = std::clamp(width, 0.0f, from.w);
    from.w -= w;
    return {from.right(), from.y, w, from.h};
}

// The largest rectangle of `aspect` (width / height) in the middle of `box`.
inline Rect fitted(const Rect& box, float aspect) {
    const float w = std::min(box.w, box.h * aspect), h = w / aspect;
    return {box.x + (box.w - w) * 0.5f, box.y + (box.h - h) * 0.5f, w, h};
}

}  // namespace umber::app

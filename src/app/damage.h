// Which parts of the window have to be drawn again. Drawing costs by the pixel, most of all on a CPU device, and while
// a clip plays only the picture, the scopes and a few figures change.
#pragma once
#include <vector>

#include "app/geometry.h"

namespace umber::app {

class Damage {
public:
    // Adds `rect`, in pixels; those that touch become one, and beyond eight the nearest do.
    void add(const Rect& rect);
    void add(const Damage& other) {
        for (const Rect& rect : other.rects_) add(rect);
    }
    void clear() { rects_.clear(); }
    bool empty() const { return rects_.empty(); }
    const std::vector<Rect>& rects() const { return rects_; }

private:
    std::vector<Rect> rects_;
};

Rect common(const Rect& a, const Rect& b);  // empty where they don't overlap
Rect around(const Rect& a, const Rect& b);  // the smallest that holds both
// `from` without `holes`, as rectangles that don't overlap.
std::vector<Rect> without(const Rect& from, const std::vector<Rect>& holes);

}  // namespace umber::app

#include "app/damage.h"

namespace umber::app {

Rect common(const Rect& a, const Rect& b) {
    const float x = std::max(a.x, b.x), y = std::max(a.y, b.y);
    const float right = std::min(a.right(), b.right()), bottom = std::min(a.bottom(), b.bottom());
    return right > x && bottom > y ? Rect{x, y, right - x, bottom - y} : Rect{};
}

Rect around(const Rect& a, const Rect& b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    const float x = std::min(a.x, b.x), y = std::min(a.y, b.y);
    return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

void Damage::add(const Rect& rect) {
    constexpr std::size_t most = 8;
    if (rect.empty()) return;
    Rect grown = rect;
    for (bool again = true; again;) {
        again = false;
        for (auto it = rects_.begin(); it != rects_.end(); ++it) {
            if (!overlap(*it, grown)) continue;
            grown = around(*it, grown);
            rects_.erase(it);
            again = true;
            break;
        }
    }
    rects_.push_back(grown);
    if (rects_.size() <= most) return;
    // The pair that wastes least becomes one.
    std::size_t best_a = 0, best_b = 1;
    float least = 1e30f;
    for (std::size_t a = 0; a < rects_.size(); ++a) {
        for (std::size_t b = a + 1; b < rects_.size(); ++b) {
            const Rect both = around(rects_[a], rects_[b]);
            const float waste = both.w * both.h - rects_[a].w * rects_[a].h - rects_[b].w * rects_[b].h;
            if (waste < least) {
                least = waste;
                best_a = a;
                best_b = b;
            }
        }
    }
    const Rect both = around(rects_[best_a], rects_[best_b]);
    rects_.erase(rects_.begin() + static_cast<std::ptrdiff_t>(best_b));
    rects_.erase(rects_.begin() + static_cast<std::ptrdiff_t>(best_a));
    add(both);
}

std::vector<Rect> without(const Rect& from, const std::vector<Rect>& holes) {
    std::vector<Rect> left{from};
    for (const Rect& hole : holes) {
        std::vector<Rect> next;
        for (const Rect& r : left) {
            const Rect c = common(r, hole);
            if (c.empty()) {
                next.push_back(r);
                continue;
            }
            const auto keep = [&](const Rect& part) {
                if (!part.empty()) next.push_back(part);
            };
            keep({r.x, r.y, r.w, c.y - r.y});
            keep({r.x, c.bottom(), r.w, r.bottom() - c.bottom()});
            keep({r.x, c.y, c.x - r.x, c.h});
            keep({c.right(), c.y, r.right() - c.right(), c.h});
        }
        left = std::move(next);
    }
    return left;
}

}  // namespace umber::app

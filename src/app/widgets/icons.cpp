// Icons as shapes, so that they are sharp at every scale and need no font.
#include "app/widgets/basics.h"

namespace umber::app {

namespace {

struct Pen {
    ImDrawList& draw;
    glm::vec2 origin;  // of the unit square
    float size;
    ImU32 color;
    float width;

    ImVec2 at(float x, float y) const { return im(origin + glm::vec2(x, y) * size); }
    void triangle(float x0, float y0, float x1, float y1, float x2, float y2) const {
        draw.AddTriangleFilled(at(x0, y0), at(x1, y1), at(x2, y2), color);
    }
    void bar(float x0, float y0, float x1, float y1) const { draw.AddRectFilled(at(x0, y0), at(x1, y1), color); }
    void line(std::initializer_list<glm::vec2> points, bool closed = false) const {
        for (const glm::vec2 p : points) draw.PathLineTo(at(p.x, p.y));
        draw.PathStroke(color, closed ? ImDrawFlags_Closed : ImDrawFlags_None, width);
    }
    // Angles in turns, clockwise from the right.
    void arc(float x, float y, float radius, float from, float to) const {
        constexpr float turn = 6.2831853f;
        draw.PathArcTo(at(x, y), radius * size, from * turn, to * turn, 24);
        draw.PathStroke(color, ImDrawFlags_None, width);
    }
};

void right(const Pen& p, float x0, float x1) {
    p.triangle(x0, 0.08f, x1, 0.5f, x0, 0.92f);
}
void left(const Pen& p, float x0, float x1) {
    p.triangle(x1, 0.08f, x1, 0.92f, x0, 0.5f);
}

}  // namespace

void draw_icon(ImDrawList& draw, Icon icon, const Rect& rect, float size, ImU32 color, float line_width) {
    const Pen p{draw, glm::round(rect.center() - glm::vec2(size * 0.5f)), size, color, line_width};
    switch (icon) {
        case Icon::reset:
            p.arc(0.5f, 0.55f, 0.36f, -0.17f, 0.62f);
            p.triangle(0.02f, 0.30f, 0.42f, 0.36f, 0.17f, 0.02f);
            break;
        case Icon::play:
            right(p, 0.14f, 0.94f);
            break;
        case Icon::play_backwards:
            left(p, 0.06f, 0.86f);
            break;
        case Icon::pause:
            p.bar(0.18f, 0.1f, 0.40f, 0.9f);
            p.bar(0.60f, 0.1f, 0.82f, 0.9f);
            break;
        case Icon::to_start:
            p.bar(0.06f, 0.1f, 0.18f, 0.9f);
            left(p, 0.24f, 0.92f);
            break;
        case Icon::to_end:
            p.bar(0.82f, 0.1f, 0.94f, 0.9f);
            right(p, 0.08f, 0.76f);
            break;
        case Icon::step_back:
            p.line({{0.66f, 0.12f}, {0.28f, 0.5f}, {0.66f, 0.88f}});
            break;
        case Icon::step_forward:
            p.line({{0.34f, 0.12f}, {0.72f, 0.5f}, {0.34f, 0.88f}});
            break;
        case Icon::loop:
            p.line({{0.80f, 0.28f}, {0.24f, 0.28f}, {0.10f, 0.42f}, {0.10f, 0.54f}});
            p.triangle(0.72f, 0.04f, 1.0f, 0.28f, 0.72f, 0.52f);
            p.line({{0.20f, 0.78f}, {0.76f, 0.78f}, {0.90f, 0.64f}, {0.90f, 0.52f}});
            p.triangle(0.28f, 0.54f, 0.0f, 0.78f, 0.28f, 1.02f);
            break;
        case Icon::dot:
            draw.AddCircleFilled(im(rect.center()), size * 0.32f, color);
            break;
        case Icon::close:
            p.line({{0.15f, 0.15f}, {0.85f, 0.85f}});
            p.line({{0.85f, 0.15f}, {0.15f, 0.85f}});
            break;
        case Icon::chevron_right:
            p.line({{0.35f, 0.15f}, {0.70f, 0.5f}, {0.35f, 0.85f}});
            break;
        case Icon::chevron_down:
            p.line({{0.15f, 0.35f}, {0.5f, 0.70f}, {0.85f, 0.35f}});
            break;
        case Icon::folder:
            p.line({{0.04f, 0.84f}, {0.04f, 0.16f}, {0.38f, 0.16f}, {0.48f, 0.30f}, {0.96f, 0.30f}, {0.96f, 0.84f}},
                   true);
            break;
        case Icon::film:
            p.line({{0.04f, 0.16f}, {0.96f, 0.16f}, {0.96f, 0.84f}, {0.04f, 0.84f}}, true);
            p.triangle(0.38f, 0.32f, 0.70f, 0.5f, 0.38f, 0.68f);
            break;
        case Icon::sequence:
            p.line({{0.04f, 0.36f}, {0.78f, 0.36f}, {0.78f, 0.90f}, {0.04f, 0.90f}}, true);
            p.line({{0.14f, 0.22f}, {0.90f, 0.22f}, {0.90f, 0.76f}});
            p.line({{0.26f, 0.08f}, {1.0f, 0.08f}, {1.0f, 0.62f}});
            break;
        case Icon::document:
            p.line({{0.16f, 0.04f}, {0.60f, 0.04f}, {0.84f, 0.28f}, {0.84f, 0.96f}, {0.16f, 0.96f}}, true);
            p.line({{0.60f, 0.04f}, {0.60f, 0.28f}, {0.84f, 0.28f}});
            break;
        case Icon::up:
            p.line({{0.5f, 0.92f}, {0.5f, 0.12f}});
            p.line({{0.18f, 0.44f}, {0.5f, 0.12f}, {0.82f, 0.44f}});
            break;
        case Icon::eye:
            p.line({{0.0f, 0.5f},
                    {0.22f, 0.26f},
                    {0.5f, 0.17f},
                    {0.78f, 0.26f},
                    {1.0f, 0.5f},
                    {0.78f, 0.74f},
                    {0.5f, 0.83f},
                    {0.22f, 0.74f}},
                   true);
            draw.AddCircleFilled(p.at(0.5f, 0.5f), size * 0.15f, color);
            break;
        case Icon::check:
            p.line({{0.12f, 0.52f}, {0.40f, 0.80f}, {0.88f, 0.20f}});
            break;
    }
}

}  // namespace umber::app

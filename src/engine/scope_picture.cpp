#include "engine/scope_picture.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "color/display_light.h"
#include "color/tags.h"
#include "core/error.h"
#include "engine/stroke_font.h"

namespace umber::engine {
namespace {

// The room's tokens, as 0..1 of display code.
glm::vec3 grey(int code) {
    return glm::vec3(static_cast<float>(code) / 255.0f);
}
const glm::vec3 gap = grey(0x0f), ground = grey(0x13), head = grey(0x20), line = grey(0x2e), dim = grey(0x7d),
                title = grey(0xbd);
const glm::vec3 red = glm::vec3(0xc2, 0x54, 0x50) / 255.0f, green = glm::vec3(0x4f, 0x9a, 0x57) / 255.0f,
                blue = glm::vec3(0x4f, 0x78, 0xc4) / 255.0f, luma = grey(0x9a);

struct Box {
    float x, y, width, height;
    float right() const { return x + width; }
    float bottom() const { return y + height; }
};

// A picture that is drawn into with soft edges. Lengths are at scale 1.
class Canvas {
public:
    Canvas(int width, int height, int scale)
        : scale_(static_cast<float>(scale)),
          width_(width * scale),
          height_(height * scale),
          pixels_(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_), gap) {}

    void fill(Box box, glm::vec3 colour) {
        each(box, [&](glm::vec3& pixel, float, float) { pixel = colour; });
    }
    void stroke(glm::vec2 a, glm::vec2 b, glm::vec3 colour, float thickness = 1.0f) {
        const float reach = thickness + 1;
        const Box around{std::min(a.x, b.x) - reach, std::min(a.y, b.y) - reach, std::abs(a.x - b.x) + 2 * reach,
                         std::abs(a.y - b.y) + 2 * reach};
        const glm::vec2 along = b - a;
        const float length2 = std::max(glm::dot(along, along), 1e-12f);
        each(around, [&](glm::vec3& pixel, float x, float y) {
            const glm::vec2 p = glm::vec2(x, y) - a;
            const float t = std::clamp(glm::dot(p, along) / length2, 0.0f, 1.0f);
            const float cover = std::clamp((thickness / 2 - glm::length(p - along * t)) * scale_ + 0.5f, 0.0f, 1.0f);
            pixel = glm::mix(pixel, colour, cover);
        });
    }
    void circle(glm::vec2 centre, float radius, glm::vec3 colour) {
        each({centre.x - radius - 2, centre.y - radius - 2, 2 * radius + 4, 2 * radius + 4},
             [&](glm::vec3& pixel, float x, float y) {
                 const float cover = std::clamp(
                     (0.5f - std::abs(glm::length(glm::vec2(x, y) - centre) - radius)) * scale_ + 0.5f, 0.0f, 1.0f);
                 pixel = glm::mix(pixel, colour, cover);
             });
    }
    // `at`: left end of the middle of the line; right end with `to_the_right`.
    void text(glm::vec2 at, std::string_view letters, glm::vec3 colour, bool to_the_right = false) {
        constexpr float unit = 1.3f, advance = 6 * unit;
        if (to_the_right) at.x -= advance * static_cast<float>(letters.size()) - 2 * unit;
        for (const char letter : letters) {
            const std::string_view points = strokes(letter);
            for (std::size_t i = 0; i + 3 < points.size(); i += 2) {
                if (points[i] == ' ') ++i;
                if (i + 3 >= points.size() || points[i + 2] == ' ') continue;
                const auto point = [&](std::size_t k) {
                    return at + unit * glm::vec2(static_cast<float>(points[k] - '0'),
                                                 static_cast<float>(points[k + 1] - '3'));
                };
                stroke(point(i), point(i + 2), colour, 1.1f);
            }
            at.x += advance;
        }
    }
    // `draw(pixel, x, y)` for every pixel of the box, with its centre.
    template <class Draw>
    void each(Box box, Draw draw) {
        const auto low = [&](float v) { return std::max(0, static_cast<int>(std::floor(v * scale_))); };
        for (int y = low(box.y); y < std::min(height_, static_cast<int>(std::ceil(box.bottom() * scale_))); ++y)
            for (int x = low(box.x); x < std::min(width_, static_cast<int>(std::ceil(box.right() * scale_))); ++x)
                draw(pixels_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                             static_cast<std::size_t>(x)],
                     (static_cast<float>(x) + 0.5f) / scale_, (static_cast<float>(y) + 0.5f) / scale_);
    }
    ScopePicture picture() const {
        ScopePicture out{width_, height_, {}};
        out.rgb.reserve(pixels_.size() * 3);
        for (const glm::vec3& pixel : pixels_)
            for (int c = 0; c < 3; ++c)
                out.rgb.push_back(static_cast<std::uint8_t>(std::clamp(pixel[c], 0.0f, 1.0f) * 255.0f + 0.5f));
        return out;
    }
    float pixel() const { return 1.0f / scale_; }

private:
    float scale_;
    int width_, height_;
    std::vector<glm::vec3> pixels_;
};

// A trace's share of its colour: log-like, and never so little that a single pixel is lost. `sixteenths`: 16 log2(1 +
// n).
float glow(float sixteenths) {
    return sixteenths <= 0 ? 0.0f : 0.2f + 0.8f * std::min(1.0f, sixteenths / 128.0f);
}

Box panel(Canvas& canvas, Box box, std::string_view name) {
    canvas.fill(box, ground);
    canvas.fill({box.x, box.y, box.width, 28}, head);
    canvas.text({box.x + 12, box.y + 14}, name, title);
    return {box.x + 48, box.y + 28 + 16, box.width - 48 - 16, box.height - 28 - 32};
}

struct Level {
    float code;  // 0..1
    std::string label;
    bool number;  // where its number does not touch that of a greater one
};

// Lines of 10-bit code, or of nits; from the greatest down. `room`: code values that a number takes.
std::vector<Level> levels_of(const color::Space* hdr, float room) {
    std::vector<Level> all;
    if (!hdr) {
        for (int i = 8; i >= 0; --i) {
            const int code = std::min(1023, i * 128);
            all.push_back({static_cast<float>(code) / 1023.0f, std::to_string(code), true});
        }
        return all;
    }
    float free = 2;
    for (const color::NitLine& one : color::nit_lines(*hdr)) {
        const auto code = static_cast<float>(one.code);
        all.push_back({code, one.label, code <= free});
        if (code <= free) free = code - room;
    }
    return all;
}

// Their numbers at the left, which no trace covers.
void levels(Canvas& canvas, Box plot, const color::Space* hdr) {
    for (const Level& level : levels_of(hdr, 12 / plot.height)) {
        const float y = plot.bottom() - plot.height * level.code;
        canvas.stroke({plot.x, y}, {plot.right(), y}, line);
        if (level.number) canvas.text({plot.x - 8, y}, level.label, dim, true);
    }
}

// One channel's trace: the brightest count under each pixel.
void trace(Canvas& canvas, Box plot, const ScopesData& data, ScopeChannel channel, glm::vec3 colour) {
    const int shift = 8 * static_cast<int>(channel);
    const auto span = [](float low, float high, int count) {
        const int first = std::clamp(static_cast<int>(std::floor(low)), 0, count - 1);
        return std::pair(first, std::clamp(static_cast<int>(std::ceil(high)) - 1, first, count - 1));
    };
    const float half = canvas.pixel() / 2, columns = static_cast<float>(data.columns) / plot.width,
                rows = waveform_rows / plot.height;
    canvas.each(plot, [&](glm::vec3& pixel, float x, float y) {
        const auto [left, right] = span((x - half - plot.x) * columns, (x + half - plot.x) * columns, data.columns);
        const auto [low, high] =
            span((plot.bottom() - y - half) * rows, (plot.bottom() - y + half) * rows, waveform_rows);
        std::uint32_t most = 0;
        for (int row = low; row <= high; ++row)
            for (int column = left; column <= right; ++column)
                most = std::max(
                    most, (data.waveform[static_cast<std::size_t>(row * waveform_columns + column)] >> shift) & 255u);
        pixel = glm::mix(pixel, colour * 1.25f, glow(static_cast<float>(most)));
    });
}

void vectorscope(Canvas& canvas, Box plot, const ScopesData& data) {
    const float side = std::min(plot.width, plot.height);
    const glm::vec2 centre(plot.x + plot.width / 2, plot.y + plot.height / 2);
    const auto place = [&](double cb, double cr) {
        return centre + side * glm::vec2(static_cast<float>(cb), static_cast<float>(-cr));
    };
    canvas.circle(centre, side / 2, line);
    canvas.stroke(place(-0.5, 0), place(0.5, 0), line);
    canvas.stroke(place(0, -0.5), place(0, 0.5), line);
    // Where skin of every colour lies: the I axis of NTSC, 123 degrees.
    canvas.stroke(centre, place(0.5 * std::cos(glm::radians(123.0)), 0.5 * std::sin(glm::radians(123.0))), line);
    const color::LumaWeights& k = data.matrix.weights;
    constexpr std::string_view names[] = {"R", "YL", "G", "CY", "B", "MG"};
    constexpr int colours[][3] = {{1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 1, 1}, {0, 0, 1}, {1, 0, 1}};
    for (std::size_t i = 0; i < 6; ++i) {  // boxes at 75 % bars
        const double r = 0.75 * colours[i][0], g = 0.75 * colours[i][1], b = 0.75 * colours[i][2];
        const double y = k.red * r + k.green * g + k.blue * b;
        const double cb = (b - y) / (2 * (1 - k.blue)), cr = (r - y) / (2 * (1 - k.red));
        const glm::vec2 at = place(cb, cr);
        const glm::vec2 corners[] = {at + glm::vec2(-6, -6), at + glm::vec2(6, -6), at + glm::vec2(6, 6),
                                     at + glm::vec2(-6, 6)};
        for (std::size_t c = 0; c < 4; ++c) canvas.stroke(corners[c], corners[(c + 1) % 4], grey(0x55));
        const glm::vec2 outwards = glm::normalize(at - centre);
        canvas.text(at + outwards * 20.0f - glm::vec2(4.0f * static_cast<float>(names[i].size()), 0), names[i], dim);
    }
    canvas.each({centre.x - side / 2, centre.y - side / 2, side, side}, [&](glm::vec3& pixel, float x, float y) {
        const glm::vec2 c = (glm::vec2(x, y) - centre) / side * glm::vec2(254, -254) + 128.5f;
        const int column = std::clamp(static_cast<int>(c.x), 0, vectorscope_size - 1),
                  row = std::clamp(static_cast<int>(c.y), 0, vectorscope_size - 1);
        const std::uint32_t count = data.vectorscope[static_cast<std::size_t>(row * vectorscope_size + column)];
        pixel = glm::mix(pixel, grey(0xc8), glow(9 * std::log2(1.0f + static_cast<float>(count))));
    });
}

void histogram(Canvas& canvas, Box plot, const ScopesData& data, const color::Space* hdr) {
    plot = {plot.x - 32, plot.y, plot.width + 32, plot.height - 10};
    for (const Level& level : levels_of(hdr, 44 / plot.width)) {
        const float x = plot.x + plot.width * level.code;
        canvas.stroke({x, plot.y}, {x, plot.bottom()}, line);
        // the last one ends with its line, so that it stays in the panel
        const float back = level.code >= 1 ? 29.0f : 3.9f * static_cast<float>(level.label.size());
        if (level.number) canvas.text({x - back, plot.bottom() + 13}, level.label, dim);
    }
    // A picture of 8 bits fills every fourth level only, so a height is the mean of four levels beside one another. The
    // ends do not set the scale: what is clipped heaps up there.
    constexpr int wide = 4, bars = scope_levels / wide;
    const auto bar = [&](std::size_t channel, int i) {
        float sum = 0;
        for (int level = i * wide; level < (i + 1) * wide; ++level)
            sum += static_cast<float>(data.histogram[channel][static_cast<std::size_t>(level)]);
        return sum / wide;
    };
    float most = 0, any = 1;
    for (std::size_t channel = 0; channel < 4; ++channel)
        for (int i = 0; i < bars; ++i) {
            any = std::max(any, bar(channel, i));
            if (i > 0 && i < bars - 1) most = std::max(most, bar(channel, i));
        }
    const float top = (most > 0 ? most : any) * 1.05f;
    const glm::vec3 colours[] = {red, green, blue, luma};
    for (const std::size_t channel : {std::size_t{3}, std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
        const auto height_at = [&](float x) {
            const float at = std::clamp((x - plot.x) / plot.width * bars - 0.5f, 0.0f, bars - 1.0f);
            const int i = std::min(static_cast<int>(at), bars - 2);
            return std::min(1.0f, glm::mix(bar(channel, i), bar(channel, i + 1), at - static_cast<float>(i)) / top);
        };
        canvas.each(plot, [&](glm::vec3& pixel, float x, float y) {
            const float height = height_at(x), here = (plot.bottom() - y) / plot.height;
            if (here < height) pixel = glm::mix(pixel, colours[channel], channel == 3 ? 0.25f : 0.45f);
        });
        for (float x = plot.x; x + 1 <= plot.right(); x += 1)
            canvas.stroke({x, plot.bottom() - plot.height * height_at(x)},
                          {x + 1, plot.bottom() - plot.height * height_at(x + 1)}, colours[channel]);
    }
}

}  // namespace

ScopePicture draw_scopes(const ScopesData& data, int scale, const color::Space* hdr) {
    if (scale < 1 || scale > 8) throw Error("scopes can be drawn at scales 1 to 8, not {}", scale);
    Canvas canvas(1280, 800, scale);
    const float w = 639, h = 399;
    {
        const Box plot = panel(canvas, {0, 0, w, h}, hdr ? "WAVEFORM NITS" : "WAVEFORM");
        levels(canvas, plot, hdr);
        trace(canvas, plot, data, ScopeChannel::luma, luma);
    }
    {
        const Box plot = panel(canvas, {641, 0, w, h}, hdr ? "PARADE NITS" : "PARADE");
        levels(canvas, plot, hdr);
        const glm::vec3 colours[] = {red, green, blue};
        const float third = (plot.width - 16) / 3;
        for (int c = 0; c < 3; ++c)
            trace(canvas, {plot.x + (third + 8) * static_cast<float>(c), plot.y, third, plot.height}, data,
                  static_cast<ScopeChannel>(c), colours[c]);
    }
    vectorscope(canvas, panel(canvas, {0, 401, w, h}, "VECTORSCOPE"), data);
    histogram(canvas, panel(canvas, {641, 401, w, h}, hdr ? "HISTOGRAM NITS" : "HISTOGRAM"), data, hdr);
    return canvas.picture();
}

}  // namespace umber::engine

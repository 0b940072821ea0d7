// How the room looks: greys, one accent, type. The tokens are those of the room's design (docs/ARCHITECTURE.md); all
// lengths are at 1x and are scaled by Theme::px.
#pragma once
#include <cmath>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "app/imgui_compat.h"

namespace umber::app {

namespace tone {

// A grey has R = G = B without exception, so that nothing tints the eye that judges colour.
constexpr ImU32 grey(unsigned value, unsigned alpha = 255) {
    return IM_COL32(value, value, value, alpha);
}

inline constexpr ImU32 gap = grey(0x0f), scope = grey(0x13), well = grey(0x17), panel = grey(0x1b), head = grey(0x20),
                       control = grey(0x27), line = grey(0x2e), hover = grey(0x30), track = grey(0x36),
                       press = grey(0x3a);
inline constexpr ImU32 text_off = grey(0x55), text_dim = grey(0x7d), text = grey(0xbd), text_bright = grey(0xec);
inline constexpr ImU32 accent = IM_COL32(0xe0, 0xa1, 0x3a, 255);
inline constexpr ImU32 red = IM_COL32(0xc2, 0x54, 0x50, 255), green = IM_COL32(0x4f, 0x9a, 0x57, 255),
                       blue = IM_COL32(0x4f, 0x78, 0xc4, 255), luma = grey(0x9a);

// `color` with its opacity multiplied by `alpha`, 0..1.
inline ImU32 faded(ImU32 color, float alpha) {
    const auto a = static_cast<ImU32>(std::lround(static_cast<float>(color >> IM_COL32_A_SHIFT) * alpha));
    return (color & ~IM_COL32_A_MASK) | (a << IM_COL32_A_SHIFT);
}

}  // namespace tone

// A face at one size, in pixels of the em square as type is measured everywhere but in ImGui, which counts from the
// ascender to the descender.
struct Face {
    ImFont* font = nullptr;
    float line = 0;      // ImGui's size for it
    float cap = 0;       // height of capitals
    float baseline = 0;  // from the line's top
};

struct Theme {
    float scale = 1.0f;
    Face text, strong;       // 13 px
    Face head, head_strong;  // 12 px
    Face value;              // 11.5 px: numbers in boxes
    Face small;              // 11 px
    Face tiny;               // 10 px: graticules
    Face large;              // 15 px: timecode

    // A length at 1x as whole pixels; never less than one where `length` is not zero.
    float px(float length) const {
        const float scaled = std::round(length * scale);
        return length > 0 ? std::max(1.0f, scaled) : scaled;
    }
};

// Builds ImGui's font atlas for `scale` with Inter through FreeType, its figures made tabular, and sets ImGui's own
// style for what is left to it (text fields, scroll bars). Where Inter is not installed ImGui's own face stands in, and
// a warning goes to the log. The list of places where it is looked for is assets/fonts.txt.
Theme make_theme(float scale);

// Width of one line of `text`.
float width_of(const Face& face, std::string_view text);
// `text` cut with "…" so that it fits `width`; whole where it fits.
std::string shortened(const Face& face, std::string_view text, float width);
// The same, but cut in the middle, so that both the beginning and the end (an extension, a number) stay.
std::string shortened_in_the_middle(const Face& face, std::string_view text, float width);

// `text` in lines of at most `width`, broken between words; a word that is wider is shortened.
std::vector<std::string> wrapped(const Face& face, std::string_view text, float width);

enum class Align { left, center, right };

// Draws one line, its capitals centred in the height between `top` and `top + height`, in whole pixels.
void draw_text(ImDrawList& draw, const Face& face, glm::vec2 position, float width, float height, ImU32 color,
               std::string_view text, Align align = Align::left);

}  // namespace umber::app

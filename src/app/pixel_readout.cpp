#include "app/pixel_readout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/picture_look.h"

namespace umber::app {

namespace {

int quarter_turns(int rotation) {
    return ((rotation / 90) % 4 + 4) % 4;
}

glm::ivec2 as_shown(glm::ivec2 frame, int rotation) {
    return quarter_turns(rotation) % 2 == 0 ? frame : glm::ivec2(frame.y, frame.x);
}

std::string nits_text(double nits) {
    return nits < 1     ? fmt::format("{:.3f}", nits)
           : nits < 100 ? fmt::format("{:.1f}", nits)
                        : fmt::format("{:.0f}", nits);
}

}  // namespace

std::optional<glm::ivec2> pixel_at(glm::vec2 at, const Rect& picture, glm::ivec2 frame, int rotation) {
    if (picture.empty() || !picture.contains(at) || frame.x <= 0 || frame.y <= 0) return std::nullopt;
    const glm::ivec2 size = as_shown(frame, rotation);
    // The middle of the window's pixel, whose picture the presenter draws there.
    const glm::vec2 part = (glm::floor(at) + 0.5f - picture.min()) / picture.size();
    return glm::clamp(glm::ivec2(glm::floor(part * glm::vec2(size))), glm::ivec2(0), size - 1);
}

std::array<std::uint16_t, 3> picture_codes(engine::Engine& engine, const engine::Picture& picture, glm::ivec2 pixel,
                                           glm::ivec2 frame, int rotation) {
    // Where it was before the turn.
    glm::ivec2 coded = pixel;
    switch (quarter_turns(rotation)) {
        case 1:
            coded = {pixel.y, frame.y - 1 - pixel.x};
            break;
        case 2:
            coded = frame - 1 - pixel;
            break;
        case 3:
            coded = {frame.x - 1 - pixel.y, pixel.x};
            break;
        default:
            break;
    }
    const glm::ivec2 size(picture.width, picture.height);
    const glm::ivec2 there =
        glm::clamp(glm::ivec2((glm::vec2(coded) + 0.5f) * glm::vec2(size) / glm::vec2(frame)), glm::ivec2(0), size - 1);
    const auto codes = engine.read_pixel(picture, there.x, there.y);
    return {codes[0], codes[1], codes[2]};
}

std::vector<std::string> readout_words(glm::ivec2 pixel, std::array<std::uint16_t, 3> codes, ScopeScale scale,
                                       const color::Space* hdr) {
    const glm::dvec3 code = glm::dvec3(codes[0], codes[1], codes[2]) / 65535.0;
    if (scale == ScopeScale::nits && !hdr) scale = ScopeScale::code10;
    const auto value = [&](double one) {
        return scale == ScopeScale::code10    ? fmt::format("{:.0f}", one * 1023)
               : scale == ScopeScale::percent ? fmt::format("{:.1f} %", one * 100)
                                              : nits_text(code_to_nits(*hdr, one));
    };
    std::vector<std::string> words{fmt::format("{}, {}", pixel.x, pixel.y), "R " + value(code.x), "G " + value(code.y),
                                   "B " + value(code.z)};
    if (hdr) words.push_back(nits_text(pixel_nits(*hdr, code)) + " nits");
    return words;
}

std::vector<std::string> not_numbers_words(const media::NotNumbers& found) {
    std::vector<std::string> words;
    if (found.nan > 0) words.push_back(fmt::format("{} NaN read as 0", found.nan));
    if (found.infinite > 0) words.push_back(fmt::format("{} Inf held at 1e30", found.infinite));
    return words;
}

}  // namespace umber::app

#include "media/not_numbers.h"

#include <fmt/format.h>

#include <cstring>

namespace umber::media {

namespace {

// Of one row of bit patterns, whose exponent is `infinity`'s where they are no finite number.
template <class Bits>
NotNumbers count_row(const std::byte* row, int samples, Bits infinity) {
    constexpr Bits sign = static_cast<Bits>(Bits{1} << (sizeof(Bits) * 8 - 1));
    std::int64_t above = 0, at = 0;
    for (int i = 0; i < samples; ++i) {
        Bits bits;
        std::memcpy(&bits, row + static_cast<std::size_t>(i) * sizeof(Bits), sizeof(Bits));
        const auto size = static_cast<Bits>(bits & static_cast<Bits>(~sign));
        above += size > infinity;
        at += size == infinity;
    }
    return {above, at};
}

}  // namespace

NotNumbers count_not_numbers(const Frame& frame) {
    NotNumbers found;
    if (!frame.format.floating || frame.format.big_endian) return found;
    const bool half = frame.format.component[0].depth == 16;
    for (std::size_t plane = 0; plane < frame.plane.size(); ++plane) {
        const Plane& of = frame.plane[plane];
        int components = 0;
        for (int c = 0; c < frame.format.components; ++c)
            components += frame.format.component[static_cast<std::size_t>(c)].plane == static_cast<int>(plane);
        for (int y = 0; components > 0 && y < of.height; ++y) {
            const std::byte* row = frame.data(static_cast<int>(plane)) + static_cast<std::size_t>(y) * of.stride;
            found += half ? count_row<std::uint16_t>(row, of.width * components, 0x7c00)
                          : count_row<std::uint32_t>(row, of.width * components, 0x7f800000);
        }
    }
    return found;
}

std::string to_string(const NotNumbers& found) {
    std::string text;
    if (found.nan > 0)
        text = fmt::format("{} sample{} no number{} (NaN), read as 0", found.nan, found.nan == 1 ? " is" : "s are",
                           found.nan == 1 ? "" : "s");
    if (found.infinite > 0)
        text += fmt::format("{}{} sample{} infinite, held at 1e30", text.empty() ? "" : "; ", found.infinite,
                            found.infinite == 1 ? " is" : "s are");
    return text;
}

}  // namespace umber::media

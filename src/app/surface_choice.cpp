#include "app/surface_choice.h"

#include <array>

#include "core/error.h"

namespace umber::app {

namespace {

struct Encoded {
    SurfaceEncoding encoding;
    std::string_view word, label;
    VkColorSpaceKHR space;
};
constexpr std::array encodings{
    Encoded{SurfaceEncoding::hdr10, "hdr10", "HDR10", VK_COLOR_SPACE_HDR10_ST2084_EXT},
    Encoded{SurfaceEncoding::scrgb, "scrgb", "scRGB", VK_COLOR_SPACE_EXTENDED_SRGB_LINEAR_EXT},
    Encoded{SurfaceEncoding::hlg, "hlg", "HLG", VK_COLOR_SPACE_HDR10_HLG_EXT},
    Encoded{SurfaceEncoding::sdr, "sdr", "SDR", VK_COLOR_SPACE_SRGB_NONLINEAR_KHR},
};

const Encoded& entry(SurfaceEncoding encoding) {
    for (const Encoded& one : encodings)
        if (one.encoding == encoding) return one;
    throw Error("a display encoding has no entry in the table");
}

// What is written is encoded already, so no format may encode again (…_SRGB). Floats hold PQ and HLG as well as 11 bits
// do; linear light needs them.
struct Stored {
    VkFormat format;
    int bits;
};
constexpr Stored ten{VK_FORMAT_A2B10G10R10_UNORM_PACK32, 10}, ten_swapped{VK_FORMAT_A2R10G10B10_UNORM_PACK32, 10},
    half{VK_FORMAT_R16G16B16A16_SFLOAT, 16}, eight{VK_FORMAT_B8G8R8A8_UNORM, 8},
    eight_swapped{VK_FORMAT_R8G8B8A8_UNORM, 8};
constexpr std::array for_sdr{ten, ten_swapped, eight, eight_swapped};
constexpr std::array for_signals{ten, ten_swapped, half};
constexpr std::array for_light{half};

std::optional<SurfaceChoice> find(std::span<const VkSurfaceFormatKHR> offered, const Encoded& wanted) {
    const std::span<const Stored> formats = wanted.encoding == SurfaceEncoding::sdr ? std::span<const Stored>(for_sdr)
                                            : wanted.encoding == SurfaceEncoding::scrgb
                                                ? std::span<const Stored>(for_light)
                                                : std::span<const Stored>(for_signals);
    for (const Stored& one : formats)
        for (const VkSurfaceFormatKHR& has : offered)
            if (has.format == one.format && has.colorSpace == wanted.space)
                return SurfaceChoice{has, wanted.encoding, one.bits, {}};
    // A surface may say by a single entry that it takes any format (before Vulkan 1.1.118).
    if (offered.size() == 1 && offered[0].format == VK_FORMAT_UNDEFINED && offered[0].colorSpace == wanted.space &&
        wanted.encoding == SurfaceEncoding::sdr)
        return SurfaceChoice{{eight.format, wanted.space}, wanted.encoding, eight.bits, {}};
    return std::nullopt;
}

}  // namespace

std::string_view name(SurfaceEncoding encoding) {
    return entry(encoding).word;
}

std::optional<SurfaceEncoding> wished_encoding(const char* text) {
    const std::string_view word = text ? text : "";
    if (word.empty()) return std::nullopt;
    for (const Encoded& one : encodings)
        if (one.word == word) return one.encoding;
    throw Error("$UMBER_DISPLAY is '{}'; it can be sdr, hdr10, scrgb or hlg", word);
}

SurfaceChoice choose_surface(std::span<const VkSurfaceFormatKHR> offered, bool picture_is_hdr,
                             std::optional<SurfaceEncoding> wish) {
    std::string first;
    if (wish) {
        const Encoded& wanted = entry(*wish);
        if (auto found = find(offered, wanted)) {
            found->why = fmt::format("{}, {} bits: $UMBER_DISPLAY asks for it", wanted.label, found->bits);
            return *found;
        }
        first = fmt::format("$UMBER_DISPLAY asks for {}, which this display does not offer; ", wanted.label);
    }
    for (const Encoded& one : encodings) {
        if (!picture_is_hdr && one.encoding != SurfaceEncoding::sdr) continue;
        auto found = find(offered, one);
        if (!found) continue;
        const bool sdr = one.encoding == SurfaceEncoding::sdr;
        found->why = fmt::format("{}{}, {} bits: {}", first, one.label, found->bits,
                                 !picture_is_hdr ? "the picture is SDR"
                                 : sdr           ? "the picture is HDR, and the display offers no HDR"
                                                 : "the picture is HDR, and the display offers it");
        return *found;
    }
    throw Error("the display offers no plain format for the window (8 or 10 bits, without an encoding of its own)");
}

}  // namespace umber::app

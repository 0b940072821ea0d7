// Which format and colour space of the window's surface is taken, and why: a pure function of what the surface offers,
// what is shown and what the user wants.
#pragma once
#include <vulkan/vulkan_core.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace umber::app {

// What the window's values mean to the display.
enum class SurfaceEncoding {
    sdr,    // R'G'B' of an SDR display
    hdr10,  // Rec.2020, SMPTE ST 2084
    scrgb,  // linear Rec.709, 1.0 = 80 cd/m2, beyond 0..1 (IEC 61966-2-2 without its offset)
    hlg,    // Rec.2020, BT.2100 HLG
};
// "sdr", "hdr10", "scrgb", "hlg".
std::string_view name(SurfaceEncoding encoding);

// What $UMBER_DISPLAY asks for; nothing where it is unset (null) or empty. Throws Error for another word.
std::optional<SurfaceEncoding> wished_encoding(const char* text);

struct SurfaceChoice {
    VkSurfaceFormatKHR format{};
    SurfaceEncoding encoding = SurfaceEncoding::sdr;
    int bits = 8;     // of a channel; 16: half floats
    std::string why;  // for the log
};

// `offered`: of vkGetPhysicalDeviceSurfaceFormatsKHR. For HDR pictures HDR10, else scRGB, else HLG, else SDR; for
// others SDR; 10 bits before 8, and never 8 for HDR. Where the wish is not offered, as without it. Throws Error where
// there is nothing that takes R'G'B' as it is.
SurfaceChoice choose_surface(std::span<const VkSurfaceFormatKHR> offered, bool picture_is_hdr,
                             std::optional<SurfaceEncoding> wish);

}  // namespace umber::app

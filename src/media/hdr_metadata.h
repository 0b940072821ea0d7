// Static HDR metadata: the display that a picture was mastered on (SMPTE ST 2086) and how bright its content is
// (CTA-861.3). Plain values, in the units of the standards, so that carrying them over changes nothing.
#pragma once
#include <array>
#include <optional>
#include <string>

namespace umber::media {

// The colour volume of the mastering display.
struct MasteringDisplay {
    // CIE 1931 x and y in steps of 0.00002: red, green, blue.
    std::array<std::array<int, 2>, 3> primaries{};
    std::array<int, 2> white_point{};
    // In steps of 0.0001 cd/m2.
    int max_luminance = 0, min_luminance = 0;
    friend bool operator==(const MasteringDisplay&, const MasteringDisplay&) = default;
};

// In cd/m2; 0 where unknown.
struct ContentLight {
    int max_cll = 0;   // the brightest pixel of all frames
    int max_fall = 0;  // the brightest frame's mean
    friend bool operator==(const ContentLight&, const ContentLight&) = default;
};

struct HdrMetadata {
    std::optional<MasteringDisplay> mastering_display;
    std::optional<ContentLight> content_light;
    bool empty() const { return !mastering_display && !content_light; }
    friend bool operator==(const HdrMetadata&, const HdrMetadata&) = default;
};

// "mastering display P3 D65, 0.0001 to 1000 cd/m2"; primaries that have no name by their numbers.
std::string to_string(const MasteringDisplay& display);
// "MaxCLL 1000, MaxFALL 400 cd/m2".
std::string to_string(const ContentLight& light);

}  // namespace umber::media

// From a picture's code values to the window's: what the display pass does to a picture, as GLSL, and what is said of
// it to the user and to the display. Nothing of this is in a master, a still or a scope.
//
// SDR white is 203 cd/m2 wherever SDR and HDR meet: HDR's reference white, ITU-R BT.2408.
#pragma once
#include <vulkan/vulkan_core.h>

#include <optional>
#include <string>

#include "app/surface_choice.h"
#include "color/spaces.h"
#include "media/hdr_metadata.h"

namespace umber::app {

inline constexpr double reference_white_nits = 203;

// What a picture's code values are.
struct PictureColours {
    std::optional<color::Space> space{};  // nothing: nobody knows, so they are shown as an SDR display would
    std::string view{};                   // the name of the view that made them, or empty
    media::HdrMetadata of_clip{};         // where no view did
    bool raw = false;                     // HDR's code values are to be shown as they are
};

// The volume that the picture was made for.
struct MasteringVolume {
    color::Chromaticities gamut = color::primaries::rec2020;
    double peak_nits = 1000, least_nits = 0.0001;
    double max_cll = 0, max_fall = 0;  // cd/m2; 0: unknown
};
// Of an HDR picture: what the view's name says ("… 1000 nits (P3 D65)"), else the clip's metadata, else HLG's own peak,
// else Rec.2020 and 1000 cd/m2.
// Of an SDR one: its space's gamut, as white as SDR is shown.
MasteringVolume mastering_volume(const PictureColours& picture);
VkHdrMetadataEXT to_vulkan(const MasteringVolume& volume);

// Whether the picture is to be shown as PQ or HLG.
bool wants_hdr(const PictureColours& picture);

// GLSL for shaders/present/finish….glsl: DISPLAY and the functions that it names, for the picture's pixels and for all
// others. Empty where code values go out as they are: SDR (and what nobody knows) on an SDR surface. HDR on an SDR
// surface becomes an SDR preview.
struct DisplayGlsl {
    std::string picture, interface;
    friend bool operator==(const DisplayGlsl&, const DisplayGlsl&) = default;
};
DisplayGlsl display_glsl(const PictureColours& picture, SurfaceEncoding surface);

// What is to be said beside the picture: "SDR preview of Rec.2100-PQ, 1000 nits", "HDR10, 1000 nits". Empty where
// code values go out as they are and nobody would expect anything else.
std::string statement(const PictureColours& picture, SurfaceEncoding surface);

}  // namespace umber::app

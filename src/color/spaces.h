// The colour spaces that Umber knows by name: names and aliases as in the ASWF ACES studio configs (the 1.3 and 2.0
// generations), and what those have not got. One table for `umber spaces`, input transforms, and the generator of
// Umber's own OCIO config; the conversions here are the double-precision reference that GPU and OCIO are held against.
#pragma once
#include <glm/glm.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "color/rgb_space.h"
#include "color/transfer.h"

namespace umber::color {

// OCIO's encodings.
enum class Encoding { scene_linear, log, sdr_video, hdr_video, edr_video, display_linear, data };
std::string_view name(Encoding encoding);  // "scene-linear", "sdr-video"...

struct Space {
    std::string name;
    std::vector<std::string> aliases;
    std::string family;  // "Input/ARRI", "Display"; a path with '/'
    Encoding encoding;
    // Display-referred: linear 1.0 is the display's white, or 100 cd/m2 in PQ and HLG. Else scene-referred, 0.18 = mid
    // grey.
    bool display_referred = false;
    // `xyz`: the three values are CIE XYZ around D65, and the chromaticities only say so.
    bool xyz = false;
    Chromaticities chromaticities{};
    Cat cat = Cat::bradford;  // how its white is carried to that of ACES, as the maker or the config does
    TransferFunction transfer{};
    double hlg_peak_nits = 0.0;  // above 0: the HLG OOTF for that peak lies between the curve and display light
    // The Academy's conversion to ACEScc sets negative ACES2065-1 values to 0 before the matrix
    // (ACEScsc.Academy.ACEScc).
    bool clamps_negative_aces = false;
    // Not empty: no matrix and curve but this OCIO built-in makes ACES2065-1 of it (ADX).
    std::string ocio_builtin{};
    bool curve_alone = false;  // of named_transforms()
};

// All spaces, in the order in which a menu shows them. Names and aliases are unique without regard to case.
std::span<const Space> spaces();

// The roles of OCIO configs: what each is played by.
struct Role {
    std::string_view name, space;  // "scene_linear", "ACEScg"
};
std::span<const Role> roles();

// Curves alone, as the configs' named transforms: spaces of no primaries of their own, which stand for those of the
// space at the other end of a conversion (chromaticities here are not to be used). Not among spaces().
std::span<const Space> named_transforms();
const Space* try_find_named_transform(std::string_view name_or_alias);

// By name or alias, without regard to case, as OCIO does it. nullptr if there is none.
const Space* try_find_space(std::string_view name_or_alias);
// What a role of Umber's own is; another config may have another space for it. nullptr if there is none.
const Space* space_of_role(std::string_view role);
// By name, alias or role, named transforms too; throws UsageError that offers the nearest names.
const Space& find_space(std::string_view name_or_alias);
// The space whose name or alias stands as words of its own in `path`; of several the one that ends last, of those the
// longest, as OCIO's ColorSpaceNamePathSearch has it, but that data, and the bare word "aces" (of a whole system), name
// none. nullptr if there is none.
const Space* space_named_in(std::string_view path);

// The name of the space that a clip's tags amount to where nobody says otherwise. Pictures made for a display by BT.709
// and its kin are named by the display that they are made for, BT.1886.
std::string assumed_space(const Tags& tags);
// Whether they say anything of it: else it is the usual guess.
bool tell_space(const Tags& tags);
// Whether that space only stands for what the tags say, because none has these primaries, this curve, or both
// together (BT.601's primaries, which are near BT.709's; gamma 2.8; HLG with P3).
bool stands_in(const Tags& tags);

// What a file can say of its pictures' space beside the code points of H.273: OpenEXR its chromaticities and its name,
// DPX whether it is logarithmic or printing density.
struct SpaceLabel {
    std::string name{};                              // "ARRI LogC4"; empty: not known
    std::optional<Chromaticities> chromaticities{};  // nothing where it has none (data, density), or they are not known
    std::optional<Encoding> encoding{};
    bool density = false;  // of film (ADX)
};
SpaceLabel label_of(const Space& space);

// `tags` with what H.273 has for the space: primaries and transfer where it has code points for them, else unspecified
// (data, printing density, cameras' curves). A Y'CbCr matrix follows primaries that change; range and chroma location
// stay.
Tags tags_of(const Space& space, Tags tags);

// Linear light of the space (code values decoded, OOTF applied) -> ACES2065-1. Throws Error for data and built-ins.
glm::dmat3 linear_to_aces2065(const Space& space);

// Code values -> ACES2065-1 and back; display-referred spaces through XYZ-D65 without a tone scale, as the configs'
// un-tone-mapped view does. Any real numbers. Throws Error for data and for spaces that only an OCIO built-in
// describes.
glm::dvec3 to_aces2065(const Space& space, glm::dvec3 rgb);
glm::dvec3 from_aces2065(const Space& space, glm::dvec3 aces);

}  // namespace umber::color

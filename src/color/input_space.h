// Which space a clip's code values are in, from what its file says: camera metadata, chromaticities, colour tags. The
// rules of an OpenColorIO config come before these; see engine/colour_names.h.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "color/rgb_space.h"
#include "color/tags.h"

namespace umber::color {

struct InputSpace {
    std::string space;  // a name of spaces()
    std::string why;    // what it was taken from: "its transfer tag smpte2084"
    // Whether the file says so; else it is what is usual, and less than a file's name may tell.
    bool told = true;
};

// `metadata`: the file's own tags, as media::ClipInfo has them; cameras name their curve and gamut there (ARRI, Sony,
// Panasonic, Canon, Blackmagic, RED, DJI, Nikon, Fujifilm, Apple, GoPro), OpenEXR its chromaticities, DPX its transfer
// and colorimetric fields. A key of a file beside the clip begins with that file's name: "CLIP0001M01.XML: KEY".
// `codec`: FFmpeg's name. Falls back on assumed_space().
InputSpace input_space(const Tags& tags, std::span<const std::pair<std::string, std::string>> metadata,
                       std::string_view codec);

// The chromaticities that an OpenEXR file's metadata state; nothing where there are none, or what is there is none.
std::optional<Chromaticities> stated_chromaticities(std::span<const std::pair<std::string, std::string>> metadata);

// Whether `key` is one in which cameras name the curve or the gamut of what they recorded: no longer true of a master
// that was graded.
bool tells_space(std::string_view key);

}  // namespace umber::color

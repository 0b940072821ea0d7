#include "color/spaces.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "color/nearest.h"
#include "core/error.h"
#include "core/text.h"

namespace umber::color {
namespace {

void require_conversion(const Space& space) {
    if (space.encoding == Encoding::data) throw Error("'{}' holds data, which has no colour to convert", space.name);
    if (!space.ocio_builtin.empty())
        throw Error("'{}' is converted by OpenColorIO's built-in {}", space.name, space.ocio_builtin);
}

}  // namespace

std::string_view name(Encoding encoding) {
    switch (encoding) {
        case Encoding::scene_linear:
            return "scene-linear";
        case Encoding::log:
            return "log";
        case Encoding::sdr_video:
            return "sdr-video";
        case Encoding::hdr_video:
            return "hdr-video";
        case Encoding::edr_video:
            return "edr-video";
        case Encoding::display_linear:
            return "display-linear";
        case Encoding::data:
            break;
    }
    return "data";
}

namespace {

const Space* find_in(std::span<const Space> table, std::string_view name_or_alias) {
    for (const Space& space : table)
        if (equal_ignoring_case(space.name, name_or_alias)) return &space;
    for (const Space& space : table)
        if (std::ranges::any_of(space.aliases,
                                [&](const auto& alias) { return equal_ignoring_case(alias, name_or_alias); }))
            return &space;
    return nullptr;
}

}  // namespace

const Space* try_find_named_transform(std::string_view name_or_alias) {
    return find_in(named_transforms(), name_or_alias);
}

const Space* try_find_space(std::string_view name_or_alias) {
    return find_in(spaces(), name_or_alias);
}

const Space* space_of_role(std::string_view role) {
    for (const Role& one : roles())
        if (equal_ignoring_case(one.name, role)) return find_in(spaces(), one.space);
    return nullptr;
}

const Space& find_space(std::string_view name_or_alias) {
    if (const Space* space = try_find_space(name_or_alias)) return *space;
    if (const Space* space = space_of_role(name_or_alias)) return *space;
    if (const Space* curve = try_find_named_transform(name_or_alias)) return *curve;
    std::vector<std::string> names;
    for (const std::span<const Space> table : {spaces(), named_transforms()})
        for (const Space& space : table) {
            names.push_back(space.name);
            names.insert(names.end(), space.aliases.begin(), space.aliases.end());
        }
    for (const Role& role : roles()) names.emplace_back(role.name);
    throw UsageError("no colour space is called '{}'{}", name_or_alias,
                     did_you_mean(name_or_alias, names, "; `umber spaces` lists them"));
}

const Space* space_named_in(std::string_view path) {
    const std::string text = lower(path);
    const auto in_a_word = [&](std::size_t at) {
        return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
    };
    const Space* found = nullptr;
    std::size_t end = 0, longest = 0;
    const auto search = [&](const Space& space, const std::string& name) {
        const std::string wanted = lower(name);
        if (wanted == "aces") return;
        for (std::size_t at = text.rfind(wanted); at != std::string::npos;
             at = at == 0 ? std::string::npos : text.rfind(wanted, at - 1)) {
            const std::size_t stop = at + wanted.size();
            if ((at > 0 && in_a_word(at - 1) && in_a_word(at)) || (in_a_word(stop) && in_a_word(stop - 1))) continue;
            if (stop > end || (stop == end && wanted.size() > longest)) {
                found = &space;
                end = stop;
                longest = wanted.size();
            }
            return;
        }
    };
    for (const Space& space : spaces()) {
        if (space.encoding == Encoding::data) continue;
        search(space, space.name);
        for (const std::string& alias : space.aliases) search(space, alias);
    }
    return found;
}

std::string assumed_space(const Tags& tags) {
    enum Gamut { rec709, rec2020, p3_d65, p3_dci, xyz };
    const Gamut gamut = tags.primaries == Primaries::bt2020     ? rec2020
                        : tags.primaries == Primaries::p3_d65   ? p3_d65
                        : tags.primaries == Primaries::p3_dci   ? p3_dci
                        : tags.primaries == Primaries::smpte428 ? xyz
                                                                : rec709;
    // One name for each gamut; XYZ, which only cinema packages have, is the last.
    const auto of = [gamut](std::array<std::string_view, 5> names) { return std::string(names[gamut]); };
    switch (tags.transfer) {
        case Transfer::linear:
            return of({"Linear Rec.709 (sRGB)", "Linear Rec.2020", "Linear P3-D65", "Linear P3-DCI",
                       "CIE XYZ-D65 - Scene-referred"});
        case Transfer::pq:
            return of({"Rec.2100-PQ - Display", "Rec.2100-PQ - Display", "ST2084-P3-D65 - Display",
                       "ST2084-P3-D65 - Display", "Rec.2100-PQ - Display"});
        case Transfer::hlg:
            return "Rec.2100-HLG - Display";
        case Transfer::srgb:
            return of({"sRGB - Display", "sRGB Encoded Rec.2020", "Display P3 - Display", "sRGB Encoded P3-DCI",
                       "sRGB - Display"});
        case Transfer::gamma22:
            return of({"Gamma 2.2 Rec.709 - Display", "Gamma 2.2 Encoded Rec.2020", "Gamma 2.2 Encoded P3-D65",
                       "Gamma 2.2 Encoded P3-DCI", "Gamma 2.2 Rec.709 - Display"});
        case Transfer::smpte428:
            if (tags.primaries == Primaries::unspecified) return "DCDM-D65 - Display";
            return of({"Gamma 2.6 Encoded Rec.709", "Gamma 2.6 Encoded Rec.2020", "P3-D65 - Display",
                       "P3-DCI - Display", "DCDM-D65 - Display"});
        case Transfer::unspecified:
            // Theatrical masters, whose curve SMPTE RP 431-2 gives.
            if (gamut == p3_d65 || gamut == p3_dci) return gamut == p3_d65 ? "P3-D65 - Display" : "P3-DCI - Display";
            [[fallthrough]];
        default:
            return of({"Rec.1886 Rec.709 - Display", "Rec.1886 Rec.2020 - Display", "Rec.1886 P3-D65 - Display",
                       "Rec.1886 P3-DCI - Display", "DCDM-D65 - Display"});
    }
}

bool stands_in(const Tags& tags) {
    switch (tags.primaries) {
        case Primaries::bt470m:
        case Primaries::bt601_625:
        case Primaries::bt601_525:
        case Primaries::smpte240m:
        case Primaries::film:
        case Primaries::ebu3213:
            return true;
        default:
            break;
    }
    // Curves that go with some primaries only; assumed_space() then keeps the curve.
    const bool p3_dci = tags.primaries == Primaries::p3_dci, xyz = tags.primaries == Primaries::smpte428;
    switch (tags.transfer) {
        case Transfer::gamma28:
            return true;
        case Transfer::pq:
            return p3_dci || xyz;
        case Transfer::hlg:
            return tags.primaries != Primaries::bt2020 && tags.primaries != Primaries::unspecified;
        case Transfer::srgb:
        case Transfer::gamma22:
            return xyz;
        default:
            return false;
    }
}

bool tell_space(const Tags& tags) {
    return tags.primaries != Primaries::unspecified || tags.transfer != Transfer::unspecified;
}

SpaceLabel label_of(const Space& space) {
    SpaceLabel label{space.name, std::nullopt, space.encoding, space.ocio_builtin.starts_with("ADX")};
    if (space.encoding != Encoding::data && space.ocio_builtin.empty()) label.chromaticities = space.chromaticities;
    return label;
}

Tags tags_of(const Space& space, Tags tags) {
    const Primaries before = tags.primaries;
    const bool colour = space.encoding != Encoding::data && space.ocio_builtin.empty();
    tags.primaries = colour && space.xyz ? Primaries::smpte428 : Primaries::unspecified;
    for (const Primaries point : {Primaries::bt709, Primaries::bt2020, Primaries::p3_d65, Primaries::p3_dci})
        if (colour && !space.xyz && space.chromaticities == chromaticities(point)) tags.primaries = point;
    if (tags.primaries != before && tags.matrix != Matrix::rgb)
        tags.matrix = tags.primaries == Primaries::bt2020 ? Matrix::bt2020nc : Matrix::bt709;
    struct Known {
        std::string_view id;
        Transfer transfer;
    };
    constexpr Known known[]{
        {"linear", Transfer::linear}, {"srgb", Transfer::srgb},       {"srgb_mirrored", Transfer::srgb},
        {"bt709", Transfer::bt709},   {"gamma22", Transfer::gamma22}, {"gamma22_mirrored", Transfer::gamma22},
        {"pq", Transfer::pq},         {"hlg", Transfer::hlg},         {"dcdm", Transfer::smpte428}};
    tags.transfer = Transfer::unspecified;
    for (const Known& one : known)
        if (colour && space.transfer.id == one.id) tags.transfer = one.transfer;
    // BT.1886 is the display of BT.709 and BT.2020 pictures, and has no code point of its own.
    if (space.transfer.id == "gamma24_mirrored")
        tags.transfer = tags.primaries == Primaries::bt2020 ? Transfer::bt2020_10 : Transfer::bt709;
    return tags;
}

glm::dmat3 linear_to_aces2065(const Space& space) {
    require_conversion(space);
    if (space.xyz) return xyz_to_rgb(primaries::ap0) * chromatic_adaptation(white::d65, white::aces, space.cat);
    return rgb_to_rgb(space.chromaticities, primaries::ap0, space.cat);
}

glm::dvec3 to_aces2065(const Space& space, glm::dvec3 rgb) {
    const glm::dmat3 matrix = linear_to_aces2065(space);
    glm::dvec3 linear = code_to_linear(space.transfer.curve, rgb);
    if (space.hlg_peak_nits > 0.0) linear = hlg_ootf(linear, space.hlg_peak_nits) / 100.0;
    return matrix * linear;
}

glm::dvec3 from_aces2065(const Space& space, glm::dvec3 aces) {
    if (space.clamps_negative_aces) aces = glm::max(aces, glm::dvec3(0.0));
    glm::dvec3 linear = glm::inverse(linear_to_aces2065(space)) * aces;
    if (space.hlg_peak_nits > 0.0) linear = hlg_inverse_ootf(linear * 100.0, space.hlg_peak_nits);
    return linear_to_code(space.transfer.curve, linear);
}

}  // namespace umber::color

#include "color/input_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

#include "color/spaces.h"
#include "core/text.h"

namespace umber::color {

namespace {

using Metadata = std::span<const std::pair<std::string, std::string>>;

// Letters and digits in lower case: "S-Log3-Cine" and "s_log3.cine" are one word.
std::string word(std::string_view text) {
    std::string out;
    for (const char c : lower(text))
        if (std::isalnum(static_cast<unsigned char>(c))) out += c;
    return out;
}

bool ends_with_any(const std::string& text, std::initializer_list<std::string_view> ends) {
    return std::ranges::any_of(ends, [&](std::string_view end) { return text.ends_with(end); });
}

// The file that a key was read from, where it is another than the clip: "CLIP0001M01.XML: CaptureGammaEquation".
std::string file_of(std::string_view key) {
    const std::size_t colon = key.find(": ");
    return std::string(colon == std::string_view::npos ? std::string_view() : key.substr(0, colon));
}

struct Found {
    std::string key, value;
};

// The value of the first key whose word ends so.
std::optional<Found> find(Metadata metadata, std::initializer_list<std::string_view> ends) {
    for (const auto& [key, value] : metadata)
        if (ends_with_any(word(key), ends) && !value.empty()) return Found{key, value};
    return std::nullopt;
}

// Names of curves as cameras write them, the longer before those that they begin with.
struct CameraCurve {
    std::string_view word, space;
};
constexpr std::array curves{
    CameraCurve{"logc4", "ARRI LogC4"},
    CameraCurve{"logc3", "ARRI LogC3 (EI800)"},
    CameraCurve{"logc", "ARRI LogC3 (EI800)"},
    CameraCurve{"slog3cine", "S-Log3 S-Gamut3.Cine"},
    CameraCurve{"slog3", "S-Log3 S-Gamut3"},
    CameraCurve{"slog2", "S-Log2 S-Gamut"},
    CameraCurve{"vlog", "V-Log V-Gamut"},
    CameraCurve{"canonlog3", "CanonLog3 CinemaGamut D55"},
    CameraCurve{"canonlog2", "CanonLog2 CinemaGamut D55"},
    CameraCurve{"clog3", "CanonLog3 CinemaGamut D55"},
    CameraCurve{"clog2", "CanonLog2 CinemaGamut D55"},
    CameraCurve{"log3g10", "Log3G10 REDWideGamutRGB"},
    CameraCurve{"blackmagicdesignfilm", "BMDFilm WideGamut Gen5"},
    CameraCurve{"bmdfilm", "BMDFilm WideGamut Gen5"},
    CameraCurve{"davinciintermediate", "DaVinci Intermediate WideGamut"},
    CameraCurve{"applelog", "Apple Log"},
    CameraCurve{"nlog", "N-Log Rec.2020"},
    CameraCurve{"flog2c", "F-Log2 F-Gamut C"},
    CameraCurve{"flog2", "F-Log2 F-Gamut"},
    CameraCurve{"flog", "F-Log F-Gamut"},
    CameraCurve{"dlog", "D-Log D-Gamut"},
    CameraCurve{"protune", "Protune Protune Native"},
    CameraCurve{"acescct", "ACEScct"},
    CameraCurve{"acescc", "ACEScc"},
};

// Where a camera names its curve: keys of QuickTime, MXF and vendors' XML end in one of these words.
bool names_curve(const std::string& key_word) {
    return ends_with_any(
        key_word, {"colorgammasxs", "capturegamma", "capturegammaequation", "gamma", "gammaequation", "gammacurve",
                   "transferfunction", "logprofile", "picturestyle", "colorspace", "colourspace", "colormode",
                   "colourmode", "colorprofile", "gammaprofile", "protune", "dpxtransfer"});
}

bool names_gamut(const std::string& key_word) {
    return ends_with_any(
        key_word, {"capturegamut", "colorprimaries", "capturecolorprimaries", "colorgamut", "colourgamut", "gamut"});
}

// Curves that are no other's though their names begin alike, and of which there is no space here.
constexpr std::array unknown_curves{std::string_view("dlog2"), std::string_view("dlogm"), std::string_view("applelog2"),
                                    std::string_view("canonlog"), std::string_view("clog")};

// Whether `text` names `curve` as a whole: beginning where a word does (after the maker's name too), and not going on
// with a digit, which would make another curve of it. "Canon Log" is no "nlog", "Apple Log 2" no "applelog".
bool names(std::string_view text, std::string_view curve) {
    const auto begins = [&](std::string_view rest) {
        return rest.starts_with(curve) &&
               (rest.size() == curve.size() || !std::isdigit(static_cast<unsigned char>(rest[curve.size()])));
    };
    constexpr std::string_view makers[]{"arri",  "sony", "panasonic", "canon", "fujifilm",  "fuji",
                                        "nikon", "dji",  "gopro",     "red",   "blackmagic"};
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool letter = std::isalnum(static_cast<unsigned char>(text[i])) != 0;
        if (letter && !inside) {
            const std::string rest = word(text.substr(i));
            if (begins(rest)) return true;
            for (const std::string_view maker : makers)
                if (rest.starts_with(maker) && begins(std::string_view(rest).substr(maker.size()))) return true;
        }
        inside = letter;
    }
    return false;
}

bool unknown_curve(std::string_view text) {
    return std::ranges::any_of(unknown_curves, [&](std::string_view curve) { return names(text, curve); });
}

// LogC3 is a family: its curve follows the exposure index, of which the table has ARRI's published ones. Between two of
// them stands the nearer one, in stops.
std::string logc3_at(Metadata metadata, std::string& why) {
    const auto index = find(metadata, {"exposureindexasa", "exposureindex", "isosensitivity", "isovalue"});
    if (!index) return "ARRI LogC3 (EI800)";
    int value = 0;
    const char* end = index->value.data() + index->value.size();
    if (std::from_chars(index->value.data(), end, value).ec != std::errc{} || value <= 0) return "ARRI LogC3 (EI800)";
    constexpr std::array published{160, 200, 250, 320, 400, 500, 640, 800, 1000, 1280, 1600, 2000, 2560, 3200};
    const auto stops_off = [&](int ei) { return std::abs(std::log2(static_cast<double>(ei) / value)); };
    const int nearest = *std::ranges::min_element(published, {}, stops_off);
    why += fmt::format(" at {} {}", index->key, value);
    if (nearest != value) why += fmt::format(", the nearest of the published curves being that of EI {}", nearest);
    return fmt::format("ARRI LogC3 (EI{})", nearest);
}

std::string with_gamut(std::string space, Metadata metadata, std::string& why) {
    std::optional<Found> gamut;
    for (const auto& [key, value] : metadata)
        if (!gamut && names_gamut(word(key)) && !value.empty()) gamut = Found{key, value};
    if (!gamut) return space;
    const std::string name = word(gamut->value);
    if (space.starts_with("S-Log3")) {
        const bool venice = std::ranges::any_of(
            metadata, [](const auto& one) { return word(one.second).find("venice") != std::string::npos; });
        const std::string_view maker = venice ? "Venice " : "";
        if (name.find("gamut3cine") != std::string::npos)
            space = fmt::format("S-Log3 {}S-Gamut3.Cine", maker);
        else if (name.find("gamut3") != std::string::npos)
            space = fmt::format("S-Log3 {}S-Gamut3", maker);
        why += file_of(gamut->key).empty() ? fmt::format(" and {} {}", gamut->key, gamut->value)
                                           : fmt::format(", {}", gamut->value);
    }
    return space;
}

std::optional<InputSpace> by_camera(Metadata metadata, const Tags& tags, std::string_view codec) {
    for (const auto& [key, value] : metadata) {
        const std::string name = word(key);
        if (!names_curve(name)) continue;
        const std::string said = word(value);
        // A space's own name, as Umber and other programs write it into EXR and QuickTime files.
        if (ends_with_any(name, {"colorspace", "colourspace"}))
            if (const Space* space = try_find_space(value); space && space->encoding != Encoding::data)
                return InputSpace{space->name, fmt::format("its tag {} {}", key, value)};
        if (unknown_curve(value)) continue;
        for (const CameraCurve& curve : curves) {
            const bool named = names(value, curve.word) ||
                               (curve.word == "protune" && name.ends_with("protune") && (said == "1" || said == "on"));
            if (!named) continue;
            // A file beside the clip says so in its own name: "CLIP0001M01.XML: s-log3-cine, s-gamut3-cine".
            const std::string file = file_of(key);
            InputSpace found{std::string(curve.space), file.empty() ? fmt::format("its camera's tag {} {}", key, value)
                                                                    : fmt::format("{}: {}", file, value)};
            if (found.space == "ARRI LogC3 (EI800)") found.space = logc3_at(metadata, found.why);
            found.space = with_gamut(found.space, metadata, found.why);
            return found;
        }
    }
    // Apple's ProRes of Apple Log has BT.2020's primaries and, there being no code point for the curve, none.
    const auto make = find(metadata, {"quicktimemake"});
    if (make && word(make->value) == "apple" && codec == "prores" && tags.primaries == Primaries::bt2020 &&
        tags.transfer == Transfer::unspecified)
        return InputSpace{"Apple Log", "ProRes of an Apple camera, tagged bt2020 and with no transfer"};
    return std::nullopt;
}

std::optional<Chromaticities> chromaticities_of(std::string text) {
    std::array<double, 8> v{};
    std::size_t count = 0;
    for (const char *at = text.data(), *end = at + text.size(); at < end && count < v.size();) {
        const auto read = std::from_chars(at, end, v[count]);
        if (read.ec == std::errc{}) {
            ++count;
            at = read.ptr;
        } else {
            ++at;
        }
    }
    if (count != v.size()) return std::nullopt;
    return Chromaticities{{v[0], v[1]}, {v[2], v[3]}, {v[4], v[5]}, {v[6], v[7]}};
}

bool alike(const Chromaticities& a, const Chromaticities& b) {
    constexpr double rounding = 6e-4;  // files hold three or four decimals, in single precision
    const auto near = [](glm::dvec2 x, glm::dvec2 y) {
        return glm::all(glm::lessThan(glm::abs(x - y), glm::dvec2(rounding)));
    };
    return near(a.red, b.red) && near(a.green, b.green) && near(a.blue, b.blue) && near(a.white, b.white);
}

std::optional<InputSpace> by_chromaticities(Metadata metadata, std::string_view codec) {
    if (codec != "exr") return std::nullopt;
    const auto said = find(metadata, {"chromaticities"});
    if (!said) {
        const auto container = find(metadata, {"acesimagecontainerflag"});
        if (container && container->value == "1")
            return InputSpace{"ACES2065-1", "its acesImageContainerFlag (SMPTE ST 2065-4)"};
        return std::nullopt;
    }
    const auto own = stated_chromaticities(metadata);
    if (!own) return std::nullopt;
    // The spaces that files of light are in, the plain ones first.
    const Space* found = nullptr;
    for (const Space& space : spaces()) {
        const bool linear = std::holds_alternative<LinearCurve>(space.transfer.curve);
        if (!linear || space.display_referred || space.xyz || space.encoding == Encoding::data ||
            !space.ocio_builtin.empty() || !alike(space.chromaticities, *own))
            continue;
        if (!found || (found->family.starts_with("Input/") && !space.family.starts_with("Input/"))) found = &space;
    }
    if (!found) return std::nullopt;
    return InputSpace{found->name, "its chromaticities"};
}

// SMPTE ST 268-1 tables 5A and 5B.
std::optional<InputSpace> by_dpx(Metadata metadata) {
    const auto transfer = find(metadata, {"dpxtransfer"});
    if (!transfer) return std::nullopt;
    const auto bits = find(metadata, {"dpxbits"});
    const std::string adx = bits && bits->value == "16" ? "ADX16" : "ADX10";
    if (transfer->value == "1") return InputSpace{adx, "its DPX transfer field: printing density"};
    if (transfer->value == "13") return InputSpace{adx, "its DPX transfer field: ADX (ST 2065-3)"};
    // Cameras' logarithms have the same number.
    if (transfer->value == "3") return InputSpace{adx, "its DPX transfer field: logarithmic, taken as density", false};
    if (transfer->value == "2") return InputSpace{"Linear Rec.709 (sRGB)", "its DPX transfer field: linear"};
    if (transfer->value == "5" || transfer->value == "6")
        return InputSpace{"Rec.1886 Rec.709 - Display", "its DPX transfer field: SMPTE 274M or BT.709"};
    if (transfer->value == "7" || transfer->value == "8")
        return InputSpace{"Rec.1886 Rec.709 - Display",
                          "its DPX transfer field: BT.601, whose primaries are nearly "
                          "BT.709's"};
    return std::nullopt;
}

}  // namespace

std::optional<Chromaticities> stated_chromaticities(Metadata metadata) {
    const auto said = find(metadata, {"chromaticities"});
    return said ? chromaticities_of(said->value) : std::nullopt;
}

bool tells_space(std::string_view key) {
    const std::string name = word(key);
    return names_curve(name) || names_gamut(name);
}

InputSpace input_space(const Tags& tags, Metadata metadata, std::string_view codec) {
    if (auto found = by_camera(metadata, tags, codec)) return *found;
    if (auto found = by_chromaticities(metadata, codec)) return *found;
    if (auto found = by_dpx(metadata)) return *found;
    InputSpace assumed{assumed_space(tags), {}, codec != "exr" && tell_space(tags)};
    const bool no_transfer = tags.transfer == Transfer::unspecified, none = tags.primaries == Primaries::unspecified;
    const bool log = tags.transfer == Transfer::log100 || tags.transfer == Transfer::log316;
    assumed.told = assumed.told && !log;
    if (codec == "exr")
        assumed.why = find(metadata, {"chromaticities"}) ? "light; its chromaticities are of no space that is known"
                                                         : "light; the file names no chromaticities";
    else if (log)
        assumed.why = fmt::format("its transfer tag {} is of no known camera", name(tags.transfer));
    else if (no_transfer && none)
        assumed.why = "the file has no colour tags, and that is the usual";
    else if (no_transfer)
        assumed.why = fmt::format("its primaries tag {}; it has none for the transfer", name(tags.primaries));
    else
        assumed.why = none ? fmt::format("its transfer tag {}", name(tags.transfer))
                           : fmt::format("its tags {} and {}", name(tags.primaries), name(tags.transfer));
    if (codec != "exr" && stands_in(tags)) assumed.why += ", for which that is the nearest space";
    for (const auto& [key, value] : metadata)
        if (names_curve(word(key)) && unknown_curve(value))
            assumed.why += fmt::format("; its camera's tag {} {} names a curve that is not known here", key, value);
    return assumed;
}

}  // namespace umber::color

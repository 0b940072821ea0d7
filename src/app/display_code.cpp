#include "app/display_code.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "app/colour_settings.h"
#include "app/picture_look.h"
#include "color/glsl_text.h"
#include "core/error.h"

namespace umber::app {

namespace {

using color::glsl_text;
using color::TransferDirection;

constexpr double hlg_surface_peak_nits = 1000;  // BT.2408: what an HLG signal is converted for

const color::Space& hlg_space() {
    return color::find_space("Rec.2100-HLG - Display");
}
const color::Curve& interface_curve() {
    return color::find_transfer("srgb_mirrored").curve;  // IEC 61966-2-1
}

// A number that stands before " nits" or "nit" in a view's name: "ACES 1.1 - HDR Video (1000 nits & P3 lim)".
std::optional<double> nits_in(const std::string& name) {
    for (std::size_t at = name.find("nit"); at != std::string::npos; at = name.find("nit", at + 1)) {
        std::size_t end = at;
        while (end > 0 && name[end - 1] == ' ') --end;
        std::size_t begin = end;
        while (begin > 0 && std::isdigit(static_cast<unsigned char>(name[begin - 1]))) --begin;
        if (end > begin && end - begin <= 5) return std::stod(name.substr(begin, end - begin));
    }
    return std::nullopt;
}

std::optional<color::Chromaticities> gamut_in(const std::string& name) {
    if (name.find("P3") != std::string::npos) return color::primaries::p3_d65;
    for (const char* word : {"Rec.709", "Rec709", "REC709"})
        if (name.find(word) != std::string::npos) return color::primaries::rec709;
    return std::nullopt;
}

// Linear light of the space (1.0 its white, or whatever its curve decodes to) to Rec.2020.
glm::dmat3 to_rec2020(const color::Space& space) {
    using namespace color;
    return space.xyz ? xyz_to_rgb(primaries::rec2020) : rgb_to_rgb(space.chromaticities, primaries::rec2020, space.cat);
}

bool is_pq(const color::Space& space) {
    return std::holds_alternative<color::PqCurve>(space.transfer.curve);
}

bool is_video(const color::Space& space) {
    return space.encoding == color::Encoding::sdr_video || space.encoding == color::Encoding::hdr_video;
}

// An expression: Rec.2020 light in units of the reference white, of the vec3 `code`.
std::string picture_light(const PictureColours& picture) {
    const auto multiplied = [](const glm::dmat3& m, const std::string& light) {
        return m == glm::dmat3(1) ? light : fmt::format("{} * ({})", glsl_text(m), light);
    };
    if (picture.raw || !picture.space || !is_video(*picture.space)) return "interface_to_light(code)";
    const color::Space& space = *picture.space;
    if (is_pq(space))
        return multiplied(to_rec2020(space),
                          glsl_call(color::PqCurve{reference_white_nits}, TransferDirection::to_linear, "code"));
    const std::string decoded = glsl_call(space.transfer.curve, TransferDirection::to_linear, "code");
    if (space.hlg_peak_nits > 0)
        return multiplied(to_rec2020(space), glsl_hlg_ootf(TransferDirection::to_linear, space.hlg_peak_nits,
                                                           reference_white_nits, decoded));
    return multiplied(to_rec2020(space), decoded);
}

// An expression: the surface's values of the vec3 `light`.
std::string surface_code(SurfaceEncoding surface) {
    switch (surface) {
        case SurfaceEncoding::hdr10:
            return glsl_call(color::PqCurve{reference_white_nits}, TransferDirection::from_linear, "max(light, 0.0)");
        case SurfaceEncoding::scrgb:
            return fmt::format("rec2020_to_rec709 * light * {}", glsl_text(reference_white_nits / 80));
        case SurfaceEncoding::hlg: {
            const std::string held =
                fmt::format("clamp(light, 0.0, {})", glsl_text(hlg_surface_peak_nits / reference_white_nits));
            return glsl_call(
                hlg_space().transfer.curve, TransferDirection::from_linear,
                glsl_hlg_ootf(TransferDirection::from_linear, hlg_surface_peak_nits, reference_white_nits, held));
        }
        case SurfaceEncoding::sdr:
            break;
    }
    throw Error("an SDR surface takes the interface's own code values");
}

std::string label(SurfaceEncoding surface) {
    return surface == SurfaceEncoding::hdr10 ? "HDR10" : surface == SurfaceEncoding::scrgb ? "scRGB" : "HLG";
}

}  // namespace

bool wants_hdr(const PictureColours& picture) {
    return !picture.raw && is_hdr(picture.space);
}

MasteringVolume mastering_volume(const PictureColours& picture) {
    MasteringVolume volume;
    if (!is_hdr(picture.space)) {
        const bool of_space = picture.space && is_video(*picture.space) && !picture.space->xyz;
        volume.gamut = of_space ? picture.space->chromaticities : color::primaries::rec709;
        volume.peak_nits = volume.max_cll = reference_white_nits;
        return volume;
    }
    if (picture.space && picture.space->hlg_peak_nits > 0) volume.peak_nits = picture.space->hlg_peak_nits;
    if (!picture.view.empty()) {
        if (const auto nits = nits_in(picture.view); nits && *nits >= 1 && *nits <= 10000) volume.peak_nits = *nits;
        if (const auto gamut = gamut_in(picture.view)) volume.gamut = *gamut;
        volume.max_cll = volume.peak_nits;
        return volume;
    }
    if (const auto& display = picture.of_clip.mastering_display; display && display->max_luminance > 0) {
        const auto xy = [](const std::array<int, 2>& steps) { return glm::dvec2(steps[0], steps[1]) * 0.00002; };
        volume.gamut = {xy(display->primaries[0]), xy(display->primaries[1]), xy(display->primaries[2]),
                        xy(display->white_point)};
        volume.peak_nits = std::clamp(display->max_luminance * 0.0001, 1.0, 10000.0);
        volume.least_nits = display->min_luminance * 0.0001;
    }
    if (const auto& light = picture.of_clip.content_light) {
        volume.max_cll = light->max_cll;
        volume.max_fall = light->max_fall;
    }
    return volume;
}

VkHdrMetadataEXT to_vulkan(const MasteringVolume& volume) {
    const auto xy = [](glm::dvec2 at) { return VkXYColorEXT{static_cast<float>(at.x), static_cast<float>(at.y)}; };
    VkHdrMetadataEXT metadata{VK_STRUCTURE_TYPE_HDR_METADATA_EXT};
    metadata.displayPrimaryRed = xy(volume.gamut.red);
    metadata.displayPrimaryGreen = xy(volume.gamut.green);
    metadata.displayPrimaryBlue = xy(volume.gamut.blue);
    metadata.whitePoint = xy(volume.gamut.white);
    metadata.maxLuminance = static_cast<float>(volume.peak_nits);
    metadata.minLuminance = static_cast<float>(volume.least_nits);
    metadata.maxContentLightLevel = static_cast<float>(volume.max_cll);
    metadata.maxFrameAverageLightLevel = static_cast<float>(volume.max_fall);
    return metadata;
}

DisplayGlsl display_glsl(const PictureColours& picture, SurfaceEncoding surface) {
    const bool sdr = surface == SurfaceEncoding::sdr;
    if (sdr && !wants_hdr(picture)) return {};
    const glm::dmat3 to2020 = color::rgb_to_rgb(color::primaries::rec709, color::primaries::rec2020);
    std::string text = fmt::format("#define DISPLAY {}\n", sdr ? 1 : 2);
    for (const char* file : {"lib/math.glsl", "lib/transfer.glsl", "present/eetf.glsl"})
        text += fmt::format("#include \"{}\"\n", file);
    text += fmt::format("const mat3 rec709_to_rec2020 = {};\n", glsl_text(to2020));
    text += fmt::format("const mat3 rec2020_to_rec709 = {};\n", glsl_text(glm::inverse(to2020)));
    text += "// Rec.2020 light, 1.0 = SDR's white, of the interface's R'G'B' and of the picture's code values.\n";
    text += fmt::format("vec3 interface_to_light(vec3 code) {{ return rec709_to_rec2020 * {}; }}\n",
                        glsl_call(interface_curve(), TransferDirection::to_linear, "code"));
    text += fmt::format("vec3 light_to_interface(vec3 light) {{ return {}; }}\n",
                        glsl_call(interface_curve(), TransferDirection::from_linear, "(rec2020_to_rec709 * light)"));
    if (!sdr) text += fmt::format("vec3 light_to_surface(vec3 light) {{ return {}; }}\n", surface_code(surface));
    DisplayGlsl glsl{text, sdr ? std::string() : text};
    glsl.picture += fmt::format("vec3 picture_to_light(vec3 code) {{ return {}; }}\n", picture_light(picture));
    if (sdr) {
        const std::string white = glsl_text(reference_white_nits);
        // A power less for each pixel where the code values are PQ of Rec.2020 themselves.
        const std::string greatest = is_pq(*picture.space) && to_rec2020(*picture.space) == glm::dmat3(1)
                                         ? std::string("greatest(code)")
                                         : fmt::format("linear_to_pq(max(greatest(light), 0.0), {})", white);
        const double peak = std::max(mastering_volume(picture).peak_nits, reference_white_nits);
        glsl.picture += fmt::format(
            "vec3 preview(vec3 code) {{\n    vec3 light = picture_to_light(code);\n"
            "    light = tone_mapped(light, {}, {}, {}, {});\n    return clamp(light_to_interface(max(light, 0.0)), "
            "0.0, 1.0);\n}}\n",
            greatest, white, glsl_text(color::nits_to_pq(peak)),
            glsl_text(color::nits_to_pq(reference_white_nits) / color::nits_to_pq(peak)));
    }
    return glsl;
}

std::string statement(const PictureColours& picture, SurfaceEncoding surface) {
    const bool sdr = surface == SurfaceEncoding::sdr;
    if (!is_hdr(picture.space)) return sdr ? "" : fmt::format("SDR in {}, white 203 nits", label(surface));
    const std::string name = short_space(picture.space->name);
    if (picture.raw) return fmt::format("{} as code values", name);
    const double peak = mastering_volume(picture).peak_nits;
    return sdr ? fmt::format("SDR preview of {}, {:.0f} nits", name, peak)
               : fmt::format("{}, {:.0f} nits", label(surface), peak);
}

}  // namespace umber::app

// The table of colour spaces. Names and aliases that other programs know are those of the ASWF ACES studio configs
// v1.0.0 to v2.2.0 (ACES 1.3) and v4.0.0 (ACES 2.0); spaces marked "Umber's" below have no counterpart there.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "color/spaces.h"

namespace umber::color {
namespace {

using Aliases = std::vector<std::string>;

class Table {
public:
    void scene(std::string name, Aliases aliases, std::string family, const Chromaticities& primaries,
               std::string_view transfer, Cat cat = Cat::bradford) {
        const bool utility = family.starts_with("Utility");
        const Encoding encoding = transfer == "linear" ? Encoding::scene_linear
                                  : utility            ? Encoding::sdr_video
                                                       : Encoding::log;
        Space& space = add(std::move(name), std::move(aliases), std::move(family), encoding, transfer);
        space.chromaticities = primaries;
        space.cat = cat;
        space.clamps_negative_aces = transfer == "acescc";
    }

    void display(std::string name, Aliases aliases, Encoding encoding, const Chromaticities& primaries,
                 std::string_view transfer, double hlg_peak_nits = 0.0) {
        Space& space = add(std::move(name), std::move(aliases), "Display", encoding, transfer);
        space.display_referred = true;
        space.chromaticities = primaries;
        space.hlg_peak_nits = hlg_peak_nits;
    }

    void xyz(std::string name, Aliases aliases, std::string family, Encoding encoding, bool display_referred,
             std::string_view transfer) {
        Space& space = add(std::move(name), std::move(aliases), std::move(family), encoding, transfer);
        space.display_referred = display_referred;
        space.xyz = true;
        space.chromaticities = primaries::xyz;
        space.chromaticities.white = white::d65;
    }

    void builtin(std::string name, Aliases aliases, std::string family, std::string style) {
        Space& space = add(std::move(name), std::move(aliases), std::move(family), Encoding::log, "linear");
        space.chromaticities = primaries::ap0;
        space.ocio_builtin = std::move(style);
    }

    Space& add(std::string name, Aliases aliases, std::string family, Encoding encoding, std::string_view transfer) {
        Space space{};
        space.name = std::move(name);
        space.aliases = std::move(aliases);
        space.family = std::move(family);
        space.encoding = encoding;
        space.transfer = find_transfer(transfer);
        spaces_.push_back(std::move(space));
        return spaces_.back();
    }

    std::vector<Space> take() { return std::move(spaces_); }

private:
    std::vector<Space> spaces_;
};

void add_aces(Table& t) {
    t.scene("ACES2065-1", {"aces2065_1", "aces", "ACES - ACES2065-1", "lin_ap0", "lin_ap0_scene"}, "ACES",
            primaries::ap0, "linear");
    t.scene("ACEScg", {"ACES - ACEScg", "lin_ap1", "lin_ap1_scene"}, "ACES", primaries::ap1, "linear");
    t.scene("ACEScct", {"ACES - ACEScct", "acescct_ap1", "ocio:acescct_ap1_scene"}, "ACES", primaries::ap1, "acescct");
    t.scene("ACEScc", {"ACES - ACEScc", "acescc_ap1", "ocio:acescc_ap1_scene"}, "ACES", primaries::ap1, "acescc");
    t.builtin("ADX10", {"Input - ADX - ADX10", "ocio:adx10_apd_scene"}, "ACES", "ADX10_to_ACES2065-1");
    t.builtin("ADX16", {"Input - ADX - ADX16", "ocio:adx16_apd_scene"}, "ACES", "ADX16_to_ACES2065-1");
}

void add_cameras(Table& t) {
    const Cat cat02 = Cat::cat02;
    t.scene("ARRI LogC3 (EI800)",
            {"arri_logc3_ei800", "logc3ei800_alexawide", "Input - ARRI - V3 LogC (EI800) - Wide Gamut",
             "ocio:arrilogc3_awg3_scene"},
            "Input/ARRI", primaries::arri_wide_gamut3, "arri_logc3_ei800", cat02);
    // Umber's: LogC3 at ARRI's other published exposure indices.
    for (const int ei : {160, 200, 250, 320, 400, 500, 640, 1000, 1280, 1600, 2000, 2560, 3200})
        t.scene(fmt::format("ARRI LogC3 (EI{})", ei), {fmt::format("arri_logc3_ei{}", ei)}, "Input/ARRI",
                primaries::arri_wide_gamut3, fmt::format("arri_logc3_ei{}", ei), cat02);
    t.scene("ARRI LogC4", {"arri_logc4", "ocio:arrilogc4_awg4_scene"}, "Input/ARRI", primaries::arri_wide_gamut4,
            "arri_logc4", cat02);
    t.scene(
        "Linear ARRI Wide Gamut 3",
        {"lin_arri_wide_gamut_3", "lin_alexawide", "Input - ARRI - Linear - ALEXA Wide Gamut", "ocio:lin_awg3_scene"},
        "Input/ARRI", primaries::arri_wide_gamut3, "linear", cat02);
    t.scene("Linear ARRI Wide Gamut 4", {"lin_arri_wide_gamut_4", "lin_awg4", "ocio:lin_awg4_scene"}, "Input/ARRI",
            primaries::arri_wide_gamut4, "linear", cat02);
    t.scene("Apple Log", {"apple_log", "ocio:applelog_rec2020_scene"}, "Input/Apple", primaries::rec2020, "apple_log");
    t.scene("BMDFilm WideGamut Gen5", {"bmdfilm_widegamut_gen5", "ocio:bmdfilm5_wg5_scene"}, "Input/BlackmagicDesign",
            primaries::bmd_wide_gamut5, "bmd_film5", cat02);
    t.scene("DaVinci Intermediate WideGamut", {"davinci_intermediate_widegamut", "ocio:davinci_dwg_scene"},
            "Input/BlackmagicDesign", primaries::davinci_wide_gamut, "davinci_intermediate", cat02);
    t.scene("Linear BMD WideGamut Gen5", {"lin_bmd_widegamut_gen5", "ocio:lin_bmdwg5_scene"}, "Input/BlackmagicDesign",
            primaries::bmd_wide_gamut5, "linear", cat02);
    t.scene("Linear DaVinci WideGamut", {"lin_davinci_widegamut", "ocio:lin_dwg_scene"}, "Input/BlackmagicDesign",
            primaries::davinci_wide_gamut, "linear", cat02);
    t.scene("CanonLog2 CinemaGamut D55",
            {"canonlog2_cinemagamut_d55", "canonlog2_cgamutday", "Input - Canon - Canon-Log2 - Cinema Gamut Daylight",
             "ocio:canonlog2_cgamutd55_scene"},
            "Input/Canon", primaries::cinema_gamut, "canon_log2", cat02);
    t.scene("CanonLog3 CinemaGamut D55",
            {"canonlog3_cinemagamut_d55", "canonlog3_cgamutday", "Input - Canon - Canon-Log3 - Cinema Gamut Daylight",
             "ocio:canonlog3_cgamutd55_scene"},
            "Input/Canon", primaries::cinema_gamut, "canon_log3", cat02);
    t.scene("Linear CinemaGamut D55",
            {"lin_cinemagamut_d55", "lin_canoncgamutday", "Input - Canon - Linear - Canon Cinema Gamut Daylight",
             "ocio:lin_cgamutd55_scene"},
            "Input/Canon", primaries::cinema_gamut, "linear", cat02);
    t.scene("D-Log D-Gamut", {"dlog_dgamut", "ocio:djilog_dgamut_scene"}, "Input/DJI", primaries::d_gamut, "dlog",
            cat02);
    t.scene("Linear D-Gamut", {"lin_dgamut", "ocio:lin_dgamut_scene"}, "Input/DJI", primaries::d_gamut, "linear",
            cat02);
    t.scene("Linear V-Gamut", {"lin_vgamut", "Input - Panasonic - Linear - V-Gamut", "ocio:lin_vgamut_scene"},
            "Input/Panasonic", primaries::v_gamut, "linear");
    t.scene("V-Log V-Gamut", {"vlog_vgamut", "Input - Panasonic - V-Log - V-Gamut", "ocio:vlog_vgamut_scene"},
            "Input/Panasonic", primaries::v_gamut, "vlog");
    t.scene("Linear REDWideGamutRGB",
            {"lin_redwidegamutrgb", "lin_rwg", "Input - RED - Linear - REDWideGamutRGB", "ocio:lin_rwg_scene"},
            "Input/RED", primaries::red_wide_gamut, "linear");
    t.scene("Log3G10 REDWideGamutRGB",
            {"log3g10_redwidegamutrgb", "rl3g10_rwg", "Input - RED - REDLog3G10 - REDWideGamutRGB",
             "ocio:redlog3g10_rwg_scene"},
            "Input/RED", primaries::red_wide_gamut, "log3g10");
    t.scene("Linear S-Gamut3", {"lin_sgamut3", "Input - Sony - Linear - S-Gamut3", "ocio:lin_sgamut3_scene"},
            "Input/Sony", primaries::s_gamut3, "linear", cat02);
    t.scene("Linear S-Gamut3.Cine",
            {"lin_sgamut3cine", "Input - Sony - Linear - S-Gamut3.Cine", "ocio:lin_sgamut3cine_scene"}, "Input/Sony",
            primaries::s_gamut3_cine, "linear", cat02);
    t.scene("Linear Venice S-Gamut3",
            {"lin_venice_sgamut3", "Input - Sony - Linear - Venice S-Gamut3", "ocio:lin_sgamut3venice_scene"},
            "Input/Sony", primaries::venice_s_gamut3, "linear", cat02);
    t.scene(
        "Linear Venice S-Gamut3.Cine",
        {"lin_venice_sgamut3cine", "Input - Sony - Linear - Venice S-Gamut3.Cine", "ocio:lin_sgamut3cinevenice_scene"},
        "Input/Sony", primaries::venice_s_gamut3_cine, "linear", cat02);
    t.scene("S-Log3 S-Gamut3", {"slog3_sgamut3", "Input - Sony - S-Log3 - S-Gamut3", "ocio:slog3_sgamut3_scene"},
            "Input/Sony", primaries::s_gamut3, "slog3", cat02);
    t.scene("S-Log3 S-Gamut3.Cine",
            {"slog3_sgamut3cine", "slog3_sgamutcine", "Input - Sony - S-Log3 - S-Gamut3.Cine",
             "ocio:slog3_sgamut3cine_scene"},
            "Input/Sony", primaries::s_gamut3_cine, "slog3", cat02);
    t.scene("S-Log3 Venice S-Gamut3",
            {"slog3_venice_sgamut3", "Input - Sony - S-Log3 - Venice S-Gamut3", "ocio:slog3_sgamut3venice_scene"},
            "Input/Sony", primaries::venice_s_gamut3, "slog3", cat02);
    t.scene("S-Log3 Venice S-Gamut3.Cine",
            {"slog3_venice_sgamut3cine", "slog3_venice_sgamutcine", "Input - Sony - S-Log3 - Venice S-Gamut3.Cine",
             "ocio:slog3_sgamut3cinevenice_scene"},
            "Input/Sony", primaries::venice_s_gamut3_cine, "slog3", cat02);
    // Umber's. Sony's S-Log2 and the makers that deliver in Rec.2020 (Nikon, Fujifilm) publish no adaptation, so Sony's
    // own choice and Bradford.
    t.scene("S-Log2 S-Gamut", {"slog2_sgamut", "Input - Sony - S-Log2 - S-Gamut Daylight"}, "Input/Sony",
            primaries::s_gamut, "slog2", cat02);
    t.scene("Linear S-Gamut", {"lin_sgamut"}, "Input/Sony", primaries::s_gamut, "linear", cat02);
    t.scene("N-Log Rec.2020", {"nlog_rec2020", "N-Log"}, "Input/Nikon", primaries::rec2020, "nlog");
    t.scene("F-Log F-Gamut", {"flog_fgamut", "F-Log"}, "Input/Fujifilm", primaries::rec2020, "flog");
    t.scene("F-Log2 F-Gamut", {"flog2_fgamut", "F-Log2"}, "Input/Fujifilm", primaries::rec2020, "flog2");
    t.scene("F-Log2 F-Gamut C", {"flog2_fgamutc", "F-Log2 C"}, "Input/Fujifilm", primaries::f_gamut_c, "flog2");
    t.scene("Linear F-Gamut C", {"lin_fgamutc"}, "Input/Fujifilm", primaries::f_gamut_c, "linear");
    t.scene("Protune Protune Native", {"protune_native", "Protune"}, "Input/GoPro", primaries::protune_native,
            "protune", cat02);
    t.scene("Linear Protune Native", {"lin_protune_native"}, "Input/GoPro", primaries::protune_native, "linear", cat02);
    // A film scan's printing density taken as light of Rec.709, the compositor's convention; ADX is the exact way.
    t.scene("Cineon Film Log Rec.709", {"cineon", "cineon_rec709"}, "Input/Film", primaries::rec709, "cineon");
}

void add_utilities(Table& t) {
    const auto sdr = [&t](std::string name, Aliases aliases, const Chromaticities& primaries,
                          std::string_view transfer) {
        t.scene(std::move(name), std::move(aliases), "Utility", primaries, transfer);
    };
    sdr("sRGB Encoded Rec.709 (sRGB)",
        {"srgb_encoded_rec709_srgb", "srgb_texture", "srgb_rec709_scene", "Utility - sRGB - Texture",
         "Input - Generic - sRGB - Texture", "sRGB - Texture", "srgb_tx"},
        primaries::rec709, "srgb");
    sdr("Gamma 1.8 Encoded Rec.709",
        {"g18_encoded_rec709", "g18_rec709", "Utility - Gamma 1.8 - Rec.709 - Texture", "Gamma 1.8 Rec.709 - Texture",
         "g18_rec709_tx", "g18_rec709_scene"},
        primaries::rec709, "gamma18");
    sdr("Gamma 2.2 Encoded Rec.709",
        {"g22_encoded_rec709", "g22_rec709", "Utility - Gamma 2.2 - Rec.709 - Texture", "Gamma 2.2 Rec.709 - Texture",
         "g22_rec709_tx", "g22_rec709_scene"},
        primaries::rec709, "gamma22");
    sdr("Gamma 2.4 Encoded Rec.709",
        {"g24_encoded_rec709", "g24_rec709", "rec709_display", "Utility - Rec.709 - Display",
         "Gamma 2.4 Rec.709 - Texture", "g24_rec709_tx", "ocio:g24_rec709_scene"},
        primaries::rec709, "gamma24");
    t.scene("Camera Rec.709",
            {"camera_rec709", "rec709_camera", "Utility - Rec.709 - Camera", "ocio:itu709_rec709_scene"}, "Utility/ITU",
            primaries::rec709, "bt709");
    sdr("sRGB Encoded P3-D65",
        {"srgb_encoded_p3d65", "srgb_p3d65", "srgb_displayp3", "srgb_p3d65_scene", "sRGB Encoded P3-D65 - Texture",
         "srgb_encoded_p3d65_tx"},
        primaries::p3_d65, "srgb");
    sdr("Gamma 2.2 Encoded AdobeRGB", {"g22_encoded_adobergb", "adobergb", "g22_adobergb_scene"}, primaries::adobe_rgb,
        "gamma_adobe");
    sdr("sRGB Encoded AP1",
        {"srgb_encoded_ap1", "srgb_ap1", "srgb_ap1_scene", "sRGB Encoded AP1 - Texture", "srgb_encoded_ap1_tx"},
        primaries::ap1, "srgb");
    sdr("Gamma 2.2 Encoded AP1",
        {"g22_encoded_ap1", "g22_ap1", "Gamma 2.2 AP1 - Texture", "g22_ap1_tx", "g22_ap1_scene"}, primaries::ap1,
        "gamma22");
    t.xyz("CIE XYZ-D65 - Scene-referred", {"cie_xyz_d65_scene", "lin_ciexyzd65_scene"}, "Utility",
          Encoding::scene_linear, false, "linear");
    sdr("Linear AdobeRGB", {"lin_adobergb", "lin_adobergb_scene", "Utility - Linear - Adobe RGB"}, primaries::adobe_rgb,
        "linear");
    sdr("Linear P3-D65",
        {"lin_p3d65", "lin_displayp3", "lin_p3d65_scene", "Utility - Linear - P3-D65", "Linear Display P3"},
        primaries::p3_d65, "linear");
    sdr("Linear Rec.2020", {"lin_rec2020", "lin_rec2020_scene", "Utility - Linear - Rec.2020"}, primaries::rec2020,
        "linear");
    sdr("Linear Rec.709 (sRGB)",
        {"lin_rec709_srgb", "lin_rec709", "lin_rec709_scene", "lin_srgb", "Utility - Linear - sRGB",
         "Utility - Linear - Rec.709"},
        primaries::rec709, "linear");
    t.add("Raw", {"Utility - Raw", "none"}, "Utility", Encoding::data, "linear");
    // Umber's: the encodings that the configs leave out.
    struct Gamut {
        const char *name, *alias;
        Chromaticities primaries;
    };
    const Gamut gamuts[] = {{"Rec.709", "rec709", primaries::rec709},
                            {"P3-D65", "p3d65", primaries::p3_d65},
                            {"P3-DCI", "p3dci", primaries::p3_dci},
                            {"Rec.2020", "rec2020", primaries::rec2020}};
    struct Curve {
        const char *name, *alias, *transfer;
    };
    const Curve curves[] = {{"Gamma 2.2", "g22", "gamma22"},
                            {"Gamma 2.4", "g24", "gamma24"},
                            {"Gamma 2.6", "g26", "gamma26"},
                            {"sRGB", "srgb", "srgb"}};
    for (const Gamut& gamut : gamuts)
        for (const Curve& curve : curves) {
            const std::string_view known[] = {"sRGB Rec.709", "Gamma 2.2 Rec.709", "Gamma 2.4 Rec.709", "sRGB P3-D65"};
            const std::string key = fmt::format("{} {}", curve.name, gamut.name);
            if (std::ranges::find(known, key) != std::end(known)) continue;
            sdr(fmt::format("{} Encoded {}", curve.name, gamut.name),
                {fmt::format("{}_encoded_{}", curve.alias, gamut.alias)}, gamut.primaries, curve.transfer);
        }
    sdr("Linear P3-DCI", {"lin_p3dci"}, primaries::p3_dci, "linear");
    sdr("Linear P3-D60", {"lin_p3d60"}, primaries::p3_d60, "linear");
}

// Display code values: 2.0's configs mirror negatives, so that a display space loses nothing on the way back.
void add_displays(Table& t) {
    t.xyz("CIE XYZ-D65 - Display-referred",
          {"cie_xyz_d65_display", "lin_ciexyzd65_display", "ocio:lin_ciexyzd65_display", "cie_xyz_d65", "CIE-XYZ-D65"},
          "", Encoding::display_linear, true, "linear");
    const Encoding sdr = Encoding::sdr_video, hdr = Encoding::hdr_video;
    t.display("sRGB - Display", {"srgb_display", "srgb_rec709_display"}, sdr, primaries::rec709, "srgb_mirrored");
    t.display("Gamma 2.2 Rec.709 - Display", {"g22_rec709_display"}, sdr, primaries::rec709, "gamma22_mirrored");
    t.display("Display P3 - Display", {"displayp3_display", "srgb_p3d65_display"}, sdr, primaries::display_p3,
              "srgb_mirrored");
    t.display("Display P3 HDR - Display", {"displayp3_hdr_display", "srgbe_p3d65_display"}, Encoding::edr_video,
              primaries::display_p3, "srgb_mirrored");
    t.display("P3-D65 - Display", {"p3d65_display", "g26_p3d65_display"}, sdr, primaries::p3_d65, "gamma26_mirrored");
    t.display("P3-D60 - Display", {"p3d60_display"}, sdr, primaries::p3_d60, "gamma26_mirrored");
    t.display("P3-DCI - Display", {"p3_dci_display"}, sdr, primaries::p3_dci, "gamma26_mirrored");
    t.display("Rec.1886 Rec.709 - Display", {"rec1886_rec709_display", "g24_rec709_display"}, sdr, primaries::rec709,
              "gamma24_mirrored");
    t.display("Rec.1886 Rec.2020 - Display", {"rec1886_rec2020_display"}, sdr, primaries::rec2020, "gamma24_mirrored");
    // Umber's.
    t.display("Rec.1886 P3-D65 - Display", {"rec1886_p3d65_display"}, sdr, primaries::p3_d65, "gamma24_mirrored");
    t.display("Rec.1886 P3-DCI - Display", {"rec1886_p3dci_display"}, sdr, primaries::p3_dci, "gamma24_mirrored");
    t.xyz("DCDM-D65 - Display", {"dcdm_d65_display"}, "Display", sdr, true, "dcdm");

    t.display("Rec.2100-PQ - Display", {"rec2100_pq_display", "pq_rec2020_display"}, hdr, primaries::rec2020, "pq");
    t.display("ST2084-P3-D65 - Display", {"st2084_p3d65_display", "pq_p3d65_display"}, hdr, primaries::p3_d65, "pq");
    t.display("Rec.2100-HLG - Display", {"rec2100_hlg_display", "hlg_rec2020_display"}, hdr, primaries::rec2020, "hlg",
              1000.0);
}

}  // namespace

std::span<const Role> roles() {
    static constexpr Role table[]{{"aces_interchange", "ACES2065-1"},
                                  {"cie_xyz_d65_interchange", "CIE XYZ-D65 - Display-referred"},
                                  {"color_picking", "sRGB Encoded Rec.709 (sRGB)"},
                                  {"color_timing", "ACEScct"},
                                  {"compositing_log", "ACEScct"},
                                  {"data", "Raw"},
                                  {"matte_paint", "ACEScct"},
                                  {"scene_linear", "ACEScg"},
                                  {"texture_paint", "sRGB Encoded Rec.709 (sRGB)"}};
    return table;
}

std::span<const Space> named_transforms() {
    static const std::vector<Space> table = [] {
        Table t;
        const auto curve = [&t](std::string name, Aliases aliases, std::string family, Encoding encoding,
                                std::string_view transfer) {
            t.add(std::move(name), std::move(aliases), std::move(family), encoding, transfer).curve_alone = true;
        };
        const Encoding log = Encoding::log, sdr = Encoding::sdr_video;
        curve("Apple Log - Curve", {"apple_log_crv"}, "Input/Apple", log, "apple_log");
        curve("ARRI LogC3 - Curve (EI800)",
              {"arri_logc3_crv_ei800", "crv_logc3ei800", "Input - ARRI - Curve - V3 LogC (EI800)"}, "Input/ARRI", log,
              "arri_logc3_ei800");
        curve("ARRI LogC4 - Curve", {"arri_logc4_crv"}, "Input/ARRI", log, "arri_logc4");
        curve("BMDFilm Gen5 Log - Curve", {"bmdfilm_gen5_log_crv"}, "Input/BlackmagicDesign", log, "bmd_film5");
        curve("DaVinci Intermediate Log - Curve", {"davinci_intermediate_log_crv"}, "Input/BlackmagicDesign", log,
              "davinci_intermediate");
        curve("C-Log2 - Curve", {"clog2_crv", "crv_canonlog2", "Input - Canon - Curve - Canon-Log2"}, "Input/Canon",
              log, "canon_log2");
        curve("C-Log3 - Curve", {"clog3_crv", "crv_canonlog3", "Input - Canon - Curve - Canon-Log3"}, "Input/Canon",
              log, "canon_log3");
        curve("D-Log - Curve", {"dlog_crv", "crv_dlog"}, "Input/DJI", log, "dlog");
        curve("V-Log - Curve", {"vlog_crv", "crv_vlog", "Input - Panasonic - Curve - V-Log"}, "Input/Panasonic", log,
              "vlog");
        curve("Log3G10 - Curve", {"log3g10_crv", "crv_rl3g10", "Input - RED - Curve - REDLog3G10"}, "Input/RED", log,
              "log3g10");
        curve("S-Log3 - Curve", {"slog3_crv", "crv_slog3", "Input - Sony - Curve - S-Log3"}, "Input/Sony", log,
              "slog3");
        curve("sRGB - Curve", {"srgb_crv", "crv_srgb", "Utility - Curve - sRGB"}, "Utility", sdr, "srgb");
        curve("Rec.1886 - Curve", {"rec1886_crv", "crv_rec1886", "Utility - Curve - Rec.1886"}, "Utility", sdr,
              "gamma24");
        curve("Rec.709 - Curve", {"rec709_crv", "crv_rec709", "Utility - Curve - Rec.709"}, "Utility/ITU", sdr,
              "bt709");
        curve("ST-2084 - Curve", {"st_2084_crv"}, "Utility", Encoding::hdr_video, "pq");
        return t.take();
    }();
    return table;
}

std::span<const Space> spaces() {
    static const std::vector<Space> table = [] {
        Table t;
        add_aces(t);
        add_cameras(t);
        add_utilities(t);
        add_displays(t);
        return t.take();
    }();
    return table;
}

}  // namespace umber::color

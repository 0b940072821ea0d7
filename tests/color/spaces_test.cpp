// Every named space against OpenColorIO's processors of the studio config, both directions, and the table's own order.
#include "color/spaces.h"

#include <gtest/gtest.h>
#include <algorithm>

#include <cctype>
#include <map>

#include "color/views.h"
#include "core/error.h"
#include "support/error.h"
#include "vectors.h"

namespace umber::color {
namespace {

using test::Bound;

// The vectors are 32-bit floats computed in 32 bits. Decoding: a matrix of terms of different sign loses a few digits
// of the largest, so the bound is relative to the row's largest.
template <class Convert>
void compare_decoding(const std::string& file, double relative, double absolute, Convert&& convert) {
    double worst = 0.0;
    std::ostringstream text;
    for (const test::Row& row : test::vectors(file)) {
        const glm::dvec3 got = convert(row.in);
        const glm::dvec3 size = glm::abs(row.out);
        const double scale = std::max(absolute, relative * std::max({size.x, size.y, size.z}));
        for (int i = 0; i < 3; ++i)
            if (const double share = std::abs(got[i] - row.out[i]) / scale; !(share <= worst)) {
                worst = share;
                text.str({});
                text << test::text(row.in) << " -> " << test::text(got) << ", expected " << test::text(row.out);
            }
    }
    EXPECT_LE(worst, 1.0) << file << ": " << worst << " of the bound: " << text.str();
    if (std::getenv("UMBER_TEST_VERBOSE")) std::printf("%-70s %.3f\n", file.c_str(), worst);
}

// Encoding: light that is nearly nothing beside the light it is the difference of has only the rounding of the latter,
// and a curve that is steep there makes much of it. So the bound of 1e-6 of code value (relative above 1) is counted
// from what the curve gives for light within 4e-7 of the sum of the matrix row's terms.
template <class Convert>
void compare_encoding(const std::string& file, const Curve& curve, const glm::dmat3& to_linear, Convert&& convert) {
    double worst = 0.0;
    std::ostringstream text;
    const glm::dmat3 sizes(glm::abs(to_linear[0]), glm::abs(to_linear[1]), glm::abs(to_linear[2]));
    for (const test::Row& row : test::vectors(file)) {
        const glm::dvec3 got = convert(row.in), room = sizes * glm::abs(row.in) * 4e-7;
        for (int i = 0; i < 3; ++i) {
            const double linear = code_to_linear(curve, got[i]);
            const double low = std::min(got[i], linear_to_code(curve, linear - room[i]));
            const double high = std::max(got[i], linear_to_code(curve, linear + room[i]));
            const double off = std::max({low - row.out[i], row.out[i] - high, 0.0});
            if (const double share = off / std::max(1e-6, 1e-6 * std::abs(row.out[i])); !(share <= worst)) {
                worst = share;
                text.str({});
                text << test::text(row.in) << " -> " << test::text(got) << ", expected " << test::text(row.out);
            }
        }
    }
    EXPECT_LE(worst, 1.0) << file << ": " << worst << " of the bound: " << text.str();
    if (std::getenv("UMBER_TEST_VERBOSE")) std::printf("%-70s %.3f\n", file.c_str(), worst);
}

const std::map<std::string, std::string> kCoded{
    {"arri_logc3_ei800_awg3", "ARRI LogC3 (EI800)"},
    {"arri_logc4_awg4", "ARRI LogC4"},
    {"sony_slog3_sgamut3cine", "S-Log3 S-Gamut3.Cine"},
    {"sony_slog3_sgamut3", "S-Log3 S-Gamut3"},
    {"sony_slog3_venice_sgamut3", "S-Log3 Venice S-Gamut3"},
    {"sony_slog3_venice_sgamut3cine", "S-Log3 Venice S-Gamut3.Cine"},
    {"panasonic_vlog_vgamut", "V-Log V-Gamut"},
    {"red_log3g10_rwg", "Log3G10 REDWideGamutRGB"},
    {"canon_log2_cinemagamut_d55", "CanonLog2 CinemaGamut D55"},
    {"canon_log3_cinemagamut_d55", "CanonLog3 CinemaGamut D55"},
    {"bmd_film_gen5_widegamut", "BMDFilm WideGamut Gen5"},
    {"davinci_intermediate_widegamut", "DaVinci Intermediate WideGamut"},
    {"apple_log_rec2020", "Apple Log"},
    {"dji_dlog_dgamut", "D-Log D-Gamut"},
    {"acescc", "ACEScc"},
    {"acescct", "ACEScct"},
    {"srgb_encoded_rec709", "sRGB Encoded Rec.709 (sRGB)"},
    {"gamma24_rec709", "Gamma 2.4 Encoded Rec.709"},
    {"gamma22_rec709", "Gamma 2.2 Encoded Rec.709"},
    {"camera_rec709_oetf", "Camera Rec.709"},
    {"srgb_encoded_p3d65", "sRGB Encoded P3-D65"},
    {"gamma22_adobergb", "Gamma 2.2 Encoded AdobeRGB"},
    {"srgb_encoded_ap1", "sRGB Encoded AP1"},
};

std::string with_truth(std::string file) {
    const auto part = std::filesystem::path(UMBER_TEST_DATA) / "color" / (file + ".analytic.csv");
    return std::filesystem::exists(part) ? file + ".analytic" : file;
}

TEST(Spaces, CodedOnesAgreeWithOpenColorIO) {
    for (const auto& [file, name] : kCoded) {
        const Space& space = find_space(name);
        compare_decoding(with_truth("to_aces/" + file + "_to_aces"), 2e-6, 2e-7,
                         [&](glm::dvec3 v) { return to_aces2065(space, v); });
        compare_encoding(with_truth("from_aces/aces_to_" + file), space.transfer.curve,
                         glm::inverse(linear_to_aces2065(space)),
                         [&](glm::dvec3 v) { return from_aces2065(space, v); });
    }
}

TEST(Spaces, LinearOnesAgreeWithOpenColorIO) {
    const std::map<std::string, std::string> linear{
        {"acescg", "ACEScg"},
        {"linear_rec709", "Linear Rec.709 (sRGB)"},
        {"linear_p3d65", "Linear P3-D65"},
        {"linear_rec2020", "Linear Rec.2020"},
        {"linear_adobergb", "Linear AdobeRGB"},
        {"linear_awg3", "Linear ARRI Wide Gamut 3"},
        {"linear_awg4", "Linear ARRI Wide Gamut 4"},
        {"linear_bmdwg5", "Linear BMD WideGamut Gen5"},
        {"linear_davinciwg", "Linear DaVinci WideGamut"},
        {"linear_cinemagamut_d55", "Linear CinemaGamut D55"},
        {"linear_dgamut", "Linear D-Gamut"},
        {"linear_vgamut", "Linear V-Gamut"},
        {"linear_rwg", "Linear REDWideGamutRGB"},
        {"linear_sgamut3", "Linear S-Gamut3"},
        {"linear_sgamut3cine", "Linear S-Gamut3.Cine"},
        {"linear_venice_sgamut3", "Linear Venice S-Gamut3"},
        {"linear_venice_sgamut3cine", "Linear Venice S-Gamut3.Cine"},
    };
    for (const auto& [file, name] : linear)
        compare_decoding("to_aces/" + file + "_to_aces", 1e-6, 1e-7,
                         [&](glm::dvec3 v) { return to_aces2065(find_space(name), v); });
}

// XYZ-D65 <-> code values as the display built-ins of ACES 1.3's configs do it: negatives clamp.
TEST(Spaces, DisplayEncodingsAgreeWithOpenColorIO) {
    const struct {
        const char *file, *space, *transfer;
    } displays[] = {{"srgb", "sRGB - Display", "srgb"},
                    {"displayp3", "Display P3 - Display", "srgb_mirrored"},
                    {"rec1886_rec709", "Rec.1886 Rec.709 - Display", "bt1886"},
                    {"rec1886_rec2020", "Rec.1886 Rec.2020 - Display", "bt1886"},
                    {"g26_p3d65", "P3-D65 - Display", "display_gamma26"},
                    {"g26_p3dci", "P3-DCI - Display", "display_gamma26"},
                    {"rec2100_pq", "Rec.2100-PQ - Display", "pq"},
                    {"st2084_p3d65", "ST2084-P3-D65 - Display", "pq"},
                    {"rec2100_hlg", "Rec.2100-HLG - Display", "hlg"},
                    {"dcdm_d65", "DCDM-D65 - Display", "dcdm"}};
    const glm::dmat3 aces_to_xyz =
        chromatic_adaptation(white::aces, white::d65, Cat::bradford) * rgb_to_xyz(primaries::ap0);
    for (const auto& display : displays) {
        Space space = find_space(display.space);
        space.transfer = find_transfer(display.transfer);
        const std::string name = display.file;
        compare_decoding(with_truth("display_encoding/display_" + name + "_to_xyz_d65"), 2e-6, 2e-7,
                         [&](glm::dvec3 v) { return aces_to_xyz * to_aces2065(space, v); });
        const glm::dmat3 to_linear = glm::inverse(aces_to_xyz * linear_to_aces2065(space));
        compare_encoding(with_truth("display_encoding/xyz_d65_to_display_" + name), space.transfer.curve, to_linear,
                         [&](glm::dvec3 v) { return from_aces2065(space, glm::inverse(aces_to_xyz) * v); });
    }
}

// The studio config of ACES 2.0: the spaces as Umber has them.
TEST(Spaces, DisplaySpacesAgreeWithTheConfig) {
    const std::map<std::string, std::string> displays{{"displayp3", "Display P3 - Display"},
                                                      {"g26_p3d65", "P3-D65 - Display"},
                                                      {"rec1886_rec709", "Rec.1886 Rec.709 - Display"},
                                                      {"rec2100_hlg", "Rec.2100-HLG - Display"},
                                                      {"rec2100_pq", "Rec.2100-PQ - Display"},
                                                      {"srgb", "sRGB - Display"},
                                                      {"st2084_p3d65", "ST2084-P3-D65 - Display"}};
    for (const auto& [file, name] : displays)
        compare_decoding(with_truth("display_encoding/display_" + file + "_untonemapped_to_aces"), 2e-6, 2e-7,
                         [&](glm::dvec3 v) { return to_aces2065(find_space(name), v); });
}

TEST(Spaces, EveryOneComesBack) {
    for (const Space& space : spaces()) {
        if (space.encoding == Encoding::data || !space.ocio_builtin.empty()) {
            EXPECT_THROW(to_aces2065(space, glm::dvec3(0.5)), Error) << space.name;
            continue;
        }
        for (const glm::dvec3 code : {glm::dvec3(0.2, 0.5, 0.8), glm::dvec3(0.7, 0.1, 0.3), glm::dvec3(0.9)}) {
            const glm::dvec3 back = from_aces2065(space, to_aces2065(space, code));
            EXPECT_LT(glm::length(back - code), 1e-9) << space.name;
        }
    }
}

TEST(Spaces, GreyIsGreyAndNamesAreUnique) {
    std::map<std::string, std::string> owner;
    for (const Space& space : spaces()) {
        std::vector<std::string> names = space.aliases;
        names.push_back(space.name);
        for (std::string name : names) {
            for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            const auto [at, inserted] = owner.emplace(name, space.name);
            EXPECT_TRUE(inserted) << name << " names " << space.name << " and " << at->second;
        }
        if (space.encoding == Encoding::data || !space.ocio_builtin.empty() || space.xyz) continue;
        const glm::dvec3 grey = to_aces2065(space, glm::dvec3(0.5));
        EXPECT_NEAR(grey.x, grey.y, 1e-12 * std::abs(grey.y) + 1e-14) << space.name;
        EXPECT_NEAR(grey.z, grey.y, 1e-12 * std::abs(grey.y) + 1e-14) << space.name;
    }
}

TEST(Spaces, AreFoundByNameAndAliasOrAdvised) {
    EXPECT_EQ(find_space("arri logc4").name, "ARRI LogC4");
    EXPECT_EQ(find_space("lin_ap0").name, "ACES2065-1");
    EXPECT_EQ(find_space("Input - Sony - S-Log3 - S-Gamut3.Cine").name, "S-Log3 S-Gamut3.Cine");
    EXPECT_EQ(find_space("Utility - sRGB - Texture").name, "sRGB Encoded Rec.709 (sRGB)");
    EXPECT_EQ(try_find_space("LogC9"), nullptr);
    EXPECT_EQ(umber::test::message_of([] { find_space("ARRI LogC 4"); }),
              "no colour space is called 'ARRI LogC 4'; did you mean 'ARRI LogC4'?");
    EXPECT_THROW(find_space("entirely unknown thing"), Error);
}

TEST(Views, ADisplaysNameEndsWhereADisplayIsKnown) {
    const std::vector<NamedDisplay> displays{{"Tube", {"Film"}}, {"Tube/Old", {"Film", "A/B"}}, {"Wall/2", {}}};
    const auto parts = [&](std::string_view name) {
        const ViewName found = parts_of_view(name, displays);
        return found.display + " | " + found.view;
    };
    EXPECT_EQ(parts("Tube/Film"), "Tube | Film");
    EXPECT_EQ(parts("Tube/Old/Film"), "Tube/Old | Film");
    EXPECT_EQ(parts("Tube/Old/A/B"), "Tube/Old | A/B");
    EXPECT_EQ(parts("Tube/Old"), "Tube/Old | ");
    EXPECT_EQ(parts("Wall/2/Any"), "Wall/2 | Any");  // so that a view that is not there is told by its display
    EXPECT_EQ(parts("Wall/3/Any"), "Wall | 3/Any");
    EXPECT_EQ(parts("none"), " | ");
    EXPECT_EQ((ViewName{"Tube/Old", "Film"}.whole()), "Tube/Old/Film");
}

// Roles, curves and views of the ASWF studio configs, as those configs name them.
TEST(Spaces, KnowTheStudioConfigsOtherNames) {
    EXPECT_EQ(find_space("scene_linear").name, "ACEScg");
    EXPECT_EQ(find_space("ACES_Interchange").name, "ACES2065-1");
    EXPECT_EQ(find_space("crv_slog3").name, "S-Log3 - Curve");
    EXPECT_EQ(find_space("srgb_crv").name, "sRGB - Curve");
    EXPECT_EQ(named_transforms().size(), 15u);
    EXPECT_EQ(try_find_space("crv_slog3"), nullptr) << "a curve is no space";
    for (const Display& display : displays()) find_view(display.space->name, "Video (colorimetric)");
    for (const char* display :
         {"Rec.2100-PQ - Display", "ST2084-P3-D65 - Display", "P3-D65 - Display", "Display P3 HDR - Display"})
        find_view(display, "ACES 2.0 - SDR 100 nits (Rec.709)");
    EXPECT_EQ(find_view("ST2084-P3-D65 - Display", "ACES 2.0 - HDR 108 nits (P3 D65)").view->peak_nits, 108);
    find_view("ST2084-P3-D65 - Display", "ACES 2.0 - SDR 100 nits (P3 D65)");
}

TEST(Spaces, AreNamedInPaths) {
    const auto named = [](const char* path) {
        const Space* space = space_named_in(path);
        return space ? space->name : std::string("-");
    };
    EXPECT_EQ(named("/shots/shot_arri_logc4_0001.tif"), "ARRI LogC4");
    EXPECT_EQ(named("/shots/ACEScg/plate.tif"), "ACEScg");
    EXPECT_EQ(named("/shots/ACEScg/plate_acescct.tif"), "ACEScct");       // the last
    EXPECT_EQ(named("a_slog3_sgamut3cine.tif"), "S-Log3 S-Gamut3.Cine");  // the longest
    EXPECT_EQ(named("/shots/raw/a.tif"), "-");
    EXPECT_EQ(named("/spaces/faces.tif"), "-");
    EXPECT_EQ(named("/show/aces/a.tif"), "-");
    EXPECT_EQ(named("/show/myacescg2/a.tif"), "-");
}

TEST(Spaces, HaveTheTagsThatFilesCanHold) {
    const Tags source{Primaries::bt709, Transfer::bt709, Matrix::bt709, Range::limited, ChromaLocation::left};
    for (const char* name : {"ADX10", "ADX16", "Raw", "ARRI LogC4"}) {
        EXPECT_EQ(tags_of(find_space(name), source).transfer, Transfer::unspecified) << name;
        EXPECT_EQ(tags_of(find_space(name), source).primaries, Primaries::unspecified) << name;
    }
    EXPECT_EQ(tags_of(find_space("Rec.2100-PQ - Display"), source).transfer, Transfer::pq);
    EXPECT_EQ(tags_of(find_space("Rec.2100-PQ - Display"), source).matrix, Matrix::bt2020nc);
    EXPECT_FALSE(label_of(find_space("ADX10")).chromaticities);
    EXPECT_TRUE(label_of(find_space("ADX10")).density);
    EXPECT_EQ(label_of(find_space("ARRI LogC4")).chromaticities, primaries::arri_wide_gamut4);
}

}  // namespace
}  // namespace umber::color

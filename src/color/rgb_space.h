// RGB spaces as their published chromaticities, and the matrices that follow from them, in double. The one place of
// Umber where primaries and white points are written down; every matrix is computed, none is typed in rounded. Matrices
// are glm::dmat3 and act on columns: xyz = rgb_to_xyz(space) * rgb.
#pragma once
#include <glm/glm.hpp>

#include <string_view>

#include "color/tags.h"

namespace umber::color {

// CIE 1931 xy of the primaries and of the white. Imaginary primaries (outside the spectral locus) are ordinary here.
struct Chromaticities {
    glm::dvec2 red, green, blue, white;
    friend bool operator==(const Chromaticities&, const Chromaticities&) = default;
};

namespace white {
inline constexpr glm::dvec2 d50{0.3457, 0.3585};      // ISO 3664, CIE 15
inline constexpr glm::dvec2 d55{0.3324, 0.3474};      // CIE 15
inline constexpr glm::dvec2 d65{0.3127, 0.3290};      // ITU-R BT.709-6 item 1.4
inline constexpr glm::dvec2 aces{0.32168, 0.33767};   // SMPTE ST 2065-1, "ACES white point", close to D60
inline constexpr glm::dvec2 dci{0.314, 0.351};        // SMPTE RP 431-2
inline constexpr glm::dvec2 c{0.310, 0.316};          // H.273 table 2, illuminant C
inline constexpr glm::dvec2 e{1.0 / 3.0, 1.0 / 3.0};  // equal energy
}  // namespace white

namespace primaries {
// SMPTE ST 2065-1:2021 table 1; Academy S-2014-004 (ACEScg) and S-2016-001 (ACEScct).
inline constexpr Chromaticities ap0{{0.7347, 0.2653}, {0.0, 1.0}, {0.0001, -0.0770}, white::aces};
inline constexpr Chromaticities ap1{{0.713, 0.293}, {0.165, 0.830}, {0.128, 0.044}, white::aces};
// ITU-R BT.709-6 item 1.3 (also sRGB, IEC 61966-2-1), BT.2020-2 table 3 (also BT.2100 and Apple Log, N-Log, F-Log).
inline constexpr Chromaticities rec709{{0.640, 0.330}, {0.300, 0.600}, {0.150, 0.060}, white::d65};
inline constexpr Chromaticities rec2020{{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, white::d65};
// SMPTE RP 431-2 (D-cinema), EG 432-1 (P3-D65, also Display P3); D60: the same primaries around the ACES white.
inline constexpr Chromaticities p3_dci{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, white::dci};
inline constexpr Chromaticities p3_d65{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, white::d65};
inline constexpr Chromaticities p3_d60{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, white::aces};
inline constexpr Chromaticities display_p3 = p3_d65;
// Adobe RGB (1998) Color Image Encoding, version 2005-05, 4.3.1.
inline constexpr Chromaticities adobe_rgb{{0.64, 0.33}, {0.21, 0.71}, {0.15, 0.06}, white::d65};
// CIE XYZ itself as an RGB space (ST 428-1 pictures), equal-energy white; and around D65, OCIO's "CIE XYZ-D65".
inline constexpr Chromaticities xyz{{1.0, 0.0}, {0.0, 1.0}, {0.0, 0.0}, white::e};

// ARRI, "ALEXA Log C Curve: Usage in VFX" (2017) and "ARRI LogC4 Logarithmic Color Space Specification" (2022).
inline constexpr Chromaticities arri_wide_gamut3{{0.6840, 0.3130}, {0.2210, 0.8480}, {0.0861, -0.1020}, white::d65};
inline constexpr Chromaticities arri_wide_gamut4{{0.7347, 0.2653}, {0.1424, 0.8576}, {0.0991, -0.0308}, white::d65};
// Sony, "Technical Summary for S-Gamut3.Cine/S-Log3 and S-Gamut3/S-Log3"; S-Gamut has the primaries of S-Gamut3.
inline constexpr Chromaticities s_gamut{{0.730, 0.280}, {0.140, 0.855}, {0.100, -0.050}, white::d65};
inline constexpr Chromaticities s_gamut3 = s_gamut;
inline constexpr Chromaticities s_gamut3_cine{{0.766, 0.275}, {0.225, 0.800}, {0.089, -0.087}, white::d65};
// The VENICE variants: the primaries behind the matrices of Sony's ACES input transforms for VENICE (aces-core,
// IDT.Sony.Venice_SLog3_SGamut3 and ..._SGamut3Cine), as OpenColorIO states them.
inline constexpr Chromaticities venice_s_gamut3{{0.740464264304292, 0.279364374750660},
                                                {0.089241145423286, 0.893809528608105},
                                                {0.110488236673827, -0.052579333080476},
                                                white::d65};
inline constexpr Chromaticities venice_s_gamut3_cine{{0.775901871567345, 0.274502392854799},
                                                     {0.188682902773355, 0.828684937020288},
                                                     {0.101337382499301, -0.089187517306263},
                                                     white::d65};
// Panasonic, "V-Log/V-Gamut Reference Manual" rev. 1.0.
inline constexpr Chromaticities v_gamut{{0.730, 0.280}, {0.165, 0.840}, {0.100, -0.030}, white::d65};
// RED, "White Paper on REDWideGamutRGB and Log3G10" (915-0187).
inline constexpr Chromaticities red_wide_gamut{
    {0.780308, 0.304253}, {0.121595, 1.493994}, {0.095612, -0.084589}, white::d65};
// Canon, "Canon Log Gamma Curves" and "Cinema Gamut" white paper (2018).
inline constexpr Chromaticities cinema_gamut{{0.740, 0.270}, {0.170, 1.140}, {0.080, -0.100}, white::d65};
// Blackmagic Design, "Blackmagic Generation 5 Color Science" technical reference (2021).
inline constexpr Chromaticities bmd_wide_gamut5{
    {0.7177215, 0.3171181}, {0.2280410, 0.8615690}, {0.1005841, -0.0820452}, {0.3127170, 0.3290312}};
// Blackmagic Design, "DaVinci Resolve 17 Wide Gamut Intermediate" (2021).
inline constexpr Chromaticities davinci_wide_gamut{{0.8000, 0.3130}, {0.1682, 0.9877}, {0.0790, -0.1155}, white::d65};
// DJI, "White Paper on D-Log and D-Gamut of DJI Cinema Color System" (2017).
inline constexpr Chromaticities d_gamut{{0.71, 0.31}, {0.21, 0.88}, {0.09, -0.08}, white::d65};
// Fujifilm, "F-Log2 C Data Sheet" (2025): F-Gamut C. F-Log and F-Log2 proper use Rec.2020.
inline constexpr Chromaticities f_gamut_c{{0.7347, 0.2653}, {0.0263, 0.9737}, {0.1173, -0.0224}, white::d65};
// GoPro Protune Native: primaries behind the matrix of GoPro's ACES input transform (colour-science, PROTUNE_NATIVE).
inline constexpr Chromaticities protune_native{{0.698480461493841, 0.193026445370121},
                                               {0.329555378387345, 1.024596624134644},
                                               {0.108442631407675, -0.034678569754016},
                                               white::d65};
}  // namespace primaries

// The chromaticities of an H.273 code point (table 2). Throws Error for `unspecified`.
Chromaticities chromaticities(Primaries code_point);

// How a colour seen under one white is carried to another. `none`: XYZ stay as they are, so white does not become
// white.
enum class Cat { none, xyz_scaling, bradford, cat02, cat16 };

// XYZ -> the sharpened cone responses of a CAT (identity for none and xyz_scaling).
// Bradford: Lam 1985, ICC.1:2010 annex E; CAT02: CIE 159:2004; CAT16: Li et al. 2017 (CIE 248:2022).
glm::dmat3 cone_matrix(Cat cat);

// XYZ of a chromaticity with Y = 1. `y` must not be 0.
glm::dvec3 xyz_of_white(glm::dvec2 xy);

// XYZ under `from` -> XYZ under `to`, whites of Y = 1; exactly the identity where they are equal, or cat is none.
glm::dmat3 chromatic_adaptation(glm::dvec2 from, glm::dvec2 to, Cat cat);

// Linear RGB -> XYZ of the space's own white, RGB (1,1,1) having Y = 1 (SMPTE RP 177:1993). Throws Error if the
// primaries lie on one line or the white has y = 0 (a file's chromaticities can be nonsense).
glm::dmat3 rgb_to_xyz(const Chromaticities& space);
glm::dmat3 xyz_to_rgb(const Chromaticities& space);

// Linear RGB -> linear RGB; exactly the identity for equal spaces. White goes to white unless cat is none.
glm::dmat3 rgb_to_rgb(const Chromaticities& from, const Chromaticities& to, Cat cat = Cat::bradford);

}  // namespace umber::color

// White balance as a colourist's temperature and tint: a chromatic adaptation from the light that the picture is taken
// to have been lit by, to the white of the working space. Also the Planckian locus that this rests on, in CIE 1960 u,
// v.
#pragma once
#include <glm/glm.hpp>

#include "color/rgb_space.h"

namespace umber::color {

// CIE 1960 UCS from and to CIE 1931 xy (CIE 15:2004 annex D).
glm::dvec2 xy_to_uv1960(glm::dvec2 xy);
glm::dvec2 uv1960_to_xy(glm::dvec2 uv);

// A black body's chromaticity, CIE 1960 u, v: Planck's law through the CIE 1931 observer by 5 nm, within 3e-5 of the
// integral by 1 nm. Clamped to 1000..25000 K.
glm::dvec2 planckian_uv(double kelvin);

// A light at correlated colour temperature `kelvin`, `duv` off the locus along its normal (CIE 1960 u, v; positive:
// above the locus, greenish; ANSI C78.377). Returns u, v.
glm::dvec2 light_uv(double kelvin, double duv);

struct CctDuv {
    double kelvin, duv;
};
// The inverse of light_uv: the nearest point of the locus in u, v, over 1000..25000 K, to 1e-6 K.
CctDuv cct_duv(glm::dvec2 uv);

// The matrix on LINEAR RGB of the working space for temperature and tint.
// The picture's light is taken to be D65's daylight moved to 6504 + shift kelvin and by `tint` thousandths of Duv, and
// is adapted by CAT16 to the working white: a positive shift makes the picture warmer, a positive tint more magenta.
// The luminance of grey is kept, so that balancing does not change exposure. `temperature_shift_kelvin` is clamped to
// -4000..4000, `tint` to -100..100. Exactly the identity at 0, 0; smooth in both.
glm::dmat3 white_balance_matrix(double temperature_shift_kelvin, double tint, const Chromaticities& working);

}  // namespace umber::color

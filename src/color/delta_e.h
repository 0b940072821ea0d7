// Colour difference and the CIE plots: Delta E ITP of ITU-R BT.2124, in units where 1 is just noticeable, and CIE xyY
// and u'v'.
#pragma once
#include <glm/glm.hpp>

#include "color/rgb_space.h"
#include "color/tags.h"

namespace umber::color {

// ITU-R BT.2100 table 7: linear display light of Rec.2020, cd/m2 -> IC_TC_P of PQ. Negative light is mirrored.
glm::dvec3 rec2020_nits_to_ictcp(glm::dvec3 nits);
glm::dvec3 ictcp_to_rec2020_nits(glm::dvec3 ictcp);

// ITU-R BT.2124-0: 720 sqrt(dI^2 + (dCt / 2)^2 + dCp^2) of two display colours, linear Rec.2020 light in cd/m2.
double delta_e_itp(glm::dvec3 nits_a, glm::dvec3 nits_b);

// The light of display code values: R'G'B' (0..1 full range) of the given primaries and transfer on their reference
// display, as linear Rec.2020 light in cd/m2. SDR transfers are shown by BT.1886 (sRGB and pure gammas by their own
// curve) on a display of `sdr_white_nits`, HLG on one of 1000 cd/m2; `linear` has 1.0 at SDR white. Unspecified tags
// are taken as BT.709.
glm::dvec3 display_light_rec2020(const Tags& tags, glm::dvec3 code, double sdr_white_nits = 100.0);

// Delta E ITP of two pairs of code values with the same tags.
double delta_e_itp(const Tags& tags, glm::dvec3 code_a, glm::dvec3 code_b, double sdr_white_nits = 100.0);

// CIE 1931 x, y, Y of X, Y, Z, and back. Black (X + Y + Z = 0) has no chromaticity: `black_xy` stands in.
glm::dvec3 xyz_to_xyy(glm::dvec3 xyz, glm::dvec2 black_xy = white::d65);
glm::dvec3 xyy_to_xyz(glm::dvec3 xyy);

// CIE 1976 u', v' of CIE 1931 x, y, and back.
glm::dvec2 xy_to_uv1976(glm::dvec2 xy);
glm::dvec2 uv1976_to_xy(glm::dvec2 uv);

}  // namespace umber::color

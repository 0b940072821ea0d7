// Transfer functions: code value <-> linear light, in double on the host. Each is described as data, one of a few forms
// with its constants, so that these functions, the GPU's twins in shaders/lib/transfer.glsl (glsl_call) and the
// generator of Umber's OCIO config all come from one table. tests/color/transfer_test.cpp holds them against
// reference/vectors. Code values are full range: 10-bit value / 1023. Camera curves give scene-linear reflectance, 0.18
// = mid grey; PQ gives 1.0 = 100 cd/m2, as in OCIO; HLG gives scene light with 1.0 = the signal's peak.
#pragma once
#include <glm/glm.hpp>

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "color/tags.h"

namespace umber::color {

// What happens below zero, where a standard does not say: the value passes unchanged (or the toe goes on), becomes 0,
// or the curve is mirrored about zero.
enum class Negatives { pass, clamp, mirror };

struct LinearCurve {};

// linear = scale * code ^ gamma.
struct PowerCurve {
    double gamma = 1.0;
    Negatives negatives = Negatives::pass;
    double scale = 1.0;
};

// linear = ((code + offset) / (1 + offset)) ^ gamma, below the break the tangent through the origin ("moncurve").
struct PowerToeCurve {
    double gamma = 1.0, offset = 0.0;
    Negatives negatives = Negatives::pass;
};

// code = log_slope * log2(lin_slope * linear + lin_offset) + log_offset from the break upwards, and
// code = toe_slope * linear + toe_offset below it. Where the published pieces do not quite meet, the toe stops at the
// break, so both directions stay monotone and one is the inverse of the other.
struct LogToeCurve {
    double log_slope, log_offset, lin_slope, lin_offset, toe_slope, toe_offset, break_linear, break_code;
};

// The same, with the toe code = scale * (linear + offset) ^ exponent; below linear = -offset mirrored about that point,
// or clamped to code 0.
struct LogPowerCurve {
    double log_slope, log_offset, lin_slope, lin_offset, scale, offset, exponent, break_linear, break_code;
    Negatives negatives = Negatives::mirror;
};

// A logarithm, a line through black, and the logarithm mirrored: Canon Log 2 (whose line has no length) and Log 3.
struct LogMirrorCurve {
    double log_slope, high_offset, low_offset, lin_slope, toe_slope, toe_offset, low_linear, high_linear, low_code,
        high_code;
};

// ACEScc: a logarithm whose toe is one too, Academy S-2014-003.
struct AcesccCurve {};

// SMPTE ST 2084: linear 1.0 stands for `nits_per_unit` cd/m2.
struct PqCurve {
    double nits_per_unit = 100.0;
};

using Curve = std::variant<LinearCurve, PowerCurve, PowerToeCurve, LogToeCurve, LogPowerCurve, LogMirrorCurve,
                           AcesccCurve, PqCurve>;

struct TransferFunction {
    std::string id;     // "arri_logc3_ei800"; stable, used in files
    std::string label;  // "ARRI LogC3 (EI800)"
    Curve curve;
};

// All that Umber knows, in the order in which a menu shows them.
std::span<const TransferFunction> transfer_functions();

// Throws Error naming the id if there is none such.
const TransferFunction& find_transfer(std::string_view id);

// The curve of an H.273 code point, as the standard's table 3 writes it. Throws Error for `unspecified`, log100 and
// log316.
const TransferFunction& transfer_function(Transfer code_point);

// ARRI LogC3 (SUP 3.x and later) for linear scene exposure at any exposure index of 160..3200, by the derivation behind
// the published table ("ALEXA Log C Curve: Usage in VFX" and the Academy's input transform for ALEXA V3). Throws Error
// outside that range.
TransferFunction arri_logc3(double exposure_index);

// Any real number in; every curve is monotone. NaN stays NaN.
double code_to_linear(const Curve& curve, double code);
double linear_to_code(const Curve& curve, double linear);
glm::dvec3 code_to_linear(const Curve& curve, glm::dvec3 code);
glm::dvec3 linear_to_code(const Curve& curve, glm::dvec3 linear);

// SMPTE ST 2084:2014, the reference EOTF and its inverse. `code`: 0..1; luminance in cd/m2, 0..10000. Negative values
// are mirrored, as OCIO does.
double pq_to_nits(double code);
double nits_to_pq(double nits);

// ITU-R BT.1886: display luminance in cd/m2 of a code value 0..1 on a screen of the given white and black.
double bt1886_to_nits(double code, double white_nits, double black_nits);
double nits_to_bt1886(double nits, double white_nits, double black_nits);

// ITU-R BT.2100 table 5, note 5f: the system gamma of HLG on a display of `peak_nits` (1000: 1.2).
double hlg_system_gamma(double peak_nits);
// The HLG OOTF and its inverse. `scene`: linear Rec.2020 light, 1.0 = the signal's peak; display light in cd/m2.
// Below a luminance of 1.5e-4 (of 1.0 in scene light, at 1000 cd/m2) the gain stays what it is there, as in OCIO.
glm::dvec3 hlg_ootf(glm::dvec3 scene, double peak_nits);
glm::dvec3 hlg_inverse_ootf(glm::dvec3 display_nits, double peak_nits);
// The unit of display light, in cd/m2, in which OCIO's HLG has its inverse OOTF (the signal's peak is 3 in scene light)
// and which it makes part of the matrix before: the encoding is infinitely steep at black, so there the rounding of
// that very matrix is seen.
double hlg_ocio_unit_nits(double peak_nits);

enum class TransferDirection { to_linear, from_linear };

// A GLSL expression that applies the curve to the vec3 expression `argument`, for shaders/lib/transfer.glsl; its
// constants are written as floats with nine digits. The identity returns `argument` itself.
std::string glsl_call(const Curve& curve, TransferDirection direction, std::string_view argument);

// The same for the HLG OOTF (to_linear: scene light -> display light in units of `unit_nits` cd/m2) and its inverse
// (from_linear: display light in those units -> scene light).
std::string glsl_hlg_ootf(TransferDirection direction, double peak_nits, double unit_nits, std::string_view argument);

}  // namespace umber::color

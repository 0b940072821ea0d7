// The constants of every transfer function, each with the document that states it.
#include <cmath>
#include <numbers>
#include <vector>

#include "color/transfer.h"
#include "core/error.h"

namespace umber::color {
namespace {

constexpr double kLog2Of10 = std::numbers::ln10 / std::numbers::ln2;
constexpr double kLog2OfE = std::numbers::log2e;

double log_part(const LogToeCurve& c, double linear) {
    return c.log_slope * std::log2(linear * c.lin_slope + c.lin_offset) + c.log_offset;
}

// code = slope * log10(lin_slope * linear + lin_offset) + offset above the break; the toe is still to be set.
LogToeCurve log10_curve(double slope, double offset, double lin_slope, double lin_offset) {
    return {slope / kLog2Of10, offset, lin_slope, lin_offset, 1.0, 0.0, 0.0, 0.0};
}

// The toe is the line of the given slope that meets the logarithm at the break.
LogToeCurve with_toe(LogToeCurve c, double break_linear, double toe_slope) {
    c.break_linear = break_linear;
    c.break_code = log_part(c, break_linear);
    c.toe_slope = toe_slope;
    c.toe_offset = c.break_code - toe_slope * break_linear;
    return c;
}

// The toe is the logarithm's tangent at the break.
LogToeCurve with_tangent(LogToeCurve c, double break_linear) {
    return with_toe(c, break_linear,
                    c.log_slope * kLog2OfE * c.lin_slope / (c.lin_slope * break_linear + c.lin_offset));
}

// The tangent takes over below `break_code`, outside what the document defines, where a bare logarithm soon ends.
LogToeCurve with_tangent_below(LogToeCurve c, double break_code) {
    return with_tangent(c, (std::exp2((break_code - c.log_offset) / c.log_slope) - c.lin_offset) / c.lin_slope);
}

// Both pieces as published, with the code value at which the document changes from one to the other when decoding.
LogToeCurve with_published_toe(LogToeCurve c, double break_code, double toe_slope, double toe_offset) {
    c.break_code = break_code;
    c.break_linear = (std::exp2((break_code - c.log_offset) / c.log_slope) - c.lin_offset) / c.lin_slope;
    c.toe_slope = toe_slope;
    c.toe_offset = toe_offset;
    return c;
}

// ARRI, "ARRI LogC4 Logarithmic Color Space Specification", 2022-05-01, section 3.
LogToeCurve logc4() {
    const double a = (std::exp2(18.0) - 16.0) / 117.45, b = (1023.0 - 95.0) / 1023.0, c = 95.0 / 1023.0;
    const LogToeCurve curve{b / 14.0, c - 6.0 * b / 14.0, a, 64.0, 1.0, 0.0, 0.0, 0.0};
    const double s = 7.0 * std::numbers::ln2 * std::exp2(7.0 - 14.0 * c / b) / (a * b);
    const double t = (std::exp2(14.0 * (-c / b) + 6.0) - 64.0) / a;
    return with_toe(curve, t, 1.0 / s);
}

// Sony, "S-Log2 Technical Paper" 1.0 (2012): S-Log with the input scaled by 155/219, on reflection / 0.9, and the
// result (an IRE fraction) in 10-bit legal range.
LogToeCurve slog2() {
    const double scale = 155.0 / 219.0 / 0.9, legal = 876.0 / 1023.0;
    return with_toe(log10_curve(0.432699 * legal, (0.616596 + 0.03) * legal + 64.0 / 1023.0, scale, 0.037584), 0.0,
                    5.0 * scale * legal);
}

// Sony, "Technical Summary for S-Gamut3.Cine/S-Log3 and S-Gamut3/S-Log3", appendix.
LogToeCurve slog3() {
    return with_toe(log10_curve(261.5 / 1023.0, 420.0 / 1023.0, 1.0 / 0.19, 0.01 / 0.19), 0.01125,
                    (171.2102946929 - 95.0) / 0.01125 / 1023.0);
}

// Blackmagic Design, "Blackmagic Generation 5 Color Science", 2021: natural logarithm, published slope and offset.
LogToeCurve bmd_film5() {
    const LogToeCurve c{
        0.08692876065491224 / kLog2OfE, 0.5300133392291939, 1.0, 0.005494072432257808, 1.0, 0.0, 0.0, 0.0};
    return with_toe(c, 0.005, 8.283605932402494);
}

// Blackmagic Design, "DaVinci Resolve 17 Wide Gamut Intermediate", 2021.
LogToeCurve davinci_intermediate() {
    const LogToeCurve c{0.07329248, 7.0 * 0.07329248, 1.0, 0.0075, 1.0, 0.0, 0.0, 0.0};
    return with_toe(c, 0.00262409, 10.44426855);
}

// Academy S-2016-001.
LogToeCurve acescct() {
    return with_tangent({1.0 / 17.52, 9.72 / 17.52, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0}, 0.0078125);
}

// Fujifilm, "F-Log Data Sheet" 1.1 and "F-Log2 Data Sheet" 1.0. F-Log's pieces miss one another by 1e-4 of code value
// at the published cut; the break is the decoding one.
LogToeCurve flog() {
    return with_published_toe(log10_curve(0.344676, 0.790453, 0.555556, 0.009468), 0.100537775223865, 8.735631,
                              0.092864);
}
LogToeCurve flog2() {
    return with_published_toe(log10_curve(0.245281, 0.384316, 5.555556, 0.064829), 0.100686685370811, 8.799461,
                              0.092864);
}

// DJI, "White Paper on D-Log and D-Gamut of DJI Cinema Color System", 2017, the decoding constants; its toe of 6.025
// and 0.0929 is the tangent at this break, rounded.
LogToeCurve dlog() {
    return with_tangent(log10_curve(1.0 / 3.89616, 2.27752 / 3.89616, 0.9892, 0.0108), 0.00758078675);
}

// GoPro, Protune: log(112 x + 1) / log(113). The document has no toe.
LogToeCurve protune() {
    return with_tangent_below({1.0 / std::log2(113.0), 0.0, 112.0, 1.0, 1.0, 0.0, 0.0, 0.0}, -0.1);
}

// Kodak Cineon printing density: 10-bit 95 is black, 685 is white, 0.002 density a step, gamma 0.6, no soft clip.
LogToeCurve cineon() {
    const double black = std::pow(10.0, (95.0 - 685.0) / 300.0);
    return with_tangent_below(log10_curve(300.0 / 1023.0, 685.0 / 1023.0, 1.0 - black, black), -0.1);
}

LogPowerCurve with_break(LogPowerCurve c, double break_code) {
    c.break_code = break_code;
    c.break_linear = (std::exp2((break_code - c.log_offset) / c.log_slope) - c.lin_offset) / c.lin_slope;
    return c;
}

// Apple, "Apple Log Profile White Paper", 2023. Codes below 0 do not exist.
LogPowerCurve apple_log() {
    const double r0 = -0.05641088, rt = 0.01, c = 47.28711236;
    return with_break({0.08550479, 0.69336945, 1.0, 0.00964052, c, -r0, 2.0, 0.0, 0.0, Negatives::clamp},
                      c * (rt - r0) * (rt - r0));
}

// Nikon, "N-Log Specification Document" 1.0: 10-bit 650 (y + 0.0075)^(1/3) and 150 ln(y) + 619, which meet at code 452
// when decoding.
LogPowerCurve nlog() {
    return with_break({150.0 / 1023.0 / kLog2OfE, 619.0 / 1023.0, 1.0, 0.0, 650.0 / 1023.0, 0.0075, 1.0 / 3.0, 0.0, 0.0,
                       Negatives::mirror},
                      452.0 / 1023.0);
}

// ITU-R BT.2100-2 table 5, the HLG reference OETF.
LogPowerCurve hlg() {
    const double a = 0.17883277, b = 1.0 - 4.0 * a, c = 0.5 - a * std::log(4.0 * a);
    return with_break({a / kLog2OfE, c, 12.0, -b, std::sqrt(3.0), 0.0, 0.5, 0.0, 0.0, Negatives::mirror}, 0.5);
}

// Canon, "Canon Log Gamma Curves" white paper, 2018 (v1.2): on reflection / 0.9.
LogMirrorCurve canon_log2() {
    const double code = 0.092864125;
    return {0.24136077 / kLog2Of10, code, code, 87.099375 / 0.9, 1.0, code, 0.0, 0.0, code, code};
}
LogMirrorCurve canon_log3() {
    const double low = 0.097465473, high = 0.15277891, slope = 1.9754798 / 0.9, offset = 0.12512219;
    return {0.36726845 / kLog2Of10,  0.12240537, 0.12783901, 14.98325 / 0.9, slope, offset, (low - offset) / slope,
            (high - offset) / slope, low,        high};
}

std::vector<TransferFunction> make_table() {
    std::vector<TransferFunction> t;
    const auto add = [&t](std::string id, std::string label, Curve curve) {
        t.push_back({std::move(id), std::move(label), curve});
    };
    add("linear", "Linear", LinearCurve{});
    // IEC 61966-2-1 in the form whose line is exactly the tangent: within 2e-6 of the printed 12.92 and 0.04045.
    add("srgb", "sRGB", PowerToeCurve{2.4, 0.055, Negatives::pass});
    add("srgb_mirrored", "sRGB, negatives mirrored", PowerToeCurve{2.4, 0.055, Negatives::mirror});
    // ITU-R BT.709-6 item 1.2 and BT.2020-2 table 4, likewise tangent.
    add("bt709", "BT.709 camera", PowerToeCurve{1.0 / 0.45, 0.099, Negatives::pass});
    add("bt709_mirrored", "BT.709 camera, negatives mirrored", PowerToeCurve{1.0 / 0.45, 0.099, Negatives::mirror});
    add("smpte240m", "SMPTE 240M camera", PowerToeCurve{1.0 / 0.45, 0.1115, Negatives::pass});
    add("gamma18", "Gamma 1.8", PowerCurve{1.8});
    add("gamma22", "Gamma 2.2", PowerCurve{2.2});
    // Adobe RGB (1998) 4.3.1.2: 2 51/256.
    add("gamma_adobe", "Gamma 2.2 of Adobe RGB", PowerCurve{2.0 + 51.0 / 256.0});
    add("gamma24", "Gamma 2.4", PowerCurve{2.4});
    add("gamma26", "Gamma 2.6", PowerCurve{2.6});
    add("gamma28", "Gamma 2.8", PowerCurve{2.8});
    // ITU-R BT.1886 for a black of 0, and its like for displays: light cannot be negative.
    add("bt1886", "BT.1886", PowerCurve{2.4, Negatives::clamp});
    add("display_gamma22", "Display gamma 2.2", PowerCurve{2.2, Negatives::clamp});
    add("display_gamma26", "Display gamma 2.6", PowerCurve{2.6, Negatives::clamp});
    add("gamma22_mirrored", "Gamma 2.2, negatives mirrored", PowerCurve{2.2, Negatives::mirror});
    add("gamma24_mirrored", "BT.1886, negatives mirrored", PowerCurve{2.4, Negatives::mirror});
    add("gamma26_mirrored", "Gamma 2.6, negatives mirrored", PowerCurve{2.6, Negatives::mirror});
    // SMPTE ST 428-1: X'Y'Z' of code 1.0 is 52.37 cd/m2 where white is 48.
    add("dcdm", "DCDM X'Y'Z'", PowerCurve{2.6, Negatives::clamp, 52.37 / 48.0});
    add("pq", "ST 2084 PQ", PqCurve{100.0});
    add("hlg", "HLG", hlg());
    add("acescc", "ACEScc", AcesccCurve{});
    add("acescct", "ACEScct", acescct());
    for (const int ei : {160, 200, 250, 320, 400, 500, 640, 800, 1000, 1280, 1600, 2000, 2560, 3200})
        t.push_back(arri_logc3(ei));
    add("arri_logc4", "ARRI LogC4", logc4());
    add("slog2", "Sony S-Log2", slog2());
    add("slog3", "Sony S-Log3", slog3());
    // Panasonic, "V-Log/V-Gamut Reference Manual" 1.0: the line 5.6 x + 0.125 is the tangent at the cut.
    add("vlog", "Panasonic V-Log", with_tangent(log10_curve(0.241514, 0.598206, 1.0, 0.00873), 0.01));
    // RED, "White Paper on REDWideGamutRGB and Log3G10": g = 15.1927 is the tangent at the cut.
    add("log3g10", "RED Log3G10", with_tangent(log10_curve(0.224282, 0.0, 155.975327, 0.01 * 155.975327 + 1.0), -0.01));
    add("canon_log2", "Canon Log 2", canon_log2());
    add("canon_log3", "Canon Log 3", canon_log3());
    add("bmd_film5", "Blackmagic Film Gen 5", bmd_film5());
    add("davinci_intermediate", "DaVinci Intermediate", davinci_intermediate());
    add("apple_log", "Apple Log", apple_log());
    add("nlog", "Nikon N-Log", nlog());
    add("flog", "Fujifilm F-Log", flog());
    add("flog2", "Fujifilm F-Log2", flog2());
    add("dlog", "DJI D-Log", dlog());
    add("protune", "GoPro Protune", protune());
    add("cineon", "Cineon", cineon());
    return t;
}

}  // namespace

std::span<const TransferFunction> transfer_functions() {
    static const std::vector<TransferFunction> table = make_table();
    return table;
}

const TransferFunction& find_transfer(std::string_view id) {
    for (const TransferFunction& function : transfer_functions())
        if (function.id == id) return function;
    throw Error("no transfer function is called '{}'", id);
}

const TransferFunction& transfer_function(Transfer code_point) {
    switch (code_point) {
        case Transfer::bt709:
        case Transfer::smpte170m:
        case Transfer::bt2020_10:
        case Transfer::bt2020_12:
            return find_transfer("bt709");
        case Transfer::xvycc:
        case Transfer::bt1361:
            return find_transfer("bt709_mirrored");
        case Transfer::gamma22:
            return find_transfer("gamma22");
        case Transfer::gamma28:
            return find_transfer("gamma28");
        case Transfer::smpte240m:
            return find_transfer("smpte240m");
        case Transfer::linear:
            return find_transfer("linear");
        case Transfer::srgb:
            return find_transfer("srgb");
        case Transfer::pq:
            return find_transfer("pq");
        case Transfer::smpte428:
            return find_transfer("dcdm");
        case Transfer::hlg:
            return find_transfer("hlg");
        case Transfer::log100:
        case Transfer::log316:
        case Transfer::unspecified:
            break;
    }
    throw Error("no curve is known for the transfer characteristics '{}'", name(code_point));
}

TransferFunction arri_logc3(double exposure_index) {
    if (!(exposure_index >= 160.0 && exposure_index <= 3200.0))
        throw Error("ARRI LogC3 is defined for exposure indices of 160 to 3200, not for {}", exposure_index);
    // The sensor signal is a logarithm that leaves a line tangentially at 1/9; gain and offset of the encoding depend
    // on the exposure index so that mid grey stays at 400/1023 and black at 95/1023.
    const double mid_grey_signal = 0.01, cut = 1.0 / 9.0;
    const double slope = 1.0 / (cut * std::numbers::ln10), offset = std::log10(cut) - slope * cut;
    const double grey = mid_grey_signal / (exposure_index / 400.0);
    const double gain = (std::log2(exposure_index / 400.0) * (0.89 - 1.0) / 3.0 + 1.0) * (0.525 * 500.0 / 1023.0);
    double encoding_offset = 400.0 / 1023.0, black_input = 0.0;
    for (int i = 0; i < 3; ++i) {
        black_input = ((95.0 / 1023.0 - encoding_offset) / gain - offset) / slope;
        encoding_offset = 400.0 / 1023.0 - std::log10(1.0 + black_input) * gain;
    }
    // From sensor signal to relative exposure, 0.18 = mid grey; the black signal is exposure 0.
    const double lin_slope = 4.0 / (0.18 * exposure_index) / grey;
    const LogToeCurve curve =
        with_tangent(log10_curve(gain, encoding_offset, lin_slope, black_input), (cut - black_input) / lin_slope);
    return {fmt::format("arri_logc3_ei{}", exposure_index), fmt::format("ARRI LogC3 (EI{})", exposure_index), curve};
}

}  // namespace umber::color

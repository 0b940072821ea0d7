// Transfer functions against OpenColorIO's curves and against the numbers that makers print in their documents;
// monotone and invertible each; and the GLSL, run on the CPU in float, against the host's double.
#include "color/transfer.h"

#include <gtest/gtest.h>

#include <map>

#include "core/error.h"
#include "glsl_words.h"
#include "vectors.h"

// The shader file itself, compiled as C++.
namespace umber::color::glsl {
#include "../../shaders/lib/transfer.glsl"
}  // namespace umber::color::glsl

namespace umber::color {
namespace {

using test::Bound;

// Inputs and outputs of the vectors are rounded to 32-bit float, so the last digits of a steep curve are theirs.
constexpr Bound kFloatRounding{2e-7, 2e-6};

double curve(const std::string& id, double code) {
    return code_to_linear(find_transfer(id).curve, code);
}
double encode(const std::string& id, double linear) {
    return linear_to_code(find_transfer(id).curve, linear);
}

TEST(Transfer, AgreesWithOpenColorIOsCurves) {
    const std::map<std::string, std::string> to_linear{
        {"curve_acescct_to_linear", "acescct"},
        {"curve_apple_log_to_linear.analytic", "apple_log"},
        {"curve_canon_clog2_to_linear.analytic", "canon_log2"},
        {"curve_canon_clog3_to_linear.analytic", "canon_log3"},
        {"curve_pq_to_linear.analytic", "pq"},
        {"curve_nt_arri_logc3_curve__ei800", "arri_logc3_ei800"},
        {"curve_nt_arri_logc4_curve", "arri_logc4"},
        {"curve_nt_bmdfilm_gen5_log_curve", "bmd_film5"},
        {"curve_nt_davinci_intermediate_log_curve", "davinci_intermediate"},
        {"curve_nt_log3g10_curve", "log3g10"},
        {"curve_nt_s_log3_curve", "slog3"},
        {"curve_nt_v_log_curve", "vlog"},
    };
    for (const auto& [file, id] : to_linear)
        test::compare(file, test::vectors("curves/" + file), kFloatRounding,
                      [&](glm::dvec3 v) { return code_to_linear(find_transfer(id).curve, v); });
    const std::map<std::string, std::string> from_linear{{"curve_linear_to_pq.analytic", "pq"},
                                                         {"curve_nt_st_2084_curve.analytic", "pq"},
                                                         {"curve_nt_srgb_curve", "srgb"},
                                                         {"curve_nt_rec_709_curve", "bt709"},
                                                         {"curve_nt_rec_1886_curve", "gamma24"}};
    for (const auto& [file, id] : from_linear)
        test::compare(file, test::vectors("curves/" + file), kFloatRounding,
                      [&](glm::dvec3 v) { return linear_to_code(find_transfer(id).curve, v); });
    // OCIO's HLG has 3.0 where ours has 1.0.
    test::compare("hlg", test::vectors("curves/curve_hlg_oetf.analytic"), kFloatRounding,
                  [](glm::dvec3 v) { return linear_to_code(find_transfer("hlg").curve, v / 3.0); });
    test::compare("hlg inverse", test::vectors("curves/curve_hlg_oetf_inverse.analytic"), kFloatRounding,
                  [](glm::dvec3 v) { return code_to_linear(find_transfer("hlg").curve, v) * 3.0; });
}

TEST(Transfer, AgreesWithThePrintedCodeValues) {
    // 10-bit code values of 0 %, 18 %, 90 % reflectance as the makers print them.
    const struct {
        const char* id;
        double linear;
        int code10;
    } printed[] = {
        {"slog2", 0.0, 90},
        {"slog2", 0.18, 347},
        {"slog2", 0.9, 582},  // Sony, S-Log2 technical paper
        {"slog3", 0.0, 95},
        {"slog3", 0.18, 420},
        {"slog3", 0.9, 598},  // Sony, S-Log3 technical summary
        {"vlog", 0.0, 128},
        {"vlog", 0.18, 433},
        {"vlog", 0.9, 602},  // Panasonic; 602 is ours rounded,
                             // they print 61 IRE
        {"flog", 0.0, 95},
        {"flog", 0.18, 470},
        {"flog", 0.9, 705},  // Fujifilm, F-Log data sheet
        {"flog2", 0.0, 95},
        {"flog2", 0.18, 400},
        {"flog2", 0.9, 570},  // Fujifilm, F-Log2 data sheet
        {"nlog", 0.0, 127},
        {"nlog", 0.18, 372},
        {"nlog", 0.9, 603},  // Nikon
        {"cineon", 0.0, 95},
        {"cineon", 1.0, 685},
        {"apple_log", 0.0, 154},
        {"arri_logc4", 0.0, 95},
        {"arri_logc4", 0.18, 285},  // ARRI: 0.278 of full scale
        {"log3g10", 0.18, 341},     // RED: mid grey at 1/3
        {"canon_log2", 0.0, 95},
        {"canon_log3", 0.0, 128},  // Canon
    };
    for (const auto& p : printed)
        EXPECT_EQ(std::lround(encode(p.id, p.linear) * 1023.0), p.code10) << p.id << ' ' << p.linear;
}

TEST(Transfer, AgreesWithPublishedValues) {
    EXPECT_NEAR(nits_to_pq(100.0), 0.508078421517399, 1e-12);  // ST 2084 annex; BT.2408 prints 50.8 %
    EXPECT_NEAR(nits_to_pq(10000.0), 1.0, 1e-12);
    EXPECT_NEAR(pq_to_nits(0.5), 92.2457, 1e-3);
    EXPECT_NEAR(encode("hlg", 1.0 / 12.0), 0.5, 1e-12);
    EXPECT_NEAR(encode("hlg", 1.0), 1.0, 1e-7);
    EXPECT_NEAR(encode("acescc", 0.18), 0.4135884, 1e-7);   // S-2014-003
    EXPECT_NEAR(encode("acescct", 0.18), 0.4135884, 1e-7);  // S-2016-001
    EXPECT_NEAR(encode("acescct", 0.0), 0.0729055, 1e-7);
    EXPECT_NEAR(encode("davinci_intermediate", 0.18), 0.336043, 1e-6);  // Blackmagic Design, table
    EXPECT_NEAR(encode("davinci_intermediate", 100.0), 1.0, 1e-6);
    EXPECT_NEAR(encode("bmd_film5", 0.18), 0.383561643835617, 1e-12);  // Blackmagic Design
    EXPECT_NEAR(encode("apple_log", 0.18), 0.488272458526868, 1e-8);   // colour-science; Apple prints 0.488
    EXPECT_NEAR(encode("dlog", 0.18), 0.39876, 1e-5);                  // colour-science; DJI prints 0.399
    EXPECT_NEAR(encode("protune", 0.18), 0.645623486803636, 1e-12);    // colour-science
    EXPECT_NEAR(encode("srgb", 0.5), 0.735357, 1e-6);
    EXPECT_NEAR(bt1886_to_nits(0.5, 100.0, 0.0), 100.0 * std::pow(0.5, 2.4), 1e-12);
    EXPECT_NEAR(bt1886_to_nits(0.0, 100.0, 0.1), 0.1, 1e-12);
    EXPECT_NEAR(nits_to_bt1886(bt1886_to_nits(0.3, 120.0, 0.05), 120.0, 0.05), 0.3, 1e-12);
}

TEST(Transfer, HlgOotfAgreesWithBt2100) {
    EXPECT_DOUBLE_EQ(hlg_system_gamma(1000.0), 1.2);
    EXPECT_NEAR(hlg_ootf(glm::dvec3(1.0), 1000.0).x, 1000.0, 1e-9);
    // BT.2408 table 1: 75 % HLG, reference white, is 203 cd/m2 on a 1000 cd/m2 display.
    EXPECT_NEAR(hlg_ootf(glm::dvec3(curve("hlg", 0.75)), 1000.0).x, 203.0, 0.5);
    const glm::dvec3 scene{0.3, 0.1, 0.02};
    EXPECT_LT(glm::length(hlg_inverse_ootf(hlg_ootf(scene, 1000.0), 1000.0) - scene), 1e-14);
    EXPECT_EQ(hlg_ootf(glm::dvec3(0.0), 1000.0), glm::dvec3(0.0));
    EXPECT_EQ(hlg_inverse_ootf(glm::dvec3(0.0), 1000.0), glm::dvec3(0.0));
}

TEST(Transfer, LogC3AgreesWithArrisTable) {
    // "ALEXA Log C Curve: Usage in VFX", SUP 3.x, linear scene exposure: cut, b, c, d, e, f; a = 5.555556 throughout.
    const struct {
        int ei;
        double cut, b, c, d, e, f;
    } published[] = {{160, 0.005561, 0.080216, 0.269036, 0.381991, 5.842037, 0.092778},
                     {200, 0.006208, 0.076621, 0.266007, 0.382478, 5.776265, 0.092782},
                     {250, 0.006871, 0.072941, 0.262978, 0.382966, 5.710494, 0.092786},
                     {320, 0.007622, 0.068768, 0.259627, 0.383508, 5.637732, 0.092791},
                     {400, 0.008318, 0.064901, 0.256598, 0.383999, 5.571960, 0.092795},
                     {500, 0.009031, 0.060939, 0.253569, 0.384493, 5.506188, 0.092800},
                     {640, 0.009840, 0.056443, 0.250219, 0.385040, 5.433426, 0.092805},
                     {800, 0.010591, 0.052272, 0.247190, 0.385537, 5.367655, 0.092809},
                     {1000, 0.011361, 0.047996, 0.244161, 0.386036, 5.301883, 0.092814},
                     {1280, 0.012235, 0.043137, 0.240810, 0.386590, 5.229121, 0.092819},
                     {1600, 0.013047, 0.038625, 0.237781, 0.387093, 5.163350, 0.092824}};
    for (const auto& p : published) {
        const LogToeCurve c = std::get<LogToeCurve>(arri_logc3(p.ei).curve);
        EXPECT_NEAR(c.lin_slope, 5.555556, 1e-6) << p.ei;
        EXPECT_NEAR(c.break_linear, p.cut, 1e-6) << p.ei;
        EXPECT_NEAR(c.lin_offset, p.b, 1e-6) << p.ei;
        EXPECT_NEAR(c.log_slope * std::log2(10.0), p.c, 6e-7) << p.ei;
        EXPECT_NEAR(c.log_offset, p.d, 6e-7) << p.ei;
        EXPECT_NEAR(c.toe_slope, p.e, 1e-6) << p.ei;
        EXPECT_NEAR(c.toe_offset, p.f, 1e-6) << p.ei;
        EXPECT_NEAR(linear_to_code(c, 0.18), 0.391007, 1e-6) << p.ei;
    }
    EXPECT_THROW(arri_logc3(100.0), Error);
    EXPECT_THROW(arri_logc3(6400.0), Error);
}

TEST(Transfer, EveryCurveIsMonotoneAndInvertible) {
    for (const TransferFunction& function : transfer_functions()) {
        double last = -INFINITY;
        for (int i = 0; i <= 12000; ++i) {
            const double code = -0.1 + i * 1e-4;
            const double linear = code_to_linear(function.curve, code);
            EXPECT_GE(linear, last) << function.id << " at " << code;
            last = linear;
        }
        last = -INFINITY;
        const double peak = std::min(code_to_linear(function.curve, 1.0), 60000.0);
        for (int i = 0; i <= 12000; ++i) {
            const double linear = i < 4000 ? -0.05 + i * 2e-5 : 0.03 * std::pow(peak / 0.03, (i - 4000) / 8000.0);
            const double code = linear_to_code(function.curve, linear);
            EXPECT_GE(code, last) << function.id << " at " << linear;
            last = code;
            // Negative light has no code in these, and F-Log's and N-Log's pieces do not meet: 1.2e-5 and 4e-4 of
            // nothing.
            if (linear < 0.0 && (function.id == "acescc" || function.id == "apple_log" || function.id == "bt1886" ||
                                 function.id == "dcdm" || function.id.starts_with("display_")))
                continue;
            const double bound = function.id == "flog" ? 1.3e-5 : 1e-9 * std::max(1.0, linear);
            EXPECT_NEAR(code_to_linear(function.curve, code), linear, bound) << function.id << " at " << linear;
        }
    }
}

TEST(Transfer, CodeValuesComeBack) {
    for (const TransferFunction& function : transfer_functions())
        for (int code10 = 0; code10 <= 1023; ++code10) {
            const double code = code10 / 1023.0;
            if (function.id == "acescc" && code < 1e-3) continue;
            const double back = linear_to_code(function.curve, code_to_linear(function.curve, code));
            // PQ is black below code value 7.3e-7.
            EXPECT_NEAR(back, code, function.id == "pq" ? 1e-6 : 1e-10) << function.id;
        }
}

TEST(Transfer, UnknownOnesAreNamed) {
    EXPECT_THROW(find_transfer("logc5"), Error);
    EXPECT_THROW(transfer_function(Transfer::log100), Error);
    EXPECT_EQ(transfer_function(Transfer::pq).id, "pq");
    for (const int code : {1, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18})
        EXPECT_NO_THROW(transfer_function(static_cast<Transfer>(code)));
}

// Runs what glsl_call wrote: "form_to_linear(v, Type(1.0, 2.0, NEGATIVES_PASS))".
float run_glsl(const std::string& call, float value) {
    const bool decode = call.find("_to_linear(") != std::string::npos && !call.starts_with("linear_to_");
    const std::string head = call.substr(0, call.find('('));
    const std::string form = decode ? head.substr(0, head.size() - 10) : head.substr(10);
    std::vector<float> p;
    int negatives = glsl::NEGATIVES_PASS;
    std::string text = call.substr(call.find("v") + 1);
    for (char& c : text)
        if (c == '(' || c == ')' || c == ',') c = ' ';
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (word == "NEGATIVES_CLAMP") negatives = glsl::NEGATIVES_CLAMP;
        if (word == "NEGATIVES_MIRROR") negatives = glsl::NEGATIVES_MIRROR;
        if (std::isdigit(word[0]) || word[0] == '-') p.push_back(std::stof(word));
    }
    using namespace glsl;
    if (form == "power") {
        const glsl::PowerCurve c{p.at(0), p.at(1), p.at(2), negatives};
        return decode ? power_to_linear(value, c) : linear_to_power(value, c);
    }
    if (form == "power_toe") {
        const glsl::PowerToeCurve c{p.at(0), p.at(1), p.at(2), p.at(3), p.at(4), p.at(5), negatives};
        return decode ? power_toe_to_linear(value, c) : linear_to_power_toe(value, c);
    }
    if (form == "log_toe") {
        const glsl::LogToeCurve c{p.at(0), p.at(1), p.at(2), p.at(3), p.at(4), p.at(5), p.at(6), p.at(7)};
        return decode ? log_toe_to_linear(value, c) : linear_to_log_toe(value, c);
    }
    if (form == "log_power") {
        const glsl::LogPowerCurve c{p.at(0), p.at(1), p.at(2), p.at(3), p.at(4),  p.at(5),
                                    p.at(6), p.at(7), p.at(8), p.at(9), negatives};
        return decode ? log_power_to_linear(value, c) : linear_to_log_power(value, c);
    }
    if (form == "log_mirror") {
        const glsl::LogMirrorCurve c{p.at(0), p.at(1), p.at(2), p.at(3), p.at(4),
                                     p.at(5), p.at(6), p.at(7), p.at(8), p.at(9)};
        return decode ? log_mirror_to_linear(value, c) : linear_to_log_mirror(value, c);
    }
    if (form == "acescc") return decode ? acescc_to_linear(value) : linear_to_acescc(value);
    if (form == "pq") return decode ? pq_to_linear(value, p.at(0)) : linear_to_pq(value, p.at(0));
    ADD_FAILURE() << "no such form: " << call;
    return 0.0f;
}

TEST(Transfer, TheShadersAgreeInFloat) {
    for (const TransferFunction& function : transfer_functions()) {
        const std::string decode = glsl_call(function.curve, TransferDirection::to_linear, "v");
        const std::string encode = glsl_call(function.curve, TransferDirection::from_linear, "v");
        if (function.id == "linear") {
            EXPECT_EQ(decode, "v");
            continue;
        }
        const Bound camera{1e-6, 1e-5}, code_value{1e-6, 0.0};
        double worst_decode = 0.0, worst_encode = 0.0;
        for (int i = 0; i <= 4000; ++i) {
            const auto code = static_cast<float>(-0.1 + i * 3e-4);
            const double linear = code_to_linear(function.curve, static_cast<double>(code));
            worst_decode = std::max(worst_decode, camera.share(static_cast<double>(run_glsl(decode, code)), linear));
            // A cube root starts upright: there the input's own rounding is 4e-4 of code value.
            if (function.id == "nlog" && std::abs(code) < 0.01f) continue;
            const auto rounded = static_cast<float>(linear);
            worst_encode =
                std::max(worst_encode, code_value.share(static_cast<double>(run_glsl(encode, rounded)),
                                                        linear_to_code(function.curve, static_cast<double>(rounded))));
        }
        EXPECT_LT(worst_decode, 1.0) << function.id << ' ' << decode;
        EXPECT_LT(worst_encode, 1.0) << function.id << ' ' << encode;
        RecordProperty(function.id + "_decode", std::to_string(worst_decode));
        if (std::getenv("UMBER_TEST_VERBOSE"))
            std::printf("%-24s decode %.3f encode %.3f of the bound\n", function.id.c_str(), worst_decode,
                        worst_encode);
    }
}

TEST(Transfer, TheShadersHlgOotfAgreesInFloat) {
    const std::string forward = glsl_hlg_ootf(TransferDirection::to_linear, 1000.0, 100.0, "v");
    const std::string inverse = glsl_hlg_ootf(TransferDirection::from_linear, 1000.0, 100.0, "v");
    const auto numbers = [](std::string text) {
        std::vector<float> p;
        for (char& c : text)
            if (c == '(' || c == ')' || c == ',') c = ' ';
        std::istringstream words(text.substr(text.find("v ") + 2));
        for (float x = 0.0f; words >> x;) p.push_back(x);
        return p;
    };
    const auto f = numbers(forward), b = numbers(inverse);
    ASSERT_EQ(f.size(), 3u) << forward;
    for (const glm::dvec3 scene :
         {glm::dvec3(0.3, 0.1, 0.02), glm::dvec3(1.0), glm::dvec3(1e-6, 2e-6, 0.0), glm::dvec3(0.0)}) {
        const glm::dvec3 display = hlg_ootf(scene, 1000.0) / 100.0;
        const glm::dvec3 got(glsl::hlg_ootf(glm::vec3(scene), f[0], f[1], f[2]));
        const glm::dvec3 back(glsl::hlg_inverse_ootf(glm::vec3(display), b[0], b[1], b[2]));
        EXPECT_LT(glm::length(got - display), 1e-6 * glm::length(display) + 1e-12);
        EXPECT_LT(glm::length(back - scene), 1e-6 * glm::length(scene) + 1e-12);
    }
}

}  // namespace
}  // namespace umber::color

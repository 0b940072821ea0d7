#include "engine/color_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "color/glsl_text.h"
#include "core/error.h"

namespace umber::engine {
namespace {

using color::Space;
using color::TransferDirection;
using Kind = color::ViewTransform::Kind;

bool is_linear(const color::Curve& curve) {
    return std::holds_alternative<color::LinearCurve>(curve);
}

// What a product of a matrix and its inverse leaves of the identity, in double.
bool is_identity(const glm::dmat3& m) {
    double off = 0;
    for (int column = 0; column < 3; ++column)
        for (int row = 0; row < 3; ++row) off = std::max(off, std::abs(m[column][row] - (column == row ? 1.0 : 0.0)));
    return off < 1e-12;
}

void append(ColorSteps& steps, const ColorStep& step) {
    if (const auto* curve = std::get_if<CurveStep>(&step); curve && is_linear(curve->curve)) return;
    if (const auto* matrix = std::get_if<MatrixStep>(&step)) {
        glm::dmat3 whole = matrix->matrix;
        if (!steps.empty())
            if (const auto* before = std::get_if<MatrixStep>(&steps.back())) {
                whole = whole * before->matrix;
                steps.pop_back();
            }
        if (!is_identity(whole)) steps.emplace_back(MatrixStep{whole});
        return;
    }
    steps.push_back(step);
}

ColorSteps list(std::initializer_list<ColorStep> steps) {
    ColorSteps result;
    for (const ColorStep& step : steps) append(result, step);
    return result;
}

// Code values <-> the display's own linear light, 1.0 = its white, or 100 cd/m2.
ColorSteps display_light(const Space& display, TransferDirection direction) {
    const CurveStep curve{display.transfer.curve, direction};
    if (!(display.hlg_peak_nits > 0)) return list({curve});
    const HlgStep ootf{display.hlg_peak_nits, direction};
    if (direction == TransferDirection::to_linear) return list({curve, ootf});
    // A matrix before it becomes the one that OCIO has there.
    return list({MatrixStep{glm::dmat3(100.0 / color::hlg_ocio_unit_nits(display.hlg_peak_nits))}, ootf, curve});
}

// Linear light of `limiting` -> that of the display; white stays white.
glm::dmat3 to_display(const color::Chromaticities& limiting, const Space& display) {
    if (display.xyz)
        return color::chromatic_adaptation(limiting.white, color::white::d65, color::Cat::bradford) *
               color::rgb_to_xyz(limiting);
    return color::rgb_to_rgb(limiting, display.chromaticities);
}

// CIE XYZ around D65 -> linear light of the display.
glm::dmat3 from_xyz(const Space& display) {
    if (display.xyz) return glm::dmat3(1);
    return color::xyz_to_rgb(display.chromaticities) *
           color::chromatic_adaptation(color::white::d65, display.chromaticities.white, color::Cat::bradford);
}

std::shared_ptr<const color::Aces2OutputTransform> transform_of(const color::ViewTransform& view) {
    return std::make_shared<const color::Aces2OutputTransform>(view.peak_nits, view.limiting);
}

const glm::dmat3& ap0_to_ap1() {
    static const glm::dmat3 matrix = color::rgb_to_rgb(color::primaries::ap0, color::primaries::ap1);
    return matrix;
}

// The encoding that follows a matrix: nothing where none does.
const color::Curve* encoding_after(const ColorSteps& steps, std::size_t from) {
    while (from < steps.size() && std::holds_alternative<HlgStep>(steps[from])) ++from;
    const auto* curve = from < steps.size() ? std::get_if<CurveStep>(&steps[from]) : nullptr;
    return curve && curve->direction == TransferDirection::from_linear ? &curve->curve : nullptr;
}

// Whether black is so steep that it shows in what order a matrix rounds: what is left of a channel that should be next
// to nothing. These are multiplied in OCIO's order.
bool steep_at_black(const color::Curve& curve) {
    return std::holds_alternative<color::PowerCurve>(curve) || std::holds_alternative<color::LogPowerCurve>(curve) ||
           std::holds_alternative<color::PqCurve>(curve);
}

// Cut to 12 bits of mantissa, towards zero, so that its product with another such number is a float.
double head_of(double x) {
    const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(x)) & 0xfffff000u;
    return static_cast<double>(std::bit_cast<float>(bits));
}

std::string exact_matrix(const glm::dmat3& matrix, std::string_view rest) {
    glm::dmat3 head(0), tail(0);
    for (int column = 0; column < 3; ++column)
        for (int row = 0; row < 3; ++row) {
            head[column][row] = head_of(matrix[column][row]);
            tail[column][row] = matrix[column][row] - head[column][row];
        }
    return fmt::format("exact_matrix(rgb, {}, {}, {})", rest, color::glsl_text(head), color::glsl_text(tail));
}

class Writer {
public:
    Writer(std::string& text, std::vector<glm::vec4>& texels) : text_(&text), texels_(&texels) {}

    std::string operator()(const CurveStep& s) { return color::glsl_call(s.curve, s.direction, "rgb"); }
    std::string operator()(const HlgStep& s) {
        const bool forward = s.direction == TransferDirection::to_linear;
        return color::glsl_hlg_ootf(s.direction, s.peak_nits, forward ? 100.0 : color::hlg_ocio_unit_nits(s.peak_nits),
                                    "rgb");
    }
    std::string operator()(const MatrixStep& s) { return color::glsl_text(s.matrix) + " * rgb"; }
    std::string operator()(const ClampStep&) { return "max(rgb, vec3(0.0))"; }
    std::string operator()(const Aces2Step& s) {
        const int table = place(color::aces2_table(*s.transform));
        return fmt::format("{}(rgb, {})", s.inverse ? "aces2_inverse" : "aces2_forward",
                           color::glsl_aces2(*s.transform, table));
    }
    std::string operator()(const OcioStep& s) {
        declare(*s.code, *text_, *texels_);
        return s.code->function + "(vec4(rgb, 1.0)).rgb";
    }

private:
    // The first of the entries, which may be there already.
    int place(const std::vector<glm::vec4>& entries) {
        const auto there = std::search(texels_->begin(), texels_->end(), entries.begin(), entries.end());
        const auto first = there - texels_->begin();
        if (there == texels_->end()) texels_->insert(texels_->end(), entries.begin(), entries.end());
        return static_cast<int>(first);
    }

    std::string* text_;
    std::vector<glm::vec4>* texels_;
};

}  // namespace

ColorSteps steps_to_aces(const Space& space) {
    if (!space.ocio_builtin.empty()) return {OcioStep{ocio_builtin(space.ocio_builtin)}};
    const glm::dmat3 matrix = color::linear_to_aces2065(space);
    return joined(display_light(space, TransferDirection::to_linear), {MatrixStep{matrix}});
}

ColorSteps steps_from_aces(const Space& space) {
    if (!space.ocio_builtin.empty()) return {OcioStep{ocio_builtin(space.ocio_builtin, true)}};
    const MatrixStep matrix{glm::inverse(color::linear_to_aces2065(space))};
    const ColorSteps light = space.clamps_negative_aces ? list({ClampStep{}, matrix}) : list({matrix});
    return joined(light, display_light(space, TransferDirection::from_linear));
}

ColorSteps steps_from_aces(const color::DisplayView& view) {
    const bool aces1 = view.view->kind == Kind::ocio_builtin;
    const ColorSteps encode =
        display_light(aces1 ? builtin_display(*view.display) : *view.display, TransferDirection::from_linear);
    switch (view.view->kind) {
        case Kind::aces2:
            return joined(list({MatrixStep{ap0_to_ap1()}, Aces2Step{transform_of(*view.view)},
                                MatrixStep{to_display(view.view->limiting, *view.display)}}),
                          encode);
        case Kind::none:
        case Kind::colorimetric:
            return steps_from_aces(*view.display);
        case Kind::raw:
            return {};
        case Kind::ocio_builtin:
            break;
    }
    // OCIO's built-ins end in CIE XYZ around D65, in which the display is encoded.
    return joined({OcioStep{ocio_builtin(view.view->builtin)}, MatrixStep{from_xyz(*view.display)}}, encode);
}

ColorSteps steps_to_aces(const color::DisplayView& view) {
    const bool aces1 = view.view->kind == Kind::ocio_builtin;
    const ColorSteps decode =
        display_light(aces1 ? builtin_display(*view.display) : *view.display, TransferDirection::to_linear);
    switch (view.view->kind) {
        case Kind::aces2:
            return joined(decode,
                          list({MatrixStep{glm::inverse(to_display(view.view->limiting, *view.display))},
                                Aces2Step{transform_of(*view.view), true}, MatrixStep{glm::inverse(ap0_to_ap1())}}));
        case Kind::none:
        case Kind::colorimetric:
            return steps_to_aces(*view.display);
        case Kind::raw:
            return {};
        case Kind::ocio_builtin:
            break;
    }
    return joined(joined(decode, {MatrixStep{glm::inverse(from_xyz(*view.display))}}),
                  {OcioStep{ocio_builtin(view.view->builtin, true)}});
}

Space builtin_display(const Space& display) {
    Space result = display;
    const std::string& id = display.transfer.id;
    if (display.name == "sRGB - Display") result.transfer = color::find_transfer("srgb");
    if (id == "gamma22_mirrored") result.transfer = color::find_transfer("display_gamma22");
    if (id == "gamma24_mirrored") result.transfer = color::find_transfer("bt1886");
    if (id == "gamma26_mirrored") result.transfer = color::find_transfer("display_gamma26");
    return result;
}

ColorSteps joined(const ColorSteps& first, const ColorSteps& then) {
    ColorSteps result = first;
    for (const ColorStep& step : then) append(result, step);
    return result;
}

ColorSteps without_round_trips(const ColorSteps& steps) {
    const auto met = [](const ColorStep& a, const ColorStep& b) {
        if (const auto* one = std::get_if<CurveStep>(&a), *other = std::get_if<CurveStep>(&b); one && other)
            return one->direction != other->direction && color::glsl_call(one->curve, one->direction, "") ==
                                                             color::glsl_call(other->curve, one->direction, "");
        const auto *one = std::get_if<HlgStep>(&a), *other = std::get_if<HlgStep>(&b);
        return one && other && one->direction != other->direction && one->peak_nits == other->peak_nits;
    };
    ColorSteps result;
    for (const ColorStep& step : steps)
        if (!result.empty() && met(result.back(), step))
            result.pop_back();
        else
            append(result, step);
    return result;
}

void append_function(std::string_view name, const ColorSteps& steps, std::string& text, std::vector<glm::vec4>& texels,
                     bool of_source) {
    std::string body;
    Writer writer(text, texels);
    constexpr std::string_view none = "vec3(0.0)";
    std::string_view rest = of_source ? "source_rest" : none;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        std::string value = std::visit(writer, steps[i]);
        const auto* matrix = std::get_if<MatrixStep>(&steps[i]);
        const color::Curve* encoding = matrix ? encoding_after(steps, i + 1) : nullptr;
        if (encoding && std::holds_alternative<color::AcesccCurve>(*encoding))
            value = exact_matrix(matrix->matrix, rest);
        else if (encoding && steep_at_black(*encoding))
            value = fmt::format("ordered_matrix(rgb, {})", color::glsl_text(matrix->matrix));
        body += fmt::format("    rgb = {};\n", value);
        // A clamp leaves a rest to what it leaves as it was; every other step changes all.
        rest = rest != none && std::holds_alternative<ClampStep>(steps[i])
                   ? "source_rest * vec3(notEqual(rgb, vec3(0.0)))"
                   : none;
    }
    text += fmt::format("vec3 {}(vec3 rgb) {{\n{}    return rgb;\n}}\n", name, body);
}

}  // namespace umber::engine

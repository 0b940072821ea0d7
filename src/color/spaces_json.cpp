#include "color/spaces_json.h"

namespace umber::color {
namespace {

using nlohmann::json;

std::string_view name(Negatives negatives) {
    return negatives == Negatives::clamp ? "clamp" : negatives == Negatives::mirror ? "mirror" : "pass";
}

std::string_view name(Cat cat) {
    switch (cat) {
        case Cat::xyz_scaling:
            return "xyz_scaling";
        case Cat::bradford:
            return "bradford";
        case Cat::cat02:
            return "cat02";
        case Cat::cat16:
            return "cat16";
        case Cat::none:
            break;
    }
    return "none";
}

struct Constants {
    json operator()(const LinearCurve&) const { return {{"form", "linear"}}; }
    json operator()(const PowerCurve& c) const {
        return {{"form", "power"}, {"gamma", c.gamma}, {"scale", c.scale}, {"negatives", name(c.negatives)}};
    }
    json operator()(const PowerToeCurve& c) const {
        return {{"form", "power_toe"}, {"gamma", c.gamma}, {"offset", c.offset}, {"negatives", name(c.negatives)}};
    }
    json operator()(const LogToeCurve& c) const {
        return {{"form", "log_toe"},          {"log_slope", c.log_slope},       {"log_offset", c.log_offset},
                {"lin_slope", c.lin_slope},   {"lin_offset", c.lin_offset},     {"toe_slope", c.toe_slope},
                {"toe_offset", c.toe_offset}, {"break_linear", c.break_linear}, {"break_code", c.break_code}};
    }
    json operator()(const LogPowerCurve& c) const {
        return {{"form", "log_power"},        {"log_slope", c.log_slope},      {"log_offset", c.log_offset},
                {"lin_slope", c.lin_slope},   {"lin_offset", c.lin_offset},    {"scale", c.scale},
                {"offset", c.offset},         {"exponent", c.exponent},        {"break_linear", c.break_linear},
                {"break_code", c.break_code}, {"negatives", name(c.negatives)}};
    }
    json operator()(const LogMirrorCurve& c) const {
        return {{"form", "log_mirror"},       {"log_slope", c.log_slope},   {"high_offset", c.high_offset},
                {"low_offset", c.low_offset}, {"lin_slope", c.lin_slope},   {"toe_slope", c.toe_slope},
                {"toe_offset", c.toe_offset}, {"low_linear", c.low_linear}, {"high_linear", c.high_linear},
                {"low_code", c.low_code},     {"high_code", c.high_code}};
    }
    json operator()(const AcesccCurve&) const { return {{"form", "acescc"}}; }
    json operator()(const PqCurve& c) const { return {{"form", "pq"}, {"nits_per_unit", c.nits_per_unit}}; }
};

json pair(glm::dvec2 xy) {
    return {xy.x, xy.y};
}

json three_and_white(const Chromaticities& c) {
    return {{"red", pair(c.red)}, {"green", pair(c.green)}, {"blue", pair(c.blue)}, {"white", pair(c.white)}};
}

}  // namespace

json to_json(const TransferFunction& function) {
    json result = std::visit(Constants{}, function.curve);
    result["id"] = function.id;
    result["label"] = function.label;
    return result;
}

json to_json(const Space& space) {
    json result{{"name", space.name},
                {"aliases", space.aliases},
                {"family", space.family},
                {"encoding", name(space.encoding)},
                {"reference", space.display_referred ? "display" : "scene"}};
    if (!space.ocio_builtin.empty()) result["ocio_builtin"] = space.ocio_builtin;
    if (space.encoding == Encoding::data || !space.ocio_builtin.empty()) return result;
    if (space.curve_alone) {
        result["transfer"] = to_json(space.transfer);
        return result;
    }
    result["primaries"] = three_and_white(space.chromaticities);
    result["adaptation"] = name(space.cat);
    result["transfer"] = to_json(space.transfer);
    if (space.hlg_peak_nits > 0.0) result["hlg_peak_nits"] = space.hlg_peak_nits;
    const glm::dmat3 matrix = linear_to_aces2065(space);
    json& rows = result["linear_to_aces2065_1"] = json::array();
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column) rows.push_back(matrix[column][row]);
    return result;
}

json to_json(const Display& display) {
    json views = json::array();
    for (const ViewTransform* view : display.views) views.push_back(view->name);
    return {{"name", display.space->name}, {"views", std::move(views)}};
}

json to_json(const ViewTransform& view) {
    constexpr std::string_view kinds[]{"aces2", "ocio_builtin", "none", "colorimetric", "raw"};
    json result{{"name", view.name}, {"kind", kinds[static_cast<int>(view.kind)]}};
    if (view.kind == ViewTransform::Kind::aces2) {
        result["peak_nits"] = view.peak_nits;
        result["limiting"] = three_and_white(view.limiting);
    }
    if (view.kind == ViewTransform::Kind::ocio_builtin) result["builtin"] = view.builtin;
    return result;
}

}  // namespace umber::color

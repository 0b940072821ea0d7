#include "engine/grade_code.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "core/error.h"
#include "engine/color_pipeline.h"
#include "engine/ocio_code.h"
#include "grade/curve.h"
#include "grade/ops/lut.h"

namespace umber::engine {
namespace {

using grade::Domain;
using grade::Operation;
using grade::OperationInfo;
using grade::Parameter;

// One operation of the program: which, with which parameters, and whether it acts now.
struct Step {
    Operation operation;
    bool acts;
};

// The operations of a node that the program holds, in order.
std::vector<Step> steps(const grade::Node& node, Structure structure) {
    std::vector<Step> list;
    for (const OperationInfo* info : grade::operations()) {
        const Operation* there = node.find(info->id);
        const bool acts = there && there->enabled && !there->neutral();
        if (structure == Structure::live)
            list.push_back({there ? *there : Operation(*info), acts});
        else if (acts)
            list.push_back({*there, true});
    }
    return list;
}

// Whether the operation is handed light rather than code values.
bool wants_light(const OperationInfo& info, const GradingSpace& space) {
    if (space.power() == 1.0) return false;
    return info.domain == Domain::linear || (info.domain == Domain::linear_gain && !space.power());
}

grade::SpaceContext context(const OperationInfo& info, const GradingSpace& space) {
    return {space.primaries, info.domain == Domain::linear_gain ? space.power().value_or(1.0) : 1.0};
}

bool acts(const grade::Node& node) {
    return node.enabled && node.mix > 0.0f;
}

std::string struct_name(std::string_view id) {
    std::string name;
    bool upper = true;
    for (const char c : id) {
        if (c == '_')
            upper = true;
        else {
            name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
            upper = false;
        }
    }
    return name;
}

// A member of an operation's GPU struct.
struct Member {
    std::string_view name, type;
    std::string fixed;  // its value as a constant, where it belongs to the structure
    int pieces = 0;     // of a curve that an exact program works from its cubics instead of a table
};

// Of a curve of few points the cubics themselves cost a CPU device half of what reading its table does.
constexpr int most_pieces = 6;  // as in shaders/lib/curve.glsl
int pieces_of(const grade::Curve& curve) {
    const int pieces = static_cast<int>(curve.points.size()) + 1;
    return grade::is_identity(curve) || pieces > most_pieces ? 0 : pieces;
}

std::string_view type_of(const Parameter& parameter) {
    if (parameter.widget == grade::Widget::file) return "LutTable";
    const grade::Value& value = parameter.default_value;
    if (std::holds_alternative<bool>(value)) return "bool";
    if (std::holds_alternative<float>(value)) return "float";
    if (std::holds_alternative<glm::vec3>(value)) return "vec3";
    if (std::holds_alternative<grade::Rgbm>(value)) return "vec4";
    if (std::holds_alternative<grade::Curve>(value)) return "CurveTable";
    throw Error("{}: a text can't be a GPU parameter", parameter.id);
}

bool on_gpu(const Parameter& parameter) {
    return parameter.on_gpu || parameter.widget == grade::Widget::file;
}

// What of the operation's numbers belongs to the structure of an exact program, and so stands in it as constants that
// the compiler can fold: flags, which curves bend at all, which tables a LUT has and how large they are. (A CPU device
// does both sides of an `if`, so an identity that is only known at run time costs as much as what it stands for.)
std::string structural(const grade::Value& value, const LutSet& luts) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* curve = std::get_if<grade::Curve>(&value)) return grade::is_identity(*curve) ? "true" : "false";
    if (const auto* file = std::get_if<std::string>(&value)) {
        const auto found = luts.files.find(*file);
        const LutReference r = found == luts.files.end() ? LutReference{} : found->second;
        return fmt::format("{}, {}, {}, {}", r.cube_start, r.cube_size, r.line_start, r.line_size);
    }
    return {};
}

std::vector<Member> members(const Operation& operation, const GradingSpace& space, const LutSet& luts) {
    std::vector<Member> list;
    for (const Parameter& parameter : operation.info().parameters)
        if (on_gpu(parameter)) {
            const grade::Value value = parameter.get(operation.data());
            const auto* curve = std::get_if<grade::Curve>(&value);
            list.push_back({parameter.id, type_of(parameter), structural(value, luts), curve ? pieces_of(*curve) : 0});
        }
    for (const grade::Derived& derived : operation.info().derived) {
        std::string fixed;
        if (derived.glsl_type == "bool")
            fixed = derived.compute(operation.data(), context(operation.info(), space))[0] != 0 ? "true" : "false";
        list.push_back({derived.id, derived.glsl_type, std::move(fixed), 0});
    }
    return list;
}

int entries(const Member& member, Structure structure) {
    if (member.type == "mat3") return 3;
    if (member.type == "LutTable") return 5;
    return 1 + (structure == Structure::exact ? 2 * member.pieces : 0);
}

// The cubics of a curve from entry `at` on, read with indices that are literals: only then is a number read once.
std::string cubics(int pieces, int at) {
    std::string coefficients, places;
    for (int i = 0; i < most_pieces; ++i) {
        const std::string_view comma = i > 0 ? ", " : "";
        coefficients += i < pieces ? fmt::format("{}values[{}]", comma, at + 2 * i) : fmt::format("{}vec4(0.0)", comma);
        places +=
            i < pieces ? fmt::format("{}values[{}].xy", comma, at + 2 * i + 1) : fmt::format("{}vec2(0.0)", comma);
    }
    return fmt::format("{0}, vec4[{1}]({2}), vec2[{1}]({3})", pieces, most_pieces, coefficients, places);
}

// The expression that reads a member from entry `at` on.
std::string read(const Member& member, int at, Structure structure) {
    const std::string_view type = member.type;
    const std::string fixed = structure == Structure::live ? std::string() : member.fixed;
    const auto v = [](int entry, std::string_view part) { return fmt::format("values[{}]{}", entry, part); };
    if (type == "bool") return fixed.empty() ? v(at, ".x") + " != 0.0" : fixed;
    if (type == "float") return v(at, ".x");
    if (type == "vec3") return v(at, ".xyz");
    if (type == "vec4") return v(at, "");
    if (type == "mat3") return fmt::format("mat3({}, {}, {})", v(at, ".xyz"), v(at + 1, ".xyz"), v(at + 2, ".xyz"));
    if (type == "CurveTable")
        return fmt::format("CurveTable(int({}), {}, {}, {}, {}, {})", v(at, ".x"), v(at, ".y"), v(at, ".z"),
                           v(at, ".w"), fixed.empty() ? v(at, ".z") + " == 0.0" : fixed,
                           cubics(fixed.empty() ? 0 : member.pieces, at + 1));
    if (type == "LutTable")
        return fmt::format("LutTable({}, {}, {}, {}, {})",
                           fixed.empty() ? fmt::format("int({}), int({}), int({}), int({})", v(at, ".x"), v(at, ".y"),
                                                       v(at, ".z"), v(at, ".w"))
                                         : fixed,
                           v(at + 1, ".xyz"), v(at + 2, ".xyz"), v(at + 3, ".xyz"), v(at + 4, ".xyz"));
    throw Error("no GPU type '{}'", type);
}

class Packer {
public:
    Packer(Structure structure, const LutSet& luts) : structure_(structure), luts_(luts) {}

    void one(float x) { numbers.values.emplace_back(x, 0, 0, 0); }

    void operation(const Step& step, const GradingSpace& space) {
        const OperationInfo& info = step.operation.info();
        const void* data = step.operation.data();
        one(step.acts ? 1.0f : 0.0f);
        for (const Parameter& parameter : info.parameters)
            if (on_gpu(parameter)) value(parameter.get(data));
        for (const grade::Derived& derived : info.derived) {
            const std::vector<double> computed = derived.compute(data, context(info, space));
            for (std::size_t i = 0; i < computed.size(); i += 3) {
                glm::vec4 entry(0);
                for (std::size_t j = 0; j < std::min<std::size_t>(3, computed.size() - i); ++j)
                    entry[static_cast<int>(j)] = static_cast<float>(computed[i + j]);
                numbers.values.push_back(entry);
            }
        }
    }

    GradeNumbers numbers;

private:
    void value(const grade::Value& v) {
        if (const auto* flag = std::get_if<bool>(&v))
            one(*flag ? 1.0f : 0.0f);
        else if (const auto* number = std::get_if<float>(&v))
            one(*number);
        else if (const auto* rgb = std::get_if<glm::vec3>(&v))
            numbers.values.emplace_back(*rgb, 0.0f);
        else if (const auto* rgbm = std::get_if<grade::Rgbm>(&v))
            numbers.values.emplace_back(rgbm->red, rgbm->green, rgbm->blue, rgbm->master);
        else if (const auto* curve = std::get_if<grade::Curve>(&v)) {
            const int pieces = structure_ == Structure::exact ? pieces_of(*curve) : 0;
            const CurveReference r = pieces > 0 ? CurveReference{} : tabulate(*curve, numbers.curves);
            numbers.values.emplace_back(static_cast<float>(r.start), r.low, r.scale, r.last);
            if (pieces > 0)
                for (const grade::Cubic& cubic : grade::cubics(*curve)) {
                    numbers.values.emplace_back(cubic.coefficients);
                    numbers.values.emplace_back(cubic.origin, cubic.from, 0, 0);
                }
        } else {
            const auto found = luts_.files.find(std::get<std::string>(v));
            const LutReference r = found == luts_.files.end() ? LutReference{} : found->second;
            numbers.values.emplace_back(static_cast<float>(r.cube_start), static_cast<float>(r.cube_size),
                                        static_cast<float>(r.line_start), static_cast<float>(r.line_size));
            for (const glm::vec3 part : {r.cube_low, r.cube_scale, r.line_low, r.line_scale})
                numbers.values.emplace_back(part, 0.0f);
        }
    }

    const Structure structure_;
    const LutSet& luts_;
};

const LutReference* lut_of(const Operation& operation, const LutSet& luts) {
    if (operation.info().id != "lut") return nullptr;
    const auto found = luts.files.find(operation.as<grade::Lut>().file);
    return found == luts.files.end() ? nullptr : &found->second;
}

// The transform that stands for a LUT which only OpenColorIO reads; nothing for all else.
const OcioCode* ocio_of(const Operation& operation, const LutSet& luts) {
    const LutReference* reference = lut_of(operation, luts);
    return reference ? reference->ocio.get() : nullptr;
}

// Its function, unless it is `there` already.
std::string declaration(const Operation& operation, const LutSet& luts, const std::string& there) {
    const LutReference& reference = *lut_of(operation, luts);
    const std::string constant = fmt::format("const int {}_table = ", reference.ocio->function);
    if (there.find(constant) != std::string::npos) return {};
    return fmt::format("#include \"lib/ocio.glsl\"\n{}{};\n", constant, reference.cube_start) + reference.ocio->text;
}

// A function of one pixel as one of two. The grade is worked on two pixels at once, a column each, so that what is slow
// for its long chain of instructions (a power) overlaps with its neighbour's.
std::string lifted(std::string_view function) {
    return fmt::format("mat2x3 {0}(mat2x3 rgb) {{ return mat2x3({0}(rgb[0]), {0}(rgb[1])); }}\n", function);
}

// The same for an operation, unless its file has the form for two.
std::string lifted_operation(std::string_view id, std::string_view parameters) {
    std::string upper(id);
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return fmt::format(
        "#ifndef {0}_TAKES_TWO\nmat2x3 {1}(mat2x3 rgb, {2} p) {{ return mat2x3({1}(rgb[0], p), {1}(rgb[1], p)); "
        "}}\n#endif\n",
        upper, id, parameters);
}

// A space's code values <-> light: `to_lightOF` and `from_lightOF`.
std::string light_functions(const GradingSpace& space, const std::string& of) {
    using color::TransferDirection;
    std::string text;
    for (const auto& [name, direction] : {std::pair{"to_light" + of, TransferDirection::to_linear},
                                          std::pair{"from_light" + of, TransferDirection::from_linear}}) {
        if (const auto power = space.power())
            text += fmt::format("mat2x3 {}(mat2x3 rgb) {{ return mirrored_pow(rgb, vec3({})); }}\n", name,
                                direction == TransferDirection::to_linear ? *power : 1 / *power);
        else
            text += fmt::format("vec3 {}(vec3 rgb) {{ return {}; }}\n", name,
                                color::glsl_call(space.curve, direction, "rgb")) +
                    lifted(name);
    }
    return text;
}

}  // namespace

std::string grade_code(const grade::Graph& graph, const WorkingSpace& space, Structure structure, int first,
                       const LutSet& luts) {
    // The numbers are read once, before the loop over pixels, into `parameters_N`: a device that can't tell that the
    // sink is not the block of numbers would read them again for every pixel.
    std::string declarations, body, variables, preparation;
    int count = 0;
    std::set<std::string_view> declared;
    std::map<std::string, const GradingSpace*> lights;  // those that operations are handed light of, by their suffix
    int at = first;
    const bool live = structure == Structure::live;
    for (const grade::Node& node : graph.nodes) {
        const std::vector<Step> list = steps(node, structure);
        if (!live && (!acts(node) || list.empty())) continue;
        const NodeSpace* own = space.own_space(node);
        const GradingSpace& grading = own ? own->grading : space;
        body += fmt::format("    {{   // node {}\n        mat2x3 before = rgb;\n        float mixed = mix_{};\n",
                            node.id, count);
        // A way there and back isn't the identity, so one switch does without it where nothing acts.
        if (own && live) body += "        if (mixed != 0.0) {\n";
        if (own) body += fmt::format("        rgb = to_space_{}(rgb);\n", own->function);
        variables += fmt::format("float mix_{};\n", count);
        preparation += fmt::format("    mix_{} = values[{}].x;\n", count++, at++);
        bool light = false;
        const auto set_light = [&](bool wanted) {
            if (wanted == light) return;
            const std::string of = own ? "_in_" + own->function : "";
            lights[of] = &grading;
            body += fmt::format("            rgb = {}_light{}(rgb);\n", wanted ? "to" : "from", of);
            if (live && !wanted) body += "        }\n";
            light = wanted;
        };
        for (std::size_t i = 0; i < list.size(); ++i) {
            const OperationInfo& info = list[i].operation.info();
            if (wants_light(info, grading) && !light && live) {
                // one switch for the run of operations that share a decoding
                std::string any;
                int entry = at;
                for (std::size_t j = i; j < list.size() && wants_light(list[j].operation.info(), grading); ++j) {
                    any += fmt::format("{}values[{}].x != 0.0", any.empty() ? "" : " || ", entry);
                    ++entry;
                    for (const Member& member : members(list[j].operation, grading, luts))
                        entry += entries(member, structure);
                }
                body += fmt::format("        if ({}) {{\n", any);
            }
            set_light(wants_light(info, grading));
            const int flag = at++;
            std::string arguments;
            for (const Member& member : members(list[i].operation, grading, luts)) {
                arguments += (arguments.empty() ? "" : ", ") + read(member, at, structure);
                at += entries(member, structure);
            }
            const std::string name = struct_name(info.id);
            if (declared.insert(info.id).second) {
                declarations += fmt::format("struct {} {{ ", name);
                for (const Member& member : members(list[i].operation, grading, luts))
                    declarations += fmt::format("{} {}; ", member.type, member.name);
                declarations +=
                    fmt::format("}};\n#include \"ops/{}.glsl\"\n", info.id) + lifted_operation(info.id, name);
            }
            variables += fmt::format("{} parameters_{};\n", name, count);
            preparation += fmt::format("    parameters_{} = {}({});\n", count, name, arguments);
            const OcioCode* ocio = ocio_of(list[i].operation, luts);
            if (ocio) declarations += declaration(list[i].operation, luts, declarations);
            const std::string result =
                ocio ? fmt::format(
                           "mixed_pair(rgb, mat2x3({0}(vec4(rgb[0], 1.0)).rgb, {0}(vec4(rgb[1], 1.0)).rgb), "
                           "parameters_{1}.strength)",
                           ocio->function, count)
                     : fmt::format("{}(rgb, parameters_{})", info.id, count);
            ++count;
            body += fmt::format("        {}rgb = {};\n", live ? fmt::format("if (values[{}].x != 0.0) ", flag) : "",
                                result);
        }
        set_light(false);
        if (own) body += fmt::format("        rgb = from_space_{}(rgb);\n", own->function);
        if (live || node.mix != 1.0f) body += "        rgb = mixed_pair(before, rgb, mixed);\n";
        body += own && live ? "        }\n    }\n" : "    }\n";
    }
    std::string text =
        "#include \"lib/math.glsl\"\n#include \"lib/luma.glsl\"\n#include \"lib/curve.glsl\"\n#include "
        "\"lib/lut.glsl\"\n"
        "mat2x3 mixed_pair(mat2x3 a, mat2x3 b, float t) { return mat2x3(blended(a[0], b[0], t), blended(a[1], b[1], "
        "t)); }\n";
    if (space.code) text += space.code->text;
    std::set<std::string_view> ways;
    for (const auto& [name, one] : space.node_spaces)
        if (!one.function.empty() && ways.insert(one.function).second)
            text += lifted("to_space_" + one.function) + lifted("from_space_" + one.function);
    if (space.converts) {
        for (const std::string_view name : {"to_working", "from_working", "convert"}) text += lifted(name);
        body = !live && body.empty() ? "    rgb = convert(rgb);\n"
                                     : "    rgb = to_working(rgb);\n" + body + "    rgb = from_working(rgb);\n";
    }
    if (!lights.empty()) text += "#include \"lib/transfer.glsl\"\n";
    for (const auto& [of, grading] : lights) text += light_functions(*grading, of);
    text += declarations + variables;
    text += fmt::format("void prepare_grade() {{\n{}}}\n", preparation);
    return text + "mat2x3 grade(mat2x3 rgb) {\n" + body + "    return rgb;\n}\n";
}

GradeNumbers grade_numbers(const grade::Graph& graph, const WorkingSpace& space, Structure structure,
                           const LutSet& luts) {
    Packer packer(structure, luts);
    for (const grade::Node& node : graph.nodes) {
        std::vector<Step> list = steps(node, structure);
        if (structure == Structure::exact && (!acts(node) || list.empty())) continue;
        const bool any = acts(node) && std::any_of(list.begin(), list.end(), [](const Step& one) { return one.acts; });
        packer.one(any ? node.mix : 0.0f);
        const NodeSpace* own = space.own_space(node);
        for (Step& step : list) {
            step.acts = step.acts && acts(node);
            packer.operation(step, own ? own->grading : space);
        }
    }
    return packer.numbers;
}

}  // namespace umber::engine

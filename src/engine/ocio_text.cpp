#include "engine/ocio_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <string_view>

#include "engine/ocio_detail.h"

namespace umber::engine::ocio_detail {
namespace {

// `const TYPE NAME[n] = TYPE[n](…);`
struct Array {
    std::string type, name;
    std::vector<float> numbers;
    std::size_t begin = 0, end = 0;  // in the text
};

// The first array of numbers from `from` on.
std::optional<Array> array_from(const std::string& text, std::size_t from) {
    for (std::size_t at = text.find("const ", from); at != std::string::npos; at = text.find("const ", at + 1)) {
        Array array;
        array.begin = at;
        const std::size_t type = at + 6, name = text.find(' ', type) + 1;
        if (name == 0) return {};
        array.type = text.substr(type, name - 1 - type);
        const std::size_t bracket = text.find_first_of("[;=", name), open = text.find('(', name),
                          close = text.find(");", name);
        if ((array.type != "float" && array.type != "int") || bracket == std::string::npos || text[bracket] != '[' ||
            close == std::string::npos || open > close)
            continue;
        array.name = text.substr(name, bracket - name);
        array.end = close + 2;
        const char *next = text.data() + open + 1, *last = text.data() + close;
        while (next < last) {
            next = std::find_if(next, last, [](char c) { return c != ' ' && c != ',' && c != '\n'; });
            if (next == last) break;
            float number = 0;
            const auto [end, error] = std::from_chars(next, last, number);
            if (error != std::errc()) break;
            array.numbers.push_back(number);
            next = end;
        }
        if (next == last && !array.numbers.empty()) return array;
    }
    return {};
}

std::optional<Array> array_named(const std::string& text, const std::string& name) {
    for (auto array = array_from(text, 0); array; array = array_from(text, array->end))
        if (array->name == name) return array;
    return {};
}

// A function of four curves, and the arrays that it reads: PREFIX knots SUFFIX and so on.
struct CurveFunction {
    std::string name, prefix, suffix, body;
    std::size_t begin = 0, end = 0;  // in the text
};
constexpr std::string_view curve_arrays[]{"knotsOffsets", "knots", "coefsOffsets", "coefs"};

std::optional<CurveFunction> curve_function_from(const std::string& text, std::size_t from) {
    constexpr std::string_view type = "float ", evaluates = "evalBSplineCurve",
                               arguments = "(in int curveIdx, in float x)\n{";
    for (std::size_t at = text.find(arguments, from); at != std::string::npos; at = text.find(arguments, at + 1)) {
        const std::size_t begin = text.rfind('\n', at) + 1, close = text.find("\n}\n", at);
        const std::string line = text.substr(begin, at - begin);
        const std::size_t word = line.find(evaluates);
        if (!line.starts_with(type) || word == std::string::npos || close == std::string::npos) continue;
        return CurveFunction{line.substr(type.size()),
                             line.substr(type.size(), word - type.size()),
                             line.substr(word + evaluates.size()),
                             text.substr(at + arguments.size(), close - at - arguments.size()),
                             begin,
                             close + 3};
    }
    return {};
}

// What a function does is told by its text, without the names of its arrays and white space.
std::uint64_t fingerprint(const CurveFunction& function) {
    std::string body = function.body;
    for (const std::string_view array : curve_arrays)
        replace_all(body, fmt::format("{}{}{}[", function.prefix, array, function.suffix), fmt::format("{}[", array));
    std::erase_if(body, [](char c) { return c == ' ' || c == '\n'; });
    return hash(hash_of_nothing, body.data(), body.size());
}
// Of OpenColorIO 2.0 to 2.4.
constexpr std::uint64_t forward_body = 0xa0b15b9be8aa5be6, inverse_body = 0x90e740fb02225496;

// One of a function's four curves: knots, and the coefficients of the pieces between them, squares first.
struct Curve {
    std::vector<float> knots, squares, slopes, values;

    std::size_t pieces() const { return squares.size(); }
    float at_end() const { return (squares.back() * width() + slopes.back()) * width() + values.back(); }
    float slope_at_end() const { return 2.0f * squares.back() * width() + slopes.back(); }

private:
    float width() const { return knots[pieces()] - knots[pieces() - 1]; }
};

// Nothing where the numbers are not as they should be.
std::optional<std::vector<Curve>> curves_of(const CurveFunction& function, const std::string& text) {
    std::vector<std::vector<float>> arrays;
    for (const std::string_view one : curve_arrays) {
        const auto array = array_named(text, fmt::format("{}{}{}", function.prefix, one, function.suffix));
        if (!array) return {};
        arrays.push_back(array->numbers);
    }
    const std::vector<float>&knot_places = arrays[0], &knots = arrays[1], &places = arrays[2],
          &coefficients = arrays[3];
    if (knot_places.size() != 8 || places.size() != 8) return {};
    const auto part = [](const std::vector<float>& of, std::size_t from, std::size_t n) {
        const auto begin = of.begin() + static_cast<std::ptrdiff_t>(from);
        return std::vector<float>(begin, begin + static_cast<std::ptrdiff_t>(n));
    };
    std::vector<Curve> curves;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto number = [](float x) { return static_cast<std::size_t>(std::max(x, 0.0f)); };  // -1: none
        const std::size_t knot = number(knot_places[2 * i]), count = number(knot_places[2 * i + 1]);
        const std::size_t first = number(places[2 * i]), pieces = number(places[2 * i + 1]) / 3;
        Curve& curve = curves.emplace_back();
        if (pieces == 0) continue;
        if (count != pieces + 1 || knot + count > knots.size() || first + 3 * pieces > coefficients.size()) return {};
        curve = {part(knots, knot, count), part(coefficients, first, pieces),
                 part(coefficients, first + pieces, pieces), part(coefficients, first + 2 * pieces, pieces)};
    }
    return curves;
}

// How many of the borders x lies beyond. At the first one itself what is below it still holds.
std::string counted(const std::vector<float>& borders) {
    std::string sum;
    for (std::size_t i = 0; i < borders.size(); ++i)
        sum += fmt::format("{}int(x {} {:#.9g})", i == 0 ? "" : " + ", i == 0 ? ">" : ">=", borders[i]);
    return sum;
}

// The entries of a curve: of what is below it, its pieces, and what is beyond it.
std::string straight_forward(const std::string& name, const std::string& place, const Curve& curve,
                             std::vector<glm::vec4>& texels) {
    texels.emplace_back(0, curve.slopes.front(), curve.values.front(), curve.knots.front());
    for (std::size_t i = 0; i < curve.pieces(); ++i)
        texels.emplace_back(curve.squares[i], curve.slopes[i], curve.values[i], curve.knots[i]);
    texels.emplace_back(0, curve.slope_at_end(), curve.at_end(), curve.knots.back());
    return fmt::format(
        "float {}(float x) {{\n    vec4 piece = texelFetch(lut_tables, {} + {});\n    float t = x - piece.w;\n"
        "    return (piece.x * t + piece.y) * t + piece.z;\n}}\n",
        name, place, counted(curve.knots));
}

std::string straight_inverse(const std::string& name, const std::string& place, const Curve& curve,
                             std::vector<glm::vec4>& texels) {
    // Beyond an end that is level there is no way back but the end itself.
    const auto sloped = [](float slope) { return slope < 1e-5f ? 1e15f : slope; };
    texels.emplace_back(0, sloped(curve.slopes.front()), curve.values.front(), curve.knots.front());
    for (std::size_t i = 0; i < curve.pieces(); ++i)
        texels.emplace_back(curve.squares[i], curve.slopes[i], curve.values[i], curve.knots[i]);
    texels.emplace_back(0, sloped(curve.slope_at_end()), curve.at_end(), curve.knots.back());
    std::vector<float> borders = curve.values;
    borders.push_back(curve.at_end());
    return fmt::format(
        "float {}(float x) {{\n    vec4 piece = texelFetch(lut_tables, {} + {});\n    float c = piece.z - x;\n"
        "    return piece.w + (-2.0 * c) / (sqrt(piece.y * piece.y - 4.0 * piece.x * c) + piece.y);\n}}\n",
        name, place, counted(borders));
}

// Whether pieces can be counted.
bool in_order(const Curve& curve, bool inverse) {
    if (!inverse || curve.pieces() == 0) return std::ranges::is_sorted(curve.knots);
    return std::ranges::is_sorted(curve.values) && curve.at_end() >= curve.values.back() && curve.slopes.front() >= 0 &&
           curve.slope_at_end() >= 0;
}

}  // namespace

void replace_all(std::string& text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
}

void straighten_curves(std::string& text, const std::string& table, std::vector<glm::vec4>& texels) {
    std::size_t from = 0;
    while (const auto function = curve_function_from(text, from)) {
        from = function->end;
        const std::uint64_t body = fingerprint(*function);
        const bool inverse = body == inverse_body;
        const auto curves = inverse || body == forward_body ? curves_of(*function, text) : std::nullopt;
        if (!curves || !std::ranges::all_of(*curves, [&](const Curve& one) { return in_order(one, inverse); }))
            continue;
        std::string straight;
        for (std::size_t i = 0; i < curves->size(); ++i) {
            const std::string name = fmt::format("{}_{}", function->name, i);
            const std::string place = fmt::format("{} + {}", table, texels.size());
            const Curve& curve = (*curves)[i];
            straight += curve.pieces() == 0 ? fmt::format("float {}(float x) {{ return x; }}\n", name)
                        : inverse           ? straight_inverse(name, place, curve, texels)
                                            : straight_forward(name, place, curve, texels);
        }
        text.replace(function->begin, function->end - function->begin, straight);
        for (std::size_t i = 0; i < curves->size(); ++i)
            replace_all(text, fmt::format("{}({}, ", function->name, i), fmt::format("{}_{}(", function->name, i));
        for (const std::string_view one : curve_arrays)
            if (const auto array = array_named(text, fmt::format("{}{}{}", function->prefix, one, function->suffix)))
                text.erase(array->begin, array->end - array->begin);
        from = 0;
    }
}

void tabulate_arrays(std::string& text, const std::string& table, std::vector<glm::vec4>& texels) {
    for (auto array = array_from(text, 0); array; array = array_from(text, array->begin)) {
        const std::string place = fmt::format("{} + {}", table, texels.size()), read = array->name + "[";
        for (const float number : array->numbers) texels.emplace_back(number);
        text.erase(array->begin, array->end - array->begin);
        for (std::size_t at = array->begin; (at = text.find(read, at)) != std::string::npos; ++at) {
            const auto before = static_cast<unsigned char>(text[at - 1]);
            if (std::isalnum(before) || before == '_') continue;  // the end of another's name
            const std::size_t index = at + read.size();
            std::size_t close = index;
            for (int depth = 1; close < text.size(); ++close) {
                depth += text[close] == '[' ? 1 : text[close] == ']' ? -1 : 0;
                if (depth == 0) break;
            }
            text.replace(at, close + 1 - at,
                         fmt::format("{}(texelFetch(lut_tables, {} + ({})).x)", array->type, place,
                                     text.substr(index, close - index)));
        }
    }
}

}  // namespace umber::engine::ocio_detail

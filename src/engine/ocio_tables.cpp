#include "engine/ocio_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/ocio_text.h"

namespace umber::engine::ocio_detail {
namespace {

constexpr std::string_view channels = "rgb";

struct Cube {
    std::string name, sampler;
    unsigned edge = 0;
    ocio::Interpolation interpolation{};
    const float* values = nullptr;  // blue fastest
};

struct Line {
    std::string name, sampler;
    unsigned width = 0, height = 0;  // rows share an entry with their neighbours
    bool one_channel = false;
    ocio::Interpolation interpolation{};
    const float* values = nullptr;

    glm::vec3 at(std::size_t texel) const {
        return one_channel ? glm::vec3(values[texel])
                           : glm::vec3(values[3 * texel], values[3 * texel + 1], values[3 * texel + 2]);
    }
    // Entry `i` of the table as it was before it was cut into rows.
    glm::vec3 entry(std::size_t i) const { return at(height == 1 ? i : i / (width - 1) * width + i % (width - 1)); }
};

// The place of a texture's own part of the text: from its comment to the next one.
struct Block {
    std::size_t begin, size;
};
std::optional<Block> block_of(const std::string& text, const std::string& what, const std::string& name) {
    const std::string title = fmt::format("// Add {} processing for {}\n", what, name);
    const std::size_t at = text.find(title);
    if (at == std::string::npos) return {};
    const std::size_t begin = at + title.size(),
                      end = std::min(text.find("\n  // Add ", begin), text.find("\n  return ", begin));
    if (end == std::string::npos) return {};
    return Block{begin, end - begin};
}

// A cube by lib/lut.glsl's tetrahedra or lib/ocio.glsl's straight lines. OpenColorIO's own text for the former has
// fourteen look-ups, all of which are done where both sides of an `if` are.
std::string read_cube(const Cube& cube, const std::string& pixel, const std::string& table, std::string& text,
                      std::vector<glm::vec4>& texels) {
    const std::size_t first = texels.size(), n = cube.edge;
    for (std::size_t b = 0; b < n; ++b)
        for (std::size_t g = 0; g < n; ++g)
            for (std::size_t r = 0; r < n; ++r) {
                const float* v = cube.values + 3 * (b + n * (g + n * r));
                texels.emplace_back(v[0], v[1], v[2], 1.0f);
            }
    const auto block = block_of(text, "LUT 3D", cube.name);
    const std::string its = block ? text.substr(block->begin, block->size) : std::string();
    const bool tetrahedral =
        its.find("nextInd") != std::string::npos && its.find("frac.r >= frac.g") != std::string::npos;
    const bool linear = cube.interpolation != ocio::INTERP_NEAREST &&
                        its.find(fmt::format("{}_coords = ({}.zyx * ", cube.name, pixel)) != std::string::npos;
    const std::string there =
        fmt::format("LutTable({} + {}, {}, 0, 0, vec3(0.0), vec3({}.0), vec3(0.0), vec3(0.0))", table, first, n, n - 1);
    if (tetrahedral || linear) {
        text.replace(block->begin, block->size, fmt::format("  {0}.rgb = {1}_at({0}.rgb);\n", pixel, cube.sampler));
        return fmt::format("vec3 {}_at(vec3 rgb) {{ return {}(rgb, {}); }}\n", cube.sampler,
                           tetrahedral ? "lut_cube" : "ocio_linear_cube", there);
    }
    // Text that reads the cube in another way: by its centres, blue first.
    replace_all(text, "texture(" + cube.sampler + ", ", cube.sampler + "_at(");
    if (cube.interpolation == ocio::INTERP_NEAREST || its.find("nextInd") != std::string::npos)
        return fmt::format(
            "vec4 {0}_at(vec3 at) {{\n    ivec3 i = clamp(ivec3(floor(at * {1}.0)), ivec3(0), ivec3({1} - 1));\n"
            "    return texelFetch(lut_tables, {2} + {3} + i.z + {1} * (i.y + {1} * i.x));\n}}\n",
            cube.sampler, n, table, first);
    return fmt::format(
        "vec4 {}_at(vec3 at) {{ return vec4(ocio_linear_cube((at.zyx * {}.0 - 0.5) / {}.0, {}), 1.0); }}\n",
        cube.sampler, n, n - 1, there);
}

// A number after `before`.
std::optional<double> number_after(const std::string& text, const std::string& before) {
    const std::size_t at = text.find(before);
    return at == std::string::npos ? std::nullopt
                                   : std::optional(std::strtod(text.c_str() + at + before.size(), nullptr));
}

// A table of one dimension, a channel at a time, as OpenColorIO's text reads it: entries with the step to the next,
// so that one look-up does.
std::optional<std::string> read_channels(const Line& line, const std::string& pixel, const std::string& table,
                                         std::string& text, std::vector<glm::vec4>& texels) {
    if (line.interpolation == ocio::INTERP_NEAREST) return {};
    const std::string place = line.name + "_computePos(";
    const std::size_t helper = text.find("vec2 " + place + "float f)\n");
    const bool in_rows = helper != std::string::npos;
    bool half_domain = false;
    std::size_t count = line.width;
    std::size_t helper_end = 0;
    if (in_rows) {
        helper_end = text.find("\n}\n", helper);
        if (helper_end == std::string::npos) return {};
        const std::string its = text.substr(helper, helper_end - helper);
        half_domain = its.find("65504") != std::string::npos && its.find("32768") != std::string::npos;
        const auto last = number_after(its, "clamp(f, 0.0, 1.0) * ");
        if (!half_domain && !last) return {};
        count = half_domain ? 65536 : static_cast<std::size_t>(*last) + 1;
        if (line.width < 2 || count > static_cast<std::size_t>(line.width - 1) * line.height + 1) return {};
    } else if (line.height != 1 || count < 2) {
        return {};
    }
    std::string changed = text;
    for (const char c : channels) {
        const std::string asked =
            in_rows ? fmt::format("{}{}.{})", place, pixel, c) : fmt::format("{}_coords.{}", line.name, c);
        const std::string read = fmt::format("texture({}, {}).{};", line.sampler, asked, line.one_channel ? 'r' : c);
        const std::size_t at = changed.find(read);
        if (at == std::string::npos) return {};
        changed.replace(at, read.size(), fmt::format("{}_{}({}.{});", line.sampler, c, pixel, c));
    }
    if (changed.find("texture(" + line.sampler) != std::string::npos) return {};
    if (in_rows) changed.erase(helper, helper_end + 3 - helper);
    text = std::move(changed);
    const std::size_t first = texels.size(), each = line.one_channel ? 1 : 3;
    constexpr float most = std::numeric_limits<float>::max();
    for (std::size_t i = 0; i < count; ++i) {
        // A table over half floats ends in infinity.
        const glm::vec3 value = glm::clamp(line.entry(i), -most, most);
        const glm::vec3 step = i + 1 < count ? glm::clamp(line.entry(i + 1) - value, -most, most) : glm::vec3(0.0f);
        for (std::size_t c = 0; c < each; ++c) {
            const auto k = static_cast<glm::length_t>(c);
            texels.emplace_back(value[k], step[k], 0.0f, 1.0f);
        }
    }
    std::string functions;
    for (std::size_t c = 0; c < channels.size(); ++c) {
        const std::string start = fmt::format("{} + {}", table, first + (line.one_channel ? 0 : c));
        functions += half_domain ? fmt::format("float {}_{}(float x) {{ return ocio_half_line(x, {}, {}); }}\n",
                                               line.sampler, channels[c], start, each)
                                 : fmt::format("float {}_{}(float x) {{ return ocio_line(x, {}, {}, {}.0); }}\n",
                                               line.sampler, channels[c], start, each, count - 1);
    }
    return functions;
}

// The same for text that reads the table in another way.
std::string read_texture(const Line& line, const std::string& table, std::string& text,
                         std::vector<glm::vec4>& texels) {
    const std::size_t first = texels.size();
    for (std::size_t i = 0; i < std::size_t{line.width} * line.height; ++i) texels.emplace_back(line.at(i), 1.0f);
    replace_all(text, "texture(" + line.sampler + ", ", line.sampler + "_at(");
    const bool nearest = line.interpolation == ocio::INTERP_NEAREST;
    return fmt::format(
        "vec4 {0}_at(vec2 at) {{\n    float x = clamp(at.x * {1}.0 - 0.5, 0.0, {1}.0 - 1.0);\n"
        "    int row = {3} + {4} + {1} * clamp(int(floor(at.y * {2}.0)), 0, {2} - 1), low = int({5});\n"
        "    vec4 a = texelFetch(lut_tables, row + low), b = texelFetch(lut_tables, row + min(low + 1, {1} - 1));\n"
        "    return a + (b - a) * {6};\n}}\n"
        "vec4 {0}_at(float at) {{ return {0}_at(vec2(at, 0.0)); }}\n",
        line.sampler, line.width, line.height, table, first, nearest ? "roundEven(x)" : "floor(x)",
        nearest ? "0.0" : "(x - floor(x))");
}

}  // namespace

std::string read_tables(const ocio::GpuShaderDesc& shader, std::string& text, const std::string& table,
                        std::vector<glm::vec4>& texels) {
    std::string functions;
    const std::string pixel = shader.getPixelName();
    const char *name = nullptr, *sampler = nullptr;
    for (unsigned i = 0; i < shader.getNum3DTextures(); ++i) {
        Cube cube;
        shader.get3DTexture(i, name, sampler, cube.edge, cube.interpolation);
        shader.get3DTextureValues(i, cube.values);
        cube.name = name;
        cube.sampler = sampler;
        replace_all(text, fmt::format("uniform sampler3D {};", sampler), "");
        functions += read_cube(cube, pixel, table, text, texels);
    }
    for (unsigned i = 0; i < shader.getNumTextures(); ++i) {
        Line line;
        ocio::GpuShaderCreator::TextureType type{};
        shader.getTexture(i, name, sampler, line.width, line.height, type, line.interpolation);
        shader.getTextureValues(i, line.values);
        line.name = name;
        line.sampler = sampler;
        line.height = std::max(line.height, 1u);
        line.one_channel = type == ocio::GpuShaderCreator::TEXTURE_RED_CHANNEL;
        for (const int dimensions : {1, 2})
            replace_all(text, fmt::format("uniform sampler{}D {};", dimensions, sampler), "");
        const auto by_channel = read_channels(line, pixel, table, text, texels);
        functions += by_channel ? *by_channel : read_texture(line, table, text, texels);
    }
    return functions;
}

}  // namespace umber::engine::ocio_detail

#include "engine/ocio_code.h"

#include <OpenColorIO/OpenColorIO.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <regex>

#include "core/error.h"

namespace umber::engine {
namespace {

namespace ocio = OCIO_NAMESPACE;

constexpr unsigned widest_texture = 4096;

// OCIO's messages as the rest of one sentence.
std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
    return text;
}

// FNV-1a: names a transform by its shader and its tables.
std::uint64_t hash(std::uint64_t state, const void* data, std::size_t bytes) {
    const auto* at = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < bytes; ++i) state = (state ^ at[i]) * 1099511628211ull;
    return state;
}

// The sampling of one table as `vec4 SAMPLER_at(...)`; its texels begin at `first` of FUNCTION_table.
std::string sampling_2d(const std::string& sampler, const std::string& table, unsigned width, unsigned height,
                        std::size_t first, bool nearest) {
    return fmt::format(
        "vec4 {0}_at(vec2 at) {{\n    float x = clamp(at.x * {1}.0 - 0.5, 0.0, {1}.0 - 1.0);\n"
        "    int row = {3} + {4} + {1} * clamp(int(floor(at.y * {2}.0)), 0, {2} - 1), low = int({5});\n"
        "    vec4 a = texelFetch(lut_tables, row + low), b = texelFetch(lut_tables, row + min(low + 1, {1} - 1));\n"
        "    return a + (b - a) * {6};\n}}\n"
        "vec4 {0}_at(float at) {{ return {0}_at(vec2(at, 0.0)); }}\n",
        sampler, width, height, table, first, nearest ? "roundEven(x)" : "floor(x)",
        nearest ? "0.0" : "(x - floor(x))");
}

std::string sampling_3d(const std::string& sampler, const std::string& table, unsigned edge, std::size_t first,
                        bool nearest) {
    if (nearest)
        return fmt::format(
            "vec4 {0}_at(vec3 at) {{\n    ivec3 i = clamp(ivec3(floor(at * {1}.0)), ivec3(0), ivec3({1} - 1));\n"
            "    return texelFetch(lut_tables, {2} + {3} + i.x + {1} * (i.y + {1} * i.z));\n}}\n",
            sampler, edge, table, first);
    return fmt::format(
        "vec4 {0}_at(vec3 at) {{\n    vec3 x = clamp(at * {1}.0 - 0.5, 0.0, {1}.0 - 1.0);\n"
        "    vec3 low = min(floor(x), {1}.0 - 2.0), f = x - low;\n    vec4 sum = vec4(0.0);\n"
        "    for (int corner = 0; corner < 8; ++corner) {{\n"
        "        ivec3 step = ivec3(corner & 1, (corner >> 1) & 1, corner >> 2), i = ivec3(low) + step;\n"
        "        vec3 w = mix(1.0 - f, f, vec3(step));\n"
        "        sum += w.x * w.y * w.z * texelFetch(lut_tables, {2} + {3} + i.x + {1} * (i.y + {1} * i.z));\n"
        "    }}\n    return sum;\n}}\n",
        sampler, edge, table, first);
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
}

// OCIO's shader of a processor as ours.
OcioCode code_of(const ocio::ConstProcessorRcPtr& processor) {
    const auto gpu = processor->getOptimizedGPUProcessor(ocio::OPTIMIZATION_DEFAULT);
    ocio::GpuShaderDescRcPtr shader = ocio::GpuShaderDesc::CreateShaderDesc();
    shader->setLanguage(ocio::GPU_LANGUAGE_GLSL_4_0);
    shader->setFunctionName("OCIO_transform");
    shader->setResourcePrefix("OCIO_");
    shader->setTextureMaxWidth(widest_texture);
    gpu->extractGpuShaderInfo(shader);
    if (shader->getNumUniforms() > 0) throw Error("OpenColorIO's transform has values that change by themselves");

    OcioCode code;
    std::string text = shader->getShaderText(), sampling;
    const std::string table = "OCIO_transform_table";
    const auto place = [&](const float* values, std::size_t count, bool one_channel) {
        for (std::size_t i = 0; i < count; ++i) {
            const float* v = values + (one_channel ? i : 3 * i);
            code.texels.emplace_back(v[0], one_channel ? v[0] : v[1], one_channel ? v[0] : v[2], 1.0f);
        }
    };
    std::vector<std::string> samplers;
    for (unsigned i = 0; i < shader->getNum3DTextures(); ++i) {
        const char *name = nullptr, *sampler = nullptr;
        unsigned edge = 0;
        ocio::Interpolation interpolation{};
        const float* values = nullptr;
        shader->get3DTexture(i, name, sampler, edge, interpolation);
        shader->get3DTextureValues(i, values);
        const bool corners_only = text.find("nextInd") != std::string::npos || interpolation == ocio::INTERP_NEAREST;
        sampling += sampling_3d(sampler, table, edge, code.texels.size(), corners_only);
        samplers.emplace_back(sampler);
        place(values, std::size_t{edge} * edge * edge, false);
    }
    for (unsigned i = 0; i < shader->getNumTextures(); ++i) {
        const char *name = nullptr, *sampler = nullptr;
        unsigned width = 0, height = 0;
        ocio::GpuShaderCreator::TextureType channels{};
        ocio::Interpolation interpolation{};
        const float* values = nullptr;
        shader->getTexture(i, name, sampler, width, height, channels, interpolation);
        shader->getTextureValues(i, values);
        sampling += sampling_2d(sampler, table, width, std::max(height, 1u), code.texels.size(),
                                interpolation == ocio::INTERP_NEAREST);
        samplers.emplace_back(sampler);
        place(values, std::size_t{width} * std::max(height, 1u),
              channels == ocio::GpuShaderCreator::TEXTURE_RED_CHANNEL);
    }
    text = std::regex_replace(text, std::regex("uniform sampler[123]D [A-Za-z0-9_]+;"), "");
    for (const std::string& sampler : samplers) replace_all(text, "texture(" + sampler + ", ", sampler + "_at(");
    text = std::regex_replace(text, std::regex("\\b(pow|log|log2|exp|exp2)\\("), "ocio_$1(");
    text = sampling + text;

    std::uint64_t key = hash(14695981039346656037ull, text.data(), text.size());
    key = hash(key, code.texels.data(), code.texels.size() * sizeof(glm::vec4));
    const std::string prefix = fmt::format("ocio_{:016x}", key);
    replace_all(text, "OCIO_transform", prefix);
    replace_all(text, "OCIO_", prefix + "_");
    code.function = prefix;
    code.text = std::move(text);
    return code;
}

std::shared_ptr<const OcioCode> made(const std::string& subject,
                                     const std::function<ocio::ConstProcessorRcPtr()>& processor) {
    try {
        return std::make_shared<const OcioCode>(code_of(processor()));
    } catch (const ocio::Exception& error) {
        throw Error("{}: {}", subject, one_line(error.what()));
    }
}

ocio::TransformDirection direction(bool inverse) {
    return inverse ? ocio::TRANSFORM_DIR_INVERSE : ocio::TRANSFORM_DIR_FORWARD;
}

std::string listed(int count, const std::function<const char*(int)>& name) {
    std::string all;
    for (int i = 0; i < count; ++i) all += (i ? ", " : "") + std::string(name(i));
    return all;
}

}  // namespace

std::shared_ptr<const OcioCode> ocio_builtin(const std::string& style, bool inverse) {
    return made(fmt::format("OpenColorIO's built-in {}", style), [&] {
        const auto transform = ocio::BuiltinTransform::Create();
        transform->setStyle(style.c_str());
        return ocio::Config::CreateRaw()->getProcessor(transform, direction(inverse));
    });
}

std::shared_ptr<const OcioCode> ocio_file(const std::string& file) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) throw Error("{}: no such file", file);
    return made(file, [&] {
        const auto transform = ocio::FileTransform::Create();
        transform->setSrc(std::filesystem::absolute(file).string().c_str());
        transform->setInterpolation(ocio::INTERP_BEST);
        return ocio::Config::CreateRaw()->getProcessor(transform);
    });
}

struct OcioConfig::Held {
    std::string file;
    ocio::ConstConfigRcPtr config;
};

OcioConfig::OcioConfig(const std::string& file) {
    try {
        const auto config = ocio::Config::CreateFromFile(file.c_str());
        config->validate();
        held_ = std::make_shared<const Held>(Held{file, config});
    } catch (const ocio::Exception& error) {
        throw Error("{}: {}", file, one_line(error.what()));
    }
}

std::string OcioConfig::space(const std::string& name) const {
    const auto found = held_->config->getColorSpace(name.c_str());
    if (found) return found->getName();
    throw Error(
        "{}: it has no colour space '{}'; it has: {}", held_->file, name,
        listed(held_->config->getNumColorSpaces(), [&](int i) { return held_->config->getColorSpaceNameByIndex(i); }));
}

std::shared_ptr<const OcioCode> OcioConfig::convert(const std::string& from, const std::string& to) const {
    return made(fmt::format("{}: from '{}' to '{}'", held_->file, from, to),
                [&] { return held_->config->getProcessor(from.c_str(), to.c_str()); });
}

std::shared_ptr<const OcioCode> OcioConfig::view(const std::string& from, const std::string& display,
                                                 const std::string& view, bool inverse) const {
    const auto& config = *held_->config;
    const auto has = [](int count, const std::function<const char*(int)>& name, const std::string& one) {
        for (int i = 0; i < count; ++i)
            if (one == name(i)) return true;
        return false;
    };
    const auto display_at = [&](int i) { return config.getDisplay(i); };
    if (!has(config.getNumDisplays(), display_at, display))
        throw Error("{}: it has no display '{}'; it has: {}", held_->file, display,
                    listed(config.getNumDisplays(), display_at));
    const auto view_at = [&](int i) { return config.getView(display.c_str(), i); };
    if (!has(config.getNumViews(display.c_str()), view_at, view))
        throw Error("{}: its display '{}' has no view '{}'; it has: {}", held_->file, display, view,
                    listed(config.getNumViews(display.c_str()), view_at));
    return made(fmt::format("{}: from '{}' to '{}/{}'", held_->file, from, display, view),
                [&] { return config.getProcessor(from.c_str(), display.c_str(), view.c_str(), direction(inverse)); });
}

void declare(const OcioCode& code, std::string& text, std::vector<glm::vec4>& texels) {
    const std::string constant = fmt::format("const int {}_table = ", code.function);
    if (text.find(constant) != std::string::npos) return;
    text += fmt::format("#include \"lib/ocio.glsl\"\n{}{};\n", constant, texels.size()) + code.text;
    texels.insert(texels.end(), code.texels.begin(), code.texels.end());
}

}  // namespace umber::engine

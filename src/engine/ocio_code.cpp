#include "engine/ocio_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <regex>

#include "core/error.h"
#include "engine/ocio_detail.h"

namespace umber::engine {

namespace ocio_detail {

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    text = std::regex_replace(text, std::regex("^(Error: *)?(Loading the OCIO profile '[^']*' failed\\. *)?"), "");
    text = std::regex_replace(text, std::regex(" {2,}"), " ");
    while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
    return text;
}

std::uint64_t hash(std::uint64_t state, const void* data, std::size_t bytes) {
    const auto* at = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < bytes; ++i) state = (state ^ at[i]) * 1099511628211ull;
    return state;
}

FileStamp stamp_of(const std::string& path) {
    std::error_code no_file;
    FileStamp stamp{path};
    const auto changed = std::filesystem::last_write_time(path, no_file);
    if (no_file) return stamp;
    stamp.changed = changed.time_since_epoch().count();
    stamp.size = std::filesystem::file_size(path, no_file);
    return stamp;
}

}  // namespace ocio_detail

namespace {

using namespace ocio_detail;

constexpr unsigned widest_texture = 4096;

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

    std::uint64_t key = hash(hash_of_nothing, text.data(), text.size());
    key = hash(key, code.texels.data(), code.texels.size() * sizeof(glm::vec4));
    const std::string prefix = fmt::format("ocio_{:016x}", key);
    replace_all(text, "OCIO_transform", prefix);
    replace_all(text, "OCIO_", prefix + "_");
    code.function = prefix;
    code.text = std::move(text);
    return code;
}

// What was extracted. A memo of what is a function of files and names, so that it is nobody's to hold: a conversion is
// asked for by frames, windows and threads that know nothing of one another.
class Memo {
public:
    std::shared_ptr<const OcioCode> find(const std::string& key) {
        const std::lock_guard lock(mutex_);
        const auto found = entries_.find(key);
        if (found == entries_.end()) return nullptr;
        const std::vector<FileStamp>& read = found->second.read;
        if (std::ranges::all_of(read, [](const FileStamp& one) { return stamp_of(one.path) == one; }))
            return found->second.code;
        entries_.erase(found);
        return nullptr;
    }
    void keep(const std::string& key, const std::shared_ptr<const OcioCode>& code, std::vector<FileStamp> read) {
        constexpr std::size_t most = 256;  // a session's; tables of a megabyte or two each at worst
        const std::lock_guard lock(mutex_);
        if (entries_.size() >= most) entries_.clear();
        entries_[key] = {code, std::move(read)};
        ++extractions_;
    }
    std::size_t extractions() {
        const std::lock_guard lock(mutex_);
        return extractions_;
    }

private:
    struct Entry {
        std::shared_ptr<const OcioCode> code;
        std::vector<FileStamp> read;
    };
    std::mutex mutex_;
    std::map<std::string, Entry> entries_;
    std::size_t extractions_ = 0;
};

Memo& memo() {
    static Memo all;
    return all;
}

ocio::TransformDirection direction(bool inverse) {
    return inverse ? ocio::TRANSFORM_DIR_INVERSE : ocio::TRANSFORM_DIR_FORWARD;
}

}  // namespace

std::shared_ptr<const OcioCode> ocio_detail::extracted(const std::string& key, const std::string& subject,
                                                       const std::function<ocio::ConstProcessorRcPtr()>& processor) {
    if (auto known = memo().find(key)) return known;
    try {
        ocio::ClearAllCaches();  // it remembers files by their names alone
        const ocio::ConstProcessorRcPtr made = processor();
        auto code = std::make_shared<const OcioCode>(code_of(made));
        std::vector<FileStamp> read;
        const auto metadata = made->getProcessorMetadata();
        for (int i = 0; i < metadata->getNumFiles(); ++i) read.push_back(stamp_of(metadata->getFile(i)));
        memo().keep(key, code, std::move(read));
        return code;
    } catch (const ocio::Exception& error) {
        throw Error("{}: {}", subject, one_line(error.what()));
    }
}

std::size_t ocio_extractions() {
    return memo().extractions();
}

std::shared_ptr<const OcioCode> ocio_builtin(const std::string& style, bool inverse) {
    return extracted(fmt::format("builtin\n{}\n{}", style, inverse), fmt::format("OpenColorIO's built-in {}", style),
                     [&] {
                         const auto transform = ocio::BuiltinTransform::Create();
                         transform->setStyle(style.c_str());
                         return ocio::Config::CreateRaw()->getProcessor(transform, direction(inverse));
                     });
}

std::shared_ptr<const OcioCode> ocio_file(const std::string& file) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) throw Error("{}: no such file", file);
    const std::string path = std::filesystem::absolute(file).string();
    const FileStamp stamp = stamp_of(path);
    return extracted(fmt::format("file\n{}\n{}\n{}", path, stamp.changed, stamp.size), file, [&] {
        const auto transform = ocio::FileTransform::Create();
        transform->setSrc(path.c_str());
        transform->setInterpolation(ocio::INTERP_BEST);
        return ocio::Config::CreateRaw()->getProcessor(transform);
    });
}

void declare(const OcioCode& code, std::string& text, std::vector<glm::vec4>& texels) {
    const std::string constant = fmt::format("const int {}_table = ", code.function);
    if (text.find(constant) != std::string::npos) return;
    text += fmt::format("#include \"lib/ocio.glsl\"\n{}{};\n", constant, texels.size()) + code.text;
    texels.insert(texels.end(), code.texels.begin(), code.texels.end());
}

}  // namespace umber::engine

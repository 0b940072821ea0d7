#include "engine/ocio_code.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <functional>
#include <mutex>
#include <set>
#include <string_view>

#include "core/error.h"
#include "engine/ocio_detail.h"
#include "engine/ocio_memo.h"
#include "engine/ocio_tables.h"
#include "engine/ocio_text.h"
#include "interchange/text.h"

namespace umber::engine {

namespace ocio_detail {

std::string one_line(std::string text) {
    // What a file that is no text holds is not for a terminal.
    const bool is_text = interchange::is_utf8(text);
    for (char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n' || c == '\t')
            c = ' ';
        else if (byte < ' ' || byte == 0x7f || (byte > 0x7f && !is_text))
            c = '?';
    }
    const auto drop_spaces = [&text] { text.erase(0, text.find_first_not_of(' ')); };
    drop_spaces();
    if (text.starts_with("Error:")) text.erase(0, 6);
    drop_spaces();
    constexpr std::string_view failed = "' failed.";
    if (const std::size_t end = text.find(failed);
        text.starts_with("Loading the OCIO profile '") && end != std::string::npos)
        text.erase(0, end + failed.size());
    drop_spaces();
    text.erase(std::unique(text.begin(), text.end(), [](char a, char b) { return a == ' ' && b == ' '; }), text.end());
    while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
    // Of a file that none of its formats can read: its name, and once what those of its extension say.
    constexpr std::string_view names = "transform file '", named = "' could not be loaded";
    for (const std::string_view words : {"extension gave the error: ", "extension gave the errors: "}) {
        const std::size_t at = text.find(words), name = text.find(names), end = text.find(named);
        if (at == std::string::npos || name == std::string::npos || end < name) continue;
        std::string said = text.substr(at + words.size());
        const std::size_t half = said.size() / 2;
        if (half > 1 && said.compare(half - 1, 2, ". ") == 0 && said.compare(0, half - 1, said, half + 1) == 0)
            said.resize(half - 1);
        text = fmt::format("{}: {}", text.substr(name + names.size(), end - name - names.size()), said);
    }
    return text;
}

void log_through_ours() {
    static std::once_flag once;
    std::call_once(once, [] {
        ocio::SetLoggingFunction([](const char* message) {
            static std::mutex mutex;
            static std::set<std::string> told;
            std::string text = one_line(message);
            const bool warning = text.starts_with("[OpenColorIO Warning]: ");
            if (const std::size_t end = text.find("]: "); text.starts_with("[OpenColorIO ") && end != std::string::npos)
                text.erase(0, end + 3);
            const std::lock_guard lock(mutex);
            if (!told.insert(text).second) return;
            if (warning)
                spdlog::warn("OpenColorIO: {}", text);
            else
                spdlog::debug("OpenColorIO: {}", text);
        });
    });
}

// Calls of a function of GLSL's become calls of ours, "ocio_" before its name.
void name_ours(std::string& text, const std::string& function) {
    const std::string call = function + "(", by = "ocio_" + call;
    const auto in_name = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; };
    for (std::size_t at = text.find(call); at != std::string::npos; at = text.find(call, at)) {
        const bool whole = at == 0 || !in_name(text[at - 1]);
        if (whole) text.replace(at, call.size(), by);
        at += whole ? by.size() : call.size();
    }
}

std::uint64_t hash(std::uint64_t state, const void* data, std::size_t bytes) {
    const auto* at = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < bytes; ++i) state = (state ^ at[i]) * 1099511628211ull;
    return state;
}

}  // namespace ocio_detail

std::vector<LookName> look_names(const std::string& looks) {
    std::vector<LookName> names(1);
    for (const char c : looks)
        if (c == ',' || c == ':' || c == '|')
            names.emplace_back();
        else
            names.back().name += c;
    for (auto& [name, inverse] : names) {
        const std::size_t begins = std::min(name.find_first_not_of(" \t+-"), name.size());
        inverse = name.substr(0, begins).find('-') != std::string::npos;
        name.erase(0, begins);
        name.erase(name.find_last_not_of(" \t") + 1);
    }
    std::erase_if(names, [](const LookName& one) { return one.name.empty(); });
    return names;
}

namespace {

using namespace ocio_detail;

constexpr unsigned widest_texture = 4096;

bool holds_word(std::string_view text, std::string_view word) {
    const auto in_name = [&](std::size_t at) {
        return at < text.size() && (text[at] == '_' || std::isalnum(static_cast<unsigned char>(text[at])) != 0);
    };
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
        if (!in_name(at - 1) && !in_name(at + word.size())) return true;
    return false;
}

// OCIO's shader of a processor as ours.
OcioCode code_of(const ocio::ConstProcessorRcPtr& processor) {
    // What other programs turn while they play (a .ctf's dynamic properties) stays as the file has it.
    const auto gpu = processor->getOptimizedGPUProcessor(
        static_cast<ocio::OptimizationFlags>(ocio::OPTIMIZATION_DEFAULT | ocio::OPTIMIZATION_NO_DYNAMIC_PROPERTIES));
    ocio::GpuShaderDescRcPtr shader = ocio::GpuShaderDesc::CreateShaderDesc();
    shader->setLanguage(ocio::GPU_LANGUAGE_GLSL_4_0);
    shader->setFunctionName("OCIO_transform");
    shader->setResourcePrefix("OCIO_");
    shader->setTextureMaxWidth(widest_texture);
    gpu->extractGpuShaderInfo(shader);
    if (shader->getNumUniforms() > 0) throw Error("OpenColorIO's transform has values that change by themselves");

    OcioCode code;
    const std::string table = "OCIO_transform_table";
    std::string text = shader->getShaderText();
    if (holds_word(text, "nan") || holds_word(text, "inf"))
        throw Error("it has numbers that are not finite, or such as divide by zero");
    const std::string reading = read_tables(*shader, text, table, code.texels);
    // The glow of ACES 1 divides by a luminance that is 0 in black, and multiplies what comes of it by 0.
    replace_all(text, "/ YC ", "/ max(YC, 1e-10) ");
    straighten_curves(text, table, code.texels);
    tabulate_arrays(text, table, code.texels);
    for (const char* function : {"pow", "log", "log2", "exp", "exp2", "sqrt", "atan"}) name_ours(text, function);
    text = reading + text;

    std::uint64_t key = hash(hash_of_nothing, text.data(), text.size());
    key = hash(key, code.texels.data(), code.texels.size() * sizeof(glm::vec4));
    const std::string prefix = fmt::format("ocio_{:016x}", key);
    replace_all(text, "OCIO_transform", prefix);
    replace_all(text, "OCIO_", prefix + "_");
    code.function = prefix;
    code.text = std::move(text);
    code.identity = gpu->isNoOp();
    return code;
}

Memo<OcioCode>& memo() {
    static Memo<OcioCode> all(256);  // a session's; tables of a megabyte or two each at worst
    return all;
}

}  // namespace

std::shared_ptr<const OcioCode> ocio_detail::extracted(const std::string& key, const std::string& subject,
                                                       const std::function<ocio::ConstProcessorRcPtr()>& processor) {
    if (auto known = memo().find(key)) return known;
    log_through_ours();
    try {
        ocio::ClearAllCaches();  // it remembers files by their names alone
        const ocio::ConstProcessorRcPtr made = processor();
        auto code = std::make_shared<const OcioCode>(code_of(made));
        std::vector<FileStamp> read;
        const auto metadata = made->getProcessorMetadata();
        read.reserve(static_cast<std::size_t>(metadata->getNumFiles()));
        for (int i = 0; i < metadata->getNumFiles(); ++i) read.push_back(stamp_of(metadata->getFile(i)));
        memo().keep(key, code, std::move(read));
        return code;
    } catch (const ocio::Exception& error) {
        std::string said = one_line(error.what());
        if (said.starts_with(subject + ": ")) said.erase(0, subject.size() + 2);
        throw Error("{}: {}", subject, said);
    } catch (const Error& error) {
        throw Error("{}: {}", subject, error.what());
    }
}

std::size_t ocio_extractions() {
    return memo().kept();
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

#include "engine/config_files.h"

#include <fmt/format.h>

#include <fstream>
#include <set>

#include "core/error.h"
#include "engine/ocio_detail.h"

namespace umber::engine {

using namespace ocio_detail;

namespace {

void collect(const ocio::ConstTransformRcPtr& transform, std::set<std::string>& files) {
    if (!transform) return;
    if (const auto file = ocio::DynamicPtrCast<const ocio::FileTransform>(transform)) {
        files.insert(file->getSrc());
    } else if (const auto group = ocio::DynamicPtrCast<const ocio::GroupTransform>(transform)) {
        for (int i = 0; i < group->getNumTransforms(); ++i) collect(group->getTransform(i), files);
    }
}

std::set<std::string> files_named_by(const ocio::Config& config) {
    std::set<std::string> files;
    const auto all = ocio::SEARCH_REFERENCE_SPACE_ALL;
    for (int i = 0; i < config.getNumColorSpaces(all, ocio::COLORSPACE_ALL); ++i) {
        const auto space = config.getColorSpace(config.getColorSpaceNameByIndex(all, ocio::COLORSPACE_ALL, i));
        if (!space) continue;
        collect(space->getTransform(ocio::COLORSPACE_DIR_TO_REFERENCE), files);
        collect(space->getTransform(ocio::COLORSPACE_DIR_FROM_REFERENCE), files);
    }
    for (int i = 0; i < config.getNumLooks(); ++i) {
        const auto look = config.getLook(config.getLookNameByIndex(i));
        collect(look->getTransform(), files);
        collect(look->getInverseTransform(), files);
    }
    for (int i = 0; i < config.getNumViewTransforms(); ++i) {
        const auto view = config.getViewTransform(config.getViewTransformNameByIndex(i));
        collect(view->getTransform(ocio::VIEWTRANSFORM_DIR_TO_REFERENCE), files);
        collect(view->getTransform(ocio::VIEWTRANSFORM_DIR_FROM_REFERENCE), files);
    }
    for (int i = 0; i < config.getNumNamedTransforms(ocio::NAMEDTRANSFORM_ALL); ++i) {
        const auto named = config.getNamedTransform(config.getNamedTransformNameByIndex(ocio::NAMEDTRANSFORM_ALL, i));
        collect(named->getTransform(ocio::TRANSFORM_DIR_FORWARD), files);
        collect(named->getTransform(ocio::TRANSFORM_DIR_INVERSE), files);
    }
    return files;
}

std::filesystem::path found_by(const ocio::Config& config, const std::string& named) {
    try {
        return config.getCurrentContext()->resolveFileLocation(named.c_str());
    } catch (const ocio::Exception&) {
        return {};  // told where it is used; here it is a file that is not there
    }
}

}  // namespace

std::vector<ConfigFile> config_files(const std::string& config) {
    if (config.empty() || config.starts_with("ocio://")) return {};
    std::error_code no_path;
    if (!std::filesystem::is_regular_file(config, no_path)) throw Error("{}: no such file", config);
    try {
        const auto read = ocio::Config::CreateFromFile(config.c_str());
        std::vector<ConfigFile> files{{"", config}};
        for (const std::string& named : files_named_by(*read)) files.push_back({named, found_by(*read, named)});
        return files;
    } catch (const ocio::Exception& error) {
        throw Error("{}: {}", config, one_line(error.what()));
    }
}

std::string hash_of(const std::vector<ConfigFile>& files) {
    if (files.empty()) return {};
    std::uint64_t state = hash_of_nothing;
    std::vector<char> bytes(std::size_t{1} << 16);
    for (const ConfigFile& file : files) {
        state = hash(state, file.named.c_str(), file.named.size() + 1);
        std::ifstream in(file.found, std::ios::binary);
        while (in.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) || in.gcount() > 0)
            state = hash(state, bytes.data(), static_cast<std::size_t>(in.gcount()));
    }
    return fmt::format("{:016x}", state);
}

std::string config_hash(const std::string& config) {
    return hash_of(config_files(config));
}

std::uint64_t stamp_of(const std::vector<ConfigFile>& files) {
    std::uint64_t state = hash_of_nothing;
    for (const ConfigFile& file : files) {
        const FileStamp stamp = ocio_detail::stamp_of(file.found.string());
        state = hash(state, &stamp.changed, sizeof stamp.changed);
        state = hash(state, &stamp.size, sizeof stamp.size);
    }
    return state;
}

std::string config_change(const std::string& config, const std::string& hash, const std::string& since) {
    if (hash.empty() || config_hash(config) == hash) return {};
    return fmt::format("{}: the config, or a LUT that it names, is not as it was when {}", config, since);
}

}  // namespace umber::engine

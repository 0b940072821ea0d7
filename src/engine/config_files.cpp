#include "engine/config_files.h"

#include <fmt/format.h>

#include <fstream>

#include "engine/ocio_config.h"
#include "engine/ocio_detail.h"

namespace umber::engine {

using namespace ocio_detail;

std::vector<ConfigFile> config_files(const std::string& config) {
    if (config.empty() || config.starts_with("ocio://")) return {};
    const OcioConfig one(config);
    std::vector<ConfigFile> files{{"", config}};
    for (const std::string& named : one.file_names()) files.push_back({named, one.found(named)});
    return files;
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
        const FileStamp stamp = umber::stamp_of(file.found.string());
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

// What an OpenColorIO config is made of on disk, so that a grade can remember which one it was made with and say when
// it is another. What OpenColorIO itself calls a cache id is of paths and times and differs from machine to machine.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace umber::engine {

// A file that a config names, and where it was found; empty: nowhere.
struct ConfigFile {
    std::string named;  // as the config has it; empty: the config itself
    std::filesystem::path found;
};

// The config, then every LUT file that its spaces, looks, view transforms and named transforms read, by name. Nothing
// for OpenColorIO's built-in configs ("ocio://…"). Throws Error naming the file: missing, no config.
std::vector<ConfigFile> config_files(const std::string& config);

// Of the contents of all of them, and their names as the config has them: 16 hexadecimal digits, FNV-1a of 64 bits. The
// same wherever config and LUTs are copied together; empty for a built-in config. Reads them all. Throws as above.
std::string config_hash(const std::string& config);
std::string hash_of(const std::vector<ConfigFile>& files);

// Their times and sizes: another where any of them was written, or is gone. Looks, reads nothing.
std::uint64_t stamp_of(const std::vector<ConfigFile>& files);

// A sentence where `config` is not what `hash` was taken of; empty where it is, or where `hash` is empty. `since`:
// "night.json was saved". Throws as above.
std::string config_change(const std::string& config, const std::string& hash, const std::string& since);

}  // namespace umber::engine

// Files that are either wholly there or not at all, and the places where Umber keeps things.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace umber {

// The whole of a regular file. Throws Error naming `path`: missing, a directory, unreadable, larger than `limit` bytes.
std::string read_file(const std::filesystem::path& path, std::uintmax_t limit = std::uintmax_t{1} << 30);

// Writes `path` by way of a temporary file beside it, fsync and rename, so that a crash or a full disk leaves what was
// there before. Throws Error naming `path` and the system's reason.
void write_file(const std::filesystem::path& path, std::string_view bytes);

// A name beside a final file under which somebody else (FFmpeg, OpenEXR) writes; commit() makes it the final one.
// Without commit() the destructor removes it.
class TemporaryFile {
public:
    // Throws Error where the folder of `final_path` does not exist or can't be written, or `final_path` is a folder.
    // The temporary name keeps the extension of `final_path`, since muxers choose by it.
    explicit TemporaryFile(std::filesystem::path final_path);
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::filesystem::path& path() const { return temporary_; }
    const std::filesystem::path& final_path() const { return final_; }
    // fsync, then rename over the final name. Throws Error; the temporary file is then removed by the destructor.
    void commit();

private:
    std::filesystem::path final_;
    std::filesystem::path temporary_;
    bool committed_ = false;
};

// $XDG_CACHE_HOME/umber or ~/.cache/umber, made if missing; empty where neither can be had (caching is then off).
std::filesystem::path cache_folder();

// $XDG_CONFIG_HOME/umber or ~/.config/umber, made if missing; empty where neither can be had.
std::filesystem::path config_folder();

// $XDG_STATE_HOME/umber or ~/.local/state/umber, made if missing; empty where neither can be had.
std::filesystem::path state_folder();

// A file or folder of the shipped resources (shaders/…, luts/…, assets/…), found beside the running binary, one folder
// up, or in ../share/umber; $UMBER_RESOURCES goes first. Throws Error where there is none.
std::filesystem::path resource(std::string_view relative);

}  // namespace umber

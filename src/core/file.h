// Files that are either wholly there or not at all, and the places where Umber keeps things.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace umber {

// The whole of a file, pipe or device. Throws Error naming `path`: missing, a directory, unreadable, more than `limit`
// bytes.
std::string read_file(const std::filesystem::path& path, std::uintmax_t limit = std::uintmax_t{1} << 30);

// Writes `path` by way of a temporary file beside it, fsync and rename, so that a crash or a full disk leaves what was
// there before. A link is followed; what is no regular file (a pipe, /dev/stdout) is written into as it is. Throws
// Error naming `path` and the system's reason.
void write_file(const std::filesystem::path& path, std::string_view bytes);

// A hidden name beside `final_path` that nobody else has: ".shot.PID-N.part.mov", with the extension of `final_path`
// (since muxers choose by it) and its stem, shortened where the whole would be longer than file systems take.
std::filesystem::path temporary_beside(const std::filesystem::path& final_path);

// Removes what a process that ended without cleaning up (killed, power cut) left of `final_path` under such names. Only
// what has not been written to for a minute: on a shared disk it may be another machine's process that writes it.
void remove_leftovers(const std::filesystem::path& final_path);

// A name beside a final file under which somebody else (FFmpeg, OpenEXR) writes; commit() makes it the final one.
// Without commit() the destructor removes it. Where the final name is a link, what it leads to is the final file.
class TemporaryFile {
public:
    // Throws Error where the folder of `final_path` does not exist or can't be written, or `final_path` is there and no
    // regular file.
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
    std::filesystem::path target_;  // final_ with links followed
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

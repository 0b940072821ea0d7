// Files that are either wholly there or not at all, and the places where Umber keeps things.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace umber {

// The whole of a file, pipe or device. Throws Error naming `path`: missing, a directory, unreadable, more than `limit`
// bytes.
std::string read_file(const std::filesystem::path& path, std::uintmax_t limit = std::uintmax_t{1} << 30);

// A file as it was when it was read: another time or size is another file. Nothing but the path where there is none.
struct FileStamp {
    std::string path;
    std::int64_t changed = 0;  // of the file system's clock
    std::uintmax_t size = 0;
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};
FileStamp stamp_of(const std::string& path);

// Throws Error naming `path` and the system's reason where not even its first byte can be read.
void require_readable(const std::filesystem::path& path);

// Writes `path` by way of a temporary file beside it, fsync and rename, so that a crash or a full disk leaves what was
// there before. A link is followed; what is no regular file (a pipe, /dev/stdout) is written into as it is. Throws
// Error naming `path` and the system's reason.
void write_file(const std::filesystem::path& path, std::string_view bytes);

// Writes into `path` as it is, made or emptied first, with nothing between. Throws Error naming `shown`.
void write_plainly(const std::filesystem::path& path, std::string_view bytes, const std::filesystem::path& shown);

// The folder in which `path` lies; "." for a mere name.
std::filesystem::path folder_of(const std::filesystem::path& path);

// A hidden name beside `final_path` that nobody else has: ".shot.HOST.PID-N.part.mov", with the extension of
// `final_path` (since muxers choose by it) and its stem, shortened where the whole would be longer than file systems
// take.
std::filesystem::path temporary_beside(const std::filesystem::path& final_path);

// Removes what a process of this machine that ended without cleaning up (killed, power cut) left of `final_path`, or of
// what it links to, under such names, and that has not been written to for a minute. What other machines write on a
// shared disk is theirs.
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

// Whether there is room for at least `bytes` where cache_folder() is or would be; true where that can't be told.
bool cache_has_room(std::uintmax_t bytes);

// Bounds a cache: of the files in `folder` whose names end with `ending`, those written (or touch()ed) last are kept,
// up to `most_bytes`. Never throws; what can't be removed stays.
void keep_newest(const std::filesystem::path& folder, std::string_view ending, std::uintmax_t most_bytes);
// Says that a file of a cache was of use. Never throws.
void touch(const std::filesystem::path& file);

// $XDG_CONFIG_HOME/umber or ~/.config/umber, made if missing; empty where neither can be had.
std::filesystem::path config_folder();

// $XDG_STATE_HOME/umber or ~/.local/state/umber, made if missing; empty where neither can be had.
std::filesystem::path state_folder();

// A file or folder of the shipped resources (shaders/…, luts/…, assets/…), found beside the running binary, one folder
// up, or in ../share/umber; $UMBER_RESOURCES goes first. Throws Error where there is none.
std::filesystem::path resource(std::string_view relative);

}  // namespace umber

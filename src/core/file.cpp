#include "core/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "core/error.h"

namespace umber {
namespace fs = std::filesystem;

namespace {

std::string reason() {
    return std::strerror(errno);
}

// A descriptor closed on the way out.
class Descriptor {
public:
    Descriptor(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }
    // False, with errno, where what was written can't be kept: file systems of a network say so only here.
    bool close() {
        const int fd = std::exchange(fd_, -1);
        return ::close(fd) == 0 || errno == EINTR;
    }

private:
    int fd_;
};

void sync_to_disk(const fs::path& path) {
    const Descriptor file(path, O_RDONLY);
    if (file.get() < 0 || (::fsync(file.get()) != 0 && errno != EINVAL && errno != EROFS))
        throw Error("{}: {}", path.string(), reason());
}

// Where a chain of links ends, also at a file that is not there yet.
fs::path followed(fs::path path) {
    constexpr int most = 40;  // as Linux
    std::error_code error;
    for (int i = 0; i < most && fs::is_symlink(fs::symlink_status(path, error)); ++i) {
        const fs::path to = fs::read_symlink(path, error);
        if (error) break;
        path = to.is_absolute() ? to : path.parent_path() / to;
    }
    return path;
}

// There, and nothing that a rename may take the place of.
bool is_special(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

// What follows the dot in a temporary name: the stem, no longer than leaves room for the rest, cut between characters.
std::string shortened_stem(const fs::path& final_path) {
    constexpr std::size_t longest = 255, numbers = 104;  // NAME_MAX; ".", ".HOST.PID-N.part"
    std::string stem = final_path.stem().string();
    const std::size_t extension = final_path.extension().string().size();
    const std::size_t room = longest - std::min(longest - 1, numbers + extension);
    if (stem.size() <= room) return stem;
    std::size_t end = room;
    while (end > 1 && (static_cast<unsigned char>(stem[end]) & 0xc0u) == 0x80u) --end;
    return stem.substr(0, end);
}

// This machine, or container: processes of others have numbers of their own.
std::string host_name() {
    std::array<char, 65> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "host";
    return name.data();
}

fs::path base_from(const char* variable, const char* below_home) {
    if (const char* set = std::getenv(variable); set && *set == '/') return set;
    if (const char* home = std::getenv("HOME"); home && *home == '/') return fs::path(home) / below_home;
    return {};
}

fs::path folder_from(const char* variable, const char* below_home) {
    const fs::path base = base_from(variable, below_home);
    if (base.empty()) return {};
    const fs::path folder = base / "umber";
    std::error_code error;
    fs::create_directories(folder, error);
    return error ? fs::path{} : folder;
}

}  // namespace

std::string read_file(const fs::path& path, std::uintmax_t limit) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) throw Error("{}: no such file", path.string());
    if (fs::is_directory(status)) throw Error("{}: is a folder, not a file", path.string());
    const std::uintmax_t size = fs::file_size(path, error);
    if (!error && size > limit) throw Error("{}: {} bytes, more than the {} that are read", path.string(), size, limit);
    const Descriptor file(path, O_RDONLY);
    if (file.get() < 0) throw Error("{}: {}", path.string(), reason());
    std::string bytes;
    if (!error) bytes.reserve(static_cast<std::size_t>(size));
    std::vector<char> block(std::size_t{64} << 10);
    for (;;) {
        const ssize_t got = ::read(file.get(), block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw Error("{}: {}", path.string(), reason());
        if (got == 0) return bytes;
        bytes.append(block.data(), static_cast<std::size_t>(got));
        if (bytes.size() > limit) throw Error("{}: more than the {} bytes that are read", path.string(), limit);
    }
}

FileStamp stamp_of(const std::string& path) {
    std::error_code no_file;
    FileStamp stamp{path};
    const auto changed = fs::last_write_time(path, no_file);
    if (no_file) return stamp;
    stamp.changed = changed.time_since_epoch().count();
    stamp.size = fs::file_size(path, no_file);
    return stamp;
}

void require_readable(const fs::path& path) {
    const Descriptor file(path, O_RDONLY);
    char first = 0;
    if (file.get() < 0 || ::read(file.get(), &first, 1) < 0) throw Error("{}: {}", path.string(), reason());
}

fs::path folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

void write_plainly(const fs::path& path, std::string_view bytes, const fs::path& shown) {
    Descriptor out(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (out.get() < 0) throw Error("{}: {}", shown.string(), reason());
    while (!bytes.empty()) {
        const ssize_t written = ::write(out.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written == 0) errno = ENOSPC;
        if (written <= 0) throw Error("{}: {}", shown.string(), reason());
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (!out.close()) throw Error("{}: {}", shown.string(), reason());
}

void write_file(const fs::path& path, std::string_view bytes) {
    if (is_special(path)) return write_plainly(path, bytes, path);
    TemporaryFile file(path);
    write_plainly(file.path(), bytes, path);
    file.commit();
}

fs::path temporary_beside(const fs::path& final_path) {
    static std::atomic<unsigned> counter{0};
    return folder_of(final_path) / fmt::format(".{}.{}.{}-{}.part{}", shortened_stem(final_path), host_name(),
                                               ::getpid(), counter++, final_path.extension().string());
}

void remove_leftovers(const fs::path& path) {
    const fs::path final_path = followed(path);
    const std::string before = fmt::format(".{}.{}.", shortened_stem(final_path), host_name());
    const std::string after = fmt::format(".part{}", final_path.extension().string());
    const auto ended = [&](const fs::directory_entry& entry) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(before) || !name.ends_with(after) || name.size() <= before.size() + after.size())
            return false;
        const char* at = name.data() + before.size();
        const char* end = name.data() + name.size() - after.size();
        int process = 0;
        unsigned number = 0;
        const auto [dash, error] = std::from_chars(at, end, process);
        if (error != std::errc{} || dash == end || *dash != '-' || process <= 0) return false;
        const auto [stop, error_of_number] = std::from_chars(dash + 1, end, number);
        if (error_of_number != std::errc{} || stop != end) return false;
        std::error_code unknown;
        const fs::file_time_type written = entry.last_write_time(unknown);
        return !unknown && fs::file_time_type::clock::now() - written > std::chrono::minutes(1) &&
               ::kill(process, 0) != 0 && errno == ESRCH;
    };
    std::error_code error;  // a folder that can't be looked into is told by whoever writes into it
    std::vector<fs::path> left;
    for (fs::directory_iterator entry(folder_of(final_path), error), end; !error && entry != end;
         entry.increment(error))
        if (ended(*entry)) left.push_back(entry->path());
    for (const fs::path& one : left) fs::remove_all(one, error);
}

TemporaryFile::TemporaryFile(fs::path final_path) : final_(std::move(final_path)), target_(followed(final_)) {
    std::error_code error;
    if (final_.filename().empty() || fs::is_directory(final_, error))
        throw Error("{}: is a folder, not a file", final_.string());
    if (is_special(final_)) throw Error("{}: is a device or a pipe, not a file", final_.string());
    const fs::path folder = folder_of(target_);
    if (!fs::is_directory(folder, error)) throw Error("{}: there is no folder {}", final_.string(), folder.string());
    if (::access(folder.c_str(), W_OK) != 0)
        throw Error("{}: the folder can't be written: {}", final_.string(), reason());
    temporary_ = temporary_beside(target_);
}

TemporaryFile::~TemporaryFile() {
    std::error_code ignored;  // nothing to tell: the file may never have been made
    if (!committed_) fs::remove(temporary_, ignored);
}

void TemporaryFile::commit() {
    sync_to_disk(temporary_);
    std::error_code error;
    fs::rename(temporary_, target_, error);
    if (error) throw Error("{}: {}", final_.string(), error.message());
    committed_ = true;
}

bool cache_has_room(std::uintmax_t bytes) {
    fs::path place = base_from("XDG_CACHE_HOME", ".cache");
    std::error_code error;
    while (!place.empty() && place.has_relative_path() && !fs::exists(place, error)) place = place.parent_path();
    const fs::space_info room = fs::space(place, error);
    return error || room.available >= bytes;
}

void keep_newest(const fs::path& folder, std::string_view ending, std::uintmax_t most_bytes) {
    struct Kept {
        fs::file_time_type time;
        std::uintmax_t bytes = 0;
        fs::path path;
    };
    std::vector<Kept> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (!entry->path().filename().string().ends_with(ending)) continue;
        std::error_code gone;  // another process may have removed it
        Kept file{entry->last_write_time(gone), entry->file_size(gone), entry->path()};
        if (!gone) files.push_back(std::move(file));
    }
    std::sort(files.begin(), files.end(), [](const Kept& a, const Kept& b) { return a.time > b.time; });
    std::uintmax_t total = 0;
    for (const Kept& file : files)
        if ((total += file.bytes) > most_bytes) fs::remove(file.path, error);
}

void touch(const fs::path& file) {
    std::error_code ignored;
    fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
}

fs::path cache_folder() {
    return folder_from("XDG_CACHE_HOME", ".cache");
}
fs::path config_folder() {
    return folder_from("XDG_CONFIG_HOME", ".config");
}
fs::path state_folder() {
    return folder_from("XDG_STATE_HOME", ".local/state");
}

fs::path resource(std::string_view relative) {
    std::error_code error;
    const fs::path binary = fs::read_symlink("/proc/self/exe", error).parent_path();
    const char* set = std::getenv("UMBER_RESOURCES");
    for (const fs::path& base : {set ? fs::path(set) : fs::path(), binary, binary / "..", binary / "../share/umber"}) {
        if (base.empty()) continue;
        fs::path found = base / relative;
        if (fs::exists(found, error)) return found;
    }
    throw Error("{}: not found beside {} nor in ../share/umber; is the installation complete?", relative,
                binary.string());
}

}  // namespace umber

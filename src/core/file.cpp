#include "core/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

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

private:
    int fd_;
};

void sync_to_disk(const fs::path& path) {
    const Descriptor file(path, O_RDONLY);
    if (file.get() < 0 || (::fsync(file.get()) != 0 && errno != EINVAL && errno != EROFS))
        throw Error("{}: {}", path.string(), reason());
}

fs::path folder_from(const char* variable, const char* below_home) {
    fs::path base;
    if (const char* set = std::getenv(variable); set && *set == '/')
        base = set;
    else if (const char* home = std::getenv("HOME"); home && *home == '/')
        base = fs::path(home) / below_home;
    else
        return {};
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
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error("{}: {}", path.string(), reason());
    std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (file.bad()) throw Error("{}: {}", path.string(), reason());
    return bytes;
}

void write_file(const fs::path& path, std::string_view bytes) {
    TemporaryFile file(path);
    {
        const Descriptor out(file.path(), O_WRONLY | O_CREAT | O_TRUNC);
        if (out.get() < 0) throw Error("{}: {}", path.string(), reason());
        while (!bytes.empty()) {
            const ssize_t written = ::write(out.get(), bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) throw Error("{}: {}", path.string(), reason());
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    file.commit();
}

TemporaryFile::TemporaryFile(fs::path final_path) : final_(std::move(final_path)) {
    static std::atomic<unsigned> counter{0};
    std::error_code error;
    if (final_.filename().empty() || fs::is_directory(final_, error))
        throw Error("{}: is a folder, not a file", final_.string());
    const fs::path folder = final_.has_parent_path() ? final_.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, error)) throw Error("{}: there is no folder {}", final_.string(), folder.string());
    if (::access(folder.c_str(), W_OK) != 0)
        throw Error("{}: the folder can't be written: {}", final_.string(), reason());
    temporary_ = folder / fmt::format(".{}.{}-{}.part{}", final_.stem().string(), ::getpid(), counter++,
                                      final_.extension().string());
}

TemporaryFile::~TemporaryFile() {
    std::error_code ignored;  // nothing to tell: the file may never have been made
    if (!committed_) fs::remove(temporary_, ignored);
}

void TemporaryFile::commit() {
    sync_to_disk(temporary_);
    std::error_code error;
    fs::rename(temporary_, final_, error);
    if (error) throw Error("{}: {}", final_.string(), error.message());
    committed_ = true;
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

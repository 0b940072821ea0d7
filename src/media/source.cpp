#include "media/source.h"

#include <array>
#include <fstream>
#include <optional>
#include <system_error>

#include "core/error.h"
#include "media/movie_source.h"
#include "media/sequence_source.h"

namespace umber::media {

namespace {

// OpenEXR's magic number; the name's ending may be anything.
bool is_exr(const std::filesystem::path& file) {
    std::array<unsigned char, 4> start{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(reinterpret_cast<char*>(start.data()), start.size());
    return stream.gcount() == 4 && start == std::array<unsigned char, 4>{0x76, 0x2f, 0x31, 0x01};
}

// The pictures that `path` names, where it is a pattern or a folder; nothing for a file. Throws Error where it is
// nothing.
std::optional<SequenceFiles> sequence_at(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (std::filesystem::is_directory(status)) return find_in_folder(path);
    if (!std::filesystem::exists(status)) {
        if (error && error != std::errc::no_such_file_or_directory)
            throw Error("{}: {}", path.string(), error.message());
        if (std::optional<SequenceFiles> found = find_by_pattern(path)) return found;
        throw Error("{}: no such file or folder", path.string());
    }
    if (!std::filesystem::is_regular_file(status)) throw Error("{}: not a file", path.string());
    if (std::filesystem::file_size(path, error) == 0 && !error) throw Error("{}: the file is empty", path.string());
    if (!std::ifstream(path, std::ios::binary)) throw Error("{}: can't be read: permission denied", path.string());
    return std::nullopt;
}

}  // namespace

std::unique_ptr<Source> open(const std::filesystem::path& path, OpenOptions options) {
    if (!options.allocator) options.allocator = host_allocator();
    if (std::optional<SequenceFiles> files = sequence_at(path)) {
        require_near_numbers(*files);
        const bool exr = is_exr(files->file(0));
        return exr ? open_exr(*std::move(files), options) : open_sequence(*std::move(files), options);
    }
    return is_exr(path) ? open_exr(single_file(path), options) : open_movie(path, options);
}

ClipInfo probe(const std::filesystem::path& path) {
    if (sequence_at(path) || is_exr(path)) return open(path)->info();
    return probe_movie(path);
}

}  // namespace umber::media

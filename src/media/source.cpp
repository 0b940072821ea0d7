#include "media/source.h"

#include <system_error>

#include "core/error.h"
#include "media/movie_source.h"

namespace umber::media {

std::unique_ptr<Source> open(const std::filesystem::path& path, OpenOptions options) {
    return open_movie(path, options);
}

ClipInfo probe(const std::filesystem::path& path) {
    return probe_movie(path);
}

}  // namespace umber::media

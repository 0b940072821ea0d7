// A movie file as a Source. Internal to media: media::open() makes it.
#pragma once
#include <filesystem>
#include <memory>

#include "media/source.h"

namespace umber::media {

// Errors as in media::open().
std::unique_ptr<Source> open_movie(const std::filesystem::path& path, const OpenOptions& options);
// As media::probe(): also for files that hold only sound.
ClipInfo probe_movie(const std::filesystem::path& path);

}  // namespace umber::media

// Numbered pictures as a Source: through FFmpeg (DPX, TIFF, PNG, JPEG…) and, for OpenEXR, through its own library.
// Internal to media.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "media/sequence_files.h"
#include "media/source.h"

namespace umber::media {

// Errors as in media::open(). A file that is missing or damaged is an error when its frame is read, not before.
std::unique_ptr<Source> open_sequence(SequenceFiles files, const OpenOptions& options);
// Also for a single picture.
std::unique_ptr<Source> open_exr(SequenceFiles files, const OpenOptions& options);

// What both kinds of sequence say alike. The rate, where the pictures name none, is 25, as FFmpeg's.
void describe_sequence(const SequenceFiles& files, std::optional<Rational> rate,
                       const std::optional<std::string>& timecode, VideoInfo& video, std::vector<std::string>& notes);

// Throws Error where `index` is no frame of `files` or its file is missing.
void require_file(const SequenceFiles& files, std::int64_t index);

}  // namespace umber::media

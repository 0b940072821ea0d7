// The two kinds of Encoder, made by create_encoder().
#pragma once
#include <filesystem>
#include <memory>

#include "media/encoder.h"
#include "media/picture_encoder.h"

namespace umber::media {

std::unique_ptr<Encoder> create_movie_encoder(const std::filesystem::path& output, const EncodeSettings& settings);
std::unique_ptr<Encoder> create_sequence_encoder(const std::filesystem::path& output, const EncodeSettings& settings);

// The time base of a movie's frames: as given, else one frame of the nominal rate.
Rational time_base_of(const EncodeSettings& settings);
PictureSettings picture_settings(const EncodeSettings& settings);

}  // namespace umber::media

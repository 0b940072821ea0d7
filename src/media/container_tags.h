// What a container is told beside the pictures: muxer options, timecode, rotation, metadata; and what can't be told it.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "media/encoder.h"
#include "media/ffmpeg_handles.h"

namespace umber::media {

bool is_mov_family(const AVFormatContext& output);  // .mov and .mp4
bool is_mxf(const AVFormatContext& output);
bool is_matroska(const AVFormatContext& output);

// Timecode, rotation and metadata of `settings` on the format and its picture stream. Returns notes on what it can't
// hold.
std::vector<std::string> add_container_tags(AVFormatContext& output, AVStream& video, const EncodeSettings& settings);

// Options for avformat_write_header: colr atom, exact time scales, faststart for delivery codecs.
void add_muxer_options(Dictionary& options, const AVFormatContext& output, const EncodeSettings& settings);

}  // namespace umber::media

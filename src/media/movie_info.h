// What a movie file says of itself: rate, timecode, rotation, aspect, sound, tags as text. Internal to media.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "media/ffmpeg_handles.h"
#include "media/packet_index.h"
#include "media/source.h"

namespace umber::media {

// Sound streams, metadata of the container, of `video` (may be null) and of a camera's XML beside the file.
void describe_container(const AVFormatContext* input, const AVStream* video, ClipInfo& info);

// Degrees clockwise to turn the picture, from the display matrix of the stream or of its first frame; a mirrored or a
// crooked picture adds a note and keeps the nearest quarter turn.
int rotation_of(const AVStream* stream, const AVFrame* frame, std::vector<std::string>& notes);

// Whether a picture is two fields: FFmpeg makes one of two for every codec but HEVC and its successor, whose fields are
// pictures of their own that are marked as interlaced all the same.
bool holds_two_fields(const AVFrame* frame, AVCodecID codec);

// By the first picture, since containers contradict each other. `notes`: what that means for its pictures in `format`.
Fields fields_of(const AVFrame* frame, AVCodecID codec, const PixelFormat& format, std::vector<std::string>& notes);

// The first timecode that the file has: the video's own tag, a timecode track's, the container's, the frame's.
std::optional<Timecode> start_timecode_of(const AVFormatContext* input, const AVStream* video, const AVFrame* frame,
                                          Rational frame_rate, std::vector<std::string>& notes);

// Rate and whether it varies; `index` is told to use it. Where timestamps are of no use, adds a note.
void settle_rate(const AVFormatContext* input, const AVStream* video, PacketIndex& index, VideoInfo& info,
                 std::vector<std::string>& notes);

}  // namespace umber::media

// Static HDR metadata as FFmpeg keeps it: side data of streams and of frames, and the words of x264 and x265. Internal
// to media.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "media/ffmpeg_handles.h"
#include "media/hdr_metadata.h"

namespace umber::media {

// What the container says. Metadata that lacks its primaries or its luminance is left out, and noted where `notes` is
// not null.
HdrMetadata hdr_of(const AVStream* stream, std::vector<std::string>* notes);
// What the bitstream says with this picture.
HdrMetadata hdr_of(const AVFrame* frame, std::vector<std::string>* notes);

// What `first` lacks, from `second`.
HdrMetadata or_else(HdrMetadata first, const HdrMetadata& second);

// Side data for the muxer of a stream that is to be written: mdcv and clli of MP4 and QuickTime, Matroska's Colour,
// MXF's picture descriptor. Throws Error when out of memory.
void add_hdr(AVStream* stream, const HdrMetadata& hdr);

// SEI messages of H.264 and H.265 masters: adds to the encoder's options. Other encoders have no word for it.
void add_hdr(std::map<std::string, std::string>& options, const std::string& codec, const HdrMetadata& hdr);

}  // namespace umber::media

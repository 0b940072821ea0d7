// Coded packets in the order of the file, numbered by ordinal, from any ordinal on. Internal to media.
#pragma once
#include <cstdint>

#include "media/ffmpeg_handles.h"

namespace umber::media {

class PacketReader {
public:
    virtual ~PacketReader() = default;
    // The next packet, its ordinal in packet->pts and packet->dts; false at the end.
    virtual bool next(AVPacket* packet) = 0;
    // next() then gives packet `ordinal`. Throws Error where the file can't be read there.
    virtual void seek(std::int64_t ordinal) = 0;
};

}  // namespace umber::media

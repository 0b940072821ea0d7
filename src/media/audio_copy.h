// The sound of the source, carried over packet by packet, never decoded.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "media/ffmpeg_handles.h"

namespace umber::media {

class AudioCopy {
public:
    // Adds a stream to `output` (its header not yet written) for each sound stream of `source` that the container
    // takes, and a line to `notes` for each that it does not. `zero` is the time of frame 0 by the clock of `source`,
    // in seconds (Source::start_time()); `start` and `end` are seconds from there; end 0/1: to the end of the sound.
    // PCM is cut to the sample; other codecs by whole packets, that in which `start` lies (and in .mov and .mp4, whose
    // edit lists hide it, the packet before, which the decoder needs to begin cleanly). From frame 0 on, a quarter of a
    // second before it is taken too: what a coder primes its decoder with. Throws Error naming `source`: can't be
    // opened.
    AudioCopy(const std::filesystem::path& source, Rational zero, Rational start, Rational end, AVFormatContext& output,
              std::vector<std::string>& notes);

    bool empty() const { return tracks_.empty(); }
    // Hands on the packets, in order of the file, whose time is before `time` (of `base`, 0 = the first picture), with
    // the times of the output's streams. Reads no further than one packet ahead, so that memory does not grow.
    void deliver_until(std::int64_t time, AVRational base, const std::function<void(AVPacket&)>& write);
    // Silence from the end of PCM sound that is over to `time`, for containers that need sound beside every picture.
    // True where any was written.
    bool pad_until(std::int64_t time, AVRational base, const std::function<void(AVPacket&)>& write);
    // All that is left.
    void deliver_rest(const std::function<void(AVPacket&)>& write);

private:
    struct Track {
        const AVStream* from = nullptr;
        AVStream* to = nullptr;
        std::int64_t start = 0;  // in ticks of `from`: what becomes time 0
        std::int64_t first = 0;  // packets that end at or before this are left out
        std::int64_t end = 0;    // packets that begin at or after this too
        bool has_end = false;
        std::int64_t pcm_block = 0;  // bytes of a sample of all channels; 0: not PCM
        std::int64_t samples = 0;    // PCM handed on so far, to here
        std::int64_t last_dts = std::numeric_limits<std::int64_t>::min();  // handed on, in ticks of `to`
        bool done = false;
    };
    bool next();  // the next packet to be handed on, in packet_, rebased but still in the source's ticks
    bool cut(Track& track);
    void cut_samples(const Track& track);

    std::filesystem::path source_;
    InputHandle input_;
    std::vector<Track> tracks_;
    PacketHandle packet_;
    Track* track_of_packet_ = nullptr;  // null: packet_ is empty
};

}  // namespace umber::media

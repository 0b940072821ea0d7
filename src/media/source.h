// Reading pictures: a clip, a still or a numbered sequence, frame-exact, into memory of the caller's choosing.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/timecode.h"
#include "media/frame.h"
#include "media/hdr_metadata.h"

namespace umber::media {

// A frame that is there and can't be decoded, while others may be sound.
class BadFrame : public Error {
public:
    using Error::Error;
};

struct VideoInfo {
    std::string codec;          // FFmpeg's name: "h264", "prores", "exr"…
    std::string profile;        // "High", "HQ"…, or empty
    int width = 0, height = 0;  // coded picture, before rotation and aspect
    PixelFormat format;
    Rational frame_rate{25, 1};  // average for a variable rate
    bool variable_frame_rate = false;
    std::int64_t frames = 0;                 // exact: counted where the container does not tell
    Rational duration;                       // seconds
    std::optional<Timecode> start_timecode;  // from tmcd or tags
    color::Tags tags;  // as used: what the file says, else the standard guess (said in ClipInfo::notes)
    HdrMetadata hdr;   // of PQ and HLG clips, as the file says
    int rotation = 0;  // degrees clockwise to turn the coded picture for display: 0, 90, 180, 270
    Rational sample_aspect_ratio{1, 1};
    Fields fields = Fields::none;  // a picture is graded as a whole all the same
};

struct AudioInfo {
    std::string codec;
    int channels = 0;
    int sample_rate = 0;
};

struct ClipInfo {
    std::filesystem::path path;
    std::optional<VideoInfo> video;  // nothing: an audio-only file
    std::vector<AudioInfo> audio;
    std::vector<std::string> notes;  // what was assumed and why; also "cut off after frame N"
    std::vector<std::pair<std::string, std::string>> metadata;  // container's and stream's tags, as they are
};

struct OpenOptions {
    std::shared_ptr<FrameAllocator> allocator = host_allocator();
    int threads = 0;  // decoder's threads; 0: as many as help
    // Of decoded pictures that are kept where a clip is read backwards, so that they aren't decoded from their key
    // frame for every step.
    std::size_t rewind_bytes = std::size_t{192} << 20;
};

class Source {
public:
    virtual ~Source() = default;
    virtual const ClipInfo& info() const = 0;
    // The frame of this number, exactly (also in long-GOP files and with a variable rate). Reading on in order is fast;
    // any other order seeks. Throws Error past the end or where a sequence's file is missing, BadFrame where the
    // file is damaged there, naming the file and the frame.
    virtual Frame read(std::int64_t index) = 0;
    // Seconds from the first frame at which frame `index` is shown; frames() gives the end. Exact for variable rates.
    virtual Rational time_of(std::int64_t index) const = 0;
    // The time of frame 0 by the file's own clock, in seconds: what its sound is in step with. Pictures have none: 0.
    virtual Rational start_time() const { return {0, 1}; }
    // The number of frame 0 in the names of a sequence's files, else 0.
    virtual std::int64_t first_number() const { return 0; }
    // The files that it reads, those that are missing left out.
    virtual std::vector<std::filesystem::path> files() const { return {info().path}; }
};

// Opens a movie, an image, a pattern ("shot.%04d.exr", "shot.####.exr"), one frame of a sequence with its neighbours
// left alone, or a folder that holds exactly one numbered sequence. Throws Error naming the path: missing, empty, not a
// picture, no video stream (the message says that it holds only sound), no frame that can be decoded.
std::unique_ptr<Source> open(const std::filesystem::path& path, OpenOptions options = {});

// What the input is, without keeping it open; also for audio-only files. Errors as in open().
ClipInfo probe(const std::filesystem::path& path);

}  // namespace umber::media

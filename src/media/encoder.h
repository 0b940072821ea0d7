// Writing pictures: movies through FFmpeg with the source's sound carried over, numbered sequences and stills.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "color/spaces.h"
#include "core/timecode.h"
#include "media/frame.h"
#include "media/hdr_metadata.h"

namespace umber::media {

// A delivery preset is data: adding one is a line in preset.cpp.
struct Preset {
    std::string id;            // "prores422hq"
    std::string label;         // "Apple ProRes 422 HQ"
    std::string codec;         // FFmpeg encoder, or "exr" for OpenEXR
    std::string pixel_format;  // what the encoder takes: "yuv422p10le"; the engine writes exactly these planes
    std::string extension;     // of the output where the user gave none: ".mov"
    std::vector<std::string> containers;         // extensions that take it, the default first
    std::map<std::string, std::string> options;  // FFmpeg's private options
    bool sequence = false;                       // one file a frame
};

// prores422hq, prores4444, h264, h265-10, dnxhr-hqx, ffv1, exr-half, png16, dpx10.
const std::vector<Preset>& presets();
// Throws UsageError naming those there are.
const Preset& preset(std::string_view id);

struct EncodeSettings {
    Preset preset;  // pixel_format may have been overridden by --pix-fmt
    int width = 0, height = 0;
    Rational frame_rate{25, 1};  // nominal; frames carry exact times
    Rational time_base{0, 1};    // of the frames' times; 0/1: from frame_rate. A variable-rate clip keeps its times
    Rational sample_aspect_ratio{1, 1};
    int rotation = 0;              // carried as display matrix where the container can
    Fields fields = Fields::none;  // coded as such where the codec can, else noted
    color::Tags tags;              // what the pixels are: written into the bitstream and the container
    color::SpaceLabel label;       // what OpenEXR and DPX can say of their space beside that
    HdrMetadata hdr;               // written into the bitstream and the container, where they have a place for it
    std::optional<Timecode> start_timecode;
    std::filesystem::path audio_from;  // movie whose sound is carried over unchanged; empty: none
    Rational audio_zero;               // seconds by that movie's clock: the source's frame 0
    Rational audio_start;              // seconds from there: the part of the sound that belongs to the range
    Rational audio_end;                // seconds from there; 0/1: to its end
    std::int64_t first_number = 0;     // of a sequence: the number in the name of the frame whose index is 0
    int threads = 0;
    std::map<std::string, std::string> metadata;
};

// What a written file says of itself, read back after writing.
struct WrittenInfo {
    std::int64_t frames = 0;
    std::string tags;  // "1-1-1, limited, 41 frames, 00:00:00:00": primaries-transfer-matrix as H.273 numbers,
                       // and static HDR metadata where there is any
    HdrMetadata hdr;
    std::vector<std::string> notes;  // sound that the container can't take, tags that it can't hold…
};

class Encoder {
public:
    virtual ~Encoder() = default;
    // The file in which the frame of this index ends up.
    virtual std::filesystem::path file_of(std::int64_t index) const = 0;
    // The memory that frames for this encoder should be laid out in (allocate_frame with this format and size).
    virtual const PixelFormat& format() const = 0;
    // Takes the next frame (times rising). Throws Error naming the output file: disk full, encoder failed.
    virtual void write(const Frame& frame) = 0;
    // Flushes, writes the trailer, reads back, renames to the final name. Without it the destructor removes everything.
    virtual WrittenInfo finish() = 0;
};

// Whether FFmpeg's encoder of this name codes interlaced pictures as such.
bool codes_fields(std::string_view codec);

// `output`: a file, or for a sequence a pattern ("out/shot.%06d.exr") or a folder. Throws Error: unknown container for
// the preset, folder missing, unwritable.
std::unique_ptr<Encoder> create_encoder(const std::filesystem::path& output, const EncodeSettings& settings);

// Depth of a written still: 8 or 16 bits, half or float.
enum class StillDepth { automatic, eight, sixteen, half, floating };

// One picture into .png .tif .exr .dpx .jpg. `frame` is planar RGB float ("gbrpf32le"), values as they are to be
// stored, 1.0 = full scale for the integer formats (rounded, clipped, not dithered); `depth` automatic: 16 bits for PNG
// and TIFF, 10 for DPX, half for EXR. `label`: as EncodeSettings has it. Written whole or not at all. Throws Error:
// extension unknown, depth that the format has not.
void write_still(const std::filesystem::path& output, const Frame& frame, StillDepth depth = StillDepth::automatic,
                 const color::SpaceLabel& label = {});

}  // namespace umber::media

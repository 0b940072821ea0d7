// The two ends of a generated kernel: how a frame's planes are read and written, as GLSL constants before the files of
// shaders/io, and the matrices between codes and R'G'B'.
#pragma once
#include <array>
#include <string>

#include <glm/glm.hpp>

#include "media/frame.h"

namespace umber::engine {

// What a kernel reads: a frame's planes, or a list of colours.
struct SourceForm {
    bool colours = false;
    media::PixelFormat format;
    color::Tags tags;
    bool chroma_by_fields = false;  // of 4:2:0: see media::chroma_goes_by_fields()
};
SourceForm form_of(const media::Frame& frame);

// How much of a picture one invocation does. A CPU device wants few invocations with long loops and large pieces of
// memory; a GPU wants many, whose neighbours read and write side by side, so that their accesses join.
enum class Tiles { wide, narrow };

// What it writes.
struct SinkForm {
    enum class Kind { planes, picture, colours };
    Kind kind = Kind::planes;
    bool scaled = false;        // a picture smaller than its source
    bool even = false;          // a picture whose rows hold an even number of pixels
    media::PixelFormat format;  // of planes
    color::Tags tags;
    bool dither = true;           // of planes of up to 12 bits
    bool plane_by_plane = false;  // planes from planes of the same matrix, ungraded: see can_resample()
    Tiles tiles = Tiles::wide;    // the engine sets it
    bool chroma_by_fields = false;
};

// A matrix and what is added after it, as entries of `values`: three columns and the constant.
using Affine = std::array<glm::vec4, 4>;

// Integer codes of `format` -> R'G'B' (ITU-R BT.709-6 item 3.4, 4.6 and kin: limited or full range).
Affine codes_to_rgb(const media::PixelFormat& format, const color::Tags& tags);
Affine rgb_to_codes(const media::PixelFormat& format, const color::Tags& tags);

// Whether an ungraded picture goes from one form to the other plane by plane: both Y'CbCr of one matrix. Then luma is
// rescaled, and chroma is resampled only along the axes in which its samples lie elsewhere; by way of R'G'B' it would
// be smeared along both.
bool can_resample(const SourceForm& source, const SinkForm& sink);
// Codes to codes of such a pair: the factors in the first entry, what is added in the last.
Affine codes_to_codes(const SourceForm& source, const SinkForm& sink);

// Whether `source` has finer steps than `sink`: more bits, a wider range of codes for the same light, or another model,
// whose matrix puts values between the steps.
bool finer_steps(const media::PixelFormat& source, const color::Tags& source_tags, const media::PixelFormat& sink,
                 const color::Tags& sink_tags);

// Throws Error naming the format where it can't be read or written by a kernel.
std::string source_code(const SourceForm& source, const SinkForm& sink);
std::string sink_code(const SinkForm& sink);

// Columns and rows of invocations in a group: of narrow tiles a row is what a GPU does at once, so that it reads and
// writes memory without a gap.
glm::ivec2 group_size(Tiles tiles);
// Columns and rows of pixels that one invocation does.
glm::ivec2 block(const SourceForm& source, const SinkForm& sink);

}  // namespace umber::engine

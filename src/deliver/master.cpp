#include "deliver/master.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "media/nearest_format.h"

namespace umber::deliver {

namespace {

// Their bitstreams have no word for the range and their decoders take limited range as given (Apple ProRes white paper;
// SMPTE ST 2019-1 for VC-3).
bool always_limited(const media::Preset& preset) {
    return preset.codec.starts_with("prores") || preset.codec == "dnxhd";
}

// Of Y'CbCr ProRes has code points for these alone (SMPTE RDD 36:2015, 5.1.1); of others FFmpeg would write a 0, which
// means R'G'B'. BT.601 has two code points of the same matrix, and BT.709's curve has four; where a matrix is none of
// them the planes are made by BT.709's.
color::Tags said_by_prores(color::Tags tags) {
    using color::Matrix;
    using color::Transfer;
    if (tags.matrix == Matrix::bt601_625) tags.matrix = Matrix::bt601_525;
    if (tags.matrix != Matrix::bt709 && tags.matrix != Matrix::bt601_525 && tags.matrix != Matrix::bt2020nc &&
        tags.matrix != Matrix::rgb)
        tags.matrix = Matrix::bt709;
    if (tags.transfer == Transfer::smpte170m || tags.transfer == Transfer::bt2020_10 ||
        tags.transfer == Transfer::bt2020_12)
        tags.transfer = Transfer::bt709;
    return tags;
}

color::ChromaLocation chroma_location(const media::PixelFormat& format, const media::PixelFormat& source_format,
                                      color::ChromaLocation source, bool untouched) {
    using color::ChromaLocation;
    if (format.log2_chroma_width == 0) return ChromaLocation::unspecified;
    const bool alike = format.log2_chroma_width == source_format.log2_chroma_width &&
                       format.log2_chroma_height == source_format.log2_chroma_height;
    if (!alike || source == ChromaLocation::unspecified) return ChromaLocation::left;
    // The engine does not write chroma sited at the bottom, which no encoder of today makes.
    const bool bottom = source == ChromaLocation::bottom || source == ChromaLocation::bottom_left;
    return bottom && !untouched ? ChromaLocation::left : source;
}

}  // namespace

color::Tags master_tags(const media::Preset& preset, const media::PixelFormat& format,
                        const media::PixelFormat& source_format, const color::Tags& source, bool untouched) {
    using Model = media::PixelFormat::Model;
    color::Tags tags = source;
    if (format.model == Model::rgb) {
        tags.matrix = color::Matrix::rgb;
        tags.range = color::Range::full;
    } else if (source_format.model == Model::rgb) {
        tags.matrix = source.primaries == color::Primaries::bt2020 ? color::Matrix::bt2020nc : color::Matrix::bt709;
        tags.range = format.model == Model::grey ? color::Range::full : color::Range::limited;
    }
    if (format.model == Model::ycbcr && (always_limited(preset) || tags.range == color::Range::unspecified))
        tags.range = color::Range::limited;
    if (preset.codec.starts_with("prores")) tags = said_by_prores(tags);
    // Of DNxHR's two matrices of luma weights one is right, or BT.709's is made (SMPTE ST 2019-1, colour volume).
    if (preset.codec == "dnxhd" && format.model == Model::ycbcr && tags.matrix != color::Matrix::bt2020nc)
        tags.matrix = color::Matrix::bt709;
    tags.chroma_location = chroma_location(format, source_format, source.chroma_location, untouched);
    return tags;
}

color::ChromaLocation between_rows(color::ChromaLocation location) {
    using color::ChromaLocation;
    const bool middle =
        location == ChromaLocation::center || location == ChromaLocation::top || location == ChromaLocation::bottom;
    return middle ? ChromaLocation::center : ChromaLocation::left;
}

media::HdrMetadata master_hdr(const color::Tags& tags, const media::HdrMetadata& source, bool graded) {
    const bool hdr = tags.transfer == color::Transfer::pq || tags.transfer == color::Transfer::hlg;
    if (!hdr) return {};
    return {source.mastering_display, graded ? std::nullopt : source.content_light};
}

std::vector<std::string> hdr_notes(const color::Tags& tags, const media::HdrMetadata& source, bool graded) {
    std::vector<std::string> notes;
    const media::HdrMetadata kept = master_hdr(tags, source, graded);
    const bool hdr = tags.transfer == color::Transfer::pq || tags.transfer == color::Transfer::hlg;
    if (source.mastering_display && !kept.mastering_display)
        notes.push_back(to_string(*source.mastering_display) + ": not kept, the master is not HDR");
    if (source.content_light && !kept.content_light)
        notes.push_back(to_string(*source.content_light) + ": not kept, the " +
                        (hdr ? "grade changes the light and it is not measured again" : "master is not HDR"));
    if (source.empty() && tags.transfer == color::Transfer::pq)
        notes.emplace_back("neither mastering display nor content light level is written: the source has none");
    return notes;
}

media::Preset fitted(const media::Preset& preset, const media::PixelFormat& source) {
    media::Preset result = preset;
    if (preset.codec == "ffv1") result.pixel_format = media::nearest_format(preset.codec, source).name;
    if (source.alpha && preset.id == "prores4444") result.pixel_format = "yuva444p10le";
    if (source.alpha && preset.codec == "exr") result.pixel_format = "gbrapf32le";
    return result;
}

const media::Preset& preset_for(const std::filesystem::path& output) {
    const std::string extension = lower_extension(output);
    std::string names;
    // What the extension is the default of goes before what it can also hold.
    for (const bool own : {true, false})
        for (const media::Preset& one : media::presets()) {
            const bool holds =
                std::find(one.containers.begin(), one.containers.end(), extension) != one.containers.end();
            if (own ? one.extension == extension : holds) return one;
            if (own) names += (names.empty() ? "" : ", ") + one.id;
        }
    throw UsageError("{}: no preset is written to {}; name one with --preset: {}", output.string(),
                     extension.empty() ? "a name without an extension" : extension + " files", names);
}

}  // namespace umber::deliver

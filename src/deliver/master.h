// What a master's pixels are to be: its pixel format and its colour tags, from those of its source.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "media/encoder.h"

namespace umber::deliver {

// The colour tags of a master in `format` made by `preset` from pictures tagged `source`. The grade works on the
// source's own code values, so primaries and transfer stay; matrix, range and chroma location are what `format` can be
// and the codec can say. `untouched`: nothing is graded, so a source in the same format is passed on sample for sample.
color::Tags master_tags(const media::Preset& preset, const media::PixelFormat& format,
                        const media::PixelFormat& source_format, const color::Tags& source, bool untouched);

// The like of a chroma location whose samples lie between two rows, as those of fields do that a master has.
color::ChromaLocation between_rows(color::ChromaLocation location);

// The static HDR metadata of a master that is tagged `tags`: PQ and HLG masters keep their source's mastering display,
// and as long as nothing is `graded` its content light level, which a grade makes untrue; others have none.
media::HdrMetadata master_hdr(const color::Tags& tags, const media::HdrMetadata& source, bool graded);

// What is to be said of it: what is not kept, and that a PQ master has none.
std::vector<std::string> hdr_notes(const color::Tags& tags, const media::HdrMetadata& source, bool graded);

// `preset` with the pixel format that it gets for this source: FFV1, which keeps anything, keeps the source's; ProRes
// 4444 and OpenEXR have alpha where the source has; the others have their own.
media::Preset fitted(const media::Preset& preset, const media::PixelFormat& source);

// The first preset whose container `output` has; a folder or a name without extension has none. Throws UsageError
// naming the presets.
const media::Preset& preset_for(const std::filesystem::path& output);

}  // namespace umber::deliver

// The scopes as a picture, drawn on the host: for `umber scopes -o FILE.png`. Waveform and parade above, vectorscope
// and histogram below, in the room's greys, with graticules and their numbers in 10-bit code, or in nits.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/scopes.h"

namespace umber::engine {

struct ScopePicture {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgb;  // rows without gaps, three bytes a pixel
};

// `scale`: 1 gives 1280x800; 2 twice that. `hdr`: the space of the picture's display where its levels are told in nits
// (PQ, HLG), else null.
ScopePicture draw_scopes(const ScopesData& data, int scale = 1, const color::Space* hdr = nullptr);

}  // namespace umber::engine

// The values of the pixel under the pointer, from the very picture that the viewer shows: graded and viewed, without
// the viewer's own exposure, gamma and marks.
#pragma once
#include <array>
#include <cstdint>
#include <glm/glm.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/geometry.h"
#include "app/widgets/graticule.h"
#include "color/spaces.h"
#include "engine/engine.h"
#include "media/not_numbers.h"

namespace umber::app {

// The pixel of the clip's frame, turned as it is shown, that lies at `at` (in pixels of the window); nothing beside the
// picture. `frame`: size of the frame as it is coded; `rotation`: degrees clockwise that it is turned by.
std::optional<glm::ivec2> pixel_at(glm::vec2 at, const Rect& picture, glm::ivec2 frame, int rotation);

// Red, green and blue of the picture there, as codes of 16 bits. The picture may be smaller than the frame (while
// playing) and is not turned. It must be finished.
std::array<std::uint16_t, 3> picture_codes(engine::Engine& engine, const engine::Picture& picture, glm::ivec2 pixel,
                                           glm::ivec2 frame, int rotation);

// "123, 45", "R 512", "G 380", "B 101", by the scopes' scale, and where the picture is HDR's also "203 nits". `hdr`:
// the space of the display where it is told in nits, else null.
std::vector<std::string> readout_words(glm::ivec2 pixel, std::array<std::uint16_t, 3> codes, ScopeScale scale,
                                       const color::Space* hdr);

// "4 NaN read as 0", "3 Inf held at 1e30": of the samples of a picture that are no colours; empty where all are.
std::vector<std::string> not_numbers_words(const media::NotNumbers& found);

}  // namespace umber::app

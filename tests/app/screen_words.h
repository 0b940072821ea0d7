// The pixels of an X server's screen as it keeps them: 32 bits each, whatever they mean. libX11 is loaded when asked
// for, as with DragSource.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace umber::app {

// `width` pixels of the row `y` from `x` on, of `display` (":90"). Empty where there is no libX11 or no such display.
std::vector<std::uint32_t> screen_words(const std::string& display, int x, int y, unsigned width);

}  // namespace umber::app

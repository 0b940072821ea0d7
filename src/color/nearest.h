// Names that are close to one that is not known, for messages.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace umber::color {

// At most three of `names` that `text` may have been meant as, the nearest ones: by the letters to add, drop or change,
// without regard to case; or that hold `text`. Nothing where none is near.
std::vector<std::string> nearest_names(std::string_view text, std::span<const std::string> names);

// "; did you mean 'A' or 'B'?", or `otherwise`.
std::string did_you_mean(std::string_view text, std::span<const std::string> names, std::string_view otherwise);

}  // namespace umber::color

// What a clip's colours are taken for where nobody says otherwise.
#pragma once
#include <string>

#include "color/tags.h"

namespace umber::cli {

// The name of the colour space that `tags` amount to, as the ACES studio configs name it (color::spaces() has it).
// Pictures made for a display by BT.709 and its kin are named by the display that they are made for, BT.1886.
std::string assumed_space(const color::Tags& tags);

}  // namespace umber::cli

// Which files can be a grade's LUT.
#pragma once
#include <string>
#include <vector>

namespace umber::engine {

// Every extension that a LUT file may have, lower case, with the point: our own formats first, then those that only
// OpenColorIO reads.
std::vector<std::string> lut_extensions();

}  // namespace umber::engine

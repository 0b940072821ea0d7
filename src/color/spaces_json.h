// The tables of spaces and views as JSON: what `umber spaces --json` prints, and what the generator of Umber's OCIO
// config reads.
#pragma once
#include <nlohmann/json.hpp>

#include "color/spaces.h"
#include "color/views.h"

namespace umber::color {

// {"name", "aliases", "family", "encoding", "reference": "scene"|"display", "primaries": {"red", "green", "blue",
// "white": [x, y]} (absent for data and built-ins), "adaptation": "bradford"…, "transfer": {"id", "label", "form",
// …constants}, "linear_to_aces2065_1": nine numbers, row by row, "hlg_peak_nits", "ocio_builtin"}. A curve's constants
// have the names of its struct's members in transfer.h; logarithms are to base 2.
nlohmann::json to_json(const Space& space);
nlohmann::json to_json(const TransferFunction& function);
// {"name", "views": [...]}.
nlohmann::json to_json(const Display& display);
// {"name", "kind": "aces2"|"ocio_builtin"|"none"|"colorimetric"|"raw", "peak_nits", "limiting", "builtin"}.
nlohmann::json to_json(const ViewTransform& view);

}  // namespace umber::color

// ASC CDL as XML: .cc (one ColorCorrection), .ccc (ColorCorrectionCollection), .cdl (ColorDecisionList). Read leniently
// in what programs vary (namespace, prefix, case of names, order, white space), strictly in the numbers.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "interchange/color_correction.h"

namespace umber::interchange {

// Reads any of the three, told apart by the root element, never by the extension. References are resolved. Elements
// that CDL does not know are skipped with a logged warning. Throws Error naming `path` and the line: malformed XML or
// numbers, slope < 0, power <= 0, saturation < 0, a missing or doubled node, two equal ids, a reference to nothing.
CdlDocument read_any_cdl(const std::filesystem::path& path);

// The same from bytes already in memory; `path` only names them in messages.
CdlDocument parse_cdl(const std::filesystem::path& path, std::string bytes);

// The correction of that id; without an id the only one that there is. Throws Error naming `path` with the ids to
// choose from.
const ColorCorrection& find(const CdlDocument& document, std::optional<std::string_view> id,
                            const std::filesystem::path& path);

// FILE or FILE#ID, as `--cdl` takes it. A file whose whole name holds the '#' goes first.
ColorCorrection read_color_correction(std::string_view file_and_id);

// .cc, .ccc or .cdl, in any case. Throws Error naming `path` for another extension.
CdlKind cdl_kind(const std::filesystem::path& path);

// XML in the namespace urn:ASC:CDL:v1.2, numbers in the fewest digits that read back as the same (a float as a float).
// A .cc takes exactly one correction; media of a decision list that `kind` can't carry are named in a logged warning.
// Throws Error naming `path`: nothing or too much to write, values out of CDL's range, text that XML can't hold.
std::string format_cdl(const std::filesystem::path& path, const CdlDocument& document, CdlKind kind);

// Writes the kind that the extension says, whole or not at all. Throws Error naming `path`.
void write_cdl(const std::filesystem::path& path, const CdlDocument& document);
void write_cdl(const std::filesystem::path& path, const ColorCorrection& correction);

}  // namespace umber::interchange

// .cube: Adobe's ("Cube LUT Specification 1.0", 2013: 1D or 3D, DOMAIN_MIN/MAX, TITLE) and DaVinci Resolve's (1D, 3D,
// or a 1D shaper followed by a 3D table, LUT_1D_INPUT_RANGE, LUT_3D_INPUT_RANGE).
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "interchange/lut.h"

namespace umber::interchange {

// Reads either dialect: keywords in any case and order, comments from '#' to the end of a line, any whitespace, CR, LF
// or CRLF. Keywords of other programs are skipped with a logged warning. Throws Error naming `path` and the line.
Lut read_cube(const std::filesystem::path& path);

// The same from text already in memory; `path` only names it in messages.
Lut parse_cube(const std::filesystem::path& path, std::string_view text);

// How a domain other than 0..1 is written. adobe: DOMAIN_MIN/MAX, what most programs read. resolve: the INPUT_RANGE
// keywords, one range for all channels. A shaper with a 3D table exists in Resolve's dialect only and is written so.
enum class CubeDialect { adobe, resolve };

// Numbers are written so that they read back as the same floats. Throws Error beginning with `path`: lut has a fault(),
// or a domain that differs by channel where the dialect has one range.
std::string format_cube(const std::filesystem::path& path, const Lut& lut, CubeDialect dialect = CubeDialect::adobe);

// Writes the file whole or not at all. Throws Error naming `path`.
void write_cube(const std::filesystem::path& path, const Lut& lut, CubeDialect dialect = CubeDialect::adobe);

}  // namespace umber::interchange

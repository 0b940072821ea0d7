// What every reader of a text format needs: bytes of any usual encoding as UTF-8, numbers read strictly and without the
// locale, and the pieces of an error message (line, quoted token, grouped number).
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace umber::interchange {

// The text of a file as UTF-8 without a byte order mark: UTF-8 and UTF-16 by their marks, anything else unchanged.
// Throws Error naming `path` where the bytes are no text (a zero byte or other control characters near the beginning).
std::string decode_text(const std::filesystem::path& path, std::string bytes);

bool is_utf8(std::string_view text);

// `text` if it is UTF-8, else its bytes read as ISO 8859-1: for titles and comments, which must never stop a reader.
std::string utf8_or_latin1(std::string_view text);

// The line, from 1, in which the byte at `offset` stands. CR, LF and CRLF each end one line.
std::size_t line_at(std::string_view text, std::size_t offset);

// `token` in quotation marks for a message, cut after 40 bytes, with what can't be printed as '?'.
std::string in_quotes(std::string_view token);

// 35937 -> "35,937".
std::string grouped(std::uint64_t number);

std::string_view trim(std::string_view text);

enum class NumberFault { none, not_a_number, comma, not_finite, too_large };

// Reads all of `token` as a decimal number: sign, '.95', '1.', '1e-3'. Smaller than the type can hold gives 0. What a
// 32-bit float can't hold is too large for either type, since every value goes to the GPU as one.
NumberFault parse_real(std::string_view token, float& value);
NumberFault parse_real(std::string_view token, double& value);

// Why `token` was refused: `"0,01" has a decimal comma; write a point`.
std::string explain(NumberFault fault, std::string_view token);

// The fewest digits that read back as the same number. A value that is exactly a float is taken for one: 1.1f -> "1.1".
std::string shortest(double value);

}  // namespace umber::interchange

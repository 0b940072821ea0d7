// Words without regard to case: names of spaces and displays, options, the extensions of files. ASCII's letters alone.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace umber {

std::string lower(std::string_view text);

// ".mov" of "A003.MOV"; empty without one.
std::string lower_extension(const std::filesystem::path& path);

bool equal_ignoring_case(std::string_view a, std::string_view b);

// Whether `text` holds every one of the `words`, parted by spaces: a search by typing.
bool has_all_words(std::string_view text, std::string_view words);

}  // namespace umber

#include "core/text.h"

#include <algorithm>
#include <sstream>

namespace umber {

namespace {
char lower_letter(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
}  // namespace

std::string lower(std::string_view text) {
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower_letter);
    return lowered;
}

std::string lower_extension(const std::filesystem::path& path) {
    return lower(path.extension().native());
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower_letter(x) == lower_letter(y); });
}

bool has_all_words(std::string_view text, std::string_view words) {
    const std::string all = lower(text);
    std::istringstream in(lower(words));
    for (std::string word; in >> word;)
        if (all.find(word) == std::string::npos) return false;
    return true;
}

}  // namespace umber

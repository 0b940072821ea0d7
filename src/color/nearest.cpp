#include "color/nearest.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace umber::color {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::vector<std::string> nearest_names(std::string_view text, std::span<const std::string> names) {
    constexpr std::size_t most = 3, shortest_part = 3;
    const std::string wanted = lower(text);
    std::size_t least = 1 + wanted.size() / 3;
    std::vector<std::string> near;
    for (const std::string& name : names) {
        const std::string candidate = lower(name);
        std::size_t distance = edit_distance(candidate, wanted);
        if (wanted.size() >= shortest_part && candidate.find(wanted) != std::string::npos)
            distance = std::min<std::size_t>(distance, 1);
        if (distance > least) continue;
        if (distance < least) near.clear();
        least = distance;
        if (std::ranges::find(near, name) == near.end()) near.push_back(name);
    }
    std::ranges::stable_sort(near, {}, &std::string::size);
    if (near.size() > most) near.resize(most);
    return near;
}

std::string did_you_mean(std::string_view text, std::span<const std::string> names, std::string_view otherwise) {
    const std::vector<std::string> near = nearest_names(text, names);
    if (near.empty()) return std::string(otherwise);
    std::string list;
    for (std::size_t i = 0; i < near.size(); ++i)
        list += fmt::format("{}'{}'", i == 0 ? "" : i + 1 < near.size() ? ", " : " or ", near[i]);
    return fmt::format("; did you mean {}?", list);
}

}  // namespace umber::color

#include "media/sequence_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "core/error.h"

namespace umber::media {

namespace {

constexpr std::string_view digits_of_numbers = "0123456789";
constexpr std::size_t most_digits = 12;

bool is_picture(const std::filesystem::path& file) {
    static constexpr std::array<std::string_view, 26> extensions{
        ".exr", ".dpx", ".cin",  ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".bmp", ".tga", ".sgi", ".rgb", ".jp2",
        ".j2k", ".j2c", ".webp", ".hdr", ".pfm",  ".ppm", ".pgm", ".pam",  ".pnm", ".psd", ".qoi", ".jxl", ".ras"};
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || text.size() > most_digits || error != std::errc{} || end != text.data() + text.size() ||
        text.front() == '-')
        return std::nullopt;
    return number;
}

std::vector<std::string> file_names(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::directory_iterator entries(folder, error);
    if (error) throw Error("{}: the folder can't be read: {}", folder.string(), error.message());
    std::vector<std::string> names;
    for (const std::filesystem::directory_entry& entry : entries)
        if (!entry.is_directory(error)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

std::string NumberedName::of(std::int64_t number) const {
    return fmt::format("{}{:0{}}{}", before, number, digits, after);
}

std::optional<std::int64_t> NumberedName::number(std::string_view name) const {
    if (name.size() <= before.size() + after.size() || !name.starts_with(before) || !name.ends_with(after))
        return std::nullopt;
    const std::string_view middle = name.substr(before.size(), name.size() - before.size() - after.size());
    const auto least = static_cast<std::size_t>(digits);
    if (middle.size() < least || (middle.size() > least && middle.front() == '0')) return std::nullopt;
    return number_in(middle);
}

std::optional<NumberedName> parse_pattern(const std::string& name) {
    if (const std::size_t percent = name.find('%'); percent != std::string::npos) {
        const std::size_t end = name.find('d', percent);
        if (end == std::string::npos) return std::nullopt;
        const std::string_view width = std::string_view(name).substr(percent + 1, end - percent - 1);
        const std::optional<std::int64_t> digits = width.empty() ? std::optional<std::int64_t>(1) : number_in(width);
        if (!digits || *digits > static_cast<std::int64_t>(most_digits)) return std::nullopt;
        return NumberedName{name.substr(0, percent), name.substr(end + 1), std::max(1, static_cast<int>(*digits))};
    }
    // The last of several: "take#2.####.exr" has its number behind.
    const std::size_t last = name.rfind('#');
    if (last == std::string::npos) return std::nullopt;
    const std::size_t before = name.find_last_not_of('#', last);
    const std::size_t first = before == std::string::npos ? 0 : before + 1;
    return NumberedName{name.substr(0, first), name.substr(last + 1), static_cast<int>(last + 1 - first)};
}

std::filesystem::path SequenceFiles::file(std::int64_t frame) const {
    const auto found = names.find(first() + frame);
    if (found != names.end()) return folder / found->second;
    return folder / naming.of(first() + frame);
}

std::vector<std::filesystem::path> SequenceFiles::files() const {
    std::vector<std::filesystem::path> all;
    all.reserve(names.size());
    for (const auto& [number, name] : names) all.push_back(folder / name);
    return all;
}

std::filesystem::path SequenceFiles::pattern() const {
    return numbered ? folder / fmt::format("{}%0{}d{}", naming.before, naming.digits, naming.after)
                    : folder / names.begin()->second;
}

std::optional<SequenceFiles> find_by_pattern(const std::filesystem::path& path) {
    const std::optional<NumberedName> pattern = parse_pattern(path.filename().string());
    if (!pattern) return std::nullopt;
    SequenceFiles found;
    found.folder = path.parent_path();
    found.naming = *pattern;
    const std::filesystem::path folder = found.folder.empty() ? std::filesystem::path(".") : found.folder;
    if (!std::filesystem::is_directory(folder))
        throw Error("{}: there is no folder {}", path.string(), folder.string());
    for (std::string& candidate : file_names(folder))
        if (const std::optional<std::int64_t> number = found.naming.number(candidate))
            found.names.emplace(*number, std::move(candidate));
    if (found.names.empty()) throw Error("{}: no file matches this pattern", path.string());
    return found;
}

SequenceFiles find_in_folder(const std::filesystem::path& folder) {
    std::map<std::pair<std::string, std::string>, SequenceFiles> sequences;
    for (const std::string& name : file_names(folder)) {
        if (!is_picture(name) || name.starts_with('.')) continue;
        const std::size_t stem = name.size() - std::filesystem::path(name).extension().string().size();
        const std::size_t last = std::string_view(name).substr(0, stem).find_last_of(digits_of_numbers);
        if (last == std::string::npos) continue;
        const std::size_t before_number = std::string_view(name).substr(0, last).find_last_not_of(digits_of_numbers);
        const std::size_t begin = before_number == std::string::npos ? 0 : before_number + 1;
        const std::string number_text = name.substr(begin, last + 1 - begin);
        const std::optional<std::int64_t> number = number_in(number_text);
        if (!number) continue;
        SequenceFiles& sequence = sequences[{name.substr(0, begin), name.substr(last + 1)}];
        const int digits = static_cast<int>(number_text.size());
        sequence.folder = folder;
        sequence.naming = {name.substr(0, begin), name.substr(last + 1),
                         sequence.names.empty() ? digits : std::min(sequence.naming.digits, digits)};
        sequence.names.emplace(*number, name);
    }
    // A lone numbered picture beside a sequence is no sequence; alone in the folder it is what is meant.
    const auto longer = [](const auto& entry) { return entry.second.names.size() > 1; };
    if (std::any_of(sequences.begin(), sequences.end(), longer))
        std::erase_if(sequences, [&](const auto& entry) { return !longer(entry); });
    if (sequences.empty()) throw Error("{}: a folder without a numbered sequence of pictures", folder.string());
    if (sequences.size() > 1) {
        std::string patterns;
        for (const auto& [key, sequence] : sequences)
            patterns += (patterns.empty() ? "" : ", ") + sequence.pattern().filename().string();
        throw Error("{}: the folder holds {} numbered sequences ({}); name one of them", folder.string(),
                    sequences.size(), patterns);
    }
    return sequences.begin()->second;
}

void require_near_numbers(const SequenceFiles& files) {
    const auto pictures = static_cast<std::int64_t>(files.names.size());
    constexpr std::int64_t always = 1'000'000, each = 1000;  // some 11 hours, whatever is missing
    if (files.frames() <= always || files.frames() / each <= pictures) return;
    throw Error("{}: {} pictures with numbers from {} ({}) to {} ({}) are too far apart to be one sequence",
                files.pattern().string(), pictures, files.first(), files.names.begin()->second,
                files.names.rbegin()->first, files.names.rbegin()->second);
}

SequenceFiles single_file(const std::filesystem::path& path) {
    SequenceFiles single;
    single.folder = path.parent_path();
    single.naming.before = path.filename().string();
    single.names.emplace(0, single.naming.before);
    single.numbered = false;
    return single;
}

}  // namespace umber::media

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

std::filesystem::path SequenceFiles::file(std::int64_t frame) const {
    const auto found = names.find(first() + frame);
    if (found != names.end()) return folder / found->second;
    return folder / fmt::format("{}{:0{}}{}", before, first() + frame, digits, after);
}

std::vector<std::filesystem::path> SequenceFiles::files() const {
    std::vector<std::filesystem::path> all;
    all.reserve(names.size());
    for (const auto& [number, name] : names) all.push_back(folder / name);
    return all;
}

std::filesystem::path SequenceFiles::pattern() const {
    return numbered ? folder / fmt::format("{}%0{}d{}", before, digits, after) : folder / names.begin()->second;
}

std::optional<SequenceFiles> find_by_pattern(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    SequenceFiles found;
    found.folder = path.parent_path();
    if (const std::size_t hash = name.find('#'); hash != std::string::npos) {
        const std::size_t end = std::min(name.find_first_not_of('#', hash), name.size());
        found.before = name.substr(0, hash);
        found.after = name.substr(end);
        found.digits = static_cast<int>(end - hash);
        if (found.after.find('#') != std::string::npos) return std::nullopt;
    } else if (const std::size_t percent = name.find('%'); percent != std::string::npos) {
        const std::size_t end = name.find('d', percent);
        if (end == std::string::npos) return std::nullopt;
        const std::string_view width = std::string_view(name).substr(percent + 1, end - percent - 1);
        const std::optional<std::int64_t> digits = width.empty() ? std::optional<std::int64_t>(1) : number_in(width);
        if (!digits || *digits > static_cast<std::int64_t>(most_digits)) return std::nullopt;
        found.before = name.substr(0, percent);
        found.after = name.substr(end + 1);
        found.digits = std::max(1, static_cast<int>(*digits));
    } else {
        return std::nullopt;
    }
    const std::filesystem::path folder = found.folder.empty() ? std::filesystem::path(".") : found.folder;
    if (!std::filesystem::is_directory(folder))
        throw Error("{}: there is no folder {}", path.string(), folder.string());
    for (std::string& candidate : file_names(folder)) {
        const std::string_view text = candidate;
        if (text.size() <= found.before.size() + found.after.size() || !text.starts_with(found.before) ||
            !text.ends_with(found.after))
            continue;
        const std::string_view middle =
            text.substr(found.before.size(), text.size() - found.before.size() - found.after.size());
        const std::optional<std::int64_t> number = number_in(middle);
        const auto digits = static_cast<std::size_t>(found.digits);
        if (!number || middle.size() < digits || (middle.size() > digits && middle.front() == '0')) continue;
        found.names.emplace(*number, std::move(candidate));
    }
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
        sequence.before = name.substr(0, begin);
        sequence.after = name.substr(last + 1);
        sequence.digits = sequence.names.empty() ? digits : std::min(sequence.digits, digits);
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
    single.before = path.filename().string();
    single.names.emplace(0, single.before);
    single.numbered = false;
    return single;
}

}  // namespace umber::media

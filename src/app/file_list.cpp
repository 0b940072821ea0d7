#include "app/file_list.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <fstream>
#include <map>
#include <optional>
#include <tuple>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "engine/lut_files.h"
#include "media/sequence_files.h"

namespace umber::app {

namespace fs = std::filesystem;

namespace {

bool is_picture(const std::string& extension) {
    static const std::vector<std::string> list{".exr", ".dpx", ".tif", ".tiff", ".png", ".jpg", ".jpeg"};
    return std::find(list.begin(), list.end(), extension) != list.end();
}

struct Numbered {
    std::string before, after;
    std::size_t digits = 0;
    std::uint64_t number = 0;
};

// "shot.0001.exr" as "shot.", 1 in 4 digits, ".exr"; the last run of digits before the extension counts.
bool take_number(const std::string& name, Numbered& out) {
    const std::string stem = fs::path(name).stem().string();
    std::size_t end = stem.size();
    while (end > 0 && !std::isdigit(static_cast<unsigned char>(stem[end - 1]))) --end;
    std::size_t begin = end;
    while (begin > 0 && std::isdigit(static_cast<unsigned char>(stem[begin - 1]))) --begin;
    if (begin == end || end - begin > 12) return false;
    out = {name.substr(0, begin), name.substr(end), end - begin, std::stoull(name.substr(begin, end - begin))};
    return true;
}

// Names sorted as people count: 2 before 10.
bool before(const std::string& a, const std::string& b) {
    std::size_t i = 0, j = 0;
    const auto digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
    while (i < a.size() && j < b.size()) {
        if (digit(a[i]) && digit(b[j])) {
            std::size_t ie = i, je = j;
            while (ie < a.size() && digit(a[ie])) ++ie;
            while (je < b.size() && digit(b[je])) ++je;
            std::string x = a.substr(i, ie - i), y = b.substr(j, je - j);
            x.erase(0, std::min(x.find_first_not_of('0'), x.size() - 1));
            y.erase(0, std::min(y.find_first_not_of('0'), y.size() - 1));
            if (x.size() != y.size()) return x.size() < y.size();
            if (x != y) return x < y;
            i = ie;
            j = je;
            continue;
        }
        const int x = std::tolower(static_cast<unsigned char>(a[i])),
                  y = std::tolower(static_cast<unsigned char>(b[j]));
        if (x != y) return x < y;
        ++i;
        ++j;
    }
    return a.size() - i < b.size() - j;
}

std::int64_t seconds_of(const fs::directory_entry& entry) {
    std::error_code error;
    const auto time = entry.last_write_time(error);
    return error ? 0 : std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

// Numbered pictures of three and more in a row as one entry.
std::vector<FileEntry> collapsed(std::vector<FileEntry> files) {
    std::map<std::tuple<std::string, std::string, std::size_t>, std::vector<std::pair<std::uint64_t, std::size_t>>>
        groups;
    for (std::size_t i = 0; i < files.size(); ++i) {
        Numbered n;
        if (is_picture(lower_extension(files[i].path)) && take_number(files[i].name, n))
            groups[{n.before, n.after, n.digits}].push_back({n.number, i});
    }
    std::vector<bool> taken(files.size(), false);
    std::vector<FileEntry> result;
    for (auto& [key, members] : groups) {
        const auto& [front, back, digits] = key;
        std::sort(members.begin(), members.end());
        for (std::size_t from = 0; from < members.size();) {
            std::size_t to = from + 1;
            while (to < members.size() && members[to].first == members[to - 1].first + 1) ++to;
            if (to - from >= 3) {
                FileEntry entry;
                entry.type = FileEntry::Type::sequence;
                entry.frames = to - from;
                entry.name = fmt::format("{}[{:0{}}-{:0{}}]{}", front, members[from].first, digits,
                                         members[to - 1].first, digits, back);
                // A pattern names all of a folder's frames: where there are gaps, those of the other runs too.
                entry.path =
                    files[members[from].second].path.parent_path() / fmt::format("{}%0{}d{}", front, digits, back);
                for (std::size_t i = from; i < to; ++i) {
                    const std::size_t at = members[i].second;
                    taken[at] = true;
                    entry.bytes += files[at].bytes;
                    entry.modified = std::max(entry.modified, files[at].modified);
                }
                result.push_back(std::move(entry));
            }
            from = to;
        }
    }
    for (std::size_t i = 0; i < files.size(); ++i)
        if (!taken[i]) result.push_back(std::move(files[i]));
    return result;
}

fs::path recent_file() {
    const fs::path folder = config_folder();
    return folder.empty() ? fs::path() : folder / "recent-folders";
}

}  // namespace

fs::path with_extension(fs::path path, std::string_view extension, const FileKind& kind) {
    if (!is_of(kind, path)) path += extension;
    return path;
}

bool is_taken(const fs::path& path) {
    std::error_code ignored;
    if (fs::exists(path, ignored)) return true;
    if (!is_picture(lower_extension(path))) return false;
    const std::optional<media::NumberedName> pattern = media::parse_pattern(path.filename().string());
    if (!pattern) return false;
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored))
        if (pattern->number(entry->path().filename().string())) return true;
    return false;
}

std::vector<FileEntry> list_folder(const fs::path& folder, const FileKind& kind, bool hidden) {
    std::error_code error;
    fs::directory_iterator iterator(folder, fs::directory_options::none, error);
    if (error) throw Error("{}: {}", folder.string(), error.message());
    std::vector<FileEntry> folders, files;
    for (; iterator != fs::directory_iterator(); iterator.increment(error)) {
        if (error) break;
        const fs::directory_entry& one = *iterator;
        FileEntry entry;
        entry.name = one.path().filename().string();
        entry.path = one.path();
        if (!hidden && entry.name.starts_with(".")) continue;
        std::error_code ignored;
        entry.modified = seconds_of(one);
        if (one.is_directory(ignored)) {
            entry.type = FileEntry::Type::folder;
            folders.push_back(std::move(entry));
            continue;
        }
        if (!one.is_regular_file(ignored)) continue;
        const std::string extension = lower_extension(one.path());
        if (!kind.extensions.empty() &&
            std::find(kind.extensions.begin(), kind.extensions.end(), extension) == kind.extensions.end())
            continue;
        entry.bytes = one.file_size(ignored);
        files.push_back(std::move(entry));
    }
    for (FileEntry& entry : collapsed(std::move(files))) folders.push_back(std::move(entry));
    sort_entries(folders, SortBy::name, false);
    return folders;
}

std::vector<fs::path> with_sequences(const std::vector<fs::path>& paths) {
    // A folder's pictures stand where the first path of that folder does.
    std::vector<fs::path> folders;
    std::map<fs::path, std::vector<FileEntry>> entries;
    for (const fs::path& path : paths) {
        FileEntry entry;
        entry.path = fs::absolute(path).lexically_normal();
        entry.name = entry.path.filename().string();
        const fs::path folder = entry.path.parent_path();
        std::vector<FileEntry>& beside = entries[folder];
        if (beside.empty()) folders.push_back(folder);
        beside.push_back(std::move(entry));
    }
    std::vector<fs::path> whole;
    for (const fs::path& folder : folders)
        for (FileEntry& entry : collapsed(std::move(entries[folder])))
            if (std::find(whole.begin(), whole.end(), entry.path) == whole.end())
                whole.push_back(std::move(entry.path));
    return whole;
}

void sort_entries(std::vector<FileEntry>& entries, SortBy by, bool descending) {
    std::stable_sort(entries.begin(), entries.end(), [&](const FileEntry& a, const FileEntry& b) {
        const bool fa = a.type == FileEntry::Type::folder, fb = b.type == FileEntry::Type::folder;
        if (fa != fb) return fa;
        const FileEntry& x = descending ? b : a;
        const FileEntry& y = descending ? a : b;
        if (by == SortBy::size && x.bytes != y.bytes) return x.bytes < y.bytes;
        if (by == SortBy::date && x.modified != y.modified) return x.modified < y.modified;
        return before(x.name, y.name);
    });
}

std::string size_text(std::uintmax_t bytes) {
    constexpr const char* units[] = {"B", "kB", "MB", "GB", "TB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1000 && unit + 1 < std::size(units)) {
        value /= 1000;
        ++unit;
    }
    return unit == 0 || value >= 100 ? fmt::format("{:.0f} {}", value, units[unit])
                                     : fmt::format("{:.1f} {}", value, units[unit]);
}

std::vector<fs::path> recent_folders() {
    std::vector<fs::path> folders;
    const fs::path file = recent_file();
    if (file.empty()) return folders;
    std::ifstream in(file);
    std::error_code ignored;
    for (std::string line; std::getline(in, line);)
        if (!line.empty() && fs::is_directory(line, ignored)) folders.emplace_back(line);
    return folders;
}

void remember_folder(const fs::path& folder) {
    constexpr std::size_t most = 8;
    const fs::path file = recent_file();
    if (file.empty()) return;
    std::vector<fs::path> folders = recent_folders();
    std::erase(folders, folder);
    folders.insert(folders.begin(), folder);
    if (folders.size() > most) folders.resize(most);
    std::string text;
    for (const fs::path& one : folders) text += one.string() + "\n";
    try {
        write_file(file, text);
    } catch (const Error& error) {
        spdlog::warn("recent folders are not kept: {}", error.what());
    }
}

FileKind clip_files() {
    return {"Clips and pictures",
            {".mov", ".mp4", ".m4v", ".mkv", ".mxf", ".avi", ".mts", ".m2ts", ".ts", ".webm", ".mpg", ".mpeg", ".exr",
             ".dpx", ".tif", ".tiff", ".png", ".jpg", ".jpeg"},
            true};
}
FileKind lut_files() {
    return {"LUTs", engine::lut_extensions()};
}
FileKind cdl_files() {
    return {"CDLs", {".cdl", ".cc", ".ccc"}};
}
FileKind grade_files() {
    return {"Grades", {".json"}};
}

FileKind config_files() {
    return {"OpenColorIO configs", {".ocio", ".ocioz"}};
}

bool is_of(const FileKind& kind, const fs::path& file) {
    return std::ranges::find(kind.extensions, lower_extension(file)) != kind.extensions.end();
}

}  // namespace umber::app

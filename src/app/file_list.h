// What the file picker shows of a folder: folders first, then files of the wanted kind, numbered pictures as one line.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace umber::app {

struct FileKind {
    std::string label;                    // "Clips and pictures"
    std::vector<std::string> extensions;  // with their point, in lower case; empty: every file
    bool pictures = false;                // they are shown with the sign of a film
};

struct FileEntry {
    enum class Type { folder, file, sequence } type = Type::file;
    std::string name;            // as shown: "shot.[0001-0100].exr"
    std::filesystem::path path;  // what is opened: of a sequence its pattern "shot.%04d.exr"
    std::uintmax_t bytes = 0;    // of all files of a sequence
    std::int64_t modified = 0;   // seconds, for sorting; of the newest
    std::size_t frames = 0;      // of a sequence
};

enum class SortBy { name, size, date };

// The entries of `folder`; hidden files only with `hidden`. Runs of three or more numbered pictures become a sequence
// for each gapless run. Throws Error naming the folder where it can't be read.
std::vector<FileEntry> list_folder(const std::filesystem::path& folder, const FileKind& kind, bool hidden);
void sort_entries(std::vector<FileEntry>& entries, SortBy by, bool descending);

// Whole paths of `paths`, numbered pictures of three and more in a row as the pattern that opens them together.
std::vector<std::filesystem::path> with_sequences(const std::vector<std::filesystem::path>& paths);

// `path`, with `extension` (".cdl") where it has none of those of `kind`: in "shot v1.2" the point begins none.
std::filesystem::path with_extension(std::filesystem::path path, std::string_view extension, const FileKind& kind);
// Whether writing to `path` would replace something: the file, or any frame of a pattern of pictures ("shot.%06d.exr",
// "shot.####.exr").
bool is_taken(const std::filesystem::path& path);

// "1.4 GB"
std::string size_text(std::uintmax_t bytes);

// Places that were used lately, kept in the user's settings: most recent first, those that are gone left out.
std::vector<std::filesystem::path> recent_folders();
void remember_folder(const std::filesystem::path& folder);

// Kinds.
FileKind clip_files();
FileKind lut_files();  // that can be read
FileKind cdl_files();
FileKind grade_files();
FileKind config_files();

// Whether a file of this name is of the kind, whatever the case of its extension.
bool is_of(const FileKind& kind, const std::filesystem::path& file);

}  // namespace umber::app

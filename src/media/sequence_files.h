// Numbered files of a picture sequence: found by a pattern or in a folder. Internal to media.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace umber::media {

// A name with a number in it, in its parts.
struct NumberedName {
    std::string before, after;  // of the number
    int digits = 1;             // least digits of a number, with leading zeros

    // The name of one number.
    std::string of(std::int64_t number) const;
    // The number of a name that of() gives; nothing for others.
    std::optional<std::int64_t> number(std::string_view name) const;
};

// "shot.%06d.exr", "shot.%d.exr" or "shot.####.exr" in its parts; nothing where the name is no pattern.
std::optional<NumberedName> parse_pattern(const std::string& name);

struct SequenceFiles {
    std::filesystem::path folder;
    NumberedName naming;
    std::map<std::int64_t, std::string> names;  // by number: the files that are there; never empty
    // A single picture has no number: naming.before = its name, names = {{0, name}}.
    bool numbered = true;

    std::int64_t first() const { return names.begin()->first; }
    std::int64_t frames() const { return names.rbegin()->first - first() + 1; }  // gaps count
    bool has(std::int64_t frame) const { return names.contains(first() + frame); }
    // The file of a frame (from 0), also of one that is missing.
    std::filesystem::path file(std::int64_t frame) const;
    // Of all frames, without those that are missing.
    std::vector<std::filesystem::path> files() const;
    // "folder/shot.%04d.exr"
    std::filesystem::path pattern() const;
};

// `path` taken as a pattern ("shot.%04d.exr", "shot.####.exr"); nothing where its name is none. Throws Error naming the
// pattern where no file matches it, or its folder is missing.
std::optional<SequenceFiles> find_by_pattern(const std::filesystem::path& path);

// Throws Error where the numbers lie so far apart that nobody can have meant them as one sequence.
void require_near_numbers(const SequenceFiles& files);

// The one numbered sequence of pictures in a folder. Throws Error naming the folder: none, or several (their patterns).
SequenceFiles find_in_folder(const std::filesystem::path& folder);

SequenceFiles single_file(const std::filesystem::path& path);

}  // namespace umber::media

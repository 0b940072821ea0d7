#include "deliver/source_files.h"

#include <sys/stat.h>

#include <optional>

#include "core/error.h"
#include "grade/ops/lut.h"

namespace umber::deliver {

namespace {

std::optional<std::pair<std::uint64_t, std::uint64_t>> identity(const std::filesystem::path& file) {
    struct stat found {};
    if (::stat(file.c_str(), &found) != 0) return std::nullopt;
    return std::pair<std::uint64_t, std::uint64_t>{found.st_dev, found.st_ino};
}

}  // namespace

void SourceFiles::add(const media::Source& source) {
    for (const std::filesystem::path& file : source.files()) add(file);
}

void SourceFiles::add(const grade::Graph& graph) {
    for (const grade::Node& node : graph.nodes)
        if (const grade::Operation* lut = node.find("lut")) add(std::filesystem::path(lut->as<grade::Lut>().file));
}

void SourceFiles::add(const std::filesystem::path& file) {
    if (const auto found = identity(file)) identities_.insert(*found);
}

void SourceFiles::require_other(const std::filesystem::path& output) const {
    if (const auto found = identity(output); found && identities_.contains(*found))
        throw Error("{}: is read from; what is made of it needs another name", output.string());
}

}  // namespace umber::deliver

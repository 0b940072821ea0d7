// What must not be written over: the files that something is made from.
#pragma once
#include <filesystem>
#include <set>
#include <utility>

#include "grade/graph.h"
#include "media/source.h"

namespace umber::deliver {

class SourceFiles {
public:
    void add(const media::Source& source);
    // The look-up tables of a grade.
    void add(const grade::Graph& graph);
    // One more: a grade, a look-up table. What is not there is none, and a name without anything neither.
    void add(const std::filesystem::path& file);
    // Throws Error naming `output` where it is one of them, under whatever name.
    void require_other(const std::filesystem::path& output) const;

private:
    std::set<std::pair<std::uint64_t, std::uint64_t>> identities_;  // device, inode
};

}  // namespace umber::deliver

// What must not be written over: the files that a picture or a master is made from.
#pragma once
#include <filesystem>
#include <set>
#include <utility>

#include "media/source.h"

namespace umber::deliver {

class SourceFiles {
public:
    explicit SourceFiles(const media::Source& source);
    // Throws Error naming `output` where it is one of them, under whatever name.
    void require_other(const std::filesystem::path& output) const;

private:
    std::set<std::pair<std::uint64_t, std::uint64_t>> identities_;  // device, inode
};

}  // namespace umber::deliver

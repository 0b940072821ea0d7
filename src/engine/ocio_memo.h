// What was read from OpenColorIO, by all that it depends on: a config's text and variables, a transform's names and
// files.
//
// It belongs to the program, where all else in Umber has an owner: each entry is the value of a function of its key,
// so nothing that is computed can tell whether it was remembered. An owner would have to be handed to everybody who
// names a space, from a frame's kernel to a list in the window, through some sixty functions that have no other use
// for it; and OpenColorIO underneath keeps what it read for the whole program anyway.
#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/ocio_detail.h"

namespace umber::engine::ocio_detail {

template <class Value>
class Memo {
public:
    // Of `most` entries; all are forgotten where another one comes.
    explicit Memo(std::size_t most) : most_(most) {}

    // Nothing where it is not known, or a file that was read for it is another by now.
    std::shared_ptr<const Value> find(const std::string& key) {
        const std::lock_guard lock(mutex_);
        const auto found = entries_.find(key);
        if (found == entries_.end()) return nullptr;
        for (const FileStamp& one : found->second.read)
            if (!(stamp_of(one.path) == one)) {
                entries_.erase(found);
                return nullptr;
            }
        return found->second.value;
    }
    void keep(const std::string& key, std::shared_ptr<const Value> value, std::vector<FileStamp> read = {}) {
        const std::lock_guard lock(mutex_);
        if (entries_.size() >= most_) entries_.clear();
        entries_[key] = {std::move(value), std::move(read)};
        ++kept_;
    }
    // How often something was not known.
    std::size_t kept() {
        const std::lock_guard lock(mutex_);
        return kept_;
    }

private:
    struct Entry {
        std::shared_ptr<const Value> value;
        std::vector<FileStamp> read;
    };
    const std::size_t most_;
    std::mutex mutex_;
    std::map<std::string, Entry> entries_;
    std::size_t kept_ = 0;
};

}  // namespace umber::engine::ocio_detail

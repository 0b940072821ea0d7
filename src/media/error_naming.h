// Puts the file's name before an error that was thrown where it was not known. Internal to media.
#pragma once
#include <filesystem>
#include <string>
#include <utility>

#include "core/error.h"

namespace umber::media {

// Does `work`; an Error of it gets "path: " in front, unless it names the file already.
template <class Work>
void naming(const std::filesystem::path& path, Work&& work) {
    try {
        std::forward<Work>(work)();
    } catch (const Error& error) {
        const std::string text = error.what();
        if (text.starts_with(path.string() + ":")) throw;
        throw Error("{}: {}", path.string(), text);
    }
}

// The same with "path: frame 12: " in front.
template <class Work>
void naming_frame(const std::filesystem::path& path, std::int64_t frame, Work&& work) {
    naming(path, [&] {
        try {
            std::forward<Work>(work)();
        } catch (const Error& error) {
            throw Error("{}: frame {}: {}", path.string(), frame, error.what());
        }
    });
}

}  // namespace umber::media

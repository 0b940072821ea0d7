// Runs a command of the shell and hands back what it said: how tests ask other programs (ffmpeg, ffprobe, exrheader)
// for their judgement. Not for Umber itself.
#pragma once
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

namespace umber::test {

struct CommandResult {
    int exit_code = -1;  // 128 + signal where a signal ended it
    std::string out;     // standard output, any bytes
    std::string err;     // standard error
};

// `text` as one word of the shell.
inline std::string quoted(std::string_view text) {
    std::string word = "'";
    for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}
inline std::string quoted(const std::filesystem::path& path) {
    return quoted(std::string_view(path.native()));
}

// A folder for one test, removed with everything in it at the end.
class ScratchFolder {
public:
    ScratchFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "umber-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::filesystem::filesystem_error(name, std::error_code(errno, std::generic_category()));
        path_ = name;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

// Runs `command` in /bin/sh with no standard input, and waits for its end.
inline CommandResult run(const std::string& command) {
    const ScratchFolder scratch;
    const auto text_of = [](const std::filesystem::path& path) {
        std::ifstream file(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    };
    const std::string line =
        "{ " + command + "\n} </dev/null >" + quoted(scratch / "out") + " 2>" + quoted(scratch / "err");
    const int status = std::system(line.c_str());
    CommandResult result;
    if (WIFEXITED(status))
        result.exit_code = WEXITSTATUS(status);
    else if (WIFSIGNALED(status))
        result.exit_code = 128 + WTERMSIG(status);
    result.out = text_of(scratch / "out");
    result.err = text_of(scratch / "err");
    return result;
}

}  // namespace umber::test

// Shared by the tests of interchange: folders, cases in expected.json, a message caught.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <glm/vec3.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include <fmt/format.h>

#include "core/error.h"
#include "core/file.h"

namespace umber::interchange {

namespace fs = std::filesystem;
using nlohmann::json;

// The hand-written files with their expected.json: ours, and the shared reference's where it is there.
inline std::vector<fs::path> case_folders() {
    std::vector<fs::path> out{fs::path(UMBER_TEST_DATA) / "interchange"};
    if (const fs::path shared = fs::path(UMBER_REFERENCE) / "interchange"; fs::exists(shared)) out.push_back(shared);
    return out;
}

inline json cases_of(const fs::path& folder) {
    return json::parse(read_file(folder / "expected.json")).at("files");
}

inline glm::vec3 vec3(const json& j) {
    return {j.at(0).get<float>(), j.at(1).get<float>(), j.at(2).get<float>()};
}
inline glm::dvec3 dvec3(const json& j) {
    return {j.at(0).get<double>(), j.at(1).get<double>(), j.at(2).get<double>()};
}

// The message of the Error that `action` throws; empty if it throws none.
template <class Action>
std::string message_of(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

// A folder for one test, removed with it.
class ScratchFolder : public testing::Test {
protected:
    ScratchFolder() { fs::create_directories(folder_); }
    ~ScratchFolder() override { fs::remove_all(folder_); }
    fs::path folder_ = fs::temp_directory_path() / ("umber-interchange-test-" + std::to_string(::getpid()));
};

// Runs a shell command; its exit status and its standard output.
struct Ran {
    int status = -1;
    std::string output;
};
inline Ran run(const std::string& command) {
    Ran ran;
    FILE* pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
    if (!pipe) return ran;
    char buffer[4096];
    for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) ran.output.append(buffer, got);
    ran.status = ::pclose(pipe);
    return ran;
}
inline bool have(const std::string& program) {
    return run("command -v " + program).status == 0;
}

}  // namespace umber::interchange

// Shared by the tests of interchange: cases in expected.json, a folder for a test.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <glm/vec3.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "core/file.h"
#include "support/command.h"
#include "support/error.h"

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

using umber::test::message_of;
using umber::test::run;

// A folder for one test.
class InAFolder : public testing::Test {
protected:
    const umber::test::ScratchFolder folder_;
};

inline bool have(const std::string& program) {
    return run("command -v " + program).exit_code == 0;
}

}  // namespace umber::interchange

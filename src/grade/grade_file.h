// A grade as a file: its graph, and the colour management in which it was made. The room and the command line read and
// write it by these; a project will hold the same two values.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "grade/colour_settings.h"
#include "grade/graph.h"

namespace umber::grade {

struct GradeFile {
    Graph graph;
    std::optional<ColourSettings> colours;  // nothing: the file leaves them as they are
    friend bool operator==(const GradeFile&, const GradeFile&) = default;
};

// A graph's JSON, with "colour": {"working_space", "view", "output_space", "look", "config", "config_hash",
// "input_space", "clips": {PATH: SPACE}} where there is any; what is empty is left away. Paths stand as they are.
std::string to_json(const GradeFile& grade);
// Throws Error as graph_from_json() does.
GradeFile grade_from_json(std::string_view text, std::string_view name);

// A grade's file with whole paths: LUTs, config and clips that it names lie relative to it. Throws Error naming it.
GradeFile read_grade(const std::filesystem::path& path);
// Writes it, whole or not at all; LUTs, config and clips that lie beside `path` or below are named relative to it.
// Throws Error naming `path`.
void write_grade(const std::filesystem::path& path, const GradeFile& grade);

// LUT files that `graph` names relative to `folder`, by their whole path: a grade means the same wherever it is used.
Graph with_absolute_luts(Graph graph, const std::filesystem::path& folder);

}  // namespace umber::grade

#include "grade/grade_file.h"

#include "core/file.h"
#include "grade/ops/lut.h"

namespace umber::grade {

namespace {

namespace fs = std::filesystem;

// OpenColorIO's built-in configs have names like "ocio://default", which are no paths.
bool is_path(const std::string& config) {
    return !config.empty() && config.find("://") == std::string::npos;
}

std::string whole(const std::string& path, const fs::path& folder) {
    return (folder / path).lexically_normal().string();
}

// Names every LUT by what `rename` makes of its name.
template <class Rename>
Graph with_luts(Graph graph, Rename rename) {
    const std::vector<Node> nodes = graph.nodes;
    for (const Node& node : nodes) {
        const Operation* lut = node.find("lut");
        if (!lut || lut->as<Lut>().file.empty()) continue;
        graph = set_operation(graph, node.id, lut->with("file", rename(lut->as<Lut>().file)));
    }
    return graph;
}

std::string relative_below(const std::string& path, const fs::path& folder) {
    const fs::path there = fs::absolute(path).lexically_normal();
    const fs::path relative = there.lexically_relative(folder);
    return relative.empty() || *relative.begin() == ".." ? there.string() : relative.string();
}

}  // namespace

Graph with_absolute_luts(Graph graph, const fs::path& folder) {
    return with_luts(std::move(graph), [&](const std::string& file) {
        return fs::path(file).is_absolute() ? file : whole(file, folder);
    });
}

GradeFile read_grade(const fs::path& path) {
    GradeFile read = grade_from_json(read_file(path, std::uintmax_t{64} << 20), path.string());
    const fs::path folder = fs::absolute(path).lexically_normal().parent_path();
    read.graph = with_absolute_luts(std::move(read.graph), folder);
    if (read.colours) {
        if (is_path(read.colours->config)) read.colours->config = whole(read.colours->config, folder);
        std::map<std::string, std::string> clips;
        for (const auto& [clip, space] : read.colours->clips) clips[whole(clip, folder)] = space;
        read.colours->clips = std::move(clips);
    }
    return read;
}

void write_grade(const fs::path& path, const GradeFile& grade) {
    GradeFile written = grade;
    const fs::path folder = fs::absolute(path).lexically_normal().parent_path();
    written.graph =
        with_luts(std::move(written.graph), [&](const std::string& file) { return relative_below(file, folder); });
    if (written.colours) {
        if (is_path(written.colours->config)) written.colours->config = relative_below(written.colours->config, folder);
        written.colours->clips.clear();
        for (const auto& [clip, space] : grade.colours->clips)
            written.colours->clips[relative_below(clip, folder)] = space;
    }
    write_file(path, to_json(written));
}

}  // namespace umber::grade

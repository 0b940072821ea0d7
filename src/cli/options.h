// The options that mean the same in every command: the grade, and the colours in which it works.
#pragma once
#include <CLI/App.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/color_pipeline.h"
#include "grade/graph.h"
#include "media/source.h"

namespace umber::cli {

// --grade, --cdl, --lut, --set. They act in this order, --set in the order given; --cdl, --lut and --set act on the
// grade's first node.
struct GradeOptions {
    std::string grade, cdl, lut;
    std::vector<std::string> set;

    void add_to(CLI::App& command);
    // Throws Error naming the file; UsageError for --set.
    grade::Graph graph() const;
};

// A grade's file. LUT files that it names relative to itself become absolute. Throws Error naming it.
grade::Graph read_grade(const std::string& path);

// `graph` with one OP.PARAM=VALUE set in node `node`; a relative LUT file becomes absolute. Throws UsageError.
grade::Graph with_setting(const grade::Graph& graph, int node, const std::string& setting);

// --config, --input-space, --working-space, --output-space, --view, --look: everything about colour management is taken
// here.
struct ColourOptions {
    std::string config, input_space, working_space, output_space, view, look;

    void add_to(CLI::App& command);
    // Throws UsageError for options that contradict one another, and for names that are not known.
    engine::ColorPipeline pipeline() const;
};

// A frame's number from "17" or from a timecode, counted from the clip's own start timecode. Throws UsageError for what
// is neither, Error where the clip has no such frame.
std::int64_t frame_number(const std::string& text, const media::ClipInfo& clip);

}  // namespace umber::cli

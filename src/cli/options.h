// The options that mean the same in every command: the grade, and the colours in which it works.
#pragma once
#include <CLI/App.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "cli/session.h"
#include "deliver/source_files.h"
#include "engine/color_pipeline.h"
#include "grade/grade_file.h"
#include "media/source.h"

namespace umber::cli {

// --grade, --cdl, --lut, --set. They act in this order, --set in the order given; --cdl, --lut and --set act on the
// grade's first node.
struct GradeOptions {
    std::string grade, cdl, lut;
    std::vector<std::string> set;

    void add_to(CLI::App& command);
    // With the colour management that --grade's file was made in, where it says so. Throws Error naming the file;
    // UsageError for --set.
    grade::GradeFile file() const;
};

// `graph` with one OP.PARAM=VALUE set in node `node`; a relative LUT file becomes absolute. Throws UsageError.
grade::Graph with_setting(const grade::Graph& graph, int node, const std::string& setting);

// --config, --input-space, --working-space, --output-space, --view, --look: everything about colour management is taken
// here. Each stands instead of what the grade's file says; what is not given stays the file's.
struct ColourOptions {
    std::string config, input_space, working_space, output_space, view, look;

    void add_to(CLI::App& command);
    bool any() const;
    // Throws UsageError for options that contradict one another; Error naming a config that is not there.
    grade::ColourSettings settings(const std::optional<grade::ColourSettings>& of_the_file) const;
    // The same for a clip (its path; empty: none), as the engine takes it, with a warning on stderr where the file's
    // config is not what it was. Throws as settings().
    engine::ColorPipeline pipeline(const GradeOptions& options, const grade::GradeFile& grade,
                                   const std::string& clip = {}, bool quiet = false) const;
};

// What a graded clip's command asks for everywhere: the clip, its grade, its colours and the device.
struct ClipOptions {
    std::string input;
    GradeOptions grade;
    ColourOptions colour;
    DeviceChoice device;

    // INPUT, which the command's own options follow.
    CLI::Option* add_input(CLI::App& command, const std::string& what = "A clip, a picture or a sequence");
    // All others, behind the command's own.
    void add_to(CLI::App& command);

    struct Graded {
        grade::Graph graph;
        engine::ColorPipeline colours;
    };
    // As GradeOptions::file() and ColourOptions::pipeline().
    Graded graded(bool quiet = false) const;
    // The files that what is graded so is made of: clip (by its name; of a sequence media::Source knows more), grade,
    // CDL, config, and the LUTs of `graph`.
    deliver::SourceFiles source_files(const Graded& graded) const;
};

// --at, a frame of the clip: see frame_number().
void add_frame_option(CLI::App& command, std::string& at);

// Warns on stderr where the config of a grade's file is not what it was when the file was saved, and is the one that is
// used. Throws Error naming a config that is not there.
void warn_of_config(const std::string& file, const std::optional<grade::ColourSettings>& of_the_file,
                    const grade::ColourSettings& used);

// A frame's number from "17" or from a timecode, counted from the clip's own start timecode. Throws UsageError for what
// is neither, Error where the clip has no such frame.
std::int64_t frame_number(const std::string& text, const media::ClipInfo& clip);

}  // namespace umber::cli

// The grade as a file for other programs: a CDL or a look-up table, with what it is off by over the clip's own pixels.
#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "deliver/source_files.h"
#include "engine/bake.h"
#include "engine/color_pipeline.h"
#include "interchange/color_correction.h"

namespace umber::deliver {

struct GradeExport {
    std::filesystem::path input, output;  // output: .cube, .cc, .ccc or .cdl
    grade::Graph graph;
    engine::ColorPipeline colours;  // a .cube holds the conversions too; a CDL the grade of the working space's values
    // Of a .cube.
    int size = 33;
    engine::BakeOptions::Shaper shaper = engine::BakeOptions::Shaper::none;
    std::optional<glm::vec2> domain;  // lowest and highest code value; else 0 to 1, with a shaper to the clip's highest
    std::string title;                // else the clip's name
    // Of a CDL: its id, descriptions and so on are kept; else the id is the clip's name.
    std::optional<interchange::ColorCorrection> described_by;
    SourceFiles sources;  // besides the clip and the grade's tables: what must not be written over either
};

struct GradeExportReport {
    std::filesystem::path file;
    std::string kind;                      // "cube", "cc", "ccc", "cdl"
    int size = 0;                          // of a .cube
    bool exact = false;                    // a CDL that is the grade for every colour
    std::string acts_on;                   // of a CDL: the space whose code values it changes; empty: the clip's own
    double max_error = 0, mean_error = 0;  // of a channel, in code values 0..1
    glm::dvec3 max_error_at{0};            // R'G'B' before the grade; of a CDL in the space that it acts on
    double max_delta_e_itp = 0;
    std::size_t samples = 0;  // pixels
    std::int64_t frames = 0;  // that they are of
    // Of a .cube: pixels that lie outside the table's domain, and what it is off by for the others.
    std::size_t outside = 0;
    double max_error_inside = 0;
    std::vector<std::string> not_included;
};

// The kind that `output` says. Throws UsageError for another extension.
std::string export_kind(const std::filesystem::path& output);

// Bakes or fits, measures and writes. A CDL under colour management is fitted to what the grade does to the working
// space's code values; conversions and view are not in it, and the grade that it is measured against is not held to
// 0..1 as the CDL is. `progress`: 0..1. Throws Error naming the file; Cancelled once `cancel` is true.
GradeExportReport export_grade(engine::Engine& engine, const GradeExport& request, const std::atomic<bool>& cancel,
                               const std::function<void(double)>& progress = {});

}  // namespace umber::deliver

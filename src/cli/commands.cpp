#include "cli/commands.h"

#include <array>

namespace umber::cli {

std::span<const Command> commands() {
    static constexpr std::array all{
        Command{"info", "What a clip is, and what Umber will assume of it", info_command},
        Command{"frame", "One graded frame as .png, .tif, .exr, .dpx or .jpg", frame_command},
        Command{"render", "A graded master", render_command},
        Command{"export", "The grade as .cdl, .cc, .ccc or .cube", export_command},
        Command{"scopes", "The scopes of a graded frame, as a picture or as numbers", scopes_command},
        Command{"probe", "r,g,b triples from stdin through the grade to stdout", probe_command},
        Command{"ops", "Operations and their parameters", ops_command},
        Command{"spaces", "Colour spaces, displays and views", spaces_command},
        Command{"grade", "Make, change, show and compare grade files", grade_command},
        Command{"bench", "What grading, scopes and rendering cost on this device, and beside other programs",
                bench_command},
        Command{"devices", "Vulkan devices, and which would be used", devices_command},
        Command{"engine-source", "The GPU program that a grade becomes", engine_source_command},
    };
    return all;
}

}  // namespace umber::cli

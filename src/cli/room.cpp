// `umber [CLIP...]`: the grading room.
#include "cli/commands.h"
#include "core/error.h"

namespace umber::cli {

Run room_command(CLI::App&) {
    return []() -> int { throw UsageError("a command is missing (umber --help lists them)"); };
}

}  // namespace umber::cli

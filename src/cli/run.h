// The command line from its arguments to its exit code.
#pragma once

namespace umber::cli {

// Parses, runs and tells what went wrong in one line on stderr. Returns 0: done, 1: failed, 2: wrong usage,
// 3: done, but Vulkan's validation (on where $UMBER_VALIDATION is 1) had something to say.
int run(int argc, char** argv);

}  // namespace umber::cli

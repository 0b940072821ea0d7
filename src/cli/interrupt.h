// Ctrl-C, and a request to end: work is cancelled cleanly instead of being cut off.
#pragma once
#include <atomic>

namespace umber::cli {

// Turned true by SIGINT, SIGTERM or SIGHUP from the first call on; another one, half a second
// later or more, ends the process at once.
const std::atomic<bool>& interrupted();

}  // namespace umber::cli

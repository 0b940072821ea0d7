// Logging goes through spdlog; this sets it up once for the process.
#pragma once

namespace umber {

// To stderr; level from $UMBER_LOG (trace, debug, info, warn, error, off), else warn.
void set_up_logging();

}  // namespace umber

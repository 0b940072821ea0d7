#include "core/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>

namespace umber {

void set_up_logging() {
    auto logger = std::make_shared<spdlog::logger>("umber", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    logger->set_pattern("umber: %l: %v");
    const char* level = std::getenv("UMBER_LOG");
    logger->set_level(level ? spdlog::level::from_str(level) : spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace umber

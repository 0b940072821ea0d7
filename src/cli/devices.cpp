// `umber devices`: what Vulkan offers here.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/session.h"
#include "core/error.h"

namespace umber::cli {

Run devices_command(CLI::App& command) {
    struct Options {
        DeviceChoice device;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    options->device.add_to(command);
    command.add_flag("--json", options->json, "As JSON");
    return [options] {
        const std::vector<gpu::DeviceDescription> devices = gpu::list_devices(options->device.choice);
        if (options->json) {
            nlohmann::ordered_json list = nlohmann::ordered_json::array();
            for (const gpu::DeviceDescription& one : devices)
                list.push_back({{"index", one.index},
                                {"name", one.name},
                                {"type", one.type},
                                {"driver", one.driver},
                                {"api", one.api},
                                {"chosen", one.chosen},
                                {"why", one.why}});
            fmt::print("{}\n", list.dump(2));
            return 0;
        }
        if (devices.empty()) throw Error("no Vulkan device; lavapipe (mesa-vulkan-drivers) works on any computer");
        for (const gpu::DeviceDescription& one : devices)
            fmt::print("{} {}  {}\n     {}, Vulkan {}, {}\n     {}\n", one.chosen ? '*' : ' ', one.index, one.name,
                       one.type, one.api, one.driver, one.why);
        return 0;
    };
}

}  // namespace umber::cli

#include "cli/session.h"

#include <fmt/format.h>

#include "core/error.h"
#include "media/not_numbers.h"

namespace umber::cli {

void DeviceChoice::add_to(CLI::App& command) {
    command.add_option("--device", choice, "Vulkan device: its number in `umber devices`, or part of its name")
        ->type_name("N|NAME");
}

Session::Session(const DeviceChoice& device) {
    gpu::DeviceOptions options;
    options.choice = device.choice;
    device_ = std::make_unique<gpu::Device>(options);
    engine_ = std::make_unique<engine::Engine>(*device_);
}

std::unique_ptr<media::Source> Session::open(const std::string& input) {
    std::unique_ptr<media::Source> source = media::open(input, {engine_->frames(), 0});
    if (!source->info().video || source->info().video->frames <= 0) throw Error("{}: holds no picture", input);
    return source;
}

media::Frame Session::read(media::Source& source, std::int64_t frame) {
    media::Frame read = source.read(frame);
    const std::string name = source.info().path.string();
    if (read.damaged)
        fmt::print(
            stderr,
            "umber: warning: {}: frame {} is damaged or leans on one that is; the decoder made up what is missing\n",
            name, frame);
    if (const std::string found = to_string(media::count_not_numbers(read)); !found.empty())
        fmt::print(stderr, "umber: note: {}: {}\n", name, found);
    return read;
}

int Session::close() {
    device_->wait_idle();
    engine_.reset();
    const int messages = device_->validation_messages();
    if (messages == 0) return 0;
    fmt::print(stderr, "umber: {} message{} from Vulkan's validation\n", messages, messages == 1 ? "" : "s");
    return 3;
}

}  // namespace umber::cli

// The device and the engine of one command.
#pragma once
#include <CLI/App.hpp>

#include <memory>
#include <string>

#include "engine/engine.h"
#include "media/source.h"

namespace umber::cli {

// `--device`.
struct DeviceChoice {
    std::string choice;
    void add_to(CLI::App& command);
};

class Session {
public:
    // Throws Error: no such device.
    explicit Session(const DeviceChoice& device);

    engine::Engine& engine() { return *engine_; }
    // A clip whose frames are decoded into the device's memory; with pictures, or this throws Error.
    std::unique_ptr<media::Source> open(const std::string& input);
    // A frame of it. What is wrong with its pixels is told on stderr: that its decoder made up parts of it, NaN and
    // infinities. Throws Error as Source::read() does.
    static media::Frame read(media::Source& source, std::int64_t frame);
    // Ends the work on the device. Returns the command's exit code: 0, or 3 where Vulkan's validation had something to
    // say. Call it after everything that came from the engine is gone.
    int close();

private:
    std::unique_ptr<gpu::Device> device_;
    std::unique_ptr<engine::Engine> engine_;
};

}  // namespace umber::cli

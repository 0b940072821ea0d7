// The device's own numbers: its copy bandwidth, the engine's kernel against it, the scopes.
#pragma once
#include <string>

#include "cli/bench_subject.h"

namespace umber::cli {

// What a piece of the engine's work costs: on the device by its own timestamps, and in processor time of this process,
// which on a CPU device is the work itself and tells more than the clock of a busy machine. The least of many.
struct DeviceCost {
    double gpu_ms = 0;
    double cpu_ms = 0;
};

struct DeviceNumbers {
    DeviceCost copy;               // of the bytes of the picture as planes of 16-bit R'G'B', read and written once
    DeviceCost identity;           // the kernel without a grade: those planes in, range converted, such planes out
    DeviceCost lut;                // the LUT alone
    DeviceCost grade;              // full grade and LUT, between those planes
    DeviceCost picture;            // the same into the picture that is shown and measured
    std::uint64_t dispatches = 0;  // of a graded frame
    struct {
        DeviceCost waveform, parade, vectorscope, histogram, together;
    } scopes;
};
DeviceNumbers measure_device(engine::Engine& engine, const media::Frame& picture, const std::filesystem::path& lut);

// Until a new structure's first frame is there, less what a frame takes: with every cache empty, and with Umber's and
// the driver's caches on disk as the first time leaves them. Uses a cache folder of its own: call it while this process
// has no other device. `device` as `--device`.
struct CompileNumbers {
    double fresh_ms = 0, cached_ms = 0;
};
CompileNumbers measure_compiling(const std::string& device, const std::filesystem::path& lut);

}  // namespace umber::cli

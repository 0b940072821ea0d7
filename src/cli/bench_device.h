// The device's own numbers: its copy bandwidth, the engine's kernel against it, the scopes.
#pragma once
#include <string>

#include "cli/bench_subject.h"

namespace umber::cli {

// Times in ms on the GPU, from the device's own timestamps: the least of many.
struct DeviceNumbers {
    double copy_ms = 0;            // of the bytes of the picture as planes of 16-bit R'G'B', read and written once
    double identity_ms = 0;        // the kernel without a grade: those planes in, range converted, such planes out
    double lut_ms = 0;             // the LUT alone
    double grade_ms = 0;           // full grade and LUT, between those planes
    double picture_ms = 0;         // the same into the picture that is shown and measured
    std::uint64_t dispatches = 0;  // of a graded frame
    struct {
        double waveform = 0, parade = 0, vectorscope = 0, histogram = 0, together = 0;
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

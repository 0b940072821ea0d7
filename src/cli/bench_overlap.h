// Whether copies to the device, kernels and copies back of several frames go on at once, by the device's timestamps.
#pragma once
#include <optional>
#include <span>

#include "cli/bench_subject.h"

namespace umber::cli {

struct Overlap {
    int frames = 0, in_flight = 0;
    int queues = 1;          // that the work is spread over
    double upload_ms = 0;    // a frame's copy to the device: the mean
    double grade_ms = 0;     // its kernel
    double readback_ms = 0;  // its copy back
    double wall_ms = 0;      // from the first frame's beginning to the last one's end, for each frame
    // Of the time in which at least one of the three went on, the part in which two or more did.
    double overlapped_share = 0;
};

// The part of the time that any of `spans` covers in which two or more do.
double overlapped_share(std::span<const gpu::GpuSpan> spans);

// A stream of frames with a full grade and LUT, between planes of 16-bit R'G'B'. Nothing where kernels read and write
// the host's memory in place, or a queue gives no timestamps: copy queues need not.
std::optional<Overlap> measure_overlap(engine::Engine& engine, const media::Frame& picture,
                                       const std::filesystem::path& lut);

}  // namespace umber::cli

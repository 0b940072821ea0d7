// Other people's programs doing the same work: FFmpeg's lut3d filter and OpenColorIO's CPU processor, beside the engine
// in this process, and the ffmpeg program against `umber render`.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/bench_measure.h"
#include "cli/bench_subject.h"

namespace umber::cli {

// One comparison. Ratios above 1: Umber is faster.
struct PeerRow {
    std::string name, work;
    double umber = 0, peer = 0;  // wall clock, in `unit`
    std::string unit;            // "ms" a frame, or "fps"
    double ratio = 0;
    double umber_cpu_ms = 0, peer_cpu_ms = 0, cpu_ratio = 0;  // processor time of all cores a frame
    std::optional<double> wanted;                             // the least ratio that Umber promises
    std::optional<double> difference = {};                    // of the two pictures, at most; 1 is white
};

// Of `frames` frames.
PeerRow compare_ms(std::string name, std::string work, Cost umber, Cost peer, std::optional<double> wanted);
PeerRow compare_fps(std::string name, std::string work, Cost umber, Cost peer, std::int64_t frames,
                    std::optional<double> wanted);

// Filters against filters on one picture.
std::vector<PeerRow> compare_filters(engine::Engine& engine, const media::Frame& picture,
                                     const std::filesystem::path& lut);

// Programs against programs on a clip: decoding to planes, and masters. `clip` may be empty: ffmpeg then makes one of
// this size. Repeated without re-encoding to at least `frames` frames.
std::vector<PeerRow> compare_pipelines(engine::Engine& engine, const std::string& device,
                                       const std::filesystem::path& clip, glm::ivec2 size, std::int64_t frames,
                                       const std::filesystem::path& lut);

// Memory of a render of a clip of 10,000 small frames.
struct RenderMemory {
    std::int64_t early_frame = 0, late_frame = 0;
    Residence resident;
};
RenderMemory measure_render_memory(const std::string& device, const std::filesystem::path& lut);

}  // namespace umber::cli

// `umber bench`: what the engine, the scopes and the pipeline cost on this device, as times, as ratios to its copy
// bandwidth, and beside other people's programs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/bench_device.h"
#include "cli/bench_overlap.h"
#include "cli/bench_peers.h"

namespace umber::cli {

// From a changed parameter to the presented frame that shows it, in the real window; in ms, of `changes` changes.
struct Latency {
    int changes = 0;
    double median = 0, percentile_95 = 0, percentile_99 = 0;
};

struct BenchResult {
    std::string device;
    int width = 0, height = 0;
    DeviceNumbers numbers;
    CompileNumbers compiling;
    std::optional<Overlap> overlap;  // where frames are copied to the device and back
    std::vector<PeerRow> peers;
    std::optional<RenderMemory> memory;
    std::optional<Latency> latency;
};

// The contract's object; keys beside it as docs/benchmarks.md tells.
std::string to_json(const BenchResult& result);
// The same for a person.
std::string to_text(const BenchResult& result);

}  // namespace umber::cli

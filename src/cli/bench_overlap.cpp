#include "cli/bench_overlap.h"

#include <algorithm>
#include <array>
#include <deque>
#include <vector>

namespace umber::cli {

namespace {

constexpr int warm_up = 8, measured = 48;
constexpr std::size_t in_flight = 4;

struct Times {
    std::vector<gpu::GpuSpan> upload, grade, readback;
};

// False where the queue gives no timestamps.
bool add(std::vector<gpu::GpuSpan>& spans, const std::optional<gpu::GpuSpan>& span) {
    if (!span) return false;
    spans.push_back(*span);
    // Of work that follows work without a gap, some devices say it began when it was handed in.
    if (spans.size() > 1) spans.back().begin_ns = std::max(spans.back().begin_ns, spans[spans.size() - 2].end_ns);
    return true;
}

double mean_ms(const std::vector<gpu::GpuSpan>& spans) {
    double sum = 0;
    for (const gpu::GpuSpan& span : spans) sum += span.ms();
    return sum / static_cast<double>(spans.size());
}

}  // namespace

double overlapped_share(std::span<const gpu::GpuSpan> spans) {
    std::vector<std::pair<double, int>> edges;
    for (const gpu::GpuSpan& span : spans) {
        edges.emplace_back(span.begin_ns, 1);
        edges.emplace_back(span.end_ns, -1);
    }
    std::sort(edges.begin(), edges.end());
    double one = 0, several = 0, before = 0;
    int going_on = 0;
    for (const auto& [time, change] : edges) {
        if (going_on > 0) one += time - before;
        if (going_on > 1) several += time - before;
        going_on += change;
        before = time;
    }
    return one > 0 ? several / one : 0;
}

std::optional<Overlap> measure_overlap(engine::Engine& engine, const media::Frame& picture,
                                       const std::filesystem::path& lut) {
    const gpu::Device& device = engine.device();
    if (!device.staged()) return std::nullopt;
    const media::Frame frame = in_format(engine, picture, "gbrp16le");
    const engine::PlanesOut planes = rgb_planes("gbrp16le");
    const grade::Graph graph = with_lut(bench_primaries(), lut);
    const engine::WorkingSpace space = engine::as_is(frame.tags);
    Times times;
    std::deque<engine::Rendering> running;
    int done = 0;
    bool timed = true;
    const auto finish_one = [&] {
        engine::Rendering& first = running.front();
        first.wait();
        if (++done > warm_up)
            timed = timed && add(times.upload, first.upload_span()) && add(times.grade, first.span()) &&
                    add(times.readback, first.download_span());
        running.pop_front();
    };
    for (int i = 0; i < warm_up + measured; ++i) {
        running.push_back(engine.render(frame, graph, space, planes));
        if (running.size() == in_flight) finish_one();
    }
    while (!running.empty()) finish_one();
    if (!timed) return std::nullopt;

    std::vector<gpu::GpuSpan> all = times.upload;
    all.insert(all.end(), times.grade.begin(), times.grade.end());
    all.insert(all.end(), times.readback.begin(), times.readback.end());
    Overlap overlap;
    overlap.frames = measured;
    overlap.in_flight = static_cast<int>(in_flight);
    for (const gpu::Lane lane : {gpu::Lane::up, gpu::Lane::down}) overlap.queues += device.has_own_queue(lane) ? 1 : 0;
    overlap.upload_ms = mean_ms(times.upload);
    overlap.grade_ms = mean_ms(times.grade);
    overlap.readback_ms = mean_ms(times.readback);
    overlap.wall_ms = (times.readback.back().end_ns - times.upload.front().begin_ns) * 1e-6 / measured;
    overlap.overlapped_share = overlapped_share(all);
    return overlap;
}

}  // namespace umber::cli

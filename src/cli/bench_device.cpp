#include "cli/bench_device.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <optional>
#include <vector>

#include "cli/bench_measure.h"
#include "core/error.h"
#include "engine/scopes.h"

namespace umber::cli {

namespace {

constexpr int device_rounds = 16;

// What a submission took on the GPU.
double gpu_ms(engine::Engine& engine, std::uint64_t submission) {
    engine.ring().wait(submission);
    const std::optional<gpu::GpuSpan> span = engine.ring().span(submission);
    if (!span) throw Error("{} gives no timestamps", engine.device().name());
    return span->ms();
}

// The device's copies of as many bytes as the picture has: its copy command, and a kernel, which wins on some devices.
class Copies {
public:
    Copies(engine::Engine& engine, std::size_t bytes)
        : engine_(engine),
          from_(std::make_shared<gpu::Buffer>(engine.device(), bytes, gpu::Memory::device)),
          to_(std::make_shared<gpu::Buffer>(engine.device(), bytes, gpu::Memory::device)),
          kernel_(engine.device(), "#version 460\n#include \"bench/copy.glsl\"\n", "copy",
                  {gpu::Slot::storage, gpu::Slot::storage}) {
        // Pages that were never written may not be there, or all be one.
        gpu_ms(engine_, engine_.ring().submit([&](VkCommandBuffer commands) {
            vkCmdFillBuffer(commands, from_->handle(), 0, VK_WHOLE_SIZE, 0x3c1d5a7eu);
            vkCmdFillBuffer(commands, to_->handle(), 0, VK_WHOLE_SIZE, 0);
            gpu::memory_barrier(commands);
        }));
    }
    double by_command() {
        return gpu_ms(engine_, engine_.ring().submit([&](VkCommandBuffer commands) {
            const VkBufferCopy whole{0, 0, from_->size()};
            vkCmdCopyBuffer(commands, from_->handle(), to_->handle(), 1, &whole);
            gpu::memory_barrier(commands);
        }));
    }
    double by_kernel() {
        const auto groups = static_cast<std::uint32_t>((from_->size() / 16 + 127) / 128);
        const std::uint32_t columns = std::min(groups, 16384u);
        const std::array bound{gpu::Bound::whole(*from_), gpu::Bound::whole(*to_)};
        return gpu_ms(engine_, engine_.ring().submit([&](VkCommandBuffer commands) {
            kernel_.dispatch(commands, bound, {}, columns, (groups + columns - 1) / columns);
            gpu::memory_barrier(commands);
        }));
    }

private:
    engine::Engine& engine_;
    std::shared_ptr<gpu::Buffer> from_, to_;
    gpu::Kernel kernel_;
};

// The folder of every cache, this process's environment being what drivers look at; put back at the end.
class CachesIn {
public:
    explicit CachesIn(const std::filesystem::path& folder) {
        if (const char* was = std::getenv(variable)) before_ = was;
        ::setenv(variable, folder.c_str(), 1);
    }
    ~CachesIn() {
        if (before_)
            ::setenv(variable, before_->c_str(), 1);
        else
            ::unsetenv(variable);
    }
    CachesIn(const CachesIn&) = delete;
    CachesIn& operator=(const CachesIn&) = delete;

private:
    static constexpr const char* variable = "XDG_CACHE_HOME";
    std::optional<std::string> before_;
};

double first_frame_ms(const std::string& device_choice, const std::filesystem::path& lut) {
    gpu::DeviceOptions options;
    options.choice = device_choice;
    const gpu::Device device(options);
    double first = 0;
    {
        engine::Engine engine(device);
        const grade::Graph graph = with_lut(bench_primaries(), lut);
        engine.luts().set(graph);
        const media::Frame frame = in_format(engine, bench_picture(256, 144), "gbrp16le");
        const engine::PlanesOut out = rgb_planes("gbrp16le");
        const auto render = [&] {
            return cost_of([&] { engine.render(frame, graph, engine::as_is(frame.tags), out).wait(); }).wall_ms;
        };
        first = render();
        double usual = render();
        for (int i = 0; i < 3; ++i) usual = std::min(usual, render());
        first -= usual;
        device.wait_idle();
    }
    return first;
}

}  // namespace

DeviceNumbers measure_device(engine::Engine& engine, const media::Frame& picture, const std::filesystem::path& lut) {
    const media::Frame frame = in_format(engine, picture, "gbrp16le");
    const engine::WorkingSpace space = engine::as_is(frame.tags);
    const engine::PlanesOut planes = rgb_planes("gbrp16le");
    engine::PlanesOut limited = planes;
    limited.tags.range = color::Range::limited;
    const grade::Graph lut_only = with_lut({}, lut), full = with_lut(bench_primaries(), lut);
    const auto shown = engine.make_picture(frame.width, frame.height);
    engine::Scopes scopes(engine);
    const auto counts = scopes.make_buffers();
    std::size_t bytes = 0;
    for (int i = 0; i < frame.format.planes; ++i)
        bytes += static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height) * 2;
    Copies copies(engine, (bytes + 15) / 16 * 16);

    const auto planes_ms = [&](const grade::Graph& graph, const engine::PlanesOut& out) {
        engine::Rendering rendering = engine.render(frame, graph, space, out);
        rendering.wait();
        const std::optional<gpu::GpuSpan> span = rendering.span();
        if (!span) throw Error("{} gives no timestamps", engine.device().name());
        return span->ms();
    };
    const auto count_ms = [&](engine::ScopeChoice choice) {
        return gpu_ms(engine, scopes.count(shown, counts, choice));
    };
    const auto picture_ms = [&] {
        return gpu_ms(engine, engine.render_picture(frame, full, space, shown, engine::Structure::exact));
    };
    // The picture first: the scopes count it.
    const std::array<std::function<double()>, 9> work{
        picture_ms,
        [&] { return copies.by_command(); },
        [&] { return copies.by_kernel(); },
        [&] { return planes_ms({}, limited); },
        [&] { return planes_ms(lut_only, planes); },
        [&] { return planes_ms(full, planes); },
        [&] {
            return count_ms({true, false});
        },
        [&] {
            return count_ms({false, true});
        },
        [&] {
            return count_ms({true, true});
        },
    };
    std::vector<std::function<Cost()>> contenders;
    for (const auto& one : work)
        contenders.emplace_back([&one] {
            double on_gpu = 0;
            const double cpu_ms = cost_of([&] { on_gpu = one(); }).cpu_ms;
            return Cost{on_gpu, cpu_ms};
        });
    const std::vector<Cost> least = least_costs(contenders, device_rounds);
    const auto cost = [&](std::size_t i) { return DeviceCost{least[i].wall_ms, least[i].cpu_ms}; };

    DeviceNumbers numbers;
    numbers.picture = cost(0);
    numbers.copy = least[1].wall_ms < least[2].wall_ms ? cost(1) : cost(2);
    numbers.identity = cost(3);
    numbers.lut = cost(4);
    numbers.grade = cost(5);
    // The parade is drawn from the waveform's counts, and the histogram is their sum: each alone costs that one count.
    numbers.scopes.waveform = numbers.scopes.parade = numbers.scopes.histogram = cost(6);
    numbers.scopes.vectorscope = cost(7);
    numbers.scopes.together = cost(8);
    // Submissions are numbered in order, and each holds one dispatch.
    const auto marker = [&] { return engine.ring().submit([](VkCommandBuffer) {}); };
    const std::uint64_t before = marker();
    engine.render(frame, full, space, planes).wait();
    numbers.dispatches = marker() - before - 1;
    return numbers;
}

CompileNumbers measure_compiling(const std::string& device, const std::filesystem::path& lut) {
    const TemporaryFolder caches;
    const CachesIn here(caches.path());
    CompileNumbers numbers;
    numbers.fresh_ms = first_frame_ms(device, lut);
    numbers.cached_ms = first_frame_ms(device, lut);
    return numbers;
}

}  // namespace umber::cli

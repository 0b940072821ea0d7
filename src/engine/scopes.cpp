#include "engine/scopes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "color/display_light.h"

namespace umber::engine {
namespace {

using gpu::Bound;
using gpu::Slot;

constexpr std::size_t waveform_slice_bytes = std::size_t{512} * 2048 * 4;
constexpr std::size_t copy_bytes = std::size_t{vectorscope_size} * vectorscope_size * 4;
// Half a word counts to 65535; and llvmpipe ends all loops of an invocation after 65535 rounds in all.
constexpr int most_rounds = 50000;
constexpr int cpu_lanes = 8, gpu_lanes = 256;  // invocations of a group of the vectorscope

// What the counting kernels are told: `Sizes` of scopes/common.glsl.
struct Counted {
    std::int32_t width, height, columns, share;
    std::uint32_t red, green, blue;  // weights of luma, in 65536ths
    std::int32_t cb, cr;             // of a difference of 16-bit codes, in 2^22nds of a bin
};

Counted counted(const Picture& picture, int columns, int share, const ScopeMatrix& matrix) {
    const color::LumaWeights& k = matrix.weights;
    const auto red_weight = static_cast<std::uint32_t>(std::lround(65536 * k.red)),
               blue_weight = static_cast<std::uint32_t>(std::lround(65536 * k.blue));
    const auto bins = [](double weight) {
        return static_cast<std::int32_t>(std::lround(254.0 * (1 << 22) / 65535 / (2 * (1 - weight))));
    };
    return {picture.width, picture.height, columns,    share, red_weight, 65536 - red_weight - blue_weight,
            blue_weight,   bins(k.blue),   bins(k.red)};
}

gpu::Kernel counting(const gpu::Device& device, const std::string& file, const std::string& defines = {}) {
    return {device,
            "#version 460\n" + defines + "#include \"scopes/common.glsl\"\n#include \"scopes/" + file + ".glsl\"\n",
            file,
            {Slot::texel, Slot::texel, Slot::storage},
            sizeof(Counted)};
}

// What sums counts: so many invocations a group, and so many columns of the waveform each. A GPU wants many that do
// little, for each waits for memory at every column.
struct Summing {
    int lanes, columns;
};
Summing summing_of(bool cpu) {
    return cpu ? Summing{8, 64} : Summing{64, 4};
}

gpu::Kernel summing(const gpu::Device& device, const std::string& file, Summing how, std::vector<Slot> slots) {
    return {device,
            fmt::format("#version 460\n#define LANES {}\n#define EACH {}\n#include \"scopes/{}.glsl\"\n", how.lanes,
                        how.columns, file),
            file, std::move(slots), 8};
}

// How the counting of one picture is divided.
struct Division {
    int columns, rows_of_a_slice, slices;
    bool even_columns;
    int groups, pairs_of_an_invocation, copies;  // of the vectorscope
};

int divided_up(int a, int b) {
    return (a + b - 1) / b;
}

Division divide(const Picture& picture, bool cpu) {
    Division d{};
    d.columns = waveform_columns_of(picture.width);
    const int column_width = divided_up(picture.width, d.columns);
    d.even_columns = picture.width % d.columns == 0 && column_width % 2 == 0;
    d.rows_of_a_slice = std::clamp(most_rounds / (column_width + 3), 1, picture.height);
    d.slices = divided_up(picture.height, d.rows_of_a_slice);
    const int pairs = picture.width * picture.height / 2;
    // On a CPU every group has counters of its own (but for large pictures), which cost a pass over them; enough groups
    // for the cores.
    d.groups =
        cpu ? std::max(8, divided_up(pairs, cpu_lanes * most_rounds)) : std::max(1, divided_up(pairs, gpu_lanes * 16));
    d.pairs_of_an_invocation = divided_up(pairs, d.groups * (cpu ? cpu_lanes : gpu_lanes));
    d.copies = cpu ? 8 : 4;
    return d;
}

std::uint32_t groups(int size, int of) {
    return static_cast<std::uint32_t>(divided_up(size, of));
}

template <class T, std::size_t n>
std::span<const std::byte> pushed(const std::array<T, n>& values) {
    return std::as_bytes(std::span(values));
}

}  // namespace

ScopeMatrix scope_matrix(const std::optional<color::Space>& shown) {
    ScopeMatrix matrix;
    if (!shown || !shown->display_referred || shown->xyz) return matrix;
    const color::Chromaticities& of = shown->chromaticities;
    if (of == color::primaries::rec2020) return {color::luma_weights(color::Matrix::bt2020nc), "2020"};
    const bool p3 = of.red == color::primaries::p3_d65.red && of.green == color::primaries::p3_d65.green &&
                    of.blue == color::primaries::p3_d65.blue;  // around any white
    if (!p3) return matrix;
    const glm::dmat3 to_xyz = color::rgb_to_xyz(of);
    return {{to_xyz[0].y, to_xyz[1].y, to_xyz[2].y}, "P3"};
}

int waveform_columns_of(int width) {
    // An uneven share of pixels would show as stripes in the trace; pairs are quicker to read.
    for (const int pixels : {2, 1})
        for (int columns = waveform_columns; columns > 255; --columns)
            if (width % (columns * pixels) == 0) return columns;
    return std::min(width, waveform_columns);
}

Scopes::Scopes(Engine& engine, Counting how)
    : engine_(&engine),
      apart_(how == Counting::apart || (how == Counting::as_the_device_likes && engine.device().is_cpu())),
      waveform_(counting(engine.device(), apart_ ? "waveform" : "waveform_atomic")),
      waveform_pairs_(apart_ ? std::optional(counting(engine.device(), "waveform", "#define PAIRS\n")) : std::nullopt),
      waveform_sum_(
          summing(engine.device(), "waveform_sum", summing_of(apart_), {Slot::texel, Slot::storage, Slot::storage})),
      vectorscope_(
          counting(engine.device(), "vectorscope", fmt::format("#define LANES {}\n", apart_ ? cpu_lanes : gpu_lanes))),
      vectorscope_sum_(summing(engine.device(), "vectorscope_sum", summing_of(apart_), {Slot::texel, Slot::storage})) {}

std::shared_ptr<ScopeBuffers> Scopes::make_buffers() const {
    const gpu::Device& device = engine_->device();
    auto buffers = std::make_shared<ScopeBuffers>();
    // Small, drawn by shaders and now and then read by the host.
    const auto memory = device.staged() ? gpu::Memory::device : gpu::Memory::readback;
    buffers->waveform = gpu::Buffer(device, std::size_t{waveform_rows} * waveform_columns * 4, memory);
    buffers->vectorscope = gpu::Buffer(device, std::size_t{vectorscope_size} * vectorscope_size * 4, memory);
    buffers->histogram = gpu::Buffer(device, std::size_t{4} * scope_levels * 4, gpu::Memory::readback);
    if (device.staged()) buffers->histogram_counts = gpu::Buffer(device, buffers->histogram.size(), memory);
    return buffers;
}

void Scopes::record(VkCommandBuffer commands, const Picture& picture, ScopeBuffers& into, ScopeChoice choice) {
    const Division d = divide(picture, apart_);
    const std::size_t waveform_bytes = waveform_slice_bytes * static_cast<std::size_t>(d.slices);
    const std::size_t copies_bytes = copy_bytes * static_cast<std::size_t>(d.copies);
    const std::size_t work = waveform_bytes + copies_bytes;
    if (into.work.size() < work) into.work = gpu::Buffer(engine_->device(), work, gpu::Memory::device);
    into.columns = d.columns;
    const gpu::Buffer& histogram = into.histogram_counts ? into.histogram_counts : into.histogram;
    into.matrix = choice.matrix;

    gpu::memory_barrier(commands);  // of counts before these; nobody reads them any more who holds `into`
    vkCmdFillBuffer(commands, histogram.handle(), 0, VK_WHOLE_SIZE, 0);
    vkCmdFillBuffer(commands, into.work.handle(), waveform_bytes, copies_bytes, 0);
    gpu::memory_barrier(commands);

    // A single pixel makes no pair; nothing then reads any.
    const Bound pairs =
        Bound::texels(picture.buffer, picture.buffer.size() < 16 ? VK_FORMAT_R32G32_UINT : VK_FORMAT_R32G32B32A32_UINT);
    const Bound pixels = Bound::texels(picture.buffer, VK_FORMAT_R32G32_UINT);
    const Bound counts{into.work.handle(), 0, waveform_bytes, VK_NULL_HANDLE};
    if (choice.waveform_and_histogram) {
        const std::array sizes{counted(picture, d.columns, d.rows_of_a_slice, choice.matrix)};
        const gpu::Kernel& kernel = d.even_columns && waveform_pairs_ ? *waveform_pairs_ : waveform_;
        if (apart_)
            kernel.dispatch(commands, std::array{pairs, pixels, counts}, pushed(sizes), groups(d.columns, 8),
                            static_cast<std::uint32_t>(d.slices), 2);
        else
            kernel.dispatch(commands, std::array{pairs, pixels, counts}, pushed(sizes),
                            static_cast<std::uint32_t>(d.columns), static_cast<std::uint32_t>(d.slices));
    }
    if (choice.vectorscope) {
        const Bound copies{into.work.handle(), waveform_bytes, copies_bytes, VK_NULL_HANDLE};
        const std::array sizes{counted(picture, d.copies, d.pairs_of_an_invocation, choice.matrix)};
        vectorscope_.dispatch(commands, std::array{pairs, pixels, copies}, pushed(sizes),
                              static_cast<std::uint32_t>(d.groups));
    }
    gpu::memory_barrier(commands);
    const Bound words = Bound::texels(into.work, VK_FORMAT_R32G32B32A32_UINT);
    const Summing sum = summing_of(apart_);
    if (choice.waveform_and_histogram)
        waveform_sum_.dispatch(commands, std::array{words, Bound::whole(into.waveform), Bound::whole(histogram)},
                               pushed(std::array{d.columns, d.slices}), groups(waveform_rows, sum.lanes),
                               groups(d.columns, sum.columns));
    if (choice.vectorscope)
        vectorscope_sum_.dispatch(commands, std::array{words, Bound::whole(into.vectorscope)},
                                  pushed(std::array{d.copies, static_cast<int>(waveform_bytes / 16)}),
                                  groups(16384, sum.lanes));
    gpu::memory_barrier(commands);
    if (!into.histogram_counts) return;
    gpu::copy_buffer(commands, into.histogram_counts, into.histogram, into.histogram.size());
    gpu::memory_barrier(commands);
}

std::uint64_t Scopes::count(const std::shared_ptr<const Picture>& picture, const std::shared_ptr<ScopeBuffers>& into,
                            ScopeChoice choice) {
    const std::lock_guard lock(mutex_);  // buffers make their views when they are first asked for
    struct Kept {
        std::shared_ptr<const Picture> picture;
        std::shared_ptr<ScopeBuffers> into;
    };
    return engine_->ring().submit([&](VkCommandBuffer commands) { record(commands, *picture, *into, choice); },
                                  std::make_shared<Kept>(Kept{picture, into}));
}

ScopesData Scopes::read_back(const Picture& picture, const std::shared_ptr<const ScopeBuffers>& from,
                             std::uint64_t after) {
    engine_->ring().wait(after);
    ScopesData data{picture.width, picture.height, from->columns, from->matrix, {}, {}, {}};
    const auto words = [&](const gpu::Buffer& buffer) {
        if (!buffer.bytes().empty())
            return std::vector<std::uint32_t>(buffer.as<std::uint32_t>().begin(), buffer.as<std::uint32_t>().end());
        auto copy = std::make_shared<gpu::Buffer>(engine_->device(), buffer.size(), gpu::Memory::readback);
        engine_->ring().wait(engine_->ring().submit(
            [&](VkCommandBuffer commands) {
                gpu::copy_buffer(commands, buffer, *copy, buffer.size());
                gpu::memory_barrier(commands);
            },
            copy));
        return std::vector<std::uint32_t>(copy->as<std::uint32_t>().begin(), copy->as<std::uint32_t>().end());
    };
    data.waveform = words(from->waveform);
    data.vectorscope = words(from->vectorscope);
    const auto histogram = from->histogram.as<std::uint32_t>();
    for (std::size_t i = 0; i < 4; ++i)
        data.histogram[i].assign(histogram.begin() + static_cast<std::ptrdiff_t>(i * scope_levels),
                                 histogram.begin() + static_cast<std::ptrdiff_t>((i + 1) * scope_levels));
    return data;
}

PictureStatistics statistics(const std::vector<std::uint16_t>& codes) {
    PictureStatistics result;
    const std::size_t pixels = codes.size() / 4;
    if (pixels == 0) return result;
    for (std::size_t channel = 0; channel < 3; ++channel) {
        std::vector<std::size_t> counts(65536);
        for (std::size_t i = 0; i < pixels; ++i) ++counts[codes[i * 4 + channel]];
        const auto at = static_cast<int>(channel);
        double sum = 0;
        std::size_t seen = 0;
        double minimum = -1, low = -1, high = -1, maximum = 0;
        // The smallest code with at least this share of the pixels at or below it.
        const auto reached = [&](std::size_t percent) { return seen * 100 >= pixels * percent; };
        for (std::size_t code = 0; code < counts.size(); ++code) {
            if (counts[code] == 0) continue;
            const double value = static_cast<double>(code) / 65535.0;
            seen += counts[code];
            sum += value * static_cast<double>(counts[code]);
            if (minimum < 0) minimum = value;
            if (low < 0 && reached(1)) low = value;
            if (high < 0 && reached(99)) high = value;
            maximum = value;
        }
        result.minimum[at] = minimum;
        result.maximum[at] = maximum;
        result.mean[at] = sum / static_cast<double>(pixels);
        result.percentile_1[at] = low;
        result.percentile_99[at] = high;
    }
    return result;
}

NitStatistics nit_statistics(const std::vector<std::uint16_t>& codes, const color::Space& hdr) {
    NitStatistics result;
    const std::size_t pixels = codes.size() / 4;
    if (pixels == 0) return result;
    std::vector<double> light(65536);
    for (std::size_t code = 0; code < light.size(); ++code)
        light[code] = color::code_to_linear(hdr.transfer.curve, static_cast<double>(code) / 65535.0);
    const glm::dvec3 weights = color::luminance_weights(hdr);
    result.minimum = std::numeric_limits<double>::infinity();
    double sum = 0;
    for (std::size_t i = 0; i < pixels; ++i) {
        const glm::dvec3 rgb(light[codes[i * 4]], light[codes[i * 4 + 1]], light[codes[i * 4 + 2]]);
        const double nits = color::light_to_nits(hdr, glm::dot(weights, rgb));
        result.minimum = std::min(result.minimum, nits);
        result.maximum = std::max(result.maximum, nits);
        sum += nits;
    }
    result.mean = sum / static_cast<double>(pixels);
    return result;
}

}  // namespace umber::engine

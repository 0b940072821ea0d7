#include "engine/engine.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cstring>

#include "core/error.h"

namespace umber::engine {
namespace {

// Entries of `values` before the grade's own: the source's and the sink's matrices.
constexpr int first_grade_entry = 8;
// Of `values`: every device takes the first number, most take the second, some fifty full nodes.
constexpr std::size_t fewest_entries = 1024, usual_entries = 4096;

struct Geometry {
    glm::ivec4 source_offset{0}, source_stride{0}, sink_offset{0}, sink_stride{0};
    glm::ivec2 source_size{0}, sink_size{0};
};

// Kernels count bytes in 32 bits.
void lay_out(const media::Frame& frame, glm::ivec4& offset, glm::ivec4& stride) {
    if (frame.memory->bytes().size() > std::size_t{INT_MAX})
        throw Error("a picture of {}x{} in {} is larger than the 2 GiB that are worked on at once", frame.width,
                    frame.height, frame.format.name);
    for (int i = 0; i < 4; ++i) {
        offset[i] = static_cast<int>(frame.plane[static_cast<std::size_t>(i)].offset);
        stride[i] = static_cast<int>(frame.plane[static_cast<std::size_t>(i)].stride);
    }
}

// As source_colours.glsl reads it.
struct GivenColour {
    glm::vec3 value, rest;
};
GivenColour given(glm::dvec3 colour) {
    GivenColour result{glm::vec3(colour), glm::vec3(0)};
    for (int i = 0; i < 3; ++i)
        if (std::isfinite(result.value[i])) result.rest[i] = static_cast<float>(colour[i] - double{result.value[i]});
    return result;
}

// The frame in memory of the GPU: itself, or a copy where its decoder had memory of its own.
media::Frame on_gpu(const media::Frame& frame, media::FrameAllocator& frames) {
    if (std::dynamic_pointer_cast<GpuFrameMemory>(frame.memory)) return frame;
    media::Frame copy = frame;
    const auto bytes = frame.memory->bytes();
    copy.memory = frames.allocate(bytes.size());
    std::memcpy(copy.memory->bytes().data(), bytes.data(), bytes.size());
    return copy;
}

std::shared_ptr<GpuFrameMemory> gpu_memory(const std::shared_ptr<media::FrameMemory>& memory) {
    return std::static_pointer_cast<GpuFrameMemory>(memory);
}

bool same_samples(const media::Frame& frame, const PlanesOut& out) {
    return frame.format == out.format && color::same_matrix(frame.tags.matrix, out.tags.matrix) &&
           frame.tags.range == out.tags.range &&
           (frame.format.log2_chroma_width == 0 || frame.tags.chroma_location == out.tags.chroma_location) &&
           frame.chroma_by_fields == out.chroma_by_fields;
}

}  // namespace

// One dispatch: what is bound and must live until it is done.
struct Engine::Work {
    SourceForm from;
    SinkForm to;
    const grade::Graph* graph;
    const WorkingSpace* space;
    Structure structure;
    Geometry geometry;
    Affine in{}, out{};
    std::shared_ptr<const LutSet> luts;    // nothing: as the files are now
    media::Frame source;                   // its memory, or
    std::shared_ptr<gpu::Buffer> colours;  // a list of them
    media::Frame sink_frame;               // its memory, or
    std::shared_ptr<Picture> picture;      // or
    std::shared_ptr<gpu::Buffer> results;
    bool compile_only = false;
};

bool Rendering::done() const {
    if (!ring_) return true;
    return staging_ ? staging_->downloads().done(submitted_.down) : ring_->done(submitted_.kernel);
}

const media::Frame& Rendering::wait() {
    if (!ring_) return frame_;
    // The copy down first: the others are done before it, and waiting for them lets go of what was kept.
    if (staging_) {
        staging_->downloads().wait(submitted_.down);
        staging_->uploads().wait(submitted_.up);
    }
    ring_->wait(submitted_.kernel);
    return frame_;
}

std::optional<gpu::GpuSpan> Rendering::upload_span() const {
    return staging_ ? staging_->uploads().span(submitted_.up) : std::nullopt;
}

std::optional<gpu::GpuSpan> Rendering::download_span() const {
    return staging_ ? staging_->downloads().span(submitted_.down) : std::nullopt;
}

Engine::Engine(const gpu::Device& device, std::optional<Tiles> tiles)
    : device_(&device),
      tiles_(tiles.value_or(device.is_cpu() ? Tiles::wide : Tiles::narrow)),
      frames_(frame_pool(device, gpu::Memory::readback)),
      staging_(device.staged() ? std::make_shared<Staging>(device) : nullptr),
      ring_(std::make_shared<gpu::CommandRing>(device)),
      luts_(device),
      most_entries_(device.properties().limits.maxUniformBufferRange >= usual_entries * sizeof(glm::vec4)
                        ? usual_entries
                        : fewest_entries) {}

std::string Engine::source(const SourceForm& from, const grade::Graph& graph, const WorkingSpace& space,
                           const SinkForm& to, Structure structure) {
    return source(from, graph, space, to, structure, *luts_.set(graph, space.code));
}

std::string Engine::source(const SourceForm& from, const grade::Graph& graph, const WorkingSpace& space,
                           const SinkForm& to, Structure structure, const LutSet& luts) const {
    SinkForm sink = to;
    sink.tiles = tiles_;
    const glm::ivec2 group = group_size(tiles_);
    return fmt::format(
               "#version 460\n{}const int MOST_VALUES = {}, GROUP_WIDTH = {}, GROUP_HEIGHT = {};\n#include "
               "\"io/common.glsl\"\n",
               device_->is_cpu() ? "" : "#define CORRECT_QUOTIENTS\n", most_entries_, group.x, group.y) +
           grade_code(graph, space, structure, first_grade_entry, luts) + "#include \"io/matrices.glsl\"\n" +
           source_code(from, sink) + sink_code(sink);
}

std::shared_ptr<const gpu::Kernel> Engine::kernel(const std::string& source) {
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = kernels_.find(source); known != kernels_.end()) {
            known->second.used = ++uses_;
            return known->second.kernel;
        }
    }
    using gpu::Slot;
    auto made = std::make_shared<const gpu::Kernel>(
        *device_, source, "grade",
        std::vector{Slot::uniform, Slot::texel, Slot::texel, Slot::texel, Slot::texel, Slot::storage},
        static_cast<std::uint32_t>(sizeof(Geometry)));
    constexpr std::size_t most_kernels = 256;
    const std::lock_guard lock(mutex_);
    const auto kept = kernels_.emplace(source, Program{std::move(made), ++uses_}).first->second.kernel;
    if (kernels_.size() > most_kernels)
        kernels_.erase(std::min_element(kernels_.begin(), kernels_.end(),
                                        [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
    return kept;
}

Submitted Engine::run(Work work) {
    work.to.tiles = tiles_;
    const auto luts = work.luts ? work.luts : luts_.set(*work.graph, work.space->code);
    const GradeNumbers numbers = grade_numbers(*work.graph, *work.space, work.structure, *luts);
    if (first_grade_entry + numbers.values.size() > most_entries_)
        throw Error("the grade has {} numbers, more than the {} that one kernel takes on this device",
                    numbers.values.size(), most_entries_ - first_grade_entry);
    const auto program = kernel(source(work.from, *work.graph, *work.space, work.to, work.structure, *luts));

    // Everything that the dispatch reads beside the frame, in buffers of the pool that go back when it is done; and
    // what it sees of the frame, of these numbers and of the result: themselves, or their twins.
    struct Kept {
        Work work;
        std::shared_ptr<const gpu::Kernel> program;
        std::shared_ptr<const LutSet> luts;
        std::shared_ptr<GpuFrameMemory> numbers, curves, source, sink;
    };
    const auto allocate = [&](std::size_t bytes) { return gpu_memory(frames_->allocate(bytes)); };
    auto kept = std::make_shared<Kept>(
        Kept{std::move(work), program, luts, allocate(most_entries_ * sizeof(glm::vec4)),
             allocate(std::max<std::size_t>(numbers.curves.size() * sizeof(glm::vec4), sizeof(glm::vec4))), nullptr,
             nullptr});
    const Work& w = kept->work;
    kept->source = gpu_memory(w.source.memory);
    kept->sink = gpu_memory(w.sink_frame.memory);
    auto* values = reinterpret_cast<glm::vec4*>(kept->numbers->bytes().data());
    std::copy(w.in.begin(), w.in.end(), values);
    std::copy(w.out.begin(), w.out.end(), values + 4);
    std::copy(numbers.values.begin(), numbers.values.end(), values + first_grade_entry);
    if (!numbers.curves.empty())
        std::memcpy(kept->curves->bytes().data(), numbers.curves.data(), numbers.curves.size() * sizeof(glm::vec4));

    Submitted submitted;
    gpu::SubmitExtras extras;
    const std::shared_ptr<GpuFrameMemory> sink_on_host = kept->sink;
    if (staging_) {
        std::vector<Staging::Copy> copies;
        for (auto* read : {&kept->source, &kept->numbers, &kept->curves}) {
            if (!*read) continue;
            copies.push_back({*read, staging_->twin(**read)});
            *read = copies.back().to;
        }
        if (kept->sink) kept->sink = staging_->twin(*kept->sink);
        submitted.up = staging_->up(std::move(copies));
        extras.after = &staging_->uploads();
        extras.after_submission = submitted.up;
    }

    // Four samples to a texel where planes are gone through one by one, else sixteen bytes.
    const int bytes = w.from.colours || !w.to.plane_by_plane ? 4 : w.from.format.bytes_per_sample();
    const VkFormat quads = bytes == 1   ? VK_FORMAT_R32_UINT
                           : bytes == 2 ? VK_FORMAT_R32G32_UINT
                                        : VK_FORMAT_R32G32B32A32_UINT;
    const gpu::Buffer& source_buffer = w.colours ? *w.colours : kept->source->buffer();
    const gpu::Buffer& sink_buffer = w.results ? *w.results : w.picture ? w.picture->buffer : kept->sink->buffer();
    // lavapipe, whose limit is 128 MiB, works beyond it; of others that can't be told.
    const std::size_t largest = device_->properties().limits.maxStorageBufferRange;
    if (sink_buffer.size() > largest && !device_->is_cpu())
        throw Error("the result is larger than {} works on: {} of {} MiB", device_->name(), sink_buffer.size() >> 20,
                    largest >> 20);
    using gpu::Bound;
    std::unique_lock views(mutex_);  // a buffer makes its views when they are first asked for
    const std::array bound{
        Bound{kept->numbers->buffer().handle(), 0, most_entries_ * sizeof(glm::vec4), VK_NULL_HANDLE},
        Bound::texels(source_buffer, VK_FORMAT_R32_UINT),
        Bound::texels(source_buffer, quads),
        Bound::texels(luts->texels, VK_FORMAT_R32G32B32A32_SFLOAT),
        Bound::texels(kept->curves->buffer(), VK_FORMAT_R32G32B32A32_SFLOAT),
        Bound::whole(sink_buffer)};
    views.unlock();
    const glm::ivec2 piece = block(w.from, w.to);
    const glm::ivec2 size = w.to.kind == SinkForm::Kind::colours
                                ? glm::ivec2(1024, (w.geometry.source_size.x + 1023) / 1024)
                            : w.compile_only ? glm::ivec2(1)
                                             : w.geometry.sink_size;
    const glm::ivec2 tile = piece * group_size(tiles_), groups = (size + tile - 1) / tile;
    const auto push = std::as_bytes(std::span(&w.geometry, 1));
    submitted.kernel = ring_->submit(
        [&](VkCommandBuffer commands) {
            program->dispatch(commands, bound, push, static_cast<std::uint32_t>(groups.x),
                              static_cast<std::uint32_t>(groups.y));
            gpu::memory_barrier(commands);
        },
        kept, extras);
    if (staging_ && kept->sink) submitted.down = staging_->down({kept->sink, sink_on_host}, *ring_, submitted.kernel);
    return submitted;
}

Rendering Engine::render(const media::Frame& frame, const grade::Graph& graph, const WorkingSpace& space,
                         const PlanesOut& out, std::shared_ptr<const LutSet> luts) {
    const bool untouched = grade::neutral(graph) && !space.converts;
    if (untouched && same_samples(frame, out)) {
        media::Frame same = frame;
        same.tags = out.tags;
        return {nullptr, nullptr, {}, std::move(same)};
    }
    const bool finer = finer_steps(frame.format, frame.tags, out.format, out.tags);
    Work work;
    work.luts = std::move(luts);
    work.source = on_gpu(frame, *frames_);
    work.from = form_of(frame);
    work.to = {SinkForm::Kind::planes, false, false, out.format, out.tags, out.dither && (!untouched || finer)};
    work.to.chroma_by_fields = out.chroma_by_fields;
    work.graph = &graph;
    work.space = &space;
    work.structure = Structure::exact;
    // whole words of four pixels are written, which packed formats have room for only where rows are that long
    media::Frame result = media::allocate_frame(*frames_, out.format, (frame.width + 3) / 4 * 4, frame.height);
    result.width = frame.width;
    for (int i = 0; i < out.format.planes; ++i) {
        const bool chroma = out.format.planar() && (i == 1 || i == 2);
        media::Plane& plane = result.plane[static_cast<std::size_t>(i)];
        plane.width = chroma ? (frame.width + (1 << out.format.log2_chroma_width) - 1) >> out.format.log2_chroma_width
                             : frame.width;
    }
    result.tags = out.tags;
    result.index = frame.index;
    result.time = frame.time;
    result.duration = frame.duration;
    result.chroma_by_fields = out.chroma_by_fields;
    work.sink_frame = result;
    lay_out(work.source, work.geometry.source_offset, work.geometry.source_stride);
    lay_out(result, work.geometry.sink_offset, work.geometry.sink_stride);
    work.geometry.source_size = work.geometry.sink_size = {frame.width, frame.height};
    work.to.plane_by_plane = untouched && can_resample(work.from, work.to);
    work.in = work.to.plane_by_plane ? codes_to_codes(work.from, work.to) : codes_to_rgb(frame.format, frame.tags);
    if (!work.to.plane_by_plane) work.out = rgb_to_codes(out.format, out.tags);
    const Submitted submitted = run(std::move(work));
    return {ring_, staging_, submitted, std::move(result)};
}

std::uint64_t Engine::render_picture(const media::Frame& frame, const grade::Graph& graph, const WorkingSpace& space,
                                     const std::shared_ptr<Picture>& picture, Structure structure,
                                     std::shared_ptr<const LutSet> luts) {
    Work work;
    work.luts = std::move(luts);
    work.source = on_gpu(frame, *frames_);
    work.from = form_of(frame);
    work.to.kind = SinkForm::Kind::picture;
    work.to.scaled = picture->width != frame.width || picture->height != frame.height;
    work.to.even = picture->width % 2 == 0;
    work.graph = &graph;
    work.space = &space;
    work.structure = structure;
    work.picture = picture;
    lay_out(work.source, work.geometry.source_offset, work.geometry.source_stride);
    work.geometry.source_size = {frame.width, frame.height};
    work.geometry.sink_size = {picture->width, picture->height};
    work.in = codes_to_rgb(frame.format, frame.tags);
    return picture->made_by = run(std::move(work)).kernel;
}

void Engine::prepare_picture(const media::Frame& frame, const grade::Graph& graph, const WorkingSpace& space, int width,
                             int height, Structure structure) {
    Work work;
    work.source = on_gpu(frame, *frames_);
    work.from = form_of(frame);
    work.to.kind = SinkForm::Kind::picture;
    work.to.scaled = width != frame.width || height != frame.height;
    work.to.even = width % 2 == 0;
    work.graph = &graph;
    work.space = &space;
    work.structure = structure;
    work.picture = make_picture(8, 1);
    work.compile_only = true;
    lay_out(work.source, work.geometry.source_offset, work.geometry.source_stride);
    work.geometry.source_size = {frame.width, frame.height};
    work.geometry.sink_size = {1, 1};
    ring_->wait(run(std::move(work)).kernel);
}

std::vector<glm::vec3> Engine::probe(std::span<const glm::vec3> colours, const grade::Graph& graph,
                                     const WorkingSpace& space) {
    const std::vector<glm::dvec3> exact(colours.begin(), colours.end());
    return probe(std::span<const glm::dvec3>(exact), graph, space);
}

std::vector<glm::vec3> Engine::probe(std::span<const glm::dvec3> colours, const grade::Graph& graph,
                                     const WorkingSpace& space) {
    if (colours.empty()) return {};
    Work work;
    work.from.colours = true;
    work.to.kind = SinkForm::Kind::colours;
    work.graph = &graph;
    work.space = &space;
    work.structure = Structure::exact;
    work.colours = std::make_shared<gpu::Buffer>(*device_, colours.size() * sizeof(GivenColour), gpu::Memory::upload);
    work.results = std::make_shared<gpu::Buffer>(*device_, colours.size() * sizeof(glm::vec4), gpu::Memory::readback);
    for (std::size_t i = 0; i < colours.size(); ++i) work.colours->as<GivenColour>()[i] = given(colours[i]);
    work.geometry.source_size = {static_cast<int>(colours.size()), 1};
    const auto results = work.results;
    ring_->wait(run(std::move(work)).kernel);
    std::vector<glm::vec3> out;
    out.reserve(colours.size());
    for (std::size_t i = 0; i < colours.size(); ++i) out.emplace_back(results->as<glm::vec4>()[i]);
    return out;
}

std::shared_ptr<Picture> Engine::make_picture(int width, int height) const {
    auto picture = std::make_shared<Picture>();
    picture->buffer = gpu::Buffer(
        *device_, std::max<std::size_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 8, 16),
        staging_ ? gpu::Memory::device : gpu::Memory::readback);
    picture->width = width;
    picture->height = height;
    return picture;
}

gpu::Buffer Engine::copied_down(const gpu::Buffer& from, std::size_t offset, std::size_t bytes, std::uint64_t after) {
    gpu::Buffer copy(*device_, bytes, gpu::Memory::readback);
    gpu::SubmitExtras extras;
    extras.after = ring_.get();
    extras.after_submission = after;
    gpu::CommandRing& ring = staging_->downloads();
    ring.wait(ring.submit(
        [&](VkCommandBuffer commands) {
            const VkBufferCopy part{offset, 0, bytes};
            vkCmdCopyBuffer(commands, from.handle(), copy.handle(), 1, &part);
            gpu::host_barrier(commands);
        },
        {}, extras));
    return copy;
}

std::vector<std::uint16_t> Engine::read(const std::shared_ptr<const Picture>& picture, std::uint64_t after) {
    const std::size_t count = static_cast<std::size_t>(picture->width) * static_cast<std::size_t>(picture->height) * 4;
    if (staging_) {
        const gpu::Buffer copy = copied_down(picture->buffer, 0, count * 2, after);
        return {copy.as<std::uint16_t>().begin(), copy.as<std::uint16_t>().end()};
    }
    ring_->wait(after);
    const auto codes = picture->buffer.as<std::uint16_t>().first(count);
    return {codes.begin(), codes.end()};
}

std::array<std::uint16_t, 4> Engine::read_pixel(const Picture& picture, int x, int y) {
    const std::size_t at =
        4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(x));
    std::array<std::uint16_t, 4> pixel{};
    if (staging_) {
        // The room asks in every frame of its window; a copy down waits for those before it.
        const Peeked asked{picture.made_by, at, {}};
        const std::lock_guard lock(peeked_mutex_);  // not the engine's: renders go on meanwhile
        if (peeked_.made_by != asked.made_by || peeked_.at != asked.at) {
            const gpu::Buffer copy = copied_down(picture.buffer, 2 * at, sizeof pixel, picture.made_by);
            peeked_ = asked;
            std::copy_n(copy.as<std::uint16_t>().begin(), 4, peeked_.pixel.begin());
        }
        pixel = peeked_.pixel;
    } else {
        std::copy_n(picture.buffer.as<std::uint16_t>().begin() + static_cast<std::ptrdiff_t>(at), 4, pixel.begin());
    }
    return pixel;
}

}  // namespace umber::engine

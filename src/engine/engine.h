// The engine: renders a source (a frame, a lattice of colours, a list of triples) through a grade by one generated
// kernel. Everything that Umber shows, measures, exports or delivers comes out of here.
#pragma once
#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/grade_code.h"
#include "engine/io_code.h"
#include "engine/staging.h"
#include "gpu/kernel.h"

namespace umber::engine {

// What a master's planes are to be.
struct PlanesOut {
    media::PixelFormat format;  // planar, 8 to 16 bits or 32-bit float
    color::Tags tags;
    // Formats of up to 12 bits; where nothing was graded, only if the source has finer steps.
    bool dither = true;
    bool chroma_by_fields = false;  // of 4:2:0: see media::chroma_goes_by_fields()
};

// A picture on the GPU for the viewer and the scopes: R, G, B, A as unsigned 16 bits, rows without gaps. Mapped only
// where the device isn't staged: Engine::read() and read_pixel() work everywhere.
struct Picture {
    gpu::Buffer buffer;
    int width = 0, height = 0;
    std::uint64_t made_by = 0;  // the last submission that writes it
};

// A submission, and those of its frame's copies where the device is staged (0: none), of Staging's rings.
struct Submitted {
    std::uint64_t kernel = 0, up = 0, down = 0;
};

// Work that was handed to the GPU. wait() before the frame's planes are read.
class Rendering {
public:
    Rendering() = default;
    Rendering(std::shared_ptr<gpu::CommandRing> ring, std::shared_ptr<Staging> staging, Submitted submitted,
              media::Frame frame)
        : ring_(std::move(ring)), staging_(std::move(staging)), submitted_(submitted), frame_(std::move(frame)) {}
    bool done() const;
    // Waits, and gives the frame. Throws gpu::DeviceLost.
    const media::Frame& wait();
    // When the kernel ran. Nothing where no GPU work was needed (an ungraded frame in its own format), or not done yet.
    std::optional<gpu::GpuSpan> span() const { return ring_ ? ring_->span(submitted_.kernel) : std::nullopt; }
    // When its planes were copied to the device and back. Nothing where they weren't.
    std::optional<gpu::GpuSpan> upload_span() const;
    std::optional<gpu::GpuSpan> download_span() const;

private:
    std::shared_ptr<gpu::CommandRing> ring_;  // nothing: the frame is ready as it is
    std::shared_ptr<Staging> staging_;        // nothing: kernels read and write frames in place
    Submitted submitted_;
    media::Frame frame_;
};

// Thread-safe. The device must outlive the engine and every frame and picture of it.
class Engine {
public:
    // `tiles`: of its kernels; as the device likes, unless they are asked for.
    explicit Engine(const gpu::Device& device, std::optional<Tiles> tiles = {});

    const gpu::Device& device() const { return *device_; }
    // Where decoders should write, and where frames for encoders are made: memory that both the host and the GPU reach.
    const std::shared_ptr<media::FrameAllocator>& frames() const { return frames_; }
    LutLibrary& luts() { return luts_; }

    // A frame through the grade into planes of `out`, at its own size. An ungraded frame in the same format comes back
    // as it is, sample for sample. `luts`: of luts().set(), for all frames of a master alike; without, the files are
    // looked at for each frame. Throws Error (formats, LUT files), gpu::DeviceLost.
    Rendering render(const media::Frame& frame, const grade::Graph& graph, const WorkingSpace& space,
                     const PlanesOut& out, std::shared_ptr<const LutSet> luts = nullptr);

    // A frame into `picture` (of width x height up to the frame's), for showing. `live`: by the program that holds
    // every operation, so that no edit ever compiles. Returns the submission, of ring(). `luts`: as for render().
    std::uint64_t render_picture(const media::Frame& frame, const grade::Graph& graph, const WorkingSpace& space,
                                 const std::shared_ptr<Picture>& picture, Structure structure,
                                 std::shared_ptr<const LutSet> luts = nullptr);
    // Compiles what render_picture() will need, on the calling thread, and runs it once on nothing.
    void prepare_picture(const media::Frame& frame, const grade::Graph& graph, const WorkingSpace& space, int width,
                         int height, Structure structure);

    // Colours through the grade, in single precision. Of what is given in double a matrix that comes first and before a
    // steep curve (lib/exact_matrix.glsl) heeds the rest, too, which decides there what is left of a channel.
    std::vector<glm::vec3> probe(std::span<const glm::vec3> colours, const grade::Graph& graph,
                                 const WorkingSpace& space);
    std::vector<glm::vec3> probe(std::span<const glm::dvec3> colours, const grade::Graph& graph,
                                 const WorkingSpace& space);

    // A picture read back after submission `after`: 4 numbers of 16 bits a pixel.
    std::vector<std::uint16_t> read(const std::shared_ptr<const Picture>& picture, std::uint64_t after);
    // One pixel of a picture that is finished.
    std::array<std::uint16_t, 4> read_pixel(const Picture& picture, int x, int y);
    std::shared_ptr<Picture> make_picture(int width, int height) const;

    gpu::CommandRing& ring() { return *ring_; }

    // The generated GLSL of a master's kernel: for a person to read (`umber engine-source`).
    std::string source(const SourceForm& from, const grade::Graph& graph, const WorkingSpace& space, const SinkForm& to,
                       Structure structure);
    // The same where the LUTs are at hand.
    std::string source(const SourceForm& from, const grade::Graph& graph, const WorkingSpace& space, const SinkForm& to,
                       Structure structure, const LutSet& luts) const;

private:
    struct Work;
    struct Program {
        std::shared_ptr<const gpu::Kernel> kernel;
        std::uint64_t used = 0;  // when, as a count of uses
    };
    std::shared_ptr<const gpu::Kernel> kernel(const std::string& source);
    Submitted run(Work work);
    // `bytes` of a picture from an offset on, once submission `after` is done, by way of the host's memory.
    gpu::Buffer copied_down(const gpu::Buffer& from, std::size_t offset, std::size_t bytes, std::uint64_t after);

    const gpu::Device* device_;
    Tiles tiles_;
    std::shared_ptr<media::FrameAllocator> frames_;
    std::shared_ptr<Staging> staging_;  // nothing: kernels read and write frames in place
    std::shared_ptr<gpu::CommandRing> ring_;
    LutLibrary luts_;
    std::size_t most_entries_;  // of `values` in shaders/io/common.glsl
    std::mutex mutex_;
    std::uint64_t uses_ = 0;
    std::unordered_map<std::string, Program> kernels_;  // those last used
    struct Peeked {
        std::uint64_t made_by = 0;  // submissions are never the same for two pictures
        std::size_t at = 0;
        std::array<std::uint16_t, 4> pixel{};
    };
    std::mutex peeked_mutex_;
    Peeked peeked_;  // by read_pixel()
};

}  // namespace umber::engine

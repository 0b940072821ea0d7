// Frames on a device whose memory is not the host's: what kernels read is copied up before they run, what they wrote
// is copied down after, on queues of their own where the device has them, so that the copies of one frame go on beside
// the kernel of another. Not for devices that read the host's memory as their own.
#pragma once
#include <memory>
#include <vector>

#include "engine/frame_pool.h"
#include "gpu/commands.h"

namespace umber::engine {

// Thread-safe. The device must outlive it and everything of it.
class Staging {
public:
    explicit Staging(const gpu::Device& device);

    // Memory of the device's own, as large as `host`, from a pool.
    std::shared_ptr<GpuFrameMemory> twin(const GpuFrameMemory& host);

    // Copies of whole memories. Each lives, and may not be written, until the submission that is returned is done.
    struct Copy {
        std::shared_ptr<GpuFrameMemory> from, to;
    };
    std::uint64_t up(std::vector<Copy> copies);  // a submission of uploads()
    // After `submission` of `ring`, which writes what is copied. A submission of downloads().
    std::uint64_t down(Copy copy, const gpu::CommandRing& ring, std::uint64_t submission);

    gpu::CommandRing& uploads() { return up_; }
    gpu::CommandRing& downloads() { return down_; }

private:
    std::shared_ptr<media::FrameAllocator> pool_;
    gpu::CommandRing up_, down_;
};

}  // namespace umber::engine

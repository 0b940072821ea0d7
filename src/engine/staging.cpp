#include "engine/staging.h"

namespace umber::engine {

Staging::Staging(const gpu::Device& device)
    : pool_(frame_pool(device, gpu::Memory::device)), up_(device, gpu::Lane::up), down_(device, gpu::Lane::down) {}

std::shared_ptr<GpuFrameMemory> Staging::twin(const GpuFrameMemory& host) {
    return std::static_pointer_cast<GpuFrameMemory>(pool_->allocate(host.buffer().size()));
}

std::uint64_t Staging::up(std::vector<Copy> copies) {
    const auto kept = std::make_shared<const std::vector<Copy>>(std::move(copies));
    // What was written by a kernel and is read by one again lies in the host's memory by way of down().
    return up_.submit(
        [&](VkCommandBuffer commands) {
            for (const Copy& copy : *kept)
                gpu::copy_buffer(commands, copy.from->buffer(), copy.to->buffer(), copy.from->buffer().size());
        },
        kept);
}

std::uint64_t Staging::down(Copy copy, const gpu::CommandRing& ring, std::uint64_t submission) {
    const auto kept = std::make_shared<const Copy>(std::move(copy));
    gpu::SubmitExtras extras;
    extras.after = &ring;
    extras.after_submission = submission;
    return down_.submit(
        [&](VkCommandBuffer commands) {
            gpu::copy_buffer(commands, kept->from->buffer(), kept->to->buffer(), kept->to->buffer().size());
            gpu::host_barrier(commands);
        },
        kept, extras);
}

}  // namespace umber::engine

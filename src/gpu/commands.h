// Recording and submitting: a ring of command buffers behind one timeline semaphore. A submission is a number; whoever
// wants its results waits for that number, nobody else waits.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "gpu/buffer.h"

namespace umber::gpu {

// GPU time of one submission, from its first to its last command, in nanoseconds since some epoch of the device's.
struct GpuSpan {
    double begin_ns = 0, end_ns = 0;
    double ms() const { return (end_ns - begin_ns) * 1e-6; }
};

class CommandRing;

// What to wait for and to signal beside the ring's own timeline: a swapchain's semaphores, and work of another ring,
// whose results are then there to be read.
struct SubmitExtras {
    VkSemaphore wait = VK_NULL_HANDLE;
    VkPipelineStageFlags wait_stage = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
    VkSemaphore signal = VK_NULL_HANDLE;
    const CommandRing* after = nullptr;  // this ring's submission `after_submission`
    std::uint64_t after_submission = 0;
};

// Thread-safe. Keep the ring alive until what it submitted is done: its destructor waits.
class CommandRing {
public:
    explicit CommandRing(const Device& device, Lane lane = Lane::main);
    ~CommandRing();
    CommandRing(const CommandRing&) = delete;
    CommandRing& operator=(const CommandRing&) = delete;

    // Records with `record` and submits. `keep` (buffers, frames…) is let go once the work is done and a later call or
    // wait() notices. Returns the submission's number. Throws DeviceLost, Error.
    std::uint64_t submit(const std::function<void(VkCommandBuffer)>& record, std::shared_ptr<const void> keep = {},
                         const SubmitExtras& extras = {});

    bool done(std::uint64_t submission) const;
    void wait(std::uint64_t submission);
    // The same without letting anything go that was kept for it. Throws DeviceLost, Error.
    void wait_only(std::uint64_t submission) const;
    // Its time on the GPU, once done and for at least fifteen submissions more. Nothing where the lane has no
    // timestamps. Spans of several rings of one device may be compared: Vulkan promises that only for one queue, but
    // there is no device known whose queues have clocks of their own.
    std::optional<GpuSpan> span(std::uint64_t submission) const;
    // For other rings' submissions to wait on.
    VkSemaphore timeline() const { return timeline_.get(); }

private:
    struct Slot {
        CommandPoolHandle pool;
        VkCommandBuffer commands = VK_NULL_HANDLE;
        std::uint64_t submission = 0;
        std::uint32_t query = 0;
        std::shared_ptr<const void> keep;
    };
    Slot take_slot();
    void record_into(const Slot& slot, const std::function<void(VkCommandBuffer)>& record) const;
    void submit_slot(Slot& slot, const SubmitExtras& extras);
    std::uint64_t value() const;

    const Device* device_;
    Lane lane_;
    SemaphoreHandle timeline_;
    QueryPoolHandle queries_;
    mutable std::mutex mutex_;
    std::uint64_t last_ = 0;
    std::uint32_t made_ = 0;
    std::deque<Slot> slots_;  // oldest submission first
};

// A buffer with these contents for kernels that read it again and again: in the device's own memory; waits for the
// copy where there must be one. Throws Error: out of memory.
Buffer resident_buffer(const Device& device, CommandRing* up, std::span<const std::byte> contents);

// Copies the first `bytes` of one buffer into another.
void copy_buffer(VkCommandBuffer commands, const Buffer& from, const Buffer& to, std::size_t bytes);

// Makes what copies wrote visible to the host once the submission is done; for lanes that only copy, too.
void host_barrier(VkCommandBuffer commands);

}  // namespace umber::gpu

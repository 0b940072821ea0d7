// Which of a device's queues Umber takes: one for kernels, graphics and presenting, and where frames must be copied one
// for each direction, so that copies go on beside kernels.
#pragma once
#include <vulkan/vulkan_core.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace umber::gpu {

// What a submission is for: kernels and drawing; copies to the device's memory; copies back.
enum class Lane { main, up, down };

struct QueuePlace {
    std::uint32_t family = 0, index = 0;
    friend bool operator==(const QueuePlace&, const QueuePlace&) = default;
};

// The family for Lane::main: the first with graphics and compute, else the first with compute; nothing where none has.
std::optional<std::uint32_t> main_family(std::span<const VkQueueFamilyProperties> families);

// A queue for each lane, by Lane's order. With `copies` up and down get the first that are free of: queues that only
// copy (they are engines of their own), queues of other compute families, more queues of the main family. Where there
// is but one, it is for up, and down is main: on a shared queue a copy down, which waits for its kernel, would hold up
// the next frame's copy up. Without `copies`, and where there is none, lanes are main. main_family() must be there.
std::array<QueuePlace, 3> plan_queues(std::span<const VkQueueFamilyProperties> families, bool copies);

}  // namespace umber::gpu

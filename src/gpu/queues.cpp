#include "gpu/queues.h"

#include <algorithm>
#include <vector>

namespace umber::gpu {

std::optional<std::uint32_t> main_family(std::span<const VkQueueFamilyProperties> families) {
    constexpr VkQueueFlags compute = VK_QUEUE_COMPUTE_BIT;
    for (const VkQueueFlags wanted : {VK_QUEUE_GRAPHICS_BIT | compute, compute})
        for (std::uint32_t i = 0; i < families.size(); ++i)
            if ((families[i].queueFlags & wanted) == wanted) return i;
    return std::nullopt;
}

std::array<QueuePlace, 3> plan_queues(std::span<const VkQueueFamilyProperties> families, bool copies) {
    const QueuePlace main{main_family(families).value(), 0};
    std::array<QueuePlace, 3> lanes{main, main, main};
    if (!copies) return lanes;
    // The families that can copy, best first. Compute and graphics can copy without saying so (Vulkan 1.2, 6.1).
    const auto kind = [&](std::uint32_t i) {
        const VkQueueFlags flags = families[i].queueFlags;
        if (i == main.family) return 2;
        if (flags & VK_QUEUE_COMPUTE_BIT) return 1;
        // No more than that: a video engine can copy too, as a sideline.
        constexpr VkQueueFlags copying = VK_QUEUE_TRANSFER_BIT | VK_QUEUE_SPARSE_BINDING_BIT | VK_QUEUE_PROTECTED_BIT;
        return (flags & VK_QUEUE_TRANSFER_BIT) && !(flags & ~copying) ? 0 : 3;
    };
    std::vector<QueuePlace> free;
    for (int wanted = 0; wanted < 3; ++wanted)
        for (std::uint32_t i = 0; i < families.size(); ++i)
            for (std::uint32_t index = kind(i) == 2 ? 1 : 0; kind(i) == wanted && index < families[i].queueCount;
                 ++index)
                free.push_back({i, index});
    const std::size_t count = std::min<std::size_t>(free.size(), 2);
    std::copy_n(free.begin(), count, lanes.begin() + 1);
    return lanes;
}

}  // namespace umber::gpu

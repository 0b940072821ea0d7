// The Vulkan instance and device that everything runs on: chosen, checked, owned. Vulkan 1.2 with timeline semaphores
// and push descriptors; a queue for kernels and drawing, and where frames are copied up and down, one for each way
// (queues.h).
#pragma once
#include <vulkan/vulkan_core.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "gpu/handle.h"
#include "gpu/queues.h"

namespace umber::gpu {

struct DeviceDescription {
    int index = 0;
    std::string name, type, driver, api;  // type: "discrete", "integrated", "virtual", "cpu"
    bool chosen = false;
    std::string why;  // why it is or isn't the one
};

struct DeviceOptions {
    std::string choice;                            // --device: an index, or part of a name; empty: the best
    std::vector<const char*> instance_extensions;  // what a window needs (GLFW's list)
    // Needs VK_KHR_swapchain and a graphics queue; HDR's colour spaces and metadata are enabled where they are offered.
    bool presents = false;
};

// Every Vulkan device here, best first choice marked. Empty where there is no Vulkan at all.
std::vector<DeviceDescription> list_devices(const std::string& choice = {});

class Device {
public:
    // Validation (with synchronisation validation) is on where $UMBER_VALIDATION is 1, and frames are copied to the
    // device and back, even where it could read them in place, where $UMBER_STAGING is 1.
    // Throws Error: no Vulkan device, none matching `choice`, a needed feature is missing (named).
    explicit Device(const DeviceOptions& options = {});
    ~Device();
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    VkInstance instance() const { return instance_; }
    VkPhysicalDevice physical() const { return physical_; }
    VkDevice handle() const { return device_; }
    std::uint32_t queue_family(Lane lane = Lane::main) const { return of(lane).family; }
    // Only for libraries that ask (Dear ImGui); submit through submit().
    VkQueue queue() const { return of(Lane::main).handle; }
    // Whether a lane has a queue to itself.
    bool has_own_queue(Lane lane) const { return lane == Lane::main || &of(lane) != &of(Lane::main); }
    // Every family that has a queue here: buffers are shared between them.
    const std::vector<std::uint32_t>& families() const { return families_; }
    const VkPhysicalDeviceProperties& properties() const { return properties_; }
    std::string name() const { return properties_.deviceName; }
    bool is_cpu() const { return properties_.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU; }
    // Whether frames are copied between the host's memory and the device's own. Where all memory is both (CPU devices,
    // integrated GPUs) kernels read and write them in place.
    bool staged() const { return staged_; }

    // Timestamps of a lane: ticks of this length, as many bits of them as are valid; 0 where it has none. Whether they
    // must be reset by the host, since a queue that only copies can't.
    double timestamp_period_ns() const { return properties_.limits.timestampPeriod; }
    unsigned timestamp_bits(Lane lane) const { return of(lane).timestamp_bits; }
    bool resets_queries_on_host(Lane lane) const { return of(lane).only_copies; }

    // The memory type of `bits` with all of `wanted` and as many of `liked` as can be. Throws Error where there is
    // none.
    std::uint32_t memory_type(std::uint32_t bits, VkMemoryPropertyFlags wanted, VkMemoryPropertyFlags liked) const;

    // Thread-safe: a queue belongs to one thread at a time. Throws DeviceLost.
    void submit(const VkSubmitInfo& info, VkFence fence = VK_NULL_HANDLE, Lane lane = Lane::main) const;
    VkResult present(const VkPresentInfoKHR& info) const;
    void wait_idle() const;

    VkPipelineCache pipeline_cache() const { return pipeline_cache_.get(); }
    // vkCmdPushDescriptorSetKHR, which the loader does not export.
    PFN_vkCmdPushDescriptorSetKHR push_descriptors = nullptr;
    // vkSetHdrMetadataEXT; null where the device has it not, or does not present.
    PFN_vkSetHdrMetadataEXT set_hdr_metadata = nullptr;

    // Messages of the validation layer so far; each is logged as an error when it comes. Tests want 0.
    int validation_messages() const { return messages_; }

private:
    struct Queue {
        VkQueue handle = VK_NULL_HANDLE;
        std::uint32_t family = 0;
        unsigned timestamp_bits = 0;
        bool only_copies = false;
        mutable std::mutex mutex{};
    };
    const Queue& of(Lane lane) const { return queues_[lanes_[static_cast<std::size_t>(lane)]]; }
    void take_queues(const std::array<QueuePlace, 3>& plan, const std::vector<VkQueueFamilyProperties>& families);
    void create_instance(const DeviceOptions& options);
    void choose(const std::string& choice);
    void create_device(const DeviceOptions& options);
    void load_pipeline_cache();
    void save_pipeline_cache() const;

    VkInstance instance_ = VK_NULL_HANDLE;
    VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
    VkPhysicalDevice physical_ = VK_NULL_HANDLE;
    VkDevice device_ = VK_NULL_HANDLE;
    std::deque<Queue> queues_;  // main first
    std::array<std::size_t, 3> lanes_{};
    std::vector<std::uint32_t> families_;
    bool staged_ = false;
    bool host_query_reset_ = false;
    VkPhysicalDeviceProperties properties_{};
    VkPhysicalDeviceMemoryProperties memory_{};
    PipelineCacheHandle pipeline_cache_;
    std::atomic<int> messages_{0};
};

}  // namespace umber::gpu

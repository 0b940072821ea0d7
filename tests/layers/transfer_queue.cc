// A Vulkan layer for tests: a device with one more family of two queues that only copy, as discrete GPUs have it, on
// top of a driver with one queue for everything. What is submitted to them goes to that one, in the order in which it
// comes, so every wait must be for work that was submitted before. Load it below the validation layer, which then holds
// its users to what such a family may do:
//   XDG_DATA_DIRS=/usr/local/share:/usr/share:<build>/tests/layers
//   VK_INSTANCE_LAYERS=VK_LAYER_KHRONOS_validation:VK_LAYER_UMBER_test_transfer
#include <algorithm>
#include <cstdint>
#include <list>
#include <mutex>
#include <vector>

#include "chain.h"

namespace umber::test::layer {
namespace {

// A dispatchable handle: the loader's word comes first.
struct CopyQueue {
    void* loaders = nullptr;
    VkQueue real = VK_NULL_HANDLE;
    VkDevice device = VK_NULL_HANDLE;
    std::uint32_t index = 0;
};

std::mutex mutex;  // of the one real queue, and of `copy_queues`
std::list<CopyQueue> copy_queues;
std::uint32_t own_family = 1;  // after the driver's

// Of the driver, the same for every device.
struct Below {
    PFN_vkGetPhysicalDeviceQueueFamilyProperties families;
    PFN_vkDestroyDevice destroy_device;
    PFN_vkGetDeviceQueue get_queue;
    PFN_vkQueueSubmit submit;
    PFN_vkQueueWaitIdle wait_idle;
    PFN_vkQueuePresentKHR present;
    PFN_vkCreateCommandPool create_pool;
    PFN_vkCreateBuffer create_buffer;
} below{};

VKAPI_ATTR VkResult VKAPI_CALL create_instance(const VkInstanceCreateInfo* create, const VkAllocationCallbacks* memory,
                                               VkInstance* made) {
    const VkResult result = create_instance_below(create, memory, made);
    if (result == VK_SUCCESS)
        below.families =
            of_instance_below<PFN_vkGetPhysicalDeviceQueueFamilyProperties>("vkGetPhysicalDeviceQueueFamilyProperties");
    return result;
}

constexpr VkQueueFamilyProperties copies{VK_QUEUE_TRANSFER_BIT, 2, 64, {1, 1, 1}};

VKAPI_ATTR void VKAPI_CALL families(VkPhysicalDevice physical, std::uint32_t* count, VkQueueFamilyProperties* into) {
    std::uint32_t has = 0;
    below.families(physical, &has, nullptr);
    own_family = has;
    if (into) {
        std::vector<VkQueueFamilyProperties> all(has);
        below.families(physical, &has, all.data());
        all.push_back(copies);
        *count = std::min(*count, has + 1);
        std::copy_n(all.begin(), *count, into);
    } else {
        *count = has + 1;
    }
}

VKAPI_ATTR void VKAPI_CALL families_2(VkPhysicalDevice physical, std::uint32_t* count, VkQueueFamilyProperties2* into) {
    std::vector<VkQueueFamilyProperties> plain(into ? *count : 0);
    families(physical, count, into ? plain.data() : nullptr);
    for (std::size_t i = 0; into && i < *count; ++i) into[i].queueFamilyProperties = plain[i];
}

VKAPI_ATTR VkResult VKAPI_CALL create_device(VkPhysicalDevice physical, const VkDeviceCreateInfo* create,
                                             const VkAllocationCallbacks* memory, VkDevice* made) {
    std::uint32_t count = 0;
    families(physical, &count, nullptr);
    std::vector<VkDeviceQueueCreateInfo> queues;
    for (std::uint32_t i = 0; i < create->queueCreateInfoCount; ++i)
        if (create->pQueueCreateInfos[i].queueFamilyIndex != own_family) queues.push_back(create->pQueueCreateInfos[i]);
    VkDeviceCreateInfo real = *create;
    real.queueCreateInfoCount = static_cast<std::uint32_t>(queues.size());
    real.pQueueCreateInfos = queues.data();
    const VkResult result = create_device_below(physical, &real, memory, made);
    if (result != VK_SUCCESS) return result;
    take_below(below.destroy_device, *made, "vkDestroyDevice");
    take_below(below.get_queue, *made, "vkGetDeviceQueue");
    take_below(below.submit, *made, "vkQueueSubmit");
    take_below(below.wait_idle, *made, "vkQueueWaitIdle");
    take_below(below.present, *made, "vkQueuePresentKHR");
    take_below(below.create_pool, *made, "vkCreateCommandPool");
    take_below(below.create_buffer, *made, "vkCreateBuffer");
    return result;
}

VKAPI_ATTR void VKAPI_CALL destroy_device(VkDevice device, const VkAllocationCallbacks* memory) {
    {
        const std::lock_guard lock(mutex);
        copy_queues.remove_if([&](const CopyQueue& one) { return one.device == device; });
    }
    below.destroy_device(device, memory);
}

VKAPI_ATTR void VKAPI_CALL get_queue(VkDevice device, std::uint32_t family, std::uint32_t index, VkQueue* queue) {
    if (family != own_family) return below.get_queue(device, family, index, queue);
    const std::lock_guard lock(mutex);
    auto known = std::find_if(copy_queues.begin(), copy_queues.end(),
                              [&](const CopyQueue& one) { return one.device == device && one.index == index; });
    if (known == copy_queues.end()) {
        known = copy_queues.insert(known, CopyQueue{nullptr, VK_NULL_HANDLE, device, index});
        below.get_queue(device, 0, 0, &known->real);
        known->loaders = *reinterpret_cast<void**>(known->real);
    }
    *queue = reinterpret_cast<VkQueue>(&*known);
}

// With the lock held.
VkQueue real(VkQueue queue) {
    for (CopyQueue& one : copy_queues)
        if (reinterpret_cast<VkQueue>(&one) == queue) return one.real;
    return queue;
}

VKAPI_ATTR VkResult VKAPI_CALL submit(VkQueue queue, std::uint32_t count, const VkSubmitInfo* infos, VkFence fence) {
    const std::lock_guard lock(mutex);
    return below.submit(real(queue), count, infos, fence);
}

VKAPI_ATTR VkResult VKAPI_CALL wait_idle(VkQueue queue) {
    const std::lock_guard lock(mutex);
    return below.wait_idle(real(queue));
}

VKAPI_ATTR VkResult VKAPI_CALL present(VkQueue queue, const VkPresentInfoKHR* info) {
    const std::lock_guard lock(mutex);
    return below.present(real(queue), info);
}

VKAPI_ATTR VkResult VKAPI_CALL create_pool(VkDevice device, const VkCommandPoolCreateInfo* create,
                                           const VkAllocationCallbacks* memory, VkCommandPool* made) {
    VkCommandPoolCreateInfo real_one = *create;
    if (real_one.queueFamilyIndex == own_family) real_one.queueFamilyIndex = 0;
    return below.create_pool(device, &real_one, memory, made);
}

VKAPI_ATTR VkResult VKAPI_CALL create_buffer(VkDevice device, const VkBufferCreateInfo* create,
                                             const VkAllocationCallbacks* memory, VkBuffer* made) {
    VkBufferCreateInfo real_one = *create;
    real_one.sharingMode = VK_SHARING_MODE_EXCLUSIVE;
    real_one.queueFamilyIndexCount = 0;
    real_one.pQueueFamilyIndices = nullptr;
    return below.create_buffer(device, &real_one, memory, made);
}

}  // namespace

PFN_vkVoidFunction own(const char* name) {
    static const Own table[]{
        {"vkCreateInstance", reinterpret_cast<PFN_vkVoidFunction>(create_instance)},
        {"vkGetPhysicalDeviceQueueFamilyProperties", reinterpret_cast<PFN_vkVoidFunction>(families)},
        {"vkGetPhysicalDeviceQueueFamilyProperties2", reinterpret_cast<PFN_vkVoidFunction>(families_2)},
        {"vkGetPhysicalDeviceQueueFamilyProperties2KHR", reinterpret_cast<PFN_vkVoidFunction>(families_2)},
        {"vkCreateDevice", reinterpret_cast<PFN_vkVoidFunction>(create_device)},
        {"vkDestroyDevice", reinterpret_cast<PFN_vkVoidFunction>(destroy_device)},
        {"vkGetDeviceQueue", reinterpret_cast<PFN_vkVoidFunction>(get_queue)},
        {"vkQueueSubmit", reinterpret_cast<PFN_vkVoidFunction>(submit)},
        {"vkQueueWaitIdle", reinterpret_cast<PFN_vkVoidFunction>(wait_idle)},
        {"vkQueuePresentKHR", reinterpret_cast<PFN_vkVoidFunction>(present)},
        {"vkCreateCommandPool", reinterpret_cast<PFN_vkVoidFunction>(create_pool)},
        {"vkCreateBuffer", reinterpret_cast<PFN_vkVoidFunction>(create_buffer)}};
    return find(table, name);
}

}  // namespace umber::test::layer

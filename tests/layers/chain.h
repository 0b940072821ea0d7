// What every layer of the tests needs: its place in the chain that the loader makes of layers and driver. For one
// instance and one device at a time of the tests' programs, which have no more.
#pragma once
#include <vulkan/vk_layer.h>
#include <vulkan/vulkan.h>

#include <cstring>

namespace umber::test::layer {

inline PFN_vkGetInstanceProcAddr next_instance = nullptr;
inline PFN_vkGetDeviceProcAddr next_device = nullptr;
inline VkInstance instance = VK_NULL_HANDLE;

// The link of `type` in the chain that the loader hands over.
template <class Info>
Info* link_of(const void* chain, VkStructureType type) {
    for (auto* at = static_cast<const Info*>(chain); at; at = static_cast<const Info*>(at->pNext))
        if (at->sType == type && at->function == VK_LAYER_LINK_INFO) return const_cast<Info*>(at);
    return nullptr;
}

// The function of the layer or driver below. Ask while the instance or the device is made: later the loader would hand
// out the top of the chain.
template <class Function>
Function of_instance_below(const char* name) {
    return reinterpret_cast<Function>(next_instance(instance, name));
}

inline VkResult create_instance_below(const VkInstanceCreateInfo* create, const VkAllocationCallbacks* memory,
                                      VkInstance* made) {
    auto* link = link_of<VkLayerInstanceCreateInfo>(create->pNext, VK_STRUCTURE_TYPE_LOADER_INSTANCE_CREATE_INFO);
    if (!link) return VK_ERROR_INITIALIZATION_FAILED;
    next_instance = link->u.pLayerInfo->pfnNextGetInstanceProcAddr;
    link->u.pLayerInfo = link->u.pLayerInfo->pNext;
    const auto down = reinterpret_cast<PFN_vkCreateInstance>(next_instance(VK_NULL_HANDLE, "vkCreateInstance"));
    const VkResult result = down(create, memory, made);
    if (result == VK_SUCCESS) instance = *made;
    return result;
}

inline VkResult create_device_below(VkPhysicalDevice physical, const VkDeviceCreateInfo* create,
                                    const VkAllocationCallbacks* memory, VkDevice* made) {
    auto* link = link_of<VkLayerDeviceCreateInfo>(create->pNext, VK_STRUCTURE_TYPE_LOADER_DEVICE_CREATE_INFO);
    if (!link) return VK_ERROR_INITIALIZATION_FAILED;
    next_device = link->u.pLayerInfo->pfnNextGetDeviceProcAddr;
    const auto get = link->u.pLayerInfo->pfnNextGetInstanceProcAddr;
    link->u.pLayerInfo = link->u.pLayerInfo->pNext;
    return reinterpret_cast<PFN_vkCreateDevice>(get(instance, "vkCreateDevice"))(physical, create, memory, made);
}

// The same of a device, once create_device_below() has made it.
template <class Function>
void take_below(Function& function, VkDevice device, const char* name) {
    function = reinterpret_cast<Function>(next_device(device, name));
}

struct Own {
    const char* name;
    PFN_vkVoidFunction function;
};

// The layer's own function of that name, else null.
PFN_vkVoidFunction own(const char* name);

template <std::size_t n>
PFN_vkVoidFunction find(const Own (&table)[n], const char* name) {
    for (const Own& one : table)
        if (std::strcmp(one.name, name) == 0) return one.function;
    return nullptr;
}

inline VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL of_device(VkDevice on, const char* name) {
    const PFN_vkVoidFunction mine = own(name);
    return mine ? mine : next_device(on, name);
}

inline VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL of_instance(VkInstance on, const char* name) {
    if (std::strcmp(name, "vkGetDeviceProcAddr") == 0) return reinterpret_cast<PFN_vkVoidFunction>(of_device);
    const PFN_vkVoidFunction mine = own(name);
    return mine ? mine : next_instance ? next_instance(on, name) : nullptr;
}

}  // namespace umber::test::layer

extern "C" VKAPI_ATTR VkResult VKAPI_CALL vkNegotiateLoaderLayerInterfaceVersion(VkNegotiateLayerInterface* version) {
    version->loaderLayerInterfaceVersion = 2;
    version->pfnGetInstanceProcAddr = umber::test::layer::of_instance;
    version->pfnGetDeviceProcAddr = umber::test::layer::of_device;
    version->pfnGetPhysicalDeviceProcAddr = nullptr;
    return VK_SUCCESS;
}

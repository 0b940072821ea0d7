// A Vulkan layer for tests: a surface that says it is an HDR10 display (10 bits, SMPTE ST 2084, and HDR metadata),
// before a real one of 8 bits. Its images are the real ones, seen in a format of 10 bits, so that a picture of the
// window holds the words that an HDR10 display would be given; metadata are written to $UMBER_TEST_HDR_LOG.
// display_window_test.cpp loads it as an implicit layer.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "chain.h"

namespace umber::test::layer {
namespace {

PFN_vkGetPhysicalDeviceSurfaceFormatsKHR real_surface_formats = nullptr;
PFN_vkCreateSwapchainKHR real_create_swapchain = nullptr;

void tell(const char* format, double a = 0, double b = 0, double c = 0, double d = 0) {
    const char* path = std::getenv("UMBER_TEST_HDR_LOG");
    if (FILE* file = path ? std::fopen(path, "a") : nullptr) {
        std::fprintf(file, format, a, b, c, d);
        std::fclose(file);
    }
}

VKAPI_ATTR VkResult VKAPI_CALL create_instance(const VkInstanceCreateInfo* create, const VkAllocationCallbacks* memory,
                                               VkInstance* made) {
    const VkResult result = create_instance_below(create, memory, made);
    if (result != VK_SUCCESS) return result;
    real_surface_formats =
        of_instance_below<PFN_vkGetPhysicalDeviceSurfaceFormatsKHR>("vkGetPhysicalDeviceSurfaceFormatsKHR");
    return result;
}

VKAPI_ATTR VkResult VKAPI_CALL create_device(VkPhysicalDevice physical, const VkDeviceCreateInfo* create,
                                             const VkAllocationCallbacks* memory, VkDevice* made) {
    const VkResult result = create_device_below(physical, create, memory, made);
    if (result == VK_SUCCESS) take_below(real_create_swapchain, *made, "vkCreateSwapchainKHR");
    return result;
}

VKAPI_ATTR VkResult VKAPI_CALL surface_formats(VkPhysicalDevice physical, VkSurfaceKHR surface, std::uint32_t* count,
                                               VkSurfaceFormatKHR* formats) {
    std::uint32_t has = 0;
    VkResult result = real_surface_formats(physical, surface, &has, nullptr);
    if (result != VK_SUCCESS) return result;
    std::vector<VkSurfaceFormatKHR> all(has);
    result = real_surface_formats(physical, surface, &has, all.data());
    all.push_back({VK_FORMAT_A2R10G10B10_UNORM_PACK32, VK_COLOR_SPACE_HDR10_ST2084_EXT});
    if (formats && *count >= all.size()) std::memcpy(formats, all.data(), all.size() * sizeof all[0]);
    *count = static_cast<std::uint32_t>(all.size());
    return result;
}

VKAPI_ATTR VkResult VKAPI_CALL create_swapchain(VkDevice on, const VkSwapchainCreateInfoKHR* create,
                                                const VkAllocationCallbacks* memory, VkSwapchainKHR* made) {
    VkSwapchainCreateInfoKHR real = *create;
    const bool hdr = create->imageColorSpace == VK_COLOR_SPACE_HDR10_ST2084_EXT;
    tell("swapchain format %.0f space %.0f\n", create->imageFormat, create->imageColorSpace);
    if (hdr) real.imageFormat = VK_FORMAT_B8G8R8A8_UNORM;
    if (hdr) real.imageColorSpace = VK_COLOR_SPACE_SRGB_NONLINEAR_KHR;
    return real_create_swapchain(on, &real, memory, made);
}

VKAPI_ATTR void VKAPI_CALL set_metadata(VkDevice, std::uint32_t count, const VkSwapchainKHR*,
                                        const VkHdrMetadataEXT* metadata) {
    for (std::uint32_t i = 0; i < count; ++i) {
        const VkHdrMetadataEXT& m = metadata[i];
        tell("metadata green %.4f %.4f white %.4f %.4f", m.displayPrimaryGreen.x, m.displayPrimaryGreen.y,
             m.whitePoint.x, m.whitePoint.y);
        tell(" nits %.4f %.1f cll %.0f fall %.0f\n", m.minLuminance, m.maxLuminance, m.maxContentLightLevel,
             m.maxFrameAverageLightLevel);
    }
}

}  // namespace

PFN_vkVoidFunction own(const char* name) {
    static const Own table[]{
        {"vkCreateInstance", reinterpret_cast<PFN_vkVoidFunction>(create_instance)},
        {"vkCreateDevice", reinterpret_cast<PFN_vkVoidFunction>(create_device)},
        {"vkGetPhysicalDeviceSurfaceFormatsKHR", reinterpret_cast<PFN_vkVoidFunction>(surface_formats)},
        {"vkCreateSwapchainKHR", reinterpret_cast<PFN_vkVoidFunction>(create_swapchain)},
        {"vkSetHdrMetadataEXT", reinterpret_cast<PFN_vkVoidFunction>(set_metadata)}};
    return find(table, name);
}

}  // namespace umber::test::layer

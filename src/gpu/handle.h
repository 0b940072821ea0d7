// Owners of Vulkan objects: move-only, destroyed with the device that made them. The only place where vkDestroy… is
// named.
#pragma once
#include <vulkan/vulkan_core.h>

#include <string_view>
#include <utility>

#include "core/error.h"

namespace umber::gpu {

// The device is gone (reset, unplugged, driver fault): nothing on it can be trusted; make a new Device.
class DeviceLost : public Error {
public:
    using Error::Error;
};

// Throws Error (DeviceLost for VK_ERROR_DEVICE_LOST) saying what failed and how, unless `result` is VK_SUCCESS.
void check(VkResult result, std::string_view what);

template <class T, void (*destroy)(VkDevice, T, const VkAllocationCallbacks*)>
class Handle {
public:
    Handle() = default;
    Handle(VkDevice device, T handle) : device_(device), handle_(handle) {}
    Handle(Handle&& other) noexcept : device_(other.device_), handle_(std::exchange(other.handle_, VK_NULL_HANDLE)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(device_, other.device_);
        std::swap(handle_, other.handle_);
        return *this;
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() {
        if (handle_ != VK_NULL_HANDLE) destroy(device_, handle_, nullptr);
    }
    T get() const { return handle_; }
    explicit operator bool() const { return handle_ != VK_NULL_HANDLE; }
    // For vkCreate…(&handle.fill(device)).
    T& fill(VkDevice device) {
        *this = Handle();
        device_ = device;
        return handle_;
    }

private:
    VkDevice device_ = VK_NULL_HANDLE;
    T handle_ = VK_NULL_HANDLE;
};

using BufferHandle = Handle<VkBuffer, vkDestroyBuffer>;
using BufferViewHandle = Handle<VkBufferView, vkDestroyBufferView>;
using MemoryHandle = Handle<VkDeviceMemory, vkFreeMemory>;
using ImageHandle = Handle<VkImage, vkDestroyImage>;
using ImageViewHandle = Handle<VkImageView, vkDestroyImageView>;
using SamplerHandle = Handle<VkSampler, vkDestroySampler>;
using ShaderModuleHandle = Handle<VkShaderModule, vkDestroyShaderModule>;
using PipelineHandle = Handle<VkPipeline, vkDestroyPipeline>;
using PipelineLayoutHandle = Handle<VkPipelineLayout, vkDestroyPipelineLayout>;
using PipelineCacheHandle = Handle<VkPipelineCache, vkDestroyPipelineCache>;
using SetLayoutHandle = Handle<VkDescriptorSetLayout, vkDestroyDescriptorSetLayout>;
using DescriptorPoolHandle = Handle<VkDescriptorPool, vkDestroyDescriptorPool>;
using CommandPoolHandle = Handle<VkCommandPool, vkDestroyCommandPool>;
using SemaphoreHandle = Handle<VkSemaphore, vkDestroySemaphore>;
using FenceHandle = Handle<VkFence, vkDestroyFence>;
using QueryPoolHandle = Handle<VkQueryPool, vkDestroyQueryPool>;
using RenderPassHandle = Handle<VkRenderPass, vkDestroyRenderPass>;
using FramebufferHandle = Handle<VkFramebuffer, vkDestroyFramebuffer>;
using SwapchainHandle = Handle<VkSwapchainKHR, vkDestroySwapchainKHR>;

}  // namespace umber::gpu

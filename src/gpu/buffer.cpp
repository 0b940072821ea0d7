#include "gpu/buffer.h"

namespace umber::gpu {

Buffer::Buffer(const Device& device, std::size_t bytes, Memory kind) : device_(&device), size_(bytes) {
    VkBufferCreateInfo create{VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
    create.size = bytes;
    create.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT |
                   VK_BUFFER_USAGE_UNIFORM_TEXEL_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
                   VK_BUFFER_USAGE_TRANSFER_DST_BIT;
    // Used by queues of several families at once; unlike images, buffers lose nothing by that.
    const auto& families = device.families();
    if (families.size() > 1) {
        create.sharingMode = VK_SHARING_MODE_CONCURRENT;
        create.queueFamilyIndexCount = static_cast<std::uint32_t>(families.size());
        create.pQueueFamilyIndices = families.data();
    }
    check(vkCreateBuffer(device.handle(), &create, nullptr, &buffer_.fill(device.handle())),
          fmt::format("making a buffer of {} bytes", bytes));
    VkMemoryRequirements needs;
    vkGetBufferMemoryRequirements(device.handle(), buffer_.get(), &needs);
    VkMemoryPropertyFlags wanted = 0, liked = 0;
    switch (kind) {
        case Memory::device:
            wanted = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
            break;
        case Memory::upload:
            wanted = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
            // decoders read back what they wrote (motion compensation), so uncached memory would be a disaster
            liked = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
            break;
        case Memory::readback:
            wanted = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
            liked = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
            break;
    }
    VkMemoryAllocateInfo allocate{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
    allocate.allocationSize = needs.size;
    allocate.memoryTypeIndex = device.memory_type(needs.memoryTypeBits, wanted, liked);
    check(vkAllocateMemory(device.handle(), &allocate, nullptr, &memory_.fill(device.handle())),
          fmt::format("allocating {} bytes on {}", needs.size, device.name()));
    check(vkBindBufferMemory(device.handle(), buffer_.get(), memory_.get(), 0), "binding memory");
    if (kind == Memory::device) return;
    void* pointer = nullptr;
    check(vkMapMemory(device.handle(), memory_.get(), 0, VK_WHOLE_SIZE, 0, &pointer), "mapping memory");
    mapped_ = {static_cast<std::byte*>(pointer), bytes};
}

VkBufferView Buffer::view(VkFormat format) const {
    for (const auto& [known, view] : views_)
        if (known == format) return view.get();
    const std::size_t texel = format == VK_FORMAT_R32G32B32A32_UINT || format == VK_FORMAT_R32G32B32A32_SFLOAT ? 16
                              : format == VK_FORMAT_R32G32_UINT || format == VK_FORMAT_R32G32_SFLOAT           ? 8
                                                                                                               : 4;
    const std::size_t count = size_ / texel;
    if (count > device_->properties().limits.maxTexelBufferElements)
        throw Error("too large for {}: {} texels in one buffer, more than its {}", device_->name(), count,
                    device_->properties().limits.maxTexelBufferElements);
    VkBufferViewCreateInfo create{VK_STRUCTURE_TYPE_BUFFER_VIEW_CREATE_INFO};
    create.buffer = buffer_.get();
    create.format = format;
    create.range = count * texel;
    BufferViewHandle view;
    check(vkCreateBufferView(device_->handle(), &create, nullptr, &view.fill(device_->handle())), "viewing a buffer");
    views_.emplace_back(format, std::move(view));
    return views_.back().second.get();
}

}  // namespace umber::gpu

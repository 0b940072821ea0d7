// Buffers: GPU memory with its mapping and the views that kernels read it through.
#pragma once
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "gpu/device.h"

namespace umber::gpu {

// device: only the GPU touches it. upload: the host writes, the GPU reads. readback: the GPU writes, the host reads.
enum class Memory { device, upload, readback };

// Memory of the GPU, mapped for its whole life unless it is Memory::device. Move-only; outlives nothing: hold it until
// the last submission that uses it is done.
class Buffer {
public:
    Buffer() = default;
    // Storage, uniform, texel, and copying both ways. Throws Error: out of memory, with the size asked for.
    Buffer(const Device& device, std::size_t bytes, Memory memory);

    VkBuffer handle() const { return buffer_.get(); }
    std::size_t size() const { return size_; }
    std::span<std::byte> bytes() const { return mapped_; }
    template <class T>
    std::span<T> as() const {
        return {reinterpret_cast<T*>(mapped_.data()), mapped_.size() / sizeof(T)};
    }
    explicit operator bool() const { return static_cast<bool>(buffer_); }

    // A view for texelFetch over the whole buffer; made once for each format. Throws Error where the device's largest
    // texel buffer is smaller.
    VkBufferView view(VkFormat format) const;

private:
    const Device* device_ = nullptr;
    std::size_t size_ = 0;
    MemoryHandle memory_;
    BufferHandle buffer_;
    std::span<std::byte> mapped_;
    mutable std::vector<std::pair<VkFormat, BufferViewHandle>> views_;
};

}  // namespace umber::gpu

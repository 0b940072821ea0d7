// Memory for frames: mapped, which decoders write straight into and encoders read straight from, and which the GPU uses
// in place or copies from and to; or the device's own, for those copies.
#pragma once
#include <memory>

#include "gpu/buffer.h"
#include "media/frame.h"

namespace umber::engine {

class GpuFrameMemory : public media::FrameMemory {
public:
    explicit GpuFrameMemory(gpu::Buffer buffer) : buffer_(std::move(buffer)) {}
    std::span<std::byte> bytes() override { return buffer_.bytes(); }
    const gpu::Buffer& buffer() const { return buffer_; }

private:
    gpu::Buffer buffer_;
};

// Thread-safe. Keeps what comes back for the next frame of that size; `device` must outlive every frame.
std::shared_ptr<media::FrameAllocator> frame_pool(const gpu::Device& device, gpu::Memory memory);

}  // namespace umber::engine

// A compute kernel from GLSL: compiled at run time with shaderc, its SPIR-V kept on disk by the hash of its source,
// bound by push descriptors.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gpu/buffer.h"

namespace umber::gpu {

enum class Stage { compute, vertex, fragment };

// SPIR-V of `glsl`; from the cache on disk where it is there. `#include "x.glsl"` reads resource("shaders/x.glsl").
// Throws Error with the compiler's message and the numbered line.
std::vector<std::uint32_t> compile_glsl(const std::string& glsl, Stage stage, std::string_view name);

struct CompileTimes {
    double glsl_ms = 0, pipeline_ms = 0;
    bool from_cache = false;  // the SPIR-V
};

// What stands at a binding of set 0.
enum class Slot { uniform, storage, texel };

struct Bound {
    VkBuffer buffer = VK_NULL_HANDLE;  // uniform, storage
    VkDeviceSize offset = 0, range = VK_WHOLE_SIZE;
    VkBufferView view = VK_NULL_HANDLE;  // texel
    static Bound whole(const Buffer& buffer) { return {buffer.handle(), 0, VK_WHOLE_SIZE, VK_NULL_HANDLE}; }
    static Bound texels(const Buffer& buffer, VkFormat format) { return {VK_NULL_HANDLE, 0, 0, buffer.view(format)}; }
};

class Kernel {
public:
    // `slots[i]` is binding i; `push_bytes` of push constants. Throws Error.
    Kernel(const Device& device, const std::string& glsl, std::string_view name, std::vector<Slot> slots,
           std::uint32_t push_bytes = 0);

    // Records a dispatch; `bound` as `slots`. Barriers are the caller's.
    void dispatch(VkCommandBuffer commands, std::span<const Bound> bound, std::span<const std::byte> push,
                  std::uint32_t x, std::uint32_t y = 1, std::uint32_t z = 1) const;

    const CompileTimes& times() const { return times_; }

private:
    const Device* device_;
    std::vector<Slot> slots_;
    SetLayoutHandle set_layout_;
    PipelineLayoutHandle layout_;
    PipelineHandle pipeline_;
    CompileTimes times_;
};

// Makes what was written by shaders and copies visible to what reads afterwards, on the GPU and on the host.
void memory_barrier(VkCommandBuffer commands);

}  // namespace umber::gpu

// The little of Vulkan's graphics that the window needs: images that are drawn on or read, and pipelines of a vertex
// and a fragment shader that read everything through push descriptors.
#pragma once
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "gpu/buffer.h"
#include "gpu/device.h"

namespace umber::app {

// A 2D image in device memory, with its view.
class Image {
public:
    Image() = default;
    // Of linear tiling: in coherent memory of the host, mapped for its whole life. Throws Error.
    Image(const gpu::Device& device, VkFormat format, std::uint32_t width, std::uint32_t height,
          VkImageUsageFlags usage, VkImageTiling tiling = VK_IMAGE_TILING_OPTIMAL);
    // Whether there can be an image of linear tiling that the device draws on.
    static bool can_be_linear(const gpu::Device& device, VkFormat format);
    VkImage handle() const { return image_.get(); }
    VkImageView view() const { return view_.get(); }
    std::uint32_t width() const { return width_; }
    std::uint32_t height() const { return height_; }
    // Of linear tiling: its rows of `stride()` bytes.
    std::span<const std::byte> mapped() const { return mapped_; }
    std::size_t stride() const { return stride_; }

private:
    std::uint32_t width_ = 0, height_ = 0;
    std::size_t stride_ = 0;
    std::span<const std::byte> mapped_;
    gpu::MemoryHandle memory_;
    gpu::ImageHandle image_;
    gpu::ImageViewHandle view_;
};

// Moves an image from one layout to another, everything before it done and everything after it waiting.
void change_layout(VkCommandBuffer commands, VkImage image, VkImageLayout from, VkImageLayout to);

// A render pass of one colour attachment that keeps what is there (the caller has set the layout to
// COLOR_ATTACHMENT_OPTIMAL, and it stays so).
gpu::RenderPassHandle make_render_pass(const gpu::Device& device, VkFormat format);
gpu::FramebufferHandle make_framebuffer(const gpu::Device& device, VkRenderPass pass, VkImageView view,
                                        std::uint32_t width, std::uint32_t height);

enum class Blend { none, over_premultiplied_alpha };  // the second: straight colours over a premultiplied layer

// What stands at a binding of a pipeline: a storage buffer (both stages), a sampled image (fragment).
enum class Binding { storage, image };
struct BoundImage {
    VkImageView view = VK_NULL_HANDLE;
    VkSampler sampler = VK_NULL_HANDLE;
};
using BoundTo = std::variant<VkBuffer, BoundImage>;

class GraphicsPipeline {
public:
    // `vertex` and `fragment` are resources ("shaders/present/ui.vert.glsl"); `defines` ("#define KIND 1\n") go into
    // the fragment shader after its first line: a CPU device pays for both sides of a branch, so what is known is
    // compiled in. Triangles without vertex input; viewport and scissor are dynamic. Throws Error with the compiler's
    // words.
    GraphicsPipeline(const gpu::Device& device, VkRenderPass pass, const std::string& vertex,
                     const std::string& fragment, std::vector<Binding> bindings, std::uint32_t push_bytes, Blend blend,
                     const std::string& defines = {});

    void bind(VkCommandBuffer commands, std::span<const BoundTo> bound) const;
    template <class Push>
    void push(VkCommandBuffer commands, const Push& push) const {
        vkCmdPushConstants(commands, layout_.get(), VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT, 0,
                           sizeof push, &push);
    }

private:
    const gpu::Device* device_;
    std::vector<Binding> bindings_;
    gpu::SetLayoutHandle set_layout_;
    gpu::PipelineLayoutHandle layout_;
    gpu::PipelineHandle pipeline_;
};

gpu::SamplerHandle make_sampler(const gpu::Device& device, VkFilter filter);

}  // namespace umber::app

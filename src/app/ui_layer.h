// The interface as an image of its own: what Dear ImGui drew, premultiplied, transparent where the picture and the
// scopes show through. Only what changed since the last frame is drawn again.
#pragma once
#include <cstdint>
#include <unordered_map>

#include "app/damage.h"
#include "app/graphics.h"
#include "app/imgui_compat.h"
#include "gpu/commands.h"

namespace umber::app {

class UiLayer {
public:
    explicit UiLayer(const gpu::Device& device);

    // After the theme has built ImGui's font atlas: takes it up.
    void upload_fonts(gpu::CommandRing& ring);
    // Another size of the window: everything is drawn again.
    void resize(std::uint32_t width, std::uint32_t height);

    // Where `data` differs from what was drawn last; call once a frame.
    Damage changes(const ImDrawData& data);
    // Draws `data` within `damage`, leaving the layer ready to be read by shaders. `keep` must hold the buffers until
    // done: it is handed to the ring with the submission.
    void record(VkCommandBuffer commands, const ImDrawData& data, const Damage& damage,
                std::vector<std::shared_ptr<const void>>& keep);

    // What changes() said was not drawn after all: it must say it again.
    void forget() { fresh_ = true; }

    // R, G, B, A of 8 bits, red lowest; width() pixels a row.
    VkBuffer pixels() const { return pixels_->handle(); }
    std::uint32_t width() const { return image_.width(); }

private:
    struct Seen {
        std::uint64_t hash = 0;
        Rect bounds;
    };
    const gpu::Device& device_;
    gpu::RenderPassHandle pass_;
    GraphicsPipeline pipeline_;
    gpu::SamplerHandle sampler_;
    Image fonts_;
    Image image_;
    std::shared_ptr<gpu::Buffer> pixels_;
    gpu::FramebufferHandle framebuffer_;
    bool fresh_ = true;  // the image holds nothing yet
    std::unordered_map<std::string, Seen> seen_;
    std::vector<std::shared_ptr<gpu::Buffer>> vertex_buffers_;
};

}  // namespace umber::app

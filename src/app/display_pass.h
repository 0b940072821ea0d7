// The pass that draws the window: the ground, the picture and the scopes from the GPU's buffers, the interface's layer
// over them, encoded for the display. Draws on any image, so tests look at its pixels without a window.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/damage.h"
#include "app/display_code.h"
#include "app/graphics.h"
#include "app/widgets/graticule.h"

namespace umber::app {

// A picture of 16-bit R, G, B, A without gaps between its rows, as the engine makes them.
struct ShownPicture {
    std::shared_ptr<const void> keep;  // what holds `buffer` until it has been drawn
    VkBuffer buffer = VK_NULL_HANDLE;
    int width = 0, height = 0;
    std::uint64_t serial = 0;  // another for every other content
    explicit operator bool() const { return buffer != VK_NULL_HANDLE; }
    friend bool operator==(const ShownPicture& a, const ShownPicture& b) {
        return a.buffer == b.buffer && a.width == b.width && a.height == b.height && a.serial == b.serial;
    }
};

struct PictureQuad {
    Rect place;    // the viewer, which clips
    Rect picture;  // where the whole picture lies, in pixels; may reach beyond `place`
    ShownPicture after, before;
    float wipe = -1e9f;                       // x in pixels: `before` is shown to its left
    int quarter_turns = 0;                    // clockwise, for display
    std::shared_ptr<const gpu::Buffer> look;  // LookNumbers of picture_look.h; nothing: as it is
    friend bool operator==(const PictureQuad&, const PictureQuad&) = default;
};

// One of the buffers of engine::ScopeBuffers, as a scope of its kind. The histogram's is made on the host: `columns`
// heights of red, then of green and of blue, as floats, 1 being full.
struct ScopeQuad {
    Rect place;
    ScopeKind kind = ScopeKind::waveform;
    std::shared_ptr<const void> keep;  // what holds `buffer` until it has been drawn
    VkBuffer buffer = VK_NULL_HANDLE;
    int columns = 0;     // of the waveform that are in use; of the histogram
    float strength = 1;  // of the trace
    std::uint64_t serial = 0;
    friend bool operator==(const ScopeQuad& a, const ScopeQuad& b) {
        return a.place == b.place && a.kind == b.kind && a.buffer == b.buffer && a.serial == b.serial &&
               a.strength == b.strength;
    }
};

struct Scene {
    std::optional<PictureQuad> picture;
    std::vector<ScopeQuad> scopes;
    std::shared_ptr<const PictureColours> colours;  // of the picture; nothing: nobody knows
};

class DisplayPass {
public:
    // `display`: of display_glsl(). Throws Error.
    DisplayPass(const gpu::Device& device, VkFormat format, DisplayGlsl display);

    VkRenderPass handle() const { return pass_.get(); }

    struct Target {
        VkFramebuffer framebuffer = VK_NULL_HANDLE;  // of an image in layout COLOR_ATTACHMENT_OPTIMAL
        glm::ivec2 size{0};
        VkBuffer layer = VK_NULL_HANDLE;  // the interface, R, G, B, A of 8 bits, red lowest, premultiplied
        std::uint32_t layer_width = 0;    // pixels of its rows
    };
    // Draws `scene` within `damaged`. What the scene reads must be visible to shaders, and be held until it is done.
    void draw(VkCommandBuffer commands, const Target& target, const Scene& scene, std::span<const Rect> damaged);

private:
    const GraphicsPipeline& picture_pipeline(std::size_t which);  // of pictures_

    const gpu::Device& device_;
    const DisplayGlsl display_;
    gpu::RenderPassHandle pass_;
    std::unique_ptr<GraphicsPipeline> ground_;
    // Of each sampling, plain and with a wipe, then both with a look; all but the plain ones are made when first used.
    std::array<std::unique_ptr<GraphicsPipeline>, 12> pictures_;
    std::array<std::unique_ptr<GraphicsPipeline>, 4> scopes_;  // of each kind
    gpu::Buffer nothing_;                                      // stands at bindings that have nothing
};

// The smallest rectangle of whole pixels around `r`.
Rect whole_pixels(const Rect& r);

}  // namespace umber::app

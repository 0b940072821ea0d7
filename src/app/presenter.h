// Puts a frame of the room on the window: the picture and the scopes from the GPU's buffers, the interface's layer over
// them, in one pass that also encodes for the display. Nothing is drawn that did not change. A CPU device draws into
// memory that is handed to the X server in parts (SharedScreen), every other on a swapchain; $UMBER_SWAPCHAIN set makes
// that one do so too.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "app/shared_screen.h"
#include "app/ui_layer.h"
#include "app/widgets/graticule.h"
#include "app/window.h"

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
};

class Presenter {
public:
    // `shown` may be called on any thread when something has been shown. Throws Error: the device can't show on it.
    Presenter(
        const gpu::Device& device, const Window& window, std::function<void()> shown = [] {});
    ~Presenter();
    Presenter(const Presenter&) = delete;
    Presenter& operator=(const Presenter&) = delete;

    void upload_fonts();
    // Draws and shows what changed. True where a frame was handed over; false where nothing had changed, the window is
    // hidden, or the display had no image to draw on (call again). Waits for nothing but the frame before the last.
    bool present(const ImDrawData& data, const Scene& scene, glm::ivec2 size);
    // Everything is drawn again.
    void invalidate() { everything_ = true; }

    // GPU time of the last frame that is done. Nothing from a CPU device: lavapipe waits for all that was submitted
    // before it tells times, and then tells those of its rasterizer only.
    std::optional<double> last_gpu_ms();
    // Whether all that was handed over has been drawn.
    bool idle() const { return (in_flight_.empty() || ring_.done(in_flight_.back())) && (!screen_ || screen_->idle()); }
    // Waits until it has.
    void wait() {
        if (!in_flight_.empty()) ring_.wait(in_flight_.back());
        if (screen_) screen_->wait_shown();
    }
    gpu::CommandRing& ring() { return ring_; }

private:
    struct Target {
        VkImage image = VK_NULL_HANDLE;
        gpu::ImageViewHandle view;
        gpu::FramebufferHandle framebuffer;
        gpu::SemaphoreHandle drawn;
        Image memory;             // of a SharedScreen; `image` is its handle
        std::uint64_t shown = 0;  // of a SharedScreen: the frame that reads it
        Damage pending;
        bool fresh = true;
    };
    void make_targets(glm::ivec2 size);
    void make_swapchain(glm::ivec2 size);
    void make_shared(glm::ivec2 size);
    bool present_shared(const ImDrawData& data, const Scene& scene, const Damage& of_layer, const Damage& damage);
    bool present_swapchain(const ImDrawData& data, const Scene& scene, const Damage& of_layer);
    std::shared_ptr<std::vector<std::shared_ptr<const void>>> kept_by(const Scene& scene) const;
    VkImageLayout shown_layout() const { return screen_ ? VK_IMAGE_LAYOUT_GENERAL : VK_IMAGE_LAYOUT_PRESENT_SRC_KHR; }
    void choose_format();
    void make_pipelines();
    void draw(VkCommandBuffer commands, Target& target, const Scene& scene);
    const GraphicsPipeline& picture_pipeline(std::size_t which);  // of pictures_

    const gpu::Device& device_;
    VkSurfaceKHR surface_ = VK_NULL_HANDLE;
    VkSurfaceFormatKHR format_{};
    VkPresentModeKHR mode_ = VK_PRESENT_MODE_FIFO_KHR;
    gpu::CommandRing ring_;
    UiLayer layer_;
    gpu::RenderPassHandle pass_;
    std::unique_ptr<GraphicsPipeline> ground_;
    // Of each sampling, plain and with a wipe, then both with a look; all but the plain ones made when first used.
    std::array<std::unique_ptr<GraphicsPipeline>, 12> pictures_;
    std::array<std::unique_ptr<GraphicsPipeline>, 4> scopes_;  // of each kind
    gpu::Buffer nothing_;                                      // stands at bindings that have nothing
    gpu::SwapchainHandle swapchain_;
    std::vector<Target> targets_;
    std::size_t next_target_ = 0;  // of a SharedScreen
    std::vector<gpu::SemaphoreHandle> acquired_;
    std::size_t next_acquired_ = 0;
    std::vector<std::uint64_t> in_flight_;
    Scene shown_;
    glm::ivec2 size_{0};
    bool everything_ = true;
    bool stale_ = false;  // the swapchain must be made again
    std::optional<double> gpu_ms_;
    std::uint64_t timed_ = 0;               // the submission that it is of
    std::unique_ptr<SharedScreen> screen_;  // last: its thread waits for the ring and reads the targets
};

}  // namespace umber::app

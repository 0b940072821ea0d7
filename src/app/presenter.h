// Puts a frame of the room on the window, by the display pass and in the format that suits the surface and the picture
// (surface_choice.h; $UMBER_DISPLAY overrides it). Nothing is drawn that did not change, and nothing is waited for. A
// CPU device draws into memory that is handed to the X server in parts (SharedScreen), every other on a swapchain;
// $UMBER_SWAPCHAIN set makes that one do so too.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/display_pass.h"
#include "app/shared_screen.h"
#include "app/surface_choice.h"
#include "app/ui_layer.h"
#include "app/window.h"

namespace umber::app {

class Presenter {
public:
    // `shown` may be called on any thread when something has been shown. Throws Error: the device can't show on it,
    // $UMBER_DISPLAY is no display.
    Presenter(
        const gpu::Device& device, const Window& window, std::function<void()> shown = [] {});
    ~Presenter();
    Presenter(const Presenter&) = delete;
    Presenter& operator=(const Presenter&) = delete;

    void upload_fonts();
    // Whether there is something to draw on: false while the frame before the last is on its way.
    bool ready();
    // Draws and shows what changed. True where a frame was handed over; false where nothing had changed, the window is
    // hidden, or the display had no image to draw on (then again() is true). Waits for the frame before the last where
    // it was not ready(), and where the window has another size or format.
    bool present(const ImDrawData& data, const Scene& scene, glm::ivec2 size);
    // The last present() drew nothing though something had changed: it must be called again.
    bool again() const { return again_; }
    // Everything is drawn again.
    void invalidate() { everything_ = true; }

    // What the window's values mean, and why.
    const SurfaceChoice& surface() const { return choice_; }
    // What must be said of the picture on this surface; empty: nothing. As of the last present().
    const std::string& statement() const { return statement_; }

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
    SurfaceChoice chosen() const;
    void choose_mode();
    void take(SurfaceChoice choice);
    void tell_metadata() const;
    void draw(VkCommandBuffer commands, Target& target, const Scene& scene);

    const gpu::Device& device_;
    VkSurfaceKHR surface_ = VK_NULL_HANDLE;
    std::optional<SurfaceEncoding> wish_;
    SurfaceChoice choice_;
    VkPresentModeKHR mode_ = VK_PRESENT_MODE_FIFO_KHR;
    gpu::CommandRing ring_;
    UiLayer layer_;
    std::shared_ptr<const PictureColours> colours_;
    DisplayGlsl display_;  // of the pass
    std::string statement_;
    std::unique_ptr<DisplayPass> pass_;
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
    bool again_ = false;
    std::optional<double> gpu_ms_;
    std::uint64_t timed_ = 0;               // the submission that it is of
    std::unique_ptr<SharedScreen> screen_;  // last: its thread waits for the ring and reads the targets
};

}  // namespace umber::app

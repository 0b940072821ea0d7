#include "app/presenter.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace umber::app {

using gpu::check;

namespace {

constexpr std::size_t most_in_flight = 2;
// For an image of the swapchain: less than a frame, since playback goes on meanwhile.
constexpr std::uint64_t longest_wait_ns = 10'000'000;

template <class T, class Ask>
std::vector<T> all_of(const Ask& ask) {
    std::uint32_t count = 0;
    check(ask(&count, nullptr), "asking about the window");
    std::vector<T> found(count);
    check(ask(&count, found.data()), "asking about the window");
    found.resize(count);
    return found;
}

}  // namespace

Presenter::Presenter(const gpu::Device& device, const Window& window, std::function<void()> shown)
    : device_(device), wish_(wished_encoding(std::getenv("UMBER_DISPLAY"))), ring_(device), layer_(device) {
    constexpr VkFormat shared_format = VK_FORMAT_B8G8R8A8_UNORM;
    const bool wants_sdr = wish_.value_or(SurfaceEncoding::sdr) == SurfaceEncoding::sdr;
    if (device.is_cpu() && wants_sdr && !std::getenv("UMBER_SWAPCHAIN") && Image::can_be_linear(device, shared_format))
        screen_ = SharedScreen::open(window, std::move(shown));
    if (screen_) {
        take({{shared_format, VK_COLOR_SPACE_SRGB_NONLINEAR_KHR},
              SurfaceEncoding::sdr,
              8,
              "SDR, 8 bits: the X server's own"});
        return;
    }
    surface_ = window.make_surface(device.instance());
    try {
        VkBool32 supported = VK_FALSE;
        check(vkGetPhysicalDeviceSurfaceSupportKHR(device.physical(), device.queue_family(), surface_, &supported),
              "asking about the window");
        if (!supported) throw Error("{} can't show on this display; choose another with --device", device.name());
        choose_mode();
        take(chosen());
    } catch (...) {
        vkDestroySurfaceKHR(device.instance(), surface_, nullptr);
        throw;
    }
}

Presenter::~Presenter() {
    try {
        device_.wait_idle();
    } catch (const Error& error) {
        spdlog::warn("{}", error.what());
    }
    screen_.reset();
    targets_.clear();
    swapchain_ = {};
    if (surface_) vkDestroySurfaceKHR(device_.instance(), surface_, nullptr);
}

void Presenter::upload_fonts() {
    device_.wait_idle();
    layer_.upload_fonts(ring_);
    everything_ = true;
}

SurfaceChoice Presenter::chosen() const {
    if (screen_) return choice_;
    const auto offered = all_of<VkSurfaceFormatKHR>([&](std::uint32_t* count, VkSurfaceFormatKHR* formats) {
        return vkGetPhysicalDeviceSurfaceFormatsKHR(device_.physical(), surface_, count, formats);
    });
    return choose_surface(offered, colours_ && wants_hdr(*colours_), wish_);
}

void Presenter::choose_mode() {
    const auto modes = all_of<VkPresentModeKHR>([&](std::uint32_t* count, VkPresentModeKHR* found) {
        return vkGetPhysicalDeviceSurfacePresentModesKHR(device_.physical(), surface_, count, found);
    });
    if (std::find(modes.begin(), modes.end(), VK_PRESENT_MODE_MAILBOX_KHR) != modes.end())
        mode_ = VK_PRESENT_MODE_MAILBOX_KHR;
}

void Presenter::take(SurfaceChoice choice) {
    const PictureColours picture = colours_ ? *colours_ : PictureColours{};
    DisplayGlsl display = display_glsl(picture, choice.encoding);
    statement_ = app::statement(picture, choice.encoding);
    const bool other_format =
        choice.format.format != choice_.format.format || choice.format.colorSpace != choice_.format.colorSpace;
    choice_ = std::move(choice);
    if (pass_ && !other_format && display == display_) return;
    spdlog::debug("window: {}{}{}", choice_.why, statement_.empty() ? "" : "; ", statement_);
    wait();
    device_.wait_idle();
    // Targets of the same format serve another pass too.
    pass_ = std::make_unique<DisplayPass>(device_, choice_.format.format, display);
    display_ = std::move(display);
    stale_ = stale_ || other_format;
    everything_ = true;
}

void Presenter::tell_metadata() const {
    if (!swapchain_ || stale_ || choice_.encoding != SurfaceEncoding::hdr10 || !device_.set_hdr_metadata) return;
    const VkHdrMetadataEXT metadata = to_vulkan(mastering_volume(colours_ ? *colours_ : PictureColours{}));
    const VkSwapchainKHR swapchain = swapchain_.get();
    device_.set_hdr_metadata(device_.handle(), 1, &swapchain, &metadata);
}

void Presenter::make_targets(glm::ivec2 size) {
    wait();
    device_.wait_idle();
    if (screen_)
        make_shared(size);
    else
        make_swapchain(size);
    if (size_.x == 0) return;
    layer_.resize(static_cast<std::uint32_t>(size_.x), static_cast<std::uint32_t>(size_.y));
    everything_ = true;
    stale_ = false;
    tell_metadata();
}

void Presenter::make_shared(glm::ivec2 size) {
    screen_->resize(size);
    targets_.clear();
    const auto width = static_cast<std::uint32_t>(size.x), height = static_cast<std::uint32_t>(size.y);
    // One is drawn on while the other is handed over.
    for (int i = 0; i < 2; ++i) {
        Target target;
        target.memory = Image(device_, choice_.format.format, width, height, VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT,
                              VK_IMAGE_TILING_LINEAR);
        target.image = target.memory.handle();
        target.framebuffer = make_framebuffer(device_, pass_->handle(), target.memory.view(), width, height);
        targets_.push_back(std::move(target));
    }
    size_ = size;
}

void Presenter::make_swapchain(glm::ivec2 size) {
    // The system's settings may have changed, or the window is on another display.
    take(chosen());
    VkSurfaceCapabilitiesKHR can{};
    check(vkGetPhysicalDeviceSurfaceCapabilitiesKHR(device_.physical(), surface_, &can), "asking about the window");
    VkExtent2D extent = can.currentExtent;
    if (extent.width == 0xFFFFFFFFu)
        extent = {std::clamp(static_cast<std::uint32_t>(size.x), can.minImageExtent.width, can.maxImageExtent.width),
                  std::clamp(static_cast<std::uint32_t>(size.y), can.minImageExtent.height, can.maxImageExtent.height)};
    if (extent.width == 0 || extent.height == 0) {
        size_ = {0, 0};
        return;
    }
    VkSwapchainCreateInfoKHR create{VK_STRUCTURE_TYPE_SWAPCHAIN_CREATE_INFO_KHR};
    create.surface = surface_;
    create.minImageCount = std::max(3u, can.minImageCount);
    if (can.maxImageCount > 0) create.minImageCount = std::min(create.minImageCount, can.maxImageCount);
    create.imageFormat = choice_.format.format;
    create.imageColorSpace = choice_.format.colorSpace;
    create.imageExtent = extent;
    create.imageArrayLayers = 1;
    create.imageUsage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT;
    create.imageSharingMode = VK_SHARING_MODE_EXCLUSIVE;
    create.preTransform = can.currentTransform;
    create.compositeAlpha = (can.supportedCompositeAlpha & VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR)
                                ? VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR
                                : VK_COMPOSITE_ALPHA_INHERIT_BIT_KHR;
    create.presentMode = mode_;
    create.clipped = VK_FALSE;  // images keep what is on them, so that only what changed is drawn
    create.oldSwapchain = swapchain_.get();
    VkSwapchainKHR made = VK_NULL_HANDLE;
    targets_.clear();
    check(vkCreateSwapchainKHR(device_.handle(), &create, nullptr, &made), "making the window's images");
    swapchain_ = gpu::SwapchainHandle(device_.handle(), made);

    const auto images = all_of<VkImage>([&](std::uint32_t* count, VkImage* found) {
        return vkGetSwapchainImagesKHR(device_.handle(), made, count, found);
    });
    const VkSemaphoreCreateInfo semaphore{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO};
    const auto make_semaphore = [&] {
        gpu::SemaphoreHandle handle;
        check(vkCreateSemaphore(device_.handle(), &semaphore, nullptr, &handle.fill(device_.handle())),
              "making a semaphore");
        return handle;
    };
    for (const VkImage image : images) {
        Target target;
        target.image = image;
        VkImageViewCreateInfo view{VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO};
        view.image = image;
        view.viewType = VK_IMAGE_VIEW_TYPE_2D;
        view.format = choice_.format.format;
        view.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
        check(vkCreateImageView(device_.handle(), &view, nullptr, &target.view.fill(device_.handle())),
              "viewing the window's images");
        target.framebuffer = make_framebuffer(device_, pass_->handle(), target.view.get(), extent.width, extent.height);
        target.drawn = make_semaphore();
        targets_.push_back(std::move(target));
    }
    acquired_.clear();
    for (std::size_t i = 0; i < images.size() + 1; ++i) acquired_.push_back(make_semaphore());
    size_ = {static_cast<int>(extent.width), static_cast<int>(extent.height)};
}

std::optional<double> Presenter::last_gpu_ms() {
    if (device_.is_cpu()) return std::nullopt;
    for (auto it = in_flight_.rbegin(); it != in_flight_.rend(); ++it) {
        if (!ring_.done(*it)) continue;
        if (*it != timed_)
            if (const auto span = ring_.span(*it)) gpu_ms_ = span->ms();
        timed_ = *it;
        break;
    }
    return gpu_ms_;
}

bool Presenter::ready() {
    while (!in_flight_.empty() && ring_.done(in_flight_.front())) in_flight_.erase(in_flight_.begin());
    if (in_flight_.size() >= most_in_flight) return false;
    return !screen_ || targets_.empty() || screen_->is_read(targets_[next_target_].shown);
}

bool Presenter::present(const ImDrawData& data, const Scene& scene, glm::ivec2 size) {
    again_ = false;
    if (size.x <= 0 || size.y <= 0) return false;
    if (scene.colours != colours_) {
        colours_ = scene.colours;
        take(chosen());
        tell_metadata();
    }
    if (stale_ || size != size_ || targets_.empty()) {
        make_targets(size);
        if (size_.x == 0) return false;
    }
    Damage damage = layer_.changes(data);
    const Damage of_layer = damage;
    const Rect window{0, 0, static_cast<float>(size_.x), static_cast<float>(size_.y)};
    if (scene.picture != shown_.picture) {
        // Another picture in the same place leaves what surrounds it.
        std::optional<PictureQuad> same = shown_.picture;
        if (same && scene.picture) {
            same->after = scene.picture->after;
            same->before = scene.picture->before;
        }
        if (same && same == scene.picture && shown_.picture->after && scene.picture->after) {
            damage.add(common(whole_pixels(scene.picture->picture), whole_pixels(scene.picture->place)));
        } else {
            if (shown_.picture) damage.add(whole_pixels(shown_.picture->place));
            if (scene.picture) damage.add(whole_pixels(scene.picture->place));
        }
    }
    for (std::size_t i = 0; i < std::max(scene.scopes.size(), shown_.scopes.size()); ++i) {
        const bool now = i < scene.scopes.size(), then = i < shown_.scopes.size();
        if (now && then && scene.scopes[i] == shown_.scopes[i]) continue;
        if (now) damage.add(whole_pixels(scene.scopes[i].place));
        if (then) damage.add(whole_pixels(shown_.scopes[i].place));
    }
    if (std::exchange(everything_, false)) damage.add(window);
    shown_ = scene;
    for (Target& target : targets_) target.pending.add(damage);

    if (damage.empty()) return false;

    while (in_flight_.size() >= most_in_flight) {
        ring_.wait(in_flight_.front());
        in_flight_.erase(in_flight_.begin());
    }
    return screen_ ? present_shared(data, scene, of_layer, damage) : present_swapchain(data, scene, of_layer);
}

std::shared_ptr<std::vector<std::shared_ptr<const void>>> Presenter::kept_by(const Scene& scene) const {
    auto kept = std::make_shared<std::vector<std::shared_ptr<const void>>>();
    if (scene.picture) {
        kept->push_back(scene.picture->after.keep);
        kept->push_back(scene.picture->before.keep);
        kept->push_back(scene.picture->look);
    }
    for (const ScopeQuad& scope : scene.scopes) kept->push_back(scope.keep);
    return kept;
}

bool Presenter::present_shared(const ImDrawData& data, const Scene& scene, const Damage& of_layer,
                               const Damage& damage) {
    Target& target = targets_[next_target_];
    next_target_ = (next_target_ + 1) % targets_.size();
    screen_->wait_read(target.shown);
    const Rect window{0, 0, static_cast<float>(size_.x), static_cast<float>(size_.y)};
    if (target.fresh) target.pending.add(window);
    const auto kept = kept_by(scene);
    const std::uint64_t submission = ring_.submit(
        [&](VkCommandBuffer commands) {
            layer_.record(commands, data, of_layer, *kept);
            draw(commands, target, scene);
            const VkMemoryBarrier for_the_host{VK_STRUCTURE_TYPE_MEMORY_BARRIER, nullptr, VK_ACCESS_MEMORY_WRITE_BIT,
                                               VK_ACCESS_HOST_READ_BIT};
            vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, VK_PIPELINE_STAGE_HOST_BIT, 0, 1,
                                 &for_the_host, 0, nullptr, 0, nullptr);
        },
        kept);
    in_flight_.push_back(submission);
    // The target may need more; the screen has that already.
    std::vector<Rect> parts;
    for (const Rect& rect : damage.rects())
        if (const Rect part = common(whole_pixels(rect), window); !part.empty()) parts.push_back(part);
    target.shown = screen_->show({[this, submission] { ring_.wait(submission); }, target.memory.mapped(),
                                  target.memory.stride(), std::move(parts)});
    target.pending.clear();
    target.fresh = false;
    return true;
}

bool Presenter::present_swapchain(const ImDrawData& data, const Scene& scene, const Damage& of_layer) {
    const VkSemaphore acquired = acquired_[next_acquired_].get();
    std::uint32_t index = 0;
    const VkResult got =
        vkAcquireNextImageKHR(device_.handle(), swapchain_.get(), longest_wait_ns, acquired, VK_NULL_HANDLE, &index);
    if (got == VK_ERROR_OUT_OF_DATE_KHR || got == VK_TIMEOUT || got == VK_NOT_READY) {
        stale_ = got == VK_ERROR_OUT_OF_DATE_KHR;
        everything_ = again_ = true;
        layer_.forget();
        return false;
    }
    if (got == VK_SUBOPTIMAL_KHR)
        stale_ = true;
    else
        check(got, "taking an image of the window");
    next_acquired_ = (next_acquired_ + 1) % acquired_.size();

    Target& target = targets_[index];
    if (target.fresh) target.pending.add(Rect{0, 0, static_cast<float>(size_.x), static_cast<float>(size_.y)});
    const auto kept = kept_by(scene);
    gpu::SubmitExtras extras;
    extras.wait = acquired;
    extras.wait_stage = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
    extras.signal = target.drawn.get();
    const std::uint64_t submission = ring_.submit(
        [&](VkCommandBuffer commands) {
            layer_.record(commands, data, of_layer, *kept);
            draw(commands, target, scene);
        },
        kept, extras);
    in_flight_.push_back(submission);
    target.pending.clear();
    target.fresh = false;

    const VkSemaphore drawn = target.drawn.get();
    const VkSwapchainKHR swapchain = swapchain_.get();
    VkPresentInfoKHR info{VK_STRUCTURE_TYPE_PRESENT_INFO_KHR};
    info.waitSemaphoreCount = 1;
    info.pWaitSemaphores = &drawn;
    info.swapchainCount = 1;
    info.pSwapchains = &swapchain;
    info.pImageIndices = &index;
    const VkResult result = device_.present(info);
    if (result == VK_ERROR_OUT_OF_DATE_KHR || result == VK_SUBOPTIMAL_KHR)
        stale_ = true;
    else
        check(result, "showing the window's image");
    return true;
}

void Presenter::draw(VkCommandBuffer commands, Target& target, const Scene& scene) {
    // The picture and the counts were written by computations that went before on the same queue.
    VkMemoryBarrier barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER, nullptr,
                            VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT, VK_ACCESS_SHADER_READ_BIT};
    vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT,
                         VK_PIPELINE_STAGE_VERTEX_SHADER_BIT | VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT, 0, 1, &barrier, 0,
                         nullptr, 0, nullptr);
    change_layout(commands, target.image, target.fresh ? VK_IMAGE_LAYOUT_UNDEFINED : shown_layout(),
                  VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL);
    const Rect window{0, 0, static_cast<float>(size_.x), static_cast<float>(size_.y)};
    std::vector<Rect> damaged;
    for (const Rect& rect : target.pending.rects()) damaged.push_back(common(whole_pixels(rect), window));
    pass_->draw(commands, {target.framebuffer.get(), size_, layer_.pixels(), layer_.width()}, scene, damaged);
    change_layout(commands, target.image, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL, shown_layout());
}

}  // namespace umber::app

#include "app/presenter.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace umber::app {

using gpu::check;

namespace {

// What the quads' shaders are told; shaders/present/quad.glsl has the same.
struct Push {
    float rect[4];         // of the quad, in pixels
    float to_clip[2];      // 2 / size of the window
    float ground[2];       // grey beneath; scopes: width of the whole place
    float source[4];       // picture: its place (x, y, width, height); scopes: 0, strength, x and y of the whole place
    std::int32_t size[4];  // picture: width and height of after, of before; scopes: columns
    float wipe = -1e9f;    // picture: x of the wipe; scopes: height of the whole place
    std::int32_t turns = 0;
    std::int32_t layer_width = 0;  // of the interface's layer
};

constexpr float gap_grey = 0x0f / 255.0f, surround_grey = 0x1b / 255.0f, scope_grey = 0x13 / 255.0f;

VkRect2D scissor_of(const Rect& r) {
    return {{static_cast<std::int32_t>(r.x), static_cast<std::int32_t>(r.y)},
            {static_cast<std::uint32_t>(r.w), static_cast<std::uint32_t>(r.h)}};
}

Rect whole_pixels(const Rect& r) {
    const float x = std::floor(r.x), y = std::floor(r.y);
    return {x, y, std::ceil(r.right()) - x, std::ceil(r.bottom()) - y};
}

// How the picture's pixels become the window's; picture.frag.glsl has the same.
enum class Sampling { pixels, linear, area };

Sampling sampling_of(const PictureQuad& quad) {
    const bool turned = quad.quarter_turns % 2 != 0;
    const float step_x = static_cast<float>(quad.after.width) / (turned ? quad.picture.h : quad.picture.w);
    const float step_y = static_cast<float>(quad.after.height) / (turned ? quad.picture.w : quad.picture.h);
    const float most = std::max(step_x, step_y), least = std::min(step_x, step_y);
    if (most <= 1.0f / 3 || (most < 1.001f && least > 0.999f)) return Sampling::pixels;
    return most <= 1 ? Sampling::linear : Sampling::area;
}

}  // namespace

Presenter::Presenter(const gpu::Device& device, const Window& window, std::function<void()> shown)
    : device_(device), ring_(device), layer_(device), nothing_(device, 64, gpu::Memory::device) {
    constexpr VkFormat shared_format = VK_FORMAT_B8G8R8A8_UNORM;
    if (device.is_cpu() && !std::getenv("UMBER_SWAPCHAIN") && Image::can_be_linear(device, shared_format))
        screen_ = SharedScreen::open(window, std::move(shown));
    if (screen_) {
        format_.format = shared_format;
        make_pipelines();
        return;
    }
    surface_ = window.make_surface(device.instance());
    try {
        VkBool32 supported = VK_FALSE;
        check(vkGetPhysicalDeviceSurfaceSupportKHR(device.physical(), device.queue_family(), surface_, &supported),
              "asking about the window");
        if (!supported) throw Error("{} can't show on this display; choose another with --device", device.name());
        choose_format();
        make_pipelines();
    } catch (...) {
        vkDestroySurfaceKHR(device.instance(), surface_, nullptr);
        throw;
    }
}

void Presenter::make_pipelines() {
    pass_ = make_render_pass(device_, format_.format);
    const auto quad = [&](const char* fragment, std::vector<Binding> bindings, const std::string& defines) {
        return std::make_unique<GraphicsPipeline>(device_, pass_.get(), "shaders/present/quad.vert.glsl", fragment,
                                                  std::move(bindings), static_cast<std::uint32_t>(sizeof(Push)),
                                                  Blend::none, defines);
    };
    ground_ = quad("shaders/present/ground.frag.glsl", {Binding::storage}, "");
    for (std::size_t i = 0; i < 3; ++i) picture_pipeline(i);
    for (std::size_t i = 0; i < scopes_.size(); ++i)
        scopes_[i] = quad("shaders/present/scope.frag.glsl", {Binding::storage, Binding::storage},
                          fmt::format("#define KIND {}\n", i));
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

void Presenter::choose_format() {
    std::uint32_t count = 0;
    check(vkGetPhysicalDeviceSurfaceFormatsKHR(device_.physical(), surface_, &count, nullptr),
          "asking for formats of the window");
    std::vector<VkSurfaceFormatKHR> formats(count);
    check(vkGetPhysicalDeviceSurfaceFormatsKHR(device_.physical(), surface_, &count, formats.data()),
          "asking for formats of the window");
    // The picture is display-encoded already, so the format must not encode again.
    for (const VkFormat wanted : {VK_FORMAT_A2B10G10R10_UNORM_PACK32, VK_FORMAT_A2R10G10B10_UNORM_PACK32,
                                  VK_FORMAT_B8G8R8A8_UNORM, VK_FORMAT_R8G8B8A8_UNORM}) {
        const auto found = std::find_if(formats.begin(), formats.end(), [&](const VkSurfaceFormatKHR& one) {
            return one.format == wanted && one.colorSpace == VK_COLOR_SPACE_SRGB_NONLINEAR_KHR;
        });
        if (found != formats.end()) {
            format_ = *found;
            break;
        }
    }
    if (format_.format == VK_FORMAT_UNDEFINED) throw Error("{} offers no plain format for the window", device_.name());
    check(vkGetPhysicalDeviceSurfacePresentModesKHR(device_.physical(), surface_, &count, nullptr),
          "asking for modes of the window");
    std::vector<VkPresentModeKHR> modes(count);
    check(vkGetPhysicalDeviceSurfacePresentModesKHR(device_.physical(), surface_, &count, modes.data()),
          "asking for modes of the window");
    if (std::find(modes.begin(), modes.end(), VK_PRESENT_MODE_MAILBOX_KHR) != modes.end())
        mode_ = VK_PRESENT_MODE_MAILBOX_KHR;
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
}

void Presenter::make_shared(glm::ivec2 size) {
    screen_->resize(size);
    targets_.clear();
    const auto width = static_cast<std::uint32_t>(size.x), height = static_cast<std::uint32_t>(size.y);
    // One is drawn on while the other is handed over.
    for (int i = 0; i < 2; ++i) {
        Target target;
        target.memory =
            Image(device_, format_.format, width, height, VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT, VK_IMAGE_TILING_LINEAR);
        target.image = target.memory.handle();
        target.framebuffer = make_framebuffer(device_, pass_.get(), target.memory.view(), width, height);
        targets_.push_back(std::move(target));
    }
    size_ = size;
}

void Presenter::make_swapchain(glm::ivec2 size) {
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
    create.imageFormat = format_.format;
    create.imageColorSpace = format_.colorSpace;
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

    std::uint32_t count = 0;
    check(vkGetSwapchainImagesKHR(device_.handle(), made, &count, nullptr), "asking for the window's images");
    std::vector<VkImage> images(count);
    check(vkGetSwapchainImagesKHR(device_.handle(), made, &count, images.data()), "asking for the window's images");
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
        view.format = format_.format;
        view.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
        check(vkCreateImageView(device_.handle(), &view, nullptr, &target.view.fill(device_.handle())),
              "viewing the window's images");
        target.framebuffer = make_framebuffer(device_, pass_.get(), target.view.get(), extent.width, extent.height);
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

bool Presenter::present(const ImDrawData& data, const Scene& scene, glm::ivec2 size) {
    if (size.x <= 0 || size.y <= 0) return false;
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

    constexpr std::size_t most_in_flight = 2;
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
        vkAcquireNextImageKHR(device_.handle(), swapchain_.get(), 1'000'000'000, acquired, VK_NULL_HANDLE, &index);
    if (got == VK_ERROR_OUT_OF_DATE_KHR || got == VK_TIMEOUT || got == VK_NOT_READY) {
        stale_ = got == VK_ERROR_OUT_OF_DATE_KHR;
        everything_ = true;
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

const GraphicsPipeline& Presenter::picture_pipeline(std::size_t which) {
    if (!pictures_[which]) {
        const bool wipe = which / 3 % 2 != 0, look = which >= 6;
        pictures_[which] = std::make_unique<GraphicsPipeline>(
            device_, pass_.get(), "shaders/present/quad.vert.glsl", "shaders/present/picture.frag.glsl",
            std::vector<Binding>(look ? 4 : 3, Binding::storage), static_cast<std::uint32_t>(sizeof(Push)), Blend::none,
            fmt::format("#define SAMPLING {}\n#define WIPE {}\n#define LOOK {}\n", which % 3, wipe ? 1 : 0,
                        look ? 1 : 0));
    }
    return *pictures_[which];
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
    VkRenderPassBeginInfo begin{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    begin.renderPass = pass_.get();
    begin.framebuffer = target.framebuffer.get();
    begin.renderArea = {{0, 0}, {static_cast<std::uint32_t>(size_.x), static_cast<std::uint32_t>(size_.y)}};
    vkCmdBeginRenderPass(commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
    const auto width = static_cast<float>(size_.x), height = static_cast<float>(size_.y);
    const VkViewport viewport{0, 0, width, height, 0, 1};
    vkCmdSetViewport(commands, 0, 1, &viewport);
    const Rect window{0, 0, width, height};
    const VkBuffer layer = layer_.pixels();

    std::vector<Rect> holes;
    if (scene.picture) holes.push_back(whole_pixels(scene.picture->place));
    for (const ScopeQuad& scope : scene.scopes) holes.push_back(whole_pixels(scope.place));
    std::vector<Rect> damaged;
    for (const Rect& rect : target.pending.rects()) damaged.push_back(common(whole_pixels(rect), window));

    const auto quad = [&](const GraphicsPipeline& pipeline, Push push, const Rect& rect) {
        push.rect[0] = rect.x;
        push.rect[1] = rect.y;
        push.rect[2] = rect.w;
        push.rect[3] = rect.h;
        push.layer_width = static_cast<std::int32_t>(layer_.width());
        push.to_clip[0] = 2 / width;
        push.to_clip[1] = 2 / height;
        pipeline.push(commands, push);
        const VkRect2D scissor = scissor_of(rect);
        vkCmdSetScissor(commands, 0, 1, &scissor);
        vkCmdDraw(commands, 6, 1, 0, 0);
    };
    const std::array<BoundTo, 1> only_layer{layer};
    ground_->bind(commands, only_layer);
    Push ground{};
    ground.ground[0] = gap_grey;
    for (const Rect& rect : damaged)
        for (const Rect& part : without(rect, holes)) quad(*ground_, ground, part);

    if (scene.picture) {
        const PictureQuad& p = *scene.picture;
        std::vector<BoundTo> bound{layer, p.after ? p.after.buffer : nothing_.handle(),
                                   p.before ? p.before.buffer : nothing_.handle()};
        if (p.look) bound.push_back(p.look->handle());
        const GraphicsPipeline& pipeline =
            picture_pipeline(static_cast<std::size_t>(sampling_of(p)) + (p.before ? 3 : 0) + (p.look ? 6 : 0));
        pipeline.bind(commands, bound);
        Push push{};
        push.ground[0] = surround_grey;
        const float source[4] = {p.picture.x, p.picture.y, p.picture.w, p.picture.h};
        std::copy(std::begin(source), std::end(source), push.source);
        const int size[4] = {p.after.width, p.after.height, p.before.width, p.before.height};
        std::copy(std::begin(size), std::end(size), push.size);
        push.wipe = p.wipe;
        push.turns = p.quarter_turns;
        for (const Rect& rect : damaged)
            if (const Rect part = common(rect, holes[0]); !part.empty()) quad(pipeline, push, part);
    }
    for (const ScopeQuad& scope : scene.scopes) {
        const std::array<BoundTo, 2> bound{layer, scope.buffer ? scope.buffer : nothing_.handle()};
        const GraphicsPipeline& pipeline = *scopes_[static_cast<std::size_t>(scope.kind)];
        pipeline.bind(commands, bound);
        Push push{};
        push.ground[0] = scope_grey;
        push.source[1] = scope.buffer ? scope.strength : 0;
        push.size[0] = scope.columns;
        // The whole place, of which a part may be drawn.
        const Rect place = whole_pixels(scope.place);
        push.source[2] = place.x;
        push.source[3] = place.y;
        push.ground[1] = place.w;
        push.wipe = place.h;
        for (const Rect& rect : damaged) {
            if (const Rect part = common(rect, place); !part.empty()) quad(pipeline, push, part);
        }
    }
    vkCmdEndRenderPass(commands);
    change_layout(commands, target.image, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL, shown_layout());
}

}  // namespace umber::app

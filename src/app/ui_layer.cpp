#include "app/ui_layer.h"

#include <cstring>
#include <string_view>

namespace umber::app {

namespace {

constexpr VkFormat layer_format = VK_FORMAT_R8G8B8A8_UNORM;

struct Push {
    float scale[2];
};

std::uint64_t hash(std::uint64_t seed, const void* data, std::size_t bytes) {
    const std::uint64_t h = std::hash<std::string_view>()({static_cast<const char*>(data), bytes});
    return (seed ^ h) * 0x9E3779B97F4A7C15ull + (seed << 6);
}

Rect bounds_of(const ImDrawList& list) {
    Rect bounds;
    for (const ImDrawCmd& command : list.CmdBuffer) {
        if (command.ElemCount == 0) continue;
        ImVec2 low(1e9f, 1e9f), high(-1e9f, -1e9f);
        for (unsigned i = 0; i < command.ElemCount; ++i) {
            const ImDrawIdx index = list.IdxBuffer[static_cast<int>(command.IdxOffset + i)];
            const ImVec2 p = list.VtxBuffer[static_cast<int>(command.VtxOffset + index)].pos;
            low.x = std::min(low.x, p.x);
            low.y = std::min(low.y, p.y);
            high.x = std::max(high.x, p.x);
            high.y = std::max(high.y, p.y);
        }
        const Rect drawn{low.x - 1, low.y - 1, high.x - low.x + 2, high.y - low.y + 2};
        const Rect clip{command.ClipRect.x, command.ClipRect.y, command.ClipRect.z - command.ClipRect.x,
                        command.ClipRect.w - command.ClipRect.y};
        bounds = around(bounds, common(drawn, clip));
    }
    return bounds;
}

VkRect2D scissor_of(const Rect& r) {
    const float x = std::max(0.0f, std::floor(r.x)), y = std::max(0.0f, std::floor(r.y));
    return {{static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)},
            {static_cast<std::uint32_t>(std::max(0.0f, std::ceil(r.right()) - x)),
             static_cast<std::uint32_t>(std::max(0.0f, std::ceil(r.bottom()) - y))}};
}

}  // namespace

UiLayer::UiLayer(const gpu::Device& device)
    : device_(device),
      pass_(make_render_pass(device, layer_format)),
      pipeline_(device, pass_.get(), "shaders/present/ui.vert.glsl", "shaders/present/ui.frag.glsl",
                {Binding::storage, Binding::image}, sizeof(Push), Blend::over_premultiplied_alpha),
      sampler_(make_sampler(device, VK_FILTER_LINEAR)) {}

void UiLayer::upload_fonts(gpu::CommandRing& ring) {
    unsigned char* pixels = nullptr;
    int width = 0, height = 0;
    ImGui::GetIO().Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
    const std::size_t bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4;
    const auto staging = std::make_shared<gpu::Buffer>(device_, bytes, gpu::Memory::upload);
    std::memcpy(staging->bytes().data(), pixels, bytes);
    fonts_ = Image(device_, VK_FORMAT_R8G8B8A8_UNORM, static_cast<std::uint32_t>(width),
                   static_cast<std::uint32_t>(height), VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT);
    const auto submission = ring.submit(
        [&](VkCommandBuffer commands) {
            change_layout(commands, fonts_.handle(), VK_IMAGE_LAYOUT_UNDEFINED, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL);
            VkBufferImageCopy copy{};
            copy.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
            copy.imageExtent = {fonts_.width(), fonts_.height(), 1};
            vkCmdCopyBufferToImage(commands, staging->handle(), fonts_.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                                   1, &copy);
            change_layout(commands, fonts_.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                          VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL);
        },
        staging);
    ring.wait(submission);  // at the start, and when the window moves to a display of another scale
    ImGui::GetIO().Fonts->SetTexID(reinterpret_cast<ImTextureID>(std::intptr_t{1}));
    ImGui::GetIO().Fonts->ClearTexData();
    seen_.clear();
}

void UiLayer::resize(std::uint32_t width, std::uint32_t height) {
    image_ = Image(device_, layer_format, width, height,
                   VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT);
    pixels_ = std::make_shared<gpu::Buffer>(device_, std::size_t{4} * width * height, gpu::Memory::device);
    framebuffer_ = make_framebuffer(device_, pass_.get(), image_.view(), width, height);
    fresh_ = true;
    seen_.clear();
}

Damage UiLayer::changes(const ImDrawData& data) {
    Damage damage;
    const Rect window{0, 0, static_cast<float>(image_.width()), static_cast<float>(image_.height())};
    std::unordered_map<std::string, Seen> now;
    for (int i = 0; i < data.CmdListsCount; ++i) {
        const ImDrawList& list = *data.CmdLists[i];
        std::uint64_t h = hash(static_cast<std::uint64_t>(i) + 1, list.VtxBuffer.Data,
                               static_cast<std::size_t>(list.VtxBuffer.size_in_bytes()));
        h = hash(h, list.IdxBuffer.Data, static_cast<std::size_t>(list.IdxBuffer.size_in_bytes()));
        for (const ImDrawCmd& command : list.CmdBuffer) h = hash(h, &command.ClipRect, sizeof command.ClipRect);
        std::string name = list._OwnerName ? list._OwnerName : "";
        while (now.contains(name)) name += "+";
        const auto before = seen_.find(name);
        if (before != seen_.end() && before->second.hash == h) {
            now.emplace(std::move(name), before->second);
            continue;
        }
        const Seen seen{h, common(bounds_of(list), window)};
        damage.add(seen.bounds);
        if (before != seen_.end()) damage.add(before->second.bounds);
        now.emplace(std::move(name), seen);
    }
    for (const auto& [name, before] : seen_)
        if (!now.contains(name)) damage.add(before.bounds);
    seen_ = std::move(now);
    if (fresh_) damage.add(window);
    return damage;
}

void UiLayer::record(VkCommandBuffer commands, const ImDrawData& data, const Damage& damage,
                     std::vector<std::shared_ptr<const void>>& keep) {
    if (damage.empty()) return;
    change_layout(commands, image_.handle(), fresh_ ? VK_IMAGE_LAYOUT_UNDEFINED : VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                  VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL);
    fresh_ = false;

    // Every corner of every triangle in the order of drawing: the vertex shader reads it by its number.
    std::size_t corners = 0;
    for (int i = 0; i < data.CmdListsCount; ++i) corners += static_cast<std::size_t>(data.CmdLists[i]->IdxBuffer.Size);
    const std::size_t bytes = std::max<std::size_t>(corners, 3) * sizeof(ImDrawVert);
    std::shared_ptr<gpu::Buffer> buffer;
    for (auto& one : vertex_buffers_)
        if (one.use_count() == 1 && one->size() >= bytes) buffer = one;
    if (!buffer) {
        std::erase_if(vertex_buffers_, [](const auto& one) { return one.use_count() == 1; });
        buffer = std::make_shared<gpu::Buffer>(device_, bytes + bytes / 2, gpu::Memory::upload);
        vertex_buffers_.push_back(buffer);
    }
    const auto vertices = buffer->as<ImDrawVert>();

    const VkRect2D whole{{0, 0}, {image_.width(), image_.height()}};
    VkRenderPassBeginInfo begin{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    begin.renderPass = pass_.get();
    begin.framebuffer = framebuffer_.get();
    begin.renderArea = whole;
    vkCmdBeginRenderPass(commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
    const auto width = static_cast<float>(image_.width()), height = static_cast<float>(image_.height());
    const VkViewport viewport{0, 0, width, height, 0, 1};
    vkCmdSetViewport(commands, 0, 1, &viewport);
    const std::array<BoundTo, 2> bound{buffer->handle(), BoundImage{fonts_.view(), sampler_.get()}};
    pipeline_.bind(commands, bound);
    pipeline_.push(commands, Push{{2 / width, 2 / height}});

    const Rect window{0, 0, width, height};
    std::vector<VkClearRect> clears;
    for (const Rect& rect : damage.rects())
        if (const Rect part = common(rect, window); !part.empty()) clears.push_back({scissor_of(part), 0, 1});
    const VkClearAttachment clear{VK_IMAGE_ASPECT_COLOR_BIT, 0, {}};
    vkCmdClearAttachments(commands, 1, &clear, static_cast<std::uint32_t>(clears.size()), clears.data());

    std::uint32_t at = 0;
    for (int i = 0; i < data.CmdListsCount; ++i) {
        const ImDrawList& list = *data.CmdLists[i];
        for (const ImDrawCmd& command : list.CmdBuffer) {
            if (command.ElemCount == 0 || command.UserCallback) continue;
            const Rect clip = common({command.ClipRect.x, command.ClipRect.y, command.ClipRect.z - command.ClipRect.x,
                                      command.ClipRect.w - command.ClipRect.y},
                                     window);
            bool copied = false;
            for (const Rect& rect : damage.rects()) {
                const Rect visible =
                    common({std::floor(rect.x), std::floor(rect.y), std::ceil(rect.right()) - std::floor(rect.x),
                            std::ceil(rect.bottom()) - std::floor(rect.y)},
                           clip);
                if (visible.empty()) continue;
                if (!copied) {
                    for (unsigned k = 0; k < command.ElemCount; ++k) {
                        const ImDrawIdx index = list.IdxBuffer[static_cast<int>(command.IdxOffset + k)];
                        vertices[at + k] = list.VtxBuffer[static_cast<int>(command.VtxOffset + index)];
                    }
                    copied = true;
                }
                const VkRect2D scissor = scissor_of(visible);
                vkCmdSetScissor(commands, 0, 1, &scissor);
                vkCmdDraw(commands, command.ElemCount, 1, at, 0);
            }
            if (copied) at += command.ElemCount;
        }
    }
    vkCmdEndRenderPass(commands);
    change_layout(commands, image_.handle(), VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
                  VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL);
    std::vector<VkBufferImageCopy> copies;
    for (const VkClearRect& one : clears) {
        const VkRect2D& r = one.rect;
        VkBufferImageCopy copy{};
        copy.bufferOffset =
            (static_cast<VkDeviceSize>(r.offset.y) * image_.width() + static_cast<VkDeviceSize>(r.offset.x)) * 4;
        copy.bufferRowLength = image_.width();
        copy.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
        copy.imageOffset = {r.offset.x, r.offset.y, 0};
        copy.imageExtent = {r.extent.width, r.extent.height, 1};
        copies.push_back(copy);
    }
    vkCmdCopyImageToBuffer(commands, image_.handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, pixels_->handle(),
                           static_cast<std::uint32_t>(copies.size()), copies.data());
    keep.push_back(buffer);
    keep.push_back(pixels_);
}

}  // namespace umber::app

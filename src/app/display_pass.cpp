#include "app/display_pass.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace umber::app {

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

Rect whole_pixels(const Rect& r) {
    const float x = std::floor(r.x), y = std::floor(r.y);
    return {x, y, std::ceil(r.right()) - x, std::ceil(r.bottom()) - y};
}

DisplayPass::DisplayPass(const gpu::Device& device, VkFormat format, DisplayGlsl display)
    : device_(device),
      display_(std::move(display)),
      pass_(make_render_pass(device, format)),
      nothing_(device, 64, gpu::Memory::device) {
    const auto quad = [&](const char* fragment, std::vector<Binding> bindings, const std::string& defines) {
        return std::make_unique<GraphicsPipeline>(device_, pass_.get(), "shaders/present/quad.vert.glsl", fragment,
                                                  std::move(bindings), static_cast<std::uint32_t>(sizeof(Push)),
                                                  Blend::none, display_.interface + defines);
    };
    ground_ = quad("shaders/present/ground.frag.glsl", {Binding::storage}, "");
    for (std::size_t i = 0; i < 3; ++i) picture_pipeline(i);
    for (std::size_t i = 0; i < scopes_.size(); ++i)
        scopes_[i] = quad("shaders/present/scope.frag.glsl", {Binding::storage, Binding::storage},
                          fmt::format("#define KIND {}\n", i));
}

const GraphicsPipeline& DisplayPass::picture_pipeline(std::size_t which) {
    if (!pictures_[which]) {
        const bool wipe = which / 3 % 2 != 0, look = which >= 6;
        pictures_[which] = std::make_unique<GraphicsPipeline>(
            device_, pass_.get(), "shaders/present/quad.vert.glsl", "shaders/present/picture.frag.glsl",
            std::vector<Binding>(look ? 4 : 3, Binding::storage), static_cast<std::uint32_t>(sizeof(Push)), Blend::none,
            display_.picture + fmt::format("#define SAMPLING {}\n#define WIPE {}\n#define LOOK {}\n", which % 3,
                                           wipe ? 1 : 0, look ? 1 : 0));
    }
    return *pictures_[which];
}

void DisplayPass::draw(VkCommandBuffer commands, const Target& target, const Scene& scene,
                       std::span<const Rect> damaged) {
    VkRenderPassBeginInfo begin{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    begin.renderPass = pass_.get();
    begin.framebuffer = target.framebuffer;
    begin.renderArea = {{0, 0}, {static_cast<std::uint32_t>(target.size.x), static_cast<std::uint32_t>(target.size.y)}};
    vkCmdBeginRenderPass(commands, &begin, VK_SUBPASS_CONTENTS_INLINE);
    const auto width = static_cast<float>(target.size.x), height = static_cast<float>(target.size.y);
    const VkViewport viewport{0, 0, width, height, 0, 1};
    vkCmdSetViewport(commands, 0, 1, &viewport);

    std::vector<Rect> holes;
    if (scene.picture) holes.push_back(whole_pixels(scene.picture->place));
    for (const ScopeQuad& scope : scene.scopes) holes.push_back(whole_pixels(scope.place));

    const auto quad = [&](const GraphicsPipeline& pipeline, Push push, const Rect& rect) {
        push.rect[0] = rect.x;
        push.rect[1] = rect.y;
        push.rect[2] = rect.w;
        push.rect[3] = rect.h;
        push.layer_width = static_cast<std::int32_t>(target.layer_width);
        push.to_clip[0] = 2 / width;
        push.to_clip[1] = 2 / height;
        pipeline.push(commands, push);
        const VkRect2D scissor = scissor_of(rect);
        vkCmdSetScissor(commands, 0, 1, &scissor);
        vkCmdDraw(commands, 6, 1, 0, 0);
    };
    const std::array<BoundTo, 1> only_layer{target.layer};
    ground_->bind(commands, only_layer);
    Push ground{};
    ground.ground[0] = gap_grey;
    for (const Rect& rect : damaged)
        for (const Rect& part : without(rect, holes)) quad(*ground_, ground, part);

    if (scene.picture) {
        const PictureQuad& p = *scene.picture;
        std::vector<BoundTo> bound{target.layer, p.after ? p.after.buffer : nothing_.handle(),
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
        const std::array<BoundTo, 2> bound{target.layer, scope.buffer ? scope.buffer : nothing_.handle()};
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
}

}  // namespace umber::app

#include "app/graphics.h"

#include <array>

#include "core/file.h"
#include "gpu/kernel.h"

namespace umber::app {

using gpu::check;

Image::Image(const gpu::Device& device, VkFormat format, std::uint32_t width, std::uint32_t height,
             VkImageUsageFlags usage, VkImageTiling tiling)
    : width_(width), height_(height) {
    const bool linear = tiling == VK_IMAGE_TILING_LINEAR;
    const VkDevice handle = device.handle();
    VkImageCreateInfo create{VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO};
    create.imageType = VK_IMAGE_TYPE_2D;
    create.format = format;
    create.extent = {width, height, 1};
    create.mipLevels = create.arrayLayers = 1;
    create.samples = VK_SAMPLE_COUNT_1_BIT;
    create.tiling = tiling;
    create.usage = usage;
    check(vkCreateImage(handle, &create, nullptr, &image_.fill(handle)), "making an image of the window");
    VkMemoryRequirements needs;
    vkGetImageMemoryRequirements(handle, image_.get(), &needs);
    VkMemoryAllocateInfo allocate{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
    allocate.allocationSize = needs.size;
    const VkMemoryPropertyFlags wanted =
        linear ? VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT
               : VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
    allocate.memoryTypeIndex = device.memory_type(needs.memoryTypeBits, wanted, VK_MEMORY_PROPERTY_HOST_CACHED_BIT);
    check(vkAllocateMemory(handle, &allocate, nullptr, &memory_.fill(handle)), "allocating an image of the window");
    check(vkBindImageMemory(handle, image_.get(), memory_.get(), 0), "binding memory");
    if (linear) {
        const VkImageSubresource all{VK_IMAGE_ASPECT_COLOR_BIT, 0, 0};
        VkSubresourceLayout layout{};
        vkGetImageSubresourceLayout(handle, image_.get(), &all, &layout);
        void* at = nullptr;
        check(vkMapMemory(handle, memory_.get(), 0, VK_WHOLE_SIZE, 0, &at), "mapping an image of the window");
        stride_ = layout.rowPitch;
        mapped_ = {static_cast<const std::byte*>(at) + layout.offset, layout.rowPitch * height};
    }
    VkImageViewCreateInfo view{VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO};
    view.image = image_.get();
    view.viewType = VK_IMAGE_VIEW_TYPE_2D;
    view.format = format;
    view.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
    check(vkCreateImageView(handle, &view, nullptr, &view_.fill(handle)), "viewing an image of the window");
}

bool Image::can_be_linear(const gpu::Device& device, VkFormat format) {
    VkImageFormatProperties ignored{};
    return vkGetPhysicalDeviceImageFormatProperties(device.physical(), format, VK_IMAGE_TYPE_2D, VK_IMAGE_TILING_LINEAR,
                                                    VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT, 0, &ignored) == VK_SUCCESS;
}

void change_layout(VkCommandBuffer commands, VkImage image, VkImageLayout from, VkImageLayout to) {
    VkImageMemoryBarrier barrier{VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER};
    barrier.srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT;
    barrier.dstAccessMask = VK_ACCESS_MEMORY_READ_BIT | VK_ACCESS_MEMORY_WRITE_BIT;
    barrier.oldLayout = from;
    barrier.newLayout = to;
    barrier.srcQueueFamilyIndex = barrier.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
    barrier.image = image;
    barrier.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
    vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, 0, 0,
                         nullptr, 0, nullptr, 1, &barrier);
}

gpu::RenderPassHandle make_render_pass(const gpu::Device& device, VkFormat format) {
    VkAttachmentDescription attachment{};
    attachment.format = format;
    attachment.samples = VK_SAMPLE_COUNT_1_BIT;
    attachment.loadOp = VK_ATTACHMENT_LOAD_OP_LOAD;
    attachment.storeOp = VK_ATTACHMENT_STORE_OP_STORE;
    attachment.stencilLoadOp = VK_ATTACHMENT_LOAD_OP_DONT_CARE;
    attachment.stencilStoreOp = VK_ATTACHMENT_STORE_OP_DONT_CARE;
    attachment.initialLayout = attachment.finalLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
    const VkAttachmentReference reference{0, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL};
    VkSubpassDescription subpass{};
    subpass.pipelineBindPoint = VK_PIPELINE_BIND_POINT_GRAPHICS;
    subpass.colorAttachmentCount = 1;
    subpass.pColorAttachments = &reference;
    VkRenderPassCreateInfo create{VK_STRUCTURE_TYPE_RENDER_PASS_CREATE_INFO};
    create.attachmentCount = 1;
    create.pAttachments = &attachment;
    create.subpassCount = 1;
    create.pSubpasses = &subpass;
    gpu::RenderPassHandle pass;
    check(vkCreateRenderPass(device.handle(), &create, nullptr, &pass.fill(device.handle())), "making a render pass");
    return pass;
}

gpu::FramebufferHandle make_framebuffer(const gpu::Device& device, VkRenderPass pass, VkImageView view,
                                        std::uint32_t width, std::uint32_t height) {
    VkFramebufferCreateInfo create{VK_STRUCTURE_TYPE_FRAMEBUFFER_CREATE_INFO};
    create.renderPass = pass;
    create.attachmentCount = 1;
    create.pAttachments = &view;
    create.width = width;
    create.height = height;
    create.layers = 1;
    gpu::FramebufferHandle framebuffer;
    check(vkCreateFramebuffer(device.handle(), &create, nullptr, &framebuffer.fill(device.handle())),
          "making a framebuffer");
    return framebuffer;
}

gpu::SamplerHandle make_sampler(const gpu::Device& device, VkFilter filter) {
    VkSamplerCreateInfo create{VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO};
    create.magFilter = create.minFilter = filter;
    create.addressModeU = create.addressModeV = create.addressModeW = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
    gpu::SamplerHandle sampler;
    check(vkCreateSampler(device.handle(), &create, nullptr, &sampler.fill(device.handle())), "making a sampler");
    return sampler;
}

GraphicsPipeline::GraphicsPipeline(const gpu::Device& device, VkRenderPass pass, const std::string& vertex,
                                   const std::string& fragment, std::vector<Binding> bindings, std::uint32_t push_bytes,
                                   Blend blend, const std::string& defines)
    : device_(&device), bindings_(std::move(bindings)) {
    const VkDevice handle = device.handle();
    constexpr VkShaderStageFlags both = VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT;
    std::vector<VkDescriptorSetLayoutBinding> slots;
    for (std::size_t i = 0; i < bindings_.size(); ++i) {
        const bool storage = bindings_[i] == Binding::storage;
        slots.push_back({static_cast<std::uint32_t>(i),
                         storage ? VK_DESCRIPTOR_TYPE_STORAGE_BUFFER : VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 1,
                         storage ? both : VkShaderStageFlags{VK_SHADER_STAGE_FRAGMENT_BIT}, nullptr});
    }
    VkDescriptorSetLayoutCreateInfo set{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
    set.flags = VK_DESCRIPTOR_SET_LAYOUT_CREATE_PUSH_DESCRIPTOR_BIT_KHR;
    set.bindingCount = static_cast<std::uint32_t>(slots.size());
    set.pBindings = slots.data();
    check(vkCreateDescriptorSetLayout(handle, &set, nullptr, &set_layout_.fill(handle)), "laying out a pipeline");
    const VkPushConstantRange range{both, 0, push_bytes};
    const VkDescriptorSetLayout set_handle = set_layout_.get();
    VkPipelineLayoutCreateInfo layout{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    layout.setLayoutCount = 1;
    layout.pSetLayouts = &set_handle;
    layout.pushConstantRangeCount = 1;
    layout.pPushConstantRanges = &range;
    check(vkCreatePipelineLayout(handle, &layout, nullptr, &layout_.fill(handle)), "laying out a pipeline");

    std::array<gpu::ShaderModuleHandle, 2> modules;
    std::array<VkPipelineShaderStageCreateInfo, 2> stages{};
    for (std::size_t i = 0; i < 2; ++i) {
        const std::string& name = i == 0 ? vertex : fragment;
        std::string text = read_file(resource(name));
        if (i == 1) text.insert(text.find('\n', text.find("#version")) + 1, defines);
        const auto words = gpu::compile_glsl(text, i == 0 ? gpu::Stage::vertex : gpu::Stage::fragment, name);
        VkShaderModuleCreateInfo module{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
        module.codeSize = words.size() * sizeof(std::uint32_t);
        module.pCode = words.data();
        check(vkCreateShaderModule(handle, &module, nullptr, &modules[i].fill(handle)), name);
        stages[i].sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
        stages[i].stage = i == 0 ? VK_SHADER_STAGE_VERTEX_BIT : VK_SHADER_STAGE_FRAGMENT_BIT;
        stages[i].module = modules[i].get();
        stages[i].pName = "main";
    }
    const VkPipelineVertexInputStateCreateInfo input{VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO};
    VkPipelineInputAssemblyStateCreateInfo assembly{VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO};
    assembly.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST;
    VkPipelineViewportStateCreateInfo viewport{VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO};
    viewport.viewportCount = viewport.scissorCount = 1;
    VkPipelineRasterizationStateCreateInfo raster{VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO};
    raster.polygonMode = VK_POLYGON_MODE_FILL;
    raster.cullMode = VK_CULL_MODE_NONE;
    raster.lineWidth = 1;
    VkPipelineMultisampleStateCreateInfo samples{VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO};
    samples.rasterizationSamples = VK_SAMPLE_COUNT_1_BIT;
    VkPipelineColorBlendAttachmentState mix{};
    mix.colorWriteMask =
        VK_COLOR_COMPONENT_R_BIT | VK_COLOR_COMPONENT_G_BIT | VK_COLOR_COMPONENT_B_BIT | VK_COLOR_COMPONENT_A_BIT;
    mix.blendEnable = blend == Blend::over_premultiplied_alpha;
    mix.srcColorBlendFactor = VK_BLEND_FACTOR_SRC_ALPHA;
    mix.srcAlphaBlendFactor = VK_BLEND_FACTOR_ONE;
    mix.dstColorBlendFactor = mix.dstAlphaBlendFactor = VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA;
    VkPipelineColorBlendStateCreateInfo blending{VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO};
    blending.attachmentCount = 1;
    blending.pAttachments = &mix;
    constexpr std::array dynamic_states{VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR};
    VkPipelineDynamicStateCreateInfo dynamic{VK_STRUCTURE_TYPE_PIPELINE_DYNAMIC_STATE_CREATE_INFO};
    dynamic.dynamicStateCount = static_cast<std::uint32_t>(dynamic_states.size());
    dynamic.pDynamicStates = dynamic_states.data();
    VkGraphicsPipelineCreateInfo create{VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO};
    create.stageCount = 2;
    create.pStages = stages.data();
    create.pVertexInputState = &input;
    create.pInputAssemblyState = &assembly;
    create.pViewportState = &viewport;
    create.pRasterizationState = &raster;
    create.pMultisampleState = &samples;
    create.pColorBlendState = &blending;
    create.pDynamicState = &dynamic;
    create.layout = layout_.get();
    create.renderPass = pass;
    check(vkCreateGraphicsPipelines(handle, device.pipeline_cache(), 1, &create, nullptr, &pipeline_.fill(handle)),
          fragment);
}

void GraphicsPipeline::bind(VkCommandBuffer commands, std::span<const BoundTo> bound) const {
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline_.get());
    std::array<VkDescriptorBufferInfo, 8> buffers{};
    std::array<VkDescriptorImageInfo, 8> images{};
    std::array<VkWriteDescriptorSet, 8> writes{};
    for (std::size_t i = 0; i < bound.size(); ++i) {
        VkWriteDescriptorSet& write = writes[i];
        write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
        write.dstBinding = static_cast<std::uint32_t>(i);
        write.descriptorCount = 1;
        if (const VkBuffer* buffer = std::get_if<VkBuffer>(&bound[i])) {
            buffers[i] = {*buffer, 0, VK_WHOLE_SIZE};
            write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
            write.pBufferInfo = &buffers[i];
        } else {
            const auto& image = std::get<BoundImage>(bound[i]);
            images[i] = {image.sampler, image.view, VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL};
            write.descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
            write.pImageInfo = &images[i];
        }
    }
    device_->push_descriptors(commands, VK_PIPELINE_BIND_POINT_GRAPHICS, layout_.get(), 0,
                              static_cast<std::uint32_t>(bound.size()), writes.data());
}

}  // namespace umber::app

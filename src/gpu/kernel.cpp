#include "gpu/kernel.h"

#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
#include <cstring>
#include <optional>
#include <set>
#include <shaderc/shaderc.hpp>

#include "core/file.h"

namespace umber::gpu {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// `glsl` with each `#include "x.glsl"` line replaced by resource("shaders/x.glsl"), each file once. Done here rather
// than by shaderc so that the key of the cache is the whole text and costs no run of the preprocessor.
void expand_into(std::string& out, std::string_view glsl, std::set<std::string>& seen) {
    constexpr std::string_view directive = "#include \"";
    while (!glsl.empty()) {
        const std::size_t end = std::min(glsl.find('\n'), glsl.size() - 1);
        const std::string_view line = glsl.substr(0, end + 1);
        glsl.remove_prefix(end + 1);
        if (!line.starts_with(directive)) {
            out += line;
            continue;
        }
        const std::string file(line.substr(directive.size(), line.find('"', directive.size()) - directive.size()));
        if (seen.insert(file).second) expand_into(out, read_file(resource("shaders/" + file)) + "\n", seen);
    }
}

// FNV-1a over two bases: 128 bits, so that two sources never share a file by accident.
std::string hash(std::string_view text) {
    std::array<std::uint64_t, 2> state{14695981039346656037ull, 0x9ae16a3b2f90404full};
    for (const char c : text)
        for (std::uint64_t& one : state) one = (one ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return fmt::format("{:016x}{:016x}", state[0], state[1]);
}

shaderc_shader_kind kind(Stage stage) {
    switch (stage) {
        case Stage::vertex:
            return shaderc_vertex_shader;
        case Stage::fragment:
            return shaderc_fragment_shader;
        case Stage::compute:
            break;
    }
    return shaderc_compute_shader;
}

struct Compiled {
    std::vector<std::uint32_t> words;
    bool from_cache = false;
};

// A shader that was compiled before: its own hash, then its words. Nothing where there is none that is whole.
std::optional<std::vector<std::uint32_t>> kept(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
    std::string bytes;
    try {
        bytes = read_file(file);
    } catch (const Error& failed) {
        spdlog::debug("a kept shader is compiled anew: {}", failed.what());
        return std::nullopt;
    }
    const std::string_view words = std::string_view(bytes).substr(std::min(bytes.size(), hash({}).size()));
    if (words.size() < 20 || words.size() % 4 != 0 || !bytes.starts_with(hash(words))) return std::nullopt;
    std::vector<std::uint32_t> result(words.size() / 4);
    std::memcpy(result.data(), words.data(), words.size());
    return result;
}

Compiled compile(const std::string& glsl, Stage stage, std::string_view name) {
    const shaderc::Compiler compiler;
    shaderc::CompileOptions options;
    options.SetTargetEnvironment(shaderc_target_env_vulkan, shaderc_env_version_vulkan_1_2);
    options.SetOptimizationLevel(shaderc_optimization_level_performance);
    const std::string label(name);
    std::string text;
    std::set<std::string> seen;
    expand_into(text, glsl, seen);
    const std::filesystem::path folder = cache_folder();
    const std::filesystem::path file =
        folder.empty() ? folder
                       : folder / fmt::format("{}.spv", hash(fmt::format("2 {} {}", static_cast<int>(stage), text)));
    if (!file.empty())
        if (auto cached = kept(file)) {
            touch(file);
            return {std::move(*cached), true};
        }
    const auto result = compiler.CompileGlslToSpv(text, kind(stage), label.c_str(), options);
    if (result.GetCompilationStatus() != shaderc_compilation_status_success)
        throw Error("shader {}: {}", name, result.GetErrorMessage());
    Compiled made{{result.cbegin(), result.cend()}, false};
    if (!file.empty()) {
        const std::string_view bytes(reinterpret_cast<const char*>(made.words.data()), made.words.size() * 4);
        try {
            constexpr std::uintmax_t most_bytes = 128 << 20;  // some thousand shaders
            write_file(file, hash(bytes) + std::string(bytes));
            keep_newest(folder, ".spv", most_bytes);
        } catch (const Error& failed) {
            spdlog::debug("a shader was not kept: {}", failed.what());
        }
    }
    return made;
}

VkDescriptorType type(Slot slot) {
    switch (slot) {
        case Slot::uniform:
            return VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER;
        case Slot::texel:
            return VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER;
        case Slot::storage:
            break;
    }
    return VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
}

}  // namespace

std::vector<std::uint32_t> compile_glsl(const std::string& glsl, Stage stage, std::string_view name) {
    return compile(glsl, stage, name).words;
}

Kernel::Kernel(const Device& device, const std::string& glsl, std::string_view name, std::vector<Slot> slots,
               std::uint32_t push_bytes)
    : device_(&device), slots_(std::move(slots)) {
    auto start = Clock::now();
    const Compiled compiled = compile(glsl, Stage::compute, name);
    times_.glsl_ms = ms_since(start);
    times_.from_cache = compiled.from_cache;

    std::vector<VkDescriptorSetLayoutBinding> bindings;
    for (std::size_t i = 0; i < slots_.size(); ++i)
        bindings.push_back({static_cast<std::uint32_t>(i), type(slots_[i]), 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr});
    VkDescriptorSetLayoutCreateInfo set{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
    set.flags = VK_DESCRIPTOR_SET_LAYOUT_CREATE_PUSH_DESCRIPTOR_BIT_KHR;
    set.bindingCount = static_cast<std::uint32_t>(bindings.size());
    set.pBindings = bindings.data();
    const VkDevice handle = device.handle();
    check(vkCreateDescriptorSetLayout(handle, &set, nullptr, &set_layout_.fill(handle)), "laying out a kernel");
    const VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0, push_bytes};
    const VkDescriptorSetLayout set_handle = set_layout_.get();
    VkPipelineLayoutCreateInfo layout{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    layout.setLayoutCount = 1;
    layout.pSetLayouts = &set_handle;
    layout.pushConstantRangeCount = push_bytes > 0 ? 1 : 0;
    layout.pPushConstantRanges = &range;
    check(vkCreatePipelineLayout(handle, &layout, nullptr, &layout_.fill(handle)), "laying out a kernel");

    start = Clock::now();
    VkShaderModuleCreateInfo module{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
    module.codeSize = compiled.words.size() * 4;
    module.pCode = compiled.words.data();
    ShaderModuleHandle shader;
    check(vkCreateShaderModule(handle, &module, nullptr, &shader.fill(handle)), "loading a kernel");
    VkComputePipelineCreateInfo create{VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO};
    create.stage = {VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                    nullptr,
                    0,
                    VK_SHADER_STAGE_COMPUTE_BIT,
                    shader.get(),
                    "main",
                    nullptr};
    create.layout = layout_.get();
    check(vkCreateComputePipelines(handle, device.pipeline_cache(), 1, &create, nullptr, &pipeline_.fill(handle)),
          fmt::format("compiling the kernel {}", name));
    times_.pipeline_ms = ms_since(start);
}

void Kernel::dispatch(VkCommandBuffer commands, std::span<const Bound> bound, std::span<const std::byte> push,
                      std::uint32_t x, std::uint32_t y, std::uint32_t z) const {
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline_.get());
    std::vector<VkDescriptorBufferInfo> buffers(bound.size());
    std::vector<VkWriteDescriptorSet> writes(bound.size());
    for (std::size_t i = 0; i < bound.size(); ++i) {
        buffers[i] = {bound[i].buffer, bound[i].offset, bound[i].range};
        writes[i] = {VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
                     nullptr,
                     VK_NULL_HANDLE,
                     static_cast<std::uint32_t>(i),
                     0,
                     1,
                     type(slots_[i]),
                     nullptr,
                     &buffers[i],
                     &bound[i].view};
    }
    device_->push_descriptors(commands, VK_PIPELINE_BIND_POINT_COMPUTE, layout_.get(), 0,
                              static_cast<std::uint32_t>(writes.size()), writes.data());
    if (!push.empty())
        vkCmdPushConstants(commands, layout_.get(), VK_SHADER_STAGE_COMPUTE_BIT, 0,
                           static_cast<std::uint32_t>(push.size()), push.data());
    vkCmdDispatch(commands, x, y, z);
}

void memory_barrier(VkCommandBuffer commands) {
    VkMemoryBarrier barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
    barrier.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
    barrier.dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_READ_BIT |
                            VK_ACCESS_TRANSFER_WRITE_BIT | VK_ACCESS_HOST_READ_BIT;
    // Fragment shaders are among those that read after it, but a family of queues need not have them.
    vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT,
                         VK_PIPELINE_STAGE_ALL_COMMANDS_BIT | VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &barrier, 0, nullptr, 0,
                         nullptr);
}

}  // namespace umber::gpu

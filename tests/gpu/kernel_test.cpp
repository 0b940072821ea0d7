#include "gpu/kernel.h"

#include <gtest/gtest.h>

#include <array>

#include "gpu/commands.h"

namespace umber::gpu {
namespace {

TEST(Kernel, DoublesNumbersWithoutAValidationMessage) {
    const Device device;
    CommandRing ring(device);
    const Buffer in(device, 4096, Memory::upload), out(device, 4096, Memory::readback);
    for (std::uint32_t i = 0; i < 1024; ++i) in.as<std::uint32_t>()[i] = i;
    const Kernel kernel(device, R"(#version 460
        layout(local_size_x = 64) in;
        layout(binding = 0) uniform usamplerBuffer numbers;
        layout(binding = 1) writeonly buffer Doubled { uint doubled[]; };
        layout(push_constant) uniform Push { uint factor; };
        void main() { uint i = gl_GlobalInvocationID.x; doubled[i] = factor * texelFetch(numbers, int(i)).x; })",
                        "double", {Slot::texel, Slot::storage}, 4);
    const std::uint32_t factor = 2;
    const std::array bound{Bound::texels(in, VK_FORMAT_R32_UINT), Bound::whole(out)};
    const auto number = ring.submit([&](VkCommandBuffer commands) {
        kernel.dispatch(commands, bound, std::as_bytes(std::span(&factor, 1)), 16);
        memory_barrier(commands);
    });
    ring.wait(number);
    for (std::uint32_t i = 0; i < 1024; ++i) ASSERT_EQ(out.as<std::uint32_t>()[i], 2 * i);
    ASSERT_TRUE(ring.span(number));
    EXPECT_GE(ring.span(number)->ms(), 0.0);
    EXPECT_EQ(device.validation_messages(), 0);
}

TEST(Kernel, ManySubmissionsReuseTheirSlots) {
    const Device device;
    CommandRing ring(device);
    std::uint64_t last = 0;
    for (int i = 0; i < 500; ++i) {
        last = ring.submit([](VkCommandBuffer) {});
        if (i >= 8) ring.wait(last - 8);
    }
    ring.wait(last);
    EXPECT_TRUE(ring.done(last));
    EXPECT_EQ(device.validation_messages(), 0);
}

TEST(Kernel, SaysWhereAShaderIsWrong) {
    try {
        compile_glsl("#version 460\nvoid main() { nonsense; }", Stage::compute, "bad");
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("bad:2"), std::string::npos) << error.what();
    }
}

TEST(Device, RefusesAChoiceThatIsNotThere) {
    DeviceOptions options;
    options.choice = "no such card";
    EXPECT_THROW(Device{options}, Error);
    options.choice = "99";
    EXPECT_THROW(Device{options}, Error);
}

TEST(Device, ListsExactlyOneAsChosen) {
    int chosen = 0;
    for (const DeviceDescription& one : list_devices()) chosen += one.chosen ? 1 : 0;
    EXPECT_EQ(chosen, 1);
}

}  // namespace
}  // namespace umber::gpu

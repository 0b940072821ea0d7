// One device and one engine for all tests of a suite; a message of Vulkan's validation fails the suite.
#pragma once
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

#include "engine/engine.h"
#include "gpu/device.h"

namespace umber::engine::test {

class EngineFixture : public testing::Test {
protected:
    static void SetUpTestSuite() {
        device_ = std::make_unique<gpu::Device>();
        // $UMBER_TEST_TILES: the kernels of another kind of device.
        const char* tiles = std::getenv("UMBER_TEST_TILES");
        const bool narrow = tiles && std::string_view(tiles) == "narrow";
        engine_ = std::make_unique<Engine>(*device_, narrow ? std::optional(Tiles::narrow) : std::nullopt);
    }
    static void TearDownTestSuite() {
        EXPECT_EQ(device_->validation_messages(), 0);
        engine_.reset();
        device_.reset();
    }
    static Engine& engine() { return *engine_; }

    static inline std::unique_ptr<gpu::Device> device_;
    static inline std::unique_ptr<Engine> engine_;
};

// Puts `codes` (four a pixel) into a picture, in whichever memory it lies.
inline void fill(Engine& engine, const Picture& picture, std::span<const std::uint16_t> codes) {
    const gpu::Buffer from = gpu::Buffer(engine.device(), codes.size_bytes(), gpu::Memory::upload);
    std::memcpy(from.bytes().data(), codes.data(), codes.size_bytes());
    engine.ring().wait(engine.ring().submit([&](VkCommandBuffer commands) {
        gpu::copy_buffer(commands, from, picture.buffer, codes.size_bytes());
        gpu::memory_barrier(commands);
    }));
}

}  // namespace umber::engine::test

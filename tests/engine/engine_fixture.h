// One device and one engine for all tests of a suite; a message of Vulkan's validation fails the suite.
#pragma once
#include <gtest/gtest.h>

#include <memory>

#include "engine/engine.h"
#include "gpu/device.h"

namespace umber::engine::test {

class EngineFixture : public testing::Test {
protected:
    static void SetUpTestSuite() {
        device_ = std::make_unique<gpu::Device>();
        engine_ = std::make_unique<Engine>(*device_);
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

}  // namespace umber::engine::test

// Which queues are taken, on the families that drivers are known to have (vulkan.gpuinfo.org).
#include "gpu/queues.h"

#include <gtest/gtest.h>

#include <vector>

namespace umber::gpu {
namespace {

constexpr VkQueueFlags graphics = VK_QUEUE_GRAPHICS_BIT, compute = VK_QUEUE_COMPUTE_BIT, copies = VK_QUEUE_TRANSFER_BIT,
                       sparse = VK_QUEUE_SPARSE_BINDING_BIT, decode = VK_QUEUE_VIDEO_DECODE_BIT_KHR;
using Lanes = std::array<QueuePlace, 3>;

std::vector<VkQueueFamilyProperties> families(std::initializer_list<std::pair<VkQueueFlags, std::uint32_t>> list) {
    std::vector<VkQueueFamilyProperties> made;
    for (const auto& [flags, count] : list) made.push_back({flags, count, 64, {1, 1, 1}});
    return made;
}

TEST(Queues, CopiesHaveTheirOwnEngines) {
    const auto nvidia = families({{graphics | compute | copies | sparse, 16},
                                  {copies | sparse, 2},
                                  {compute | copies | sparse, 8},
                                  {copies | sparse | decode, 1}});
    EXPECT_EQ(plan_queues(nvidia, true), (Lanes{{{0, 0}, {1, 0}, {1, 1}}}));
    // Video engines can copy as a sideline; they are left alone.
    const auto video = families({{graphics | compute | copies, 1}, {copies | sparse | decode, 4}});
    EXPECT_EQ(plan_queues(video, true), (Lanes{}));
}

TEST(Queues, OneEngineCopiesUpAndAnotherFamilyDown) {
    const auto amd =
        families({{graphics | compute | copies | sparse, 1}, {compute | copies | sparse, 4}, {copies | sparse, 1}});
    EXPECT_EQ(plan_queues(amd, true), (Lanes{{{0, 0}, {2, 0}, {1, 0}}}));
}

TEST(Queues, MoreQueuesOfTheSameFamilyDoToo) {
    EXPECT_EQ(plan_queues(families({{graphics | compute | copies, 4}}), true), (Lanes{{{0, 0}, {0, 1}, {0, 2}}}));
    // A copy down would hold up the next one up: with one queue to spare that is for up.
    EXPECT_EQ(plan_queues(families({{graphics | compute | copies, 2}}), true), (Lanes{{{0, 0}, {0, 1}, {0, 0}}}));
    EXPECT_EQ(plan_queues(families({{graphics | compute | copies, 1}, {copies, 1}}), true),
              (Lanes{{{0, 0}, {1, 0}, {0, 0}}}));
}

TEST(Queues, OneQueueDoesEverything) {
    EXPECT_EQ(plan_queues(families({{graphics | compute | copies, 1}}), true), (Lanes{}));
    EXPECT_EQ(plan_queues(families({{graphics | compute | copies, 16}, {copies, 2}}), false), (Lanes{}));
}

TEST(Queues, TheMainOneDrawsWhereThatCanBe) {
    EXPECT_EQ(main_family(families({{copies, 2}, {compute | copies, 2}, {graphics | compute, 1}})), 2u);
    EXPECT_EQ(main_family(families({{copies, 2}, {compute | copies, 2}, {graphics, 1}})), 1u);
    EXPECT_EQ(main_family(families({{copies, 2}, {graphics, 1}})), std::nullopt);
}

}  // namespace
}  // namespace umber::gpu

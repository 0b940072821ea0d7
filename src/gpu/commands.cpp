#include "gpu/commands.h"

#include <algorithm>

namespace umber::gpu {

namespace {
constexpr std::uint32_t most_slots = 64;
}

CommandRing::CommandRing(const Device& device) : device_(&device) {
    VkSemaphoreTypeCreateInfo kind{VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO};
    kind.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
    const VkSemaphoreCreateInfo create{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO, &kind, 0};
    check(vkCreateSemaphore(device.handle(), &create, nullptr, &timeline_.fill(device.handle())), "making a semaphore");
    VkQueryPoolCreateInfo queries{VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO};
    queries.queryType = VK_QUERY_TYPE_TIMESTAMP;
    queries.queryCount = most_slots * 2;
    check(vkCreateQueryPool(device.handle(), &queries, nullptr, &queries_.fill(device.handle())), "making timestamps");
}

CommandRing::~CommandRing() {
    try {
        wait_only(last_);
    } catch (const Error&) {
        // A lost device answers at once, and there is nothing left to save here.
    }
}

std::uint64_t CommandRing::value() const {
    std::uint64_t reached = 0;
    check(vkGetSemaphoreCounterValue(device_->handle(), timeline_.get(), &reached), "asking for progress");
    return reached;
}

CommandRing::Slot CommandRing::take_slot() {
    const std::uint64_t reached = value();
    for (Slot& slot : slots_) {
        if (slot.submission > reached) break;
        if (slot.submission == 0 || !slot.keep) continue;
        slot.keep.reset();
    }
    if (!slots_.empty() && slots_.front().submission <= reached) {
        Slot slot = std::move(slots_.front());
        slots_.pop_front();
        check(vkResetCommandPool(device_->handle(), slot.pool.get(), 0), "resetting commands");
        return slot;
    }
    if (made_ == most_slots) throw Error("more than {} pieces of GPU work wait at once", most_slots);
    Slot slot;
    VkCommandPoolCreateInfo create{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO, nullptr,
                                   VK_COMMAND_POOL_CREATE_TRANSIENT_BIT, device_->queue_family()};
    check(vkCreateCommandPool(device_->handle(), &create, nullptr, &slot.pool.fill(device_->handle())),
          "making commands");
    const VkCommandBufferAllocateInfo allocate{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO, nullptr, slot.pool.get(),
                                               VK_COMMAND_BUFFER_LEVEL_PRIMARY, 1};
    check(vkAllocateCommandBuffers(device_->handle(), &allocate, &slot.commands), "making commands");
    slot.query = made_ * 2;
    ++made_;
    return slot;
}

std::uint64_t CommandRing::submit(const std::function<void(VkCommandBuffer)>& record, std::shared_ptr<const void> keep,
                                  const SubmitExtras& extras) {
    const std::lock_guard lock(mutex_);
    Slot slot = take_slot();
    // What fails before it is submitted leaves its slot for the next, done as it is.
    const auto give_back = [&] {
        slot.submission = 0;
        slots_.push_front(std::move(slot));
    };
    try {
        record_into(slot, record);
        submit_slot(slot, extras);
    } catch (...) {
        give_back();
        throw;
    }
    slot.keep = std::move(keep);
    slots_.push_back(std::move(slot));
    return last_;
}

void CommandRing::record_into(const Slot& slot, const std::function<void(VkCommandBuffer)>& record) const {
    const VkCommandBufferBeginInfo begin{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO, nullptr,
                                         VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT, nullptr};
    check(vkBeginCommandBuffer(slot.commands, &begin), "recording commands");
    vkCmdResetQueryPool(slot.commands, queries_.get(), slot.query, 2);
    vkCmdWriteTimestamp(slot.commands, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT, queries_.get(), slot.query);
    record(slot.commands);
    vkCmdWriteTimestamp(slot.commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, queries_.get(), slot.query + 1);
    check(vkEndCommandBuffer(slot.commands), "recording commands");
}

void CommandRing::submit_slot(Slot& slot, const SubmitExtras& extras) {
    const std::uint64_t number = last_ + 1;
    const std::array<VkSemaphore, 2> signals{timeline_.get(), extras.signal};
    const std::array<std::uint64_t, 2> values{number, 0};
    const std::uint32_t count = extras.signal ? 2 : 1;
    const std::uint64_t no_value = 0;
    const VkTimelineSemaphoreSubmitInfo timeline{VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
                                                 nullptr,
                                                 extras.wait ? 1u : 0u,
                                                 &no_value,
                                                 count,
                                                 values.data()};
    VkSubmitInfo submit{VK_STRUCTURE_TYPE_SUBMIT_INFO, &timeline};
    submit.waitSemaphoreCount = extras.wait ? 1 : 0;
    submit.pWaitSemaphores = &extras.wait;
    submit.pWaitDstStageMask = &extras.wait_stage;
    submit.commandBufferCount = 1;
    submit.pCommandBuffers = &slot.commands;
    submit.signalSemaphoreCount = count;
    submit.pSignalSemaphores = signals.data();
    device_->submit(submit);
    last_ = number;
    slot.submission = number;
}

bool CommandRing::done(std::uint64_t submission) const {
    return value() >= submission;
}

void CommandRing::wait_only(std::uint64_t submission) const {
    VkSemaphore semaphore = timeline_.get();
    const VkSemaphoreWaitInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO, nullptr, 0, 1, &semaphore, &submission};
    check(vkWaitSemaphores(device_->handle(), &info, UINT64_MAX), "waiting for the GPU");
}

void CommandRing::wait(std::uint64_t submission) {
    wait_only(submission);
    const std::lock_guard lock(mutex_);
    for (Slot& slot : slots_)
        if (slot.submission <= submission) slot.keep.reset();
}

std::optional<GpuSpan> CommandRing::span(std::uint64_t submission) const {
    const std::lock_guard lock(mutex_);
    const auto slot =
        std::find_if(slots_.begin(), slots_.end(), [&](const Slot& one) { return one.submission == submission; });
    if (slot == slots_.end() || value() < submission) return std::nullopt;
    std::array<std::uint64_t, 2> ticks{};
    if (vkGetQueryPoolResults(device_->handle(), queries_.get(), slot->query, 2, sizeof ticks, ticks.data(),
                              sizeof(std::uint64_t), VK_QUERY_RESULT_64_BIT) != VK_SUCCESS)
        return std::nullopt;
    const double period = device_->timestamp_period_ns();
    return GpuSpan{static_cast<double>(ticks[0]) * period, static_cast<double>(ticks[1]) * period};
}

}  // namespace umber::gpu

#include "gpu/commands.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace umber::gpu {

namespace {
constexpr std::uint32_t most_slots = 64;
constexpr std::size_t remembered = 16;  // submissions whose times can still be asked for
}  // namespace

CommandRing::CommandRing(const Device& device, Lane lane) : device_(&device), lane_(lane) {
    VkSemaphoreTypeCreateInfo kind{VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO};
    kind.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
    const VkSemaphoreCreateInfo create{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO, &kind, 0};
    check(vkCreateSemaphore(device.handle(), &create, nullptr, &timeline_.fill(device.handle())), "making a semaphore");
    if (device.timestamp_bits(lane) == 0) return;
    VkQueryPoolCreateInfo queries{VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO};
    queries.queryType = VK_QUERY_TYPE_TIMESTAMP;
    queries.queryCount = most_slots * 2;
    check(vkCreateQueryPool(device.handle(), &queries, nullptr, &queries_.fill(device.handle())), "making timestamps");
}

CommandRing::~CommandRing() {
    try {
        wait_only(last_);
        // Other rings' submissions may have waited for this one's. Mesa (22.3) puts their hold on its timeline down
        // only after it has called them done, so that they must have left the queue before the timeline goes.
        if (device_->staged()) device_->wait_idle();
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
    if (slots_.size() >= remembered && slots_.front().submission <= reached) {
        Slot slot = std::move(slots_.front());
        slots_.pop_front();
        check(vkResetCommandPool(device_->handle(), slot.pool.get(), 0), "resetting commands");
        return slot;
    }
    if (made_ == most_slots) throw Error("more than {} pieces of GPU work wait at once", most_slots);
    Slot slot;
    VkCommandPoolCreateInfo create{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO, nullptr,
                                   VK_COMMAND_POOL_CREATE_TRANSIENT_BIT, device_->queue_family(lane_)};
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
    if (queries_) {
        if (device_->resets_queries_on_host(lane_))
            vkResetQueryPool(device_->handle(), queries_.get(), slot.query, 2);
        else
            vkCmdResetQueryPool(slot.commands, queries_.get(), slot.query, 2);
        vkCmdWriteTimestamp(slot.commands, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT, queries_.get(), slot.query);
    }
    record(slot.commands);
    if (queries_)
        vkCmdWriteTimestamp(slot.commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, queries_.get(), slot.query + 1);
    check(vkEndCommandBuffer(slot.commands), "recording commands");
}

void CommandRing::submit_slot(Slot& slot, const SubmitExtras& extras) {
    const std::uint64_t number = last_ + 1;
    const std::array<VkSemaphore, 2> signals{timeline_.get(), extras.signal};
    const std::array<std::uint64_t, 2> values{number, 0};
    const std::uint32_t count = extras.signal ? 2 : 1;
    std::array<VkSemaphore, 2> waits{};
    std::array<std::uint64_t, 2> wait_values{};
    std::array<VkPipelineStageFlags, 2> wait_stages{};
    std::uint32_t wait_count = 0;
    const auto wait_for = [&](VkSemaphore semaphore, std::uint64_t of, VkPipelineStageFlags stage) {
        waits[wait_count] = semaphore;
        wait_values[wait_count] = of;
        wait_stages[wait_count++] = stage;
    };
    if (extras.wait) wait_for(extras.wait, 0, extras.wait_stage);
    if (extras.after) wait_for(extras.after->timeline(), extras.after_submission, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT);
    const VkTimelineSemaphoreSubmitInfo timeline{VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
                                                 nullptr,
                                                 wait_count,
                                                 wait_values.data(),
                                                 count,
                                                 values.data()};
    VkSubmitInfo submit{VK_STRUCTURE_TYPE_SUBMIT_INFO, &timeline};
    submit.waitSemaphoreCount = wait_count;
    submit.pWaitSemaphores = waits.data();
    submit.pWaitDstStageMask = wait_stages.data();
    submit.commandBufferCount = 1;
    submit.pCommandBuffers = &slot.commands;
    submit.signalSemaphoreCount = count;
    submit.pSignalSemaphores = signals.data();
    device_->submit(submit, VK_NULL_HANDLE, lane_);
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
    if (slot == slots_.end() || !queries_ || value() < submission) return std::nullopt;
    std::array<std::uint64_t, 2> ticks{};
    if (vkGetQueryPoolResults(device_->handle(), queries_.get(), slot->query, 2, sizeof ticks, ticks.data(),
                              sizeof(std::uint64_t), VK_QUERY_RESULT_64_BIT) != VK_SUCCESS)
        return std::nullopt;
    const unsigned bits = device_->timestamp_bits(lane_);
    if (bits < 64)
        for (std::uint64_t& tick : ticks) tick &= (std::uint64_t{1} << bits) - 1;
    const double period = device_->timestamp_period_ns();
    return GpuSpan{static_cast<double>(ticks[0]) * period, static_cast<double>(ticks[1]) * period};
}

Buffer resident_buffer(const Device& device, CommandRing* up, std::span<const std::byte> contents) {
    auto host = std::make_shared<Buffer>(device, contents.size(), Memory::upload);
    std::memcpy(host->bytes().data(), contents.data(), contents.size());
    if (!up) return std::move(*host);
    Buffer made(device, contents.size(), Memory::device);
    up->wait(up->submit([&](VkCommandBuffer commands) { copy_buffer(commands, *host, made, contents.size()); }, host));
    return made;
}

void copy_buffer(VkCommandBuffer commands, const Buffer& from, const Buffer& to, std::size_t bytes) {
    const VkBufferCopy first{0, 0, bytes};
    vkCmdCopyBuffer(commands, from.handle(), to.handle(), 1, &first);
}

void host_barrier(VkCommandBuffer commands) {
    const VkMemoryBarrier barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER, nullptr, VK_ACCESS_TRANSFER_WRITE_BIT,
                                  VK_ACCESS_HOST_READ_BIT};
    vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &barrier, 0,
                         nullptr, 0, nullptr);
}

}  // namespace umber::gpu

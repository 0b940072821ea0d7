#include "media/frame.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "core/error.h"
#include "media/pixel_format.h"

namespace umber::media {

namespace {

constexpr std::size_t alignment = 64;
constexpr std::size_t readable_past_end = 64;

constexpr std::size_t aligned(std::size_t bytes) {
    return (bytes + alignment - 1) / alignment * alignment;
}

struct FreeDeleter {
    void operator()(std::byte* bytes) const { std::free(bytes); }
};

struct Block {
    std::unique_ptr<std::byte, FreeDeleter> start;
    std::size_t size = 0;
};

// Blocks given back, kept for the next frames of about that size: fresh pages cost more than decoding small frames.
class BlockPool {
public:
    Block take(std::size_t bytes) {
        {
            const std::lock_guard lock(mutex_);
            for (auto block = free_.begin(); block != free_.end(); ++block) {
                if (block->size < bytes || block->size > bytes + bytes / 4) continue;
                Block found = std::move(*block);
                free_.erase(block);
                return found;
            }
            free_.clear();  // another size is wanted now: a new clip, or a new format
        }
        Block made{
            std::unique_ptr<std::byte, FreeDeleter>(static_cast<std::byte*>(std::aligned_alloc(alignment, bytes))),
            bytes};
        if (!made.start) throw Error("out of memory: a frame of {} bytes could not be allocated", bytes);
        return made;
    }
    void give_back(Block block) {
        constexpr std::size_t most_kept = 32;
        const std::lock_guard lock(mutex_);
        if (free_.size() < most_kept) free_.push_back(std::move(block));
    }

private:
    std::mutex mutex_;
    std::vector<Block> free_;
};

class PooledMemory : public FrameMemory {
public:
    PooledMemory(Block block, std::shared_ptr<BlockPool> pool) : block_(std::move(block)), pool_(std::move(pool)) {}
    ~PooledMemory() override { pool_->give_back(std::move(block_)); }
    PooledMemory(const PooledMemory&) = delete;
    PooledMemory& operator=(const PooledMemory&) = delete;
    std::span<std::byte> bytes() override { return {block_.start.get(), block_.size}; }

private:
    Block block_;
    std::shared_ptr<BlockPool> pool_;  // lives as long as its last frame
};

class HostAllocator : public FrameAllocator {
public:
    std::shared_ptr<FrameMemory> allocate(std::size_t bytes) override {
        return std::make_shared<PooledMemory>(pool_->take(aligned(std::max(bytes, alignment))), pool_);
    }

private:
    std::shared_ptr<BlockPool> pool_ = std::make_shared<BlockPool>();
};

}  // namespace

std::shared_ptr<FrameAllocator> host_allocator() {
    return std::make_shared<HostAllocator>();
}

Frame allocate_frame(FrameAllocator& allocator, const PixelFormat& format, int width, int height) {
    if (width <= 0 || height <= 0) throw Error("a frame of {}x{} pixels can't be made", width, height);
    Frame frame;
    frame.format = format;
    frame.width = width;
    frame.height = height;
    std::size_t end = 0;
    for (int i = 0; i < format.planes; ++i) {
        Plane& plane = frame.plane[static_cast<std::size_t>(i)];
        plane.offset = end;
        plane.stride = aligned(plane_row_bytes(format, i, width));
        plane.width = plane_width(format, i, width);
        plane.height = plane_rows(format, i, height);
        end = aligned(end + plane.stride * static_cast<std::size_t>(plane.height) + readable_past_end);
    }
    frame.memory = allocator.allocate(end);
    return frame;
}

}  // namespace umber::media

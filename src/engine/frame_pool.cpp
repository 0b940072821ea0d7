#include "engine/frame_pool.h"

#include <map>
#include <mutex>
#include <vector>

namespace umber::engine {
namespace {

// What is free now. Frames hold it weakly, so that a frame may outlive its pool.
struct Shelf {
    struct Idle {
        std::unique_ptr<GpuFrameMemory> memory;
        std::uint64_t since = 0;  // by count of frames
    };
    std::mutex mutex;
    std::multimap<std::size_t, Idle> free;
    std::uint64_t count = 0;  // of frames that were asked for
};

class Pool : public media::FrameAllocator {
public:
    Pool(const gpu::Device& device, gpu::Memory memory)
        : device_(&device), kind_(memory), shelf_(std::make_shared<Shelf>()) {}

    std::shared_ptr<media::FrameMemory> allocate(std::size_t bytes) override {
        constexpr std::size_t grain = 64 * 1024;
        const std::size_t size = (bytes + grain - 1) / grain * grain;
        std::unique_ptr<GpuFrameMemory> memory;
        std::vector<std::unique_ptr<GpuFrameMemory>> unwanted;  // let go of outside of the lock
        {
            const std::lock_guard lock(shelf_->mutex);
            ++shelf_->count;
            // The one that came back last, so that those that are too many grow old.
            const auto after = shelf_->free.upper_bound(size);
            if (after != shelf_->free.begin() && std::prev(after)->first == size) {
                memory = std::move(std::prev(after)->second.memory);
                shelf_->free.erase(std::prev(after));
            }
            for (auto one = shelf_->free.begin(); one != shelf_->free.end();) {
                const auto next = std::next(one);
                if (shelf_->count - one->second.since > most_idle) {
                    unwanted.push_back(std::move(one->second.memory));
                    shelf_->free.erase(one);
                }
                one = next;
            }
        }
        unwanted.clear();
        if (!memory) memory = std::make_unique<GpuFrameMemory>(buffer(size));
        return {memory.release(), [size, shelf = std::weak_ptr(shelf_)](GpuFrameMemory* back) {
                    std::unique_ptr<GpuFrameMemory> owned(back);
                    const auto open = shelf.lock();
                    if (!open) return;
                    const std::lock_guard lock(open->mutex);
                    open->free.emplace(size, Shelf::Idle{std::move(owned), open->count});
                }};
    }

private:
    // Where there is no memory left, what lies idle here makes room.
    gpu::Buffer buffer(std::size_t size) {
        try {
            return gpu::Buffer(*device_, size, kind_);
        } catch (const gpu::DeviceLost&) {
            throw;
        } catch (const Error&) {
            std::multimap<std::size_t, Shelf::Idle> idle;
            {
                const std::lock_guard lock(shelf_->mutex);
                std::swap(idle, shelf_->free);
            }
            if (idle.empty()) throw;
        }
        return gpu::Buffer(*device_, size, kind_);
    }

    static constexpr std::uint64_t most_idle = 64;  // frames without it: of a clip that is not looked at any more
    const gpu::Device* device_;
    gpu::Memory kind_;
    std::shared_ptr<Shelf> shelf_;
};

}  // namespace

std::shared_ptr<media::FrameAllocator> frame_pool(const gpu::Device& device, gpu::Memory memory) {
    return std::make_shared<Pool>(device, memory);
}

}  // namespace umber::engine

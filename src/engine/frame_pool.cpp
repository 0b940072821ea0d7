#include "engine/frame_pool.h"

#include <map>
#include <mutex>

namespace umber::engine {
namespace {

// What is free now. Frames hold it weakly, so that a frame may outlive its pool.
struct Shelf {
    std::mutex mutex;
    std::multimap<std::size_t, std::unique_ptr<GpuFrameMemory>> free;
};

class Pool : public media::FrameAllocator {
public:
    Pool(const gpu::Device& device, gpu::Memory memory) : device_(&device), kind_(memory), shelf_(std::make_shared<Shelf>()) {}

    std::shared_ptr<media::FrameMemory> allocate(std::size_t bytes) override {
        constexpr std::size_t grain = 64 * 1024;
        const std::size_t size = (bytes + grain - 1) / grain * grain;
        std::unique_ptr<GpuFrameMemory> memory;
        {
            const std::lock_guard lock(shelf_->mutex);
            if (const auto found = shelf_->free.find(size); found != shelf_->free.end()) {
                memory = std::move(found->second);
                shelf_->free.erase(found);
            } else if (shelf_->free.size() > most_idle) {
                shelf_->free.clear();   // sizes that nobody asks for any more
            }
        }
        if (!memory) memory = std::make_unique<GpuFrameMemory>(gpu::Buffer(*device_, size, kind_));
        return {memory.release(), [size, shelf = std::weak_ptr(shelf_)](GpuFrameMemory* back) {
                    std::unique_ptr<GpuFrameMemory> owned(back);
                    const auto open = shelf.lock();
                    if (!open) return;
                    const std::lock_guard lock(open->mutex);
                    open->free.emplace(size, std::move(owned));
                }};
    }

private:
    static constexpr std::size_t most_idle = 32;
    const gpu::Device* device_;
    gpu::Memory kind_;
    std::shared_ptr<Shelf> shelf_;
};

}  // namespace

std::shared_ptr<media::FrameAllocator> frame_pool(const gpu::Device& device, gpu::Memory memory) { return std::make_shared<Pool>(device, memory); }

}  // namespace umber::engine

// A master: every frame of a clip, or of a range of it, through the engine into an encoder. Decoding, grading and
// encoding run beside one another; what lies between them is bounded, so memory does not grow with the clip.
#pragma once
#include <atomic>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "deliver/source_files.h"
#include "engine/color_pipeline.h"
#include "engine/engine.h"
#include "media/encoder.h"
#include "media/not_numbers.h"
#include "media/source.h"

namespace umber::deliver {

// Frames from 0, both ends belong to it.
struct FrameRange {
    std::int64_t first = 0, last = 0;
    std::int64_t frames() const { return last - first + 1; }
    friend bool operator==(const FrameRange&, const FrameRange&) = default;
};

struct RenderRequest {
    std::filesystem::path input, output;
    media::Preset preset;
    bool fit_pixel_format = true;  // false: exactly preset.pixel_format (--pix-fmt)
    grade::Graph graph;            // a value: editing goes on meanwhile
    engine::ColorPipeline colours;
    std::optional<FrameRange> range;
    SourceFiles sources;  // besides the clip and the grade's tables: what must not be written over either
};

struct RenderProgress {
    std::int64_t frame = 0, frames = 0;  // encoded so far, of how many
    double fps = 0;
    double eta_s = 0;
};

inline constexpr std::string_view damaged = "damaged: ";

struct RenderResult {
    std::filesystem::path output;
    media::WrittenInfo written;
    std::vector<std::string> source_notes;  // what was assumed of the clip, and what is missing from it
    media::NotNumbers not_numbers;          // in the frames that were read; also in source_notes
    double seconds = 0;
};

// What a cancelled render ends with.
class Cancelled : public Error {
public:
    using Error::Error;
};

// Renders on the calling thread and two of its own. `progress` is called on the calling thread after each frame. Once
// `cancel` is true it ends with Cancelled. On Cancelled and any Error nothing is left of the output, and what stood
// there before is untouched. A frame that can't be decoded is no Error where another of the range can: the last that
// could be stands in its place (before the first that can, that one), and the first of the source's notes, which begins
// with `damaged`, says which.
RenderResult render(engine::Engine& engine, const RenderRequest& request, const std::atomic<bool>& cancel,
                    const std::function<void(const RenderProgress&)>& progress = {});

// The same in the background, for the window. The engine must outlive it. The destructor cancels and waits.
class RenderJob {
public:
    RenderJob(engine::Engine& engine, RenderRequest request);
    ~RenderJob();
    RenderJob(const RenderJob&) = delete;
    RenderJob& operator=(const RenderJob&) = delete;

    const RenderRequest& request() const { return request_; }
    RenderProgress progress() const;
    void cancel() { cancel_ = true; }
    bool finished() const { return finished_; }
    // Waits for the end; throws Cancelled or the Error that it failed with.
    RenderResult result();

private:
    const RenderRequest request_;
    std::atomic<bool> cancel_{false};
    std::atomic<bool> finished_{false};
    mutable std::mutex mutex_;
    RenderProgress progress_;
    RenderResult result_;
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace umber::deliver

// What the grading room looks through: frames go in with their grade, finished pictures with their scopes come out, and
// nobody ever waits. Programs are compiled in the background; until the quick one of a new structure is ready, the one
// that holds every operation shows it.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/quality.h"
#include "engine/scopes.h"

namespace umber::engine {

// Another picture of the same frame, beside the one that the scopes measure: the other side of a wipe, what is shown
// brighter than it is, what is measured for false colours.
struct Beside {
    grade::Graph graph;
    WorkingSpace space;
};

struct ViewRequest {
    int width = 0, height = 0;      // of the picture on the screen, in pixels
    bool scopes = true;             // count them too
    ScopeMatrix scope_matrix{};     // by which
    std::vector<Beside> beside{};   // pictures made together with it
    bool playing = false;           // may then be smaller, where the device can't keep up
    double frame_ms = 1000.0 / 24;  // how long the device may take for a frame, while playing
};

// A finished picture. Hold the pointer for as long as the GPU may read it (as `keep` of the submission that draws it):
// its memory is taken for another picture once nobody holds it.
struct View {
    std::shared_ptr<const Picture> picture;
    std::vector<std::shared_ptr<const Picture>> beside;  // as asked for
    // Nothing unless asked for. Where the device can't keep up with playing, every second picture has those of the
    // picture before it.
    std::shared_ptr<const ScopeBuffers> scopes;
    std::uint64_t scopes_number = 0;  // `number` of the picture that they were counted from
    std::int64_t frame_index = 0;
    int frame_width = 0, frame_height = 0;  // of the frame itself
    Quality quality = Quality::full;
    Structure structure = Structure::exact;  // of the program that made it
    double gpu_ms = 0;                       // all of it
    std::uint64_t number = 0;                // of the show() that asked for it, from 1
};

// All calls from one thread. The engine must outlive it.
class Viewer {
public:
    explicit Viewer(Engine& engine);
    ~Viewer();  // waits for the program that is being compiled, if any
    Viewer(const Viewer&) = delete;
    Viewer& operator=(const Viewer&) = delete;

    // Compiles in the background what frames like this one need, so that the first show() finds it.
    void prepare(const media::Frame& frame, const grade::Graph& graph, const WorkingSpace& space);

    // Asks for a picture; it replaces a request that has not been begun. Returns its number, at once.
    std::uint64_t show(const media::Frame& frame, const grade::Graph& graph, const WorkingSpace& space,
                       const ViewRequest& request);

    // Call once for each frame of the window: begins what was asked for as soon as it can be, and gives the newest
    // finished picture; nothing before the first. Throws gpu::DeviceLost.
    std::shared_ptr<const View> latest();

    // True while something that was asked for is not in latest() yet: draw again soon.
    bool busy() const;
    // Why what was asked for can't be shown (a LUT file that is gone), or empty. The last good picture stays.
    const std::string& problem() const;

private:
    struct Wanted;
    struct Slot;
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace umber::engine

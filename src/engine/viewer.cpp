#include "engine/viewer.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <thread>

#include "engine/background.h"
#include "engine/color_pipeline.h"
#include "gpu/finish_times.h"
#include "grade/ops/lut.h"

namespace umber::engine {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// How long a grade must rest before the quick program of its structure is compiled, or a smaller picture made full.
constexpr milliseconds rest{300};
constexpr std::size_t most_slots = 4, most_in_flight = 2;

// What LUTs and tables a picture reads; empty: none.
std::string lut_key(const grade::Graph& graph, const WorkingSpace& space) {
    std::string key;
    for (const grade::Node& node : graph.nodes)
        if (const grade::Operation* lut = node.find("lut")) key += "lut " + lut->as<grade::Lut>().file + "\n";
    if (space.code && !space.code->texels.empty()) key += fmt::format("tables {}\n", fmt::ptr(space.code.get()));
    return key;
}

glm::ivec2 shrunk(const media::Frame& frame, double factor) {
    const auto side = [&](int length) { return std::clamp(static_cast<int>(std::lround(length * factor)), 1, length); };
    return {side(frame.width), side(frame.height)};
}

// The frame at the size that it has on the screen, or a part of that.
glm::ivec2 size_of(const media::Frame& frame, const ViewRequest& request, Quality quality) {
    if (quality == Quality::full || request.width <= 0 || request.height <= 0) return {frame.width, frame.height};
    const double fit = std::min(
        {1.0, static_cast<double>(request.width) / frame.width, static_cast<double>(request.height) / frame.height});
    const double share = quality == Quality::third ? 1.0 / 3 : quality == Quality::half ? 0.5 : 1.0;
    return shrunk(frame, fit * share);
}

double area(glm::ivec2 size) {
    return static_cast<double>(size.x) * size.y;
}

QualityControl::Pixels pixels_of(const media::Frame& frame, const ViewRequest& request) {
    QualityControl::Pixels pixels{};
    for (const Quality one : {Quality::full, Quality::viewer, Quality::half, Quality::third})
        pixels[static_cast<std::size_t>(one)] = area(size_of(frame, request, one));
    return pixels;
}

}  // namespace

struct Viewer::Wanted {
    media::Frame frame;
    grade::Graph graph;
    WorkingSpace space;
    ViewRequest request;
    std::uint64_t number = 0;
    bool settled = false;  // ask no more for speed
};

struct Viewer::Slot {
    std::shared_ptr<Picture> picture;
    std::vector<std::shared_ptr<Picture>> beside;
    std::shared_ptr<ScopeBuffers> scopes;
    std::shared_ptr<View> view;         // what it holds, or will hold
    std::uint64_t first = 0, last = 0;  // submissions
    bool in_flight = false;
    Clock::time_point begun;
    bool free() const { return !in_flight && (!view || view.use_count() == 1); }
};

struct Viewer::State {
    explicit State(Engine& e) : engine(e) {
        // lavapipe's timestamps are those of its rasterizer, and asking for them waits for everything.
        if (e.device().is_cpu()) finish.emplace(e.ring());
    }

    // Files are looked at and tables taken to the device on another thread; what changes on disk is seen after a
    // second. Nothing: not yet. Throws what was wrong with them.
    std::shared_ptr<const LutSet> luts_of(const grade::Graph& graph, const WorkingSpace& space) {
        constexpr std::chrono::seconds between_looks{1};
        const std::string key = lut_key(graph, space);
        if (key.empty()) return engine.luts().set(graph, space.code);
        const auto look = [this, graph, code = space.code] { (void)engine.luts().set(graph, code); };
        auto known = engine.luts().last(graph, space.code);
        const Clock::time_point now = Clock::now();
        if (!known || now - looked[key] > between_looks) {
            if (looked.size() > most_looked) looked.clear();
            looked[key] = now;
            programs.want_again(key, look, !known);
        }
        if (const auto failed = programs.failure(key)) throw Error("{}", *failed);
        return known;
    }

    // How a picture lies to its frame, as far as programs differ by it.
    struct Shape {
        bool scaled = false, even = false;
    };
    static Shape shape(const media::Frame& frame, glm::ivec2 size) {
        return {size != glm::ivec2(frame.width, frame.height), size.x % 2 == 0};
    }
    // The shapes of pictures of `frame`: at its own size, and smaller with either kind of width.
    static std::array<Shape, 3> shapes(const media::Frame& frame) {
        return {Shape{false, frame.width % 2 == 0}, Shape{true, true}, Shape{true, false}};
    }

    // A program for pictures: its source is its key.
    struct Program {
        std::string key;
        grade::Graph graph;
        WorkingSpace space;
        Structure structure;
        Shape shape;
    };
    Program program(const Wanted& w, const Beside& of, const LutSet& luts, Structure structure, Shape shape) const {
        SinkForm sink;
        sink.kind = SinkForm::Kind::picture;
        sink.scaled = shape.scaled;
        sink.even = shape.even;
        return {engine.source(form_of(w.frame), of.graph, of.space, sink, structure, luts), of.graph, of.space,
                structure, shape};
    }
    void want(const Wanted& w, const Program& p, bool urgent = false) {
        programs.want(
            p.key,
            [this, frame = w.frame, graph = p.graph, space = p.space, structure = p.structure, shape = p.shape] {
                // Some size of that shape.
                const int half = std::max(1, frame.width / 2);
                const int smaller = shape.even ? std::max(2, half & ~1) : (half - 1) | 1;
                const int width = shape.scaled ? smaller : frame.width;
                engine.prepare_picture(frame, graph, space, width, shape.scaled ? frame.height + 1 : frame.height,
                                       structure);
            },
            urgent);
    }
    void want_scopes() {
        programs.want(scopes_key, [this] {
            auto made = std::make_shared<Scopes>(engine);
            // Drivers compile when a kernel first runs: once with columns of pairs, once without.
            const auto buffers = made->make_buffers();
            for (const int width : {1024, 257}) engine.ring().wait(made->count(engine.make_picture(width, 2), buffers));
            const std::lock_guard lock(scopes_mutex);
            scopes = std::move(made);
        });
    }
    std::shared_ptr<Scopes> ready_scopes() {
        const std::lock_guard lock(scopes_mutex);
        return scopes;
    }

    // What can be told before its LUTs are there; what is wrong with them begin() says.
    void prepare(const Wanted& w) {
        try {
            want_all(w);
        } catch (const Error& error) {
            spdlog::debug("not prepared: {}", error.what());
        }
    }
    void want_all(const Wanted& w) {
        const auto all = shapes(w.frame);
        want_scopes();
        const Beside plain{grade::Graph{}, w.space}, graded{w.graph, w.space};
        if (const auto luts = luts_of(w.graph, w.space)) {
            want(w, program(w, graded, *luts, Structure::exact, all[0]));
            want(w, program(w, graded, *luts, Structure::live, all[0]));
            for (const Structure structure : {Structure::exact, Structure::live})
                for (const Shape smaller : {all[1], all[2]}) want(w, program(w, graded, *luts, structure, smaller));
        }
        if (const auto luts = luts_of(plain.graph, w.space))
            for (const Shape one : all) want(w, program(w, plain, *luts, Structure::exact, one));
    }

    Quality choose(const Wanted& w) {
        if (w.settled) return Quality::full;
        const QualityControl::Pixels pixels = pixels_of(w.frame, w.request);
        if (w.request.playing) return control.choose(pixels, w.request.frame_ms, Clock::now());
        // While something is dragged, a picture that lags behind the hand is worse than a smaller one.
        constexpr double follows_the_hand_ms = 60;
        const bool rests = Clock::now() - graph_changed > rest;
        return rests || control.expected_ms(Quality::full, pixels) < follows_the_hand_ms ? Quality::full
                                                                                         : Quality::viewer;
    }

    // While playing: a picture is asked for before the device has begun the last one.
    void overtake(const Wanted& by) {
        if (by.request.playing && wanted && wanted->request.playing && waits_for_slot &&
            wanted->frame.index != by.frame.index)
            control.overtaken(Clock::now());
    }

    std::shared_ptr<Slot> free_slot() {
        std::size_t in_flight = 0;
        for (const auto& slot : slots) in_flight += slot->in_flight ? 1u : 0u;
        if (in_flight >= most_in_flight) return nullptr;
        for (const auto& slot : slots)
            if (slot->free() && slot->view != latest) return slot;
        if (slots.size() == most_slots) return nullptr;
        slots.push_back(std::make_shared<Slot>());
        return slots.back();
    }

    // False: not yet.
    bool begin(const Wanted& w) {
        const Beside graded{w.graph, w.space};
        const auto luts = luts_of(w.graph, w.space);
        std::vector<std::shared_ptr<const LutSet>> beside_luts;
        for (const Beside& one : w.request.beside) beside_luts.push_back(luts_of(one.graph, one.space));
        if (!luts || std::ranges::count(beside_luts, nullptr) > 0) return false;
        const Quality wanted_quality = choose(w);
        const glm::ivec2 size = size_of(w.frame, w.request, wanted_quality);
        const Shape shape_of_it = shape(w.frame, size);
        Program chosen = program(w, graded, *luts, Structure::exact, shape_of_it);
        if (!programs.ready(chosen.key)) {
            const Program live = program(w, graded, *luts, Structure::live, shape_of_it);
            if (!programs.ready(live.key)) {
                want(w, chosen, true);
                prepare(w);
                for (const std::string& key : {chosen.key, live.key})
                    if (const auto failed = programs.failure(key)) throw Error("{}", *failed);
                return false;
            }
            chosen = live;
        }
        std::vector<Structure> beside_structures;
        for (std::size_t i = 0; i < beside_luts.size(); ++i) {
            const Beside& one = w.request.beside[i];
            Program exact = program(w, one, *beside_luts[i], Structure::exact, shape_of_it);
            if (!programs.ready(exact.key)) {
                const Program live = program(w, one, *beside_luts[i], Structure::live, shape_of_it);
                if (!programs.ready(live.key)) {
                    want(w, live);
                    want(w, exact, true);
                    for (const std::string& key : {exact.key, live.key})
                        if (const auto failed = programs.failure(key)) throw Error("{}", *failed);
                    return false;
                }
                if (Clock::now() - graph_changed > rest) want(w, exact);
                exact = live;
            }
            beside_structures.push_back(exact.structure);
        }
        const auto counter = ready_scopes();
        if (w.request.scopes && !counter) {
            want_scopes();
            if (const auto failed = programs.failure(scopes_key)) throw Error("{}", *failed);
        }
        const auto slot = free_slot();
        waits_for_slot = slot == nullptr;
        if (!slot) return false;

        const auto of_size = [&](std::shared_ptr<Picture>& picture) {
            if (!picture || picture->width != size.x || picture->height != size.y)
                picture = engine.make_picture(size.x, size.y);
        };
        of_size(slot->picture);
        auto view = std::make_shared<View>();
        slot->first = slot->last =
            engine.render_picture(w.frame, w.graph, w.space, slot->picture, chosen.structure, luts);
        slot->in_flight = true;
        slot->begun = Clock::now();
        slot->view = view;
        view->picture = slot->picture;
        slot->beside.resize(w.request.beside.size());
        for (std::size_t i = 0; i < slot->beside.size(); ++i) {
            const Beside& one = w.request.beside[i];
            of_size(slot->beside[i]);
            slot->last = engine.render_picture(w.frame, one.graph, one.space, slot->beside[i], beside_structures[i],
                                               beside_luts[i]);
            view->beside.push_back(slot->beside[i]);
        }
        if (w.request.scopes && counter) {
            // Where pictures are made small to keep up, scopes may be a picture late.
            const bool late = w.request.playing && wanted_quality >= Quality::half && counted && !counted_late;
            counted_late = late;
            if (!late) {
                // Other pictures may still show what this slot has counted.
                if (!slot->scopes || slot->scopes.use_count() > 1) slot->scopes = counter->make_buffers();
                slot->last = counter->count(slot->picture, slot->scopes, {true, true, w.request.scope_matrix});
                counted = slot->scopes;
                counted_number = w.number;
            }
            view->scopes = counted;
            view->scopes_number = counted_number;
        }
        if (finish) finish->watch(slot->last);
        view->frame_index = w.frame.index;
        view->frame_width = w.frame.width;
        view->frame_height = w.frame.height;
        view->quality = shape_of_it.scaled ? wanted_quality : Quality::full;
        view->structure = chosen.structure;
        view->number = w.number;
        quality = wanted_quality;
        return true;
    }

    // Takes what has been finished.
    void collect() {
        for (const auto& slot : slots) {
            if (!slot->in_flight || !engine.ring().done(slot->last)) continue;
            slot->in_flight = false;
            View& view = *slot->view;
            if (const double ms = time_of(*slot); ms > 0) {
                view.gpu_ms = ms;
                control.took(view.quality, area({view.picture->width, view.picture->height}), ms,
                             view.structure == Structure::exact, Clock::now());
            }
            if (!latest || latest->number <= view.number) latest = slot->view;
        }
    }

    // Milliseconds of the device for what is done now; 0 where they can't be told.
    double time_of(const Slot& slot) {
        if (finish) {
            // The thread that takes the time may wake after this one has seen that the work is done.
            const auto end = finish->time_of(slot.last).value_or(Clock::now());
            const auto from = std::max(slot.begun, last_done);
            last_done = end;
            return std::chrono::duration<double, std::milli>(end - (from < end ? from : slot.begun)).count();
        }
        const auto first = engine.ring().span(slot.first), last = engine.ring().span(slot.last);
        if (!first || !last) return 0;
        // Of work that follows work without a gap, some devices say it began when it was handed in.
        const double begin = last_end_ns < last->end_ns ? std::max(first->begin_ns, last_end_ns) : first->begin_ns;
        last_end_ns = last->end_ns;
        return (last->end_ns - begin) * 1e-6;
    }

    bool smaller_than_asked() const {
        return shown && latest && !shown->request.playing && latest->number == shown->number &&
               latest->quality != Quality::full;
    }

    static inline const std::string scopes_key = "scopes";

    Engine& engine;
    std::vector<std::shared_ptr<Slot>> slots;
    std::optional<Wanted> wanted, shown;  // not begun yet; the last that was
    std::shared_ptr<const View> latest;
    std::shared_ptr<ScopeBuffers> counted;  // last, for the picture of this number
    std::uint64_t counted_number = 0;
    bool counted_late = false;  // the last picture took those of the one before it
    std::uint64_t number = 0;
    Clock::time_point graph_changed{};
    static constexpr std::size_t most_looked = 64;
    std::map<std::string, Clock::time_point> looked;  // when LUT files were looked at, by lut_key()
    bool resting = false;                             // the program for the grade's structure has been asked for
    QualityControl control;
    double last_end_ns = 0;
    Clock::time_point last_done{};
    bool waits_for_slot = false;  // what is wanted, and not for a program
    Quality quality = Quality::full;
    std::string problem;
    std::mutex scopes_mutex;
    std::shared_ptr<Scopes> scopes;
    std::optional<gpu::FinishTimes> finish;  // of CPU devices, whose own clock is no use
    Background programs;                     // last: its thread uses the rest
};

Viewer::Viewer(Engine& engine) : state_(std::make_unique<State>(engine)) {}

Viewer::~Viewer() {
    std::uint64_t last = 0;
    for (const auto& slot : state_->slots) last = std::max(last, slot->last);
    try {
        if (last > 0) state_->engine.ring().wait(last);
    } catch (const Error&) {
        // The device is gone, and with it what was being made.
    }
}

void Viewer::prepare(const media::Frame& frame, const grade::Graph& graph, const WorkingSpace& space) {
    state_->prepare({frame, graph, space, {}, 0, false});
}

std::uint64_t Viewer::show(const media::Frame& frame, const grade::Graph& graph, const WorkingSpace& space,
                           const ViewRequest& request) {
    State& s = *state_;
    const Wanted* before = s.wanted ? &*s.wanted : s.shown ? &*s.shown : nullptr;
    const bool new_kind = !before || before->frame.format != frame.format || before->frame.tags != frame.tags;
    if (before && before->graph != graph) {
        s.graph_changed = Clock::now();
        s.resting = false;
        s.programs.forget_failures();
    }
    if (!before || before->graph != graph || before->request.width != request.width ||
        before->request.height != request.height || before->request.beside.size() != request.beside.size() ||
        before->request.scopes != request.scopes || before->request.playing != request.playing) {
        s.control.learn_again();
        s.resting = false;
    }
    Wanted next{frame, graph, space, request, ++s.number, false};
    s.overtake(next);
    s.wanted = std::move(next);
    if (new_kind) s.prepare(*s.wanted);
    return s.number;
}

std::shared_ptr<const View> Viewer::latest() {
    State& s = *state_;
    s.collect();
    if (s.shown && s.latest && Clock::now() - s.graph_changed > rest) {
        // The grade rests: the quick program for its structure, and in full what was made smaller to follow the hand.
        if (s.latest->structure == Structure::live && !s.resting) {
            const Wanted& w = *s.shown;
            const auto luts = s.engine.luts().last(w.graph, w.space.code);
            const State::Shape first = State::shape(w.frame, size_of(w.frame, w.request, s.quality));
            if (luts)
                for (const State::Shape one : {first, State::shapes(w.frame).front()})
                    s.want(w, s.program(w, {w.graph, w.space}, *luts, Structure::exact, one));
            s.resting = true;
        }
        if (!s.wanted && s.smaller_than_asked()) {
            s.wanted = s.shown;
            s.wanted->settled = true;
        }
    }
    if (s.wanted) {
        try {
            if (s.begin(*s.wanted)) {
                s.shown = std::move(s.wanted);
                s.wanted.reset();
                s.problem.clear();
            }
        } catch (const gpu::DeviceLost&) {
            throw;
        } catch (const Error& error) {
            s.problem = error.what();
            s.programs.forget_failures();  // the next request tries again: a file may be back
            s.shown = std::move(s.wanted);
            s.wanted.reset();
        }
    }
    return s.latest;
}

bool Viewer::busy() const {
    const State& s = *state_;
    if (s.wanted) return true;
    if (std::any_of(s.slots.begin(), s.slots.end(), [](const auto& slot) { return slot->in_flight; })) return true;
    return s.smaller_than_asked();
}

const std::string& Viewer::problem() const {
    return state_->problem;
}

}  // namespace umber::engine

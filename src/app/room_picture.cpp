// The picture and its scopes: what the viewer is asked for, what comes of it, and where that lies in the window.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "app/room_state.h"

namespace umber::app {

namespace {

constexpr std::size_t histogram_columns = 512;

// The histogram's heights for the presenter: each column the mean of the levels around it (a picture of 8 bits fills
// every fourth level only), 1 the highest but for the ends, where clipping heaps up.
std::vector<float> heights_of(const engine::ScopeBuffers& scopes) {
    std::vector<float> heights(std::size_t{3} * histogram_columns, 0.0f);
    const auto counts = scopes.histogram.as<std::uint32_t>();
    if (counts.size() < 3 * engine::scope_levels) return heights;
    constexpr std::size_t step = engine::scope_levels / histogram_columns, wide = 4;
    float most = 0, any = 1;
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const auto levels = counts.subspan(channel * engine::scope_levels, engine::scope_levels);
        for (std::size_t i = 0; i < histogram_columns; ++i) {
            const std::size_t first = std::min(i * step, static_cast<std::size_t>(engine::scope_levels) - wide);
            std::uint64_t sum = 0;
            for (std::size_t k = 0; k < wide; ++k) sum += levels[first + k];
            const float height = static_cast<float>(sum) / static_cast<float>(wide);
            heights[channel * histogram_columns + i] = height;
            any = std::max(any, height);
            if (i >= wide && i + wide < histogram_columns) most = std::max(most, height);
        }
    }
    const float full = (most > 0 ? most : any) * 1.06f;
    for (float& height : heights) height = std::min(1.0f, height / full);
    return heights;
}

}  // namespace

void Room::take_view(double now) {
    auto view = viewer_->latest();
    if (!view || view == view_) return;
    if (playback_->playing() && view_) {
        overtaken_ += static_cast<std::int64_t>(view->number - view_->number) - 1;
        shown_at_.push_back(now);
        while (shown_at_.size() > 2 && now - shown_at_.front() > 1.0) shown_at_.pop_front();
    }
    view_ = std::move(view);
    if (view_->scopes && view_->scopes_number != histogram_of_) {
        histogram_of_ = view_->scopes_number;
        const auto heights = heights_of(*view_->scopes);
        const auto memory = engine_->frames()->allocate(heights.size() * sizeof(float));
        std::memcpy(memory->bytes().data(), heights.data(), heights.size() * sizeof(float));
        histogram_ = std::static_pointer_cast<const engine::GpuFrameMemory>(memory);
    }
    draw_again_ = picture_came_ = true;
    if (!viewer_->busy()) picture_due_.reset();
}

double Room::shown_fps(double now) const {
    if (shown_at_.size() < 2 || now - shown_at_.back() > 1.5) return 0;
    return static_cast<double>(shown_at_.size() - 1) / std::max(1e-6, shown_at_.back() - shown_at_.front());
}

bool Room::ask_for_view() {
    if (!frame_ || !playback_->clip() || !playback_->clip()->video) return false;
    const media::VideoInfo& video = *playback_->clip()->video;
    if (viewer_result_.picture.empty()) return false;
    const bool turned = video.rotation % 180 != 0;
    const glm::vec2 wanted = viewer_result_.picture.size();
    engine::ViewRequest request;
    request.width = static_cast<int>(turned ? wanted.y : wanted.x);
    request.height = static_cast<int>(turned ? wanted.x : wanted.y);
    request.width = std::min(request.width, frame_->width);
    request.height = std::min(request.height, frame_->height);
    request.scope_matrix = engine::scope_matrix(colours_.shown);
    const bool wiped = viewer_state_.wipe && !viewer_state_.before;
    request.playing = playback_->playing();
    // What drawing the window leaves of the time.
    const double frame_ms =
        1000.0 / std::max(1.0, video.frame_rate.value() * std::max(1.0, std::abs(playback_->speed())));
    request.frame_ms = std::max(0.3 * frame_ms, frame_ms - window_gpu_ms_);
    const grade::Graph graph = viewer_state_.before ? grade::Graph{} : history_.graph();
    // Brighter in the viewer only: pictures beside the one that the scopes measure.
    const auto exposed = [&](const grade::Graph& of) { return with_exposure(of, view_exposure_); };
    const engine::WorkingSpace& shown_by = proofed() ? *proof_colours_ : colours_.space;
    ShownAs as{look_.marks == Marks::stops && stops_colours_, view_exposure_ != 0 || proofed(), wiped};
    if (as.stops)
        request.beside.push_back({graph, *stops_colours_});
    else if (as.exposed)
        request.beside.push_back({exposed(graph), shown_by});
    // Beside false colours a wipe has the picture itself.
    if (wiped && !as.stops) request.beside.push_back({exposed({}), shown_by});
    Asked now{graph,           frame_->index,   frame_->memory.get(), request.width, request.height, wiped,
              request.playing, colours_number_, view_exposure_,       as.stops,      proofs_number_};
    if (asked_ && *asked_ == now) return false;
    asked_ = std::move(now);
    asked_number_ = viewer_->show(*frame_, graph, colours_.space, request);
    shown_as_[asked_number_] = as;
    if (view_) shown_as_.erase(shown_as_.begin(), shown_as_.lower_bound(view_->number));
    return true;
}

Scene Room::scene() const {
    Scene scene;
    scene.colours = picture_colours_;
    if (viewer_result_.picture.empty() || !playback_->clip()) return scene;
    PictureQuad quad;
    quad.place = layout_.picture;
    quad.picture = viewer_result_.picture;
    if (playback_->clip()->video) quad.quarter_turns = ((playback_->clip()->video->rotation / 90) % 4 + 4) % 4;
    if (view_) {
        const auto shown = [&](const std::shared_ptr<const engine::Picture>& picture) {
            return picture
                       ? ShownPicture{view_, picture->buffer.handle(), picture->width, picture->height, view_->number}
                       : ShownPicture{};
        };
        const auto found = shown_as_.find(view_->number);
        const ShownAs as = found == shown_as_.end() ? ShownAs{} : found->second;
        const auto& beside = view_->beside;
        quad.after = shown(as.stops || as.exposed ? beside.front() : view_->picture);
        if (viewer_state_.wipe && !viewer_state_.before) {
            if (as.stops || as.wiped) quad.before = shown(as.stops ? view_->picture : beside.back());
            quad.wipe = viewer_result_.wipe_x;
        }
        // Until the picture that false colours are told from is there, they are not.
        if (as.stops == (look_.marks == Marks::stops)) quad.look = look_numbers_;
    }
    scene.picture = quad;
    const auto add = [&](const Rect& place, ScopeKind kind, float strength) {
        ScopeQuad scope;
        scope.place = place;
        scope.kind = kind;
        scope.strength = strength;
        if (view_ && view_->scopes) {
            const engine::ScopeBuffers& buffers = *view_->scopes;
            scope.keep = view_;
            scope.buffer = (kind == ScopeKind::vectorscope ? buffers.vectorscope : buffers.waveform).handle();
            scope.columns = buffers.columns;
            if (kind == ScopeKind::histogram) {
                scope.keep = histogram_;
                scope.buffer = histogram_->buffer().handle();
                scope.columns = static_cast<int>(histogram_columns);
            }
            scope.serial = view_->scopes_number;
        }
        if (!place.empty()) scene.scopes.push_back(std::move(scope));
    };
    for (std::size_t i = 0; i < layout_.scopes.size(); ++i) {
        const auto kind = static_cast<ScopeKind>(i);
        add(trace_place(*ui_, layout_.scopes[i], kind), kind, 1);
    }
    add(curve_plot_, ScopeKind::histogram, 0.34f);
    return scene;
}

}  // namespace umber::app

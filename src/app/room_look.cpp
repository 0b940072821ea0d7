// What is only looked at: the viewer's exposure and gamma, false colours, marks. None of it is undone, saved or in any
// file that is made.
#include <algorithm>

#include "app/room_state.h"

namespace umber::app {

grade::Graph with_exposure(grade::Graph graph, float stops) {
    if (stops == 0) return graph;
    grade::Node viewer;
    viewer.name = "Viewer";
    for (const grade::Node& node : graph.nodes) viewer.id = std::max(viewer.id, node.id + 1);
    graph.nodes.push_back(viewer);
    return grade::set_parameter(graph, viewer.id, "exposure.exposure", grade::Value(stops));
}

std::optional<color::Space> Room::measured_space() const {
    return look_.marks == Marks::stops ? color::find_space(stops_space) : colours_.shown;
}

void Room::follow_display() {
    const auto& clip = playback_->clip();
    const FollowedDisplay now{colours_number_, clip.get(), raw_codes_, proofs_number_};
    if (followed_display_ == now) return;
    followed_display_ = now;
    // HDR is read in nits; what was chosen for other pictures comes back with them.
    if (const bool hdr = is_hdr(colours_.shown); hdr != hdr_view_) {
        hdr_view_ = hdr;
        if (hdr) scale_beside_hdr_ = scope_scale_;
        scope_scale_ = hdr ? ScopeScale::nits : scale_beside_hdr_;
    }
    PictureColours picture{colours_.shown, named(colours_.pipeline.view).view, {}, raw_codes_};
    if (proofed()) picture = {proof_shown_, "", {}, raw_codes_};
    if (clip && clip->video) picture.of_clip = clip->video->hdr;
    picture_colours_ = std::make_shared<const PictureColours>(std::move(picture));
    draw_again_ = true;
}

void Room::follow_look() {
    follow_display();
    if (followed_look_ == look_ && followed_proof_ == proof_ && followed_look_colours_ == colours_number_) return;
    followed_look_ = look_;
    followed_proof_ = proof_;
    followed_look_colours_ = colours_number_;
    draw_again_ = true;
    follow_proof();
    try {
        stops_colours_.reset();
        if (look_.marks == Marks::stops && frame_) {
            engine::ColorPipeline pipeline = colours_.pipeline;
            if (pipeline.empty()) pipeline.working_space = "as is";
            pipeline.view.clear();
            pipeline.output_space = stops_space;
            stops_colours_ = pipeline.space(frame_->tags);
        }
        if (look_.plain()) {
            look_numbers_.reset();
            return;
        }
        const LookNumbers numbers = look_numbers(look_, measured_space());
        const auto buffer = std::make_shared<gpu::Buffer>(*device_, sizeof numbers, gpu::Memory::upload);
        buffer->as<LookNumbers>()[0] = numbers;
        look_numbers_ = buffer;
    } catch (const Error& error) {
        say_error(About::look, error.what());
        look_.marks = Marks::none;
        followed_look_.reset();
        follow_look();
    }
}

void Room::follow_proof() {
    ++proofs_number_;
    proof_colours_.reset();
    if (proof_.empty() || !frame_) return;
    try {
        engine::ColorPipeline pipeline = colours_.pipeline;
        // As is, the clip is a picture of the display that its tags name.
        if (pipeline.empty()) pipeline.working_space = "as is";
        pipeline.proof = proof_;
        proof_shown_.reset();
        for (const color::NamedDisplay& display : names(history_.colours().config).displays)
            if (display.name == proof_ && !display.views.empty())
                proof_shown_ = engine::shown_space(
                    {.view = color::ViewName{proof_, display.views.front()}.whole(), .config = pipeline.config},
                    frame_->tags);
        proof_colours_ = pipeline.space(frame_->tags);
    } catch (const Error& error) {
        say_error(About::look, error.what());
        proof_.clear();
        followed_proof_.clear();
    }
}

// Marks are of the picture as it is made, whatever it is shown on.
bool Room::proofed() const {
    return proof_colours_ && look_.marks == Marks::none;
}

void Room::ask_proof(const Rect& anchor) {
    try {
        const engine::ColourNames& there = names(history_.colours().config);
        std::vector<Choice> choices{Choice{"Off", "the picture as it is made"}};
        int current = 0;
        for (const color::NamedDisplay& display : there.displays) {
            if (display.name == proof_) current = static_cast<int>(choices.size());
            choices.push_back({display.name, "the viewer stands on it"});
        }
        choices_ = opened_list("Show on a display of another kind", choices, current, anchor);
        chosen_ = [this, choices](int index) {
            went_well(About::look);  // else it is said anew
            proof_ = index == 0 ? "" : choices[static_cast<std::size_t>(index)].label;
        };
    } catch (const Error& error) {
        say_error(About::look, error.what());
    }
    settle_ = 3;
}

void Room::ask_marks(const Rect& anchor) {
    std::vector<Choice> choices{Choice{"Off", ""}, Choice{"Stops about middle grey", "false colours of the scene"},
                                Choice{"Nits", "false colours of the display"}};
    for (const TargetGamut& one : target_gamuts())
        choices.push_back({"Outside " + one.name, "gamut and range, marked", "clipped clipping"});
    const int current = look_.marks == Marks::gamut ? 3 + look_.target : static_cast<int>(look_.marks);
    choices_ = opened_list("False colours and marks", std::move(choices), current, anchor);
    chosen_ = [this](int index) {
        went_well(About::look);
        look_.marks = static_cast<Marks>(std::min(index, 3));
        look_.target = std::max(0, index - 3);
    };
    settle_ = 3;
}

}  // namespace umber::app

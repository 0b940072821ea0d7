// What the room tells its panels.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "app/pixel_readout.h"
#include "app/room_state.h"

namespace umber::app {

namespace {

std::string tags_text(const color::Tags& tags) {
    const auto known = [](std::string_view name) { return name == "unknown" ? std::string_view("untagged") : name; };
    std::string text(known(color::name(tags.primaries)));
    if (color::name(tags.transfer) != color::name(tags.primaries))
        text += fmt::format(" / {}", known(color::name(tags.transfer)));
    text += tags.range == color::Range::full ? " full" : " limited";
    return text;
}

}  // namespace

std::string Room::clip_description() const {
    const auto& clip = playback_->clip();
    if (!clip || !clip->video) return {};
    const media::VideoInfo& video = *clip->video;
    std::string text = fmt::format("{}×{} · {}", video.width, video.height, video.codec);
    if (!video.profile.empty()) text += " " + video.profile;
    // What is missing first: the rest may have no room.
    const auto missing = [](const std::string& note) { return note.starts_with("cut off"); };
    for (const std::string& note : clip->notes)
        if (missing(note)) text += " · " + note;
    text += fmt::format(" · {} · {}", video.format.name, tags_text(video.tags));
    if (const std::string colours = colour_line(); !colours.empty()) text += " · " + colours;
    if (video.rotation != 0) text += fmt::format(" · turned {}°", video.rotation);
    if (video.variable_frame_rate) text += " · variable rate";
    for (const std::string& note : clip->notes)
        if (!missing(note)) text += " · " + note;
    return text;
}

std::vector<std::string> Room::readout() const {
    if (!view_ || !view_->picture || picker_ || choices_.open || command_list_.open || bar_.menu >= 0) return {};
    const glm::vec2 at = from_im(ImGui::GetIO().MousePos);
    if (!layout_.picture.contains(at)) return {};
    const int rotation = playback_->clip()->video->rotation;
    const glm::ivec2 frame(view_->frame_width, view_->frame_height);
    const auto pixel = pixel_at(at, viewer_result_.picture, frame, rotation);
    if (!pixel) return {};
    // Beside a wipe's line it is the other picture that is seen.
    const engine::Picture* picture = view_->picture.get();
    if (viewer_state_.wipe && !viewer_state_.before && at.x < viewer_result_.wipe_x) {
        const auto as = shown_as_.find(view_->number);
        if (as == shown_as_.end() || !as->second.wiped || as->second.exposed || as->second.stops) return {};
        picture = view_->beside.back().get();
    }
    const color::Space* hdr = is_hdr(colours_.shown) ? &*colours_.shown : nullptr;
    return readout_words(*pixel, picture_codes(*engine_, *picture, *pixel, frame, rotation), scope_scale_, hdr);
}

ViewerInfo Room::viewer_info(double now) const {
    ViewerInfo info;
    const auto& clip = playback_->clip();
    info.opening = playback_->opening();
    info.has_clip = clip && clip->video;
    if (!info.has_clip) return info;
    const media::VideoInfo& video = *clip->video;
    info.name = clip->path.filename().string();
    info.clips = opened_clips_.size();
    info.description = clip_description();
    const double aspect = video.sample_aspect_ratio.numerator > 0 ? video.sample_aspect_ratio.value() : 1.0;
    info.picture = {static_cast<float>(video.width * aspect), static_cast<float>(video.height)};
    if (video.rotation % 180 != 0) std::swap(info.picture.x, info.picture.y);
    info.frame = playback_->index();
    info.frames = playback_->frames();
    const Timecode start = video.start_timecode.value_or(Timecode{0, timecode_base(video.frame_rate), false});
    info.timecode = to_string(advance(start, info.frame));
    info.names_frame = [this](std::string_view typed) { return typed_frame(typed).has_value(); };
    info.speed = playback_->speed();
    info.wanted_fps = video.frame_rate.value();
    // A figure that changes with every frame can't be read.
    info.shown_fps = shown_fps(now);
    info.dropped = playback_->dropped() + overtaken_;
    info.looping = playback_->looping();
    info.mark = viewer_mark(view_exposure_, look_.gamma);
    if (proofed()) info.mark += fmt::format("{}on {}", info.mark.empty() ? "" : " · ", short_space(proof_));
    info.marked = look_.marks != Marks::none;
    info.display = presenter_->statement();
    info.raw = raw_codes_;
    info.legend = legend(look_, measured_space());
    info.readout = readout();
    return info;
}

StatusInfo Room::status_info() const {
    StatusInfo info;
    info.device = device_->name();
    const auto& clip = playback_->clip();
    if (clip && clip->video) {
        const media::VideoInfo& video = *clip->video;
        info.figures.push_back(fmt::format("{}×{} {}", video.width, video.height, video.format.name));
        std::vector<std::string> wrong = not_numbers_words(playback_->not_numbers());
        if (playback_->damaged()) wrong.insert(wrong.begin(), "damaged picture");
        info.warning = fmt::to_string(fmt::join(wrong, ", "));
        if (gpu_ms_ > 0) info.figures.push_back(fmt::format("GPU {:.1f} ms", gpu_ms_));
        if (decode_ms_ > 0) info.figures.push_back(fmt::format("decode {:.1f} ms", decode_ms_));
        info.colour = colour_line();
        if (info.colour.empty()) info.colour = fmt::format("as is · {}", tags_text(video.tags));
    }
    if (view_ && view_->quality == engine::Quality::viewer && playback_->playing()) {
        info.note = "viewer size · master full";
        info.whole_note = "grading at viewer size; full when paused and in every master";
    }
    if (view_ && view_->quality >= engine::Quality::half) {
        const bool half = view_->quality == engine::Quality::half;
        info.note = half ? "1/2 size · master full" : "1/3 size · master full";
        info.whole_note = fmt::format(
            "grading at {} of the viewer's size, scopes every second frame; full when paused and in every master",
            half ? "half" : "a third");
    }
    info.message = loading_lut_.valid() ? fmt::format("loading {}", loading_lut_file_) : message_;
    info.error = error_.empty() ? viewer_->problem() : error_;
    return info;
}

BarInfo Room::bar_info() const {
    BarInfo info{history_.undo_label(), history_.redo_label()};
    const auto tick = [&](Command command, bool on) {
        if (on) info.on.push_back(command);
    };
    tick(Command::loop, playback_->looping());
    tick(Command::fit, viewer_state_.fit);
    tick(Command::wipe, viewer_state_.wipe && !viewer_state_.before);
    tick(Command::before_after, viewer_state_.before);
    tick(Command::false_colour, look_.marks != Marks::none);
    tick(Command::proof, !proof_.empty());
    tick(Command::raw_codes, raw_codes_);
    return info;
}

OutputInfo Room::output_info() const {
    OutputInfo info;
    info.lut_line = lut_line_;
    info.lines = job_lines_;
    info.warning = job_warning_;
    info.has_clip = frame_.has_value();
    info.busy = job_ != nullptr;
    info.colour = colour_info();
    if (job_) {
        info.job = job_->title();
        info.progress = job_->progress();
        info.progress_line = job_->progress_line();
    }
    return info;
}

}  // namespace umber::app

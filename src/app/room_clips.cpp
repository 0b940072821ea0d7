// The clips that are open in the room: one is looked at, the others wait with their own input spaces.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/go_to.h"
#include "app/room_state.h"

namespace umber::app {

namespace fs = std::filesystem;

void Room::open_clip(const fs::path& path) {
    opening_clip_ = path.string();
    playback_->open(path);
    draw_again_ = true;
}

void Room::open_clips(const std::vector<fs::path>& paths) {
    if (paths.empty()) return;
    for (const fs::path& path : paths)
        if (std::ranges::find(opened_clips_, path.string()) == opened_clips_.end())
            opened_clips_.push_back(path.string());
    if (paths.size() > 1)
        start_message_ =
            fmt::format("{} clips are open: press the name above the picture, or Page Down", opened_clips_.size());
    open_clip(paths.front());
}

void Room::know_clip(const std::string& path) {
    // What was opened may have another name than what was asked for: of a numbered picture its whole sequence.
    const std::string asked = playback_->opening() ? std::string() : std::exchange(opening_clip_, {});
    const bool known = std::ranges::find(opened_clips_, path) != opened_clips_.end();
    const auto as_asked = std::ranges::find(opened_clips_, asked);
    if (path != asked && as_asked != opened_clips_.end()) {
        if (known)
            opened_clips_.erase(as_asked);
        else
            *as_asked = path;
    } else if (!known) {
        opened_clips_.push_back(path);
    }
}

void Room::forget_unopened() {
    std::erase(opened_clips_, std::exchange(opening_clip_, {}));
}

void Room::step_clip(int by) {
    const auto& clip = playback_->clip();
    if (!clip || opened_clips_.size() < 2) {
        message_ = "Only one clip is open: drop more on the window, or Ctrl+O";
        return;
    }
    const auto count = static_cast<std::ptrdiff_t>(opened_clips_.size());
    const auto at = std::ranges::find(opened_clips_, clip->path.string()) - opened_clips_.begin();
    open_clip(opened_clips_[static_cast<std::size_t>(((at % count) + by + count) % count)]);
}

void Room::ask_clip(const Rect& anchor) {
    std::vector<Choice> choices;
    int current = -1;
    for (const std::string& path : opened_clips_) {
        if (playback_->clip() && playback_->clip()->path.string() == path) current = static_cast<int>(choices.size());
        choices.push_back({fs::path(path).filename().string(), fs::path(path).parent_path().filename().string(), path});
    }
    choices_ = opened_list("Clips that are open", choices, current, anchor);
    chosen_ = [this, paths = opened_clips_](int index) { open_clip(paths[static_cast<std::size_t>(index)]); };
    settle_ = 3;
}

std::optional<std::int64_t> Room::typed_frame(std::string_view typed) const {
    const auto& clip = playback_->clip();
    if (!clip || !clip->video) return std::nullopt;
    const Timecode start =
        clip->video->start_timecode.value_or(Timecode{0, timecode_base(clip->video->frame_rate), false});
    return frame_named(typed, start, playback_->frames(), playback_->index());
}

}  // namespace umber::app

// The clips that are open in the room: one is looked at, the others wait with their own input spaces.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/file_list.h"
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
    const std::vector<fs::path> clips = with_sequences(paths);
    for (const fs::path& clip : clips)
        if (std::ranges::find(opened_clips_, clip.string()) == opened_clips_.end())
            opened_clips_.push_back(clip.string());
    if (clips.size() > 1)
        start_message_ =
            fmt::format("{} clips are open: press the name above the picture, or Page Down", opened_clips_.size());
    open_clip(clips.front());
}

void Room::know_clip(const std::string& path) {
    // What was opened may have another name than what was asked for: of a folder its sequence.
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

// `path` can't be opened. What was asked of it is not done to another; where nothing is looked at, the next one is.
void Room::forget_unopened(const fs::path& path, const std::string& why) {
    std::erase(opened_clips_, path.string());
    if (opening_clip_ != path.string()) return;  // another has been asked for since
    opening_clip_.clear();
    for_next_clip_.clear();
    start_message_.clear();
    if (playback_->clip() || opened_clips_.empty()) return;
    start_message_ = why;  // its error goes with the clip that comes
    open_clip(opened_clips_.front());
}

void Room::step_clip(int by) {
    const auto& clip = playback_->clip();
    if (opened_clips_.size() < 2) {
        message_ = "Only one clip is open: drop more on the window, or Ctrl+O";
        return;
    }
    const auto count = static_cast<std::ptrdiff_t>(opened_clips_.size());
    // From the one that was asked for last, though it may not be there yet.
    const std::string now = !opening_clip_.empty() ? opening_clip_ : clip ? clip->path.string() : std::string();
    const auto at = std::ranges::find(opened_clips_, now) - opened_clips_.begin();
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
    chosen_ = [this, current, paths = opened_clips_](int index) {
        if (index != current) open_clip(paths[static_cast<std::size_t>(index)]);
    };
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

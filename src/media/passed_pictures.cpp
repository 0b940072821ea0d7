#include "media/passed_pictures.h"

#include <algorithm>

#include "core/error.h"

namespace umber::media {

void PassedPictures::drop_first() {
    bytes_ -= kept_.begin()->second.bytes;
    kept_.erase(kept_.begin());
}

void PassedPictures::keep(std::int64_t frame, FrameHandle picture) {
    const int bytes =
        av_image_get_buffer_size(static_cast<AVPixelFormat>(picture->format), picture->width, picture->height, 64);
    if (static_cast<std::size_t>(std::max(bytes, 1)) > most_bytes_) return;
    const auto [at, added] = kept_.try_emplace(frame);
    if (!added) return;
    at->second = {std::move(picture), static_cast<std::size_t>(std::max(bytes, 1))};
    bytes_ += at->second.bytes;
    while (bytes_ > most_bytes_) drop_first();
}

void PassedPictures::clear() {
    kept_.clear();
    bytes_ = 0;
}

FrameHandle PassedPictures::find(std::int64_t frame) const {
    const auto found = kept_.find(frame);
    if (found == kept_.end()) return nullptr;
    FrameHandle picture = make_frame();
    if (av_frame_ref(picture.get(), found->second.picture.get()) < 0) throw Error("out of memory");
    return picture;
}

void PassedPictures::forget_far_from(std::int64_t frame) {
    constexpr std::int64_t near = 48;  // backwards play goes forwards by blocks of up to half of it
    if (kept_.empty()) return;
    if (frame >= kept_.begin()->first - near && frame <= kept_.rbegin()->first + near) return;
    clear();
}

}  // namespace umber::media

// Pictures that were decoded on the way to an earlier one: where a clip is gone through backwards, those just before it
// are wanted next, and each would be decoded from its key frame again. Internal to media.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>

#include "media/ffmpeg_handles.h"

namespace umber::media {

class PassedPictures {
public:
    // Holds no more than `most_bytes`; nothing for 0.
    explicit PassedPictures(std::size_t most_bytes) : most_bytes_(most_bytes) {}

    // Keeps `picture`, which is frame `frame`; those with the lowest numbers go where there is no room.
    void keep(std::int64_t frame, FrameHandle picture);
    // Another reference to what is kept of `frame`; null where nothing is. Throws Error when out of memory.
    FrameHandle find(std::int64_t frame) const;
    void clear();
    // Lets all go unless `frame` is near those that are kept.
    void forget_far_from(std::int64_t frame);

private:
    struct Kept {
        FrameHandle picture;
        std::size_t bytes = 0;
    };
    void drop_first();

    std::map<std::int64_t, Kept> kept_;
    std::size_t most_bytes_, bytes_ = 0;
};

}  // namespace umber::media

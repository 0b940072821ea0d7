// FFmpeg's lut3d filter alone on one frame again and again, on as many threads as FFmpeg gives it.
#pragma once
#include <filesystem>
#include <memory>

#include "media/frame.h"

namespace umber::cli {

class Lut3dFilter {
public:
    // Tetrahedral, its default. `frame` is copied. Throws Error.
    Lut3dFilter(const std::filesystem::path& lut, const media::Frame& frame);
    ~Lut3dFilter();
    Lut3dFilter(const Lut3dFilter&) = delete;
    Lut3dFilter& operator=(const Lut3dFilter&) = delete;

    void run();  // one frame; throws Error
    // What the last run() made, as planes of the frame's own format.
    media::Frame result() const;

private:
    struct State;
    std::unique_ptr<State> state_;
    media::Frame like_;
};

}  // namespace umber::cli

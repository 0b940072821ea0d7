// Colour tags as FFmpeg reports them, and the standard guesses where a file says nothing. Internal to media.
#pragma once
#include <string>
#include <vector>

#include "media/ffmpeg_handles.h"
#include "media/frame.h"

namespace umber::media {

// H.273 code points as they are; unspecified where FFmpeg has none or an unknown one. Throws Error for a matrix that is
// not one of luma weights (YCgCo, BT.2020 constant luminance, ICtCp): Umber can't turn such Y'CbCr into R'G'B'.
color::Tags tags_of(const AVFrame* frame);
color::Tags tags_of(const AVCodecParameters* parameters);

// What `first` leaves unspecified, from `second`.
color::Tags or_else(color::Tags first, const color::Tags& second);

// Fills range, matrix and chroma location in where they are unspecified: RGB is full range; yuvj… and JPEG are full,
// other Y'CbCr limited; BT.709 from 720 lines on, below it BT.601 by 625 lines (576 or more) or 525; chroma left
// (top-left for BT.2020 4:2:0, centre for JPEG). Each guess that can change the picture adds a sentence to `notes`,
// unless it is null.
color::Tags with_guesses(color::Tags tags, AVPixelFormat av, const PixelFormat& format, int height, AVCodecID codec,
                         std::vector<std::string>* notes);

}  // namespace umber::media

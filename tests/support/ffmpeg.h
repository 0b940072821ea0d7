// The ffmpeg program, as tests use it to make clips and to judge Umber's: what its versions do differently stands here.
#pragma once
#include <gtest/gtest.h>

#include <string>

#include "support/command.h"

namespace umber::test {

// ffmpeg with its usual manners; must succeed.
inline std::string ffmpeg(const std::string& arguments) {
    const CommandResult result = run("ffmpeg -nostdin -v error -y " + arguments);
    EXPECT_EQ(result.exit_code, 0) << "ffmpeg " << arguments << "\n" << result.err;
    return result.out;
}

// Filters that tell what a clip's code values are. FFmpeg 7 goes by its frames' own tags, not by options of the output.
inline const std::string bt709_limited = "setparams=colorspace=bt709:range=tv:color_primaries=bt709:color_trc=bt709",
                         bt2020_pq =
                             "setparams=colorspace=bt2020nc:range=tv:color_primaries=bt2020:"
                             "color_trc=smpte2084";

// A copy of a movie that is to be shown turned by `degrees`: FFmpeg 6 and later have an option for it, earlier ones
// take it as metadata, and mean the other way round by it.
inline void turned_copy(const std::filesystem::path& from, int degrees, const std::filesystem::path& to) {
    const std::string copy = " -i " + quoted(from) + " -c copy ", by = std::to_string(degrees) + " ";
    if (run("ffmpeg -nostdin -v error -y -display_rotation " + by + copy + quoted(to)).exit_code != 0)
        ffmpeg(copy + "-metadata:s:v rotate=" + by + quoted(to));
}

}  // namespace umber::test

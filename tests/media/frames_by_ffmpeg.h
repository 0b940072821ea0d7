// What the tests of media share: frames as the bytes that ffmpeg would print, and ffmpeg's own frames to hold them
// against.
#pragma once
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "media/source.h"
#include "packed_frame.h"
#include "support/ffmpeg.h"

namespace umber::media::test {

using umber::test::CommandResult;
using umber::test::quoted;
using umber::test::run;
using umber::test::ScratchFolder;

// Runs ffmpeg; `arguments` as on its command line, without overwriting questions.
inline void ffmpeg(const std::string& arguments) {
    const CommandResult result = run("ffmpeg -nostdin -v error -y " + arguments);
    ASSERT_EQ(result.exit_code, 0) << arguments << "\n" << result.err;
}

// Every frame that ffmpeg decodes, in order; `more`: "-pix_fmt …".
inline std::vector<std::string> frames_by_ffmpeg(const std::filesystem::path& file, std::size_t frame_bytes,
                                                 const std::string& more = "") {
    const CommandResult result = run("ffmpeg -nostdin -v quiet -i " + quoted(file) +
                                     " -map 0:v:0 -fps_mode passthrough " + more + " -f rawvideo -");
    std::vector<std::string> frames;
    for (std::size_t at = 0; at + frame_bytes <= result.out.size(); at += frame_bytes)
        frames.push_back(result.out.substr(at, frame_bytes));
    EXPECT_EQ(frames.size() * frame_bytes, result.out.size());
    return frames;
}

// Reads `source` in order, then at random, backwards and by small steps back; every frame must be ffmpeg's, bit by bit.
inline void expect_frames_of_ffmpeg(const std::filesystem::path& file, const std::string& more = "", int jumps = 40) {
    const std::unique_ptr<Source> source = open(file);
    const std::int64_t count = source->info().video->frames;
    const std::vector<std::string> expected = frames_by_ffmpeg(file, packed(source->read(0)).size(), more);
    ASSERT_EQ(static_cast<std::size_t>(count), expected.size()) << file;
    const auto check = [&](std::int64_t index, const char* how) {
        const Frame frame = source->read(index);
        EXPECT_EQ(frame.index, index);
        EXPECT_EQ(frame.time, source->time_of(index));
        const std::string got = packed(frame);
        if (got == expected[static_cast<std::size_t>(index)]) return;
        std::string is = "none of ffmpeg's frames";
        for (std::size_t i = 0; i < expected.size(); ++i)
            if (got == expected[i]) is = "ffmpeg's frame " + std::to_string(i);
        ADD_FAILURE() << file << ": frame " << index << " read " << how << " is " << is;
    };
    for (std::int64_t i = 0; i < count; ++i) check(i, "in order");
    std::mt19937 random(4);
    for (int i = 0; i < jumps; ++i)
        check(static_cast<std::int64_t>(random() % static_cast<unsigned>(count)), "at random");
    for (std::int64_t i = count - 1; i >= std::max<std::int64_t>(0, count - jumps / 2); --i) check(i, "backwards");
    for (std::int64_t i = 2; i < std::min<std::int64_t>(count, jumps / 2); i += 3) {
        check(i, "forwards by three");
        check(i - 1, "one back");
    }
}

// The phone clip of the package forensics-samples-files; empty where it is not installed.
inline std::filesystem::path phone_clip() {
    std::string found = run("dpkg -L forensics-samples-files 2>/dev/null | grep 'movie1/VID.*mp4$'").out;
    while (!found.empty() && found.back() == '\n') found.pop_back();
    return found;
}

inline std::string error_of(const std::filesystem::path& path) {
    try {
        const std::unique_ptr<Source> source = open(path);
        static_cast<void>(source->read(0));
    } catch (const std::exception& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace umber::media::test

// The real binary, run as a user runs it, and small clips that FFmpeg makes for it.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

#include "support/ffmpeg.h"

namespace umber::test {

// Runs `umber ARGUMENTS`, as words of the shell.
inline CommandResult umber(const std::string& arguments) {
    return run("timeout 120 " + quoted(std::string_view(UMBER_BINARY)) + " " + arguments);
}

// Runs it and wants it to succeed; its standard output.
inline std::string said(const std::string& arguments) {
    const CommandResult result = umber(arguments);
    EXPECT_EQ(result.exit_code, 0) << "umber " << arguments << "\n" << result.err;
    return result.out;
}

// One line `umber: error: …`, nothing on stdout, the exit code asked for.
inline std::string failed(const std::string& arguments, int code) {
    const CommandResult result = umber(arguments);
    EXPECT_EQ(result.exit_code, code) << "umber " << arguments << "\n" << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << "umber " << arguments << "\n" << result.err;
    EXPECT_TRUE(result.err.starts_with("umber: error: ")) << "umber " << arguments << "\n" << result.err;
    EXPECT_EQ(result.out, "") << "umber " << arguments;
    return result.err;
}

inline std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void write_text(const std::filesystem::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
}

// testsrc2 of `frames` frames; `options`: of the output ("-pix_fmt yuv422p10le -c:v ffv1").
inline void make_clip(const std::filesystem::path& path, const std::string& size, int frames,
                      const std::string& options) {
    ffmpeg("-f lavfi -i testsrc2=s=" + size + ":r=24 -frames:v " + std::to_string(frames) + " -s " + size + " " +
           options + " " + quoted(path));
}

// The checksum of every frame's decoded planes, one a line.
inline std::string planes(const std::filesystem::path& path, const std::string& options = "") {
    return run("ffmpeg -nostdin -v error -i " + quoted(path) + " -map 0:v:0 " + options +
               " -fps_mode passthrough -f framemd5 - | grep -v '^#' | awk '{print $NF}'")
        .out;
}

// One thing that ffprobe says of the first picture stream: "color_range", "nb_read_packets"…
inline std::string ffprobe(const std::filesystem::path& path, const std::string& entry) {
    std::string text = run("ffprobe -v error -count_packets -select_streams v:0 -show_entries stream=" + entry +
                           " -of default=nw=1:nk=1 " + quoted(path))
                           .out;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

}  // namespace umber::test

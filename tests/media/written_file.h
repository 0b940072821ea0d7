// What the tests of writing share: synthetic frames in memory, and other programs' view of a written file.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "media/encoder.h"
#include "packed_frame.h"
#include "support/command.h"

namespace umber::media::test {

using umber::test::CommandResult;
using umber::test::quoted;
using umber::test::run;
using umber::test::ScratchFolder;

// A moving gradient with fine texture, different in every component and frame, within the format's whole range of
// integers, or -0.1..1.3 for floats.
inline Frame synthetic_frame(const PixelFormat& format, int width, int height, std::int64_t index, Rational time,
                             Rational duration) {
    Frame frame = allocate_frame(*host_allocator(), format, width, height);
    frame.index = index;
    frame.time = time;
    frame.duration = duration;
    for (int c = 0; c < format.components; ++c) {
        const auto& component = format.component[static_cast<std::size_t>(c)];
        const bool chroma = format.model == PixelFormat::Model::ycbcr && (c == 1 || c == 2);
        const int columns = chroma ? -((-width) >> format.log2_chroma_width) : width;
        const int rows = chroma ? -((-height) >> format.log2_chroma_height) : height;
        const std::size_t stride = frame.plane[static_cast<std::size_t>(component.plane)].stride;
        for (int y = 0; y < rows; ++y) {
            std::byte* row = frame.data(component.plane) + static_cast<std::size_t>(y) * stride + component.offset;
            for (int x = 0; x < columns; ++x) {
                const double u = (x + 0.5) / columns;
                const double v = (y + 0.5) / rows;
                double value =
                    0.5 +
                    0.35 * std::sin(6.0 * u + 1.7 * c + 0.2 * static_cast<double>(index)) * std::cos(4.0 * v - c) +
                    0.02 * std::sin(40.0 * u * v + static_cast<double>(index));
                std::byte* at = row + static_cast<std::size_t>(x) * static_cast<std::size_t>(component.step);
                if (format.floating) {
                    const auto sample = static_cast<float>(value * 1.4 - 0.1);
                    std::memcpy(at, &sample, sizeof sample);
                    continue;
                }
                const auto sample = static_cast<std::uint16_t>(
                    std::lround(value * (std::ldexp(1.0, component.depth) - 1.0)) << component.shift);
                if (component.depth + component.shift > 8)
                    std::memcpy(at, &sample, 2);
                else
                    *at = static_cast<std::byte>(sample);
            }
        }
    }
    return frame;
}

// Settings of a BT.709 clip at 25 frames a second.
inline EncodeSettings settings_for(std::string_view id, int width, int height) {
    EncodeSettings settings;
    settings.preset = preset(id);
    settings.width = width;
    settings.height = height;
    settings.tags = {color::Primaries::bt709, color::Transfer::bt709, color::Matrix::bt709, color::Range::limited,
                     color::ChromaLocation::left};
    return settings;
}

struct Written {
    WrittenInfo info;
    std::string raw;  // what was given to the encoder
};

// Encodes `count` synthetic frames at the nominal rate.
inline Written encode(const std::filesystem::path& output, const EncodeSettings& settings, int count) {
    const std::unique_ptr<Encoder> encoder = create_encoder(output, settings);
    Written written;
    const std::int64_t num = settings.frame_rate.numerator;
    const std::int64_t den = settings.frame_rate.denominator;
    for (int i = 0; i < count; ++i) {
        const Frame frame =
            synthetic_frame(encoder->format(), settings.width, settings.height, i, {i * den, num}, {den, num});
        written.raw += packed(frame);
        encoder->write(frame);
    }
    written.info = encoder->finish();
    return written;
}

// The message of the Error that `work` throws.
template <class Work>
std::string error_of(Work work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

inline nlohmann::json probe_json(const std::filesystem::path& file) {
    const CommandResult result =
        run("ffprobe -v error -count_packets -show_streams -show_format -of json " + quoted(file));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(result.out);
}

// Every picture of `file` as rawvideo of `pixel_format`, by the ffmpeg command.
inline std::string decoded(const std::filesystem::path& file, const std::string& pixel_format) {
    const CommandResult result = run("ffmpeg -v error -i " + quoted(file) +
                                     " -map 0:v -fps_mode passthrough -f rawvideo -pix_fmt " + pixel_format + " -");
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result.out;
}

// In dB, over all samples; infinite where equal. `sample_bytes` 1 or 2 (little-endian), `depth` bits.
inline double psnr(const std::string& a, const std::string& b, int sample_bytes, int depth) {
    if (a.size() != b.size() || a.empty()) return -1.0;
    double sum = 0.0;
    const std::size_t count = a.size() / static_cast<std::size_t>(sample_bytes);
    const auto at = [&](const std::string& s, std::size_t i) {
        if (sample_bytes == 1) return static_cast<double>(static_cast<unsigned char>(s[i]));
        std::uint16_t value;
        std::memcpy(&value, s.data() + 2 * i, 2);
        return static_cast<double>(value);
    };
    for (std::size_t i = 0; i < count; ++i) sum += (at(a, i) - at(b, i)) * (at(a, i) - at(b, i));
    const double peak = std::ldexp(1.0, depth) - 1.0;
    return sum == 0.0 ? INFINITY : 10.0 * std::log10(peak * peak * static_cast<double>(count) / sum);
}

inline bool nothing_in(const std::filesystem::path& folder) {
    return std::filesystem::is_empty(folder);
}

}  // namespace umber::media::test

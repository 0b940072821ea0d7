// Frames of noise, and the plain way from samples to R'G'B' and back in double: written from the Recommendations and
// FFmpeg's description of its formats, sharing nothing with the engine's generated code. For tests.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>
#include <glm/glm.hpp>
#include <random>
#include <vector>

#include "media/frame.h"

namespace umber::engine::test {

using color::ChromaLocation;
using color::Matrix;
using color::Range;
using media::PixelFormat;

// A picture of numbers, rows without gaps.
struct Colours {
    int width = 0, height = 0;
    std::vector<glm::dvec3> rgb;
    // Beyond the edges the edge's pixels go on.
    glm::dvec3 at(int x, int y) const {
        const int inside_x = std::clamp(x, 0, width - 1), inside_y = std::clamp(y, 0, height - 1);
        return rgb[static_cast<std::size_t>(inside_y) * static_cast<std::size_t>(width) +
                   static_cast<std::size_t>(inside_x)];
    }
};

// `count` colours between `low` and `high`, the same ones each time.
inline std::vector<glm::vec3> random_colours(std::size_t count, float low = 0, float high = 1) {
    std::mt19937 random(5);
    std::uniform_real_distribution<float> any(low, high);
    std::vector<glm::vec3> colours;
    for (std::size_t i = 0; i < count; ++i) colours.emplace_back(any(random), any(random), any(random));
    return colours;
}

inline const PixelFormat::Component& part(const PixelFormat& format, int component) {
    return format.component[static_cast<std::size_t>(component)];
}

inline bool is_chroma(const PixelFormat& format, int component) {
    return format.model == PixelFormat::Model::ycbcr && (component == 1 || component == 2);
}

// Samples of a component, across and down.
inline glm::ivec2 samples(const media::Frame& frame, int component) {
    const int x = is_chroma(frame.format, component) ? frame.format.log2_chroma_width : 0,
              y = is_chroma(frame.format, component) ? frame.format.log2_chroma_height : 0;
    return {(frame.width + (1 << x) - 1) >> x, (frame.height + (1 << y) - 1) >> y};
}

inline std::byte* address(const media::Frame& frame, int component, int x, int y) {
    const auto& c = part(frame.format, component);
    return frame.data(c.plane) + static_cast<std::size_t>(y) * frame.plane[static_cast<std::size_t>(c.plane)].stride +
           static_cast<std::size_t>(x * c.step + c.offset);
}

inline int bytes_of(const PixelFormat& format) {
    return (format.depth() + part(format, 0).shift) <= 8 ? 1 : (format.depth() + part(format, 0).shift) <= 16 ? 2 : 4;
}

inline std::uint32_t bits(const media::Frame& frame, int component, int x, int y) {
    const int bytes = bytes_of(frame.format);
    const std::byte* from = address(frame, component, x, y);
    std::uint32_t value = 0;
    for (int i = 0; i < bytes; ++i)
        value |= std::to_integer<std::uint32_t>(from[i]) << (8 * (frame.format.big_endian ? bytes - 1 - i : i));
    return value;
}

inline void put_bits(const media::Frame& frame, int component, int x, int y, std::uint32_t value) {
    const int bytes = bytes_of(frame.format);
    std::byte* to = address(frame, component, x, y);
    for (int i = 0; i < bytes; ++i)
        to[i] = static_cast<std::byte>(value >> (8 * (frame.format.big_endian ? bytes - 1 - i : i)));
}

// The code value, or the number of a floating format.
inline double sample(const media::Frame& frame, int component, int x, int y) {
    const std::uint32_t raw = bits(frame, component, x, y);
    if (frame.format.floating) {
        if (frame.format.depth() == 32) {
            float value = 0;
            std::memcpy(&value, &raw, 4);
            return double(value);
        }
        const int exponent = static_cast<int>(raw >> 10) & 31;
        const double fraction = double(raw & 1023) / 1024, sign = raw & 0x8000 ? -1 : 1;
        return exponent ? sign * std::ldexp(1 + fraction, exponent - 15) : sign * std::ldexp(fraction, -14);
    }
    return double((raw >> part(frame.format, component).shift) & ((1u << frame.format.depth()) - 1));
}

inline void put_float(const media::Frame& frame, int component, int x, int y, float value) {
    std::uint32_t raw = 0;
    std::memcpy(&raw, &value, 4);
    put_bits(frame, component, x, y, raw);
}

// Noise over all codes (floats: -0.2..1.4), and rubbish wherever no sample is.
inline media::Frame noise(media::FrameAllocator& frames, const std::string& format, int width, int height,
                          const color::Tags& tags, unsigned seed = 1) {
    media::Frame frame = media::allocate_frame(frames, media::pixel_format(format), width, height);
    frame.tags = tags;
    std::mt19937 random(seed);
    for (std::byte& byte : frame.memory->bytes()) byte = static_cast<std::byte>(random() >> 24 | 0x7c);
    std::uniform_real_distribution<float> number(-0.2f, 1.4f);
    for (int c = 0; c < frame.format.components; ++c)
        for (int y = 0; y < samples(frame, c).y; ++y)
            for (int x = 0; x < samples(frame, c).x; ++x) {
                if (frame.format.floating && frame.format.depth() == 32)
                    put_float(frame, c, x, y, number(random));
                else if (frame.format.floating)
                    put_bits(frame, c, x, y, static_cast<std::uint32_t>(random() % 0x3e00));
                else
                    put_bits(frame, c, x, y,
                             (static_cast<std::uint32_t>(random()) & ((1u << frame.format.depth()) - 1))
                                 << part(frame.format, c).shift);
            }
    return frame;
}

// ITU-T H.273 figure 1: where in its block of luma samples a chroma sample lies; unspecified: left.
inline glm::dvec2 site_of(const PixelFormat& format, ChromaLocation location) {
    const glm::dvec2 far((1 << format.log2_chroma_width) - 1, (1 << format.log2_chroma_height) - 1);
    glm::dvec2 site(0, far.y / 2);
    if (location == ChromaLocation::center || location == ChromaLocation::top || location == ChromaLocation::bottom)
        site.x = far.x / 2;
    if (location == ChromaLocation::top_left || location == ChromaLocation::top) site.y = 0;
    if (location == ChromaLocation::bottom_left || location == ChromaLocation::bottom) site.y = far.y;
    return site;
}

inline glm::dvec2 weights_of(Matrix matrix) {  // K_R, K_B
    if (matrix == Matrix::bt709) return {0.2126, 0.0722};
    if (matrix == Matrix::bt2020nc) return {0.2627, 0.0593};
    return {0.299, 0.114};  // BT.601
}

// Codes of one component from its value: ITU-R BT.2100-2 table 9 (limited: 16 + 219 v, 128 + 224 c of 8 bits).
inline double to_code(const PixelFormat& format, Range range, bool chroma, double value) {
    const double top = std::exp2(format.depth()) - 1, unit = std::exp2(format.depth() - 8);
    if (range == Range::limited) return chroma ? (224 * value + 128) * unit : (219 * value + 16) * unit;
    return chroma ? value * top + std::exp2(format.depth() - 1) : value * top;
}
inline double from_code(const PixelFormat& format, Range range, bool chroma, double code) {
    const double zero = to_code(format, range, chroma, 0);
    return (code - zero) / (to_code(format, range, chroma, 1) - zero);
}

// A component at a place between its samples, bilinear, the outermost going on.
inline double between(const media::Frame& frame, int component, double x, double y) {
    const glm::ivec2 last = samples(frame, component) - 1;
    const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
    double sum = 0;
    for (int j = 0; j < 2; ++j)
        for (int i = 0; i < 2; ++i) {
            const double weight = (1 - std::abs(x - (left + i))) * (1 - std::abs(y - (top + j)));
            if (weight > 0)
                sum +=
                    weight * sample(frame, component, std::clamp(left + i, 0, last.x), std::clamp(top + j, 0, last.y));
        }
    return sum;
}

inline glm::dvec3 rgb_of(glm::dvec3 ycc, Matrix matrix) {
    const glm::dvec2 k = weights_of(matrix);
    const double red = ycc.x + 2 * (1 - k.x) * ycc.z, blue = ycc.x + 2 * (1 - k.y) * ycc.y;
    return {red, (ycc.x - k.x * red - k.y * blue) / (1 - k.x - k.y), blue};
}
inline glm::dvec3 ycc_of(glm::dvec3 rgb, Matrix matrix) {
    const glm::dvec2 k = weights_of(matrix);
    const double luma = k.x * rgb.x + (1 - k.x - k.y) * rgb.y + k.y * rgb.z;
    return {luma, (rgb.z - luma) / (2 * (1 - k.y)), (rgb.x - luma) / (2 * (1 - k.x))};
}

inline Colours decoded(const media::Frame& frame, glm::dvec2 site) {
    const PixelFormat& format = frame.format;
    const Range range = frame.tags.range;
    const auto value = [&](bool chroma, double code) {
        return format.floating ? code : from_code(format, range, chroma, code);
    };
    Colours picture{frame.width, frame.height, {}};
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x) {
            const double first = value(false, sample(frame, 0, x, y));
            if (format.model == PixelFormat::Model::grey)
                picture.rgb.emplace_back(first);
            else if (format.model == PixelFormat::Model::rgb)
                picture.rgb.emplace_back(first, value(false, sample(frame, 1, x, y)),
                                         value(false, sample(frame, 2, x, y)));
            else {
                const double cx = (x - site.x) / (1 << format.log2_chroma_width),
                             cy = (y - site.y) / (1 << format.log2_chroma_height);
                picture.rgb.push_back(
                    rgb_of({first, value(true, between(frame, 1, cx, cy)), value(true, between(frame, 2, cx, cy))},
                           frame.tags.matrix));
            }
        }
    return picture;
}

inline Colours decoded(const media::Frame& frame) {
    return decoded(frame, site_of(frame.format, frame.tags.chroma_location));
}

// Every second row of an interlaced picture, in the same memory: a picture of its own.
inline media::Frame field_of(const media::Frame& frame, int field) {
    media::Frame one = frame;
    one.height /= 2;
    for (media::Plane& plane : one.plane) {
        plane.offset += static_cast<std::size_t>(field) * plane.stride;
        plane.stride *= 2;
        plane.height /= 2;
    }
    return one;
}

// What component `c` of `format` is to be at its sample (x, y), before rounding: chroma is the mean of two pixels, or
// 1 2 1 of three where it lies on one, along each axis that has fewer.
inline double encoded(const Colours& picture, const PixelFormat& format, const color::Tags& tags, int c, int x, int y) {
    const auto component = [&](int px, int py) {
        const glm::dvec3 rgb = picture.at(px, py);
        if (format.model == PixelFormat::Model::rgb) return rgb[c];
        return ycc_of(rgb, tags.matrix)[c];
    };
    double value = 0;
    if (!is_chroma(format, c))
        value = component(x, y);
    else {
        const glm::dvec2 site = site_of(format, tags.chroma_location);
        const auto weight = [](int shift, double at, int tap) {  // of tap -1, 0, 1
            if (shift == 0) return tap == 0 ? 1.0 : 0.0;
            if (at == 0) return tap == 0 ? 0.5 : 0.25;
            return tap < 0 ? 0.0 : 0.5;
        };
        for (int j = -1; j <= 1; ++j)
            for (int i = -1; i <= 1; ++i)
                if (const double w =
                        weight(format.log2_chroma_width, site.x, i) * weight(format.log2_chroma_height, site.y, j);
                    w > 0)
                    value += w * component((x << format.log2_chroma_width) + i, (y << format.log2_chroma_height) + j);
    }
    return format.floating ? value : to_code(format, tags.range, is_chroma(format, c), value);
}

}  // namespace umber::engine::test

#include "media/picture_header.h"

extern "C" {
#include <libavutil/crc.h>
}

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include "core/error.h"

namespace umber::media {

namespace {

// ST 268-1 table 5A: transfer characteristic.
std::uint8_t dpx_transfer(color::Transfer transfer, const color::SpaceLabel& label) {
    using color::Transfer;
    if (label.density) return 13;  // ADX, ST 2065-3
    if (label.encoding == color::Encoding::log) return 3;
    switch (transfer) {
        case Transfer::linear:
            return 2;
        case Transfer::log100:
        case Transfer::log316:
            return 3;
        case Transfer::bt709:
        case Transfer::bt2020_10:
        case Transfer::bt2020_12:
            return 6;  // the same curve
        case Transfer::smpte170m:
            return 7;
        default:
            return 4;  // unspecified video
    }
}

// ST 268-1 table 5B: colorimetric specification.
std::uint8_t dpx_colorimetry(color::Primaries primaries, const color::SpaceLabel& label) {
    using color::Primaries;
    if (label.density) return 1;  // printing density
    switch (primaries) {
        case Primaries::bt709:
            return 6;
        case Primaries::bt601_625:
            return 7;
        case Primaries::bt601_525:
            return 8;
        default:
            return 4;
    }
}

void put_32(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint32_t value, bool big_endian) {
    for (std::size_t i = 0; i < 4; ++i)
        bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * (big_endian ? 3 - i : i)));
}

std::uint32_t bcd(Timecode timecode) {
    const std::string text = to_string(timecode);
    std::uint32_t code = 0;
    for (const std::size_t at : {0u, 3u, 6u, 9u})
        code = (code << 8) | static_cast<std::uint32_t>((text[at] - '0') << 4 | (text[at + 1] - '0'));
    return timecode.drop_frame ? code | 0x40u : code;  // ST 12-1's flag, bit 6 of the frames
}

constexpr std::size_t png_signature = 8;
constexpr std::size_t png_header_end = png_signature + 4 + 4 + 13 + 4;  // length, "IHDR", its 13 bytes, CRC

}  // namespace

void complete_dpx_header(std::vector<std::uint8_t>& picture, const color::Tags& tags, const color::SpaceLabel& label,
                         std::optional<Timecode> timecode, std::optional<Rational> frame_rate) {
    constexpr std::size_t generic = 1664;  // FFmpeg writes the generic headers only
    constexpr std::size_t industry = 384;  // film and television
    if (picture.size() < generic) return;
    const bool big_endian = picture[0] == 'S';  // "SDPX", or "XPDS" for little-endian
    const auto put = [&](std::size_t at, std::uint32_t value) { put_32(picture, at, value, big_endian); };
    picture[801] = dpx_transfer(tags.transfer, label);
    picture[802] = dpx_colorimetry(tags.primaries, label);
    if (!timecode && !frame_rate) return;

    picture.insert(picture.begin() + generic, industry, 0xFF);  // all ones: undefined
    const auto text = [&](std::size_t from, std::size_t to) {   // undefined text and reserved bytes are zero
        std::fill(picture.begin() + static_cast<std::ptrdiff_t>(from),
                  picture.begin() + static_cast<std::ptrdiff_t>(to), std::uint8_t{0});
    };
    text(1664, 1712);
    text(1732, 1920);
    text(1972, 2048);
    put(4, generic + industry);  // offset to the picture
    put(16, static_cast<std::uint32_t>(picture.size()));
    put(24, generic);
    put(28, industry);
    put(32, 0);                    // user data
    put(808, generic + industry);  // offset of image element 1
    if (timecode && timecode->base <= 30) put(1920, bcd(*timecode));
    if (frame_rate && frame_rate->numerator > 0) {
        const auto rate = std::bit_cast<std::uint32_t>(static_cast<float>(frame_rate->value()));
        put(1724, rate);  // film header
        put(1940, rate);  // television header
    }
}

bool has_dpx_timecode(const std::filesystem::path& file) {
    constexpr std::streamoff at = 1920;
    std::array<unsigned char, 4> code{};
    std::ifstream in(file, std::ios::binary);
    if (!in.seekg(at) || !in.read(reinterpret_cast<char*>(code.data()), code.size())) return false;
    return std::any_of(code.begin(), code.end(), [](unsigned char byte) { return byte != 0xFF; });
}

std::vector<std::pair<std::string, std::string>> dpx_colours(const std::filesystem::path& file) {
    constexpr std::size_t header = 808;  // up to the end of the first element's colour fields
    std::array<char, header> bytes{};
    std::ifstream in(file, std::ios::binary);
    if (!in.read(bytes.data(), bytes.size())) return {};
    const std::string_view magic(bytes.data(), 4);
    if (magic != "SDPX" && magic != "XPDS") return {};
    const auto number = [&](std::size_t at) { return std::to_string(static_cast<unsigned char>(bytes[at])); };
    return {{"dpx.transfer", number(801)}, {"dpx.colorimetric", number(802)}, {"dpx.bits", number(803)}};
}

void complete_png_header(std::vector<std::uint8_t>& picture, const color::Tags& tags) {
    if (tags.primaries == color::Primaries::unspecified || tags.transfer == color::Transfer::unspecified ||
        picture.size() < png_header_end ||
        color::tell_space(png_cicp(std::string_view(reinterpret_cast<const char*>(picture.data()), picture.size()))))
        return;
    std::array<std::uint8_t, 16> chunk{0, 0, 0, 4, 'c', 'I', 'C', 'P'};
    chunk[8] = static_cast<std::uint8_t>(tags.primaries);
    chunk[9] = static_cast<std::uint8_t>(tags.transfer);
    chunk[10] = 0;  // R'G'B'
    chunk[11] = 1;  // full range
    const std::uint32_t crc = ~av_crc(av_crc_get_table(AV_CRC_32_IEEE_LE), 0xFFFFFFFFu, chunk.data() + 4, 8);
    for (std::size_t i = 0; i < 4; ++i) chunk[12 + i] = static_cast<std::uint8_t>(crc >> (24 - 8 * i));
    picture.insert(picture.begin() + static_cast<std::ptrdiff_t>(png_header_end), chunk.begin(), chunk.end());
}

void complete_dnxhr_header(AVPacket& packet, color::Matrix matrix) {
    constexpr int at = 0x2c;
    if (matrix != color::Matrix::bt2020nc || packet.size <= at) return;
    if (av_packet_make_writable(&packet) < 0) throw Error("out of memory");
    packet.data[at] = static_cast<std::uint8_t>((packet.data[at] & ~6u) | 1u << 1);
}

color::Tags png_cicp(std::string_view picture) {
    color::Tags tags;
    if (!picture.starts_with("\x89PNG\r\n\x1a\n")) return tags;
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(picture[at]); };
    std::size_t at = png_signature;
    while (at + 12 <= picture.size()) {
        const std::size_t length = static_cast<std::size_t>(byte(at)) << 24 |
                                   static_cast<std::size_t>(byte(at + 1)) << 16 |
                                   static_cast<std::size_t>(byte(at + 2)) << 8 | byte(at + 3);
        const std::string_view type = picture.substr(at + 4, 4);
        if (type == "IDAT") break;
        if (type == "cICP" && length == 4 && at + 16 <= picture.size()) {
            const auto primaries = static_cast<color::Primaries>(byte(at + 8));
            const auto transfer = static_cast<color::Transfer>(byte(at + 9));
            if (color::name(primaries) != "unknown") tags.primaries = primaries;
            if (color::name(transfer) != "unknown") tags.transfer = transfer;
            break;
        }
        at += 12 + length;
    }
    return tags;
}

color::Tags png_cicp(const std::filesystem::path& file) {
    std::string start(std::size_t{1} << 20, '\0');  // the chunk stands before the pixels
    std::ifstream in(file, std::ios::binary);
    in.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(in.gcount()));
    return png_cicp(std::string_view(start));
}

}  // namespace umber::media

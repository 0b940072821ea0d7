// One graded picture into a file, with the values exactly as they are.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "media/container_tags.h"
#include "media/encoder.h"
#include "media/exr_writer.h"
#include "media/picture_encoder.h"
#include "media/picture_header.h"

namespace umber::media {

namespace {

// How a still of this extension and depth is made by FFmpeg.
struct Recipe {
    const char* codec;
    const char* pixel_format;
    std::map<std::string, std::string> options;
};

Recipe recipe(const std::filesystem::path& output, const std::string& extension, StillDepth depth) {
    const auto refuse = [&](const char* has) -> Error {
        const char* name = depth == StillDepth::eight     ? "8 bits"
                           : depth == StillDepth::sixteen ? "16 bits"
                           : depth == StillDepth::half    ? "half float"
                                                          : "float";
        return Error("{}: {} files have no depth of {}; they have {}", output.string(), extension, name, has);
    };
    const bool integer = depth == StillDepth::automatic || depth == StillDepth::eight || depth == StillDepth::sixteen;
    if (extension == ".png") {
        if (!integer) throw refuse("8 or 16 bits");
        return {
            "png", depth == StillDepth::eight ? "rgb24" : "rgb48le", {{"compression_level", "4"}, {"pred", "mixed"}}};
    }
    if (extension == ".tif" || extension == ".tiff") {
        if (!integer) throw refuse("8 or 16 bits");
        return {"tiff", depth == StillDepth::eight ? "rgb24" : "rgb48le", {{"compression_algo", "deflate"}}};
    }
    if (extension == ".dpx") {
        if (depth == StillDepth::sixteen) return {"dpx", "rgb48le", {}};
        if (depth != StillDepth::automatic) throw refuse("10 bits (when none is asked for) or 16");
        return {"dpx", "gbrp10le", {}};
    }
    if (extension == ".jpg" || extension == ".jpeg") {
        if (depth != StillDepth::automatic && depth != StillDepth::eight) throw refuse("8 bits");
        return {"mjpeg",
                "yuvj444p",
                {{"flags", "+qscale"}, {"global_quality", "118"}, {"qmin", "1"}, {"huffman", "optimal"}}};
    }
    throw Error("{}: stills are written as .png, .tif, .exr, .dpx or .jpg{}", output.string(),
                extension.empty() ? "" : ", not " + extension);
}

// Round half up, clipped; NaN is 0.
std::uint16_t quantised(float value, double full_scale) {
    if (!(value > 0.0f)) return 0;
    const double scaled = std::floor(static_cast<double>(value) * full_scale + 0.5);
    return static_cast<std::uint16_t>(std::min(scaled, full_scale));
}

void store(std::byte* row, const PixelFormat::Component& component, int x, std::uint16_t value) {
    std::byte* at = row + static_cast<std::size_t>(x) * static_cast<std::size_t>(component.step) + component.offset;
    if (component.depth > 8)
        std::memcpy(at, &value, 2);
    else
        *at = static_cast<std::byte>(value);
}

// JFIF: BT.601 luma, full range, from the unrounded R'G'B' (T.871 clause 7).
struct Ycc {
    double y, cb, cr;
};
Ycc jfif(double r, double g, double b) {
    const double y = 0.299 * r + 0.587 * g + 0.114 * b;
    return {y, (b - y) / 1.772 + 128.0 / 255.0, (r - y) / 1.402 + 128.0 / 255.0};
}

float clipped(float value) {
    return value > 0.0f ? std::min(value, 1.0f) : 0.0f;
}

Frame quantise(const Frame& from, const PixelFormat& format) {
    Frame to = allocate_frame(*host_allocator(), format, from.width, from.height);
    to.tags = from.tags;
    const double full_scale = std::ldexp(1.0, format.depth()) - 1.0;
    const auto row_of = [](const Frame& frame, int component, int y) {
        const int plane = frame.format.component[static_cast<std::size_t>(component)].plane;
        return frame.data(plane) + static_cast<std::size_t>(y) * frame.plane[static_cast<std::size_t>(plane)].stride;
    };
    for (int y = 0; y < from.height; ++y) {
        std::byte* out[3];
        const std::byte* in[3];
        for (int c = 0; c < 3; ++c) {
            out[c] = row_of(to, c, y);
            in[c] = row_of(from, c, y);
        }
        for (int x = 0; x < from.width; ++x) {
            float rgb[3];
            for (int c = 0; c < 3; ++c)
                std::memcpy(&rgb[c], in[c] + static_cast<std::size_t>(x) * sizeof(float), sizeof(float));
            if (format.model == PixelFormat::Model::ycbcr) {
                const Ycc ycc = jfif(clipped(rgb[0]), clipped(rgb[1]), clipped(rgb[2]));
                rgb[0] = static_cast<float>(ycc.y);
                rgb[1] = static_cast<float>(ycc.cb);
                rgb[2] = static_cast<float>(ycc.cr);
            }
            for (int c = 0; c < 3; ++c)
                store(out[c], format.component[static_cast<std::size_t>(c)], x, quantised(rgb[c], full_scale));
        }
    }
    return to;
}

}  // namespace

void write_still(const std::filesystem::path& output, const Frame& frame, StillDepth depth,
                 const color::SpaceLabel& label) {
    route_ffmpeg_log();
    if (frame.format.name != "gbrpf32le")
        throw Error("{}: a still is written from gbrpf32le, not from {}", output.string(), frame.format.name);
    const std::string extension = lower_extension(output);
    if (extension == ".exr") {
        if (depth == StillDepth::eight || depth == StillDepth::sixteen)
            throw Error("{}: .exr files have no depth of {} bits; they have half or float", output.string(),
                        depth == StillDepth::eight ? 8 : 16);
        TemporaryFile file(output);
        ExrSettings settings;
        settings.half = depth != StillDepth::floating;
        settings.label = label;
        write_exr(file.path(), frame, settings, output);
        file.commit();
        return;
    }
    const Recipe made_by = recipe(output, extension, depth);
    PictureSettings settings;
    settings.codec = made_by.codec;
    settings.pixel_format = made_by.pixel_format;
    settings.options = made_by.options;
    settings.width = frame.width;
    settings.height = frame.height;
    settings.tags = frame.tags;
    settings.threads = 1;  // one picture: frame threads would only delay it
    if (extension.starts_with(".jp")) {
        settings.tags.matrix = color::Matrix::bt601_625;
        settings.tags.range = color::Range::full;
    }
    PictureEncoder encoder(output, settings);
    encoder.send(quantise(frame, encoder.format()), 0, 1);
    encoder.flush();
    const PacketHandle packet = make_packet();
    if (!encoder.receive(*packet)) throw Error("{}: the encoder gave no picture", output.string());
    std::vector<std::uint8_t> bytes(packet->data, packet->data + packet->size);
    const color::Tags tags = tags_for(encoder.format(), frame.tags);
    if (extension == ".dpx") complete_dpx_header(bytes, tags, label, std::nullopt, std::nullopt);
    if (extension == ".png") complete_png_header(bytes, tags);
    write_file(output, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace umber::media

#include "media/hdr_from_ffmpeg.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "core/error.h"
#include "media/ffmpeg_compat.h"

namespace umber::media {

namespace {

constexpr int chromaticity_steps = 50000, luminance_steps = 10000;

struct AvFree {
    void operator()(void* memory) const { av_free(memory); }
};

int in_steps(AVRational value, int steps) {
    return static_cast<int>(std::lround(av_q2d(value) * steps));
}

HdrMetadata hdr_of(const compat::SideData& display, const compat::SideData& light, std::vector<std::string>* notes) {
    HdrMetadata hdr;
    if (display.data && display.size >= sizeof(AVMasteringDisplayMetadata)) {
        const auto& from = *reinterpret_cast<const AVMasteringDisplayMetadata*>(display.data);
        if (from.has_primaries && from.has_luminance) {
            MasteringDisplay made;
            for (std::size_t i = 0; i < 3; ++i)
                for (std::size_t k = 0; k < 2; ++k)
                    made.primaries[i][k] = in_steps(from.display_primaries[i][k], chromaticity_steps);
            for (std::size_t k = 0; k < 2; ++k) made.white_point[k] = in_steps(from.white_point[k], chromaticity_steps);
            made.max_luminance = in_steps(from.max_luminance, luminance_steps);
            made.min_luminance = in_steps(from.min_luminance, luminance_steps);
            hdr.mastering_display = made;
        } else if (notes) {
            notes->push_back(fmt::format("its mastering display has no {}; it is left out",
                                         from.has_primaries ? "luminance" : "primaries"));
        }
    }
    if (light.data && light.size >= sizeof(AVContentLightMetadata)) {
        const auto& from = *reinterpret_cast<const AVContentLightMetadata*>(light.data);
        // libx265 writes zeros, which mean unknown, where only the display was given.
        if (from.MaxCLL != 0 || from.MaxFALL != 0)
            hdr.content_light = ContentLight{static_cast<int>(from.MaxCLL), static_cast<int>(from.MaxFALL)};
    }
    return hdr;
}

compat::SideData side_data(const AVFrame* frame, AVFrameSideDataType type) {
    const AVFrameSideData* found = av_frame_get_side_data(frame, type);
    return found ? compat::SideData{found->data, found->size} : compat::SideData{};
}

}  // namespace

HdrMetadata hdr_of(const AVStream* stream, std::vector<std::string>* notes) {
    return hdr_of(compat::stream_side_data(stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA),
                  compat::stream_side_data(stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL), notes);
}

HdrMetadata hdr_of(const AVFrame* frame, std::vector<std::string>* notes) {
    return hdr_of(side_data(frame, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA),
                  side_data(frame, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL), notes);
}

HdrMetadata or_else(HdrMetadata first, const HdrMetadata& second) {
    if (!first.mastering_display) first.mastering_display = second.mastering_display;
    if (!first.content_light) first.content_light = second.content_light;
    return first;
}

void add_hdr(AVStream* stream, const HdrMetadata& hdr) {
    if (const auto& display = hdr.mastering_display) {
        const std::unique_ptr<AVMasteringDisplayMetadata, AvFree> made(av_mastering_display_metadata_alloc());
        if (!made) throw Error("out of memory");
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t k = 0; k < 2; ++k)
                made->display_primaries[i][k] = {display->primaries[i][k], chromaticity_steps};
        for (std::size_t k = 0; k < 2; ++k) made->white_point[k] = {display->white_point[k], chromaticity_steps};
        made->max_luminance = {display->max_luminance, luminance_steps};
        made->min_luminance = {display->min_luminance, luminance_steps};
        made->has_primaries = made->has_luminance = 1;
        if (!compat::add_stream_side_data(stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, made.get(), sizeof *made))
            throw Error("out of memory");
    }
    if (const auto& light = hdr.content_light) {
        AVContentLightMetadata made{};
        made.MaxCLL = static_cast<unsigned>(light->max_cll);
        made.MaxFALL = static_cast<unsigned>(light->max_fall);
        if (!compat::add_stream_side_data(stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, &made, sizeof made))
            throw Error("out of memory");
    }
}

void add_hdr(std::map<std::string, std::string>& options, const std::string& codec, const HdrMetadata& hdr) {
    const bool x265 = codec == "libx265";
    if (!x265 && codec != "libx264") return;
    std::string& words = options[x265 ? "x265-params" : "x264-params"];
    const auto add = [&](const std::string& word) { words += (words.empty() ? "" : ":") + word; };
    if (const auto& display = hdr.mastering_display) {
        const auto& [red, green, blue] = display->primaries;
        add(fmt::format("{}=G({},{})B({},{})R({},{})WP({},{})L({},{})", x265 ? "master-display" : "mastering-display",
                        green[0], green[1], blue[0], blue[1], red[0], red[1], display->white_point[0],
                        display->white_point[1], display->max_luminance, display->min_luminance));
    }
    if (const auto& light = hdr.content_light)
        add(fmt::format("{}={},{}", x265 ? "max-cll" : "cll", light->max_cll, light->max_fall));
    if (words.empty()) options.erase(x265 ? "x265-params" : "x264-params");
}

}  // namespace umber::media

#include "media/container_tags.h"

#include <array>
#include <set>
#include <string_view>

#include "core/error.h"
#include "media/ffmpeg_compat.h"
#include "media/hdr_from_ffmpeg.h"

namespace umber::media {

bool is_mov_family(const AVFormatContext& output) {
    const std::string_view name = output.oformat->name;
    return name == "mov" || name == "mp4";
}
bool is_mxf(const AVFormatContext& output) {
    return std::string_view(output.oformat->name) == "mxf";
}
bool is_matroska(const AVFormatContext& output) {
    return std::string_view(output.oformat->name) == "matroska";
}

std::vector<std::string> add_container_tags(AVFormatContext& output, AVStream& video, const EncodeSettings& settings) {
    std::vector<std::string> notes;
    // What the muxer writes of its own accord, and what no longer holds in the new file.
    static const std::set<std::string> ours{"encoder",  "major_brand", "minor_version", "compatible_brands",
                                            "timecode", "rotate",      "handler_name",  "vendor_id"};
    for (const auto& [key, value] : settings.metadata)
        if (!ours.contains(key)) av_dict_set(&output.metadata, key.c_str(), value.c_str(), 0);

    if (settings.start_timecode) {
        const std::string timecode = to_string(*settings.start_timecode);
        // MXF's muxer looks on the format, the others on the stream (where QuickTime's keys don't repeat it).
        av_dict_set(is_mxf(output) ? &output.metadata : &video.metadata, "timecode", timecode.c_str(), 0);
    }
    if (settings.rotation % 360 != 0) {
        std::array<std::int32_t, 9> matrix{};
        av_display_rotation_set(matrix.data(), settings.rotation);
        if (!is_mov_family(output))
            notes.push_back(fmt::format("rotation of {} degrees: not kept, {} files can't say it", settings.rotation,
                                        output.oformat->name));
        else if (!compat::add_stream_side_data(&video, AV_PKT_DATA_DISPLAYMATRIX, matrix.data(), sizeof matrix))
            throw Error("out of memory");
    }
    add_hdr(&video, settings.hdr);
    return notes;
}

void add_muxer_options(Dictionary& options, const AVFormatContext& output, const EncodeSettings& settings) {
    if (!is_mov_family(output)) return;
    std::string flags = "+write_colr";
    if (settings.preset.codec == "libx264" || settings.preset.codec == "libx265") flags += "+faststart";
    for (const auto& [key, value] : settings.metadata)
        if (key.starts_with("com.")) {  // QuickTime's reverse-domain keys are only written as 'mdta'
            flags += "+use_metadata_tags";
            break;
        }
    options.set("movflags", flags);
    // Ticks of the given time base, so that a variable rate keeps its times; and edit lists as exact as the track
    // itself, or players cut the last frame by half a millisecond.
    const std::int64_t ticks =
        settings.time_base.numerator > 0 ? settings.time_base.denominator : settings.frame_rate.numerator;
    if (settings.time_base.numerator > 0 && ticks > 0 && ticks <= 10'000'000)
        options.set("video_track_timescale", std::to_string(ticks));
    std::int64_t scale = ticks;
    while (scale > 0 && scale < 10'000) scale *= 2;  // as the muxer does for the track
    if (scale > 0 && scale <= 10'000'000) options.set("movie_timescale", std::to_string(scale));
}

}  // namespace umber::media

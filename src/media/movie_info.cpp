#include "media/movie_info.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>

#include "core/error.h"
#include "media/ffmpeg_compat.h"
#include "media/picture_header.h"
#include "media/sony_sidecar.h"

namespace umber::media {

namespace {

void add_metadata(const AVDictionary* dictionary, ClipInfo& info) {
    const AVDictionaryEntry* entry = nullptr;
    while ((entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr)
        info.metadata.emplace_back(entry->key, entry->value);
}

std::string tag(const AVDictionary* dictionary, const char* key) {
    const AVDictionaryEntry* entry = av_dict_get(dictionary, key, nullptr, 0);
    return entry ? entry->value : "";
}

}  // namespace

void describe_container(const AVFormatContext* input, const AVStream* video, ClipInfo& info) {
    for (unsigned i = 0; i < input->nb_streams; ++i) {
        const AVCodecParameters* parameters = input->streams[i]->codecpar;
        if (parameters->codec_type != AVMEDIA_TYPE_AUDIO) continue;
        info.audio.push_back(
            {avcodec_get_name(parameters->codec_id), parameters->ch_layout.nb_channels, parameters->sample_rate});
    }
    add_metadata(input->metadata, info);
    if (video) add_metadata(video->metadata, info);
    if (video && video->codecpar->codec_id == AV_CODEC_ID_DPX)
        for (auto& field : dpx_colours(info.path)) info.metadata.push_back(std::move(field));
    if (const auto sidecar = video ? sony_sidecar(info.path) : std::nullopt) try {
            for (auto& field : read_sony_sidecar(*sidecar)) info.metadata.push_back(std::move(field));
        } catch (const Error& error) {  // the clip can be read without it
            info.notes.push_back(fmt::format("what lies beside it is not read: {}", error.what()));
        }
}

int rotation_of(const AVStream* stream, const AVFrame* frame, std::vector<std::string>& notes) {
    std::array<std::int32_t, 9> matrix{};
    compat::SideData found = stream ? compat::stream_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX) : compat::SideData{};
    if (!found.data && frame) {
        if (const AVFrameSideData* side = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX))
            found = {side->data, side->size};
    }
    if (!found.data || found.size < sizeof matrix) return 0;
    std::memcpy(matrix.data(), found.data, sizeof matrix);
    // FFmpeg's own reading is anticlockwise.
    const double degrees = -av_display_rotation_get(matrix.data());
    if (!std::isfinite(degrees)) return 0;
    const double determinant = static_cast<double>(matrix[0]) * matrix[4] - static_cast<double>(matrix[1]) * matrix[3];
    if (determinant < 0) notes.emplace_back("the file asks for a mirrored picture; it is shown unmirrored");
    const int quarter = static_cast<int>(std::lround(degrees / 90.0));
    if (std::abs(degrees - 90.0 * quarter) > 0.5)
        notes.push_back(
            fmt::format("the file asks for a turn by {:.1f} degrees; only quarter turns are made", degrees));
    return ((quarter % 4) + 4) % 4 * 90;
}

bool holds_two_fields(const AVFrame* frame, AVCodecID codec) {
    return compat::is_interlaced(frame) && codec != AV_CODEC_ID_HEVC && codec != AV_CODEC_ID_VVC;
}

Fields fields_of(const AVFrame* frame, AVCodecID codec, const PixelFormat& format, std::vector<std::string>& notes) {
    if (compat::is_interlaced(frame) && !holds_two_fields(frame, codec))
        notes.emplace_back("interlaced, and coded as single fields: each is graded and shown as a picture of its own");
    if (!holds_two_fields(frame, codec)) return Fields::none;
    const Fields fields = compat::top_field_first(frame) ? Fields::top_first : Fields::bottom_first;
    const bool as_progressive = format.log2_chroma_height > 0 && !chroma_goes_by_fields(format, frame->height);
    notes.push_back(
        fmt::format("interlaced, {} field first: pictures are graded and shown as a whole{}",
                    fields == Fields::top_first ? "top" : "bottom",
                    as_progressive ? ", their chroma between rows is read as if they were progressive" : ""));
    return fields;
}

std::optional<Timecode> start_timecode_of(const AVFormatContext* input, const AVStream* video, const AVFrame* frame,
                                          Rational frame_rate, std::vector<std::string>& notes) {
    std::vector<std::string> candidates;
    if (input) {
        if (video) candidates.push_back(tag(video->metadata, "timecode"));
        for (unsigned i = 0; i < input->nb_streams; ++i)
            candidates.push_back(tag(input->streams[i]->metadata, "timecode"));
        candidates.push_back(tag(input->metadata, "timecode"));
    }
    if (frame) {
        candidates.push_back(tag(frame->metadata, "timecode"));
        if (const AVFrameSideData* side = av_frame_get_side_data(frame, AV_FRAME_DATA_GOP_TIMECODE)) {
            std::array<char, AV_TIMECODE_STR_SIZE> text{};
            std::int64_t packed = 0;
            std::memcpy(&packed, side->data, std::min(sizeof packed, static_cast<std::size_t>(side->size)));
            candidates.emplace_back(av_timecode_make_mpeg_tc_string(text.data(), static_cast<std::uint32_t>(packed)));
        }
    }
    const int base = timecode_base(frame_rate);
    for (const std::string& text : candidates) {
        if (text.empty()) continue;
        if (std::optional<Timecode> timecode = parse_timecode(text, base)) return timecode;
        notes.push_back(fmt::format("the timecode '{}' is none at {} frames a second and is left out", text, base));
        return std::nullopt;
    }
    return std::nullopt;
}

void settle_rate(const AVFormatContext* input, const AVStream* video, PacketIndex& index, VideoInfo& info,
                 std::vector<std::string>& notes) {
    // Interlaced H.264 counts fields; FFmpeg's guess already halves them.
    const Rational guessed =
        from_av(av_guess_frame_rate(const_cast<AVFormatContext*>(input), const_cast<AVStream*>(video), nullptr));
    const Rational average = from_av(video->avg_frame_rate);
    const Rational real = from_av(video->r_frame_rate);
    const Rational measured = index.average_rate();
    if (index.frames() == 1) {
        info.frame_rate = average.numerator > 0 ? average : guessed.numerator > 0 ? guessed : Rational{25, 1};
        index.use_rate(info.frame_rate);
        return;
    }
    if (!index.timed()) {
        info.frame_rate = guessed.numerator > 0 ? guessed : average.numerator > 0 ? average : Rational{25, 1};
        index.use_rate(info.frame_rate);
        notes.push_back(fmt::format("the file's timestamps are {}; frames are counted, at {} a second",
                                    index.lacks_times() ? "missing" : "broken", to_string(info.frame_rate)));
        return;
    }
    for (const Rational rate : {average, guessed, real, measured}) {
        if (!index.fits_rate(rate)) continue;
        info.frame_rate = rate;
        index.use_rate(rate);
        return;
    }
    info.variable_frame_rate = true;
    info.frame_rate = average.numerator > 0 ? average : measured;
    if (info.frame_rate.numerator <= 0) info.frame_rate = {25, 1};
    index.use_timestamps();
    notes.push_back(
        fmt::format("the frame rate varies, {:.2f} on average; frames keep their own times", info.frame_rate.value()));
}

}  // namespace umber::media

#include "media/read_back.h"

#include <cmath>
#include <optional>
#include <vector>

#include "core/error.h"
#include "media/ffmpeg_handles.h"
#include "media/hdr_from_ffmpeg.h"
#include "media/tags_from_ffmpeg.h"

namespace umber::media {

namespace {

template <class Tag>
Tag known(Tag first, Tag second) {
    return first == Tag::unspecified ? second : first;
}

// As the file says, without guesses. A 0 of primaries and transfer, which H.273 keeps reserved, is how some writers say
// that they don't know.
template <class From>
color::Tags tags_said(const From& from, AVColorSpace matrix, AVChromaLocation location) {
    const auto known_code = [](auto code) { return static_cast<int>(code) == 0 ? 2 : static_cast<int>(code); };
    return {static_cast<color::Primaries>(known_code(from.color_primaries)),
            static_cast<color::Transfer>(known_code(from.color_trc)), static_cast<color::Matrix>(matrix),
            static_cast<color::Range>(from.color_range), static_cast<color::ChromaLocation>(location)};
}

color::Tags tags_said(const AVCodecParameters& from) {
    return tags_said(from, from.color_space, from.chroma_location);
}

// What the first picture of `stream` says of itself.
struct Picture {
    color::Tags tags;
    std::string timecode;  // DPX keeps it in the picture
    HdrMetadata hdr;
};

// Nothing where the decoder gives no picture.
std::optional<Picture> first_picture(AVFormatContext& input, const AVStream& stream) {
    const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
    if (!codec) return std::nullopt;
    const CodecHandle context = make_codec(codec);
    // Only what the bitstream itself says: the container's tags are not handed to the decoder.
    const CodecParametersHandle parameters(avcodec_parameters_alloc());
    if (!parameters || avcodec_parameters_copy(parameters.get(), stream.codecpar) < 0) throw Error("out of memory");
    parameters->color_primaries = AVCOL_PRI_UNSPECIFIED;
    parameters->color_trc = AVCOL_TRC_UNSPECIFIED;
    parameters->color_space = AVCOL_SPC_UNSPECIFIED;
    parameters->color_range = AVCOL_RANGE_UNSPECIFIED;
    parameters->chroma_location = AVCHROMA_LOC_UNSPECIFIED;
    if (avcodec_parameters_to_context(context.get(), parameters.get()) < 0) return std::nullopt;
    context->thread_count = 1;
    if (avcodec_open2(context.get(), codec, nullptr) < 0) return std::nullopt;
    const PacketHandle packet = make_packet();
    const FrameHandle frame = make_frame();
    bool reading = true;
    while (true) {
        const int code = avcodec_receive_frame(context.get(), frame.get());
        if (code >= 0) {
            const AVDictionaryEntry* timecode = av_dict_get(frame->metadata, "timecode", nullptr, 0);
            return Picture{tags_said(*frame, frame->colorspace, frame->chroma_location),
                           timecode ? timecode->value : "", hdr_of(frame.get(), nullptr)};
        }
        if (code != AVERROR(EAGAIN)) return std::nullopt;
        if (!reading) return std::nullopt;
        if (av_read_frame(&input, packet.get()) < 0) {
            reading = false;
            avcodec_send_packet(context.get(), nullptr);
            continue;
        }
        if (packet->stream_index == stream.index) avcodec_send_packet(context.get(), packet.get());
        av_packet_unref(packet.get());
    }
}

std::int64_t count_packets(AVFormatContext& input, const AVStream& stream) {
    if (stream.nb_frames > 0) return stream.nb_frames;
    avformat_seek_file(&input, stream.index, INT64_MIN, 0, 0, 0);
    const PacketHandle packet = make_packet();
    std::int64_t count = 0;
    while (av_read_frame(&input, packet.get()) >= 0) {
        if (packet->stream_index == stream.index) ++count;
        av_packet_unref(packet.get());
    }
    return count;
}

}  // namespace

ReadBack read_back(const std::filesystem::path& path, const std::filesystem::path& shown, int timecode_base) {
    const LogListener log;
    const auto open = [&] {
        int code = 0;
        InputHandle input = open_input(path, code);
        if (!input) throw Error("{}: written, but can't be read back: {}", shown.string(), log.reason(code));
        return input;
    };
    const auto picture_of = [&](AVFormatContext& input) -> AVStream& {
        const int index = av_find_best_stream(&input, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
        if (index < 0) throw Error("{}: written, but holds no picture", shown.string());
        for (unsigned i = 0; i < input.nb_streams; ++i)
            if (static_cast<int>(i) != index) input.streams[i]->discard = AVDISCARD_ALL;
        return *input.streams[index];
    };
    ReadBack result;
    const InputHandle input = open();
    // Before a decoder looks inside: ProRes' puts what its pictures say, which may be nothing, in place of the colr
    // atom.
    std::vector<color::Tags> said;
    for (unsigned i = 0; i < input->nb_streams; ++i) said.push_back(tags_said(*input->streams[i]->codecpar));
    if (const int code = avformat_find_stream_info(input.get(), nullptr); code < 0)
        throw Error("{}: written, but can't be read back: {}", shown.string(), log.reason(code));
    const AVStream& stream = picture_of(*input);
    const auto at = static_cast<std::size_t>(stream.index);
    result.container = or_else(at < said.size() ? said[at] : color::Tags{}, tags_said(*stream.codecpar));
    result.container_hdr = hdr_of(&stream, nullptr);
    const AVRational aspect = av_guess_sample_aspect_ratio(input.get(), input->streams[stream.index], nullptr);
    if (aspect.num > 0 && aspect.den > 0) result.sample_aspect_ratio = from_av(aspect);
    const AVDictionaryEntry* timecode = av_dict_get(stream.metadata, "timecode", nullptr, 0);
    if (!timecode) timecode = av_dict_get(input->metadata, "timecode", nullptr, 0);
    const Picture picture = first_picture(*input, stream).value_or(Picture{});
    result.timecode = parse_timecode(timecode ? std::string(timecode->value) : picture.timecode, timecode_base);
    result.bitstream = picture.tags;
    result.bitstream_hdr = picture.hdr;
    if (stream.nb_frames > 0) {
        result.frames = stream.nb_frames;
    } else {  // from the start again; some demuxers can't seek in what was just written
        const InputHandle again = open();
        result.frames = count_packets(*again, picture_of(*again));
    }
    return result;
}

namespace {

// One kind of static HDR metadata: what was asked for against what is there, and the closing line's words for it.
template <class Data>
void compare_hdr(const char* what, const std::optional<Data>& asked, const std::optional<Data>& container,
                 const std::optional<Data>& bitstream, std::optional<Data>& found, WrittenInfo& info) {
    found = container ? container : bitstream;
    if (asked && !found)
        info.notes.push_back(fmt::format("{}: not kept, this format can't say it", to_string(*asked)));
    else if (asked && (*asked != *found || (bitstream && *bitstream != *asked)))
        info.notes.push_back(fmt::format("{} was asked for; the file says {}", to_string(*asked),
                                         to_string(*asked != *found ? *found : *bitstream)));
    else if (!asked && found)
        info.notes.push_back(fmt::format("no {} was asked for; the file says {}", what, to_string(*found)));
    if (found) info.tags += ", " + to_string(*found);
}

}  // namespace

WrittenInfo compare(const ReadBack& found, const Asked& asked) {
    WrittenInfo info;
    info.frames = found.frames;
    const auto check = [&](const char* what, auto wanted, auto container, auto bitstream, auto unspecified) {
        if (wanted == unspecified) return;
        if (container == unspecified && bitstream == unspecified)
            info.notes.push_back(
                fmt::format("{} {} was asked for; this format can't say it", what, color::name(wanted)));
        else if (container != unspecified && container != wanted)
            info.notes.push_back(fmt::format("{} {} was asked for; the file says {}", what, color::name(wanted),
                                             color::name(container)));
        else if (bitstream != unspecified && bitstream != wanted)
            info.notes.push_back(fmt::format("{} {} was asked for; the pictures say {}", what, color::name(wanted),
                                             color::name(bitstream)));
    };
    const color::Tags& in_container = found.container;
    const color::Tags& in_bitstream = found.bitstream;
    using namespace color;
    check("primaries", asked.tags.primaries, in_container.primaries, in_bitstream.primaries, Primaries::unspecified);
    check("transfer", asked.tags.transfer, in_container.transfer, in_bitstream.transfer, Transfer::unspecified);
    check("matrix", asked.tags.matrix, in_container.matrix, in_bitstream.matrix, Matrix::unspecified);
    // RGB pictures are full range where nothing is said; for Y'CbCr silence is a difference.
    const Range silence = asked.tags.matrix == Matrix::rgb ? Range::full : Range::unspecified;
    const Range range = known(known(in_container.range, in_bitstream.range), silence);
    check("range", asked.tags.range, range, in_bitstream.range, Range::unspecified);
    if (found.frames != asked.frames)
        info.notes.push_back(fmt::format("{} frames were written; the file says {}", asked.frames, found.frames));
    if (asked.timecode && asked.timecode != found.timecode)
        info.notes.push_back(fmt::format("start timecode {} was asked for; the file says {}",
                                         to_string(*asked.timecode),
                                         found.timecode ? to_string(*found.timecode) : "none"));

    const double wanted = asked.sample_aspect_ratio.value();
    const double shape = found.sample_aspect_ratio.value_or(Rational{1, 1}).value();
    if (wanted > 0 && std::abs(shape / wanted - 1) > 1e-3)  // some formats keep a rounded shape of the whole picture
        info.notes.push_back(
            fmt::format("pixels of the shape {} were asked for; the file says {}", to_string(asked.sample_aspect_ratio),
                        found.sample_aspect_ratio ? to_string(*found.sample_aspect_ratio) : "nothing"));

    info.tags =
        fmt::format("{}-{}-{}, {}, {} frames", static_cast<int>(known(in_container.primaries, in_bitstream.primaries)),
                    static_cast<int>(known(in_container.transfer, in_bitstream.transfer)),
                    static_cast<int>(known(in_container.matrix, in_bitstream.matrix)),
                    range == Range::full      ? "full"
                    : range == Range::limited ? "limited"
                                              : "range unspecified",
                    found.frames);
    if (found.timecode) info.tags += ", " + to_string(*found.timecode);
    compare_hdr("mastering display", asked.hdr.mastering_display, found.container_hdr.mastering_display,
                found.bitstream_hdr.mastering_display, info.hdr.mastering_display, info);
    compare_hdr("content light level", asked.hdr.content_light, found.container_hdr.content_light,
                found.bitstream_hdr.content_light, info.hdr.content_light, info);
    return info;
}

}  // namespace umber::media

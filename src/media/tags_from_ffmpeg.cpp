#include "media/tags_from_ffmpeg.h"

#include <fmt/format.h>

#include <string_view>

#include "core/error.h"

namespace umber::media {

namespace {

using color::ChromaLocation;
using color::Matrix;
using color::Primaries;
using color::Range;
using color::Transfer;

Matrix matrix_of(AVColorSpace space, AVColorPrimaries primaries, bool rgb) {
    switch (space) {
        case AVCOL_SPC_RGB:
            // Some writers tag Y'CbCr so; the planes are what they are.
            return rgb ? Matrix::rgb : Matrix::unspecified;
        case AVCOL_SPC_BT709:
        case AVCOL_SPC_FCC:
        case AVCOL_SPC_BT470BG:
        case AVCOL_SPC_SMPTE170M:
        case AVCOL_SPC_SMPTE240M:
        case AVCOL_SPC_BT2020_NCL:
            return static_cast<Matrix>(space);
        case AVCOL_SPC_CHROMA_DERIVED_NCL:
            if (primaries == AVCOL_PRI_BT709) return Matrix::bt709;
            if (primaries == AVCOL_PRI_BT2020) return Matrix::bt2020nc;
            break;
        case AVCOL_SPC_YCGCO:
        case AVCOL_SPC_BT2020_CL:
        case AVCOL_SPC_SMPTE2085:
        case AVCOL_SPC_CHROMA_DERIVED_CL:
        case AVCOL_SPC_ICTCP:
            break;
        default:
            return Matrix::unspecified;
    }
    if (rgb) return Matrix::rgb;
    const char* name = av_color_space_name(space);
    throw Error(
        "its colour difference signals are '{}', which is not a matrix of luma weights; Umber can't read them yet",
        name ? name : "unknown");
}

Primaries primaries_of(AVColorPrimaries primaries) {
    const auto known = static_cast<Primaries>(primaries);
    return color::name(known) == "unknown" ? Primaries::unspecified : known;
}

Transfer transfer_of(AVColorTransferCharacteristic transfer) {
    const auto known = static_cast<Transfer>(transfer);
    return color::name(known) == "unknown" ? Transfer::unspecified : known;
}

ChromaLocation location_of(AVChromaLocation location) {
    return location >= AVCHROMA_LOC_LEFT && location <= AVCHROMA_LOC_BOTTOM ? static_cast<ChromaLocation>(location)
                                                                            : ChromaLocation::unspecified;
}

Range range_of(AVColorRange range) {
    return range == AVCOL_RANGE_JPEG ? Range::full : range == AVCOL_RANGE_MPEG ? Range::limited : Range::unspecified;
}

color::Tags tags_of(int format, AVColorPrimaries primaries, AVColorTransferCharacteristic transfer, AVColorSpace space,
                    AVColorRange range, AVChromaLocation location) {
    const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
    const bool rgb = descriptor && (descriptor->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0;
    return {primaries_of(primaries), transfer_of(transfer), matrix_of(space, primaries, rgb), range_of(range),
            location_of(location)};
}

}  // namespace

color::Tags tags_of(const AVFrame* frame) {
    return tags_of(frame->format, frame->color_primaries, frame->color_trc, frame->colorspace, frame->color_range,
                   frame->chroma_location);
}

color::Tags tags_of(const AVCodecParameters* parameters) {
    return tags_of(parameters->format, parameters->color_primaries, parameters->color_trc, parameters->color_space,
                   parameters->color_range, parameters->chroma_location);
}

color::Tags or_else(color::Tags first, const color::Tags& second) {
    if (first.primaries == Primaries::unspecified) first.primaries = second.primaries;
    if (first.transfer == Transfer::unspecified) first.transfer = second.transfer;
    if (first.matrix == Matrix::unspecified) first.matrix = second.matrix;
    if (first.range == Range::unspecified) first.range = second.range;
    if (first.chroma_location == ChromaLocation::unspecified) first.chroma_location = second.chroma_location;
    return first;
}

color::Tags with_guesses(color::Tags tags, AVPixelFormat av, const PixelFormat& format, int height, AVCodecID codec,
                         std::vector<std::string>* notes) {
    const auto say = [&](std::string note) {
        if (notes) notes->push_back(std::move(note));
    };
    const char* av_name = av_get_pix_fmt_name(av);
    const bool full_by_name = av_name && std::string_view(av_name).starts_with("yuvj");
    const bool jpeg = codec == AV_CODEC_ID_MJPEG || full_by_name;
    if (av_name && std::string_view(av_name).starts_with("xyz12")) {
        // DCI X'Y'Z': SMPTE 428-1's gamma 2.6 on CIE XYZ.
        tags.matrix = Matrix::rgb;
        tags.primaries = Primaries::smpte428;
        tags.transfer = Transfer::smpte428;
    }
    if (format.model == PixelFormat::Model::rgb) {
        tags.matrix = Matrix::rgb;
        if (tags.range == Range::unspecified) tags.range = Range::full;
        tags.chroma_location = ChromaLocation::left;  // nothing is sub-sampled
        return tags;
    }
    if (format.model == PixelFormat::Model::grey) {
        // FFmpeg's decoders give grey pictures full range where the file says nothing (PNG, TIFF, DPX).
        if (tags.range == Range::unspecified) tags.range = Range::full;
        if (tags.matrix == Matrix::unspecified) tags.matrix = Matrix::bt709;  // grey has no colour difference to weigh
        tags.chroma_location = ChromaLocation::left;
        return tags;
    }
    if (tags.range == Range::unspecified) {
        tags.range = jpeg ? Range::full : Range::limited;
        if (!jpeg) say("the file does not say its range; limited (TV) range is assumed");
    }
    if (tags.matrix == Matrix::unspecified) {
        if (jpeg)
            tags.matrix = Matrix::bt601_625;  // JFIF's matrix is BT.601's
        else {
            if (tags.primaries == Primaries::bt2020)
                tags.matrix = Matrix::bt2020nc;
            else if (height >= 720)
                tags.matrix = Matrix::bt709;
            else
                tags.matrix = height >= 576 ? Matrix::bt601_625 : Matrix::bt601_525;
            const std::string_view why =
                tags.primaries == Primaries::bt2020 ? "its primaries are BT.2020's" : "by its height";
            say(fmt::format("the file does not say its Y'CbCr matrix; '{}' is assumed {}{}", color::name(tags.matrix),
                            why == "by its height" ? "" : "since ", why));
        }
    }
    if (tags.chroma_location == ChromaLocation::unspecified) {
        const bool subsampled_both = format.log2_chroma_width == 1 && format.log2_chroma_height == 1;
        if (jpeg || codec == AV_CODEC_ID_MPEG1VIDEO)
            tags.chroma_location = ChromaLocation::center;
        else if (subsampled_both && tags.matrix == Matrix::bt2020nc)
            tags.chroma_location = ChromaLocation::top_left;
        else
            tags.chroma_location = ChromaLocation::left;
        if (subsampled_both && !jpeg && codec != AV_CODEC_ID_MPEG1VIDEO)
            say(fmt::format("the file does not say where its chroma samples lie; '{}' is assumed",
                            color::name(tags.chroma_location)));
    }
    return tags;
}

}  // namespace umber::media

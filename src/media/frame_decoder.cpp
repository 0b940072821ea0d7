#include "media/frame_decoder.h"

#include <algorithm>
#include <thread>

#include "core/error.h"
#include "media/ffmpeg_compat.h"

namespace umber::media {

namespace {

void choose_threads(AVCodecContext* context, int wanted, bool single) {
    constexpr int most = 16;  // FFmpeg's own limit for automatic counts; more only costs memory
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const AVCodecDescriptor* descriptor = avcodec_descriptor_get(context->codec_id);
    const int capabilities = context->codec->capabilities;
    const bool intra = descriptor && (descriptor->props & AV_CODEC_PROP_INTRA_ONLY) != 0;
    const bool slices = (capabilities & AV_CODEC_CAP_SLICE_THREADS) != 0;
    const bool frames = (capabilities & AV_CODEC_CAP_FRAME_THREADS) != 0 && !single;
    const bool others = (capabilities & AV_CODEC_CAP_OTHER_THREADS) != 0;
    context->thread_count = slices || frames || others ? (wanted > 0 ? wanted : std::min(cores, most)) : 1;
    // Slices of one picture give the same speed where every picture has many, without holding a picture a thread, and a
    // jump costs one picture instead of as many as there are threads.
    context->thread_type = intra && slices ? FF_THREAD_SLICE : frames ? FF_THREAD_FRAME : FF_THREAD_SLICE;
}

// Ends with the marker of its end, but for zeros. FFmpeg fills up a JPEG picture that is cut off and says so only in
// its log. Of films: many cameras leave the marker out.
bool ends_as_jpeg(const AVPacket& packet) {
    int end = packet.size;
    while (end > 0 && packet.data[end - 1] == 0) --end;
    return end >= 2 && packet.data[end - 2] == 0xff && packet.data[end - 1] == 0xd9;
}

}  // namespace

FrameDecoder::FrameDecoder(const AVCodecParameters* parameters, AVRational time_base, int threads, bool single,
                           DecodeMemory& memory, PacketReader& reader)
    : memory_(memory), reader_(reader), packet_(make_packet()), single_(single) {
    const LogListener log;
    const AVCodec* codec = avcodec_find_decoder(parameters->codec_id);
    if (!codec) throw Error("this FFmpeg has no decoder for its codec '{}'", avcodec_get_name(parameters->codec_id));
    context_ = make_codec(codec);
    if (const int result = avcodec_parameters_to_context(context_.get(), parameters); result < 0)
        throw Error("{}", log.reason(result));
    context_->pkt_timebase = time_base;
    choose_threads(context_.get(), threads, single);
    memory.serve(context_.get());
    if (const int result = avcodec_open2(context_.get(), codec, nullptr); result < 0)
        throw Error("its {} decoder does not open: {}", codec->name, log.reason(result));
}

void FrameDecoder::note_damage(AVFrame* frame) {
    if (cut_off_) frame->decode_error_flags |= FF_DECODE_ERROR_INVALID_BITSTREAM;
    if (memory_.complained_of(frame)) frame->decode_error_flags |= FF_DECODE_ERROR_CONCEALMENT_ACTIVE;
    const bool damaged = frame->decode_error_flags != 0;
    if (leaning_ && !compat::is_key(frame)) frame->decode_error_flags |= FF_DECODE_ERROR_MISSING_REFERENCE;
    const AVCodecDescriptor* codec = avcodec_descriptor_get(context_->codec_id);
    const bool alone = codec && (codec->props & AV_CODEC_PROP_INTRA_ONLY) != 0;
    leaning_ = !alone && (damaged || (leaning_ && !compat::is_key(frame)));
}

bool FrameDecoder::next(AVFrame* frame) {
    const LogListener log;
    for (;;) {
        const int received = avcodec_receive_frame(context_.get(), frame);
        if (received == 0) {
            note_damage(frame);
            return true;
        }
        if (received == AVERROR_EOF) return false;
        if (received != AVERROR(EAGAIN)) {
            last_error_ = log.reason(received);  // of one packet; the next ones may be sound
            if (received == AVERROR(ENOMEM)) throw Error("out of memory for decoded frames");
            if (draining_) continue;
        }
        if (draining_) return false;
        av_packet_unref(packet_.get());
        if (!reader_.next(packet_.get())) {
            draining_ = true;
            avcodec_send_packet(context_.get(), nullptr);
            continue;
        }
        next_ordinal_ = packet_->pts + 1;
        cut_off_ = context_->codec_id == AV_CODEC_ID_MJPEG && single_ && !ends_as_jpeg(*packet_);
        const int sent = avcodec_send_packet(context_.get(), packet_.get());
        if (sent == AVERROR(ENOMEM)) throw Error("out of memory for decoded frames");
        if (sent < 0) last_error_ = log.reason(sent);
    }
}

void FrameDecoder::restart(std::int64_t ordinal) {
    avcodec_flush_buffers(context_.get());
    draining_ = false;
    leaning_ = false;
    reader_.seek(ordinal);
    next_ordinal_ = ordinal;
}

}  // namespace umber::media

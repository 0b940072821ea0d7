#include "media/frame_decoder.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <thread>

#include "core/error.h"

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

// Has the marker of its end, whatever follows (phones put a film there). FFmpeg fills up a JPEG picture that is cut off
// and says so only in its log. Of films: many cameras leave the marker out. By ITU-T T.81 annex B.
bool ends_as_jpeg(const AVPacket& packet) {
    const std::span data(packet.data, static_cast<std::size_t>(packet.size));
    std::size_t at = 2;
    while (at + 2 <= data.size()) {
        const unsigned marker = data[at + 1];
        if (data[at] != 0xff || marker == 0xff) {
            ++at;
        } else if (marker == 0xd9) {
            return true;
        } else if (marker < 2 || (marker >= 0xd0 && marker <= 0xd8)) {
            at += 2;  // stuffing of coded data, a restart: nothing of their own follows
        } else {
            if (at + 4 > data.size()) return false;
            at += 2 + (std::size_t{data[at + 2]} << 8 | data[at + 3]);
        }
    }
    return false;
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
    const AVCodecDescriptor* descriptor = avcodec_descriptor_get(parameters->codec_id);
    alone_ = descriptor && (descriptor->props & AV_CODEC_PROP_INTRA_ONLY) != 0;
    choose_threads(context_.get(), threads, single);
    memory.serve(context_.get());
    if (const int result = avcodec_open2(context_.get(), codec, nullptr); result < 0)
        throw Error("its {} decoder does not open: {}", codec->name, log.reason(result));
}

void FrameDecoder::note_damage(AVFrame* frame) {
    const std::int64_t ordinal = frame->pts;
    for (const std::int64_t one : memory_.take_complaints()) bad_.insert(one);
    if (cut_off_) frame->decode_error_flags |= FF_DECODE_ERROR_INVALID_BITSTREAM;
    if (frame->decode_error_flags != 0) bad_.insert(ordinal);
    memory_.came_out(frame);
    // By the order of decoding: a picture may lean on one that is shown after it.
    const auto next_key = keys_.upper_bound(ordinal);
    const std::int64_t key = alone_ ? ordinal : next_key == keys_.begin() ? first_ordinal_ : *std::prev(next_key);
    if (bad_.contains(ordinal)) frame->decode_error_flags |= FF_DECODE_ERROR_CONCEALMENT_ACTIVE;
    if (const auto bad = bad_.lower_bound(key); bad != bad_.end() && *bad < ordinal)
        frame->decode_error_flags |= FF_DECODE_ERROR_MISSING_REFERENCE;
}

// The packet that failed: where threads decode ahead, the one that was sent that many before.
void FrameDecoder::note_failure() {
    const int ahead = (context_->active_thread_type & FF_THREAD_FRAME) != 0 ? context_->thread_count - 1 : 0;
    bad_.insert(std::max(first_ordinal_, next_ordinal_ - 1 - ahead));
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
            note_failure();
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
        if (!alone_ && (packet_->flags & AV_PKT_FLAG_KEY) != 0) keys_.insert(packet_->pts);
        cut_off_ = context_->codec_id == AV_CODEC_ID_MJPEG && single_ && !ends_as_jpeg(*packet_);
        const int sent = avcodec_send_packet(context_.get(), packet_.get());
        if (sent == AVERROR(ENOMEM)) throw Error("out of memory for decoded frames");
        if (sent < 0) {
            last_error_ = log.reason(sent);
            note_failure();
        }
    }
}

void FrameDecoder::restart(std::int64_t ordinal) {
    avcodec_flush_buffers(context_.get());
    draining_ = false;
    static_cast<void>(memory_.take_complaints());
    keys_.clear();
    bad_.clear();
    first_ordinal_ = ordinal;
    reader_.seek(ordinal);
    next_ordinal_ = ordinal;
}

}  // namespace umber::media

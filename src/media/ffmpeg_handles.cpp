#include "media/ffmpeg_handles.h"

#include <spdlog/spdlog.h>

#include <array>
#include <cstdarg>
#include <mutex>
#include <string_view>

#include "core/error.h"
#include "media/decode_memory.h"

namespace umber::media {

FrameHandle make_frame() {
    FrameHandle frame(av_frame_alloc());
    if (!frame) throw Error("out of memory");
    return frame;
}

PacketHandle make_packet() {
    PacketHandle packet(av_packet_alloc());
    if (!packet) throw Error("out of memory");
    return packet;
}

CodecHandle make_codec(const AVCodec* codec) {
    CodecHandle context(avcodec_alloc_context3(codec));
    if (!context) throw Error("out of memory");
    return context;
}

std::string ffmpeg_url(const std::filesystem::path& path) {
    return "file:" + path.string();
}

InputHandle open_input(const std::filesystem::path& path, int& code) {
    AVFormatContext* opened = nullptr;
    Dictionary options;
    options.set("pattern_type", "none");  // of the demuxer of single pictures; others know no such option
    code = avformat_open_input(&opened, ffmpeg_url(path).c_str(), nullptr, options.address());
    return InputHandle(code < 0 ? nullptr : opened);
}

std::string error_text(int code) {
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(code, text.data(), text.size());
    return text.data();
}

namespace {

// FFmpeg's log callback is one for the process and has no user pointer, so the listener must be found from the thread.
thread_local LogListener* listener = nullptr;

void log_line(void* object, int level, const char* format, va_list arguments) {
    // "concealing 122 DC, 122 AC, 122 MV errors in B frame" is but information, and may be all that is said.
    const bool conceals = std::string_view(format).starts_with("concealing ");
    if (level > AV_LOG_VERBOSE && !conceals) return;
    const bool heard = listener && level <= AV_LOG_ERROR;
    const bool by_codec = (level <= AV_LOG_ERROR || conceals) && object &&
                          *static_cast<const AVClass* const*>(object) == avcodec_get_class();
    if (!heard && !by_codec && !spdlog::should_log(spdlog::level::debug)) return;
    std::array<char, 1024> line{};
    int prefix = 0;
    av_log_format_line2(object, level, format, arguments, line.data(), static_cast<int>(line.size()), &prefix);
    std::string_view text(line.data());
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
    if (text.empty()) return;
    spdlog::debug("ffmpeg: {}", text);
    if (!heard && !by_codec) return;
    // "[mov,mp4 @ 0x55…] moov atom not found": the address tells a user nothing.
    while (text.starts_with('[')) {
        const std::size_t end = text.find("] ");
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 2);
    }
    if (by_codec) DecodeMemory::complain(static_cast<const AVCodecContext*>(object), text);
    if (heard) listener->hear(std::string(text));
}

}  // namespace

void route_ffmpeg_log() {
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_callback(log_line); });
}

LogListener::LogListener() : outer_(listener) {
    route_ffmpeg_log();
    listener = this;
}

LogListener::~LogListener() {
    listener = outer_;
}

std::string LogListener::reason(int code) const {
    return last_error_.empty() ? error_text(code) : last_error_;
}

std::string LogListener::first_reason(int code) const {
    return first_error_.empty() ? error_text(code) : first_error_;
}

void LogListener::hear(std::string line) {
    if (first_error_.empty()) first_error_ = line;
    last_error_ = std::move(line);
}

}  // namespace umber::media

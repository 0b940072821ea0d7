#include "cli/bench_lut3d.h"

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

#include <cstring>

#include "core/error.h"
#include "media/ffmpeg_handles.h"

namespace umber::cli {

namespace {

struct GraphDeleter {
    void operator()(AVFilterGraph* graph) const { avfilter_graph_free(&graph); }
};

void check(int result, const char* what) {
    if (result < 0) throw Error("FFmpeg's lut3d filter: {}: {}", what, media::error_text(result));
}

// Calls `work` with each row of each plane.
template <class Work>
void for_rows(const media::Frame& frame, Work work) {
    for (std::size_t plane = 0; plane < static_cast<std::size_t>(frame.format.planes); ++plane) {
        const std::size_t bytes = static_cast<std::size_t>(frame.plane[plane].width) *
                                  static_cast<std::size_t>(frame.format.bytes_per_sample());
        for (int y = 0; y < frame.plane[plane].height; ++y)
            work(plane, frame.data(static_cast<int>(plane)) + static_cast<std::size_t>(y) * frame.plane[plane].stride,
                 y, bytes);
    }
}

AVFilterContext* add(AVFilterGraph* graph, const char* filter, const char* arguments) {
    const AVFilter* found = avfilter_get_by_name(filter);
    if (!found) throw Error("FFmpeg's lut3d filter: this FFmpeg has no filter '{}'", filter);
    AVFilterContext* made = nullptr;
    check(avfilter_graph_create_filter(&made, found, filter, arguments, nullptr, graph), filter);
    return made;
}

}  // namespace

struct Lut3dFilter::State {
    std::unique_ptr<AVFilterGraph, GraphDeleter> graph;
    AVFilterContext *source = nullptr, *sink = nullptr;
    media::FrameHandle in, out;
};

Lut3dFilter::Lut3dFilter(const std::filesystem::path& lut, const media::Frame& frame)
    : state_(std::make_unique<State>()), like_(frame) {
    media::route_ffmpeg_log();
    state_->in = media::make_frame();
    state_->out = media::make_frame();
    AVFrame& in = *state_->in;
    in.format = av_get_pix_fmt(frame.format.name.c_str());
    in.width = frame.width;
    in.height = frame.height;
    check(av_frame_get_buffer(&in, 0), "a frame");
    for_rows(frame, [&](std::size_t plane, std::byte* row, int y, std::size_t bytes) {
        std::memcpy(in.data[plane] + static_cast<std::ptrdiff_t>(y) * in.linesize[plane], row, bytes);
    });
    state_->graph.reset(avfilter_graph_alloc());
    AVFilterGraph* graph = state_->graph.get();
    if (!graph) throw Error("FFmpeg's lut3d filter: out of memory");
    graph->nb_threads = 0;  // one for each core
    state_->source = add(graph, "buffer",
                         fmt::format("video_size={}x{}:pix_fmt={}:time_base=1/25:pixel_aspect=1/1", frame.width,
                                     frame.height, frame.format.name)
                             .c_str());
    state_->sink = add(graph, "buffersink", nullptr);
    AVFilterContext* filter = avfilter_graph_alloc_filter(graph, avfilter_get_by_name("lut3d"), "lut3d");
    if (!filter) throw Error("FFmpeg's lut3d filter: this FFmpeg has none");
    check(av_opt_set(filter, "file", lut.c_str(), AV_OPT_SEARCH_CHILDREN), "its file");
    check(avfilter_init_str(filter, nullptr), lut.c_str());
    check(avfilter_link(state_->source, 0, filter, 0), "linking");
    check(avfilter_link(filter, 0, state_->sink, 0), "linking");
    check(avfilter_graph_config(graph, nullptr), "setting up");
    if (graph->nb_filters != 3) throw Error("FFmpeg's lut3d filter: takes no {} as it is", frame.format.name);
}

Lut3dFilter::~Lut3dFilter() = default;

void Lut3dFilter::run() {
    ++state_->in->pts;
    // The reference that is kept makes the filter write into a frame of its pool, as it does behind a decoder.
    check(av_buffersrc_add_frame_flags(state_->source, state_->in.get(), AV_BUFFERSRC_FLAG_KEEP_REF), "a frame in");
    av_frame_unref(state_->out.get());
    check(av_buffersink_get_frame(state_->sink, state_->out.get()), "a frame out");
}

media::Frame Lut3dFilter::result() const {
    media::Frame frame = media::allocate_frame(*media::host_allocator(), like_.format, like_.width, like_.height);
    frame.tags = like_.tags;
    const AVFrame& out = *state_->out;
    for_rows(frame, [&](std::size_t plane, std::byte* row, int y, std::size_t bytes) {
        std::memcpy(row, out.data[plane] + static_cast<std::ptrdiff_t>(y) * out.linesize[plane], bytes);
    });
    return frame;
}

}  // namespace umber::cli

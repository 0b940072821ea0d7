// Programs against programs: whole clips, from the file's bytes to planes or to a master's file.
#include <algorithm>
#include <deque>
#include <thread>

#include "cli/bench_peers.h"
#include "core/error.h"
#include "core/queue.h"
#include "deliver/master.h"
#include "media/encoder.h"
#include "media/source.h"

namespace umber::cli {

namespace {

namespace fs = std::filesystem;

constexpr int slow_rounds = 3;

std::string own_program() {
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    if (error) throw Error("/proc/self/exe: {}", error.message());
    return self.string();
}

std::vector<std::string> ffmpeg(std::vector<std::string> words) {
    words.insert(words.begin(), {"ffmpeg", "-nostdin", "-v", "error", "-y", "-noautorotate"});
    return words;
}

// The clip's pictures as they are, again and again, until there are `frames`: so long that starting a program does not
// count. Without its sound, whose packets would overlap where the clip begins again.
fs::path repeated(const fs::path& clip, std::int64_t frames, const fs::path& folder) {
    const std::int64_t once = media::probe(clip).video->frames;
    if (once <= 0) throw Error("{}: holds no frame", clip.string());
    if (once >= frames) return clip;
    fs::path longer = folder / "clip.mkv";
    run_program({"ffmpeg", "-nostdin", "-v", "error", "-y", "-stream_loop", std::to_string((frames - 1) / once), "-i",
                 clip.string(), "-map", "0:v:0", "-c", "copy", longer.string()},
                folder);
    return longer;
}

fs::path made(glm::ivec2 size, std::int64_t frames, const std::string& encoder, const fs::path& path) {
    run_program({"ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
                 fmt::format("testsrc2=size={}x{}:rate=25", size.x, size.y), "-frames:v", std::to_string(frames),
                 "-pix_fmt", "yuv420p", "-c:v", encoder, path.string()},
                path.parent_path());
    return path;
}

// Decoding on one thread, the engine on another's request, planes waited for in order: what a render does before its
// encoder. Returns the frames that came.
std::int64_t to_planes(engine::Engine& engine, const fs::path& clip, const grade::Graph& graph) {
    constexpr std::size_t ahead = 3;
    const auto source = media::open(clip, {engine.frames(), 0});
    const media::VideoInfo& video = *source->info().video;
    const engine::WorkingSpace space = engine::as_is(video.tags);
    const engine::PlanesOut out = rgb_planes("gbrp");
    BoundedQueue<media::Frame> decoded(ahead);
    std::exception_ptr failure;
    std::int64_t done = 0;
    {
        const std::jthread decoding([&] {
            try {
                for (std::int64_t i = 0; i < video.frames; ++i)
                    if (!decoded.push(source->read(i))) return;
            } catch (...) {
                failure = std::current_exception();
            }
            decoded.close();
        });
        std::deque<engine::Rendering> running;
        const auto finish_one = [&] {
            running.front().wait();
            running.pop_front();
            ++done;
        };
        try {
            while (std::optional<media::Frame> frame = decoded.pop()) {
                running.push_back(engine.render(*frame, graph, space, out));
                if (running.size() > ahead) finish_one();
            }
            while (!running.empty()) finish_one();
        } catch (...) {
            decoded.stop();
            throw;
        }
    }
    if (failure) std::rethrow_exception(failure);
    return done;
}

struct Subject {
    fs::path clip, lut, folder;
    std::string device;
    std::int64_t frames;
};

std::vector<std::string> umber_render(const Subject& subject, const std::string& preset, const fs::path& output) {
    std::vector<std::string> words{own_program(), "render", subject.clip.string(), "-o", output.string(), "--preset",
                                   preset,        "--lut",  subject.lut.string()};
    if (!subject.device.empty()) words.insert(words.end(), {"--device", subject.device});
    return words;
}

// `umber render` against ffmpeg with lut3d and the same encoder, pixel format and settings, sound carried over in both.
PeerRow compare_master(const Subject& subject, const std::string& preset_id) {
    const media::VideoInfo video = *media::probe(subject.clip).video;
    const media::Preset preset = deliver::fitted(media::preset(preset_id), video.format);
    const fs::path ours = subject.folder / ("umber" + preset.extension),
                   theirs = subject.folder / ("ffmpeg" + preset.extension);
    std::vector<std::string> words = ffmpeg(
        {"-i", subject.clip.string(), "-map", "0:v:0", "-map", "0:a:0?", "-c:a", "copy", "-fps_mode", "passthrough",
         "-vf", "lut3d=" + subject.lut.filename().string(), "-pix_fmt", preset.pixel_format, "-c:v", preset.codec});
    for (const auto& [key, value] : preset.options) words.insert(words.end(), {"-" + key, value});
    words.push_back(theirs.string());
    const std::vector<std::function<Cost()>> contenders{
        [&] { return run_program(umber_render(subject, preset_id, ours), subject.folder); },
        [&] { return run_program(words, subject.folder); }};
    const std::vector<Cost> least = least_costs(contenders, slow_rounds, false);
    std::error_code ignored;
    fs::remove(ours, ignored);
    fs::remove(theirs, ignored);
    return compare_fps("ffmpeg",
                       fmt::format("render with LUT to {} ({}, {})", preset.label, preset.codec, preset.pixel_format),
                       least[0], least[1], subject.frames, 0.95);
}

}  // namespace

std::vector<PeerRow> compare_pipelines(engine::Engine& engine, const std::string& device, const fs::path& clip,
                                       glm::ivec2 size, std::int64_t frames, const fs::path& lut) {
    const TemporaryFolder folder;
    const fs::path look = folder.path() / "look.cube";  // a plain name, which a filter's description can hold
    fs::copy_file(lut, look);
    const fs::path subject_clip = clip.empty() ? made(size, frames, "libx264", folder.path() / "clip.mkv")
                                               : repeated(fs::absolute(clip), frames, folder.path());
    const Subject subject{subject_clip, look, folder.path(), device, media::probe(subject_clip).video->frames};
    const grade::Graph lut_only = with_lut({}, look), full = with_lut(bench_primaries(), look);
    const std::vector<std::string> decode =
        ffmpeg({"-i", subject.clip.string(), "-map", "0:v:0", "-fps_mode", "passthrough", "-vf",
                "lut3d=" + look.filename().string(), "-f", "null", "-"});
    const auto ours = [&](const grade::Graph& graph) {
        return std::function<Cost()>([&] {
            return cost_of([&] {
                if (const std::int64_t came = to_planes(engine, subject.clip, graph); came != subject.frames)
                    throw Error("{}: {} frames came, {} were expected", subject.clip.string(), came, subject.frames);
            });
        });
    };
    const std::vector<std::function<Cost()>> contenders{ours(lut_only), ours(full),
                                                        [&] { return run_program(decode, subject.folder); }};
    const std::vector<Cost> least = least_costs(contenders, slow_rounds);
    std::vector<PeerRow> rows{
        compare_fps("ffmpeg", "decode, LUT, 8-bit RGB planes in memory", least[0], least[2], subject.frames, 1.0),
        compare_fps("ffmpeg", "decode, full grade and LUT, planes in memory against ffmpeg's LUT alone", least[1],
                    least[2], subject.frames, 0.6)};
    for (const char* preset : {"prores422hq", "ffv1", "h264"}) rows.push_back(compare_master(subject, preset));
    return rows;
}

RenderMemory measure_render_memory(const std::string& device, const fs::path& lut) {
    const TemporaryFolder folder;
    RenderMemory memory{1000, 10'000, {}};
    const Subject subject{made({128, 72}, memory.late_frame, "mpeg4", folder.path() / "clip.mkv"), lut, folder.path(),
                          device, memory.late_frame};
    std::vector<std::string> words = umber_render(subject, "ffv1", folder.path() / "umber.mkv");
    words.push_back("--json-progress");
    memory.resident = residence_of(words, folder.path(), memory.early_frame);
    return memory;
}

}  // namespace umber::cli

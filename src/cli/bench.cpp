#include "cli/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/room.h"
#include "cli/bench_measure.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "core/error.h"

namespace umber::cli {

namespace {

constexpr int smallest = 16, largest = 16384;

glm::ivec2 size_of(const std::string& text) {
    glm::ivec2 size{0};
    const char* end = text.data() + text.size();
    const auto [cross, first] = std::from_chars(text.data(), end, size.x);
    if (first == std::errc{} && cross != end && (*cross == 'x' || *cross == 'X')) {
        const auto [stop, second] = std::from_chars(cross + 1, end, size.y);
        if (second == std::errc{} && stop == end && std::min(size.x, size.y) >= smallest &&
            std::max(size.x, size.y) <= largest)
            return size;
    }
    throw UsageError("--size {}: WIDTHxHEIGHT was expected, each {} to {}", text, smallest, largest);
}

double rounded(double value) {
    return std::round(value * 1e4) / 1e4;
}

std::string line(const std::string& what, double ms, const std::string& more = {}) {
    return fmt::format("  {:<42}{:>9.3f} ms{}\n", what, ms, more.empty() ? "" : "   " + more);
}

std::string line(const std::string& what, const DeviceCost& cost, const std::string& more = {}) {
    return line(what, cost.gpu_ms,
                fmt::format("{:>9.3f} ms processor{}", cost.cpu_ms, more.empty() ? "" : "   " + more));
}

// Of the room with `clip` and a full grade but its LUT.
Latency latency_of(const std::string& clip, const std::string& device) {
    constexpr int changes = 100;
    app::RoomOptions room;
    room.clips.emplace_back(clip);
    room.device = device;
    for (const auto& [parameter, value] : {std::pair{"exposure.exposure", "0.1"},
                                           {"white_balance.temperature", "300"},
                                           {"lgg.gamma", "1.05"},
                                           {"contrast.contrast", "1.05"},
                                           {"cdl.power", "1.05,1,0.95"},
                                           {"saturation.saturation", "1.1"},
                                           {"curves.luma", "0:0,0.3:0.27,1:1"}})
        room.grade.graph = grade::set_from_text(room.grade.graph, 1, parameter, value);
    std::vector<double> ms = app::measure_latency(room, changes);
    if (ms.empty()) throw Error("{}: no change of the grade was shown", clip);
    std::sort(ms.begin(), ms.end());
    const auto at = [&](double share) {
        return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1) + 0.5)];
    };
    return {static_cast<int>(ms.size()), at(0.5), at(0.95), at(0.99)};
}

}  // namespace

std::string to_json(const BenchResult& result) {
    using Json = nlohmann::ordered_json;
    const DeviceNumbers& n = result.numbers;
    const auto kernel = [&](const DeviceCost& cost) {
        return Json{{"ms", rounded(cost.gpu_ms)},
                    {"ratio_to_copy", rounded(cost.gpu_ms / n.copy.gpu_ms)},
                    {"cpu_ms", rounded(cost.cpu_ms)}};
    };
    Json json{{"device", result.device},
              {"width", result.width},
              {"height", result.height},
              {"copy_ms", rounded(n.copy.gpu_ms)}};
    json["grade"] = {{"ms", rounded(n.grade.gpu_ms)},
                     {"dispatches", n.dispatches},
                     {"ratio_to_copy", rounded(n.grade.gpu_ms / n.copy.gpu_ms)},
                     {"compile_ms", rounded(result.compiling.fresh_ms)},
                     {"cached_compile_ms", rounded(result.compiling.cached_ms)},
                     {"cpu_ms", rounded(n.grade.cpu_ms)}};
    json["identity"] = kernel(n.identity);
    json["lut"] = kernel(n.lut);
    json["picture"] = kernel(n.picture);
    const auto scopes = [&](double DeviceCost::*clock) {
        return Json{{"waveform", rounded(n.scopes.waveform.*clock)},
                    {"parade", rounded(n.scopes.parade.*clock)},
                    {"vectorscope", rounded(n.scopes.vectorscope.*clock)},
                    {"histogram", rounded(n.scopes.histogram.*clock)},
                    {"together", rounded(n.scopes.together.*clock)}};
    };
    json["scopes_ms"] = scopes(&DeviceCost::gpu_ms);
    json["scopes_cpu_ms"] = scopes(&DeviceCost::cpu_ms);
    if (const auto& o = result.overlap)
        json["overlap"] = {{"frames", o->frames},
                           {"in_flight", o->in_flight},
                           {"queues", o->queues},
                           {"upload_ms", rounded(o->upload_ms)},
                           {"grade_ms", rounded(o->grade_ms)},
                           {"readback_ms", rounded(o->readback_ms)},
                           {"wall_ms", rounded(o->wall_ms)},
                           {"overlapped_share", rounded(o->overlapped_share)}};
    json["peers"] = Json::array();
    for (const PeerRow& row : result.peers) {
        Json peer{{"name", row.name},
                  {"work", row.work},
                  {"umber", rounded(row.umber)},
                  {"peer", rounded(row.peer)},
                  {"unit", row.unit},
                  {"ratio", rounded(row.ratio)},
                  {"umber_cpu_ms", rounded(row.umber_cpu_ms)},
                  {"peer_cpu_ms", rounded(row.peer_cpu_ms)},
                  {"cpu_ratio", rounded(row.cpu_ratio)}};
        if (row.wanted) peer["wanted"] = *row.wanted;
        if (row.difference) peer["difference"] = *row.difference;
        json["peers"].push_back(std::move(peer));
    }
    if (result.latency)
        json["latency_ms"] = {{"changes", result.latency->changes},
                              {"median", rounded(result.latency->median)},
                              {"percentile_95", rounded(result.latency->percentile_95)},
                              {"percentile_99", rounded(result.latency->percentile_99)}};
    if (result.memory)
        json["memory"] = {{"early_frame", result.memory->early_frame},
                          {"early_mib", rounded(result.memory->resident.early_mib)},
                          {"late_frame", result.memory->late_frame},
                          {"late_mib", rounded(result.memory->resident.late_mib)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_text(const BenchResult& result) {
    const DeviceNumbers& n = result.numbers;
    const auto to_copy = [&](const DeviceCost& cost) {
        return fmt::format("{:.2f} of a copy", cost.gpu_ms / n.copy.gpu_ms);
    };
    std::string text = fmt::format("{}, {}x{}, 16-bit RGB planes; time on the device, the least of many\n",
                                   result.device, result.width, result.height);
    text += line(
        "copy", n.copy,
        fmt::format("{:.1f} GB/s read and written", 2.0 * 6 * result.width * result.height / n.copy.gpu_ms * 1e-6));
    text += line("no grade, range converted", n.identity, to_copy(n.identity));
    text += line("33-point LUT", n.lut, to_copy(n.lut));
    text += line("full grade and LUT", n.grade,
                 fmt::format("{}, {} dispatch{}", to_copy(n.grade), n.dispatches, n.dispatches == 1 ? "" : "es"));
    text += line("the same, to the picture that is shown", n.picture, to_copy(n.picture));
    text += line("a new structure, compiled", result.compiling.fresh_ms);
    text += line("a structure from the caches on disk", result.compiling.cached_ms);
    text += line("waveform (parade, histogram)", n.scopes.waveform);
    text += line("vectorscope", n.scopes.vectorscope);
    text += line("the four scopes together", n.scopes.together,
                 fmt::format("{:.2f} of the grade to the picture", n.scopes.together.gpu_ms / n.picture.gpu_ms));
    if (const auto& o = result.overlap) {
        text += fmt::format("{} frames, {} in flight, over {} queue{}; each, by the device's timestamps\n", o->frames,
                            o->in_flight, o->queues, o->queues == 1 ? "" : "s");
        text += line("copied to the device", o->upload_ms);
        text += line("full grade and LUT", o->grade_ms);
        text += line("copied back", o->readback_ms);
        text += line("all of it", o->wall_ms,
                     fmt::format("{:.0f} % of the time two or three of them at once", o->overlapped_share * 100));
    }
    if (!result.peers.empty())
        text +=
            "peers, taking turns with Umber; best of several; a ratio above 1: Umber is faster (processor time of "
            "all cores a frame behind it)\n";
    for (const PeerRow& row : result.peers) {
        text += fmt::format("  {}: {}\n    umber {:.2f} {}, peer {:.2f} {}: ratio {:.2f}", row.name, row.work,
                            row.umber, row.unit, row.peer, row.unit, row.ratio);
        text += fmt::format("   (processor: {:.2f} ms, {:.2f} ms: {:.2f})", row.umber_cpu_ms, row.peer_cpu_ms,
                            row.cpu_ratio);
        if (row.wanted) text += fmt::format("   wanted: {:.2f}", *row.wanted);
        if (row.difference) text += fmt::format("   pictures differ by at most {:.2g}", *row.difference);
        text += '\n';
    }
    if (result.latency)
        text += fmt::format(
            "from a change to its picture in the window: median {:.1f} ms, 95 % {:.1f} ms, 99 % {:.1f} ms ({} "
            "changes)\n",
            result.latency->median, result.latency->percentile_95, result.latency->percentile_99,
            result.latency->changes);
    if (result.memory)
        text += fmt::format("memory of a render: {:.1f} MiB at frame {}, {:.1f} MiB at frame {}\n",
                            result.memory->resident.early_mib, result.memory->early_frame,
                            result.memory->resident.late_mib, result.memory->late_frame);
    return text;
}

Run bench_command(CLI::App& command) {
    struct Options {
        std::string clip, size = "1920x1080";
        std::int64_t frames = 160;
        bool json = false, peers = false, memory = false, latency = false;
        DeviceChoice device;
    };
    const auto options = std::make_shared<Options>();
    command.add_option("CLIP", options->clip,
                       "What --peers decodes and renders; its middle frame is the picture, in its own size. Without "
                       "it, a drawn picture, and a clip that ffmpeg makes");
    CLI::Option* size =
        command.add_option("--size", options->size, "Of the drawn picture")->type_name("WxH")->capture_default_str();
    command.add_flag("--json", options->json, "As JSON");
    command.add_flag("--peers", options->peers,
                     "Beside FFmpeg's lut3d, OpenColorIO's CPU processor and the ffmpeg program on the same work");
    command.add_option("--frames", options->frames, "At least so many frames for --peers; a shorter CLIP is repeated")
        ->type_name("N")
        ->capture_default_str();
    command.add_flag("--memory", options->memory, "Memory of a render at frame 1,000 and at frame 10,000");
    command.add_flag("--latency", options->latency,
                     "From a changed parameter to the presented frame, in the real window on CLIP");
    options->device.add_to(command);
    return [options, size] {
        if (!options->clip.empty() && size->count() > 0)
            throw UsageError("--size {}: is of the drawn picture, and {} has a size of its own", options->size,
                             options->clip);
        if (options->frames < 1 || options->frames > 1'000'000)
            throw UsageError("--frames {}: 1 to 1000000 was expected", options->frames);
        if (options->latency && options->clip.empty())
            throw UsageError("--latency: a CLIP is needed to open in the window");
        glm::ivec2 wanted = size_of(options->size);
        if (!options->clip.empty()) media::probe(options->clip);  // what can't be read is told before any work
        const TemporaryFolder folder;
        const std::filesystem::path lut = folder.path() / "bench.cube";
        write_bench_lut(lut);
        BenchResult result;
        if (options->latency) result.latency = latency_of(options->clip, options->device.choice);
        result.compiling = measure_compiling(options->device.choice, lut);
        Session session(options->device);
        {
            media::Frame picture;
            if (options->clip.empty()) {
                picture = bench_picture(wanted.x, wanted.y);
            } else {
                const auto source = session.open(options->clip);
                picture = source->read(source->info().video->frames / 2);
            }
            result.device = session.engine().device().name();
            result.width = picture.width;
            result.height = picture.height;
            result.numbers = measure_device(session.engine(), picture, lut);
            result.overlap = measure_overlap(session.engine(), picture, lut);
            if (options->peers) {
                result.peers = compare_filters(session.engine(), picture, lut);
                for (PeerRow& row : compare_pipelines(session.engine(), options->device.choice, options->clip, wanted,
                                                      options->frames, lut))
                    result.peers.push_back(std::move(row));
            }
        }
        if (options->memory) result.memory = measure_render_memory(options->device.choice, lut);
        fmt::print("{}", options->json ? to_json(result) : to_text(result));
        return session.close();
    };
}

}  // namespace umber::cli

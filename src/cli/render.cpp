// `umber render`: a graded master.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "core/error.h"
#include "deliver/master.h"
#include "deliver/render_job.h"

namespace umber::cli {

namespace {

std::string preset_names() {
    std::string names;
    for (const media::Preset& one : media::presets()) names += (names.empty() ? "" : ", ") + one.id;
    return names;
}

// "A-B", each a frame's number or a timecode; "A-" goes to the end, "-B" from the start.
deliver::FrameRange range_of(const std::string& text, const media::ClipInfo& clip) {
    const std::size_t dash = text.find('-');
    if (dash == std::string::npos || text.size() == 1)
        throw UsageError("--range {}: FIRST-LAST was expected, as frames from 0 or as timecodes", text);
    const std::string first = text.substr(0, dash), last = text.substr(dash + 1);
    const deliver::FrameRange range{first.empty() ? 0 : frame_number(first, clip),
                                    last.empty() ? clip.video->frames - 1 : frame_number(last, clip)};
    if (range.last < range.first) throw UsageError("--range {}: its end comes before its beginning", text);
    return range;
}

}  // namespace

Run render_command(CLI::App& command) {
    struct Options {
        std::string output, preset, pixel_format, range;
        bool json_progress = false;
        ClipOptions clip;
    };
    const auto options = std::make_shared<Options>();
    options->clip.add_input(command)->required();
    command
        .add_option("-o,--output", options->output,
                    "The master; for a sequence of pictures a folder, or a pattern (out/shot.%06d.exr)")
        ->required()
        ->type_name("OUTPUT");
    command
        .add_option("--preset", options->preset,
                    "One of " + preset_names() + "; without it, the first that suits OUTPUT's extension")
        ->type_name("P");
    command
        .add_option("--pix-fmt", options->pixel_format, "Instead of the preset's own pixel format, by FFmpeg's name")
        ->type_name("NAME");
    command.add_option("--range", options->range, "First and last frame, counted from 0, or timecodes")
        ->type_name("A-B");
    command.add_flag("--json-progress", options->json_progress, "Progress on stderr as a JSON object a line");
    options->clip.add_to(command);
    return [options] {
        deliver::RenderRequest request;
        ClipOptions::Graded graded = options->clip.graded(options->json_progress);
        request.sources = options->clip.source_files(graded);
        request.graph = std::move(graded.graph);
        request.colours = std::move(graded.colours);
        request.input = options->clip.input;
        request.output = options->output;
        request.preset =
            options->preset.empty() ? deliver::preset_for(options->output) : media::preset(options->preset);
        if (!options->pixel_format.empty()) {
            request.preset.pixel_format = options->pixel_format;
            request.fit_pixel_format = false;
        }
        const std::atomic<bool>& cancel = interrupted();
        Session session(options->clip.device);
        if (!options->range.empty()) request.range = range_of(options->range, media::probe(options->clip.input));
        Progress progress(options->json_progress);
        const deliver::RenderResult result = deliver::render(
            session.engine(), request, cancel, [&](const deliver::RenderProgress& now) { progress.show(now); });
        progress.done(result);
        fmt::print("{}: {}\n", result.output.string(), result.written.tags);
        if (!options->json_progress) {
            for (const std::string& note : result.source_notes)
                fmt::print(stderr, "umber: {}: {}: {}\n", note.starts_with(deliver::damaged) ? "warning" : "note",
                           request.input.string(), note);
            for (const std::string& note : result.written.notes)
                fmt::print(stderr, "umber: note: {}: {}\n", result.output.string(), note);
        }
        return session.close();
    };
}

}  // namespace umber::cli

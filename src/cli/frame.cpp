// `umber frame`: one graded picture.
#include <fmt/format.h>

#include <map>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "core/error.h"
#include "deliver/still.h"
#include "engine/colour_names.h"

namespace umber::cli {

namespace {

media::StillDepth depth_of(const std::string& text) {
    static const std::map<std::string, media::StillDepth, std::less<>> depths{{"", media::StillDepth::automatic},
                                                                              {"8", media::StillDepth::eight},
                                                                              {"16", media::StillDepth::sixteen},
                                                                              {"half", media::StillDepth::half},
                                                                              {"float", media::StillDepth::floating}};
    const auto found = depths.find(text);
    if (found == depths.end()) throw UsageError("--depth {}: 8, 16, half or float was expected", text);
    return found->second;
}

void print(const media::Frame& picture, const deliver::PictureReport& report) {
    fmt::print("{}x{}, frame {}\n{:<10}{:>14}{:>14}{:>8}{:>8}\n", picture.width, picture.height, picture.index, "",
               "minimum", "maximum", "NaN", "inf");
    constexpr const char* names[]{"red", "green", "blue"};
    for (std::size_t c = 0; c < 3; ++c)
        fmt::print("{:<10}{:>14.9g}{:>14.9g}{:>8}{:>8}\n", names[c], report.minimum[c], report.maximum[c],
                   report.nan[c], report.infinite[c]);
}

}  // namespace

Run frame_command(CLI::App& command) {
    struct Options {
        std::string at = "0", output, depth;
        bool report = false;
        ClipOptions clip;
    };
    const auto options = std::make_shared<Options>();
    options->clip.add_input(command)->required();
    add_frame_option(command, options->at);
    command.add_option("-o,--output", options->output, ".png, .tif, .exr, .dpx or .jpg")->type_name("FILE");
    command
        .add_option("--depth", options->depth,
                    "8, 16, half or float; else 16 bits for PNG and TIFF, and for EXR its source's, or half")
        ->type_name("DEPTH");
    command.add_flag("--report", options->report,
                     "Print the graded picture's least and greatest values, and how many are NaN or infinite");
    options->clip.add_to(command);
    return [options] {
        const media::StillDepth depth = depth_of(options->depth);
        if (options->output.empty() && !options->report) throw UsageError("-o FILE is missing: where the picture goes");
        const ClipOptions::Graded graded = options->clip.graded();
        const auto& [graph, colours] = graded;
        Session session(options->clip.device);
        {
            const auto source = session.open(options->clip.input);
            const media::VideoInfo& video = *source->info().video;
            const std::int64_t at = frame_number(options->at, source->info());
            if (!options->output.empty()) {
                deliver::SourceFiles files = options->clip.source_files(graded);
                files.add(*source);
                files.require_other(options->output);
            }
            const media::Frame read = Session::read(*source, at);
            const engine::ColorPipeline filled = engine::for_clip(colours, source->info());
            const media::Frame picture = deliver::graded_picture(session.engine(), read, graph, video.rotation, filled);
            if (!options->output.empty())
                deliver::write_picture(options->output, picture, video.format, engine::label_of(filled, source->info()),
                                       depth);
            if (options->report) print(picture, deliver::report(picture));
        }
        return session.close();
    };
}

}  // namespace umber::cli

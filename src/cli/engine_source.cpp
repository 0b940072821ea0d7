// `umber engine-source`: the generated GPU program, for a person to read.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "engine/colour_names.h"

namespace umber::cli {

Run engine_source_command(CLI::App& command) {
    struct Options {
        std::string pixel_format = "gbrpf32le";
        bool live = false;
        ClipOptions clip;
    };
    const auto options = std::make_shared<Options>();
    options->clip.add_input(command, "Read this clip's frames; without it, a list of colours as in `umber probe`");
    command.add_option("--pix-fmt", options->pixel_format, "Write planes of this format")
        ->type_name("NAME")
        ->capture_default_str();
    command.add_flag("--live", options->live, "The program that the grading room uses while anything may be touched");
    options->clip.add_to(command);
    return [options] {
        const auto [graph, colours] = options->clip.graded();
        Session session(options->clip.device);
        engine::SourceForm from;
        engine::SinkForm to;
        engine::WorkingSpace space;
        from.colours = options->clip.input.empty();
        if (from.colours) {
            to.kind = engine::SinkForm::Kind::colours;
            space = colours.space({});
        } else {
            const auto source = session.open(options->clip.input);
            const media::ClipInfo clip = source->info();
            const media::VideoInfo& video = *clip.video;
            from = engine::form_of(source->read(0));  // which alone tells whether its chroma goes by fields
            to.tags = video.tags;
            to.format = media::pixel_format(options->pixel_format);
            space = engine::for_clip(colours, clip).space(video.tags);
        }
        const auto structure = options->live ? engine::Structure::live : engine::Structure::exact;
        fmt::print("{}", session.engine().source(from, graph, space, to, structure));
        return session.close();
    };
}

}  // namespace umber::cli

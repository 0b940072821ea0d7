// `umber [CLIP...]`: the grading room.
#include <fmt/format.h>

#include "app/colour_settings.h"
#include "app/room.h"

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "media/source.h"

namespace umber::cli {

Run room_command(CLI::App& app) {
    struct Options {
        std::vector<std::string> clips;
        GradeOptions grade;
        ColourOptions colour;
        DeviceChoice device;
    };
    const auto options = std::make_shared<Options>();
    app.add_option("CLIP", options->clips, "Clips, pictures or sequences to open");
    options->grade.add_to(app);
    options->colour.add_to(app);
    options->device.add_to(app);
    return [options] {
        app::RoomOptions room;
        room.grade = options->grade.file();
        const grade::ColourSettings colours = app::with_names(options->colour.settings(room.grade.colours));
        if (options->colour.any()) room.grade.colours = colours;
        room.grade_file = options->grade.grade;
        // Where none of them can be opened, that is told here, in a line, before any window.
        for (const std::string& clip : options->clips) {
            try {
                const media::ClipInfo info = media::probe(clip);
                if (!info.video) throw Error("{}: holds no picture", clip);
                app::pipeline_for(colours, info, room.grade.graph).space(info.video->tags);
                room.clips.emplace_back(clip);
            } catch (const UsageError&) {
                throw;  // an option is wrong, whatever the clips are
            } catch (const Error& error) {
                if (options->clips.size() == 1) throw;
                fmt::print(stderr, "umber: error: {}\n", error.what());
                if (room.problem.empty()) room.problem = error.what();
            }
        }
        if (room.clips.empty() && !room.problem.empty()) throw Error("none of these clips can be opened");
        room.device = options->device.choice;
        return app::run_room(room);
    };
}

}  // namespace umber::cli

#include "cli/options.h"

#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "app/colour_settings.h"
#include "core/error.h"
#include "core/file.h"
#include "engine/config_files.h"
#include "grade/ops/cdl.h"
#include "grade/ops/lut.h"
#include "interchange/cdl.h"

namespace umber::cli {

namespace {

namespace fs = std::filesystem;

grade::Graph with_cdl(const grade::Graph& graph, int node, const std::string& file_and_id) {
    const interchange::ColorCorrection read = interchange::read_color_correction(file_and_id);
    // At its defaults it is there and clamps, as v1.2 wants, even where its numbers are neutral.
    grade::Operation cdl{grade::Cdl{}};
    const auto set = [&](const char* name, const grade::Value& value) {
        try {
            cdl = cdl.with(name, value);
        } catch (const Error& error) {
            throw Error("{}: {} {}", file_and_id, name, error.what());
        }
    };
    set("slope", glm::vec3(read.slope));
    set("offset", glm::vec3(read.offset));
    set("power", glm::vec3(read.power));
    set("saturation", static_cast<float>(read.saturation));
    return grade::set_operation(graph, node, cdl);
}

}  // namespace

void GradeOptions::add_to(CLI::App& command) {
    command.add_option("--grade", grade, "A grade, as `umber grade` and the grading room write it")
        ->type_name("FILE.json");
    command.add_option("--cdl", cdl, "An ASC CDL: .cc, .ccc or .cdl, with the correction's id where there are several")
        ->type_name("FILE[#ID]");
    command.add_option("--lut", lut, "A look-up table")->type_name("FILE");
    command.add_option("--set", set, "Set one parameter (see `umber ops`); may be given again, later ones win")
        ->type_name("OP.PARAM=VALUE")
        ->allow_extra_args(false);
}

grade::GradeFile GradeOptions::file() const {
    grade::GradeFile file = grade.empty() ? grade::GradeFile{} : grade::read_grade(grade);
    grade::Graph& graph = file.graph;
    const int node = graph.nodes.front().id;
    if (!cdl.empty()) graph = with_cdl(graph, node, cdl);
    if (!lut.empty())
        graph = grade::set_parameter(graph, node, "lut.file", fs::absolute(lut).lexically_normal().string());
    for (const std::string& setting : set) graph = with_setting(graph, node, setting);
    return file;
}

grade::Graph with_setting(const grade::Graph& graph, int node, const std::string& setting) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) throw UsageError("--set {}: OPERATION.PARAMETER=VALUE was expected", setting);
    try {
        return grade::with_absolute_luts(
            grade::set_from_text(graph, node, setting.substr(0, equals), setting.substr(equals + 1)),
            fs::current_path());
    } catch (const Error& error) {
        throw UsageError("--set {}", error.what());
    }
}

void ColourOptions::add_to(CLI::App& command) {
    command.add_option("--input-space", input_space, "The space of what comes in; else what the clip's tags say")
        ->type_name("NAME");
    command
        .add_option("--working-space", working_space,
                    "The space that is graded in: ACEScct where anything here is given; 'as is': the input's own")
        ->type_name("NAME");
    command
        .add_option("--output-space", output_space,
                    "The space of what goes out, converted to instead of viewed; else, without a view, the input's")
        ->type_name("NAME");
    command
        .add_option("--view", view,
                    "A display's view of the graded scene (`umber spaces` lists them); none: the graded code values")
        ->type_name("DISPLAY/VIEW");
    command
        .add_option("--config", config,
                    "An OpenColorIO config, whose names the spaces and views then are; else $OCIO, else Umber's own")
        ->type_name("FILE.ocio");
    command
        .add_option("--look", look,
                    "Looks of the config, else Umber's own (`umber spaces`), applied to the graded scene instead of "
                    "the view's own; -NAME: its inverse; "
                    "none: none at all")
        ->type_name("NAME,-NAME|none");
}

bool ColourOptions::any() const {
    return !config.empty() || !input_space.empty() || !working_space.empty() || !output_space.empty() ||
           !view.empty() || !look.empty();
}

grade::ColourSettings ColourOptions::settings(const std::optional<grade::ColourSettings>& of_the_file) const {
    if (!output_space.empty() && !view.empty() && view != "none")
        throw UsageError("--output-space and --view both say what goes out; one of them is enough");
    grade::ColourSettings settings = of_the_file.value_or(grade::ColourSettings{});
    if (!any()) return settings;
    const bool asks =
        !input_space.empty() || !working_space.empty() || !output_space.empty() || !view.empty() || !look.empty();
    if (!config.empty()) {
        // one that is named and not there is told, even where nothing asks for its spaces
        if (!config.starts_with("ocio://")) read_file(config);
        if (config != settings.config) settings.config_hash.clear();
        settings.config = config;
    } else if (const char* named = std::getenv("OCIO");
               asks && named && *named && !settings.managed() && settings.config.empty()) {
        settings.config = named;
    }
    // Where nothing was converted before, the usual space is graded in.
    if (asks && !settings.managed()) settings.working_space.clear();
    if (!input_space.empty()) settings = grade::with_input_for_all(std::move(settings), input_space);
    if (!working_space.empty()) settings.working_space = working_space;
    if (!output_space.empty() || !view.empty()) {
        settings.output_space = output_space;
        settings.view = output_space.empty() ? view : "";
    }
    if (!look.empty()) settings.look = look;
    return settings;
}

void warn_of_config(const std::string& file, const std::optional<grade::ColourSettings>& of_the_file,
                    const grade::ColourSettings& used) {
    if (!of_the_file || used.config != of_the_file->config) return;
    const std::string changed =
        engine::config_change(used.config, of_the_file->config_hash, fmt::format("{} was saved", file));
    if (!changed.empty()) fmt::print(stderr, "umber: warning: {}\n", changed);
}

engine::ColorPipeline ColourOptions::pipeline(const GradeOptions& options, const grade::GradeFile& grade,
                                              const std::string& clip, bool quiet) const {
    const grade::ColourSettings used = settings(grade.colours);
    if (!quiet) warn_of_config(options.grade, grade.colours, used);
    engine::ColorPipeline pipeline = engine::for_grade(app::pipeline_of(used, clip), grade.graph);
    // Names that are not there are the file's where the command line gives none.
    if (!any() && !options.grade.empty() && grade.colours && !pipeline.input_space.empty()) {
        try {
            static_cast<void>(pipeline.space({}));
        } catch (const Error& error) {
            throw Error("{}: {}", options.grade, error.what());
        }
    }
    return pipeline;
}

CLI::Option* ClipOptions::add_input(CLI::App& command, const std::string& what) {
    return command.add_option("INPUT", input, what);
}

void ClipOptions::add_to(CLI::App& command) {
    grade.add_to(command);
    colour.add_to(command);
    device.add_to(command);
}

ClipOptions::Graded ClipOptions::graded(bool quiet) const {
    grade::GradeFile file = grade.file();
    engine::ColorPipeline colours = colour.pipeline(grade, file, input, quiet);
    return {std::move(file.graph), std::move(colours)};
}

deliver::SourceFiles ClipOptions::source_files(const Graded& graded) const {
    deliver::SourceFiles files;
    // A correction's id follows the file's name.
    for (const std::string& file :
         {input, grade.grade, grade.cdl, grade.cdl.substr(0, grade.cdl.rfind('#')), grade.lut, graded.colours.config})
        files.add(std::filesystem::path(file));
    files.add(graded.graph);
    return files;
}

void add_frame_option(CLI::App& command, std::string& at) {
    command.add_option("--at", at, "Frame, counted from 0, or timecode")->type_name("N|TC")->capture_default_str();
}

std::int64_t frame_number(const std::string& text, const media::ClipInfo& clip) {
    const media::VideoInfo& video = *clip.video;
    std::int64_t frame = 0;
    const char* end = text.data() + text.size();
    if (const auto [stop, error] = std::from_chars(text.data(), end, frame); error != std::errc{} || stop != end) {
        const Timecode start = video.start_timecode.value_or(Timecode{0, timecode_base(video.frame_rate), false});
        const std::optional<std::int64_t> named = frame_at(text, start);
        if (!named)
            throw UsageError("'{}' is neither a frame's number nor a timecode at {} frames a second", text, start.base);
        frame = *named;
        if (frame < 0 || frame >= video.frames)
            throw Error("{}: there is no {}; its timecode goes from {} to {}", clip.path.string(), text,
                        to_string(start), to_string(advance(start, video.frames - 1)));
    }
    if (frame < 0 || frame >= video.frames)
        throw Error("{}: there is no frame {}; it has {}, from 0 to {}", clip.path.string(), frame, video.frames,
                    video.frames - 1);
    return frame;
}

}  // namespace umber::cli

// `umber scopes`: a graded frame's scopes as a picture or as numbers.
#include "engine/scopes.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/session.h"
#include "color/display_light.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "deliver/still.h"
#include "engine/colour_names.h"
#include "engine/scope_picture.h"

namespace umber::cli {

namespace {

using Json = nlohmann::ordered_json;

struct Measured {
    engine::ScopesData scopes;
    engine::PictureStatistics statistics;
    std::optional<color::Space> hdr{};  // the display's, where levels are told in nits
    engine::NitStatistics nits{};
    std::int64_t frame = 0;
};

// The scopes are those of the picture as it is seen, so a clip that is turned for display is turned before.
Measured measure(engine::Engine& engine, const media::Frame& frame, const grade::Graph& graph, int rotation,
                 const engine::ColorPipeline& colours) {
    const bool turned = rotation % 360 != 0;
    const media::Frame upright = turned ? deliver::graded_picture(engine, frame, graph, rotation, colours) : frame;
    const auto picture = engine.make_picture(upright.width, upright.height);
    const std::uint64_t rendered = engine.render_picture(
        upright, turned ? grade::Graph{} : graph, turned ? engine::as_is(upright.tags) : colours.space(frame.tags),
        picture, engine::Structure::exact);
    engine::Scopes scopes(engine);
    const auto buffers = scopes.make_buffers();
    const std::uint64_t counted =
        scopes.count(picture, buffers, {true, true, engine::scope_matrix(engine::shown_space(colours, frame.tags))});
    const std::vector<std::uint16_t> codes = engine.read(picture, rendered);
    Measured measured{scopes.read_back(*picture, buffers, counted), engine::statistics(codes)};
    measured.frame = frame.index;
    if (const auto shown = engine::shown_space(colours, frame.tags); color::is_hdr(shown)) {
        measured.hdr = shown;
        measured.nits = engine::nit_statistics(codes, *shown);
    }
    return measured;
}

Json triple(const glm::dvec3& value) {
    return {value.x, value.y, value.z};
}

std::string json_of(const Measured& measured) {
    const auto& counts = measured.scopes.histogram;
    const engine::PictureStatistics& of = measured.statistics;
    Json json{{"width", measured.scopes.width},
              {"height", measured.scopes.height},
              {"frame", measured.frame},
              {"histogram", {{"red", counts[0]}, {"green", counts[1]}, {"blue", counts[2]}, {"luma", counts[3]}}},
              {"minimum", triple(of.minimum)},
              {"maximum", triple(of.maximum)},
              {"mean", triple(of.mean)},
              {"percentile_1", triple(of.percentile_1)},
              {"percentile_99", triple(of.percentile_99)}};
    if (measured.hdr)
        json["nits"] = {
            {"minimum", measured.nits.minimum}, {"maximum", measured.nits.maximum}, {"mean", measured.nits.mean}};
    return json.dump() + "\n";
}

// 8-bit RGB as the planes that a still is written from.
media::Frame planes_of(const engine::ScopePicture& picture) {
    media::Frame frame = media::allocate_frame(*media::host_allocator(), media::pixel_format("gbrpf32le"),
                                               picture.width, picture.height);
    frame.tags = {color::Primaries::bt709, color::Transfer::srgb, color::Matrix::rgb, color::Range::full, {}};
    for (std::size_t c = 0; c < 3; ++c) {
        const int plane = frame.format.component[c].plane;
        const std::size_t stride = frame.plane[static_cast<std::size_t>(plane)].stride;
        for (int y = 0; y < picture.height; ++y) {
            auto* row = reinterpret_cast<float*>(frame.data(plane) + static_cast<std::size_t>(y) * stride);
            for (int x = 0; x < picture.width; ++x) {
                const std::size_t pixel =
                    static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(x);
                row[x] = static_cast<float>(picture.rgb[pixel * 3 + c]) / 255.0f;
            }
        }
    }
    return frame;
}

}  // namespace

Run scopes_command(CLI::App& command) {
    struct Options {
        std::string at = "0", output;
        int scale = 1;
        ClipOptions clip;
    };
    const auto options = std::make_shared<Options>();
    options->clip.add_input(command)->required();
    add_frame_option(command, options->at);
    command
        .add_option("-o,--output", options->output,
                    "A picture of the scopes, or their numbers; without it, the numbers go to stdout")
        ->type_name("FILE.png|.json");
    command.add_option("--scale", options->scale, "Size of the picture: 1 is 1280x800")->type_name("N");
    options->clip.add_to(command);
    return [options] {
        const std::string extension = lower_extension(options->output);
        const bool numbers = options->output.empty() || extension == ".json";
        if (!numbers && extension != ".png")
            throw UsageError("-o {}: scopes are written as .png or .json", options->output);
        if (options->scale < 1 || options->scale > 4)
            throw UsageError("--scale {}: 1 to 4 was expected", options->scale);
        const ClipOptions::Graded graded = options->clip.graded();
        const auto& [graph, colours] = graded;
        Session session(options->clip.device);
        {
            const auto source = session.open(options->clip.input);
            deliver::SourceFiles files = options->clip.source_files(graded);
            files.add(*source);
            files.require_other(options->output);
            const media::Frame frame = Session::read(*source, frame_number(options->at, source->info()));
            const Measured measured = measure(session.engine(), frame, graph, source->info().video->rotation,
                                              engine::for_clip(colours, source->info()));
            if (options->output.empty())
                fmt::print("{}", json_of(measured));
            else if (numbers)
                write_file(options->output, json_of(measured));
            else
                media::write_still(options->output,
                                   planes_of(engine::draw_scopes(measured.scopes, options->scale,
                                                                 measured.hdr ? &*measured.hdr : nullptr)),
                                   media::StillDepth::eight);
        }
        return session.close();
    };
}

}  // namespace umber::cli

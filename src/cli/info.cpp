// `umber info`: what a clip is, and what Umber will assume of it.
#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/options.h"
#include "engine/colour_names.h"
#include "media/source.h"

namespace umber::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string fraction(Rational value) {
    return to_string(value);
}

Json json_of(const media::VideoInfo& video) {
    Json json{{"codec", video.codec}};
    if (!video.profile.empty()) json["profile"] = video.profile;
    json["width"] = video.width;
    json["height"] = video.height;
    json["pixel_format"] = video.format.name;
    json["frame_rate"] = fraction(video.frame_rate);
    json["variable_frame_rate"] = video.variable_frame_rate;
    json["frames"] = video.frames;
    json["duration"] = video.duration.value();
    json["start_timecode"] = video.start_timecode ? Json(to_string(*video.start_timecode)) : Json(nullptr);
    json["range"] = color::name(video.tags.range);
    json["matrix"] = color::name(video.tags.matrix);
    json["primaries"] = color::name(video.tags.primaries);
    json["transfer"] = color::name(video.tags.transfer);
    json["chroma_location"] = color::name(video.tags.chroma_location);
    if (const auto& display = video.hdr.mastering_display) {
        const auto xy = [](const std::array<int, 2>& point) { return Json{point[0] / 50000.0, point[1] / 50000.0}; };
        json["mastering_display"] = {{"red", xy(display->primaries[0])},
                                     {"green", xy(display->primaries[1])},
                                     {"blue", xy(display->primaries[2])},
                                     {"white", xy(display->white_point)},
                                     {"max_nits", display->max_luminance / 10000.0},
                                     {"min_nits", display->min_luminance / 10000.0}};
    }
    if (const auto& light = video.hdr.content_light)
        json["content_light"] = {{"max_cll", light->max_cll}, {"max_fall", light->max_fall}};
    json["rotation"] = video.rotation;
    json["sample_aspect_ratio"] = fraction(video.sample_aspect_ratio);
    json["field_order"] = video.fields == media::Fields::none        ? "progressive"
                          : video.fields == media::Fields::top_first ? "tt"
                                                                     : "bb";
    return json;
}

Json json_of(const media::ClipInfo& clip, const color::InputSpace& input) {
    Json json{{"path", clip.path.string()}, {"video", clip.video ? json_of(*clip.video) : Json(nullptr)}};
    Json audio = Json::array();
    for (const media::AudioInfo& one : clip.audio)
        audio.push_back({{"codec", one.codec}, {"channels", one.channels}, {"sample_rate", one.sample_rate}});
    json["audio"] = std::move(audio);
    json["input_space"] = clip.video ? Json(input.space) : Json(nullptr);
    if (clip.video) json["input_space_why"] = input.why;
    json["notes"] = clip.notes;
    return json;
}

std::string duration_text(double seconds) {
    const int whole = static_cast<int>(seconds);
    return seconds < 60 ? fmt::format("{:.3f} s", seconds)
                        : fmt::format("{}:{:02}:{:06.3f}", whole / 3600, whole / 60 % 60, seconds - whole / 60 * 60);
}

void line(std::string_view what, const std::string& text) {
    fmt::print("  {:<12}{}\n", what, text);
}

void print(const media::ClipInfo& clip, const color::InputSpace& input) {
    fmt::print("{}\n", clip.path.string());
    if (!clip.video) line("Picture", "none");
    if (clip.video) {
        const media::VideoInfo& video = *clip.video;
        line("Picture", fmt::format("{}{}, {}x{}, {}", video.codec, video.profile.empty() ? "" : " " + video.profile,
                                    video.width, video.height, video.format.name));
        line("Rate", fmt::format("{} ({:.3f} a second{})", fraction(video.frame_rate), video.frame_rate.value(),
                                 video.variable_frame_rate ? " on average, varies" : ""));
        line("Length", fmt::format("{} frame{}, {}", video.frames, video.frames == 1 ? "" : "s",
                                   duration_text(video.duration.value())));
        line("Timecode", video.start_timecode ? to_string(*video.start_timecode) : "none; counted from 00:00:00:00");
        line("Colour",
             fmt::format("primaries {}, transfer {}, matrix {}, range {}, chroma {}", color::name(video.tags.primaries),
                         color::name(video.tags.transfer), color::name(video.tags.matrix),
                         color::name(video.tags.range), color::name(video.tags.chroma_location)));
        line("Taken as", fmt::format("{}: by {}", input.space, input.why));
        if (video.hdr.mastering_display) line("HDR", to_string(*video.hdr.mastering_display));
        if (video.hdr.content_light) line("HDR", to_string(*video.hdr.content_light));
        if (video.rotation != 0) line("Turned", fmt::format("{} degrees clockwise for display", video.rotation));
        if (video.sample_aspect_ratio.numerator != video.sample_aspect_ratio.denominator)
            line("Pixels", fmt::format("{} wide to high", fraction(video.sample_aspect_ratio)));
    }
    for (const media::AudioInfo& one : clip.audio)
        line("Sound", fmt::format("{}, {} channel{}, {} Hz", one.codec, one.channels, one.channels == 1 ? "" : "s",
                                  one.sample_rate));
    for (const std::string& note : clip.notes) line("Note", note);
}

}  // namespace

Run info_command(CLI::App& command) {
    struct Options {
        std::string input, config;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    command.add_option("INPUT", options->input, "A clip, a picture, a sequence (shot.%04d.exr) or a folder with one")
        ->required();
    command.add_flag("--json", options->json, "As JSON");
    command
        .add_option("--config", options->config,
                    "An OpenColorIO config, whose rules say the input space first; else $OCIO, else Umber's own")
        ->type_name("FILE.ocio");
    return [options] {
        const media::ClipInfo clip = media::probe(options->input);
        std::string config = options->config;
        if (const char* named = std::getenv("OCIO"); config.empty() && named) config = named;
        const color::InputSpace input = clip.video ? engine::input_space(clip, config) : color::InputSpace{};
        if (options->json)
            fmt::print("{}\n", json_of(clip, input).dump(2, ' ', false, Json::error_handler_t::replace));
        else
            print(clip, input);
        return 0;
    };
}

}  // namespace umber::cli

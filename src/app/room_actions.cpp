// What keys, menus, buttons and drops make the room do.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <future>

#include "app/room_state.h"
#include "core/file.h"

namespace umber::app {

namespace fs = std::filesystem;

namespace {

std::string lut_words(const interchange::Lut& lut) {
    std::string words;
    if (lut.lut_1d) words = fmt::format("{} × 1D", lut.lut_1d->size);
    if (lut.lut_3d) words += fmt::format("{}{}³ · tetrahedral", words.empty() ? "" : " + ", lut.lut_3d->size);
    if (words.empty()) words = "by OpenColorIO";  // which keeps its tables to itself
    return lut.title.empty() ? words : fmt::format("{} · {}", words, lut.title);
}

}  // namespace

void Room::apply(const Edit& edit) {
    try {
        history_.apply(edit);
        went_well(About::edit);
    } catch (const Error& error) {
        say_error(About::edit, error.what());
    }
    keep_node();
    end_passing_message();
    draw_again_ = true;
}

void Room::open_paths(const std::vector<fs::path>& paths) {
    std::vector<fs::path> clips;
    for (const fs::path& path : paths) {
        draw_again_ = true;
        if (is_of(lut_files(), path))
            load_lut(path);
        else if (is_of(cdl_files(), path))
            import_cdl(path);
        else if (is_of(grade_files(), path))
            open_grade(path);
        else if (is_of(config_files(), path))
            choose_config(fs::absolute(path).string());
        else
            clips.push_back(path);
    }
    open_clips(clips);
}

void Room::say_for_a_while(const std::string& words, double now) {
    constexpr double seconds = 10;
    message_ = passing_message_ = words;
    message_until_.reset();
    if (!words.empty()) message_until_ = now + seconds;
}

void Room::end_passing_message() {
    if (!std::exchange(message_until_, std::nullopt)) return;
    if (message_ == passing_message_) message_.clear();
    draw_again_ = true;
}

void Room::load_lut(const fs::path& path) {
    if (loading_lut_.valid()) {
        next_lut_file_ = path.string();
        return;
    }
    loading_lut_file_ = fs::absolute(path).string();
    loading_lut_ = std::async(std::launch::async, [engine = engine_.get(), file = loading_lut_file_] {
        (void)engine->luts().load(file);
        Window::wake();
    });
}

void Room::follow_lut() {
    if (lut_words_.valid()) {
        if (lut_words_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
        lut_line_ = lut_words_.get();
        draw_again_ = true;
    }
    const auto file = std::get<std::string>(grade::parameter_value(history_.graph(), node_, "lut.file"));
    if (file == lut_line_of_) return;
    lut_line_of_ = file;
    lut_line_.clear();
    draw_again_ = true;
    if (file.empty()) return;
    lut_words_ = std::async(std::launch::async, [engine = engine_.get(), file]() -> std::string {
        struct Wake {
            ~Wake() { Window::wake(); }
        } wake;
        try {
            return lut_words(*engine->luts().load(file));
        } catch (const std::exception& error) {
            return error.what();
        }
    });
}

void Room::open_grade(const fs::path& path) {
    try {
        const grade::GradeFile read = grade::read_grade(path);
        Edit edit{fmt::format("open {}", path.filename().string()),
                  [graph = read.graph](const grade::Graph&) { return graph; }, 0};
        const auto opened = [this, path] { kept_->opened(history_.graph(), history_.colours(), path); };
        if (!read.colours) {
            propose(std::move(edit), [this, opened] {
                went_well(About::grade);
                opened();
            });
            return;
        }
        ColourSettings colours = *read.colours;
        const std::string saved_hash = std::exchange(colours.config_hash, "");
        (void)read_names(colours.config);  // a config that is gone or broken is told before anything changes
        colours = with_names(std::move(colours));
        edit.colours = [colours](const ColourSettings&) { return colours; };
        forget_spaces(colours.config);
        propose(std::move(edit), [this, opened, saved_hash, config = colours.config, name = path.filename().string()] {
            went_well(About::grade);
            opened();
            config_was_read(config);
            if (!saved_hash.empty()) expected_config_ = {config, saved_hash, name};
        });
    } catch (const Error& error) {
        say_error(About::grade, error.what());
    }
}

grade::GradeFile Room::document() const {
    ColourSettings colours = history_.colours();
    colours.config_hash = config_watch_.hash(colours.config).value_or("");
    return {history_.graph(), std::move(colours)};
}

void Room::save_grade(const fs::path& file) {
    try {
        grade::write_grade(file, document());
        kept_->saved(history_.graph(), history_.colours());
        message_ = fmt::format("{} written", file.string());
        went_well(About::grade);
    } catch (const Error& error) {
        say_error(About::grade, error.what());
    }
}

void Room::keep_node() {
    const auto& nodes = history_.graph().nodes;
    if (std::ranges::none_of(nodes, [&](const grade::Node& one) { return one.id == node_; })) node_ = nodes.front().id;
}

void Room::follow_document(double now) {
    if (probe_) return;  // what is measured is nobody's work
    kept_->follow(history_.graph(), history_.colours(), now);
    if (const std::string problem = kept_->take_problem(); !problem.empty()) {
        say_error(About::kept, problem);
        draw_again_ = true;
    }
}

void Room::ask(PickerRequest request, std::function<void(const Picked&)> then) {
    if (request.folder.empty() && request.save && playback_->clip()) {
        const auto recent = recent_folders();
        if (recent.empty()) request.folder = playback_->clip()->path.parent_path();
    }
    picker_.emplace(std::move(request));
    picked_ = std::move(then);
    settle_ = 3;
}

void Room::start(std::unique_ptr<Job> job) {
    job_ = std::move(job);
    job_lines_ = {};
    job_warning_.clear();
    message_.clear();
    draw_again_ = true;
}

void Room::remember_layout() const {
    const fs::path folder = config_folder();
    if (folder.empty()) return;
    try {
        write_file(folder / "room-layout", to_text(splitters_));
    } catch (const Error& error) {
        spdlog::warn("the layout is not kept: {}", error.what());
    }
}

void Room::act(Command command) {
    settle_ = 3;
    bar_.menu = -1;  // what it opens lies above everything else
    const bool has_clip = playback_->clip() != nullptr;
    const double rate = has_clip && playback_->clip()->video ? playback_->clip()->video->frame_rate.value() : 25;
    const auto second = static_cast<std::int64_t>(std::max(1.0, rate + 0.5));
    const auto with_clip = [&](auto what) {
        if (playback_->opening())
            for_next_clip_.push_back(command);
        else if (!has_clip)
            message_ = "Open a clip first: drop one here, or Ctrl+O";
        else if (job_)
            message_ = "Wait for what is going on, or cancel it";
        else
            (this->*what)();
    };
    const auto zoom = [&](float factor) {
        const glm::vec2 middle = layout_.picture.center();
        viewer_state_ =
            zoomed(viewer_state_, layout_.picture, viewer_info(0).picture, ui_->theme().scale, factor, middle);
    };
    switch (command) {
        case Command::open_clip:
            ask({"Open a clip",
                 clip_files(),
                 false,
                 has_clip ? playback_->clip()->path.parent_path() : fs::path(),
                 {},
                 "Open",
                 {},
                 {}},
                [this](const Picked& picked) { open_clip(picked.path); });
            break;
        case Command::next_clip:
            step_clip(1);
            break;
        case Command::previous_clip:
            step_clip(-1);
            break;
        case Command::open_grade:
            ask({"Open a grade", grade_files(), false, {}, {}, "Open", {}, {}, {{"Last session", state_folder()}}},
                [this](const Picked& picked) { open_grade(picked.path); });
            break;
        case Command::save_grade:
            ask({"Save the grade",
                 grade_files(),
                 true,
                 {},
                 has_clip ? playback_->clip()->path.stem().string() + ".json" : "grade.json",
                 "Save",
                 {},
                 {},
                 {},
                 [](const fs::path& typed, const std::vector<int>&) {
                     return with_extension(typed, ".json", grade_files());
                 }},
                [this](const Picked& picked) { save_grade(picked.path); });
            break;
        case Command::import_cdl:
            ask({"Import a CDL", cdl_files(), false, {}, {}, "Import", {}, {}},
                [this](const Picked& picked) { import_cdl(picked.path); });
            break;
        case Command::load_lut:
            ask({"Choose a LUT", lut_files(), false, {}, {}, "Choose", {}, {}},
                [this](const Picked& picked) { load_lut(picked.path); });
            break;
        case Command::export_cdl:
            with_clip(&Room::ask_export_cdl);
            break;
        case Command::export_lut:
            with_clip(&Room::ask_export_lut);
            break;
        case Command::render:
            with_clip(&Room::ask_render);
            break;
        case Command::quit:
            window_->close();
            break;
        case Command::undo:
            history_.undo();
            keep_node();
            break;
        case Command::redo:
            history_.redo();
            keep_node();
            break;
        case Command::reset_grade:
            apply({"reset the grade",
                   [](const grade::Graph& graph) {
                       grade::Graph empty = graph;
                       for (grade::Node& node : empty.nodes) node.operations.clear();
                       return empty;
                   },
                   0});
            break;
        case Command::play:
            playback_->toggle();
            break;
        case Command::play_forwards:
            playback_->shuttle(1);
            break;
        case Command::play_backwards:
            playback_->shuttle(-1);
            break;
        case Command::pause:
            playback_->pause();
            break;
        case Command::next_frame:
            playback_->step(1);
            break;
        case Command::previous_frame:
            playback_->step(-1);
            break;
        case Command::next_second:
            playback_->step(second);
            break;
        case Command::previous_second:
            playback_->step(-second);
            break;
        case Command::first_frame:
            playback_->seek(0);
            break;
        case Command::last_frame:
            playback_->seek(playback_->frames() - 1);
            break;
        case Command::loop:
            playback_->set_looping(!playback_->looping());
            break;
        case Command::fit:
            viewer_state_.fit = true;
            break;
        case Command::actual_size:
            viewer_state_.fit = false;
            viewer_state_.zoom = 1;
            viewer_state_.center = glm::vec2(0.5f);
            break;
        case Command::zoom_in:
            zoom(1.25f);
            break;
        case Command::zoom_out:
            zoom(0.8f);
            break;
        case Command::wipe:
            viewer_state_.wipe = !viewer_state_.wipe;
            viewer_state_.before = false;
            break;
        case Command::before_after:
            viewer_state_.before = !viewer_state_.before;
            break;
        case Command::colour_settings:
            output_.tab = colour_tab;
            break;
        case Command::false_colour:
            ask_marks({layout_.viewer_head.right() - ui_->px(420), layout_.viewer_head.y, ui_->px(420),
                       layout_.viewer_head.h});
            break;
        case Command::proof:
            ask_proof({layout_.viewer_head.right() - ui_->px(420), layout_.viewer_head.y, ui_->px(420),
                       layout_.viewer_head.h});
            break;
        case Command::viewer_brighter:
            view_exposure_ = std::min(20.0f, view_exposure_ + 0.5f);
            break;
        case Command::viewer_darker:
            view_exposure_ = std::max(-20.0f, view_exposure_ - 0.5f);
            break;
        case Command::viewer_neutral:
            view_exposure_ = 0;
            look_.gamma = 1;
            proof_.clear();
            break;
        case Command::raw_codes:
            raw_codes_ = !raw_codes_;
            break;
        case Command::scope_scale:
            scope_scale_ = next_scale(scope_scale_, is_hdr(colours_.shown));
            break;
        case Command::default_layout:
            splitters_ = {};
            break;
        case Command::commands:
            command_list_ = {};
            command_list_.open = command_list_.fresh = true;
            break;
    }
    draw_again_ = true;
}

}  // namespace umber::app

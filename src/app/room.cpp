#include "app/room.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "app/room_state.h"
#include "app/widgets/basics.h"
#include "core/file.h"

namespace umber::app {

namespace {

constexpr double least_interval = 1.0 / 120;  // between two frames of the window
constexpr double figures_interval = 0.5;
constexpr double interval_beside_pictures = 1.0 / 20;  // while a picture is being made: hands move in between
constexpr double longest_without_picture = 0.2;
constexpr double scopes_interval = 0.1;  // between two tries while the scopes can't be counted yet

// While the room is open, the watch of the config knows its hash.
ColourSettings without_hash(ColourSettings settings) {
    settings.config_hash.clear();
    return settings;
}

}  // namespace

double Room::seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

ImGuiContextOwner::ImGuiContextOwner() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.ConfigInputTextCursorBlink = false;  // a blinking cursor would draw an idle window
}
ImGuiContextOwner::~ImGuiContextOwner() {
    ImGui::DestroyContext();
}

Room::Room(const RoomOptions& options)
    : options_(options),
      history_(options.grade.graph, without_hash(options.grade.colours.value_or(ColourSettings{}))),
      node_(options.grade.graph.nodes.front().id) {
    window_ = std::make_unique<Window>(system_, "Umber", glm::ivec2(1600, 960));
    device_ = std::make_unique<gpu::Device>(gpu::DeviceOptions{options.device, system_.instance_extensions(), true});
    presenter_ = std::make_unique<Presenter>(*device_, *window_, [] { Window::wake(); });
    engine_ = std::make_unique<engine::Engine>(*device_);
    viewer_ = std::make_unique<engine::Viewer>(*engine_);
    playback_ = std::make_unique<Playback>(
        [engine = engine_.get()](const std::filesystem::path& path) {
            return media::open(path, {engine->frames(), 0});
        },
        [] { Window::wake(); });
    ui_ = std::make_unique<Ui>(make_theme(window_->scale()));
    presenter_->upload_fonts();
    if (const auto folder = config_folder(); !folder.empty()) {
        std::error_code ignored;
        if (std::filesystem::exists(folder / "room-layout", ignored))
            splitters_ = splitters_from_text(read_file(folder / "room-layout"));
    }
    end_when_display_goes();
    open_clips(options.clips);
    if (!options.problem.empty()) say_error(About::none, options.problem);
    kept_ = std::make_unique<KeptGrade>(state_folder(), grade::GradeFile{history_.graph(), history_.colours()});
    if (const auto& colours = options.grade.colours; colours && !colours->config_hash.empty())
        expected_config_ = {colours->config, colours->config_hash, options.grade_file};
    if (kept_->left_behind()) start_message_ = "The last session's grade was not saved: Open grade…, Last session";
    say_for_a_while(start_message_, seconds());
}

Room::~Room() {
    remember_layout();
    if (!probe_) kept_->finish();
    // Whatever the GPU still reads is let go first.
    job_.reset();
    if (loading_lut_.valid()) loading_lut_.wait();
    if (lut_words_.valid()) lut_words_.wait();
    proposals_.wait();
    playback_.reset();
    frame_.reset();
    view_.reset();
    viewer_.reset();
    presenter_.reset();
    engine_.reset();
}

int Room::run() {
    while (!leaves()) {
        window_->wait(wait_time(seconds()));
        const double now = seconds();
        follow_scale();
        const bool was_playing = playback_->playing();
        if (auto frame = playback_->tick(now)) {
            frame_ = std::move(*frame);
            // While playing, the frame's figures are drawn together with its picture: showing the window is what costs
            // a CPU device most.
            follow_colours();
            if (playback_->playing() && view_ && ask_for_view())
                picture_due_ = picture_due_.value_or(now);
            else
                draw_again_ = true;
        }
        if (was_playing != playback_->playing() || (picture_due_ && now - *picture_due_ > longest_without_picture))
            draw_again_ = true;
        if (playback_->clip().get() != shown_clip_) {
            shown_clip_ = playback_->clip().get();
            went_well(About::clip);
            viewer_state_.fit = true;
            window_->set_title(playback_->clip()->path.filename().string() + " — Umber");
            say_for_a_while(std::exchange(start_message_, ""), now);
            draw_again_ = true;
        }
        if (message_until_ && now > *message_until_) end_passing_message();
        if (auto failed = playback_->take_error()) {
            say_error(About::clip, failed->message);
            if (failed->unopened) forget_unopened(*failed->unopened, failed->message);
            draw_again_ = true;
        }
        take_input();
        follow_jobs();
        if (proposals_.follow()) draw_again_ = true;
        follow_lut();
        follow_colours();
        follow_look();
        follow_config(now);
        follow_document(now);
        take_view(now);
        if (probe_) change_for_probe(now);
        // The scopes' programs may still have been compiling when the first picture was made.
        if (view_ && !view_->scopes && !viewer_->busy() && now - last_draw_ > scopes_interval) {
            asked_.reset();
            draw_again_ = true;
        }
        if (window_->take_exposed()) presenter_->invalidate();
        if (window_->take_activity() || window_->more_input()) settle_ = 3;
        const bool tooltip = ui_->next_draw() && *ui_->next_draw() <= now;
        if (!draw_again_ && settle_ == 0 && !tooltip) continue;
        // Input comes faster than displays show it.
        if (now - last_draw_ < (playback_->playing() && picture_due_ ? interval_beside_pictures : least_interval) &&
            !picture_came_)
            continue;
        // On a CPU device the window's frames queue behind the pictures that are being graded; hands and playback go
        // on.
        if (!presenter_->ready()) continue;
        draw(now);
    }
    follow_document(seconds());  // with what the last picture's hands did
    device_->wait_idle();
    return 0;
}

// A render is not dropped without a word.
bool Room::leaves() {
    if (!window_->should_close()) return false;
    if (!job_ || leaving_) return true;
    window_->stay_open();
    picker_.reset();
    command_list_.open = false;
    bar_.menu = -1;
    const float width = ui_->px(420);
    const std::string title = job_->title();
    choices_ = opened_list(
        title + " is going on", {{"Stay", ""}, {"Cancel it and quit", "nothing is left behind"}}, -1,
        {std::round((static_cast<float>(window_->size().x) - width) * 0.5f), layout_.bar.bottom(), width, ui_->px(40)});
    chosen_ = [this](int index) {
        if (index == 0) return;
        leaving_ = true;
        window_->close();
    };
    settle_ = 3;
    return false;
}

double Room::wait_time(double now) const {
    double wait = 0.5;
    if (draw_again_ || settle_ > 0 || window_->more_input()) wait = std::max(0.0, last_draw_ + least_interval - now);
    if (viewer_->busy()) wait = std::min(wait, 0.002);
    if (view_ && !view_->scopes) wait = std::min(wait, scopes_interval);
    if (const auto due = playback_->next_due(now)) wait = std::min(wait, *due);
    if (const auto due = ui_->next_draw()) wait = std::min(wait, std::max(0.0, *due - now));
    if (job_ || loading_lut_.valid() || lut_words_.valid() || proposals_.computing()) wait = std::min(wait, 0.1);
    // Nothing can be drawn yet: looked at again soon, but not in every moment.
    return presenter_->ready() ? wait : 0.002;
}

void Room::follow_scale() {
    const float scale = window_->scale();
    if (scale == ui_->theme().scale) return;
    ui_->set_theme(make_theme(scale));
    presenter_->upload_fonts();
    settle_ = 3;
}

void Room::take_input() {
    open_paths(window_->take_drops());
    // Once an overlay has closed, whose the keys are is known when what lay below it has been drawn.
    const bool overlay = picker_ || command_list_.open || choices_.open || bar_.menu >= 0;
    if (overlay || !ui_->had_overlay())
        take_keys();
    else
        draw_again_ = true;
    // What was asked of the clip that was being opened.
    if (for_next_clip_.empty() || playback_->opening()) return;
    for (const Command command : std::exchange(for_next_clip_, {})) act(command);
    draw_again_ = true;
}

void Room::take_keys() {
    EventQueue& events = window_->events();
    while (const auto press = events.next_key()) {
        settle_ = 3;
        if (picker_ || command_list_.open || choices_.open || ui_->takes_text()) continue;
        // A menu lies above the room: Escape is its own, any other key puts it away.
        if (bar_.menu >= 0) {
            if (press->key == GLFW_KEY_ESCAPE) continue;
            bar_.menu = -1;
        }
        if (press->key == GLFW_KEY_ESCAPE) error_.clear();
        // Figures are typed into the value that has the keyboard, and so is what follows them, once its field is there.
        if (ui_->takes_character(press->character)) {
            events.key_begins_to_type();
            break;
        }
        const auto command = command_for(*press);
        if (!command) continue;
        // While a value has the keyboard, arrows are its own.
        const bool arrow = *command == Command::next_frame || *command == Command::previous_frame ||
                           *command == Command::next_second || *command == Command::previous_second;
        if (arrow && ui_->takes_arrows()) continue;
        events.take_away_key();
        hold_keys_ = true;  // what follows may be meant for what it opens
        if (playback_->opening() && asks_for_clip(*command))
            for_next_clip_.push_back(*command);
        else
            act(*command);
    }
}

void Room::follow_jobs() {
    if (loading_lut_.valid() && loading_lut_.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
        draw_again_ = true;
        try {
            loading_lut_.get();
            went_well(About::lut);
            apply({"LUT " + std::filesystem::path(loading_lut_file_).filename().string(),
                   [node = node_, file = loading_lut_file_](const grade::Graph& graph) {
                       return grade::set_parameter(graph, node, "lut.file", grade::Value(file));
                   },
                   0});
            output_.tab = 0;
        } catch (const std::exception& error) {
            say_error(About::lut, error.what());
        }
        if (const std::string next = std::exchange(next_lut_file_, {}); !next.empty()) load_lut(next);
    }
    if (!job_) return;
    draw_again_ = true;
    if (!job_->finished()) return;
    try {
        const JobReport report = job_->report();
        job_lines_ = report.lines;
        job_warning_ = report.warning;
        message_ = report.message;
        went_well(About::delivery);
    } catch (const deliver::Cancelled& cancelled) {
        job_lines_ = {"Cancelled; nothing is left behind", ""};
        message_ = cancelled.what();
    } catch (const std::exception& error) {
        job_lines_ = {};
        say_error(About::delivery, error.what());
    }
    job_.reset();
}

void Room::draw(double now) {
    window_->feed_imgui(now - last_draw_, std::exchange(hold_keys_, false) || ui_->awaits_keyboard());
    last_draw_ = now;
    draw_again_ = picture_came_ = false;
    if (picture_due_) picture_due_ = now;
    if (settle_ > 0) --settle_;
    if (now - last_figures_ > figures_interval) {
        last_figures_ = now;
        gpu_ms_ = view_ ? view_->gpu_ms : 0;
        decode_ms_ = playback_->decode_ms();
        window_gpu_ms_ = presenter_->last_gpu_ms().value_or(window_gpu_ms_);
        spdlog::debug(
            "window: interface {:.2f} ms, handing over {:.2f} ms, drawing {:.2f} ms; picture {:.2f} ms ({}, {}), "
            "decode "
            "{:.2f} ms; {:.2f} fps, {} dropped",
            interface_ms_, present_ms_, window_gpu_ms_, gpu_ms_, view_ ? engine::name(view_->quality) : "none",
            view_ && view_->structure == engine::Structure::live ? "live" : "exact", decode_ms_, shown_fps(now),
            playback_->dropped() + overtaken_);
    }
    const double start = seconds();
    ImGui::NewFrame();
    window_->events().tell_clicks();
    ui_->begin_frame(now);
    const grade::Graph before = history_.graph();
    draw_panels(now);
    ui_->end_frame();
    ImGui::Render();
    window_->show_cursor();
    // What an edit changed is drawn in the next frame; its picture is asked for in this one.
    if (history_.graph() != before) draw_again_ = true;
    follow_colours();
    follow_look();
    ask_for_view();
    const double drawn = seconds();
    const std::string said = presenter_->statement();
    const bool handed_over = presenter_->present(*ImGui::GetDrawData(), scene(), window_->size());
    // What is said of the picture is known once it is shown.
    if (presenter_->again() || presenter_->statement() != said) draw_again_ = true;
    interface_ms_ = (drawn - start) * 1000;
    present_ms_ = (seconds() - drawn) * 1000;
    if (probe_ && probe_->changed && handed_over && view_ && view_->number == asked_number_) {
        presenter_->wait();
        probe_->ms.push_back((seconds() - probe_->changed_at) * 1000);
        probe_->changed = false;
    }
}

void Room::draw_panels(double now) {
    const glm::ivec2 size = window_->size();
    const glm::vec2 window(size);
    const float scale = ui_->theme().scale;
    layout_ = lay_out(window, scale, splitters_);
    const Shown shown{history_.graph(), node_};
    std::vector<Edit> edits;
    const auto take = [&](std::optional<Edit>&& one) {
        if (one) edits.push_back(std::move(*one));
    };

    // The splitters lie over the edges of the panels: their windows are made first, for ImGui puts each new one behind
    // those that are there.
    for (const Splitter which : all_splitters) {
        const std::string id = fmt::format("splitter {}", static_cast<int>(which));
        if (ui_->begin_panel(id.c_str(), layout_.handle(which)))
            if (const auto to = splitter(*ui_, "handle", layout_.handle(which), moves_sideways(which)))
                splitters_ = moved(layout_, window, scale, which, *to);
        ui_->end_panel();
    }

    const color::Space* hdr = is_hdr(colours_.shown) ? &*colours_.shown : nullptr;
    const engine::ScopeMatrix matrix =
        view_ && view_->scopes ? view_->scopes->matrix : engine::scope_matrix(colours_.shown);
    const ViewerInfo viewer = viewer_info(now);
    if (viewer.readout != logged_readout_)
        spdlog::debug("pixel: {}", fmt::join(logged_readout_ = viewer.readout, "  "));
    viewer_result_ = viewer_panel(*ui_, layout_, viewer, viewer_state_);
    constexpr const char* scope_ids[] = {"waveform", "parade", "vectorscope", "histogram"};
    for (std::size_t i = 0; i < layout_.scopes.size(); ++i) {
        if (ui_->begin_panel(scope_ids[i], layout_.scopes[i]))
            if (const auto frame =
                    scope_frame(*ui_, "scope", layout_.scopes[i], static_cast<ScopeKind>(i), scope_scale_, hdr, matrix);
                frame.scale)
                scope_scale_ = *frame.scale;
        ui_->end_panel();
    }
    if (ui_->begin_panel("primaries", layout_.primaries))
        take(primaries_palette(*ui_, layout_.primaries, shown, primaries_));
    ui_->end_panel();
    if (ui_->begin_panel("sliders", layout_.sliders)) take(sliders_palette(*ui_, layout_.sliders, shown, sliders_));
    ui_->end_panel();
    if (ui_->begin_panel("curves", layout_.curves)) {
        CurvesResult curves = curves_palette(*ui_, layout_.curves, shown, curves_);
        curve_plot_ = curves.plot;
        take(std::move(curves.edit));
    }
    ui_->end_panel();
    OutputRequest request = OutputRequest::none;
    if (ui_->begin_panel("output", layout_.output)) {
        OutputResult output = output_palette(*ui_, layout_.output, shown, output_, output_info());
        request = output.request;
        take(std::move(output.edit));
        if (output.colour.exposure) view_exposure_ = *output.colour.exposure;
        if (output.colour.gamma) look_.gamma = *output.colour.gamma;
        if (output.colour.exposure || output.colour.gamma) draw_again_ = true;
        if (output.colour.request != ColourRequest::none) ask_colour(output.colour.request, output.colour.anchor);
    }
    ui_->end_panel();
    const StatusResult status = status_line(*ui_, layout_.status, status_info());
    if (status.dismissed) error_.clear();
    if (status.colour) output_.tab = colour_tab;

    std::optional<Command> command = top_bar(*ui_, layout_.bar, bar_info(), bar_);
    if (viewer_result_.command) command = viewer_result_.command;
    if (viewer_result_.marks) ask_marks(*viewer_result_.marks);
    if (viewer_result_.clips) ask_clip(*viewer_result_.clips);
    if (viewer_result_.go_to)
        if (const auto frame = typed_frame(*viewer_result_.go_to)) playback_->seek(*frame);
    if (const auto chosen = command_list(*ui_, window, command_list_)) command = chosen;
    if (choices_.open)
        if (const auto chosen = choice_list(*ui_, window, choices_)) {
            const auto then = std::move(chosen_);
            then(*chosen);
            draw_again_ = true;
        }
    if (viewer_result_.seek) playback_->seek(*viewer_result_.seek);
    for (const Edit& edit : edits) apply(edit);
    if (command) {
        act(*command);
        draw_again_ = true;
    }
    switch (request) {
        case OutputRequest::none:
            break;
        case OutputRequest::choose_lut:
            act(Command::load_lut);
            break;
        case OutputRequest::import_cdl:
            act(Command::import_cdl);
            break;
        case OutputRequest::export_cdl:
            act(Command::export_cdl);
            break;
        case OutputRequest::export_lut:
            act(Command::export_lut);
            break;
        case OutputRequest::render:
            act(Command::render);
            break;
        case OutputRequest::cancel:
            if (job_) job_->cancel();
            break;
    }
    if (picker_) {
        const auto picked = picker_->draw(*ui_, window);
        if (picker_->closed()) {
            picker_.reset();
            settle_ = 3;
        }
        if (picked) {
            const auto then = std::move(picked_);
            then(*picked);
            draw_again_ = true;
        }
    }
}

void Room::change_for_probe(double now) {
    constexpr double longest_s = 60, compiling_s = 5;
    if (probe_->changed_at == 0) probe_->changed_at = now;
    if (now - probe_->changed_at > longest_s)
        throw Error("{}: the picture did not come within {} s{}", options_.clips.front().string(), longest_s,
                    viewer_->problem().empty() ? std::string() : ": " + viewer_->problem());
    const bool rests = view_ && view_->scopes && view_->number == asked_number_ && !viewer_->busy() && !draw_again_ &&
                       settle_ == 0 && presenter_->idle();
    if (probe_->changed || !rests) return;
    // After the change that made the operation, its quick program is compiled.
    if (probe_->ms.size() == 1 && now - probe_->changed_at < compiling_s) return;
    if (probe_->left == 0) {
        window_->close();
        return;
    }
    --probe_->left;
    probe_->changed = true;
    probe_->changed_at = now;
    apply({"Exposure",
           [node = node_, value = 0.01f * static_cast<float>(1 + probe_->left % 50)](const grade::Graph& graph) {
               return grade::set_parameter(graph, node, "exposure.exposure", grade::Value(value));
           },
           0});
    draw_again_ = true;
}

std::vector<double> Room::measure(int changes) {
    // The first makes the operation: its program may be compiled then.
    probe_ = Probe{changes + 1, false, 0, {}};
    run();
    if (probe_->ms.size() <= static_cast<std::size_t>(changes))
        throw Error("{}: the window was closed before it was measured", options_.clips.front().string());
    return {probe_->ms.begin() + 1, probe_->ms.end()};
}

std::vector<double> measure_latency(const RoomOptions& options, int changes) {
    if (options.clips.empty()) throw Error("latency is measured with a clip, and none was given");
    return Room(options).measure(changes);
}

int run_room(const RoomOptions& options) {
    return Room(options).run();
}

}  // namespace umber::app

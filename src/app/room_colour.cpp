// Colour management in the room: what is chosen, from which lists, and that only what works is taken over.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "app/room_state.h"
#include "core/file.h"

namespace umber::app {

namespace {

constexpr std::size_t most_known = 24;
constexpr std::string_view as_is_words = "As is (no conversions)", as_working_words = "As working space";

std::vector<Choice> choices_of(const std::vector<engine::NamedSpace>& spaces) {
    std::vector<Choice> choices;
    for (const engine::NamedSpace& one : spaces) {
        if (one.data) continue;
        Choice choice{one.name, one.family};
        if (!one.roles.empty())
            choice.group += fmt::format("{}{}", one.family.empty() ? "" : "; ", fmt::join(one.roles, ", "));
        for (const std::string& alias : one.aliases) choice.search += alias + "\n";
        choices.push_back(std::move(choice));
    }
    return choices;
}

int index_of(const std::vector<Choice>& choices, const std::string& label) {
    const auto found = std::ranges::find_if(choices, [&](const Choice& one) { return one.label == label; });
    return found == choices.end() ? -1 : static_cast<int>(found - choices.begin());
}

// `first`, then the spaces that are graded in most, then all others.
std::vector<Choice> grading_choices(Choice first, const engine::ColourNames& names) {
    std::vector<Choice> all = choices_of(names.spaces), choices{std::move(first)};
    const auto usual = [&](const std::string& name, const char* words) {
        const int at = index_of(all, name);
        if (at < 0 || index_of(choices, name) >= 0) return;
        choices.push_back(all[static_cast<std::size_t>(at)]);
        choices.back().group = words;
    };
    usual(names.working, "the usual");
    usual("ACEScc", "log, without a toe");
    usual("DaVinci Intermediate WideGamut", "log");
    usual("ARRI LogC4", "log");
    usual("ACEScg", "linear AP1");
    for (Choice& one : all)
        if (index_of(choices, one.label) < 0) choices.push_back(std::move(one));
    return choices;
}

}  // namespace

Room::KnownSpace Room::computed(engine::ColorPipeline pipeline, const color::Tags& tags) {
    KnownSpace made{std::move(pipeline), tags, {}, {}};
    made.space = made.pipeline.space(tags);
    made.shown = engine::shown_space(made.pipeline, tags);
    return made;
}

const Room::KnownSpace* Room::known(const engine::ColorPipeline& pipeline, const color::Tags& tags) const {
    for (const KnownSpace& one : known_spaces_)
        if (one.pipeline == pipeline && one.tags == tags) return &one;
    return nullptr;
}

const engine::ColourNames& Room::names(const std::string& config) {
    const auto found = names_.find(config);
    if (found != names_.end()) return found->second;
    return read_names(config);
}

const engine::ColourNames& Room::read_names(const std::string& config) {
    return names_.insert_or_assign(config, engine::colour_names(config)).first->second;
}

color::ViewName Room::named(const std::string& view) const {
    std::span<const color::NamedDisplay> displays;
    if (const auto there = names_.find(history_.colours().config); there != names_.end())
        displays = there->second.displays;
    return color::parts_of_view(view, displays);
}

std::string Room::config_of_environment() const {
    const char* named = std::getenv("OCIO");
    return named ? named : "";
}

void Room::follow_colours() {
    const auto& clip = playback_->clip();
    if (!clip || !clip->video || !frame_) return;
    const ColourSettings& settings = history_.colours();
    std::vector<std::string> node_spaces = grade::node_spaces(history_.graph());
    if (followed_clip_ == clip.get() && followed_ == settings && followed_tags_ == frame_->tags &&
        followed_node_spaces_ == node_spaces)
        return;
    if (followed_clip_ != clip.get()) know_clip(clip->path.string());
    followed_clip_ = clip.get();
    followed_ = settings;
    followed_node_spaces_ = std::move(node_spaces);
    followed_tags_ = frame_->tags;
    draw_again_ = true;
    ++colours_number_;
    try {
        (void)names(settings.config);  // the rows of the Colour tab know it
        input_ = engine::input_space(*clip, settings.config);
        const engine::ColorPipeline pipeline = pipeline_for(settings, *clip, history_.graph());
        went_well(About::colour);
        if (const KnownSpace* there = known(pipeline, frame_->tags)) {
            colours_ = *there;
            return;
        }
        colours_ = computed(pipeline, frame_->tags);
        known_spaces_.push_back(colours_);
        if (known_spaces_.size() > most_known) known_spaces_.pop_front();
    } catch (const Error& error) {
        // The clip is shown as it is, and the reason stands in the status line.
        say_error(About::colour, error.what());
        colours_ = computed({}, frame_->tags);
    }
}

void Room::propose(Edit edit, std::function<void()> then) {
    draw_again_ = true;
    proposals_.add(std::move(edit), std::move(then));
}

Proposals<Room::KnownSpace>::Steps Room::proposal_steps() {
    const auto work = [this](const Edit& edit) -> std::function<KnownSpace()> {
        const auto& clip = playback_->clip();
        if (!clip || !clip->video || !frame_) return {};
        const engine::ColorPipeline pipeline =
            pipeline_for(edit.colours ? edit.colours(history_.colours()) : history_.colours(), *clip,
                         edit.apply ? edit.apply(history_.graph()) : history_.graph());
        if (known(pipeline, frame_->tags)) return {};
        return [pipeline, tags = frame_->tags] {
            struct Wake {
                ~Wake() { Window::wake(); }
            } wake;
            return computed(pipeline, tags);
        };
    };
    const auto take = [this](KnownSpace&& made) {
        known_spaces_.push_back(std::move(made));
        if (known_spaces_.size() > most_known) known_spaces_.pop_front();
    };
    const auto make = [this](const Edit& edit) {
        follow_document(seconds());  // it may put another document in this one's place
        went_well(About::colour);
        apply(edit);
    };
    const auto failed = [this](const std::exception& error) { say_error(About::colour, error.what()); };
    return {work, take, make, failed};
}

void Room::ask_colour(ColourRequest request, const Rect& anchor) {
    const auto clip = playback_->clip();
    try {
        switch (request) {
            case ColourRequest::none:
                break;
            case ColourRequest::input:
                ask_input(anchor);
                break;
            case ColourRequest::input_for_all:
                if (clip)
                    propose({"input space for all clips",
                             {},
                             0,
                             [space = history_.colours().chosen_input(clip->path)](const ColourSettings& now) {
                                 return with_input_for_all(now, space);
                             }});
                break;
            case ColourRequest::working:
                ask_working(anchor);
                break;
            case ColourRequest::node_space:
                ask_node_space(anchor);
                break;
            case ColourRequest::display:
                ask_display(anchor);
                break;
            case ColourRequest::view:
                ask_view(anchor);
                break;
            case ColourRequest::look:
                ask_look(anchor);
                break;
            case ColourRequest::config:
                ask_config(anchor);
                break;
            case ColourRequest::reload:
                reload_config();
                break;
        }
    } catch (const Error& error) {
        say_error(About::colour, error.what());
    }
    settle_ = 3;
}

void Room::ask_input(const Rect& anchor) {
    const auto& clip = playback_->clip();
    if (!clip) return;
    const engine::ColourNames& there = names(history_.colours().config);
    std::vector<Choice> choices = choices_of(there.spaces);
    for (const std::string& transform : there.named_transforms) choices.push_back({transform, "named transform"});
    choices.insert(choices.begin(), Choice{fmt::format("Automatic: {}", input_.space), input_.why});
    const std::string chosen = history_.colours().chosen_input(clip->path);
    const int current = chosen.empty() ? 0 : index_of(choices, chosen);
    choices_ = opened_list("Input space of this clip", choices, current, anchor);
    chosen_ = [this, path = clip->path.string(), choices](int index) {
        const std::string space = index == 0 ? "" : choices[static_cast<std::size_t>(index)].label;
        propose({fmt::format("input {}", space.empty() ? "automatic" : short_space(space)),
                 {},
                 0,
                 [path, space](const ColourSettings& now) { return with_input(now, path, space); }});
    };
}

void Room::ask_working(const Rect& anchor) {
    const std::vector<Choice> choices =
        grading_choices({std::string(as_is_words), "display-referred"}, names(history_.colours().config));
    const std::string& now = history_.colours().working_space;
    choices_ = opened_list("Working space", choices, now == "as is" ? 0 : index_of(choices, now), anchor);
    chosen_ = [this, choices](int index) {
        const std::string space = index == 0 ? "as is" : choices[static_cast<std::size_t>(index)].label;
        propose({fmt::format("working space {}", space), {}, 0, [space](const ColourSettings& settings) {
                     return with_working(settings, space);
                 }});
    };
}

void Room::ask_node_space(const Rect& anchor) {
    const grade::Node& node = history_.graph().node(node_);
    const std::vector<Choice> choices =
        grading_choices({std::string(as_working_words), colour_info().working}, names(history_.colours().config));
    choices_ = opened_list(fmt::format("The space that node {}, {}, works in", node.id, node.name), choices,
                           node.space.empty() ? 0 : index_of(choices, node.space), anchor);
    chosen_ = [this, choices, id = node_](int index) {
        const std::string space = index == 0 ? "" : choices[static_cast<std::size_t>(index)].label;
        propose({fmt::format("node space {}", space.empty() ? "as working" : short_space(space)),
                 [id, space](const grade::Graph& graph) { return grade::set_node_space(graph, id, space); }, 0});
    };
}

void Room::ask_display(const Rect& anchor) {
    const engine::ColourNames& there = names(history_.colours().config);
    std::vector<Choice> choices{Choice{"None", "back to the input space"},
                                Choice{"Working space", "its values as they are"}};
    for (const color::NamedDisplay& display : there.displays)
        choices.push_back({display.name, fmt::format("display, {} view{}", display.views.size(),
                                                     display.views.size() == 1 ? "" : "s")});
    const auto conversions = choices.size();
    for (Choice& one : choices_of(there.spaces)) {
        one.group = "convert to it";
        choices.push_back(std::move(one));
    }
    const ColourSettings& now = history_.colours();
    const auto [display_now, view_now] = named(now.view);
    int current = now.view == "none" ? 1 : 0;
    for (std::size_t i = 2; i < choices.size(); ++i)
        if (choices[i].label == (i < conversions ? display_now : now.output_space)) current = static_cast<int>(i);
    choices_ = opened_list("Display, or a space to convert to", choices, current, anchor);
    chosen_ = [this, choices, conversions, displays = there.displays, working = there.working,
               view_before = view_now](int index) {
        const auto at = static_cast<std::size_t>(index);
        const std::string label = choices[at].label;
        if (at >= conversions) {
            propose(
                {fmt::format("convert to {}", short_space(label)),
                 {},
                 0,
                 [label, working](const ColourSettings& settings) { return with_output(settings, label, working); }});
            return;
        }
        std::string view = at == 0 ? "" : "none";
        if (at >= 2) {
            const auto& views = displays[at - 2].views;
            const bool same = std::ranges::find(views, view_before) != views.end();
            view = views.empty() ? "none" : color::ViewName{label, same ? view_before : views.front()}.whole();
        }
        propose({fmt::format("display {}", at == 0 ? "none" : short_space(label)),
                 {},
                 0,
                 [view, working](const ColourSettings& settings) { return with_view(settings, view, working); }});
    };
}

void Room::ask_view(const Rect& anchor) {
    const engine::ColourNames& there = names(history_.colours().config);
    const auto [display, view] = named(history_.colours().view);
    std::vector<Choice> choices;
    for (const color::NamedDisplay& one : there.displays)
        if (one.name == display)
            for (const std::string& name : one.views) choices.push_back({name, short_space(display)});
    choices_ = opened_list("View", choices, index_of(choices, view), anchor);
    chosen_ = [this, choices, of_display = display, working = there.working](int index) {
        const std::string name = choices[static_cast<std::size_t>(index)].label;
        propose({fmt::format("view {}", name),
                 {},
                 0,
                 [whole = color::ViewName{of_display, name}.whole(), working](const ColourSettings& settings) {
                     return with_view(settings, whole, working);
                 }});
    };
}

void Room::ask_look(const Rect& anchor) {
    std::vector<Choice> choices{Choice{"The view's own", ""}, Choice{"None", "not even the view's own"}};
    std::vector<std::string> looks{"", "none"};
    const auto add = [&](const std::string& look, const char* words) {
        if (std::ranges::find(looks, look) != looks.end()) return;
        choices.push_back({look, words});
        looks.push_back(look);
    };
    const engine::ColourNames& there = names(history_.colours().config);
    for (const std::string& look : there.looks) add(look, "look");
    for (const std::string& look : there.looks) add("-" + look, "look, backwards");
    const std::string& now = history_.colours().look;
    if (!now.empty()) add(now, "look");  // several, as the command line or a file named them
    choices_ = opened_list("Look", choices, static_cast<int>(std::ranges::find(looks, now) - looks.begin()), anchor);
    chosen_ = [this, looks](int index) {
        const std::string look = looks[static_cast<std::size_t>(index)];
        propose({fmt::format("look {}", look.empty() ? "of the view" : look),
                 {},
                 0,
                 [look](const ColourSettings& settings) { return grade::with_look(settings, look); }});
    };
}

void Room::ask_config(const Rect& anchor) {
    std::vector<Choice> choices{Choice{"Choose a file…", ".ocio"}, Choice{"Umber's own", "built in"}};
    std::vector<std::string> files{"", ""};
    const auto add = [&](const std::string& file, const char* words) {
        if (file.empty() || std::ranges::find(files, file) != files.end()) return;
        choices.push_back({file, words});
        files.push_back(file);
    };
    add(config_of_environment(), "$OCIO");
    for (const auto& [file, known_names] : names_) add(file, "used before");
    const std::string& now = history_.colours().config;
    choices_ = opened_list(
        "OpenColorIO config", choices,
        now.empty() ? 1 : static_cast<int>(std::ranges::find(files.begin() + 2, files.end(), now) - files.begin()),
        anchor);
    chosen_ = [this, files](int index) {
        if (index > 0) {
            choose_config(files[static_cast<std::size_t>(index)]);
            return;
        }
        ask({"Choose an OpenColorIO config", config_files(), false, {}, {}, "Choose", {}, {}},
            [this](const Picked& picked) { choose_config(picked.path.string()); });
    };
}

void Room::choose_config(const std::string& file) {
    propose_config(file, file.empty() ? std::string("Umber's own config")
                                      : fmt::format("config {}", std::filesystem::path(file).filename().string()));
}

void Room::propose_config(const std::string& file, const std::string& label, std::function<void()> then) {
    try {
        const engine::ColourNames there = read_names(file);  // it may have changed since
        if (then) forget_spaces(file);
        const auto lost = std::make_shared<std::vector<std::string>>();
        propose({label,
                 {},
                 0,
                 [there, resolve = resolver_of(file), lost](const ColourSettings& settings) {
                     return with_config(settings, there, resolve, *lost);
                 }},
                [this, lost, then,
                 name = file.empty() ? std::string("Umber's own config")
                                     : std::filesystem::path(file).filename().string()] {
                    if (then) then();
                    if (!lost->empty()) message_ = fmt::format("{} has no {}", name, fmt::join(*lost, ", "));
                });
    } catch (const Error& error) {
        say_error(About::colour, error.what());
    }
}

void Room::forget_spaces(const std::string& config) {
    std::erase_if(known_spaces_, [&](const KnownSpace& one) { return one.pipeline.config == config; });
}

void Room::config_was_read(const std::string& config) {
    config_watch_.loaded_again(config);
    followed_clip_ = nullptr;  // colours are looked up anew
}

void Room::reload_config() {
    const std::string config = history_.colours().config;
    propose_config(config, fmt::format("reload {}", std::filesystem::path(config).filename().string()), [this, config] {
        config_was_read(config);
        message_ = fmt::format("{} read again", config);
    });
}

void Room::follow_config(double now) {
    if (config_watch_.follow(history_.colours().config, now)) {
        draw_again_ = true;
        if (!config_watch_.change().empty())
            message_ = fmt::format("{}; Colour, Reload takes it over", config_watch_.change());
    }
    if (!expected_config_) return;
    const auto hash = config_watch_.hash(expected_config_->config);
    if (!hash) return;
    if (*hash != expected_config_->hash)
        message_ =
            fmt::format("{} is not as it was when {} was saved",
                        std::filesystem::path(expected_config_->config).filename().string(), expected_config_->grade);
    expected_config_.reset();
    draw_again_ = true;
}

ColourInfo Room::colour_info() const {
    ColourInfo info;
    const ColourSettings& settings = history_.colours();
    const auto& clip = playback_->clip();
    info.has_clip = clip && clip->video && frame_;
    if (info.has_clip) {
        const std::string chosen = settings.chosen_input(clip->path);
        info.input_chosen = !chosen.empty();
        info.input = chosen.empty() ? input_.space : chosen;
        info.input_why = chosen.empty() ? "by " + input_.why : fmt::format("chosen; by itself {}", input_.space);
    }
    info.clips = static_cast<int>(opened_clips_.size());
    info.working = settings.working_space == "as is" ? std::string(as_is_words) : settings.working_space;
    const grade::Node& node = history_.graph().node(node_);
    info.node = node.name;
    info.node_space_chosen = !node.space.empty();
    info.node_space = node.space.empty() ? std::string(as_working_words) : node.space;
    const auto [display, view] = named(settings.view);
    info.has_display = !display.empty();
    info.display = info.has_display                ? display
                   : settings.view == "none"       ? "Working space, as it is"
                   : settings.output_space.empty() ? "None: back to the input"
                                                   : "→ " + settings.output_space;
    info.view = !info.has_display ? "none" : view.empty() ? "The display's first" : view;
    if (const auto there = names_.find(settings.config); there != names_.end() && settings.managed())
        info.has_looks = !there->second.looks.empty();
    info.look_chosen = !settings.look.empty();
    info.look = info.look_chosen ? settings.look : "The view's own";
    info.config = settings.config.empty() ? "Umber's own" : std::filesystem::path(settings.config).filename().string();
    info.config_file = settings.config;
    info.config_change = config_watch_.change();
    if (proposals_.computing()) info.note = "working it out…";
    info.exposure = view_exposure_;
    info.gamma = look_.gamma;
    return info;
}

std::string Room::colour_line() const {
    const ColourSettings& settings = history_.colours();
    const auto& clip = playback_->clip();
    if (!clip || !clip->video) return {};
    const std::string chosen = settings.chosen_input(clip->path);
    if (!settings.managed() && chosen.empty()) return {};
    const std::string input = short_space(chosen.empty() ? input_.space : chosen);
    const std::string working = settings.working_space == "as is" ? "as is" : settings.working_space;
    const std::string out = settings.view == "none"          ? "as graded"
                            : !settings.view.empty()         ? short_view(named(settings.view))
                            : !settings.output_space.empty() ? short_space(settings.output_space)
                                                             : input;
    return fmt::format("{} → {} → {}", input, working, out);
}

}  // namespace umber::app

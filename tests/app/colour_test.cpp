// Colour management of the room without a window: its settings and their undo, lists, rows, and false colours and marks
// against figures from elsewhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <thread>

#include "app/colour_settings.h"
#include "app/config_watch.h"
#include "app/history.h"
#include "app/kept_grade.h"
#include "app/panels/choice_list.h"
#include "app/panels/colour.h"
#include "app/picture_look.h"
#include "core/error.h"
#include "hand.h"
#include "support/command.h"

namespace umber::app {
namespace {

media::ClipInfo clip(const std::string& path, color::Tags tags = {}) {
    media::ClipInfo info;
    info.path = path;
    info.video.emplace();
    info.video->codec = "h264";
    info.video->tags = tags;
    return info;
}

TEST(ColourSettings, NothingAskedForDoesNothing) {
    EXPECT_FALSE(ColourSettings{}.managed());
    EXPECT_TRUE(pipeline_for({}, clip("a.mov")).empty());
}

TEST(ColourSettings, TheFirstViewBringsACEScct) {
    const std::string view = "Rec.1886 Rec.709 - Display/ACES 2.0 - SDR 100 nits (Rec.709)";
    const ColourSettings settings = grade::with_view({}, view, "ACEScct");
    EXPECT_EQ(settings.working_space, "ACEScct");
    const engine::ColorPipeline pipeline = pipeline_for(settings, clip("a.mov"));
    EXPECT_EQ(pipeline.view, view);
    EXPECT_EQ(pipeline.working_space, "ACEScct");
    // `as is` again, with the view kept.
    EXPECT_EQ(pipeline_for(grade::with_working(settings, "as is"), clip("a.mov")).working_space, "as is");
    EXPECT_TRUE(grade::with_output(settings, "ACEScg", "ACEScct").view.empty());
    EXPECT_EQ(short_view({"Rec.1886 Rec.709 - Display", "ACES 2.0 - SDR 100 nits (Rec.709)"}),
              "Rec.1886 Rec.709 · ACES 2.0 - SDR 100 nits (Rec.709)");
}

TEST(ColourSettings, AsTheCommandLineSays) {
    ColourSettings settings;
    settings.working_space.clear();  // the usual
    settings.input_space = "ARRI LogC4";
    settings.output_space = "ACEScg";
    settings = with_names(settings);
    EXPECT_EQ(settings.working_space, "ACEScct");
    EXPECT_EQ(pipeline_for(settings, clip("a.mov")),
              (engine::ColorPipeline{"ARRI LogC4", "ACEScct", "ACEScg", "", ""}));
}

TEST(ColourSettings, AClipHasItsOwnInputSpaceUntilAllHaveOne) {
    ColourSettings settings = grade::with_view({}, "sRGB - Display/Raw", "ACEScct");
    settings = grade::with_input(settings, "a.mov", "ARRI LogC4");
    EXPECT_EQ(pipeline_for(settings, clip("a.mov")).input_space, "ARRI LogC4");
    EXPECT_EQ(pipeline_for(settings, clip("b.mov")).input_space, "");
    EXPECT_EQ(pipeline_for(grade::with_input_for_all(settings, "ARRI LogC4"), clip("b.mov")).input_space, "ARRI LogC4");
    // Back to what the clip says, and no entry is left behind.
    EXPECT_TRUE(grade::with_input(settings, "a.mov", "").clips.empty());
    // Where all have one, a clip can still go by what it says.
    settings = grade::with_input(grade::with_input_for_all(settings, "ARRI LogC4"), "b.mov", "");
    EXPECT_EQ(pipeline_for(settings, clip("b.mov")).input_space, "");
}

TEST(ColourSettings, AConfigKeepsWhatItHas) {
    engine::ColourNames names;
    names.config = "studio.ocio";
    names.spaces = {{"Linear AP1", "", {"ACEScg", "lin_ap1"}, false}, {"LogC4", "", {}, false}};
    names.displays = {{"Monitor", {"Film", "Raw"}}, {"Tube/Old", {"Film"}}};
    names.working = "Linear AP1";
    ColourSettings before;
    before.working_space = "ACEScct";
    before.view = "sRGB - Display/Raw";
    before.clips = {{"a.mov", "logc4"}, {"b.mov", "S-Log3 S-Gamut3"}};
    before.input_space = "Texture";
    // As a config resolves names: aliases, roles, named transforms, whether its lists have them or not.
    const ResolveName resolve = [](const std::string& name) -> std::string {
        const std::map<std::string, std::string> known{
            {"acescg", "Linear AP1"}, {"logc4", "LogC4"}, {"Texture", "sRGB Texture"}};
        const auto found = known.find(name);
        return found == known.end() ? "" : found->second;
    };
    std::vector<std::string> lost;
    const auto changed = [&](const ColourSettings& settings) { return with_config(settings, names, resolve, lost); };
    const ColourSettings after = changed(before);
    EXPECT_EQ(after.config, "studio.ocio");
    EXPECT_EQ(after.working_space, "Linear AP1");
    EXPECT_EQ(after.view, "Monitor/Film");
    EXPECT_EQ(after.input_space, "sRGB Texture");
    EXPECT_EQ(after.clips, (std::map<std::string, std::string>{{"a.mov", "LogC4"}}));
    EXPECT_THAT(lost, testing::ElementsAre("S-Log3 S-Gamut3", "ACEScct", "sRGB - Display/Raw"));
    before.view = "Tube/Old/Film";
    EXPECT_EQ(changed(before).view, "Tube/Old/Film");
    before.view = "Tube/Old";  // the view that its rules have first
    EXPECT_EQ(changed(before).view, "Tube/Old");
    before.view = "Tube/Film";
    EXPECT_EQ(changed(before).view, "Monitor/Film");
    before.working_space = "acescg";  // by an alias
    EXPECT_EQ(changed(before).working_space, "Linear AP1");
    // A clip that is a picture as a view shows it, and one that goes by what it says where all have a space.
    before.clips = {{"a.mov", "Tube/Old/Film"}, {"b.mov", ""}};
    EXPECT_EQ(changed(before).clips, before.clips);
    EXPECT_FALSE(changed({}).managed());  // as is stays as is
    EXPECT_TRUE(lost.empty());
}

TEST(ColourSettings, AreUndoneWithTheGrade) {
    History history;
    history.apply({"view", {}, 0, [](const ColourSettings& now) {
                       return grade::with_view(now, "sRGB - Display/Raw", "ACEScct");
                   }});
    history.apply({"exposure",
                   [](const grade::Graph& graph) {
                       return grade::set_parameter(graph, 1, "exposure.exposure", grade::Value(1.0f));
                   },
                   0});
    EXPECT_EQ(history.colours().view, "sRGB - Display/Raw");
    history.undo();
    EXPECT_EQ(history.graph(), grade::Graph{});
    EXPECT_EQ(history.colours().view, "sRGB - Display/Raw");
    EXPECT_EQ(history.undo_label(), "view");
    history.undo();
    EXPECT_EQ(history.colours(), ColourSettings{});
    history.redo();
    EXPECT_EQ(history.colours().working_space, "ACEScct");
    // What changes nothing is no step.
    history.apply({"view", {}, 0, [](const ColourSettings& now) { return now; }});
    EXPECT_EQ(history.redo_label(), "exposure");
}

// --- what is kept --------------------------------------------------------------------------------------------------

// Turns of the room's loop, a tenth of a second each by the clock that they are told, until `wanted` or ten seconds.
template <class Turn, class Wanted>
bool turned_until(Turn turn, Wanted wanted, double& now) {
    for (int i = 0; i < 2000 && !wanted(); ++i) {
        turn(now += 0.1);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return wanted();
}

TEST(ConfigWatch, TellsWhatChangedSinceItWasLoaded) {
    const test::ScratchFolder scratch;
    const std::string config = (scratch / "studio.ocio").string();
    const auto write = [&](const std::string& more) {
        std::ofstream(config)
            << "ocio_profile_version: 2\nsearch_path: .\nroles: {default: raw}\nfile_rules:\n  - "
               "!<Rule> {name: Default, colorspace: raw}\ndisplays: {d: [!<View> {name: v, colorspace: "
               "raw}]}\ncolorspaces:\n  - !<ColorSpace> {name: raw, isdata: true}\n  - !<ColorSpace> "
               "{name: film, from_scene_reference: !<FileTransform> {src: film.cube}}\n"
            << more;
    };
    write("");
    std::ofstream(scratch / "film.cube") << "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n";
    double now = 100;
    ConfigWatch watch([] {});
    const auto turn = [&](double seconds) { watch.follow(config, seconds); };
    ASSERT_TRUE(turned_until(
        turn, [&] { return watch.hash(config).has_value(); }, now));
    const std::string first = *watch.hash(config);
    EXPECT_EQ(first, engine::config_hash(config));
    EXPECT_EQ(watch.change(), "");
    // A LUT that it names.
    std::ofstream(scratch / "film.cube") << "LUT_1D_SIZE 2\n0 0 0\n1 1 0.5\n";
    ASSERT_TRUE(turned_until(
        turn, [&] { return !watch.change().empty(); }, now));
    EXPECT_EQ(watch.change(), "studio.ocio has changed on disk");
    EXPECT_EQ(*watch.hash(config), first) << "what was loaded is still that";
    // As it was again: nothing to be said.
    std::ofstream(scratch / "film.cube") << "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n";
    EXPECT_TRUE(turned_until(
        turn, [&] { return watch.change().empty(); }, now));
    // Loaded again.
    write("  - !<ColorSpace> {name: more}\n");
    ASSERT_TRUE(turned_until(
        turn, [&] { return !watch.change().empty(); }, now));
    watch.loaded_again(config);
    ASSERT_TRUE(turned_until(
        turn, [&] { return watch.hash(config) && watch.change().empty(); }, now));
    EXPECT_NE(*watch.hash(config), first);
    std::filesystem::remove(config);
    ASSERT_TRUE(turned_until(
        turn, [&] { return !watch.change().empty(); }, now));
    EXPECT_THAT(watch.change(), testing::HasSubstr("studio.ocio: no such file"));
    // Without one there is nothing to look at.
    watch.follow("", now);
    EXPECT_EQ(watch.change(), "");
}

TEST(KeptGrade, OpeningAnotherDocumentKeepsTheUnsavedOne) {
    const test::ScratchFolder scratch;
    const grade::Graph start, edited = grade::set_from_text(start, 1, "exposure.exposure", "1"),
                              other = grade::set_from_text(start, 1, "exposure.exposure", "2");
    const auto earlier = scratch / "earlier-grade.json";
    KeptGrade kept(scratch.path(), {start, ColourSettings{}});
    kept.follow(edited, {}, 100);  // not written yet
    kept.opened(other, {}, "/somewhere/else/other.json");
    kept.follow(other, {}, 200);
    kept.finish();
    ASSERT_TRUE(std::filesystem::exists(earlier));
    EXPECT_EQ(grade::read_grade(earlier).graph, edited);
    EXPECT_FALSE(std::filesystem::exists(kept.file()));
    // One that was opened from what is kept is saved nowhere else.
    kept.opened(edited, {}, earlier);
    kept.follow(edited, {}, 300);
    kept.follow(edited, {}, 310);
    kept.finish();
    EXPECT_EQ(grade::read_grade(kept.file()).graph, edited);
}

TEST(KeptGrade, NothingThatWasKeptIsWrittenOver) {
    const test::ScratchFolder scratch;
    const auto exposed = [](int stops) {
        return grade::set_from_text({}, 1, "exposure.exposure", std::to_string(stops));
    };
    const auto there = [&](const char* name) { return grade::read_grade(scratch / name).graph; };
    // A session that crashed, and one before it.
    grade::write_grade(scratch / "last-grade.json", {exposed(2), ColourSettings{}});
    grade::write_grade(scratch / "earlier-grade.json", {exposed(1), ColourSettings{}});
    {
        KeptGrade kept(scratch.path(), {});
        kept.follow(exposed(3), {}, 1);
        kept.opened(exposed(-1), {}, "/somewhere/else/other.json");
        kept.follow(exposed(4), {}, 2);
        kept.opened(exposed(-2), {}, "/somewhere/else/other.json");
        kept.finish();
        EXPECT_FALSE(std::filesystem::exists(kept.file()));
        EXPECT_EQ(there("earlier-grade.json"), exposed(4));
        EXPECT_EQ(there("earlier-grade-before-1.json"), exposed(3));
        EXPECT_EQ(there("earlier-grade-before-2.json"), exposed(2));
        EXPECT_EQ(there("earlier-grade-before-3.json"), exposed(1));
        // What is opened from there is kept at once, without an edit.
        kept.opened(exposed(2), {}, scratch / "earlier-grade-before-2.json");
        kept.follow(exposed(2), {}, 3);
        kept.finish();
        EXPECT_EQ(there("last-grade.json"), exposed(2));
    }
    std::filesystem::last_write_time(scratch / "earlier-grade-before-3.json",
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 40));
    KeptGrade next(scratch.path(), {});
    next.follow(exposed(5), {}, 1);
    next.finish();
    EXPECT_EQ(there("earlier-grade.json"), exposed(2));
    EXPECT_EQ(there("earlier-grade-before-1.json"), exposed(4));
    EXPECT_FALSE(std::filesystem::exists(scratch / "earlier-grade-before-4.json"));  // a month old
}

TEST(KeptGrade, IsThereAfterAnEditAndGoneOnceSaved) {
    const test::ScratchFolder scratch;
    const grade::Graph start, edited = grade::set_from_text(start, 1, "exposure.exposure", "1");
    const ColourSettings viewed = grade::with_view({}, "sRGB - Display/Raw", "ACEScct");
    double now = 100;
    {
        KeptGrade kept(scratch.path(), {start, ColourSettings{}});
        // What is as it was at first is not kept, and while a hand is still moving nothing is written.
        for (int i = 0; i < 30; ++i) kept.follow(start, {}, now += 0.1);
        for (int i = 0; i < 30; ++i)
            kept.follow(grade::set_from_text(start, 1, "exposure.exposure", std::to_string(i * 0.01 + 0.01)), {},
                        now += 0.1);
        EXPECT_FALSE(std::filesystem::exists(kept.file()));
        const auto turn = [&](double seconds) { kept.follow(edited, viewed, seconds); };
        ASSERT_TRUE(turned_until(
            turn, [&] { return std::filesystem::exists(kept.file()); }, now));
        EXPECT_EQ(grade::read_grade(kept.file()), (grade::GradeFile{edited, viewed}));
        kept.saved(edited, viewed);
        EXPECT_TRUE(turned_until(
            turn, [&] { return !std::filesystem::exists(kept.file()); }, now));
        // Back to where it began is another document than the saved one.
        kept.follow(start, {}, now += 0.1);
    }  // the window is closed at once
    const std::filesystem::path file = scratch / "last-grade.json", earlier = scratch / "earlier-grade.json";
    EXPECT_EQ(grade::read_grade(file), (grade::GradeFile{start, ColourSettings{}}));
    {
        // The next session keeps it beside its own.
        KeptGrade kept(scratch.path(), {start, ColourSettings{}});
        kept.follow(edited, {}, now += 0.1);
    }
    EXPECT_EQ(grade::read_grade(file).graph, edited);
    EXPECT_EQ(grade::read_grade(earlier).graph, start);
}

TEST(KeptGrade, SessionsAtOnceKeepApart) {
    const test::ScratchFolder scratch;
    const auto exposed = [](int stops) {
        return grade::set_from_text({}, 1, "exposure.exposure", std::to_string(stops));
    };
    {
        KeptGrade first(scratch.path(), {}), second(scratch.path(), {});
        first.follow(exposed(1), {}, 1);
        first.finish();
        second.follow(exposed(2), {}, 1);
        second.finish();
        EXPECT_EQ(second.file(), scratch / "last-grade-2.json");
        EXPECT_EQ(grade::read_grade(first.file()).graph, exposed(1));
        EXPECT_EQ(grade::read_grade(second.file()).graph, exposed(2));
        EXPECT_FALSE(first.left_behind());  // both are of sessions that run
        EXPECT_FALSE(second.left_behind());
    }
    {
        KeptGrade next(scratch.path(), {});
        EXPECT_TRUE(next.left_behind());
        next.follow(exposed(3), {}, 1);
        next.finish();
        EXPECT_EQ(grade::read_grade(scratch / "last-grade.json").graph, exposed(3));
        EXPECT_EQ(grade::read_grade(scratch / "earlier-grade.json").graph, exposed(1));
        EXPECT_EQ(grade::read_grade(scratch / "last-grade-2.json").graph, exposed(2));
        EXPECT_TRUE(next.left_behind());
        next.saved(exposed(3), {});
        next.finish();
    }
    std::filesystem::remove(scratch / "last-grade-2.json");
    EXPECT_FALSE(KeptGrade(scratch.path(), {}).left_behind());
}

TEST(KeptGrade, WhatSeveralSessionsLeftIsTakenAwayAfterAMonth) {
    const test::ScratchFolder scratch;
    const auto left = [&](const char* name, int days) {
        std::ofstream(scratch / name) << "{}";
        std::filesystem::last_write_time(scratch / name,
                                         std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * days));
    };
    KeptGrade first(scratch.path(), {}), second(scratch.path(), {});
    left("last-grade-2.json", 40);  // of a session that runs
    left("last-grade-3.json", 40);
    left("last-grade-4.json", 20);
    left("earlier-grade-2.json", 40);
    left("last-grade.json", 40);
    first.follow(grade::set_from_text({}, 1, "exposure.exposure", "1"), {}, 1);
    first.finish();
    std::vector<std::string> there;
    for (const auto& entry : std::filesystem::directory_iterator(scratch.path()))
        there.push_back(entry.path().filename().string());
    EXPECT_THAT(there, testing::UnorderedElementsAre("earlier-grade.json", "last-grade.json", "last-grade-2.json",
                                                     "last-grade-4.json", "sessions.lock"));
}

// However a session ends, its number is free again.
TEST(SessionNumber, IsFreeAgainWhenItsProgramWasKilled) {
    const test::ScratchFolder scratch;
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t other = ::fork();
    if (other == 0) {
        ::alarm(120);  // should the test end before it
        const SessionNumber held(scratch / "lock");
        const char number = static_cast<char>(held.number());
        if (::write(ready[1], &number, 1) == 1) ::pause();
        ::_exit(1);
    }
    char number = 0;
    ASSERT_EQ(::read(ready[0], &number, 1), 1);
    EXPECT_EQ(number, 1);
    {
        const SessionNumber second(scratch / "lock");
        EXPECT_EQ(second.number(), 2);
        EXPECT_TRUE(second.taken(1));
        EXPECT_FALSE(second.taken(2));
        EXPECT_EQ(SessionNumber(scratch / "lock").number(), 3);
    }
    ::kill(other, SIGKILL);
    ::waitpid(other, nullptr, 0);
    EXPECT_EQ(SessionNumber(scratch / "lock").number(), 1);
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST(KeptGrade, SaysOnceWhyItCant) {
    const test::ScratchFolder scratch;
    std::ofstream(scratch / "file") << "no folder";
    KeptGrade kept(scratch / "file", {});
    const grade::Graph edited = grade::set_from_text({}, 1, "exposure.exposure", "1");
    kept.follow(edited, {}, 1);
    kept.finish();
    EXPECT_THAT(kept.take_problem(), testing::HasSubstr("last-grade.json"));
    EXPECT_EQ(kept.take_problem(), "");
}

// --- lists ---------------------------------------------------------------------------------------------------------

TEST(ChoiceList, IsSearchedByWordsOfNameFamilyAndAliases) {
    const std::vector<Choice> choices{{"ARRI LogC4", "Input/ARRI", "arri_logc4"},
                                      {"S-Log3 S-Gamut3", "Input/Sony", "slog3_sgamut3"},
                                      {"S-Log3 Venice S-Gamut3", "Input/Sony", ""}};
    EXPECT_THAT(matching(choices, "sony log3"), testing::ElementsAre(1, 2));
    EXPECT_THAT(matching(choices, "SLOG3"), testing::ElementsAre(1));
    EXPECT_THAT(matching(choices, "slog3 venice"), testing::IsEmpty());
    EXPECT_EQ(matching(choices, "").size(), 3u);
}

TEST(ChoiceList, StaysInTheWindowAndHandsBackWhatIsTyped) {
    std::vector<Choice> choices;
    for (const color::Space& space : color::spaces()) choices.push_back({space.name, space.family});
    for (const glm::vec2 window : {glm::vec2(1280, 720), glm::vec2(640, 480)}) {
        Hand hand(window);
        std::optional<int> got;
        ChoiceListState state = opened_list("Space", choices, 3, {window.x - 200, window.y - 200, 190, 22});
        hand.draw = [&](Ui& ui) {
            if (const auto one = choice_list(ui, window, state)) got = one;
        };
        hand.frames(3);
        hand.type("logc4");
        hand.key(ImGuiKey_Enter);
        ASSERT_TRUE(got);
        EXPECT_EQ(choices[static_cast<std::size_t>(*got)].label, "ARRI LogC4");
        EXPECT_FALSE(state.open);
    }
}

TEST(ColourRows, AskForTheListOfTheirRow) {
    Hand hand;
    ColourInfo info;
    info.has_clip = info.has_display = true;
    ColourResult last;
    hand.draw = [&](Ui& ui) {
        if (ui.begin_panel("panel", {0, 0, 260, 220})) {
            const ColourResult result = colour_rows(ui, {10, 10, 240, 200}, info);
            if (result.request != ColourRequest::none || result.exposure || result.gamma) last = result;
        }
        ui.end_panel();
    };
    const std::pair<float, ColourRequest> rows[]{{22, ColourRequest::input},
                                                 {22 + 24 + 17, ColourRequest::working},
                                                 {22 + 48 + 17, ColourRequest::node_space},
                                                 {22 + 72 + 17, ColourRequest::display},
                                                 {22 + 96 + 17, ColourRequest::view},
                                                 {22 + 120 + 17, ColourRequest::config}};
    for (const auto& [y, request] : rows) {
        hand.click({150, y});
        EXPECT_EQ(last.request, request);
        EXPECT_TRUE(last.anchor.contains({150, y}));
    }
    last = {};
    hand.drag({100, 22 + 144 + 17}, {150, 22 + 144 + 17});  // the viewer's exposure
    ASSERT_TRUE(last.exposure);
    EXPECT_GT(*last.exposure, 0.5f);
}

// --- false colours and marks ---------------------------------------------------------------------------------------

float band_edge(const LookNumbers& numbers, const std::vector<Band>& bands, const char* label) {
    for (std::size_t i = 0; i < bands.size(); ++i)
        if (bands[i].label == label) return numbers.band[i].w;
    return NAN;
}

TEST(FalseColour, StopsAreTheSceneAboutMiddleGrey) {
    const auto numbers = look_numbers({1, Marks::stops, 0}, color::find_space("ACEScct"));
    EXPECT_EQ(numbers.mode, 1);
    // The published ACEScct (Academy S-2016-001): code -> linear.
    for (const std::size_t i : {std::size_t{200}, std::size_t{1000}, std::size_t{1695}, std::size_t{4000}}) {
        const double code = static_cast<double>(i) / 4096;
        const double linear =
            code <= 0.155251141552511 ? (code - 0.0729055341958355) / 10.5402377416545 : std::exp2(code * 17.52 - 9.72);
        EXPECT_NEAR(numbers.light[i], linear, 1e-6 + 1e-6 * linear) << i;
    }
    // 18 % grey from half a stop below to half a stop above.
    EXPECT_NEAR(band_edge(numbers, stop_bands(), "18 % grey"), 0.127279, 1e-5);
    EXPECT_NEAR(band_edge(numbers, stop_bands(), "+1 stop"), 0.254558, 1e-5);
    EXPECT_NEAR(band_edge(numbers, stop_bands(), "\u22123 stops"), 0.0159099, 1e-6);
    // AP1's luminance weights (Academy TB-2014-004's RGB to XYZ).
    EXPECT_NEAR(numbers.weights.x, 0.2722287168, 1e-6);
    EXPECT_NEAR(numbers.weights.y, 0.6740817658, 1e-6);
    EXPECT_NEAR(numbers.weights.z, 0.0536895174, 1e-6);
    EXPECT_EQ(legend({1, Marks::stops, 0}, {}).entries.size(), stop_bands().size());
}

// SMPTE ST 2084's EOTF, written here again.
double st2084(double code) {
    const double p = std::pow(code, 32.0 / 2523);
    return 10000 * std::pow(std::max(p - 3424.0 / 4096, 0.0) / (2413.0 / 128 - 2392.0 / 128 * p), 8192.0 / 1305);
}

TEST(FalseColour, NitsOfPqAreThoseOfST2084) {
    const color::Space& space = color::find_space("Rec.2100-PQ - Display");
    const auto numbers = look_numbers({1, Marks::nits, 0}, space);
    for (const std::size_t i : {std::size_t{100}, std::size_t{1500}, std::size_t{3080}, std::size_t{4096}})
        EXPECT_NEAR(numbers.light[i] * 100, st2084(static_cast<double>(i) / 4096), 1e-3 + 1e-5 * numbers.light[i]);
    EXPECT_NEAR(band_edge(numbers, nit_bands(), "203"), 2.03, 1e-6);
    // ITU-R BT.2408: HDR reference white, 203 cd/m2, is 58 % of PQ; 1000 cd/m2 is 75 %.
    EXPECT_NEAR(nits_to_code(space, 203), 0.58, 0.002);
    EXPECT_NEAR(nits_to_code(space, 1000), 0.75, 0.002);
    EXPECT_NEAR(code_to_nits(space, nits_to_code(space, 42)), 42, 1e-6);
    EXPECT_TRUE(is_hdr(space));
}

TEST(FalseColour, NitsOfHlgPassItsOotf) {
    const color::Space& space = color::find_space("Rec.2100-HLG - Display");
    const auto numbers = look_numbers({1, Marks::nits, 0}, space);
    // ITU-R BT.2408: reference white is 75 % HLG, 203 cd/m2 on a display of 1000.
    EXPECT_NEAR(code_to_nits(space, 0.75), 203, 1);
    EXPECT_NEAR(code_to_nits(space, 1), 1000, 1e-3);
    // Edges are in scene light: (203 / 1000) ^ (1 / 1.2).
    EXPECT_NEAR(band_edge(numbers, nit_bands(), "203"), std::pow(0.203, 1 / 1.2), 1e-5);
    EXPECT_EQ(legend({1, Marks::nits, 0}, space).entries.front().label, "1000");
}

TEST(FalseColour, SdrIsAHundredNits) {
    const color::Space& space = color::find_space("Rec.1886 Rec.709 - Display");
    EXPECT_NEAR(code_to_nits(space, 0.5), 100 * std::pow(0.5, 2.4), 1e-9);
    EXPECT_FALSE(is_hdr(space));
    EXPECT_EQ(legend({1, Marks::nits, 0}, space).entries.front().label, "100");
}

TEST(GamutMarks, TheMatrixIsBT2087s) {
    const auto numbers = look_numbers({1, Marks::gamut, 0}, color::find_space("Rec.2100-PQ - Display"));
    EXPECT_EQ(numbers.mode, 2);
    // ITU-R BT.2087-0, BT.2020 to BT.709 (inverse of its matrix M2), to its four decimals.
    const double expected[3][3]{{1.6605, -0.5876, -0.0728}, {-0.1246, 1.1329, -0.0083}, {-0.0182, -0.1006, 1.1187}};
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column)
            EXPECT_NEAR(numbers.rows[row][column], expected[row][column], 6e-5) << row << "," << column;
}

TEST(GamutMarks, NeedADisplayThatIsKnown) {
    EXPECT_THROW(look_numbers({1, Marks::gamut, 0}, std::nullopt), Error);
    EXPECT_EQ(look_numbers({2, Marks::none, 0}, std::nullopt).inverse_gamma, 0.5f);
}

TEST(ViewerMark, SaysWhatIsNotNeutral) {
    EXPECT_EQ(viewer_mark(0, 1), "");
    EXPECT_EQ(viewer_mark(1, 1), "+1.00 st");
    EXPECT_EQ(viewer_mark(-0.5f, 1.2f), "\u22120.50 st · γ 1.20");
}

}  // namespace
}  // namespace umber::app

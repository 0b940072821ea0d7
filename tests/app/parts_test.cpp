// The room's parts that need no window: arithmetic, numbers, history, damage, commands, folders.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include "app/arithmetic.h"
#include "app/commands.h"
#include "app/damage.h"
#include "app/file_list.h"
#include "app/go_to.h"
#include "app/history.h"
#include "app/jobs.h"
#include "app/number.h"
#include "core/error.h"
#include "support/command.h"

namespace umber::app {
namespace {

TEST(Arithmetic, TakesWhatPeopleType) {
    const std::pair<const char*, double> cases[] = {
        {"1.04", 1.04},        {"1.1*2", 2.2},  {"1,5", 1.5},  {" 2 + 3*4 ", 14}, {"(2+3)*4", 20}, {"-0.5", -0.5},
        {"\u22120.5", -0.5},   {"--2", 2},      {"10/4", 2.5}, {".5", 0.5},       {"1e-2", 0.01},  {"+0.15 st", 0.15},
        {"\u2212120 K", -120}, {"12.5°", 12.5}, {"80 %", 80},  {"*1.1", 2.2},     {"/4", 0.5},     {"*2+1", 5},
        {"2-3-4", -5},         {"8/2/2", 2},    {"2*-3", -6},  {"1.5×2", 3}};
    for (const auto& [text, value] : cases) {
        const auto got = evaluate_arithmetic(text, 2.0);
        ASSERT_TRUE(got) << text;
        EXPECT_NEAR(*got, value, 1e-12) << text;
    }
}

TEST(Arithmetic, RefusesTheRest) {
    for (const char* text :
         {"", " ", "abc", "1..2", "1+", "(1", "1)", "1/0", "nan", "inf", "1 2", "0x10", "1e999", "st", "K"})
        EXPECT_FALSE(evaluate_arithmetic(text, 1.0)) << text;
    EXPECT_FALSE(evaluate_arithmetic(std::string(100000, '('), 1.0));
    EXPECT_FALSE(evaluate_arithmetic(std::string(100000, '-') + "1", 1.0));
}

TEST(Number, ShowsWhatIsUsed) {
    NumberStyle style;
    style.limits = {-10, 10};
    EXPECT_EQ(format_number(style, 1.04f), "1.040");
    EXPECT_EQ(format_number(style, 1.0455f), "1.0455");
    EXPECT_EQ(format_number(style, -0.012f), "\u22120.012");
    EXPECT_EQ(format_number(style, -0.0f), "0.000");
    style.sign = true;
    style.decimals = 2;
    EXPECT_EQ(format_number(style, 0.15f), "+0.15");
    EXPECT_EQ(format_number(style, 0.0f), "0.00");
    EXPECT_EQ(rounded(style, 1.23456f), 1.23f);
    EXPECT_EQ(rounded(style, 99.0f), 10.0f);
}

Edit set(const std::string& parameter, float value, std::uint64_t gesture = 0) {
    return {parameter,
            [=](const grade::Graph& graph) { return grade::set_parameter(graph, 1, parameter, grade::Value(value)); },
            gesture};
}
float value(const History& history, const char* parameter) {
    return std::get<float>(grade::parameter_value(history.graph(), 1, parameter));
}

TEST(History, ADragIsOneStep) {
    History history;
    for (int i = 1; i <= 20; ++i) history.apply(set("exposure.exposure", 0.1f * static_cast<float>(i), 5));
    history.apply(set("saturation.saturation", 1.2f));
    EXPECT_FLOAT_EQ(value(history, "exposure.exposure"), 2.0f);
    history.undo();
    EXPECT_FLOAT_EQ(value(history, "saturation.saturation"), 1.0f);
    EXPECT_FLOAT_EQ(value(history, "exposure.exposure"), 2.0f);
    history.undo();
    EXPECT_EQ(history.graph(), grade::Graph{});
    EXPECT_FALSE(history.can_undo());
    history.redo();
    EXPECT_FLOAT_EQ(value(history, "exposure.exposure"), 2.0f);
    EXPECT_EQ(history.undo_label(), "exposure.exposure");
    EXPECT_EQ(history.redo_label(), "saturation.saturation");
}

TEST(History, AnEditAfterUndoForgetsWhatWasUndone) {
    History history;
    history.apply(set("exposure.exposure", 1, 3));
    history.apply(set("exposure.exposure", 2, 4));
    history.undo();
    history.apply(set("exposure.exposure", 3, 3));  // the number of a gesture that is over, by chance
    EXPECT_FALSE(history.can_redo());
    EXPECT_FLOAT_EQ(value(history, "exposure.exposure"), 3);
}

TEST(History, WhatChangesNothingIsNoStep) {
    History history;
    history.apply(set("exposure.exposure", 0));
    EXPECT_FALSE(history.can_undo());
    history.apply(set("exposure.exposure", 1, 9));
    history.apply(set("exposure.exposure", 0, 9));  // dragged back to where it began
    EXPECT_FALSE(history.can_undo());
    EXPECT_THROW(
        history.apply({"bad",
                       [](const grade::Graph& g) { return grade::set_parameter(g, 1, "lgg.gama", grade::Value(1.0f)); },
                       0}),
        Error);
    EXPECT_FALSE(history.can_undo());
}

TEST(Damage, CoversWhatWasAddedAndStaysShort) {
    Damage damage;
    std::vector<Rect> added;
    for (int i = 0; i < 40; ++i) {
        added.push_back({static_cast<float>(37 * i % 500), static_cast<float>(91 * i % 400), 20, 15});
        damage.add(added.back());
    }
    EXPECT_LE(damage.rects().size(), 8u);
    for (const Rect& one : added) {
        float covered = 0;
        for (const Rect& rect : damage.rects()) covered += common(one, rect).w * common(one, rect).h;
        EXPECT_GE(covered, one.w * one.h - 0.01f);
    }
    for (std::size_t i = 0; i < damage.rects().size(); ++i)
        for (std::size_t k = i + 1; k < damage.rects().size(); ++k)
            EXPECT_FALSE(overlap(damage.rects()[i], damage.rects()[k]));
}

TEST(Damage, HolesAreCutOutExactly) {
    const Rect from{0, 0, 100, 80};
    const std::vector<Rect> holes{{10, 10, 30, 20}, {60, -5, 20, 40}, {90, 70, 50, 50}};
    const auto parts = without(from, holes);
    double area = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        area += static_cast<double>(parts[i].w) * parts[i].h;
        for (const Rect& hole : holes) EXPECT_FALSE(overlap(parts[i], hole));
        for (std::size_t k = i + 1; k < parts.size(); ++k) EXPECT_FALSE(overlap(parts[i], parts[k]));
    }
    EXPECT_DOUBLE_EQ(area, 100 * 80 - 30 * 20 - 20 * 35 - 10 * 10);
}

TEST(Commands, KeysAreUniqueAndFound) {
    std::vector<std::pair<int, int>> seen;
    for (const CommandInfo& one : commands()) {
        for (const Shortcut& key : one.keys) {
            EXPECT_THAT(seen, testing::Not(testing::Contains(std::make_pair(key.key, key.mods)))) << one.name;
            seen.emplace_back(key.key, key.mods);
            EXPECT_EQ(command_for({key.key, key.mods, false}), one.command);
        }
        EXPECT_EQ(info(one.command).name, one.name);
    }
    EXPECT_EQ(command_for({GLFW_KEY_J, 0, false}), Command::play_backwards);
    EXPECT_EQ(command_for({GLFW_KEY_Z, GLFW_MOD_CONTROL | GLFW_MOD_SHIFT, false}), Command::redo);
    EXPECT_EQ(command_for({GLFW_KEY_Z, GLFW_MOD_CONTROL | GLFW_MOD_CAPS_LOCK, false}), Command::undo);
    EXPECT_EQ(command_for({GLFW_KEY_SPACE, 0, true}), std::nullopt);
    // A capital letter is the letter, where it means nothing else.
    EXPECT_EQ(command_for({GLFW_KEY_P, GLFW_MOD_SHIFT, false}), Command::loop);
    EXPECT_EQ(command_for({GLFW_KEY_S, GLFW_MOD_SHIFT, false}), Command::scope_scale);
    EXPECT_EQ(command_for({GLFW_KEY_HOME, GLFW_MOD_SHIFT, false}), std::nullopt);
    EXPECT_EQ(command_for({GLFW_KEY_RIGHT, 0, true}), Command::next_frame);
    EXPECT_EQ(tip(Command::undo), "Undo   Ctrl+Z");
    ASSERT_EQ(matching("export lut").size(), 1u);
    EXPECT_EQ(matching("EXPORT Lut").front()->command, Command::export_lut);
    EXPECT_EQ(matching("").size(), commands().size());
}

TEST(Commands, AFrameIsNamedAsItIsShown) {
    const Timecode start = *parse_timecode("01:00:00:00", 25), none{0, 25, false};
    const auto named = [](std::string_view text, const Timecode& from, std::int64_t now) {
        return frame_named(text, from, 5000, now);
    };
    EXPECT_EQ(named("01:00:02:05", start, 0), 55);
    EXPECT_EQ(named(" 00:00:01:00 ", none, 7), 25);
    EXPECT_EQ(named("1", start, 7), 0);  // the transport counts from 1
    EXPECT_EQ(named("120", start, 7), 119);
    EXPECT_EQ(named("+10", start, 7), 17);
    EXPECT_EQ(named("-7", start, 7), 0);
    for (const char* text : {"", " ", "+", "+-1", "x", "1.5", "01:00:00", "01:00:00:25"})
        EXPECT_EQ(named(text, start, 0), std::nullopt) << text;
    // Outside the clip there is no frame.
    for (const char* text : {"0", "5001", "-8", "+4993", "+9223372036854775807", "-9223372036854775807",
                             "9223372036854775807", "01:03:20:00", "00:59:59:24"})
        EXPECT_EQ(named(text, start, 7), std::nullopt) << text;
    EXPECT_EQ(named("+4992", start, 7), 4999);
    EXPECT_EQ(named("01:03:19:24", start, 7), 4999);
    // Past midnight.
    EXPECT_EQ(named("00:00:01:00", *parse_timecode("23:59:59:00", 25), 0), 50);
    // Drop frame (SMPTE ST 12-1): 00:01:00;00 and ;01 are left out, and a minute is 1800 frames less those.
    const Timecode dropped{0, 30, true};
    EXPECT_EQ(named("00:01:00:02", dropped, 0), 1800);
}

TEST(Jobs, TimeIsToldInMinutes) {
    EXPECT_EQ(minutes(0.2), "0:00");
    EXPECT_EQ(minutes(351), "5:51");
    EXPECT_EQ(minutes(3723), "1:02:03");
}

// A master's frames that its clip did not have whole are told in the room as by the command.
TEST(Jobs, AMasterTellsWhatIsDamaged) {
    const test::ScratchFolder scratch;
    ASSERT_EQ(test::run("ffmpeg -v error -f lavfi -i testsrc2=s=96x64:r=24 -frames:v 3 -c:v prores_ks -pix_fmt "
                        "yuv422p10le " +
                        test::quoted(scratch / "in.mov"))
                  .exit_code,
              0);
    std::string bytes = test::run("cat " + test::quoted(scratch / "in.mov")).out;
    const std::size_t packet = bytes.rfind("icpf");
    ASSERT_NE(packet, std::string::npos);
    for (std::size_t i = packet + 200; i < packet + 500; ++i) bytes[i] = static_cast<char>(i * 37);
    std::ofstream(scratch / "damaged.mov", std::ios::binary) << bytes;
    const gpu::Device device;
    engine::Engine engine{device};
    deliver::RenderRequest request;
    request.input = scratch / "damaged.mov";
    request.output = scratch / "out.mkv";
    request.preset = media::preset("ffv1");
    const std::unique_ptr<Job> job = render_master(engine, std::move(request));
    while (!job->finished()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const JobReport report = job->report();
    EXPECT_TRUE(report.warning.starts_with("frame 2 is damaged")) << report.warning;
    EXPECT_EQ(report.lines[1].find("damaged"), std::string::npos) << report.lines[1];
}

TEST(Folder, KnowsEveryKindThatCanBeRead) {
    // What README.md lists.
    for (const char* name : {"a.cube", "a.CUBE", "a.3dl", "a.csp", "a.spi1d", "a.spi3d", "a.spimtx", "a.vf", "a.m3d",
                             "a.lut", "a.clf", "a.ctf", "a.cub"})
        EXPECT_TRUE(is_of(lut_files(), name)) << name;
    for (const char* name : {"a.mov", "a.cdl", "cube", "a.json", "a.ocio"}) EXPECT_FALSE(is_of(lut_files(), name));
    EXPECT_TRUE(is_of(config_files(), "studio.ocio"));
    EXPECT_TRUE(is_of(cdl_files(), "Shot.CCC"));
}

TEST(Folder, CollapsesSequencesAndFilters) {
    const test::ScratchFolder scratch;
    const auto touch = [&](const std::string& name, std::size_t bytes = 10) {
        std::ofstream(scratch / name) << std::string(bytes, 'x');
    };
    for (int i = 1; i <= 12; ++i) touch(fmt::format("shot.{:04}.exr", i));
    for (int i : {1, 2, 3, 7, 8, 9}) touch(fmt::format("gap_{}.png", i));
    touch("single.0001.exr");
    touch("clip10.mov", 2'500'000);
    touch("clip9.mov");
    touch("notes.txt");
    touch(".hidden.mov");
    std::filesystem::create_directory(scratch / "zz folder");
    const auto entries = list_folder(scratch.path(), clip_files(), false);
    std::vector<std::string> names;
    for (const FileEntry& entry : entries) names.push_back(entry.name);
    EXPECT_THAT(names, testing::ElementsAre("zz folder", "clip9.mov", "clip10.mov", "gap_[1-3].png", "gap_[7-9].png",
                                            "shot.[0001-0012].exr", "single.0001.exr"));
    EXPECT_EQ(entries[5].path, scratch.path() / "shot.%04d.exr");
    EXPECT_EQ(entries[5].frames, 12u);
    EXPECT_EQ(entries[5].bytes, 120u);
    EXPECT_EQ(entries[3].path, scratch.path() / "gap_%01d.png");
    EXPECT_EQ(entries[4].path, scratch.path() / "gap_%01d.png");
    // The same of what is dropped, whose order stays but for that.
    const std::filesystem::path folder = scratch.path();
    EXPECT_THAT(
        with_sequences({folder / "clip9.mov", folder / "shot.0002.exr", folder / "shot.0001.exr",
                        folder / "zz folder" / ".." / "shot.0003.exr", folder / "single.0001.exr"}),
        testing::UnorderedElementsAre(folder / "clip9.mov", folder / "shot.%04d.exr", folder / "single.0001.exr"));
    EXPECT_EQ(size_text(2'500'000), "2.5 MB");
    EXPECT_THROW(list_folder(scratch / "missing", clip_files(), false), Error);
    auto by_size = entries;
    sort_entries(by_size, SortBy::size, true);
    EXPECT_EQ(by_size[0].name, "zz folder");
    EXPECT_EQ(by_size[1].name, "clip10.mov");
}

TEST(Folder, APointInANameBeginsNoExtension) {
    EXPECT_EQ(with_extension("shot v1.2", ".cdl", cdl_files()), "shot v1.2.cdl");
    EXPECT_EQ(with_extension("shot.CC", ".cdl", cdl_files()), "shot.CC");
    EXPECT_EQ(with_extension("shot.mov", ".cdl", cdl_files()), "shot.mov.cdl");
    EXPECT_EQ(with_extension("shot", ".cdl", cdl_files()), "shot.cdl");
}

}  // namespace
}  // namespace umber::app

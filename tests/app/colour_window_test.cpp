// Colour management in the real window: what is chosen is what `umber frame` makes of the same options, undo takes it
// back, a config that can't be read changes nothing; false colours and marks against formulas of their publications.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "app/panels/viewer.h"
#include "app/picture_look.h"
#include "media/encoder.h"
#include "room_window.h"

namespace umber::app {
namespace {

const std::string sdr_view = "Rec.1886 Rec.709 - Display/ACES 2.0 - SDR 100 nits (Rec.709)";
const std::string pq_view = "Rec.2100-PQ - Display/ACES 2.0 - HDR 1000 nits (P3 D65)";

class ColourWindow : public RoomWindow {
protected:
    // Where a picture of this size lies at 1:1.
    Rect actual(glm::vec2 size) const {
        ViewerState state;
        state.fit = false;
        state.zoom = 1;
        return picture_rect(layout.picture, size, state, 1);
    }
    // Waits for the picture, then shows it at 1:1: beside it the ground is seen. A key that comes before the window
    // has the keyboard is lost, so it is pressed again.
    void show_actual_size() {
        const Rect place = actual({640, 360});
        until([&](const Picture& p) { return glm::length(p.mean(place)) > 40; }, 60);
        const auto beside = [&](const Picture& p) { return p.mean({place.x - 24, place.y + 20, 16, 320}); };
        int presses = 0;
        do {
            key("1");
            std::this_thread::sleep_for(500ms);
        } while (++presses < 5 && glm::length(beside(shot())) > 60);
    }
    // A row of the Colour tab: 0 input, 1 working, 2 node space, 3 display, 4 view, 5 look, 6 config; the viewer's is
    // the last of eight. Beneath the first stands its reason, 17 high. Umber's own spaces have a look, as these configs
    // do.
    glm::vec2 row(int index, int of = 8) const {
        const Rect o = layout.output;
        const float high = std::clamp(std::floor((o.h - 28 - 84 - 6 - 17) / static_cast<float>(of)), 19.0f, 24.0f);
        return {o.x + 12 + 60 + 50,
                o.y + 28 + 6 + high * (static_cast<float>(index) + 0.5f) + (index > 0 ? 17.0f : 0.0f)};
    }
    void choose(int index, const std::string& text) { choose_at(row(index), text); }
    // Opens the list of the row there, and takes the first that `text` finds.
    void choose_at(glm::vec2 place, const std::string& text) {
        move(place);
        std::this_thread::sleep_for(150ms);
        xdo("click 1");
        std::this_thread::sleep_for(400ms);
        xdo("type --delay 20 " + quoted(std::string_view(text)));
        std::this_thread::sleep_for(300ms);
        key("Return");
        move({5, 5});
    }
    // A picture of `umber frame`, as the window would show it.
    Picture by_command(const std::string& options, const std::filesystem::path& input) {
        const auto file = scratch / "frame.png";
        const auto made = test::run(quoted(std::string_view(UMBER_BINARY)) + " frame " + quoted(input) + " " + options +
                                    " --depth 16 -o " + quoted(file));
        EXPECT_EQ(made.exit_code, 0) << made.err;
        const auto raw = test::run("convert " + quoted(file) + " -depth 8 rgb:-");
        Picture picture;
        picture.width = 640;
        picture.height = 360;
        picture.rgb.assign(raw.out.begin(), raw.out.end());
        EXPECT_EQ(picture.rgb.size(), 640u * 360 * 3);
        picture.rgb.resize(640u * 360 * 3);
        return picture;
    }
    // The greatest difference of a channel between the window's picture at 1:1 and `expected`, in codes of 8 bits.
    int worst(const Picture& seen, const Picture& expected) const {
        const Rect place = actual({640, 360});
        int most = 0;
        for (std::size_t y = 0; y < 360; ++y)
            for (std::size_t x = 0; x < 640 * 3; ++x) {
                const std::size_t at = (static_cast<std::size_t>(place.y) + y) * static_cast<std::size_t>(width) * 3 +
                                       static_cast<std::size_t>(place.x) * 3 + x;
                most = std::max(most, std::abs(seen.rgb[at] - expected.rgb[y * 640 * 3 + x]));
            }
        return most;
    }
    Picture until_like(const Picture& expected) {
        return until([&](const Picture& p) { return worst(p, expected) <= 1; }, 90);
    }
    // Eleven patches beside one another, as a picture of 16 bits.
    static constexpr std::size_t patches = 11;
    std::filesystem::path patched(const std::vector<glm::dvec3>& codes) {
        const auto raw = scratch / "patches.ppm", file = scratch / "patches.png";
        {
            std::ofstream out(raw, std::ios::binary);
            out << "P6\n640 360\n65535\n";
            for (std::size_t y = 0; y < 360; ++y)
                for (std::size_t x = 0; x < 640; ++x)
                    for (int c = 0; c < 3; ++c) {
                        const auto code = static_cast<unsigned>(
                            std::lround(codes.at(std::min(x * patches / 640, codes.size() - 1))[c] * 65535));
                        out.put(static_cast<char>(code >> 8)).put(static_cast<char>(code & 255));
                    }
        }
        EXPECT_EQ(test::run("convert " + quoted(raw) + " -set colorspace RGB -depth 16 " + quoted(file)).exit_code, 0);
        return file;
    }
    glm::dvec3 patch(const Picture& seen, std::size_t index) const {
        const Rect place = actual({640, 360});
        const float wide = 640.0f / static_cast<float>(patches);
        return seen.mean({std::round(place.x + wide * (static_cast<float>(index) + 0.35f)), place.y + 200, 16, 40});
    }
    static bool near(glm::dvec3 shown, glm::vec3 color) {
        return glm::all(glm::lessThan(glm::abs(shown - glm::dvec3(color) * 255.0), glm::dvec3(1.01)));
    }
    void mark(const std::string& text) {
        key("c");
        std::this_thread::sleep_for(400ms);
        xdo("type --delay 20 " + quoted(std::string_view(text)));
        std::this_thread::sleep_for(300ms);
        key("Return");
        move({5, 5});
    }
};

TEST_F(ColourWindow, ShowsWhatTheCommandLineMakesAndUndoesIt) {
    open({clip.string()});
    show_actual_size();
    key("ctrl+m");
    const Picture plain = by_command("", clip);
    const Picture first = until_like(plain);
    ASSERT_LE(worst(first, plain), 1);

    choose(0, "logc3 ei800");
    choose(3, "rec.1886 rec.709");
    const std::string options = "--input-space 'ARRI LogC3 (EI800)' --view " + quoted(std::string_view(sdr_view));
    const Picture expected = by_command(options, clip);
    const Picture managed = until_like(expected);
    EXPECT_LE(worst(managed, expected), 1);
    EXPECT_GT(different(first, managed, actual({640, 360})), 0.3);

    // Another working space shows in a grade, another view at once.
    choose(4, "un-tone");
    const Picture bare =
        by_command("--input-space 'ARRI LogC3 (EI800)' --view 'Rec.1886 Rec.709 - Display/Un-tone-mapped'", clip);
    EXPECT_LE(worst(until_like(bare), bare), 1);
    key("ctrl+z");
    EXPECT_LE(worst(until_like(expected), expected), 1);

    // The viewer's exposure: what the same exposure in the grade shows, but the scopes stay where they were.
    const Picture rested = until([&](const Picture& p) { return different(managed, p, layout.scopes[0]) < 0.002; });
    key("bracketleft");
    key("bracketleft");
    const Picture darker = by_command(options + " --set exposure.exposure=-1", clip);
    const Picture dark = until_like(darker);
    EXPECT_LE(worst(dark, darker), 1);
    EXPECT_LT(different(rested, dark, layout.scopes[0]), 0.002);
    key("backslash");
    EXPECT_LE(worst(until_like(expected), expected), 1);

    // A config that can't be read: said, and nothing changes.
    const auto broken = scratch / "out/broken.ocio";
    std::ofstream(broken) << "ocio_profile_version: 2\nroles: [this is no config\n";
    const Picture before = shot();
    choose(6, "choose a file");
    std::this_thread::sleep_for(500ms);
    xdo("type --delay 20 " + quoted(std::string_view(broken.native())));
    std::this_thread::sleep_for(300ms);
    key("Return");
    const Picture told = until([&](const Picture& p) {
        return different(before, p, layout.bar) == 0 && different(before, p, layout.status) > 0.02;
    });
    EXPECT_GT(different(before, told, layout.status), 0.02);
    EXPECT_LE(worst(told, expected), 1);
    EXPECT_TRUE(room->running());

    // Undo takes back the view, then the input space.
    key("ctrl+z");
    key("ctrl+z");
    EXPECT_LE(worst(until_like(plain), plain), 1);
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

// A node's space, chosen in its row: what the command line makes of the same grade, in one step that undo takes back,
// kept with the session.
TEST_F(ColourWindow, ANodeWorksInTheSpaceOfItsRow) {
    const std::string options = "--input-space 'ARRI LogC3 (EI800)' --view " + quoted(std::string_view(sdr_view));
    const auto graded = scratch / "out/graded.json", spaced = scratch / "out/spaced.json",
               kept = scratch / "out/.local/state/umber/last-grade.json";
    const auto umber = [&](const std::string& words) {
        EXPECT_EQ(test::run(quoted(std::string_view(UMBER_BINARY)) + " grade " + words).exit_code, 0) << words;
    };
    umber("new " + quoted(graded) + " --set cdl.slope=1.2,1,0.7 --set cdl.power=1.3,1,0.9 " + options);
    umber("new " + quoted(spaced) + " --grade " + quoted(graded));
    umber("set " + quoted(spaced) + " --space 'V-Log V-Gamut'");
    open({"--grade", graded.string(), clip.string()});
    show_actual_size();
    key("ctrl+m");
    const Picture plain = by_command("--grade " + quoted(graded), clip),
                  expected = by_command("--grade " + quoted(spaced), clip);
    const Picture first = until_like(plain);
    ASSERT_LE(worst(first, plain), 1);
    ASSERT_GT(worst(first, expected), 20);
    choose(2, "v-log v-gamut");
    EXPECT_LE(worst(until_like(expected), expected), 1);
    key("ctrl+z");
    EXPECT_LE(worst(until_like(plain), plain), 1);
    key("ctrl+shift+z");
    EXPECT_LE(worst(until_like(expected), expected), 1);
    choose(2, "as working");
    EXPECT_LE(worst(until_like(plain), plain), 1);
    key("ctrl+z");
    EXPECT_LE(worst(until_like(expected), expected), 1);
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
    EXPECT_NE(text_of(kept).find("\"space\": \"V-Log V-Gamut\""), std::string::npos) << text_of(kept);
}

// The read-out says of each pixel what `umber frame` makes of it, and in an HDR view its nits by ST 2084.
TEST_F(ColourWindow, ReadsThePixelUnderThePointer) {
    ::setenv("UMBER_LOG", "debug", 1);
    open({"--input-space", "ARRI LogC3 (EI800)", "--view", pq_view, clip.string()});
    ::unsetenv("UMBER_LOG");
    show_actual_size();
    key("h");  // code values instead of their preview
    const std::string options = "--input-space 'ARRI LogC3 (EI800)' --view " + quoted(std::string_view(pq_view));
    const Picture expected = by_command(options, clip);
    ASSERT_LE(worst(until_like(expected), expected), 1);
    const auto raw = test::run("convert " + quoted(scratch / "frame.png") + " -depth 16 -endian MSB rgb:-");
    ASSERT_EQ(raw.out.size(), 640u * 360 * 6);
    const Rect place = actual({640, 360});
    for (const glm::ivec2 pixel : {glm::ivec2(0, 0), glm::ivec2(100, 40), glm::ivec2(333, 222), glm::ivec2(639, 359)}) {
        move(place.min() + glm::vec2(pixel));
        const std::string head = fmt::format("pixel: {}, {} ", pixel.x, pixel.y);
        std::string line;
        for (int i = 0; i < 100 && line.empty(); ++i) {
            std::this_thread::sleep_for(100ms);
            const std::string log = text_of(scratch / "room.log");
            const std::size_t at = log.rfind(head);
            if (at != std::string::npos && log.find('\n', at) != std::string::npos)
                line = log.substr(at, log.find('\n', at) - at);
        }
        int x = 0, y = 0, red = 0, green = 0, blue = 0;
        double nits = 0;
        ASSERT_EQ(
            std::sscanf(line.c_str(), "pixel: %d, %d R %d G %d B %d %lf nits", &x, &y, &red, &green, &blue, &nits), 6)
            << line;
        const auto code = [&](int channel) {
            const std::size_t at = (static_cast<std::size_t>(pixel.y) * 640 + static_cast<std::size_t>(pixel.x)) * 6 +
                                   static_cast<std::size_t>(channel) * 2;
            return (static_cast<unsigned char>(raw.out[at]) * 256 + static_cast<unsigned char>(raw.out[at + 1])) /
                   65535.0;
        };
        const auto pq_light = [](double value) {
            const double p = std::pow(value, 32.0 / 2523);
            return 10000 *
                   std::pow(std::max(p - 3424.0 / 4096, 0.0) / (2413.0 / 128 - 2392.0 / 128 * p), 8192.0 / 1305);
        };
        // In an HDR view all is read in nits, to the nearest one; the picture's 16 bits may be one off the still's.
        const auto expect_nits = [&](double said, double wanted) {
            EXPECT_NEAR(said, wanted, 0.51 + 0.001 * wanted) << line;
        };
        expect_nits(red, pq_light(code(0)));
        expect_nits(green, pq_light(code(1)));
        expect_nits(blue, pq_light(code(2)));
        const double luminance = 0.2627 * pq_light(code(0)) + 0.6780 * pq_light(code(1)) + 0.0593 * pq_light(code(2));
        expect_nits(nits, luminance);
    }
    // Proofed on an sRGB display: the light of the PQ picture, as far as that display goes; the scopes stay the PQ's.
    const Picture measured = at_rest();
    std::filesystem::copy_file(scratch / "frame.png", scratch / "pq.png");
    const Picture proof =
        by_command("--input-space 'Rec.2100-PQ - Display' --output-space 'sRGB - Display'", scratch / "pq.png");
    ASSERT_GT(worst(measured, proof), 20);
    key("v");
    std::this_thread::sleep_for(400ms);
    xdo("type --delay 20 srgb");
    std::this_thread::sleep_for(300ms);
    key("Return");
    move({5, 5});
    const Picture proofed = until_like(proof);
    EXPECT_LE(worst(proofed, proof), 1);
    EXPECT_LT(different(measured, proofed, layout.scopes[0]), 0.002);
    key("backslash");
    EXPECT_LE(worst(until_like(expected), expected), 1);
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

// Saved with its colour management and opened in another session; what was not saved is there after the window was
// closed; a config that is changed on disk is told and read again.
TEST_F(ColourWindow, KeepsItsColoursFromSessionToSession) {
    const auto config = scratch / "out/studio.ocio", saved = scratch / "out/saved.json",
               kept = scratch / "out/.local/state/umber/last-grade.json";
    const auto write_config = [&](double offset) {
        std::ofstream(config)
            << "ocio_profile_version: 2\nroles: {default: log, color_timing: log}\nfile_rules:\n  - "
               "!<Rule> {name: Default, colorspace: log}\ndisplays: {Monitor: [!<View> {name: Film, "
               "colorspace: out}, !<View> {name: Plain, colorspace: log}]}\nlooks:\n  - !<Look> {name: "
               "warm, process_space: log, transform: !<CDLTransform> {slope: [1.1, 1, "
               "0.8]}}\ncolorspaces:\n  - !<ColorSpace> {name: log}\n  - !<ColorSpace> {name: out, "
               "from_scene_reference: !<MatrixTransform> {offset: ["
            << offset << ", 0, 0, 0]}}\n";
    };
    write_config(0.1);
    const std::string by_options = "--config " + quoted(config) + " --view Monitor/Film";
    open({"--config", config.string(), "--view", "Monitor/Film", clip.string()});
    show_actual_size();
    key("ctrl+m");
    const Picture film = by_command(by_options, clip);
    ASSERT_LE(worst(until_like(film), film), 1);
    // The look, chosen in its row, below the view's.
    const auto look_row = [&](const std::string& text) { choose_at(row(5), text); };
    look_row("backwards");
    const Picture cold = by_command(by_options + " --look=-warm", clip);
    EXPECT_LE(worst(until_like(cold), cold), 1);
    key("ctrl+z");
    EXPECT_LE(worst(until_like(film), film), 1);
    look_row("warm");
    const Picture warm = by_command(by_options + " --look warm", clip);
    EXPECT_LE(worst(until_like(warm), warm), 1);
    // Saved.
    const auto pick = [&](const std::string& keys, const std::filesystem::path& path) {
        const Picture plain = shot();
        key(keys);
        until([&](const Picture& p) { return different(plain, p, layout.bar) > 0; }, 20);
        xdo("type --delay 20 " + quoted(std::string_view(path.native())));
        std::this_thread::sleep_for(300ms);
        key("Return");
    };
    pick("ctrl+s", saved);
    for (int i = 0; i < 100 && !std::filesystem::exists(saved); ++i) std::this_thread::sleep_for(100ms);
    EXPECT_NE(text_of(saved).find("\"look\": \"warm\""), std::string::npos) << text_of(saved);
    EXPECT_NE(text_of(saved).find("\"config\": \"studio.ocio\""), std::string::npos) << text_of(saved);
    EXPECT_NE(text_of(saved).find("\"config_hash\""), std::string::npos) << text_of(saved);
    EXPECT_EQ(by_command("--grade " + quoted(saved), clip).rgb, warm.rgb);
    // Not saved, and closed at once.
    look_row("view's own");
    EXPECT_LE(worst(until_like(film), film), 1);
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
    ASSERT_TRUE(std::filesystem::exists(kept));
    EXPECT_EQ(by_command("--grade " + quoted(kept), clip).rgb, film.rgb);
    // Another session: as is, then by the file.
    window.clear();
    open({clip.string()});
    show_actual_size();
    const Picture plain = by_command("", clip);
    ASSERT_LE(worst(until_like(plain), plain), 1);
    pick("ctrl+shift+o", saved);
    EXPECT_LE(worst(until_like(warm), warm), 1);
    // On disk it is another: nothing changes but the message and the button, until that is pressed.
    const Picture before = at_rest();
    write_config(0.2);
    key("ctrl+m");
    const Picture told = until([&](const Picture& p) { return different(before, p, layout.status) > 0.01; });
    EXPECT_GT(different(before, told, layout.status), 0.01);
    EXPECT_LE(worst(told, warm), 1);
    move({layout.output.right() - 12 - 20, row(6).y});
    std::this_thread::sleep_for(150ms);
    xdo("click 1");
    move({5, 5});
    const Picture anew = by_command(by_options + " --look warm", clip);
    EXPECT_GT(worst(told, anew), 10);
    EXPECT_LE(worst(until_like(anew), anew), 1);
    // A grade whose config is gone: named, and nothing changes.
    std::filesystem::create_directory(scratch / "out/moved");
    std::filesystem::copy_file(saved, scratch / "out/moved/saved.json");
    const Picture rested = at_rest();
    pick("ctrl+shift+o", scratch / "out/moved/saved.json");
    const Picture refused = until([&](const Picture& p) {
        return different(rested, p, layout.bar) == 0 && different(rested, p, layout.status) > 0.01;
    });
    EXPECT_GT(different(rested, refused, layout.status), 0.01);
    EXPECT_LE(worst(refused, anew), 1);
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

// What leaves the room can be made for another display than the one that is looked at, and a table as the command line
// makes it, with size and shaper.
TEST_F(ColourWindow, DeliversWhatIsAskedForBesideTheFiles) {
    open({"--input-space", "ARRI LogC3 (EI800)", "--view", sdr_view, clip.string()});
    show_actual_size();
    const std::string options = "--input-space 'ARRI LogC3 (EI800)' ";
    const Picture seen = by_command(options + "--view " + quoted(std::string_view(sdr_view)), clip);
    ASSERT_LE(worst(until_like(seen), seen), 1);
    // The picker is 920 by 520 in the middle; its choices stand at its right, 24 a row beneath titles of 22.
    const float x = (width + 920) * 0.5f - 1 - 95, top = (height - 520) * 0.5f + 1 + 32 + 6 + 22 + 12;
    const auto click = [&](float y) {
        move({x, y});
        std::this_thread::sleep_for(150ms);
        xdo("click 1");
        std::this_thread::sleep_for(300ms);
    };
    const auto picker = [&](const std::string& keys) {
        const Picture plain = shot();
        key(keys);
        until([&](const Picture& p) { return different(plain, p, layout.bar) > 0; }, 20);
    };
    const auto save_as = [&](const std::filesystem::path& path) {
        xdo("key ctrl+a");
        xdo("type --delay 20 " + quoted(std::string_view(path.native())));
        std::this_thread::sleep_for(300ms);
        key("Return");
        for (int i = 0; i < 900 && !std::filesystem::exists(path); ++i) std::this_thread::sleep_for(100ms);
        std::this_thread::sleep_for(500ms);
        return std::filesystem::exists(path);
    };
    picker("ctrl+r");
    click(top + 24 * static_cast<float>(media::presets().size()) + 4 + 22);  // the view's row
    xdo("type --delay 20 '2100-pq 1000 2020'");
    std::this_thread::sleep_for(300ms);
    key("Return");
    std::this_thread::sleep_for(300ms);
    ASSERT_TRUE(save_as(scratch / "out/hdr.mov"));
    const auto tags = test::run(
        "ffprobe -v error -select_streams v -show_entries "
        "stream=color_transfer,color_primaries -of csv=p=0 " +
        quoted(scratch / "out/hdr.mov"));
    EXPECT_EQ(tags.out, "smpte2084,bt2020\n");
    // Its pixels are those of the command line.
    const std::string hdr = "'Rec.2100-PQ - Display/ACES 2.0 - HDR 1000 nits (Rec.2020)'";
    ASSERT_EQ(test::run(quoted(std::string_view(UMBER_BINARY)) + " render " + quoted(clip) + " " + options + "--view " +
                        hdr + " -o " + quoted(scratch / "out/by-command.mov"))
                  .exit_code,
              0);
    const auto frames = [&](const char* name) {
        return test::run("ffmpeg -v error -i " + quoted(scratch / "out" / name) +
                         " -map 0:v -f framemd5 - | grep -v '#'")
            .out;
    };
    EXPECT_EQ(frames("hdr.mov"), frames("by-command.mov"));
    // The view alone, 65, behind a logarithmic shaper.
    picker("ctrl+shift+e");
    click(top + 48);
    click(top + 3 * 24 + 4 + 22 + 48);
    click(top + 6 * 24 + 2 * (4 + 22) + 24);
    ASSERT_TRUE(save_as(scratch / "out/view.cube"));
    ASSERT_EQ(test::run(quoted(std::string_view(UMBER_BINARY)) + " export " + quoted(clip) + " " + options + "--view " +
                        quoted(std::string_view(sdr_view)) + " --size 65 --shaper log -o " +
                        quoted(scratch / "out/by-command.cube"))
                  .exit_code,
              0);
    EXPECT_EQ(text_of(scratch / "out/view.cube"), text_of(scratch / "out/by-command.cube"));
    EXPECT_NE(text_of(scratch / "out/view.cube").find("view alone"), std::string::npos);
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

TEST_F(ColourWindow, FalseColoursAreTheStopsOfTheScene) {
    // ARRI LogC4 of 18 % grey and five stops to either side, by ARRI's specification (2022).
    std::vector<glm::dvec3> codes;
    for (int stop = -5; stop <= 5; ++stop) {
        const double a = (262144.0 - 16) / 117.45, b = (1023.0 - 95) / 1023, c = 95.0 / 1023;
        codes.emplace_back((std::log2(a * 0.18 * std::exp2(stop) + 64) - 6) / 14 * b + c);
    }
    const auto file = patched(codes);
    open({"--input-space", "ARRI LogC4", "--view", pq_view, file.string()});
    show_actual_size();
    key("h");  // code values instead of their preview
    const Picture expected = by_command("--input-space 'ARRI LogC4' --view " + quoted(std::string_view(pq_view)), file);
    ASSERT_LE(worst(until_like(expected), expected), 1);
    mark("stops");
    const auto right = [&](const Picture& p) {
        for (std::size_t i = 0; i < patches; ++i)
            if (!near(patch(p, i), stop_bands()[i + 2].color)) return false;
        return true;
    };
    const Picture stops = until(right);
    EXPECT_TRUE(right(stops));
    for (std::size_t i = 0; i < patches; ++i)
        EXPECT_TRUE(near(patch(stops, i), stop_bands()[i + 2].color)) << stop_bands()[i + 2].label;
    // Nits of the display: each patch's own luminance by ST 2084, of what `umber frame` makes.
    mark("nits");
    const auto band_of = [&](std::size_t i) {
        const std::size_t x = static_cast<std::size_t>((static_cast<double>(i) + 0.5) * 640 / patches);
        const double code = expected.rgb[(180 * 640 + x) * 3] / 255.0, p = std::pow(code, 32.0 / 2523);
        const double nits =
            10000 * std::pow(std::max(p - 3424.0 / 4096, 0.0) / (2413.0 / 128 - 2392.0 / 128 * p), 8192.0 / 1305);
        std::size_t band = 0;
        while (band + 1 < nit_bands().size() && nits >= nit_bands()[band + 1].from) ++band;
        // Codes of 8 bits are too coarse beside an edge.
        const bool clear =
            std::abs(std::log2(nits / std::max(0.01, nit_bands()[band].from))) > 0.06 &&
            (band + 1 == nit_bands().size() || std::abs(std::log2(nits / nit_bands()[band + 1].from)) > 0.06);
        return std::pair(band, clear);
    };
    const auto in_nits = [&](const Picture& p) {
        for (std::size_t i = 0; i < patches; ++i)
            if (const auto [band, clear] = band_of(i); clear && !near(patch(p, i), nit_bands()[band].color))
                return false;
        return true;
    };
    const Picture nits = until(in_nits);
    EXPECT_TRUE(in_nits(nits));
    // The scopes tell nits too.
    key("shift+s");
    key("shift+s");
    const Picture told = until([&](const Picture& p) { return different(nits, p, layout.scopes[0]) > 0.002; }, 10);
    EXPECT_GT(different(nits, told, layout.scopes[0]), 0.002);
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

TEST_F(ColourWindow, MarksWhatLiesOutsideAGamutOrIsClipped) {
    // Rec.2020 seen by BT.1886: by BT.2087's matrix the greens and reds leave Rec.709, the others stay.
    const std::vector<glm::dvec3> codes{{0.5, 0.5, 0.5}, {0.2, 0.8, 0.2},    {0.8, 0.3, 0.3},  {0.6, 0.55, 0.5},
                                        {1, 1, 1},       {0, 0, 0},          {0.5, 0, 0.5},    {0.3, 0.35, 0.4},
                                        {0.7, 1.0, 0.7}, {0.05, 0.05, 0.05}, {0.45, 0.5, 0.45}};
    const double m[3][3]{{1.6605, -0.5876, -0.0728}, {-0.1246, 1.1329, -0.0083}, {-0.0182, -0.1006, 1.1187}};
    const glm::vec3 white{0.95f, 0.16f, 0.12f}, black{0.10f, 0.20f, 0.95f}, outside{0.95f, 0.10f, 0.85f};
    const auto file = patched(codes);
    open({"--input-space", "Rec.1886 Rec.2020 - Display", "--working-space", "as is", file.string()});
    show_actual_size();
    until([&](const Picture& p) { return glm::length(patch(p, 0) - glm::dvec3(127.5)) < 3; });
    mark("outside rec.709");
    const auto wrong = [&](const Picture& p) {
        for (std::size_t i = 0; i < patches; ++i) {
            const glm::dvec3 code = codes[i], light = glm::pow(code, glm::dvec3(2.4)), shown = patch(p, i);
            double lowest = 1;
            for (const auto& row : m) lowest = std::min(lowest, row[0] * light.x + row[1] * light.y + row[2] * light.z);
            const double most = std::max({code.x, code.y, code.z});
            bool right = false;
            if (most >= 1)
                right = near(shown, white);
            else if (most <= 0)
                right = near(shown, black);
            else if (lowest < 0)
                right = near(shown, outside);
            else  // without its colour, and darker
                right = std::abs(shown.x - shown.y) < 1.5 && std::abs(shown.y - shown.z) < 1.5 &&
                        std::abs(shown.y - 0.6 * 255 * (0.2126 * code.x + 0.7152 * code.y + 0.0722 * code.z)) < 1.6;
            if (!right) return static_cast<int>(i);
        }
        return -1;
    };
    const Picture marked = until([&](const Picture& p) { return wrong(p) < 0; });
    EXPECT_EQ(wrong(marked), -1);
    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

}  // namespace
}  // namespace umber::app

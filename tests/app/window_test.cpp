// The real window under Xvfb, driven by xdotool: open, play, drag a wheel, see picture and scopes change, undo, export,
// render; and that an idle window costs nothing.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include "app/layout.h"
#include "support/command.h"

namespace umber::app {
namespace {

using namespace std::chrono_literals;
using test::quoted;

// A program that lives as long as this.
class Program {
public:
    Program(const std::vector<std::string>& words, const std::vector<std::string>& environment,
            const std::string& log) {
        pid_ = ::fork();
        if (pid_ == 0) {
            for (const std::string& one : environment) ::putenv(const_cast<char*>(one.c_str()));
            if (::freopen(log.c_str(), "w", stderr) == nullptr || ::freopen("/dev/null", "w", stdout) == nullptr)
                ::_exit(126);
            std::vector<char*> arguments;
            for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
            arguments.push_back(nullptr);
            ::execvp(arguments[0], arguments.data());
            ::_exit(127);
        }
    }
    ~Program() {
        if (running()) {
            ::kill(pid_, SIGTERM);
            ::waitpid(pid_, nullptr, 0);
        }
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    bool running() {
        if (ended_) return false;
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) != pid_) return true;
        ended_ = true;
        code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return false;
    }
    // Its exit code; -1 where it has not ended within `seconds`.
    int wait(double seconds) {
        for (int i = 0; i < static_cast<int>(seconds * 20) && running(); ++i) std::this_thread::sleep_for(50ms);
        return running() ? -1 : code_;
    }
    // Seconds of processor time so far.
    double processor_seconds() const {
        std::ifstream stat("/proc/" + std::to_string(pid_) + "/stat");
        std::string text((std::istreambuf_iterator<char>(stat)), {});
        std::istringstream in(text.substr(text.rfind(')') + 2));
        std::string skipped;
        for (int i = 0; i < 11; ++i) in >> skipped;
        double user = 0, system = 0;
        in >> user >> system;
        return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }

private:
    pid_t pid_ = -1;
    bool ended_ = false;
    int code_ = 0;
};

struct Picture {
    int width = 0, height = 0;
    std::vector<unsigned char> rgb;
    // Mean of each channel over a rectangle.
    glm::dvec3 mean(const Rect& rect) const {
        glm::dvec3 sum(0);
        double count = 0;
        for (int y = static_cast<int>(rect.y); y < static_cast<int>(rect.bottom()); ++y)
            for (int x = static_cast<int>(rect.x); x < static_cast<int>(rect.right()); ++x) {
                const auto at =
                    (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3;
                sum += glm::dvec3(rgb[at], rgb[at + 1], rgb[at + 2]);
                ++count;
            }
        return sum / count;
    }
};

// How many pixels of a rectangle differ by more than a little.
double different(const Picture& a, const Picture& b, const Rect& rect) {
    double count = 0, all = 0;
    for (int y = static_cast<int>(rect.y); y < static_cast<int>(rect.bottom()); ++y)
        for (int x = static_cast<int>(rect.x); x < static_cast<int>(rect.right()); ++x, ++all) {
            const auto at =
                (static_cast<std::size_t>(y) * static_cast<std::size_t>(a.width) + static_cast<std::size_t>(x)) * 3;
            for (std::size_t k = 0; k < 3; ++k)
                if (std::abs(a.rgb[at + k] - b.rgb[at + k]) > 8) {
                    ++count;
                    break;
                }
        }
    return count / all;
}

class RoomWindow : public testing::Test {
protected:
    static constexpr int width = 1600, height = 900;
    test::ScratchFolder scratch;
    std::string display;
    std::unique_ptr<Program> server, room;
    std::string window;
    const RoomLayout layout = lay_out({width, height}, 1, {});

    void SetUp() override {
        if (!std::filesystem::exists(UMBER_BINARY)) GTEST_SKIP() << UMBER_BINARY << " is not built";
        for (const char* tool : {"Xvfb", "xdotool", "import"})
            if (test::run(std::string("command -v ") + tool).exit_code != 0)
                GTEST_SKIP() << tool << " is not installed";
        for (int number = 90; number < 200 && display.empty(); ++number) {
            if (std::filesystem::exists("/tmp/.X" + std::to_string(number) + "-lock")) continue;
            const std::string name = ":" + std::to_string(number);
            server = std::make_unique<Program>(
                std::vector<std::string>{"Xvfb", name, "-screen", "0",
                                         std::to_string(width) + "x" + std::to_string(height) + "x24", "-nolisten",
                                         "tcp"},
                std::vector<std::string>{}, scratch / "xvfb.log");
            for (int i = 0; i < 100 && server->running() && display.empty(); ++i) {
                if (test::run("DISPLAY=" + name + " xdotool getmouselocation").exit_code == 0) display = name;
                std::this_thread::sleep_for(50ms);
            }
        }
        ASSERT_FALSE(display.empty()) << "Xvfb does not start";
        // A clip of two seconds whose picture moves, with colours in every corner.
        clip = scratch / "clip.mov";
        ASSERT_EQ(test::run("ffmpeg -v error -f lavfi -i testsrc2=size=640x360:rate=25:duration=2 -c:v libx264 "
                            "-pix_fmt yuv420p -g 12 " +
                            quoted(clip))
                      .exit_code,
                  0);
        std::filesystem::create_directory(scratch / "out");
    }

    void TearDown() override {
        room.reset();
        server.reset();
        const std::string log = text_of(scratch / "room.log");
        EXPECT_EQ(log.find("vulkan validation"), std::string::npos) << log;
        if (HasFailure()) {
            std::error_code ignored;
            const std::filesystem::path kept = std::filesystem::temp_directory_path() / "umber-window-test-failed.png";
            std::filesystem::copy_file(scratch / "shot.png", kept, std::filesystem::copy_options::overwrite_existing,
                                       ignored);
            std::cerr << "the last picture of the window: " << kept << "\n" << log << "\n";
        }
    }

    static std::string text_of(const std::filesystem::path& path) {
        std::ifstream in(path);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    void open(const std::vector<std::string>& arguments) {
        std::vector<std::string> words{UMBER_BINARY};
        words.insert(words.end(), arguments.begin(), arguments.end());
        room = std::make_unique<Program>(
            words,
            std::vector<std::string>{"DISPLAY=" + display, "WAYLAND_DISPLAY=", "UMBER_SCALE=1",
                                     "XDG_CONFIG_HOME=" + (scratch / "config").string(),
                                     "HOME=" + (scratch / "out").string()},
            scratch / "room.log");
        for (int i = 0; i < 600 && window.empty() && room->running(); ++i) {
            std::istringstream found(xdo("search --class umber").out);
            for (std::string line; std::getline(found, line);) window = line;
            std::this_thread::sleep_for(50ms);
        }
        ASSERT_FALSE(window.empty()) << text_of(scratch / "room.log");
        xdo("windowmove " + window + " 0 0 windowsize " + window + " " + std::to_string(width) + " " +
            std::to_string(height));
        xdo("windowfocus " + window);
    }

    test::CommandResult xdo(const std::string& what) { return test::run("DISPLAY=" + display + " xdotool " + what); }
    void key(const std::string& name) {
        xdo("key " + name);
        std::this_thread::sleep_for(150ms);
    }
    void move(glm::vec2 to) {
        xdo("mousemove " + std::to_string(static_cast<int>(to.x)) + " " + std::to_string(static_cast<int>(to.y)));
    }
    void drag(glm::vec2 from, glm::vec2 to) {
        move(from);
        std::this_thread::sleep_for(80ms);
        xdo("mousedown 1");
        for (int i = 1; i <= 6; ++i) {
            std::this_thread::sleep_for(40ms);
            move(from + (to - from) * (static_cast<float>(i) / 6));
        }
        std::this_thread::sleep_for(80ms);
        xdo("mouseup 1");
        move({5, 5});
    }

    Picture shot() {
        Picture picture;
        test::run("DISPLAY=" + display + " import -window root " + quoted(scratch / "shot.png"));
        const auto raw = test::run("convert " + quoted(scratch / "shot.png") + " -depth 8 rgb:-");
        picture.width = width;
        picture.height = height;
        picture.rgb.assign(raw.out.begin(), raw.out.end());
        EXPECT_EQ(picture.rgb.size(), static_cast<std::size_t>(width) * height * 3);
        return picture;
    }
    // Pictures of the window until one satisfies `wanted`; the last one either way.
    template <class F>
    Picture until(F wanted, double seconds = 60) {
        Picture picture = shot();
        for (const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
             !wanted(picture) && std::chrono::steady_clock::now() < end;) {
            std::this_thread::sleep_for(100ms);
            picture = shot();
        }
        return picture;
    }
    bool shows_picture(const Picture& picture) const {
        const glm::dvec3 mean = picture.mean(middle());
        return std::abs(mean.x - mean.y) + std::abs(mean.y - mean.z) > 6 || mean.y > 60;
    }
    Rect middle() const { return fitted(layout.picture.inset(20), 16.0f / 9).inset(30); }
    // The rings of the wheels begin at the left edge of the primaries; the third is gain.
    glm::vec2 gain_wheel() const {
        const Rect p = layout.primaries;
        const float margin = 10, between = p.w >= 720 ? 20 : 10;
        const float wide = std::floor((p.w - 2 * margin - 3 * between) / 4);
        return {p.x + margin + 2 * (wide + between) + wide * 0.5f, p.y + 28 + 24 + (p.h - 28 - 24 - 70) * 0.5f};
    }
    std::filesystem::path clip;
};

TEST_F(RoomWindow, GradesPlaysUndoesExportsAndRenders) {
    open({clip.string()});
    // The scopes may come a moment after the picture, when their programs are compiled for the first time.
    const auto has_trace = [&](const Picture& p) { return glm::length(p.mean(layout.scopes[0].inset(40, 40))) > 40; };
    const Picture first = until([&](const Picture& p) { return shows_picture(p) && has_trace(p); }, 120);
    EXPECT_TRUE(has_trace(first));
    ASSERT_TRUE(shows_picture(first));
    // The scopes have traces in them.
    for (const Rect& scope : layout.scopes) EXPECT_GT(glm::length(first.mean(scope.inset(20, 34))), 30);

    // Dragging gain towards red warms the picture, and moves the traces.
    drag(gain_wheel(), gain_wheel() + glm::vec2(-20, -110));
    const glm::dvec3 before = first.mean(middle());
    // Warmth is red less blue: most reds of the test picture are at their top already, and can't rise.
    const auto warmth = [&](const Picture& p) { return p.mean(middle()).x - p.mean(middle()).z; };
    const Picture warm = until([&](const Picture& p) { return warmth(p) > before.x - before.z + 2; });
    EXPECT_GT(warmth(warm), before.x - before.z + 2);
    EXPECT_LT(warm.mean(middle()).z, before.z - 2);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_GT(different(first, warm, layout.scopes[i]), 0.004) << "scope " << i;
    // Undo brings every pixel of it back.
    key("ctrl+z");
    const Picture undone = until(
        [&](const Picture& p) {
            return different(first, p, layout.picture) == 0 && different(first, p, layout.scopes[0]) < 0.002;
        },
        20);
    EXPECT_EQ(different(first, undone, layout.picture), 0);
    for (const Rect& scope : layout.scopes) EXPECT_LT(different(first, undone, scope), 0.002);
    key("ctrl+shift+z");
    const Picture redone = until([&](const Picture& p) { return different(warm, p, layout.picture) == 0; });
    EXPECT_EQ(different(warm, redone, layout.picture), 0);

    // Playing moves the picture, pausing stops it; the end and the beginning are where they were.
    key("space");
    const Picture playing = until([&](const Picture& p) { return different(warm, p, middle()) > 0.01; });
    EXPECT_GT(different(warm, playing, middle()), 0.01);
    key("space");
    std::this_thread::sleep_for(500ms);
    const Picture paused = shot();
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(different(paused, shot(), middle()), 0);
    key("Home");
    const Picture home = until([&](const Picture& p) { return different(warm, p, layout.picture) == 0; });
    EXPECT_EQ(different(warm, home, layout.picture), 0);
    key("Right");
    const Picture second = until([&](const Picture& p) { return different(warm, p, middle()) > 0.0005; });
    EXPECT_GT(different(warm, second, middle()), 0.0005);
    key("Home");

    // Before and after, and the wipe.
    key("d");
    const Picture ungraded = until([&](const Picture& p) { return different(first, p, layout.picture) == 0; });
    EXPECT_EQ(different(first, ungraded, layout.picture), 0);
    key("d");
    key("w");
    Rect left = middle(), right = middle();
    left.w = right.w = left.w * 0.5f - 20;
    right.x = middle().right() - right.w;
    const Picture wiped =
        until([&](const Picture& p) { return different(first, p, left) == 0 && different(warm, p, right) == 0; });
    EXPECT_EQ(different(first, wiped, left), 0);
    EXPECT_EQ(different(warm, wiped, right), 0);
    key("w");

    // Exports and a render, through the file picker; the names are typed.
    const auto save = [&](const std::string& keys, const std::string& name) {
        const Picture plain = shot();
        key(keys);
        until([&](const Picture& p) { return different(plain, p, layout.bar) > 0; }, 20);
        xdo("type --delay 20 " + quoted(std::string_view((scratch / "out" / name).native())));
        std::this_thread::sleep_for(300ms);
        key("Return");
        const auto path = scratch / "out" / name;
        for (int i = 0; i < 600 && !std::filesystem::exists(path); ++i) std::this_thread::sleep_for(100ms);
        std::this_thread::sleep_for(300ms);
        return std::filesystem::exists(path);
    };
    EXPECT_TRUE(save("ctrl+e", "grade.cdl"));
    EXPECT_NE(text_of(scratch / "out/grade.cdl").find("<Slope>"), std::string::npos);
    EXPECT_TRUE(save("ctrl+shift+e", "grade.cube"));
    EXPECT_NE(text_of(scratch / "out/grade.cube").find("LUT_3D_SIZE 33"), std::string::npos);
    EXPECT_TRUE(save("ctrl+s", "grade.json"));
    EXPECT_NE(text_of(scratch / "out/grade.json").find("\"lgg\""), std::string::npos);
    EXPECT_TRUE(save("ctrl+r", "master.mov"));
    const auto probed = test::run(
        "ffprobe -v error -count_frames -select_streams v -show_entries stream=codec_name,nb_read_frames -of csv=p=0 " +
        quoted(scratch / "out/master.mov"));
    EXPECT_EQ(probed.out, "prores,50\n");

    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

TEST_F(RoomWindow, OpensEmptySaysWhatIsWrongAndCostsNothingWhenIdle) {
    open({});
    std::ofstream(scratch / "out/not.mov") << "this is no movie";
    until([&](const Picture& p) { return p.mean(layout.status).y > 20; });
    // A file that is no clip: the error stands in the status line; the room lives on.
    const Picture empty = shot();
    key("ctrl+o");
    until([&](const Picture& p) { return different(empty, p, layout.bar) > 0; });
    xdo("type --delay 20 " + quoted(std::string_view((scratch / "out/not.mov").native())));
    std::this_thread::sleep_for(300ms);
    key("Return");
    // Once the picker, which dims the rest, is gone.
    const Picture told = until([&](const Picture& p) {
        return different(empty, p, layout.bar) == 0 && different(empty, p, layout.status) > 0.02;
    });
    EXPECT_EQ(different(empty, told, layout.bar), 0);
    EXPECT_GT(different(empty, told, layout.status), 0.02);
    EXPECT_TRUE(room->running());

    std::this_thread::sleep_for(3s);
    const double before = room->processor_seconds();
    std::this_thread::sleep_for(3s);
    EXPECT_LT(room->processor_seconds() - before, 3 * 0.02);

    key("ctrl+q");
    EXPECT_EQ(room->wait(20), 0);
}

TEST(RoomWithoutDisplay, SaysSoInOneLine) {
    if (!std::filesystem::exists(UMBER_BINARY)) GTEST_SKIP() << UMBER_BINARY << " is not built";
    const auto result = test::run("env -u DISPLAY -u WAYLAND_DISPLAY " + quoted(std::string_view(UMBER_BINARY)));
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_NE(result.err.find("window"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace umber::app

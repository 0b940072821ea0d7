// The real window under Xvfb: started by the test, driven by xdotool, looked at with ImageMagick's import.
#pragma once
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>
#include <thread>
#include <vector>

#include "app/layout.h"
#include "support/command.h"

namespace umber::app {

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

// The share of a rectangle's pixels for which `wanted(rgb in a, rgb in b)`, each an array of three integers.
template <class F>
double share_where(const Picture& a, const Picture& b, const Rect& rect, F wanted) {
    double count = 0, all = 0;
    for (int y = static_cast<int>(rect.y); y < static_cast<int>(rect.bottom()); ++y)
        for (int x = static_cast<int>(rect.x); x < static_cast<int>(rect.right()); ++x, ++all) {
            const auto at =
                (static_cast<std::size_t>(y) * static_cast<std::size_t>(a.width) + static_cast<std::size_t>(x)) * 3;
            const auto rgb = [at](const Picture& picture) {
                return std::array<int, 3>{picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]};
            };
            if (wanted(rgb(a), rgb(b))) ++count;
        }
    return count / all;
}

// The share of a rectangle's pixels that differ by more than a little.
inline double different(const Picture& a, const Picture& b, const Rect& rect) {
    return share_where(a, b, rect, [](const auto& one, const auto& other) {
        return std::abs(one[0] - other[0]) > 8 || std::abs(one[1] - other[1]) > 8 || std::abs(one[2] - other[2]) > 8;
    });
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
        // tools/test builds the binary and installs the tools: these are for a test target built alone.
        if (!std::filesystem::exists(UMBER_BINARY)) GTEST_SKIP() << UMBER_BINARY << " is not built";
        for (const char* tool : {"Xvfb", "xdotool", "import"})
            if (test::run(std::string("command -v ") + tool).exit_code != 0)
                GTEST_SKIP() << tool << " is not installed";
        for (int number = 90; number < 200 && display.empty(); ++number) {
            if (std::filesystem::exists("/tmp/.X" + std::to_string(number) + "-lock")) continue;
            const std::string name = fmt::format(":{}", number);
            server = std::make_unique<Program>(
                std::vector<std::string>{"Xvfb", name, "-screen", "0",
                                         std::to_string(width) + "x" + std::to_string(height) + "x24", "-nolisten",
                                         "tcp", "-noreset"},
                std::vector<std::string>{}, scratch / "xvfb.log");
            for (int i = 0; i < 100 && server->running() && display.empty(); ++i) {
                const bool answers = test::run("DISPLAY=" + name + " xdotool getmouselocation").exit_code == 0;
                std::this_thread::sleep_for(50ms);
                // It may be another's, that took the number in the same moment: then ours gives up.
                if (answers && server->running()) display = name;
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

    // `environment`: "NAME=value", beside the usual.
    void open(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {}) {
        std::vector<std::string> words{UMBER_BINARY};
        words.insert(words.end(), arguments.begin(), arguments.end());
        std::vector<std::string> set{"DISPLAY=" + display, "WAYLAND_DISPLAY=", "UMBER_SCALE=1",
                                     "XDG_CONFIG_HOME=" + (scratch / "config").string(),
                                     "HOME=" + (scratch / "out").string()};
        set.insert(set.end(), environment.begin(), environment.end());
        window.clear();
        room = std::make_unique<Program>(words, set, scratch / "room.log");
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
        const std::size_t bytes = static_cast<std::size_t>(width) * height * 3;
        EXPECT_EQ(picture.rgb.size(), bytes);
        picture.rgb.resize(bytes);  // a window that is gone is black
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
    // The window once it has stopped changing: on a busy machine a drag's last picture may come a second later.
    Picture at_rest(double seconds = 30) {
        Picture last = shot();
        std::this_thread::sleep_for(700ms);
        return until(
            [&](const Picture& p) {
                const bool same = p.rgb == last.rgb;
                if (!same) {
                    last = p;
                    std::this_thread::sleep_for(600ms);
                }
                return same;
            },
            seconds);
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

}  // namespace umber::app

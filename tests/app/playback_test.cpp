// Playback against a clip that is made up: order, rate, loops, variable times, dropped frames, scrubbing.
#include "app/playback.h"

#include <ImfChannelList.h>
#include <ImfFrameBuffer.h>
#include <ImfHeader.h>
#include <ImfOutputFile.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <thread>

#include "app/pixel_readout.h"
#include "core/error.h"
#include "support/command.h"

namespace umber::app {
namespace {

using namespace std::chrono_literals;

struct Made {
    int frames = 20;
    double fps = 50;
    std::chrono::microseconds decode = 1ms;
    std::vector<double> times;  // of a variable rate
    std::atomic<int> reads{0};
    std::int64_t broken_at = -1;
};

class MadeSource : public media::Source {
public:
    explicit MadeSource(std::shared_ptr<Made> made) : made_(std::move(made)) {
        info_.path = "made.mov";
        info_.video.emplace();
        info_.video->width = info_.video->height = 16;
        info_.video->frames = made_->frames;
        info_.video->frame_rate = {static_cast<std::int64_t>(made_->fps), 1};
    }
    const media::ClipInfo& info() const override { return info_; }
    media::Frame read(std::int64_t index) override {
        ++made_->reads;
        std::this_thread::sleep_for(made_->decode);
        if (index == made_->broken_at) throw Error("made.mov: frame {} is damaged", index);
        if (index < 0 || index >= made_->frames) throw Error("made.mov: no frame {}", index);
        media::Frame frame;
        frame.index = index;
        frame.time = time_of(index);
        return frame;
    }
    Rational time_of(std::int64_t index) const override {
        const double seconds = made_->times.empty() ? static_cast<double>(index) / made_->fps
                                                    : made_->times[static_cast<std::size_t>(index)];
        return {static_cast<std::int64_t>(seconds * 1e6 + 0.5), 1'000'000};
    }

private:
    std::shared_ptr<Made> made_;
    media::ClipInfo info_;
};

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Shown {
    std::int64_t index;
    double at;
};

struct Player {
    std::shared_ptr<Made> made = std::make_shared<Made>();
    Playback playback{[this](const std::filesystem::path&) { return std::make_unique<MadeSource>(made); }, [] {}};

    std::vector<Shown> watch(double seconds, double interval = 0.001) {
        std::vector<Shown> shown;
        for (const double end = now() + seconds; now() < end;) {
            if (auto frame = playback.tick(now())) shown.push_back({frame->index, now()});
            std::this_thread::sleep_for(std::chrono::duration<double>(interval));
        }
        return shown;
    }
    void open() {
        playback.open("made.mov");
        for (const double end = now() + 5; now() < end && !playback.clip();) watch(0.005);
        ASSERT_TRUE(playback.clip());
    }
};

TEST(Playback, PlaysInOrderAtItsRateAndLoops) {
    Player player;
    player.open();
    player.playback.play(1);
    const auto shown = player.watch(1.0);
    // 50 a second; whatever the machine is doing beside, none is shown before its time.
    EXPECT_GE(shown.size(), 25u);
    EXPECT_LE(shown.size(), 53u);
    std::int64_t passed = 0;
    for (std::size_t i = 1; i < shown.size(); ++i) {
        const std::int64_t step = (shown[i].index - shown[i - 1].index + 20) % 20;
        EXPECT_GE(step, 1);
        passed += step - 1;
    }
    EXPECT_EQ(player.playback.dropped(), passed);
    EXPECT_TRUE(player.playback.playing());
    player.playback.pause();
    const auto index = player.playback.index();
    player.watch(0.1);
    EXPECT_EQ(player.playback.index(), index);
}

TEST(Playback, StopsAtTheEndWithoutLoop) {
    Player player;
    player.made->fps = 100;
    player.open();
    player.playback.set_looping(false);
    player.playback.play(1);
    const auto shown = player.watch(0.8);
    ASSERT_FALSE(shown.empty());
    EXPECT_EQ(shown.back().index, 19);
    EXPECT_FALSE(player.playback.playing());
    // Playing again begins at the beginning.
    player.playback.play(1);
    const auto again = player.watch(0.1);
    ASSERT_FALSE(again.empty());
    EXPECT_LE(again.front().index, 5);
}

TEST(Playback, KeepsVariableTimes) {
    Player player;
    player.made->frames = 4;
    player.made->times = {0, 0.05, 0.35, 0.40, 0.50};
    player.open();
    player.playback.set_looping(false);
    const double start = now();
    player.playback.play(1);
    const auto shown = player.watch(0.7);
    ASSERT_GE(shown.size(), 2u);
    for (const Shown& one : shown) {
        // Never early, and the frame that is due.
        EXPECT_GE(one.at - start, player.made->times[static_cast<std::size_t>(one.index)] - 0.002) << one.index;
    }
    EXPECT_EQ(shown.back().index, 3);
}

TEST(Playback, PlaysBackwardsAndFaster) {
    Player player;
    player.made->frames = 200;
    player.open();
    player.playback.seek(150);
    player.watch(0.1);
    player.playback.shuttle(-1);
    EXPECT_EQ(player.playback.speed(), -1);
    auto shown = player.watch(0.5);
    ASSERT_GE(shown.size(), 5u);
    for (std::size_t i = 1; i < shown.size(); ++i) EXPECT_LT(shown[i].index, shown[i - 1].index);
    player.playback.shuttle(-1);
    EXPECT_EQ(player.playback.speed(), -2);
    player.playback.shuttle(1);
    EXPECT_EQ(player.playback.speed(), 1);
    for (const double speed : {2.0, 4.0, 8.0, 8.0}) {
        player.playback.shuttle(1);
        EXPECT_EQ(player.playback.speed(), speed);
    }
    const auto from = player.playback.index();
    shown = player.watch(0.3);
    ASSERT_FALSE(shown.empty());
    const auto gone = (shown.back().index - from + 200) % 200;
    EXPECT_GT(gone, 30);  // 120 frames in 0.3 s at 8 times 50 a second, on a machine that may be busy
}

TEST(Playback, CountsWhatCouldNotBeShownInTime) {
    Player player;
    player.made->frames = 1000;
    player.made->fps = 100;
    player.made->decode = 100us;
    player.open();
    player.playback.play(1);
    const auto shown = player.watch(1.0, 0.05);  // somebody who looks 20 times a second
    EXPECT_GT(player.playback.dropped(), 30);
    EXPECT_LT(shown.size(), 25u);
    EXPECT_GT(player.playback.index(), 60);  // real time is kept
}

TEST(Playback, SlowDecodingSlowsTheClockAndDropsNothing) {
    Player player;
    player.made->frames = 100;
    player.made->fps = 100;
    player.made->decode = 60ms;
    player.open();
    player.playback.play(1);
    const auto shown = player.watch(1.2);
    ASSERT_GE(shown.size(), 4u);
    for (std::size_t i = 1; i < shown.size(); ++i) EXPECT_EQ(shown[i].index, shown[i - 1].index + 1);
    EXPECT_EQ(player.playback.dropped(), 0);
}

TEST(Playback, OfManySeeksTheLatestWins) {
    Player player;
    player.made->frames = 500;
    player.made->decode = 20ms;
    player.open();
    const int before = player.made->reads;
    for (int i = 0; i < 100; ++i) player.playback.seek(i * 5);
    const auto shown = player.watch(0.5);
    ASSERT_FALSE(shown.empty());
    EXPECT_EQ(shown.back().index, 495);
    EXPECT_EQ(player.playback.index(), 495);
    EXPECT_LE(player.made->reads - before, 4);
    player.playback.step(100);
    EXPECT_EQ(player.playback.index(), 499);
    player.playback.step(-1000);
    EXPECT_EQ(player.playback.index(), 0);
}

TEST(Playback, TellsWhatIsDamaged) {
    Player player;
    player.made->broken_at = 5;
    player.open();
    player.playback.play(1);
    player.watch(0.5);
    const auto error = player.playback.take_error();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->message, "made.mov: frame 5 is damaged");
    EXPECT_FALSE(error->unopened);
    EXPECT_FALSE(player.playback.playing());
    EXPECT_FALSE(player.playback.take_error());
}

// A clip of pictures, opened as the room opens it.
TEST(Playback, CountsWhatIsNoColour) {
    const test::ScratchFolder scratch;
    constexpr int size = 8;
    for (int index = 0; index < 2; ++index) {
        std::vector<float> samples(static_cast<std::size_t>(size) * size, 0.18f);
        if (index == 1) {
            for (const std::size_t at : {3, 17, 18, 40}) samples[at] = std::numeric_limits<float>::quiet_NaN();
            samples[5] = -std::numeric_limits<float>::infinity();
        }
        Imf::Header header(size, size);
        Imf::FrameBuffer buffer;
        std::vector<float> rest(samples.size(), 0.5f);
        for (const char* channel : {"R", "G", "B"}) {
            header.channels().insert(channel, Imf::Channel(Imf::FLOAT));
            auto& of = *channel == 'G' ? samples : rest;
            buffer.insert(channel, Imf::Slice(Imf::FLOAT, reinterpret_cast<char*>(of.data()), sizeof(float),
                                              sizeof(float) * size));
        }
        Imf::OutputFile file((scratch / fmt::format("shot.{:04}.exr", index)).c_str(), header);
        file.setFrameBuffer(buffer);
        file.writePixels(size);
    }
    Playback playback([](const std::filesystem::path& path) { return media::open(path); }, [] {});
    playback.open(scratch / "shot.%04d.exr");
    const auto shown = [&]() -> std::int64_t {
        for (const double end = now() + 10; now() < end; std::this_thread::sleep_for(1ms))
            if (const auto frame = playback.tick(now())) return frame->index;
        return -1;
    };
    ASSERT_EQ(shown(), 0) << playback.take_error().value_or(Playback::Failure{}).message;
    EXPECT_EQ(playback.not_numbers(), media::NotNumbers{});
    EXPECT_TRUE(not_numbers_words(playback.not_numbers()).empty());
    playback.seek(1);
    ASSERT_EQ(shown(), 1);
    EXPECT_EQ(playback.not_numbers(), (media::NotNumbers{4, 1}));
    EXPECT_EQ(not_numbers_words(playback.not_numbers()),
              (std::vector<std::string>{"4 NaN read as 0", "1 Inf held at 1e30"}));
}

TEST(Playback, EndsFromAnyState) {
    for (int i = 0; i < 5; ++i) {
        Player player;
        player.open();
        if (i > 0) player.playback.play(i - 3);
        player.watch(0.01 * i);
    }
}

}  // namespace
}  // namespace umber::app

// Going backwards through clips of long groups of pictures: how much is decoded for it, and how much is held. That the
// frames are the right ones is held against ffmpeg in movie_test.cpp, which reads every clip backwards too.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "frames_by_ffmpeg.h"

namespace umber::media::test {
namespace {

// Host memory that counts: a decoder takes a block for every picture that it decodes.
class CountingAllocator : public FrameAllocator {
public:
    std::shared_ptr<FrameMemory> allocate(std::size_t bytes) override {
        ++decoded;
        most = std::max<std::int64_t>(most, ++*held_);
        const std::shared_ptr<FrameMemory> memory = host_->allocate(bytes);
        return {memory.get(), [memory, held = held_](FrameMemory*) { --*held; }};
    }
    std::atomic<std::int64_t> decoded{0};
    std::int64_t most = 0;  // blocks at one time; the tests decode on one thread
    std::int64_t held() const { return *held_; }

private:
    std::shared_ptr<FrameAllocator> host_ = host_allocator();
    std::shared_ptr<std::atomic<std::int64_t>> held_ = std::make_shared<std::atomic<std::int64_t>>(0);
};

constexpr int frame_count = 120, width = 320, height = 180;
constexpr std::size_t frame_bytes = std::size_t{width} * height * 3 / 2;

class Backwards : public testing::Test {
protected:
    void SetUp() override {
        ffmpeg("-f lavfi -i testsrc2=s=320x180:r=25 -frames:v " + std::to_string(frame_count) +
               " -c:v libx264 -preset veryfast -g 1000 -sc_threshold 0 -bf 2 -pix_fmt yuv420p " +
               quoted(folder / "long.mp4"));
        expected = frames_by_ffmpeg(folder / "long.mp4", frame_bytes);
        ASSERT_EQ(expected.size(), static_cast<std::size_t>(frame_count));
    }
    std::unique_ptr<Source> open_with(std::size_t rewind_bytes) {
        allocator = std::make_shared<CountingAllocator>();
        OpenOptions options;
        options.allocator = allocator;
        options.threads = 1;
        options.rewind_bytes = rewind_bytes;
        return open(folder / "long.mp4", options);
    }
    void expect_frame(Source& source, std::int64_t index) {
        EXPECT_TRUE(packed(source.read(index)) == expected[static_cast<std::size_t>(index)]) << "frame " << index;
    }
    const ScratchFolder folder;
    std::vector<std::string> expected;
    std::shared_ptr<CountingAllocator> allocator;
};

TEST_F(Backwards, DecodesAGroupOnce) {
    const auto source = open_with(std::size_t{64} << 20);
    expect_frame(*source, frame_count - 1);
    const std::int64_t before = allocator->decoded;
    for (std::int64_t i = frame_count - 2; i >= 0; --i) expect_frame(*source, i);
    // One way through the group, not one for each of its frames.
    EXPECT_LE(allocator->decoded - before, frame_count + 8);
}

TEST_F(Backwards, DecodesInWavesWhereLittleIsHeld) {
    constexpr std::int64_t room = 20;
    const auto source = open_with(room * (frame_bytes + frame_bytes / 4));  // rows are padded
    expect_frame(*source, frame_count - 1);
    const std::int64_t before = allocator->decoded;
    allocator->most = 0;
    for (std::int64_t i = frame_count - 2; i >= 0; --i) expect_frame(*source, i);
    // From the key frame again for every `room` frames: half a group on average.
    constexpr std::int64_t waves = frame_count / (room - 1) + 1;
    EXPECT_LE(allocator->decoded - before, waves * (frame_count / 2 + 8));
    // What is held, and what the decoder itself holds (its references and what it has to put in order).
    EXPECT_LE(allocator->most, room * 5 / 4 + 24);
}

// As playing backwards does it: blocks of frames, each read forwards.
TEST_F(Backwards, ServesBlocksToo) {
    const auto source = open_with(std::size_t{64} << 20);
    expect_frame(*source, frame_count - 1);
    const std::int64_t before = allocator->decoded;
    for (std::int64_t last = frame_count - 2; last >= 0; last -= 12)
        for (std::int64_t i = std::max<std::int64_t>(0, last - 11); i <= last; ++i) expect_frame(*source, i);
    EXPECT_LE(allocator->decoded - before, frame_count + 8);
}

TEST_F(Backwards, HoldsNothingGoingForwards) {
    const auto source = open_with(std::size_t{64} << 20);
    for (std::int64_t i = 0; i < frame_count; ++i) expect_frame(*source, i);
    EXPECT_LE(allocator->most, 24);
    // Some steps back, then on again: what was kept is let go when the clip has gone on.
    expect_frame(*source, 60);
    expect_frame(*source, 59);
    EXPECT_GE(allocator->held(), 50);
    for (std::int64_t i = 60; i < frame_count; ++i) expect_frame(*source, i);
    EXPECT_LE(allocator->held(), 24);
}

}  // namespace
}  // namespace umber::media::test

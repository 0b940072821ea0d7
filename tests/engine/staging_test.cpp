// Frames that are copied to the device and back: the same samples as where kernels read the host's memory in place,
// many in flight, from queues of their own where the device has them (tests/layers/transfer_queue.cc shows one).
#include "engine/staging.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <string>

#include "engine/pictures.h"
#include "engine_fixture.h"
#include "support/staging_switch.h"

namespace umber::engine {
namespace {

std::unique_ptr<gpu::Device> made(const char* staging) {
    const umber::test::StagingSwitch set(staging);
    return std::make_unique<gpu::Device>();
}

// By this test's environment the device has a family of queues that only copy.
bool shows_transfer_queues() {
    const char* layers = std::getenv("VK_INSTANCE_LAYERS");
    return layers && std::string(layers).find("UMBER_test_transfer") != std::string::npos;
}

std::vector<std::byte> samples_of(const media::Frame& frame) {
    std::vector<std::byte> all;
    for (int p = 0; p < frame.format.planes; ++p) {
        const media::Plane& plane = frame.plane[static_cast<std::size_t>(p)];
        const std::size_t row = static_cast<std::size_t>(plane.width) *
                                static_cast<std::size_t>(frame.format.component[static_cast<std::size_t>(p)].step);
        for (int y = 0; y < plane.height; ++y) {
            const std::byte* from = frame.data(p) + static_cast<std::size_t>(y) * plane.stride;
            all.insert(all.end(), from, from + row);
        }
    }
    return all;
}

color::Tags tags_of(const media::PixelFormat& format) {
    const bool rgb = format.model == media::PixelFormat::Model::rgb;
    return {color::Primaries::bt709, color::Transfer::bt709, rgb ? color::Matrix::rgb : color::Matrix::bt709,
            rgb ? color::Range::full : color::Range::limited, color::ChromaLocation::left};
}

// Frames that differ, `in_flight` of them at once.
std::vector<std::vector<std::byte>> rendered(Engine& engine, const std::string& from, const std::string& to, int width,
                                             int height, int frames, std::size_t in_flight) {
    const grade::Graph graph = grade::set_from_text(grade::set_from_text({}, 1, "cdl.slope", "1.2,1,0.8"), 1,
                                                    "curves.luma", "0:0,0.3:0.25,0.6:0.7,0.8:0.9,0.9:0.95,1:1");
    const PlanesOut out{media::pixel_format(to), tags_of(media::pixel_format(to)), true};
    std::vector<std::vector<std::byte>> all;
    std::deque<Rendering> running;
    const auto finish_one = [&] {
        all.push_back(samples_of(running.front().wait()));
        running.pop_front();
    };
    for (int i = 0; i < frames; ++i) {
        // noise() begins anew for every size: another size makes another frame, in memory of the same length.
        media::Frame frame = test::noise(*engine.frames(), from, width, height + i, tags_of(media::pixel_format(from)));
        frame.height = height;
        running.push_back(engine.render(frame, graph, as_is(frame.tags), out));
        if (running.size() == in_flight) finish_one();
    }
    while (!running.empty()) finish_one();
    return all;
}

TEST(Staging, GivesTheSameSamplesAsInPlaceWithManyInFlight) {
    const auto plain = made("0"), copying = made("1");
    ASSERT_TRUE(copying->staged());
    {
        Engine in_place(*plain), staged(*copying);
        for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{{"yuv420p", "yuv422p10le"},
                                                                                       {"nv12", "yuv420p"},
                                                                                       {"p010le", "yuv444p12le"},
                                                                                       {"gbrp16le", "gbrp16le"},
                                                                                       {"gbrpf32le", "gbrpf32le"},
                                                                                       {"rgb48be", "rgb48le"}}) {
            const auto expected = rendered(in_place, from, to, 322, 50, 12, 1);
            EXPECT_NE(expected[0], expected[1]) << "frames that are alike prove nothing";
            EXPECT_EQ(rendered(staged, from, to, 322, 50, 12, 5), expected) << from << " to " << to;
        }
    }
    EXPECT_EQ(plain->validation_messages(), 0);
    EXPECT_EQ(copying->validation_messages(), 0);
}

TEST(Staging, HasQueuesOfItsOwnWhereTheDeviceHas) {
    const auto plain = made("0"), copying = made("1");
    // A discrete GPU copies with or without the variable, so that there is no plain device to compare with.
    if (plain->staged()) GTEST_SKIP() << plain->name() << " reads no host memory in place";
    EXPECT_FALSE(plain->has_own_queue(gpu::Lane::up));
    // lavapipe has one queue; `engine_transfer_queues` of ctest runs this with the layer that shows more.
    if (!shows_transfer_queues()) GTEST_SKIP() << "the device has one queue";
    for (const gpu::Lane lane : {gpu::Lane::up, gpu::Lane::down}) {
        EXPECT_TRUE(copying->has_own_queue(lane));
        EXPECT_NE(copying->queue_family(lane), copying->queue_family());
    }
    EXPECT_EQ(copying->families().size(), 2u);
}

// Otherwise its silence about the rest would say nothing: a barrier for kernels on a queue that has none.
TEST(Staging, IsWatchedByValidationOnThoseQueues) {
    const auto device = made("1");
    const char* validation = std::getenv("UMBER_VALIDATION");
    // The same: with the layer, and validation above it, in `engine_transfer_queues`.
    if (!shows_transfer_queues() || !validation) GTEST_SKIP() << "no queue that only copies, or no validation";
    gpu::CommandRing ring(*device, gpu::Lane::up);
    ring.wait(ring.submit(gpu::memory_barrier));
    EXPECT_GT(device->validation_messages(), 0);
}

// Each frame's copy up, kernel and copy down, by their timestamps.
TEST(Staging, TimesTheCopiesToo) {
    const auto device = made("1");
    {
        Engine engine(*device);
        const media::Frame frame =
            test::noise(*engine.frames(), "gbrp16le", 640, 360, tags_of(media::pixel_format("gbrp16le")));
        const grade::Graph graph = grade::set_from_text({}, 1, "cdl.slope", "1.2,1,0.8");
        for (int i = 0; i < 3; ++i) {
            Rendering rendering = engine.render(frame, graph, as_is(frame.tags), {frame.format, frame.tags, false});
            rendering.wait();
            const auto up = rendering.upload_span(), kernel = rendering.span(), down = rendering.download_span();
            ASSERT_TRUE(up && kernel && down);
            EXPECT_LE(up->begin_ns, up->end_ns);
            EXPECT_LE(up->end_ns, kernel->end_ns);
            EXPECT_LE(kernel->end_ns, down->end_ns);
            EXPECT_LE(down->begin_ns, down->end_ns);
        }
    }
    EXPECT_EQ(device->validation_messages(), 0);
}

TEST(Staging, ReadsPicturesBack) {
    const auto plain = made("0"), copying = made("1");
    Engine in_place(*plain), staged(*copying);
    const auto picture_of = [](Engine& engine, std::array<std::uint16_t, 4>& one) {
        const media::Frame frame =
            test::noise(*engine.frames(), "yuv420p", 96, 54, tags_of(media::pixel_format("yuv420p")));
        const auto picture = engine.make_picture(96, 54);
        const std::uint64_t number = engine.render_picture(frame, {}, as_is(frame.tags), picture, Structure::exact);
        const auto all = engine.read(picture, number);
        one = engine.read_pixel(*picture, 17, 31);
        EXPECT_TRUE(std::equal(one.begin(), one.end(), all.begin() + 4 * (31 * 96 + 17)));
        return all;
    };
    std::array<std::uint16_t, 4> a{}, b{};
    EXPECT_EQ(picture_of(in_place, a), picture_of(staged, b));
    EXPECT_EQ(a, b);
    EXPECT_EQ(copying->validation_messages(), 0);
}

std::size_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::size_t size = 0, resident = 0;
    statm >> size >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// On a CPU device its memory is this process's.
TEST(Staging, MemoryDoesNotGrowWithTheClip) {
    const auto device = made("1");
    // A GPU's own memory is counted by its driver, in no figure of this process that could be compared.
    if (!device->is_cpu()) GTEST_SKIP() << "the memory of " << device->name() << " isn't seen from here";
    Engine engine(*device);
    // 24 MiB a frame.
    const media::Frame frame =
        test::noise(*engine.frames(), "gbrpf32le", 1920, 1080, tags_of(media::pixel_format("gbrpf32le")));
    const grade::Graph graph = grade::set_from_text({}, 1, "cdl.slope", "1.2,1,0.8");
    std::deque<Rendering> running;
    std::size_t early = 0;
    for (int i = 0; i < 64; ++i) {
        running.push_back(engine.render(frame, graph, as_is(frame.tags), {frame.format, frame.tags, false}));
        if (running.size() == 4) {
            running.front().wait();
            running.pop_front();
        }
        // How many frames lie between the queues at once is the threads' doing, so that the most of a while counts.
        if (i >= 8 && i < 28) early = std::max(early, resident_bytes());
    }
    EXPECT_LT(resident_bytes(), early + std::size_t{24} * 1024 * 1024);
    while (!running.empty()) {
        running.front().wait();
        running.pop_front();
    }
    EXPECT_EQ(device->validation_messages(), 0);
}

}  // namespace
}  // namespace umber::engine

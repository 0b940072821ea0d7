// Counts of NaN and infinity, where they were put.
#include "media/not_numbers.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

namespace umber::media {
namespace {

TEST(NotNumbers, AreCountedInHalfAndFloatPlanes) {
    for (const char* format : {"gbrpf32le", "gbrapf32le", "grayf32le"}) {
        Frame frame = allocate_frame(*host_allocator(), pixel_format(format), 37, 5);
        for (int plane = 0; plane < frame.format.planes; ++plane)
            std::memset(frame.data(plane), 0, frame.plane[static_cast<std::size_t>(plane)].stride * 5);
        EXPECT_EQ(count_not_numbers(frame), NotNumbers{}) << format;
        const auto put = [&](int plane, int x, int y, float value) {
            std::memcpy(frame.data(plane) +
                            static_cast<std::size_t>(y) * frame.plane[static_cast<std::size_t>(plane)].stride +
                            static_cast<std::size_t>(x) * sizeof(float),
                        &value, sizeof(float));
        };
        const int last = frame.format.planes - 1;
        put(0, 0, 0, std::numeric_limits<float>::quiet_NaN());
        put(last, 36, 4, -std::numeric_limits<float>::quiet_NaN());
        put(last, 3, 2, -std::numeric_limits<float>::infinity());
        put(0, 5, 2, std::numeric_limits<float>::max());
        EXPECT_EQ(count_not_numbers(frame), (NotNumbers{2, 1})) << format;
    }
    Frame half = allocate_frame(*host_allocator(), pixel_format("gbrpf16le"), 8, 2);
    for (int plane = 0; plane < 3; ++plane) std::memset(half.data(plane), 0, half.plane[0].stride * 2);
    const std::uint16_t bits[]{0x7c00, 0xfc00, 0x7e01, 0xffff, 0x7bff, 0x8000};
    std::memcpy(half.data(1), bits, sizeof bits);
    EXPECT_EQ(count_not_numbers(half), (NotNumbers{2, 2}));
    EXPECT_EQ(count_not_numbers(allocate_frame(*host_allocator(), pixel_format("gbrp"), 8, 2)), NotNumbers{});
    EXPECT_EQ(to_string(NotNumbers{2, 1}),
              "2 samples are no numbers (NaN), read as 0; 1 sample is infinite, held at 1e30");
    EXPECT_EQ(to_string(NotNumbers{}), "");
}

}  // namespace
}  // namespace umber::media

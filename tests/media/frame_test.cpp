// Layout of frames in memory, the description of pixel formats, and the pool.
#include <thread>

#include "frames_by_ffmpeg.h"

namespace umber::media::test {

namespace {

TEST(Frame, LayoutIsAlignedAndReadablePastEveryPlane) {
    const auto allocator = host_allocator();
    for (const char* name :
         {"yuv420p", "yuv422p10le", "yuv444p16le", "yuv411p", "yuv410p", "nv12", "p010le", "p016le", "nv16", "yuyv422",
          "y210le", "rgb24", "gbrap16le", "gbrpf32le", "gbrpf16le", "gray", "ya16le"})
        for (const int width : {1, 2, 853, 1920})
            for (const int height : {1, 3, 479}) {
                const PixelFormat format = pixel_format(name);
                const Frame frame = allocate_frame(*allocator, format, width, height);
                std::size_t end = 0;
                for (int i = 0; i < format.planes; ++i) {
                    const Plane& plane = frame.plane[static_cast<std::size_t>(i)];
                    EXPECT_EQ(plane.offset % 64, 0u);
                    EXPECT_EQ(plane.stride % 64, 0u);
                    EXPECT_GE(plane.offset, end);
                    EXPECT_GE(plane.stride, plane_row_bytes(format, i, width));
                    end = plane.offset + plane.stride * static_cast<std::size_t>(plane.height) + 64;
                }
                EXPECT_LE(end, frame.memory->bytes().size());
                EXPECT_EQ(reinterpret_cast<std::uintptr_t>(frame.memory->bytes().data()) % 64, 0u);
            }
}

TEST(Frame, SizesOfPlanesAreFfmpegs) {
    for (const char* name : {"yuv420p", "yuv422p10le", "yuv411p", "yuv410p", "yuv440p", "nv12", "p010le", "nv21",
                             "rgb24", "gbrap16le", "gbrpf32le", "gray16be", "yuva420p"}) {
        const PixelFormat format = pixel_format(name);
        for (const int width : {1, 7, 853})
            for (const int height : {1, 5, 479}) {
                std::size_t bytes = 0;
                for (int i = 0; i < format.planes; ++i)
                    bytes +=
                        plane_row_bytes(format, i, width) * static_cast<std::size_t>(plane_rows(format, i, height));
                EXPECT_EQ(static_cast<int>(bytes), av_image_get_buffer_size(av_format(format), width, height, 1))
                    << name << " " << width << "x" << height;
            }
    }
}

TEST(PixelFormat, DescribesComponentsInTheModelsOrder) {
    const PixelFormat p010 = pixel_format("p010le");
    EXPECT_EQ(p010.model, PixelFormat::Model::ycbcr);
    EXPECT_EQ(p010.planes, 2);
    EXPECT_EQ(p010.component[2], (PixelFormat::Component{1, 4, 2, 6, 10}));
    EXPECT_EQ(p010.bytes_per_sample(), 2);
    EXPECT_FALSE(p010.planar());
    const PixelFormat gbrp = pixel_format("gbrp10le");
    EXPECT_EQ(gbrp.model, PixelFormat::Model::rgb);
    EXPECT_EQ(gbrp.component[0].plane, 2);
    EXPECT_EQ(gbrp.component[1].plane, 0);
    EXPECT_TRUE(gbrp.planar());
    const PixelFormat half = pixel_format("gbrpf16le");
    EXPECT_TRUE(half.floating);
    EXPECT_EQ(half.depth(), 16);
    EXPECT_TRUE(pixel_format("gray16be").big_endian);
    EXPECT_FALSE(pixel_format("gray").big_endian);
    for (const char* refused : {"pal8", "monob", "bayer_rggb16le", "rgb565le", "vaapi", "uyyvyy411", "no_such_format"})
        EXPECT_THROW(static_cast<void>(pixel_format(refused)), std::exception) << refused;
}

TEST(HostAllocator, GivesMemoryBackToTheNextFrame) {
    const auto allocator = host_allocator();
    const std::byte* first = allocator->allocate(100000)->bytes().data();
    const auto again = allocator->allocate(100000);
    EXPECT_EQ(again->bytes().data(), first);
    const auto other = allocator->allocate(100000);
    EXPECT_NE(other->bytes().data(), first);
}

TEST(HostAllocator, ServesThreadsAndOutlivesItself) {
    std::shared_ptr<FrameMemory> kept;
    {
        const auto allocator = host_allocator();
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&allocator] {
                for (int i = 0; i < 500; ++i) allocator->allocate(4096)->bytes()[0] = std::byte{1};
            });
        for (std::thread& thread : threads) thread.join();
        kept = allocator->allocate(4096);
    }
    kept->bytes()[4095] = std::byte{2};
}

}  // namespace

}  // namespace umber::media::test

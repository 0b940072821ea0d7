// Broken pixels in an EXR: black instead of NaN in what comes out, and told.
#include <cmath>
#include <cstring>
#include <limits>

#include "umber.h"

namespace umber::test {
namespace {

TEST(NotNumbers, AreBlackAndTold) {
    const ScratchFolder scratch;
    constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinite = std::numeric_limits<float>::infinity();
    std::vector<float> planes(3 * 16 * 4, 0.25f);
    planes[5] = planes[77] = nan;
    planes[130] = infinite;
    write_text(scratch / "in.raw", {reinterpret_cast<const char*>(planes.data()), planes.size() * sizeof(float)});
    const std::string in = quoted(scratch / "in.exr"), out = quoted(scratch / "out.exr"),
                      movie = quoted(scratch / "out.mkv");
    ffmpeg("-f rawvideo -pix_fmt gbrpf32le -s 16x4 -i " + quoted(scratch / "in.raw") + " -format float " + in);
    const CommandResult frame = umber("frame " + in + " --report -o " + out + " --set exposure.exposure=1");
    EXPECT_EQ(frame.exit_code, 0) << frame.err;
    EXPECT_NE(frame.err.find("2 samples are no numbers (NaN), read as 0; 1 sample is infinite"), std::string::npos)
        << frame.err;
    const std::string graded = ffmpeg("-i " + out + " -pix_fmt gbrpf32le -f rawvideo -");
    ASSERT_EQ(graded.size(), planes.size() * sizeof(float));
    for (std::size_t i = 0; i < planes.size(); ++i) {
        float value = 0;
        std::memcpy(&value, graded.data() + i * sizeof(float), sizeof value);
        if (i == 130) {
            EXPECT_GE(value, 65504.0f);  // the file is of halves
        } else {
            EXPECT_NEAR(value, i == 5 || i == 77 ? 0.0f : 0.5f, 1e-3f) << i;
        }
    }
    const CommandResult render = umber("render " + in + " -o " + movie + " --preset ffv1 --set exposure.exposure=1");
    EXPECT_EQ(render.exit_code, 0) << render.err;
    EXPECT_NE(render.err.find("in 1 frame, 2 samples are no numbers"), std::string::npos) << render.err;
}

// Light that is held where it is infinite can grow beyond numbers again in a grade: what comes out are numbers.
TEST(NotNumbers, DoNotComeOutOfAGrade) {
    const ScratchFolder scratch;
    std::vector<float> planes(3 * 16 * 4, 0.25f);
    for (std::size_t i = 0; i < planes.size(); i += 5) planes[i] = std::numeric_limits<float>::infinity();
    for (std::size_t i = 3; i < planes.size(); i += 7) planes[i] = -std::numeric_limits<float>::infinity();
    write_text(scratch / "in.raw", {reinterpret_cast<const char*>(planes.data()), planes.size() * sizeof(float)});
    const std::string in = quoted(scratch / "in.exr");
    ffmpeg("-f rawvideo -pix_fmt gbrpf32le -s 16x4 -i " + quoted(scratch / "in.raw") + " -format float " + in);
    const std::string report = said("frame " + in + " --report --depth float -o " + quoted(scratch / "out.exr") +
                                    " --set lgg.gamma=0.5,0.5,0.5,1 --set saturation.saturation=2 --set hue.hue=10");
    EXPECT_EQ(report.find("NaN in"), std::string::npos) << report;
    const std::string graded = ffmpeg("-i " + quoted(scratch / "out.exr") + " -pix_fmt gbrpf32le -f rawvideo -");
    ASSERT_EQ(graded.size(), planes.size() * sizeof(float));
    for (std::size_t i = 0; i < planes.size(); ++i) {
        float value = 0;
        std::memcpy(&value, graded.data() + i * sizeof(float), sizeof value);
        EXPECT_TRUE(std::isfinite(value)) << i << ": " << value;
    }
}

}  // namespace
}  // namespace umber::test

// Render jobs from inside: cancelling, failing half-way, ranges, and what a master's pixels are to be.
#include "deliver/render_job.h"

#include <gmock/gmock.h>

#include <chrono>
#include <fstream>

#include "deliver/master.h"
#include "grade/graph.h"
#include "support/ffmpeg.h"

namespace umber::deliver {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class RenderJobs : public testing::Test {
protected:
    static void SetUpTestSuite() {
        device = std::make_unique<gpu::Device>();
        engine = std::make_unique<engine::Engine>(*device);
    }
    static void TearDownTestSuite() {
        engine.reset();
        EXPECT_EQ(device->validation_messages(), 0);
        device.reset();
    }

    void make(const char* name, int frames, const std::string& options = "-c:v ffv1 -g 1 -pix_fmt yuv420p") const {
        test::ffmpeg("-f lavfi -i testsrc2=s=320x240:r=25 -frames:v " + std::to_string(frames) + " " + options + " " +
                     test::quoted(scratch / name));
    }
    RenderRequest request(const char* input, const char* output, const char* preset = "ffv1") const {
        RenderRequest made;
        made.input = scratch / input;
        made.output = scratch / output;
        made.preset = media::preset(preset);
        made.graph = grade::set_from_text({}, 1, "cdl.slope", "1.1,1,0.9");
        return made;
    }
    void write(const char* name, const char* text) const { std::ofstream(scratch / name) << text; }
    std::string read(const char* name) const {
        std::ifstream file(scratch / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    std::ptrdiff_t files() const { return std::distance(std::filesystem::directory_iterator(scratch.path()), {}); }

    const test::ScratchFolder scratch;
    static std::unique_ptr<gpu::Device> device;
    static std::unique_ptr<engine::Engine> engine;
};
std::unique_ptr<gpu::Device> RenderJobs::device;
std::unique_ptr<engine::Engine> RenderJobs::engine;

TEST_F(RenderJobs, TellsEachFrame) {
    make("in.mkv", 9);
    const std::atomic<bool> cancel{false};
    std::vector<RenderProgress> told;
    const RenderResult result =
        render(*engine, request("in.mkv", "out.mkv"), cancel, [&](const RenderProgress& now) { told.push_back(now); });
    ASSERT_EQ(told.size(), 9u);
    for (std::size_t i = 0; i < 9; ++i) {
        EXPECT_EQ(told[i].frame, static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(told[i].frames, 9);
    }
    EXPECT_EQ(told.back().eta_s, 0);
    EXPECT_EQ(result.written.frames, 9);
    EXPECT_EQ(files(), 2);
}

TEST_F(RenderJobs, CancelLeavesTheEarlierFileAndNothingElse) {
    make("in.mkv", 300);
    write("out.mkv", "earlier");
    RenderJob job(*engine, request("in.mkv", "out.mkv"));
    while (job.progress().frame < 3 && !job.finished()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    job.cancel();
    EXPECT_THROW(job.result(), Cancelled);
    EXPECT_EQ(read("out.mkv"), "earlier");
    EXPECT_EQ(files(), 2);
}

TEST_F(RenderJobs, AJobThatIsLetGoEndsItself) {
    make("in.mkv", 300);
    { const RenderJob job(*engine, request("in.mkv", "out.mkv")); }
    EXPECT_EQ(files(), 1);
}

TEST_F(RenderJobs, AFailureOfTheGradeStopsEverything) {
    make("in.mkv", 50);
    write("out.mkv", "earlier");
    RenderRequest broken = request("in.mkv", "out.mkv");
    broken.graph = grade::set_parameter(broken.graph, 1, "lut.file", (scratch / "missing.cube").string());
    RenderJob job(*engine, broken);
    EXPECT_THROW(job.result(), Error);
    EXPECT_EQ(read("out.mkv"), "earlier");
    EXPECT_EQ(files(), 2);
}

// A packet in the middle whose contents are destroyed: the decoder's failure arrives while frames are under way.
TEST_F(RenderJobs, ASourceThatIsDamagedHalfWayNeverHangs) {
    make("in.mkv", 60, "-c:v ffv1 -level 3 -slicecrc 1 -g 1 -pix_fmt yuv420p");
    std::fstream file(scratch / "in.mkv", std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(scratch / "in.mkv"));
    file.seekp(size / 2);
    file << std::string(static_cast<std::size_t>(size / 8), '\xff');
    file.close();
    write("out.mkv", "earlier");
    RenderJob job(*engine, request("in.mkv", "out.mkv"));
    try {
        EXPECT_GT(job.result().written.frames, 0);  // what could be decoded, if the reader can go on
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("in.mkv"), std::string::npos) << error.what();
        EXPECT_EQ(read("out.mkv"), "earlier");
    }
    EXPECT_EQ(files(), 2);
}

TEST_F(RenderJobs, ARangeBeyondTheClipIsRefusedBeforeAnythingIsWritten) {
    make("in.mkv", 5);
    for (const FrameRange range : {FrameRange{0, 5}, FrameRange{-1, 2}, FrameRange{3, 2}}) {
        RenderRequest asked = request("in.mkv", "out.mkv");
        asked.range = range;
        RenderJob job(*engine, asked);
        EXPECT_THROW(job.result(), Error);
    }
    EXPECT_EQ(files(), 1);
}

TEST_F(RenderJobs, HdrMastersKeepTheSourcesMetadata) {
    const std::string pq = " -vf format=yuv420p10le," + test::bt2020_pq + " ";
    make("in.mp4", 3,
         "-c:v libx265" + pq +
             "-x265-params 'log-level=error:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)"
             "L(10000000,1):max-cll=1000,400'");
    make("bare.mkv", 3, "-c:v ffv1" + pq);
    const std::atomic<bool> cancel{false};
    const std::string display = "mastering display P3 D65, 0.0001 to 1000 cd/m2",
                      light = "MaxCLL 1000, MaxFALL 400 cd/m2";
    for (const auto& [preset, name] : {std::pair{"h265-10", "out.mp4"}, std::pair{"prores422hq", "out.mov"}})
        for (const bool graded : {true, false}) {
            RenderRequest asked = request("in.mp4", name, preset);
            if (!graded) asked.graph = {};
            const media::WrittenInfo written = render(*engine, asked, cancel).written;
            EXPECT_THAT(written.tags, HasSubstr(display + (graded ? "" : ", " + light)));
            if (!graded) continue;
            EXPECT_THAT(written.tags, Not(HasSubstr("MaxCLL")));
            EXPECT_THAT(written.notes,
                        Contains(light + ": not kept, the grade changes the light and it is not measured again"));
        }
    const media::WrittenInfo bare = render(*engine, request("bare.mkv", "bare.mp4", "h265-10"), cancel).written;
    EXPECT_TRUE(bare.hdr.empty());
    EXPECT_EQ(std::count(bare.notes.begin(), bare.notes.end(),
                         "neither mastering display nor content light level is written: the source has none"),
              1);
}

TEST(Master, HasHdrMetadataWhereItIsHdr) {
    using namespace color;
    const media::HdrMetadata source{media::MasteringDisplay{}, media::ContentLight{1000, 400}};
    const Tags pq{Primaries::bt2020, Transfer::pq, Matrix::bt2020nc, Range::limited, ChromaLocation::left};
    Tags hlg = pq, sdr = pq;
    hlg.transfer = Transfer::hlg;
    sdr.transfer = Transfer::bt709;
    EXPECT_EQ(master_hdr(pq, source, false), source);
    EXPECT_EQ(master_hdr(hlg, source, false), source);
    EXPECT_EQ(master_hdr(pq, source, true), (media::HdrMetadata{source.mastering_display, std::nullopt}));
    EXPECT_TRUE(master_hdr(sdr, source, false).empty());
    EXPECT_TRUE(hdr_notes(pq, source, false).empty());
    EXPECT_EQ(hdr_notes(pq, source, true).size(), 1u);
    EXPECT_EQ(hdr_notes(sdr, source, true).size(), 2u);
    EXPECT_EQ(hdr_notes(pq, {}, false).size(), 1u);
    EXPECT_TRUE(hdr_notes(hlg, {}, false).empty());  // HLG is relative to the display, and needs none
}

TEST(Master, KeepsWhatFfv1CanKeep) {
    const media::Preset& ffv1 = media::preset("ffv1");
    const auto format = [&](const char* source) { return fitted(ffv1, media::pixel_format(source)).pixel_format; };
    for (const char* same : {"yuv420p", "yuv422p10le", "yuva444p", "gbrp12le", "gray16le"})
        EXPECT_EQ(format(same), same);
    EXPECT_EQ(format("gbrp"), "gbrp9le");
    EXPECT_EQ(format("rgb24"), "gbrp9le");
    EXPECT_EQ(format("rgb48le"), "gbrp16le");
    EXPECT_EQ(format("nv12"), "yuv420p");
    EXPECT_EQ(format("p010le"), "yuv420p10le");
    EXPECT_EQ(format("gbrpf32le"), "gbrp16le");
    EXPECT_EQ(format("gbrapf32le"), "gbrap16le");
    EXPECT_EQ(fitted(media::preset("prores422hq"), media::pixel_format("yuv420p")).pixel_format, "yuv422p10le");
}

TEST(Master, IsTaggedAsItsPixelsAre) {
    using namespace color;
    const Tags phone{Primaries::bt709, Transfer::bt709, Matrix::bt709, Range::full, ChromaLocation::center};
    const auto tags = [&](const char* preset, const char* format, const char* source_format, const Tags& source) {
        return master_tags(media::preset(preset), media::pixel_format(format), media::pixel_format(source_format),
                           source, false);
    };
    // ProRes cannot say that it is full range, so it never is.
    EXPECT_EQ(tags("prores422hq", "yuv422p10le", "yuv420p", phone),
              (Tags{Primaries::bt709, Transfer::bt709, Matrix::bt709, Range::limited, ChromaLocation::left}));
    EXPECT_EQ(tags("h264", "yuv420p", "yuv420p", phone), phone);
    EXPECT_EQ(tags("ffv1", "gbrp16le", "yuv420p", phone),
              (Tags{Primaries::bt709, Transfer::bt709, Matrix::rgb, Range::full, ChromaLocation::unspecified}));
    // ProRes has one code point for BT.601's matrix; of another FFmpeg would say that the planes are R'G'B'.
    const Tags pal{Primaries::bt601_625, Transfer::smpte170m, Matrix::bt601_625, Range::limited, ChromaLocation::left};
    EXPECT_EQ(tags("prores422hq", "yuv422p10le", "yuv420p", pal),
              (Tags{Primaries::bt601_625, Transfer::bt709, Matrix::bt601_525, Range::limited, ChromaLocation::left}));
    const Tags rgb{Primaries::bt2020, Transfer::pq, Matrix::rgb, Range::full, ChromaLocation::left};
    EXPECT_EQ(tags("h265-10", "yuv420p10le", "gbrp16le", rgb),
              (Tags{Primaries::bt2020, Transfer::pq, Matrix::bt2020nc, Range::limited, ChromaLocation::left}));
}

TEST(Master, IsDitheredOnlyWhereStepsAreLost) {
    const color::Tags limited{color::Primaries::bt709, color::Transfer::bt709, color::Matrix::bt709,
                              color::Range::limited, color::ChromaLocation::left};
    color::Tags full = limited;
    full.range = color::Range::full;
    const auto finer = [&](const char* source, const color::Tags& source_tags, const char* master) {
        return engine::finer_steps(media::pixel_format(source), source_tags, media::pixel_format(master), limited);
    };
    const auto dithered = [&](const char* source, const char* master) { return finer(source, limited, master); };
    EXPECT_TRUE(finer("yuv420p", full, "yuv420p"));  // 256 steps become 220
    EXPECT_TRUE(finer("rgb24", full, "yuv420p"));
    EXPECT_FALSE(finer("rgb24", full, "yuv422p10le"));
    EXPECT_TRUE(dithered("yuv422p10le", "yuv420p"));
    EXPECT_TRUE(dithered("gbrpf32le", "yuv422p10le"));
    EXPECT_FALSE(dithered("yuv420p", "yuv420p"));
    EXPECT_FALSE(dithered("yuv420p", "yuv422p10le"));
}

TEST(Master, IsChosenByTheNameOfItsFile) {
    EXPECT_EQ(preset_for("a.mov").id, "prores422hq");
    EXPECT_EQ(preset_for("a.MP4").id, "h264");
    EXPECT_EQ(preset_for("a.mkv").id, "ffv1");
    EXPECT_EQ(preset_for("a.mxf").id, "dnxhr-hqx");
    EXPECT_EQ(preset_for("out/a.%04d.exr").id, "exr-half");
    EXPECT_THROW(preset_for("a.avi"), UsageError);
    EXPECT_THROW(preset_for("folder"), UsageError);
}

}  // namespace
}  // namespace umber::deliver

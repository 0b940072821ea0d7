// Sony's XML beside a clip: what of it is read, that it decides the input space, and that a broken one costs nothing.
#include "media/sony_sidecar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "color/input_space.h"
#include "core/error.h"
#include "media/source.h"
#include "support/command.h"

namespace umber::media {
namespace {

using testing::HasSubstr;

// Laid out as XAVC cameras write it (Sony, "XDCAM Non-Real-Time Metadata", version 2.20): what matters here and some
// of what does not.
std::string meta(const std::string& model, const std::string& gamma, const std::string& gamut) {
    return R"(<?xml version="1.0" encoding="UTF-8"?>
<NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.20" lastUpdate="2024-05-01T12:00:00+02:00">
  <TargetMaterial umidRef="060A2B340101010501010D4313000000"/>
  <Duration value="250"/>
  <LtcChangeTable tcFps="25" halfStep="false"><LtcChange frameCount="0" value="00000010" status="increment"/></LtcChangeTable>
  <Device manufacturer="Sony" modelName=")" +
           model + R"(" serialNo="1234567"/>
  <VideoFormat><VideoFrame videoCodec="AVC_3840_2160_HP@L51" captureFps="25p" formatFps="25p"/></VideoFormat>
  <AcquisitionRecord>
    <Group name="CameraUnitMetadataSet">
      <Item name="CaptureGammaEquation" value=")" +
           gamma + R"("/>
      <Item name="CaptureColorPrimaries" value=")" +
           gamut + R"("/>
      <Item name="CodingEquations" value="rec709"/>
      <Item name="ISOSensitivity" value="800"/>
    </Group>
    <ChangeTable name="ImagerControlInformation"><Event frameCount="0" status="start"/></ChangeTable>
  </AcquisitionRecord>
</NonRealTimeMeta>
)";
}

class SonySidecar : public testing::Test {
protected:
    const test::ScratchFolder scratch;
    void SetUp() override {
        ASSERT_EQ(test::run("ffmpeg -v error -f lavfi -i testsrc2=s=64x36:r=25:d=0.2 -c:v libx264 -pix_fmt yuv420p "
                            "-color_primaries bt709 -color_trc bt709 -colorspace bt709 " +
                            test::quoted(scratch / "CLIP0001.MP4"))
                      .exit_code,
                  0);
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(scratch / name, std::ios::binary) << text;
    }
    color::InputSpace space() const {
        const ClipInfo clip = probe(scratch / "CLIP0001.MP4");
        return color::input_space(clip.video->tags, clip.metadata, clip.video->codec);
    }
};

TEST_F(SonySidecar, DecidesTheInputSpace) {
    EXPECT_EQ(space().space, "Rec.1886 Rec.709 - Display");
    write("CLIP0001M01.XML", meta("ILME-FX3", "s-log3-cine", "s-gamut3-cine"));
    EXPECT_EQ(space().space, "S-Log3 S-Gamut3.Cine");
    EXPECT_EQ(space().why, "CLIP0001M01.XML: s-log3-cine, s-gamut3-cine");
    write("CLIP0001M01.XML", meta("ILME-FX9", "s-log3", "s-gamut3"));
    EXPECT_EQ(space().space, "S-Log3 S-Gamut3");
    write("CLIP0001M01.XML", meta("MPC-3610", "s-log3", "s-gamut3"));
    EXPECT_EQ(space().space, "S-Log3 Venice S-Gamut3");
    write("CLIP0001M01.XML", meta("ILCE-7S", "s-log2", "s-gamut"));
    EXPECT_EQ(space().space, "S-Log2 S-Gamut");
    // What is no log curve is what the clip's tags say.
    write("CLIP0001M01.XML", meta("ILME-FX3", "rec709", "rec709"));
    EXPECT_EQ(space().space, "Rec.1886 Rec.709 - Display");
    // The opened clip tells the same as the probed one.
    write("CLIP0001M01.XML", meta("ILME-FX3", "s-log3-cine", "s-gamut3-cine"));
    EXPECT_EQ(open(scratch / "CLIP0001.MP4")->info().metadata, probe(scratch / "CLIP0001.MP4").metadata);
}

TEST_F(SonySidecar, IsFoundByTheClipsName) {
    EXPECT_FALSE(sony_sidecar(scratch / "CLIP0001.MP4"));
    write("CLIP0001M01.XML", "<NonRealTimeMeta/>");
    EXPECT_EQ(sony_sidecar(scratch / "CLIP0001.MP4"), scratch / "CLIP0001M01.XML");
    EXPECT_EQ(sony_sidecar(scratch / "CLIP0001.MXF"), scratch / "CLIP0001M01.XML");
    EXPECT_FALSE(sony_sidecar(scratch / "CLIP0002.MP4"));
    EXPECT_FALSE(sony_sidecar(scratch / "CLIP0001.exr"));
    EXPECT_TRUE(read_sony_sidecar(scratch / "CLIP0001M01.XML").empty());
}

TEST_F(SonySidecar, ABrokenOneIsOneNote) {
    std::string nested;
    for (int i = 0; i < 100000; ++i) nested += "<a>";
    for (const std::string& text :
         {std::string(), std::string("no XML"), std::string("<NonRealTimeMeta><Device></NonRealTimeMeta>"),
          std::string("<Other/>"),
          std::string("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><NonRealTimeMeta>&a;</NonRealTimeMeta>"),
          std::string("\x00\xff\x13\x37", 4), nested}) {
        write("CLIP0001M01.XML", text);
        const ClipInfo clip = probe(scratch / "CLIP0001.MP4");
        ASSERT_TRUE(clip.video);
        int told = 0;
        for (const std::string& note : clip.notes)
            if (note.find("CLIP0001M01.XML") != std::string::npos) ++told;
        EXPECT_EQ(told, 1) << text.substr(0, 40);
        EXPECT_EQ(color::input_space(clip.video->tags, clip.metadata, clip.video->codec).space,
                  "Rec.1886 Rec.709 - Display");
    }
    EXPECT_THROW(read_sony_sidecar(scratch / "absent.xml"), Error);
}

}  // namespace
}  // namespace umber::media

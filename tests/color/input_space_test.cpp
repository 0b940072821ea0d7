// What a clip's file says of its colours, as cameras and programs write it.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "color/input_space.h"
#include "color/spaces.h"

namespace umber::color {
namespace {

using Metadata = std::vector<std::pair<std::string, std::string>>;

InputSpace of(const Metadata& metadata, const Tags& tags = {}, const char* codec = "prores") {
    return input_space(tags, metadata, codec);
}

// Keys and values as in files of these makers (ffprobe's names; Sony's from its XML beside the clip).
TEST(InputSpace, IsWhatTheCameraSays) {
    const Tags bt709{Primaries::bt709, Transfer::bt709, Matrix::bt709, Range::limited, ChromaLocation::left};
    const std::pair<Metadata, const char*> cases[] = {
        {{{"com.arri.camera.ColorGammaSxS", "LOG-C"}, {"com.arri.camera.ExposureIndexAsa", "1280"}},
         "ARRI LogC3 (EI1280)"},
        {{{"com.arri.camera.ColorGammaSxS", "LOG-C"}}, "ARRI LogC3 (EI800)"},
        {{{"com.arri.camera.ColorGammaSxS", "LOG-C4"}}, "ARRI LogC4"},
        {{{"CaptureGammaEquation", "s-log3-cine"}, {"CaptureColorPrimaries", "s-gamut3-cine"}}, "S-Log3 S-Gamut3.Cine"},
        {{{"CaptureGammaEquation", "s-log3"}, {"CaptureColorPrimaries", "s-gamut3"}}, "S-Log3 S-Gamut3"},
        {{{"modelName", "VENICE 2"}, {"CaptureGammaEquation", "s-log3"}, {"CaptureColorPrimaries", "s-gamut3"}},
         "S-Log3 Venice S-Gamut3"},
        {{{"CaptureGammaEquation", "s-log2"}, {"CaptureColorPrimaries", "s-gamut"}}, "S-Log2 S-Gamut"},
        {{{"CaptureGamma", "V-Log"}, {"CaptureGamut", "V-Gamut"}}, "V-Log V-Gamut"},
        {{{"com.dji.camera.ColorGammaSxS", "D-Log"}}, "D-Log D-Gamut"},
        {{{"com.dji.camera.ColorGammaSxS", "D-Log2"}}, "Rec.1886 Rec.709 - Display"},  // not published
        {{{"com.dji.camera.ColorGammaSxS", "Rec.709"}}, "Rec.1886 Rec.709 - Display"},
        {{{"gamma_curve", "Canon Log 3"}}, "CanonLog3 CinemaGamut D55"},
        {{{"gamma_curve", "Canon Log"}}, "Rec.1886 Rec.709 - Display"},  // Canon's first, of which there is no space
        {{{"gamma_curve", "Cineon Log"}}, "Rec.1886 Rec.709 - Display"},
        {{{"gamma_curve", "Apple Log 2"}}, "Rec.1886 Rec.709 - Display"},
        {{{"gamma_curve", "Nikon N-Log"}}, "N-Log Rec.2020"},
        {{{"gamma_curve", "SonySLog3"}}, "S-Log3 S-Gamut3"},
        {{{"ColorSpace", "ACEScg"}}, "ACEScg"},
        {{{"colorspace", "lin_ap1"}}, "ACEScg"},
        {{{"encoder", "N-Log"}}, "Rec.1886 Rec.709 - Display"},  // a word of a camera's in another tag is nothing
    };
    for (const auto& [metadata, space] : cases) {
        const InputSpace found = of(metadata, bt709);
        EXPECT_EQ(found.space, space) << metadata.front().second << ": " << found.why;
        EXPECT_FALSE(found.why.empty());
    }
    EXPECT_EQ(of({{"com.arri.camera.ColorGammaSxS", "LOG-C"}}).why,
              "its camera's tag com.arri.camera.ColorGammaSxS LOG-C");
    EXPECT_EQ(
        of({{"gamma_curve", "Apple Log 2"}}, bt709).why,
        "its tags bt709 and bt709; its camera's tag gamma_curve Apple Log 2 names a curve that is not known here");
}

TEST(InputSpace, TakesTheNearestOfLogC3sPublishedCurves) {
    const InputSpace found = of({{"gamma", "LogC3"}, {"com.arri.camera.ExposureIndexAsa", "1100"}});
    EXPECT_EQ(found.space, "ARRI LogC3 (EI1000)");
    EXPECT_EQ(found.why,
              "its camera's tag gamma LogC3 at com.arri.camera.ExposureIndexAsa 1100, the nearest of the "
              "published curves being that of EI 1000");
}

// Primaries and transfer together; where no space has both, what stands for them is said to.
TEST(InputSpace, FollowsBothTags) {
    struct Case {
        Primaries primaries;
        Transfer transfer;
        const char *space, *why;
    };
    const Case cases[] = {
        {Primaries::smpte428, Transfer::smpte428, "DCDM-D65 - Display", "its tags smpte428 and smpte428"},
        {Primaries::p3_dci, Transfer::smpte428, "P3-DCI - Display", "its tags smpte431 and smpte428"},
        {Primaries::p3_dci, Transfer::bt709, "Rec.1886 P3-DCI - Display", "its tags smpte431 and bt709"},
        {Primaries::p3_d65, Transfer::bt709, "Rec.1886 P3-D65 - Display", "its tags smpte432 and bt709"},
        {Primaries::p3_d65, Transfer::unspecified, "P3-D65 - Display",
         "its primaries tag smpte432; it has none for the transfer"},
        {Primaries::bt2020, Transfer::srgb, "sRGB Encoded Rec.2020", "its tags bt2020 and iec61966-2-1"},
        {Primaries::bt709, Transfer::gamma22, "Gamma 2.2 Rec.709 - Display", "its tags bt709 and bt470m"},
        {Primaries::bt601_625, Transfer::bt709, "Rec.1886 Rec.709 - Display",
         "its tags bt470bg and bt709, for which that is the nearest space"},
    };
    for (const Case& one : cases) {
        const InputSpace found =
            of({}, {one.primaries, one.transfer, Matrix::bt709, Range::limited, ChromaLocation::left}, "h264");
        EXPECT_EQ(found.space, one.space);
        EXPECT_EQ(found.why, one.why);
        EXPECT_NE(try_find_space(found.space), nullptr) << found.space;
    }
}

TEST(InputSpace, EveryCurveOfACameraIsASpace) {
    for (const char* word : {"logc4", "logc3", "slog3", "slog2", "vlog", "canonlog2", "canonlog3", "log3g10", "bmdfilm",
                             "davinciintermediate", "applelog", "nlog", "flog", "flog2", "flog2c", "dlog", "protune"}) {
        const InputSpace found = of({{"capturegamma", word}});
        EXPECT_NE(try_find_space(found.space), nullptr) << word;
        EXPECT_NE(found.space, assumed_space({})) << word;
    }
}

TEST(InputSpace, AppleLogHasNoTransferOfItsOwn) {
    const Tags tags{Primaries::bt2020, Transfer::unspecified, Matrix::bt2020nc, Range::limited, ChromaLocation::left};
    EXPECT_EQ(of({{"com.apple.quicktime.make", "Apple"}}, tags).space, "Apple Log");
    EXPECT_EQ(of({{"com.apple.quicktime.make", "Apple"}}, tags, "hevc").space, "Rec.1886 Rec.2020 - Display");
}

TEST(InputSpace, ChromaticitiesOfOpenExr) {
    const std::pair<const char*, const char*> cases[] = {
        {"0.7347 0.2653 0 1 0.0001 -0.077 0.32168 0.33767", "ACES2065-1"},
        {"0.713 0.293 0.165 0.83 0.128 0.044 0.32168 0.33767", "ACEScg"},
        {"0.64 0.33 0.3 0.6 0.15 0.06 0.3127 0.329", "Linear Rec.709 (sRGB)"},
        {"0.708 0.292 0.17 0.797 0.131 0.046 0.3127 0.329", "Linear Rec.2020"},
        {"0.684 0.313 0.221 0.848 0.0861 -0.102 0.3127 0.329", "Linear ARRI Wide Gamut 3"},
        {"0.73 0.28 0.14 0.855 0.1 -0.05 0.3127 0.329", "Linear S-Gamut3"},
    };
    const Tags linear{Primaries::unspecified, Transfer::linear, Matrix::rgb, Range::full, ChromaLocation::left};
    for (const auto& [text, space] : cases) {
        const InputSpace found = of({{"chromaticities", text}}, linear, "exr");
        EXPECT_EQ(found.space, space) << text;
        EXPECT_EQ(found.why, "its chromaticities");
    }
    EXPECT_EQ(of({{"chromaticities", "0.5 0.4 0.3 0.6 0.2 0.1 0.33 0.33"}}, linear, "exr").why,
              "light; its chromaticities are of no space that is known");
    EXPECT_EQ(of({}, linear, "exr").space, "Linear Rec.709 (sRGB)");
    EXPECT_EQ(of({{"chromaticities", "nonsense"}}, linear, "exr").space, "Linear Rec.709 (sRGB)");
}

TEST(InputSpace, TransferFieldOfDpx) {
    const auto dpx = [](const char* transfer, const char* bits) {
        return of({{"dpx.transfer", transfer}, {"dpx.bits", bits}}, {}, "dpx").space;
    };
    EXPECT_EQ(dpx("1", "10"), "ADX10");
    EXPECT_EQ(dpx("3", "16"), "ADX16");
    EXPECT_EQ(dpx("13", "10"), "ADX10");  // ST 2065-3
    EXPECT_EQ(dpx("13", "16"), "ADX16");
    EXPECT_EQ(dpx("2", "16"), "Linear Rec.709 (sRGB)");
    EXPECT_EQ(dpx("6", "10"), "Rec.1886 Rec.709 - Display");
    EXPECT_EQ(dpx("0", "10"), "Rec.1886 Rec.709 - Display");
}

TEST(InputSpace, ElseWhatTheTagsSay) {
    const Tags pq{Primaries::bt2020, Transfer::pq, Matrix::bt2020nc, Range::limited, ChromaLocation::left};
    const Tags hlg{Primaries::bt2020, Transfer::hlg, Matrix::bt2020nc, Range::limited, ChromaLocation::left};
    EXPECT_EQ(of({}, pq, "hevc").space, "Rec.2100-PQ - Display");
    EXPECT_EQ(of({}, pq, "hevc").why, "its tags bt2020 and smpte2084");
    EXPECT_EQ(of({}, hlg, "hevc").space, "Rec.2100-HLG - Display");
    EXPECT_EQ(of({}, hlg, "hevc").why, "its tags bt2020 and arib-std-b67");
    EXPECT_EQ(of({}, {}, "h264").why, "the file has no colour tags, and that is the usual");
    EXPECT_EQ(of({}, {Primaries::bt709, Transfer::log100, Matrix::bt709, Range::limited, ChromaLocation::left}).why,
              "its transfer tag log100 is of no known camera");
}

// Less than what a file's name may tell are guesses: no tags, light without chromaticities, a logarithm that may be
// any.
TEST(InputSpace, TellsAGuessFromWhatTheFileSays) {
    const Tags linear{Primaries::unspecified, Transfer::linear, Matrix::rgb, Range::full, ChromaLocation::left};
    const Tags bt709{Primaries::bt709, Transfer::bt709, Matrix::bt709, Range::limited, ChromaLocation::left};
    EXPECT_FALSE(of({}, {}, "tiff").told);
    EXPECT_FALSE(of({}, linear, "exr").told);
    EXPECT_FALSE(of({{"dpx.transfer", "3"}, {"dpx.bits", "10"}}, {}, "dpx").told);
    EXPECT_TRUE(of({{"dpx.transfer", "1"}, {"dpx.bits", "10"}}, {}, "dpx").told);
    EXPECT_TRUE(of({{"chromaticities", "0.713 0.293 0.165 0.83 0.128 0.044 0.32168 0.33767"}}, linear, "exr").told);
    EXPECT_TRUE(of({}, bt709, "h264").told);
}

// A name of a space is that space, whatever camera's words are in it.
TEST(InputSpace, EverySpacesNameIsItsOwn) {
    for (const Space& space : spaces()) {
        if (space.encoding == Encoding::data) continue;
        EXPECT_EQ(of({{"colorSpace", space.name}}, {}, "exr").space, space.name);
    }
}

TEST(InputSpace, TheContainersFlagIsAces) {
    const Tags linear{Primaries::unspecified, Transfer::linear, Matrix::rgb, Range::full, ChromaLocation::left};
    EXPECT_EQ(of({{"acesImageContainerFlag", "1"}}, linear, "exr").space, "ACES2065-1");
}

// Curves that no space has with these primaries.
TEST(InputSpace, SaysWhereNoSpaceHasBoth) {
    const auto stands = [](Primaries primaries, Transfer transfer) {
        return stands_in({primaries, transfer, Matrix::rgb, Range::full, ChromaLocation::left});
    };
    EXPECT_TRUE(stands(Primaries::p3_dci, Transfer::pq));
    EXPECT_TRUE(stands(Primaries::smpte428, Transfer::pq));
    EXPECT_TRUE(stands(Primaries::p3_d65, Transfer::hlg));
    EXPECT_TRUE(stands(Primaries::smpte428, Transfer::srgb));
    EXPECT_TRUE(stands(Primaries::smpte428, Transfer::gamma22));
    EXPECT_FALSE(stands(Primaries::p3_d65, Transfer::pq));
    EXPECT_FALSE(stands(Primaries::bt2020, Transfer::hlg));
    EXPECT_FALSE(stands(Primaries::bt709, Transfer::srgb));
}

TEST(InputSpace, AGradedMasterForgetsWhatTheCameraSaid) {
    EXPECT_TRUE(tells_space("com.arri.camera.ColorGammaSxS"));
    EXPECT_TRUE(tells_space("CaptureColorPrimaries"));
    EXPECT_FALSE(tells_space("com.arri.camera.ExposureIndexAsa"));
    EXPECT_FALSE(tells_space("com.apple.quicktime.make"));
}

}  // namespace
}  // namespace umber::color

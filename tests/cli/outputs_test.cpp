// What a master and a still must never do to what is there already, and what they make of sources that are not perfect.
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include <cctype>
#include <cstdint>
#include <cstring>
#include "umber.h"

namespace umber {
namespace {

using test::quoted;
using testing::Test;

class Outputs : public Test {
protected:
    const test::ScratchFolder scratch;
    std::string in(const std::string& name) const { return quoted(scratch / name); }
    int files() const {
        int count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) count += entry.exists();
        return count;
    }
};

TEST_F(Outputs, TheSourceIsNeverWrittenOver) {
    test::ffmpeg("-f lavfi -i testsrc2=s=64x48 -frames:v 4 -start_number 2 -pix_fmt rgb48be " + in("shot.%04d.png"));
    const std::string before = test::text_of(scratch / "shot.0003.png");
    std::filesystem::create_symlink("shot.0003.png", scratch / "link.png");
    for (const std::string& asked :
         {"render " + in("shot.%04d.png") + " -o " + in("shot.####.png") + " --preset png16",
          "render " + in("shot.####.png") + " -o " + in("shot.%04d.png") + " --preset png16 --range 1-1",
          "frame " + in("shot.0003.png") + " -o " + in("shot.0003.png"),
          "frame " + in("shot.%04d.png") + " --at 1 -o " + in("link.png")}) {
        const std::string told = test::failed(asked, 1);
        EXPECT_NE(told.find("is read from"), std::string::npos) << told;
    }
    EXPECT_EQ(test::text_of(scratch / "shot.0003.png"), before);
    EXPECT_EQ(files(), 5);
}

TEST_F(Outputs, NorAreGradesAndTables) {
    test::make_clip(scratch / "in.png", "64x48", 1, "-pix_fmt rgb48be");
    test::said("export " + in("in.png") + " -o " + in("look.cube") + " --size 5 --set cdl.slope=1.1");
    test::said("export " + in("in.png") + " -o " + in("a.cc") + " --set cdl.slope=1.1");
    test::said("grade new " + in("g.json"));
    for (const std::string& asked :
         {"scopes " + in("in.png") + " -o " + in("in.png"),
          "export " + in("in.png") + " -o " + in("look.cube") + " --lut " + in("look.cube"),
          "export " + in("in.png") + " -o " + in("a.cc") + " --cdl " + in("a.cc"),
          "export " + in("in.png") + " -o " + in("b.cube") + " --grade " + in("g.json") + " --report " + in("g.json"),
          "export " + in("in.png") + " -o " + in("b.cube") + " --report " + in("in.png")}) {
        const std::string told = test::failed(asked, 1);
        EXPECT_NE(told.find("is read from"), std::string::npos) << told;
    }
    EXPECT_EQ(files(), 4);
}

// What is written in a space is read back as that space, as far as the format can say it.
TEST_F(Outputs, SayWhichSpaceTheyAreIn) {
    test::make_clip(scratch / "in.png", "64x48", 1, "-pix_fmt rgb48be");
    const auto taken = [&](const std::string& name) {
        return nlohmann::json::parse(test::said("info --json " + in(name))).at("input_space").get<std::string>();
    };
    for (const char* space :
         {"ACES2065-1", "ACEScg", "ARRI LogC4", "ARRI LogC3 (EI400)", "S-Log3 Venice S-Gamut3.Cine", "ADX10",
          "Linear P3-D60", "CIE XYZ-D65 - Scene-referred", "sRGB - Display", "Rec.2100-PQ - Display"}) {
        test::said("frame " + in("in.png") + " -o " + in("o.exr") + " --output-space " +
                   quoted(std::string_view(space)));
        EXPECT_EQ(taken("o.exr"), space);
    }
    // The chromaticities alone, which other programs read: ffprobe knows none, so by the header's own bytes.
    test::said("frame " + in("in.png") + " -o " + in("o.exr") + " --output-space ARRI\\ LogC4");
    EXPECT_NE(test::text_of(scratch / "o.exr").find("chromaticities"), std::string::npos);
    EXPECT_TRUE(
        test::said("render " + in("in.png") + " -o " + in("s.%d.exr") + " --preset exr-half --output-space ADX10")
            .starts_with((scratch / "s.%d.exr").string() + ": 2-2-0"));
    EXPECT_EQ(taken("s.0.exr"), "ADX10");
    EXPECT_NE(test::said("render " + in("in.png") + " -o " + in("m.mov") + " --preset prores4444 --output-space ADX10")
                  .find(": 2-2-"),
              std::string::npos);
    const auto dpx = [&](const char* space) {
        test::said("frame " + in("in.png") + " -o " + in("o.dpx") + " --output-space " +
                   quoted(std::string_view(space)));
        return static_cast<int>(test::text_of(scratch / "o.dpx").at(801));
    };
    EXPECT_EQ(dpx("ADX10"), 13);
    EXPECT_EQ(taken("o.dpx"), "ADX10");
    EXPECT_EQ(dpx("ARRI LogC4"), 3);
    for (const char* space : {"Rec.2100-PQ - Display", "Rec.2100-HLG - Display", "sRGB - Display"}) {
        test::said("frame " + in("in.png") + " -o " + in("o.png") + " --output-space " +
                   quoted(std::string_view(space)));
        EXPECT_EQ(taken("o.png"), space);
    }
    EXPECT_EQ(test::said("render " + in("o.png") + " -o " + in("again.%d.png") + " --preset png16").find(": 1-13-0") !=
                  std::string::npos,
              true);
}

TEST_F(Outputs, ScopesOfAnHdrViewAreInNits) {
    test::make_clip(scratch / "in.png", "64x48", 1, "-pix_fmt rgb48be");
    const std::string view =
        " --view " + quoted(std::string_view("Rec.2100-PQ - Display/ACES 2.0 - HDR 1000 nits (P3 D65)"));
    const auto hdr = nlohmann::json::parse(test::said("scopes " + in("in.png") + view));
    const auto& nits = hdr.at("nits");
    EXPECT_LT(nits.at("minimum"), nits.at("mean"));
    EXPECT_LT(nits.at("mean"), nits.at("maximum"));
    EXPECT_LE(nits.at("maximum"), 1001);
    EXPECT_FALSE(nlohmann::json::parse(test::said("scopes " + in("in.png"))).contains("nits"));
    test::said("scopes " + in("in.png") + view + " -o " + in("nits.png"));
    test::said("scopes " + in("in.png") + " -o " + in("codes.png") + " --output-space " +
               quoted(std::string_view("Rec.2100-PQ - Display")));
    EXPECT_EQ(test::ffprobe(scratch / "nits.png", "width"), "1280");
}

TEST_F(Outputs, ASequenceKeepsItsNumbers) {
    test::ffmpeg("-f lavfi -i testsrc2=s=64x48 -frames:v 3 -start_number 1001 " + in("a.%04d.png"));
    test::said("render " + in("a.%04d.png") + " -o " + in("b.%04d.png") + " --preset png16");
    test::said("render " + in("a.%04d.png") + " -o " + in("c.%04d.exr") + " --range 2-2");
    for (const char* name : {"b.1001.png", "b.1003.png", "c.1003.exr"})
        EXPECT_TRUE(std::filesystem::exists(scratch / name)) << name;
    EXPECT_EQ(files(), 7);
}

TEST_F(Outputs, ReportsGoThroughLinksAndDevices) {
    test::make_clip(scratch / "in.mkv", "64x48", 1, "-c:v ffv1 -pix_fmt gbrp");
    std::filesystem::create_symlink("there.png", scratch / "link.png");
    test::said("frame " + in("in.mkv") + " -o " + in("link.png"));
    EXPECT_TRUE(std::filesystem::is_symlink(scratch / "link.png"));
    EXPECT_EQ(test::ffprobe(scratch / "there.png", "width"), "64");
    const std::string exported =
        "export " + in("in.mkv") + " -o " + in("g.cc") + " --set exposure.exposure=0.1 --report ";
    std::filesystem::create_symlink("there.json", scratch / "link.json");
    test::said(exported + in("link.json"));
    EXPECT_TRUE(std::filesystem::is_symlink(scratch / "link.json"));
    const std::string report = test::text_of(scratch / "there.json");
    EXPECT_NE(report.find("\"max_error\""), std::string::npos) << report;
    // Beside what the command says itself.
    const std::string out = test::said(exported + "/dev/stdout");
    EXPECT_NE(out.find(report), std::string::npos) << out;
}

// DNxHR's own header goes before the container with every decoder.
TEST_F(Outputs, DnxhrPicturesSayTheirMatrix) {
    test::make_clip(scratch / "wide.mkv", "256x128", 2,
                    "-vf gblur=4,format=yuv422p10le," + test::bt2020_pq + " -c:v ffv1");
    test::make_clip(
        scratch / "pal.mkv", "720x576", 2,
        "-vf gblur=4,scale=out_color_matrix=bt601:out_range=limited,format=yuv422p10le -color_primaries bt470bg "
        "-color_trc smpte170m -colorspace bt470bg -c:v ffv1");
    for (const char* container : {".mov", ".mxf"}) {
        for (const auto& [name, matrix] : {std::pair{"wide", "bt2020nc"}, std::pair{"pal", "bt709"}}) {
            const std::string out = name + std::string(container);
            test::said("render " + in(name + std::string(".mkv")) + " -o " + in(out) + " --preset dnxhr-hqx");
            EXPECT_EQ(test::run("ffprobe -v error -show_entries frame=color_space -of csv=p=0 " + in(out))
                          .out.substr(0, std::string(matrix).size()),
                      matrix)
                << out;
            // Colours by FFmpeg's own conversion, which goes by what the pictures say.
            const std::string to_rgb = " -frames:v 1 -vf scale=in_range=limited:out_range=full,format=gbrp";
            test::ffmpeg("-i " + in(name + std::string(".mkv")) + to_rgb + " " + in("a.png"));
            test::ffmpeg("-i " + in(out) + to_rgb + " " + in("b.png"));
            const std::string psnr =
                test::run("ffmpeg -nostdin -i " + in("a.png") + " -i " + in("b.png") + " -lavfi psnr -f null - 2>&1")
                    .out;
            const std::size_t at = psnr.find("average:");
            ASSERT_NE(at, std::string::npos) << psnr;
            const std::string average = psnr.substr(at + 8, 5);
            EXPECT_TRUE(average.starts_with("inf") || std::stod(average) > 40) << out << " " << average;
        }
    }
}

TEST_F(Outputs, SoundIsInStepWhereAStreamWasCut) {
    test::ffmpeg(
        "-f lavfi -i testsrc2=s=96x64:r=25 -f lavfi -i sine -t 4 -c:v libx264 -preset veryfast -x264-params "
        "open-gop=1:keyint=20:bframes=3 -c:a aac " +
        in("whole.ts"));
    const std::string whole = test::text_of(scratch / "whole.ts");
    test::write_text(scratch / "cut.ts", whole.substr(whole.size() / 188 / 3 * 188));
    test::said("render " + in("cut.ts") + " -o " + in("out.mov") + " --preset prores422hq --range -20");
    test::said("render " + in("cut.ts") + " -o " + in("out.mkv") + " --preset ffv1 --range -20");
    // By the packets of the sound, in a container that keeps them as masters do, and by the pictures as FFmpeg decodes
    // them: what time each has in either file.
    test::ffmpeg("-copyts -i " + in("whole.ts") + " -map 0:a -c copy -avoid_negative_ts disabled " + in("sound.mkv"));
    const auto sound = [&](const std::string& name) {
        return test::run(
                   "ffprobe -v error -select_streams a -show_packets -show_data_hash md5 -show_entries "
                   "packet=pts_time,data_hash -of csv=p=0 " +
                   in(name))
            .out;
    };
    const auto picture = [&](const std::string& name) {
        return test::run("ffmpeg -v error -copyts -i " + in(name) +
                         " -map 0:v -fps_mode passthrough -f framehash -hash "
                         "md5 - | grep -v '^#'")
            .out;
    };
    const auto lines = [](const std::string& text) {
        std::vector<std::string> all;
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);)
            if (!line.empty() && (std::isdigit(static_cast<unsigned char>(line[0])) || line[0] == '-'))
                all.push_back(line);  // no side data
        return all;
    };
    const std::vector<std::string> pictures = lines(picture("out.mkv")), before = lines(picture("whole.ts"));
    const auto hash = [](const std::string& line) { return line.substr(line.find_last_of(" ,:") + 1); };
    const auto tick = [](const std::string& line) {
        return std::stod(line.substr(line.find(',') + 1 + line.substr(line.find(',') + 1).find(',') + 1));
    };
    ASSERT_FALSE(pictures.empty());
    double first = -1;
    for (const std::string& line : before)
        if (hash(line) == hash(pictures.front())) first = tick(line) / 25;
    ASSERT_GT(first, 0) << pictures.front();
    for (const char* name : {"out.mov", "out.mkv"}) {
        const double zero = std::stod(
            test::run("ffprobe -v error -select_streams v -show_entries packet=pts_time -of csv=p=0 " + in(name)).out);
        int compared = 0;
        for (const std::string& ours : lines(sound(name)))
            for (const std::string& theirs : lines(sound("sound.mkv")))
                if (hash(ours) == hash(theirs) && std::stod(ours) >= zero) {
                    EXPECT_NEAR(std::stod(ours) - zero, std::stod(theirs) - first, 0.002) << name;
                    ++compared;
                }
        EXPECT_GT(compared, 10) << name;
    }
}

TEST_F(Outputs, AlphaIsKeptOrTold) {
    test::make_clip(scratch / "in.mkv", "96x64", 2,
                    "-vf \"format=yuva444p10le,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='X*8'," +
                        test::bt709_limited + "\" -c:v ffv1");
    const auto alpha = [&](const std::string& name) {
        return test::run("ffmpeg -v error -i " + in(name) +
                         " -frames:v 1 -vf alphaextract,format=gray16le -f rawvideo -")
            .out;
    };
    const std::string expected = alpha("in.mkv");
    // The fourth plane of samples of T, as they are.
    const auto fourth = [&]<class T>(const std::string& name, const char* format, T) {
        const std::string raw =
            test::run("ffmpeg -v error -i " + in(name) + " -frames:v 1 -pix_fmt " + format + " -f rawvideo -").out;
        std::vector<T> samples(96 * 64);
        EXPECT_EQ(raw.size(), 4 * samples.size() * sizeof(T)) << name;
        std::memcpy(samples.data(), raw.data() + 3 * samples.size() * sizeof(T), samples.size() * sizeof(T));
        return samples;
    };
    ASSERT_EQ(expected.size(), 96u * 64 * 2);
    for (const char* set : {"", " --set exposure.exposure=0.5"}) {
        test::said("render " + in("in.mkv") + " -o " + in("out.mov") + " --preset prores4444" + set);
        test::said("render " + in("in.mkv") + " -o " + in("out.%d.exr") + " --preset exr-half" + set);
        const auto codes = fourth("in.mkv", "yuva444p10le", std::uint16_t{});
        const auto light = fourth("out.0.exr", "gbrapf32le", 0.0f);
        for (std::size_t i = 0; i < codes.size(); ++i) ASSERT_NEAR(light[i], codes[i] / 1023.0, 1.0 / 2048) << i << set;
        for (const char* name : {"out.mov"}) {
            const std::string got = alpha(name);
            ASSERT_EQ(got.size(), expected.size()) << name;
            int worst = 0;
            for (std::size_t i = 0; i < got.size(); i += 2) {
                const auto at = [&](const std::string& text) {
                    return static_cast<unsigned char>(text[i]) | static_cast<unsigned char>(text[i + 1]) << 8;
                };
                worst = std::max(worst, std::abs(at(got) - at(expected)));
            }
            EXPECT_LE(worst, 80) << name << set;  // of 65535: one step of 10 bits
        }
    }
    for (const char* args : {"out.%d.png --preset png16", "out.mp4 --preset h264"}) {
        const auto told = test::umber("render " + in("in.mkv") + " -o " + scratch.path().string() + "/" + args);
        EXPECT_EQ(told.exit_code, 0) << told.err;
        EXPECT_NE(told.err.find("alpha is left out"), std::string::npos) << told.err;
    }
}

TEST_F(Outputs, AReaderThatGoesLeavesNothing) {
    test::make_clip(scratch / "in.mkv", "320x240", 200, "-c:v ffv1 -pix_fmt yuv420p");
    const auto result = test::run(quoted(std::string_view(UMBER_BINARY)) + " render " + in("in.mkv") + " -o " +
                                  in("out.mov") + " --json-progress 2>&1 | head -8");
    EXPECT_NE(result.out.find("\"frame\":1"), std::string::npos) << result.out;
    for (int i = 0; i < 100 && files() > 1; ++i) test::run("sleep 0.1");
    EXPECT_EQ(files(), 1);
}

// Pictures that can't be decoded have the one before in their place, and it is said which they are.
TEST_F(Outputs, AHoleInTheSourceIsFilledAndTold) {
    test::make_clip(scratch / "in.mkv", "96x64", 8, "-c:v ffv1 -level 3 -slicecrc 1 -g 1 -pix_fmt yuv420p");
    const std::string positions =
        test::run("ffprobe -v error -show_entries packet=pos,size -of csv=p=0 " + in("in.mkv")).out;
    std::istringstream lines(positions);
    std::string bytes = test::text_of(scratch / "in.mkv"), line;
    for (int i = 0; std::getline(lines, line); ++i) {
        const int one = std::stoi(line), other = std::stoi(line.substr(line.find(',') + 1));
        const auto size = static_cast<std::size_t>(std::min(one, other)),
                   at = static_cast<std::size_t>(std::max(one, other));
        if (i == 3 || i == 4) bytes.replace(at + 16, size - 16, size - 16, '\xff');
    }
    test::write_text(scratch / "damaged.mkv", bytes);
    const auto result = test::umber("render " + in("damaged.mkv") + " -o " + in("out.mkv") + " --preset ffv1");
    EXPECT_EQ(result.exit_code, 0) << result.err;
    std::vector<std::string> source, master;
    std::istringstream of_source(test::planes(scratch / "in.mkv")), of_master(test::planes(scratch / "out.mkv"));
    while (std::getline(of_source, line)) source.push_back(line);
    while (std::getline(of_master, line)) master.push_back(line);
    ASSERT_EQ(source.size(), 8u);
    ASSERT_EQ(master.size(), 8u) << result.err;
    const std::vector<std::size_t> shown{0, 1, 2, 2, 2, 5, 6, 7};
    for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(master[i], source[shown[i]]) << i << "\n" << result.err;
    EXPECT_NE(result.err.find("warning"), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("3 to 4"), std::string::npos) << result.err;
}

// A picture that the decoder patched up is told by whatever is made of it.
TEST_F(Outputs, ADamagedPictureIsTold) {
    test::make_clip(scratch / "in.mov", "96x64", 3, "-c:v prores_ks -pix_fmt yuv422p10le");
    std::string bytes = test::text_of(scratch / "in.mov");
    const std::size_t packet = bytes.rfind("icpf");
    ASSERT_NE(packet, std::string::npos);
    for (std::size_t i = packet + 200; i < packet + 500; ++i) bytes[i] = static_cast<char>(i * 37);
    test::write_text(scratch / "damaged.mov", bytes);
    const std::string told = "frame 2 is damaged";
    const auto master = test::umber("render " + in("damaged.mov") + " -o " + in("out.mkv") + " --preset ffv1");
    EXPECT_EQ(master.exit_code, 0) << master.err;
    EXPECT_NE(master.err.find(told), std::string::npos) << master.err;
    for (const char* command : {"frame", "scopes"}) {
        const auto result = test::umber(std::string(command) + " " + in("damaged.mov") + " --at 2 -o " + in("out.png"));
        EXPECT_EQ(result.exit_code, 0) << result.err;
        EXPECT_NE(result.err.find(told), std::string::npos) << command << ": " << result.err;
        const auto sound = test::umber(std::string(command) + " " + in("damaged.mov") + " --at 1 -o " + in("out.png"));
        EXPECT_EQ(sound.err.find("is damaged"), std::string::npos) << command << ": " << sound.err;
    }
}

// FFmpeg fills up a JPEG picture that is cut off with grey, and calls it sound.
TEST_F(Outputs, AJpegThatIsCutOffIsTold) {
    test::ffmpeg("-f lavfi -i testsrc2=s=320x240 -frames:v 1 " + quoted(scratch / "whole.jpg"));
    const std::string bytes = test::text_of(scratch / "whole.jpg");
    test::write_text(scratch / "cut.jpg", bytes.substr(0, bytes.size() * 6 / 10));
    test::write_text(scratch / "longer.jpg", bytes + "SEFT and a film");  // as phones write them
    for (const char* name : {"whole.jpg", "longer.jpg", "cut.jpg"}) {
        const auto result = test::umber("frame " + in(name) + " -o " + in("out.png"));
        EXPECT_EQ(result.exit_code, 0) << result.err;
        EXPECT_EQ(result.err.find("damaged") == std::string::npos, name != std::string_view("cut.jpg")) << result.err;
    }
}

// Nothing that a master is made from is written over: the clip, its grade, its tables.
TEST_F(Outputs, AMasterIsNotWrittenOverWhatItIsMadeFrom) {
    test::make_clip(scratch / "in.mkv", "64x48", 2, "-c:v ffv1 -pix_fmt yuv420p");
    test::said("export " + in("in.mkv") + " -o " + in("look.cube") + " --set exposure.exposure=1");
    test::said("export " + in("in.mkv") + " -o " + in("look.cdl") + " --set cdl.slope=1.1");
    test::said("grade new " + in("grade.json"));
    const auto keeps = [&](const std::string& options, const std::string& name) {
        const std::string before = test::text_of(scratch / name);
        ASSERT_FALSE(before.empty());
        // Under another name too.
        test::run("ln -sf " + in(name) + " " + in("other.mkv"));
        for (const std::string& output : {name, std::string("other.mkv")}) {
            const auto result =
                test::umber("render " + in("in.mkv") + " " + options + " -o " + in(output) + " --preset ffv1");
            EXPECT_EQ(result.exit_code, 1) << options;
            EXPECT_NE(result.err.find("is read from"), std::string::npos) << result.err;
        }
        EXPECT_EQ(test::text_of(scratch / name), before);
    };
    keeps("", "in.mkv");
    keeps("--lut " + in("look.cube"), "look.cube");
    keeps("--cdl " + in("look.cdl"), "look.cdl");
    keeps("--grade " + in("grade.json"), "grade.json");
}

TEST_F(Outputs, ATimecodeMayLieBeyondMidnight) {
    test::make_clip(scratch / "in.mkv", "64x48", 12, "-c:v ffv1 -pix_fmt gbrp -timecode 23:59:59:20");
    test::said("frame " + in("in.mkv") + " --at 00:00:00:02 -o " + in("a.png"));
    test::said("frame " + in("in.mkv") + " --at 6 -o " + in("b.png"));
    EXPECT_EQ(test::planes(scratch / "a.png"), test::planes(scratch / "b.png"));
    test::failed("frame " + in("in.mkv") + " --at 12:00:00:00 -o " + in("c.png"), 1);
}

}  // namespace
}  // namespace umber

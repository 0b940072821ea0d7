// What is wrong with an OpenColorIO config, or with what is asked of it: one line that names the file, whatever it
// holds.
#include <gtest/gtest.h>

#include <random>

#include "umber.h"

namespace umber::test {
namespace {

constexpr std::string_view good = R"(ocio_profile_version: 2
search_path: luts
roles: {default: lin, scene_linear: lin}
displays:
  Monitor:
    - !<View> {name: Film, colorspace: out}
looks:
  - !<Look> {name: warm, process_space: lin}
colorspaces:
  - !<ColorSpace> {name: lin, encoding: scene-linear}
  - !<ColorSpace>
    name: out
    from_scene_reference: !<ExponentTransform> {value: 2.4, style: mirror, direction: inverse}
  - !<ColorSpace>
    name: flat
    from_scene_reference: !<MatrixTransform> {matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]}
  - !<ColorSpace>
    name: lost
    to_scene_reference: !<FileTransform> {src: nowhere.cube}
  - !<ColorSpace>
    name: shot
    to_scene_reference: !<FileTransform> {src: $UMBER_SHOT.cube}
  - !<ColorSpace>
    name: bad
    to_scene_reference: !<FileTransform> {src: bad.cube}
)";

class Config : public testing::Test {
protected:
    // `umber probe` with a config of this text.
    std::string probe(const std::string& text, const std::string& options, int code) const {
        write_text(file, text);
        std::string told = failed("probe --config " + quoted(file) + " " + options, code);
        EXPECT_TRUE(told.starts_with("umber: error: " + file.string() + ": ")) << told;
        for (const char c : told) EXPECT_TRUE(static_cast<unsigned char>(c) >= ' ' || c == '\n') << told;
        return told;
    }
    static std::string with(std::string_view part, std::string_view by) {
        std::string text(good);
        return text.replace(text.find(part), part.size(), by);
    }

    const ScratchFolder folder;
    const std::filesystem::path file = folder / "studio.ocio";
};

TEST_F(Config, ThatCantBeRead) {
    const std::string options = "--input-space lin --view Monitor/Film";
    EXPECT_NE(probe(with("roles: {", "roles: [{"), options, 1).find("line"), std::string::npos);
    EXPECT_NE(probe(with("version: 2", "version: 9"), options, 1).find("version"), std::string::npos);
    EXPECT_NE(probe(with("scene_linear: lin", "scene_linear: nowhere"), options, 1).find("nowhere"), std::string::npos);
    EXPECT_NE(probe(with("colorspace: out", "colorspace: nowhere"), options, 1).find("nowhere"), std::string::npos);
    EXPECT_NE(probe(with("search_path: luts", "search_path: luts\nenvironment: {A: $B, B: $A}"), options, 1).find("$B"),
              std::string::npos);
    EXPECT_NE(probe(with("search_path: luts",
                         "search_path: luts\nfile_rules:\n  - !<Rule> {name: R, colorspace: lin, "
                         "regex: \"((\"}\n  - !<Rule> {name: Default, colorspace: lin}"),
                    options, 1)
                  .find("regular expression"),
              std::string::npos);
    EXPECT_NE(probe(with("!<ExponentTransform> {value: 2.4, style: mirror, direction: inverse}",
                         "!<ColorSpaceTransform> {src: out, dst: lin}"),
                    options, 1)
                  .find("defined by itself"),
              std::string::npos);
    probe("", options, 1);
    failed("probe --config " + quoted(folder.path()), 1);
    failed("probe --config " + quoted(folder / "none.ocio"), 1);
}

// OpenColorIO's own warnings are ours: one line each, once, however often it says them.
TEST_F(Config, ThatIsWarnedOf) {
    write_text(file, with("search_path: luts", "search_path: luts\ninactive_colorspaces: [nowhere]"));
    const CommandResult told =
        umber("probe --config " + quoted(file) + " --input-space lin --view Monitor/Film </dev/null");
    EXPECT_EQ(told.exit_code, 0) << told.err;
    EXPECT_EQ(told.err.find("[OpenColorIO"), std::string::npos) << told.err;
    EXPECT_EQ(std::count(told.err.begin(), told.err.end(), '\n'), 1) << told.err;
    EXPECT_TRUE(told.err.starts_with("umber: warning: OpenColorIO: ")) << told.err;
    EXPECT_NE(told.err.find("nowhere"), std::string::npos) << told.err;
}

TEST_F(Config, OfAMegabyteOfAnything) {
    std::mt19937 random(1);
    std::string text(1 << 20, 'x');
    probe(text, "--input-space lin", 1);
    probe("ocio_profile_version: 2\na: " + std::string(text.size(), '['), "--input-space lin", 1);
    for (char& c : text) c = static_cast<char>(random());
    probe(text, "--input-space lin", 1);
}

TEST_F(Config, ThatHasNotWhatIsAskedFor) {
    std::filesystem::create_directory(folder / "luts");
    write_text(folder / "luts/bad.cube", "LUT_3D_SIZE 2\n1 2\n");
    const std::string text(good);
    EXPECT_NE(probe(text, "--input-space nowhere", 2).find("'nowhere'"), std::string::npos);
    EXPECT_NE(probe(text, "--input-space lin --view Monitor/Tape", 2).find("it has: Film"), std::string::npos);
    EXPECT_NE(probe(text, "--input-space lin --view Tube/Film", 2).find("it has: Monitor"), std::string::npos);
    EXPECT_NE(probe(text, "--input-space lin --look cold", 2).find("it has: warm"), std::string::npos);
    EXPECT_NE(probe(text, "--input-space lost --output-space lin", 1).find("nowhere.cube"), std::string::npos);
    EXPECT_NE(probe(text, "--input-space bad --output-space lin", 1).find("bad.cube"), std::string::npos);
    EXPECT_NE(probe(text, "--input-space flat --output-space lin", 1).find("from 'flat' to 'lin'"), std::string::npos);
    EXPECT_NE(probe(text, "--input-space shot --output-space lin", 1).find("$UMBER_SHOT"), std::string::npos);
    // A variable without a value, and a missing file, only matter to what reads that file.
    said("probe --config " + quoted(file) + " --input-space lin --view Monitor/Film");
}

// Root may read everything, so that for it the file is merely not there.
TEST_F(Config, WhoseTablesMayNotBeRead) {
    const std::filesystem::path luts = folder / "luts";
    std::filesystem::create_directory(luts);
    std::filesystem::permissions(luts, std::filesystem::perms::none);
    EXPECT_NE(probe(std::string(good), "--input-space lost --output-space lin", 1).find("nowhere.cube"),
              std::string::npos);
    std::filesystem::permissions(luts, std::filesystem::perms::owner_all);
}

}  // namespace
}  // namespace umber::test

// A grade's file: the colour management in it both ways, old files, what is refused, and paths that move with it.
#include "grade/grade_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/file.h"
#include "support/command.h"
#include "support/error.h"

namespace umber::grade {
namespace {

namespace fs = std::filesystem;

std::string refused(const std::string& colour) {
    return test::message_of(
        [&] { (void)grade_from_json(R"({"umber_grade": 1, "nodes": [{}], "colour": )" + colour + "}", "night.json"); });
}

ColourSettings everything(const fs::path& folder) {
    ColourSettings colours;
    colours.working_space = "ACEScct";
    colours.view = "Monitor/Film";
    colours.look = "warm, -shot";
    colours.config = (folder / "ocio/studio.ocio").string();
    colours.config_hash = "0123456789abcdef";
    colours.input_space = "ARRI LogC4";
    colours.clips = {{(folder / "a.mov").string(), ""}, {"/elsewhere/b.mov", "S-Log3 S-Gamut3"}};
    return colours;
}

TEST(GradeFile, ComesBackEqual) {
    ColourSettings converted;
    converted.output_space = "ACEScg";
    converted.working_space = "as is";
    for (const auto& colours : {std::optional<ColourSettings>(), std::optional(ColourSettings{}),
                                std::optional(everything("/shots")), std::optional(converted)}) {
        const GradeFile grade{set_from_text({}, 1, "exposure.exposure", "0.1"), colours};
        const std::string text = to_json(grade);
        EXPECT_EQ(grade_from_json(text, "a.json"), grade);
        EXPECT_EQ(to_json(grade_from_json(text, "a.json")), text);
        EXPECT_EQ(graph_from_json(text, "a.json"), grade.graph);
    }
}

TEST(GradeFile, WithoutColoursIsWhatItAlwaysWas) {
    const Graph graph = set_from_text({}, 1, "exposure.exposure", "0.1");
    EXPECT_EQ(to_json(GradeFile{graph, std::nullopt}), to_json(graph));
    EXPECT_FALSE(grade_from_json(to_json(graph), "a.json").colours);
}

TEST(GradeFile, LeftOutNamesAreTheUsual) {
    const auto colours = [](const std::string& text) {
        return *grade_from_json(R"({"umber_grade": 1, "nodes": [{}], "colour": )" + text + "}", "a.json").colours;
    };
    EXPECT_EQ(colours("{}"), ColourSettings{});
    EXPECT_EQ(colours(R"({"view": "Monitor/Film"})").working_space, "");  // the config's own
    EXPECT_TRUE(colours(R"({"view": "Monitor/Film"})").managed());
    EXPECT_FALSE(colours(R"({"input_space": "ARRI LogC4"})").managed());
}

TEST(GradeFile, RefusesByTheFilesNameAndThePlace) {
    using testing::AllOf;
    using testing::HasSubstr;
    EXPECT_THAT(refused("3"), AllOf(HasSubstr("night.json"), HasSubstr("colour"), HasSubstr("an object")));
    EXPECT_THAT(refused(R"({"wiew": "a/b"})"), AllOf(HasSubstr("night.json"), HasSubstr("'wiew'")));
    EXPECT_THAT(refused(R"({"view": 3})"), AllOf(HasSubstr("colour.view"), HasSubstr("another type")));
    EXPECT_THAT(refused(R"({"clips": ["a.mov"]})"), AllOf(HasSubstr("colour.clips"), HasSubstr("another type")));
    EXPECT_THAT(refused(R"({"clips": {"a.mov": 1}})"), AllOf(HasSubstr("colour.clips"), HasSubstr("another type")));
    EXPECT_THAT(refused(R"({"view": "a/b", "output_space": "ACEScg"})"), HasSubstr("one of them is enough"));
    EXPECT_THAT(refused(R"({"look": "warm"})"), AllOf(HasSubstr("colour.look"), HasSubstr("config")));
}

TEST(GradeFile, NamesWhatLiesBelowItByTheWayThere) {
    const test::ScratchFolder scratch;
    const fs::path here = scratch / "here", there = scratch / "there";
    fs::create_directory(here);
    const GradeFile grade{{}, everything(here)};
    write_grade(here / "g.json", grade);
    EXPECT_EQ(read_grade(here / "g.json"), grade);
    EXPECT_THAT(read_file(here / "g.json"), testing::HasSubstr("\"config\": \"ocio/studio.ocio\""));
    EXPECT_THAT(read_file(here / "g.json"), testing::HasSubstr("\"/elsewhere/b.mov\""));
    // The folder moves, and the grade with it.
    fs::rename(here, there);
    EXPECT_EQ(read_grade(there / "g.json").colours, everything(there));
    // From another folder it is the whole path; OpenColorIO's built-in configs have none.
    write_grade(scratch / "here.json", GradeFile{{}, everything("/far")});
    EXPECT_THAT(read_file(scratch / "here.json"), testing::HasSubstr("\"/far/ocio/studio.ocio\""));
    GradeFile built_in;
    built_in.colours.emplace().config = "ocio://default";
    write_grade(there / "b.json", built_in);
    EXPECT_EQ(read_grade(there / "b.json"), built_in);
}

TEST(ColourSettings, KnowsAClipByItsWholePath) {
    const ColourSettings settings = with_input({}, "a/../clip.mov", "ARRI LogC4");
    EXPECT_EQ(settings.chosen_input("clip.mov"), "ARRI LogC4");
    EXPECT_EQ(settings.chosen_input(fs::current_path() / "clip.mov"), "ARRI LogC4");
    EXPECT_EQ(settings.chosen_input("other.mov"), "");
    EXPECT_TRUE(with_input(settings, "clip.mov", "").clips.empty());
}

}  // namespace
}  // namespace umber::grade

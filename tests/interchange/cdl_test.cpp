#include "interchange/cdl.h"

#include <cmath>
#include <random>

#include "interchange/cube.h"
#include "interchange/support.h"

namespace umber::interchange {
namespace {

// The corrections in the order in which expected.json lists them: those of a decision list by decision.
std::vector<ColorCorrection> listed(const CdlDocument& document) {
    if (document.decisions.empty()) return document.corrections;
    std::vector<ColorCorrection> out;
    for (const ColorDecision& decision : document.decisions) {
        out.push_back(document.corrections.at(decision.correction));
        out.back().media_ref = decision.media_ref;
    }
    return out;
}

void expect_equal(const ColorCorrection& got, const json& expected) {
    EXPECT_EQ(got.id, expected.value("id", expected.value("ref", "")));
    EXPECT_EQ(got.slope, dvec3(expected.at("slope")));
    EXPECT_EQ(got.offset, dvec3(expected.at("offset")));
    EXPECT_EQ(got.power, dvec3(expected.at("power")));
    EXPECT_EQ(got.saturation, expected.at("saturation").get<double>());
    if (expected.contains("descriptions")) {
        EXPECT_EQ(got.descriptions, expected["descriptions"].get<std::vector<std::string>>());
    }
    if (expected.contains("input_description")) {
        EXPECT_EQ(got.input_description, expected["input_description"].get<std::string>());
    }
    if (expected.contains("viewing_description")) {
        EXPECT_EQ(got.viewing_description, expected["viewing_description"].get<std::string>());
    }
    if (expected.contains("media")) {
        EXPECT_EQ(got.media_ref, expected["media"].get<std::string>());
    }
}

bool is_cdl(const json& c) {
    return c["format"] == "cc" || c["format"] == "ccc" || c["format"] == "cdl";
}

TEST(CdlCases, GoodFilesHaveTheirValuesAndBadOnesAreRefused) {
    int count = 0;
    for (const fs::path& folder : case_folders()) {
        for (const json& c : cases_of(folder)) {
            if (!is_cdl(c)) continue;
            ++count;
            const fs::path path = folder / c["file"].get<std::string>();
            SCOPED_TRACE(path.string());
            CdlDocument document;
            const std::string message = message_of([&] { document = read_any_cdl(path); });
            if (c["ok"].get<bool>()) {
                ASSERT_EQ(message, "");
                const auto got = listed(document);
                ASSERT_EQ(got.size(), c["expect"].size());
                for (std::size_t i = 0; i < got.size(); ++i) expect_equal(got[i], c["expect"][i]);
            } else {
                EXPECT_TRUE(message.starts_with(path.string() + ": ")) << message;
                EXPECT_EQ(message.find('\n'), message.npos);
                EXPECT_NE(message.find(c.value("error", "")), message.npos) << message;
            }
        }
    }
    EXPECT_GE(count, 37);
}

// What is wrong must be told, not only that something is: the reference's reasons in our words.
TEST(CdlCases, MessagesNameLineAndFault) {
    const std::pair<const char*, const char*> cases[] = {
        {"<ColorCorrection>\n<SOPNode>\n<Slope>-0.1 1 1</Slope>", "line 3: Slope -0.1 must not be negative"},
        {"<ColorCorrection>\n<SOPNode>\n<Slope>1 1</Slope>", "line 3: Slope: 2 numbers where 3 were expected"},
        {"<ColorCorrection>\n<SOPNode>\r\n<Slope>1 1 1 1</Slope>", "line 3: Slope: 4 numbers where 3 were expected"},
        {"<ColorCorrection>\n<SOPNode>\n<Power>0 1 1</Power>", "line 3: Power 0 must be greater than zero"},
        {"<ColorCorrection>\r<SOPNode>\r<Offset>0,01 0 0</Offset>", "line 3: Offset: \"0,01\" has a comma"},
    };
    for (const auto& [text, expected] : cases) {
        const std::string message =
            message_of([&, body = text] { parse_cdl("a.cc", std::string(body) + "</SOPNode></ColorCorrection>"); });
        EXPECT_EQ(message.find(std::string("a.cc: ") + expected), 0u) << message;
    }
    EXPECT_EQ(message_of([] { parse_cdl("a.cc", "<html>\n<body/></html>"); }),
              "a.cc: line 1: the document is \"html\"; a CDL is a ColorCorrection, a ColorCorrectionCollection or a "
              "ColorDecisionList");
    EXPECT_EQ(message_of([] { parse_cdl("a.cc", "<?xml encoding=\"U\xffTF\"?><ColorCorrection/>"); }),
              "a.cc: the text is not valid \"U?TF\"");
    EXPECT_EQ(message_of([] { parse_cdl("a.cc", "<ColorCorrection>\n<SOPNode>\n"); }),
              "a.cc: line 2: the file ends before its elements are closed");
}

TEST(CdlFind, PicksByIdAndListsTheIds) {
    const fs::path path = fs::path(UMBER_TEST_DATA) / "interchange/collection.ccc";
    const CdlDocument document = read_any_cdl(path);
    EXPECT_EQ(document.descriptions, std::vector<std::string>{"reel 7"});
    EXPECT_EQ(document.input_description, "log");
    EXPECT_EQ(document.viewing_description, "P3");
    EXPECT_EQ(find(document, "two", path).saturation, 0.25);
    EXPECT_EQ(find(document, "two", path).sat_descriptions, std::vector<std::string>{"flat"});
    EXPECT_FALSE(find(document, "two", path).has_sop);
    EXPECT_EQ(message_of([&] { find(document, "Two", path); }),
              path.string() + ": no correction \"Two\"; there are: \"one\", \"two\" (1 without an id)");
    EXPECT_EQ(
        message_of([&] { find(document, std::nullopt, path); }),
        path.string() + ": holds 3 corrections; say which as collection.ccc#ID: \"one\", \"two\" (1 without an id)");
    EXPECT_EQ(read_color_correction(path.string() + "#two").id, "two");
    EXPECT_NE(message_of([&] { read_color_correction(path.string()); }), "");
    EXPECT_EQ(read_color_correction((path.parent_path() / "latin1.cc").string()).id, "né");
    EXPECT_NE(message_of([&] { read_color_correction("nowhere.ccc#two"); }).find("nowhere.ccc: no such file"),
              std::string::npos);
}

class CdlWrite : public InAFolder {};

TEST_F(CdlWrite, IdAndFileMayHoldTheHashSign) {
    ColorCorrection correction;
    correction.id = "a#b";
    write_cdl(folder_ / "x#1.cc", correction);
    EXPECT_EQ(read_color_correction((folder_ / "x#1.cc").string()).id, "a#b");
    EXPECT_EQ(read_color_correction((folder_ / "x#1.cc").string() + "#a#b").id, "a#b");
}

TEST_F(CdlWrite, WritesWhatTheSchemaSays) {
    ColorCorrection correction;
    correction.id = "sh010";
    correction.slope = glm::dvec3(glm::vec3(1.1f, 1.0f, 0.9f));  // floats, as a grade has them
    correction.offset = {0.01, 0.0, -1e-5};
    correction.saturation = static_cast<double>(1.2f);
    correction.descriptions = {"Night, \"blue\" & <cold>"};
    write_cdl(folder_ / "x.cc", correction);
    EXPECT_EQ(read_file(folder_ / "x.cc"), R"(<?xml version="1.0" encoding="UTF-8"?>
<ColorCorrection xmlns="urn:ASC:CDL:v1.2" id="sh010">
  <Description>Night, "blue" &amp; &lt;cold&gt;</Description>
  <SOPNode>
    <Slope>1.1 1 0.9</Slope>
    <Offset>0.01 0 -1e-05</Offset>
    <Power>1 1 1</Power>
  </SOPNode>
  <SatNode>
    <Saturation>1.2</Saturation>
  </SatNode>
</ColorCorrection>
)");
}

// Read, write, read: nothing of any good file is lost, whichever of the kinds that can hold it is written.
TEST_F(CdlWrite, KeepsEverythingOfEveryGoodFile) {
    for (const fs::path& folder : case_folders()) {
        for (const json& c : cases_of(folder)) {
            if (!is_cdl(c) || !c["ok"].get<bool>()) continue;
            SCOPED_TRACE(c["file"].get<std::string>());
            const CdlDocument first = read_any_cdl(folder / c["file"].get<std::string>());
            const CdlDocument second = parse_cdl("again", format_cdl("again", first, first.kind));
            EXPECT_EQ(first, second);
            EXPECT_EQ(parse_cdl("list", format_cdl("list", first, CdlKind::decision_list)).corrections,
                      first.corrections);
        }
    }
}

TEST_F(CdlWrite, RandomCorrectionsComeBackEqual) {
    std::mt19937 random(20240611);
    const auto number = [&random](bool as_float) {
        const double value = std::exp(std::uniform_real_distribution(-30.0, 30.0)(random));
        return as_float ? static_cast<double>(static_cast<float>(value)) : value;
    };
    CdlDocument document;
    document.kind = CdlKind::decision_list;
    document.id = "list <1>";
    document.descriptions = {"one", "two & three"};
    for (int i = 0; i < 500; ++i) {
        ColorCorrection c;
        const bool as_float = i % 2 == 0;
        for (int k = 0; k < 3; ++k) {
            c.slope[k] = number(as_float);
            c.offset[k] = -number(as_float);
            c.power[k] = number(as_float);
        }
        c.saturation = number(as_float);
        c.id = "β \"" + std::to_string(i) + "' <&>";
        c.sop_descriptions = {"s" + std::to_string(i)};
        c.media_ref = "A00" + std::to_string(i) + ".mov";
        document.corrections.push_back(c);
        document.decisions.push_back({c.media_ref, document.corrections.size() - 1, false, {}, {}, {}});
    }
    document.decisions.push_back({"second use.mov", 3, true, {"again"}, {}, "sRGB"});
    write_cdl(folder_ / "x.cdl", document);
    const CdlDocument got = read_any_cdl(folder_ / "x.cdl");
    ASSERT_EQ(got.corrections.size(), document.corrections.size());
    for (std::size_t i = 0; i < got.corrections.size(); ++i) {
        const ColorCorrection &a = got.corrections[i], &b = document.corrections[i];
        EXPECT_EQ(glm::vec3(a.slope), glm::vec3(b.slope));
        EXPECT_EQ(glm::vec3(a.offset), glm::vec3(b.offset));
        EXPECT_EQ(glm::vec3(a.power), glm::vec3(b.power));
        if (i % 2 == 1) {  // doubles that are no floats come back to the last bit
            EXPECT_EQ(a, b);
        }
    }
    EXPECT_EQ(got.decisions, document.decisions);
    EXPECT_EQ(got.id, document.id);
    EXPECT_EQ(got.descriptions, document.descriptions);
}

TEST_F(CdlWrite, RefusesWhatTheFormatCanNotSayAndLeavesTheEarlierFile) {
    write_file(folder_ / "x.cc", "earlier");
    ColorCorrection correction;
    correction.power.y = 0.0;
    EXPECT_EQ(message_of([&] { write_cdl(folder_ / "x.cc", correction); }),
              (folder_ / "x.cc").string() + ": power 0 of \"\" must be greater than zero");
    correction = {};
    correction.slope.x = std::nan("");
    EXPECT_NE(message_of([&] { write_cdl(folder_ / "x.cc", correction); }), "");
    correction = {};
    correction.id = "a\x01";
    EXPECT_NE(message_of([&] { write_cdl(folder_ / "x.cc", correction); }), "");
    CdlDocument two;
    two.corrections.resize(2);
    EXPECT_NE(message_of([&] { write_cdl(folder_ / "x.cc", two); }).find("holds one correction, and there are 2"),
              std::string::npos);
    two.corrections[0].id = two.corrections[1].id = "same";
    EXPECT_NE(message_of([&] { write_cdl(folder_ / "x.ccc", two); }).find("the id \"same\""), std::string::npos);
    EXPECT_NE(message_of([&] { write_cdl(folder_ / "x.xml", ColorCorrection{}); }).find(".cc, .ccc or .cdl"),
              std::string::npos);
    EXPECT_EQ(read_file(folder_ / "x.cc"), "earlier");
}

// OpenColorIO reads what we write and makes of it what the standard's formula says, at every point of a 5x5x5 lattice.
TEST_F(CdlWrite, OpenColorIoReadsIt) {
    if (!have("ociobakelut")) GTEST_SKIP() << "ociobakelut (opencolorio-tools) is not installed";
    ColorCorrection correction;
    correction.id = "ocio β";
    correction.slope = {1.1, 0.95, 0.8};
    correction.offset = {0.02, 0.01, 0.05};
    correction.power = {0.9, 1.1, 1.25};
    correction.saturation = 0.7;
    correction.descriptions = {"for OCIO & co"};
    for (const char* name : {"x.cc", "x.ccc", "x.cdl"}) {
        SCOPED_TRACE(name);
        write_cdl(folder_ / name, correction);
        const fs::path baked = folder_ / (std::string(name) + ".cube");
        ASSERT_EQ(run("ociobakelut --cccid 'ocio β' --lut '" + (folder_ / name).string() +
                      "' --format iridas_cube --cubesize 5 '" + baked.string() + "'")
                      .exit_code,
                  0);
        const Lut lut = read_cube(baked);
        ASSERT_TRUE(lut.lut_3d && lut.lut_3d->size == 5);
        for (int i = 0; i < 125; ++i) {
            const glm::dvec3 input = glm::dvec3(i % 5, i / 5 % 5, i / 25) / 4.0;
            glm::dvec3 expected{};
            for (int c = 0; c < 3; ++c)
                expected[c] = std::pow(input[c] * correction.slope[c] + correction.offset[c], correction.power[c]);
            const double luma = 0.2126 * expected.x + 0.7152 * expected.y + 0.0722 * expected.z;
            expected = luma + correction.saturation * (expected - luma);
            const glm::vec3 got = lut.lut_3d->values[static_cast<std::size_t>(i)];
            for (int c = 0; c < 3; ++c) EXPECT_NEAR(got[c], expected[c], 1e-5) << "lattice point " << i;
        }
    }
}

}  // namespace
}  // namespace umber::interchange

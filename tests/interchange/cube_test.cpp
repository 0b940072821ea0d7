#include "interchange/cube.h"

#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <sstream>

#include "interchange/support.h"

namespace umber::interchange {
namespace {

void expect_near(glm::vec3 got, glm::vec3 expected, float tolerance, const std::string& what) {
    for (int c = 0; c < 3; ++c)
        EXPECT_NEAR(got[c], expected[c], tolerance * std::max(1.0f, std::abs(expected[c])))
            << what << ", channel " << c;
}

void expect_as_said(const Lut& lut, const json& expected) {
    EXPECT_EQ(fault(lut), "");
    EXPECT_EQ(lut.lut_1d ? lut.lut_1d->size : 0, expected.value("lut1d", 0));
    EXPECT_EQ(lut.lut_3d ? lut.lut_3d->size : 0, expected.value("lut3d", 0));
    if (expected.contains("title")) {
        EXPECT_EQ(lut.title, expected["title"].get<std::string>());
    }
    if (expected.contains("comments")) {
        EXPECT_EQ(lut.comments, expected["comments"].get<std::vector<std::string>>());
    }
    if (expected.contains("domain")) {
        EXPECT_EQ(lut.lut_3d ? lut.lut_3d->domain_min : lut.lut_1d->domain_min, vec3(expected["domain"][0]));
        EXPECT_EQ(lut.lut_3d ? lut.lut_3d->domain_max : lut.lut_1d->domain_max, vec3(expected["domain"][1]));
    }
    for (const json& pair : expected.value("probe", json::array()))
        expect_near(apply(lut, vec3(pair[0])), vec3(pair[1]), 1e-6f, pair.dump());
    for (const json& pair : expected.value("ocio", json::array()))
        expect_near(apply(lut, vec3(pair[0])), vec3(pair[1]), 1e-5f, pair.dump());
}

TEST(CubeCases, GoodFilesHaveTheirValuesAndBadOnesAreRefused) {
    int count = 0;
    for (const fs::path& folder : case_folders()) {
        for (const json& c : cases_of(folder)) {
            if (c["format"] != "cube") continue;
            ++count;
            const fs::path path = folder / c["file"].get<std::string>();
            SCOPED_TRACE(path.string());
            Lut lut;
            const std::string message = message_of([&] { lut = read_cube(path); });
            if (c["ok"].is_null()) {  // either; we accept both, with the right values
                ASSERT_EQ(message, "");
                EXPECT_EQ(fault(lut), "");
                expect_near(apply(lut, glm::vec3(0.2f, 0.5f, 0.7f)), glm::vec3(0.2f, 0.5f, 0.7f), 1e-6f, "identity");
            } else if (c["ok"].get<bool>()) {
                ASSERT_EQ(message, "");
                expect_as_said(lut, c["expect"]);
            } else {
                EXPECT_TRUE(message.starts_with(path.string() + ": ")) << message;
                EXPECT_EQ(message.find('\n'), message.npos);
                EXPECT_NE(message.find(c.value("error", "")), message.npos) << message;
            }
        }
    }
    EXPECT_GE(count, 40);
}

// The reference's reasons, in our words and with our lines.
TEST(CubeCases, MessagesNameLineAndFault) {
    const auto message = [](std::string_view text) { return message_of([&] { parse_cube("a.cube", text); }); };
    EXPECT_EQ(message("LUT_1D_SIZE 2\n0 zero 0\n1 1 1\n"),
              "a.cube: line 2: \"zero\" is not a number; the file says LUT_1D_SIZE 2, so 2 rows of 3 must follow");
    EXPECT_EQ(
        message("LUT_1D_SIZE 2\n0 0 0 0\n"),
        "a.cube: line 2: 4 numbers where 3 were expected; the file says LUT_1D_SIZE 2, so 2 rows of 3 must follow");
    EXPECT_EQ(message("LUT_3D_SIZE 2\r\rLUT_3D_SIZE 3\r"), "a.cube: line 3: LUT_3D_SIZE stands twice (first with 2)");
    EXPECT_EQ(message("\r\n\r\nLUT_3D_SIZE -2\r\n"), "a.cube: line 3: LUT_3D_SIZE is \"-2\"; 2 to 129 are possible");
    EXPECT_EQ(message("LUT_3D_SIZE 2\n0 0 0\n"),
              "a.cube: the file ends after 1 of the 8 rows that LUT_3D_SIZE 2 asks for");
}

// A size that the file has no rows for takes no memory: 129³ promised by 40 bytes, a million times over.
TEST(CubeCases, MemoryFollowsTheFileNotItsPromise) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 10000; ++i) EXPECT_NE(message_of([] { parse_cube("a.cube", "LUT_3D_SIZE 129\n0 0 0\n"); }), "");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

class CubeWrite : public InAFolder {
protected:
    std::mt19937 random_{20240612};

    // Any finite float, of all magnitudes; bits rather than values, so that denormals and -0 are among them.
    float any_float() {
        for (;;) {
            const auto bits = static_cast<std::uint32_t>(random_());
            float value = 0.0f;
            std::memcpy(&value, &bits, sizeof value);
            if (std::isfinite(value)) return value;
        }
    }
    template <class Table>
    void randomise(Table& table) {
        for (glm::vec3& v : table.values) v = {any_float(), any_float(), any_float()};
    }
    // A picture's values rather than any bits.
    template <class Table>
    void look(Table& table) {
        std::uniform_real_distribution jitter(-0.08f, 0.08f);
        for (glm::vec3& v : table.values)
            v = glm::vec3(v.x * 0.8f + 0.1f, v.y * 0.9f + 0.05f, v.z * 0.7f + 0.1f) +
                glm::vec3(jitter(random_), jitter(random_), jitter(random_));
    }
};

TEST_F(CubeWrite, EveryFloatAndEveryFormComesBackEqual) {
    for (const CubeDialect dialect : {CubeDialect::adobe, CubeDialect::resolve}) {
        for (const int form : {1, 2, 3}) {
            for (const bool domain : {false, true}) {
                const bool per_channel = domain && dialect == CubeDialect::adobe && form != 3;
                const glm::vec3 low = per_channel ? glm::vec3(-0.1f, 0.0f, 1e-7f) : glm::vec3(domain ? -0.3f : 0.0f);
                const glm::vec3 high = per_channel ? glm::vec3(1.1f, 0.3f, 65504.0f) : glm::vec3(domain ? 7.7f : 1.0f);
                Lut lut;
                lut.title = "A look, β";
                lut.comments = {"made by a test", "", "grade: slope 1.1 1 0.9"};
                if (form & 1) randomise(*(lut.lut_1d = identity_1d(1024, low, high)));
                if (form & 2) randomise(*(lut.lut_3d = identity_3d(9, low, high)));
                write_cube(folder_ / "x.cube", lut, dialect);
                EXPECT_TRUE(read_lut(folder_ / "x.cube") == lut) << "form " << form << ", domain " << domain;
            }
        }
    }
}

TEST_F(CubeWrite, LooksAsTheSpecificationSays) {
    Lut lut;
    lut.title = "Day \"one\"\nb";
    lut.comments = {"one", "two\nthree"};
    lut.lut_1d = identity_1d(3, glm::vec3(0.0f), glm::vec3(1.0f, 2.0f, 0.00003f));
    write_cube(folder_ / "x.cube", lut);
    EXPECT_EQ(read_file(folder_ / "x.cube"),
              "# one\n# two\n# three\nTITLE \"Day 'one' b\"\nLUT_1D_SIZE 3\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 2 0.00003\n"
              "0 0 0\n0.5 1 0.000015\n1 2 0.00003\n");
    EXPECT_EQ(message_of([&] { write_cube(folder_ / "y.cube", lut, CubeDialect::resolve); }),
              (folder_ / "y.cube").string() +
                  ": Resolve's .cube has one input range for all channels, and the 1D table has one each");
    EXPECT_FALSE(fs::exists(folder_ / "y.cube"));
}

// Adobe ends a line at 250 bytes, and ffmpeg takes the rest of a longer comment for data.
TEST_F(CubeWrite, LinesAreShort) {
    Lut lut;
    for (int i = 0; i < 300; ++i) lut.title += "β";
    lut.comments = {std::string(1000, 'x'), lut.title};
    lut.lut_3d = identity_3d(2);
    const std::string text = format_cube("x", lut);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 250u);
    }
    const Lut got = parse_cube("x", text);
    EXPECT_EQ(got.lut_3d, lut.lut_3d);
    EXPECT_TRUE(lut.title.starts_with(got.title)) << "cut between characters";
}

TEST_F(CubeWrite, AFaultyTableLeavesTheEarlierFile) {
    write_file(folder_ / "x.cube", "earlier");
    Lut lut;
    lut.lut_3d = identity_3d(4);
    lut.lut_3d->values[7].x = std::numeric_limits<float>::infinity();
    EXPECT_EQ(
        message_of([&] { write_cube(folder_ / "x.cube", lut); }),
        (folder_ / "x.cube").string() + ": the LUT can't be written: the 3D table holds a value that is not finite");
    EXPECT_EQ(read_file(folder_ / "x.cube"), "earlier");
}

// 2,146,689 rows: reading must not be what a user waits for. The bound is loose for busy machines and sanitizers.
TEST_F(CubeWrite, TheGreatestTableIsReadAndWrittenQuickly) {
    Lut lut;
    lut.lut_3d = identity_3d(129);
    look(*lut.lut_3d);
    const auto start = std::chrono::steady_clock::now();
    write_cube(folder_ / "x.cube", lut);
    const auto written = std::chrono::steady_clock::now();
    const Lut got = read_cube(folder_ / "x.cube");
    const auto read = std::chrono::steady_clock::now();
    EXPECT_TRUE(got == lut);
    const auto ms = [](auto d) { return std::chrono::duration_cast<std::chrono::milliseconds>(d).count(); };
    std::printf("129³: written in %ld ms, read in %ld ms, %ju bytes\n", static_cast<long>(ms(written - start)),
                static_cast<long>(ms(read - written)), fs::file_size(folder_ / "x.cube"));
    EXPECT_LT(ms(read - written), 20000);
}

// OpenColorIO reads each form that we write, and agrees with apply().
TEST_F(CubeWrite, OpenColorIoAgrees) {
    if (!have("ociochecklut")) GTEST_SKIP() << "ociochecklut (opencolorio-tools) is not installed";
    for (const int form : {1, 2, 3, 4, 5}) {
        Lut lut;
        lut.title = "for \"OCIO\"";
        lut.comments = {"a comment"};
        const glm::vec3 low = form == 4 ? glm::vec3(-0.5f, 0.0f, 0.1f) : glm::vec3(0.0f),
                        high = form == 4 ? glm::vec3(1.0f, 4.0f, 2.0f) : glm::vec3(1.0f);
        if (form == 1 || form == 3) look(*(lut.lut_1d = identity_1d(33, glm::vec3(0.0f), glm::vec3(1.0f))));
        if (form == 3) lut.lut_1d->domain_min = glm::vec3(-0.25f), lut.lut_1d->domain_max = glm::vec3(4.0f);
        if (form != 1) look(*(lut.lut_3d = identity_3d(7, low, high)));
        if (form == 5) lut.lut_3d->domain_max = glm::vec3(8.0f);
        write_cube(folder_ / "x.cube", lut, form == 5 ? CubeDialect::resolve : CubeDialect::adobe);
        for (const glm::vec3 rgb :
             {glm::vec3(0.3f, 0.5f, 0.7f), glm::vec3(0.9f, 0.1f, 0.05f), glm::vec3(-1.0f, 0.77f, 3.3f)}) {
            const umber::test::CommandResult ran =
                run(fmt::format("ociochecklut '{}' {} {} {}", (folder_ / "x.cube").string(), rgb.x, rgb.y, rgb.z));
            ASSERT_EQ(ran.exit_code, 0) << "form " << form;
            std::istringstream numbers(ran.out.substr(ran.out.find_first_of("-0123456789")));
            glm::vec3 got{};
            numbers >> got.x >> got.y >> got.z;
            expect_near(apply(lut, rgb), got, 1e-5f, fmt::format("form {}", form));
        }
    }
}

// ffmpeg's own filters on float planes, a strip of random colours.
TEST_F(CubeWrite, FfmpegAgrees) {
    if (!have("ffmpeg")) GTEST_SKIP() << "ffmpeg is not installed";
    constexpr int count = 4096;
    std::uniform_real_distribution unit(0.0f, 1.0f);
    std::vector<glm::vec3> colours(count);
    std::string planes;  // gbrpf32le: green, blue, red
    for (glm::vec3& c : colours) c = {unit(random_), unit(random_), unit(random_)};
    for (const int channel : {1, 2, 0})
        for (const glm::vec3& c : colours) planes.append(reinterpret_cast<const char*>(&c[channel]), sizeof(float));
    write_file(folder_ / "in.raw", planes);
    for (const bool three_d : {false, true}) {
        Lut lut;
        lut.title = "for ffmpeg";
        lut.comments = {std::string(700, 'c') + " 1 2 3"};
        // A domain that begins above or below 0 is beyond ffmpeg 5.1, which only scales; 0..2 it can.
        if (three_d)
            look(*(lut.lut_3d = identity_3d(17, glm::vec3(0.0f), glm::vec3(2.0f))));
        else
            look(*(lut.lut_1d = identity_1d(257)));
        write_cube(folder_ / "x.cube", lut);
        const std::string filter = three_d ? "lut3d=file=x.cube:interp=tetrahedral" : "lut1d=file=x.cube:interp=linear";
        ASSERT_EQ(run("cd '" + folder_.path().string() +
                      "' && ffmpeg -nostdin -y -f rawvideo -pix_fmt gbrpf32le -s 64x64 -i in.raw -vf " + filter +
                      " -f rawvideo -pix_fmt gbrpf32le out.raw")
                      .exit_code,
                  0);
        const std::string out = read_file(folder_ / "out.raw");
        ASSERT_EQ(out.size(), planes.size());
        for (int i = 0; i < count; ++i) {
            glm::vec3 got{};
            for (const int plane : {0, 1, 2})
                std::memcpy(&got[plane == 2 ? 0 : plane + 1], out.data() + (plane * count + i) * 4, 4);
            expect_near(apply(lut, colours[static_cast<std::size_t>(i)]), got, 1e-5f,
                        fmt::format("{} colour {}", filter, i));
            if (HasFailure()) break;
        }
    }
}

}  // namespace
}  // namespace umber::interchange

// A CDL of a grade under colour management: what OpenColorIO makes of the written file on the working space's values,
// against the true grade of them, is off by what the report says.
#include <OpenColorIO/OpenColorIO.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "deliver/grade_export.h"
#include "engine/engine_fixture.h"
#include "media/source.h"
#include "support/ffmpeg.h"

namespace umber::deliver {
namespace {

namespace ocio = OCIO_NAMESPACE;
using testing::HasSubstr;

constexpr const char* rec709_view = "Rec.1886 Rec.709 - Display/ACES 2.0 - SDR 100 nits (Rec.709)";

class CdlExport : public engine::test::EngineFixture {
protected:
    // Colours that a scene has: around middle grey of S-Log3, none of them far out.
    void SetUp() override {
        umber::test::ffmpeg(
            "-f lavfi -i testsrc2=s=128x72:r=25 -frames:v 1 -vf "
            "format=gbrp10le,gblur=3,lutrgb=r=val*0.1+400:g=val*0.1+400:b=val*0.1+400 -c:v ffv1 -pix_fmt "
            "gbrp10le " +
            umber::test::quoted(scratch / "in.mkv"));
    }

    static grade::Graph graph(std::initializer_list<std::pair<const char*, const char*>> settings) {
        grade::Graph made;
        for (const auto& [name, value] : settings) made = grade::set_from_text(made, 1, name, value);
        return made;
    }
    GradeExport request(grade::Graph of, engine::ColorPipeline colours) const {
        GradeExport made;
        made.input = scratch / "in.mkv";
        made.output = scratch / "g.cc";
        made.graph = std::move(of);
        made.colours = std::move(colours);
        return made;
    }
    static GradeExportReport exported(const GradeExport& request) {
        const std::atomic<bool> cancel{false};
        return export_grade(engine(), request, cancel);
    }
    // The clip's pixels as OpenColorIO's built-in transforms bring S-Log3 into the working space.
    std::vector<glm::vec3> working_values(const char* working_builtin) const {
        std::vector<glm::vec3> values =
            engine::colours_of(engine(), media::open(scratch / "in.mkv", {engine().frames(), 0})->read(0));
        const auto group = ocio::GroupTransform::Create();
        for (const auto& [style, direction] :
             {std::pair{"SONY_SLOG3-SGAMUT3_to_ACES2065-1", ocio::TRANSFORM_DIR_FORWARD},
              std::pair{working_builtin, ocio::TRANSFORM_DIR_INVERSE}}) {
            const auto one = ocio::BuiltinTransform::Create();
            one->setStyle(style);
            one->setDirection(direction);
            group->appendTransform(one);
        }
        apply(group, values);
        return values;
    }
    static void apply(const ocio::ConstTransformRcPtr& transform, std::vector<glm::vec3>& values) {
        const auto cpu = ocio::Config::CreateRaw()->getProcessor(transform)->getDefaultCPUProcessor();
        for (glm::vec3& value : values) cpu->applyRGB(&value.x);
    }
    std::vector<glm::vec3> by_the_file(std::vector<glm::vec3> values) const {
        ocio::ClearAllCaches();  // a file of the same name was another
        const auto cdl = ocio::CDLTransform::CreateFromFile((scratch / "g.cc").c_str(), "");
        const auto asc = ocio::DynamicPtrCast<ocio::CDLTransform>(cdl->createEditableCopy());
        asc->setStyle(ocio::CDL_ASC);
        apply(asc, values);
        return values;
    }
    struct Difference {
        double most = 0, mean = 0;
    };
    static Difference difference(const std::vector<glm::vec3>& a, const std::vector<glm::vec3>& b) {
        Difference result;
        for (std::size_t i = 0; i < a.size(); ++i)
            for (int c = 0; c < 3; ++c) {
                const double d = std::abs(double(a[i][c]) - double(b[i][c]));
                result.most = std::max(result.most, d);
                result.mean += d / (3.0 * static_cast<double>(a.size()));
            }
        return result;
    }

    const umber::test::ScratchFolder scratch;
};

TEST_F(CdlExport, IsOffByWhatIsStatedOnTheWorkingSpacesValues) {
    const struct {
        grade::Graph graph;
        const char *working, *builtin;
        bool outside;
    } cases[]{
        {graph({{"curves.red", "0:0,0.4:0.45,1:1"}, {"contrast.contrast", "1.2"}, {"hue.hue", "8"}}), "ACEScct",
         "ACEScct_to_ACES2065-1", false},
        {graph({{"exposure.exposure", "0.7"}, {"white_balance.temperature", "600"}}), "ACEScct",
         "ACEScct_to_ACES2065-1", false},
        // Light beyond 1, which a CDL can't let through.
        {graph({{"exposure.exposure", "3"}, {"saturation.saturation", "1.2"}}), "ACEScg", "ACEScg_to_ACES2065-1", true},
    };
    for (const auto& one : cases) {
        const GradeExportReport report =
            exported(request(one.graph, {"S-Log3 S-Gamut3", one.working, "", rec709_view}));
        EXPECT_FALSE(report.exact);
        EXPECT_EQ(report.acts_on, one.working);
        EXPECT_EQ(report.samples, 128u * 72);
        const std::vector<glm::vec3> in = working_values(one.builtin);
        const engine::WorkingSpace space = engine::ColorPipeline{one.working, one.working, "", "none"}.space({});
        ASSERT_FALSE(space.converts);
        const Difference found = difference(by_the_file(in), engine().probe(in, one.graph, space));
        // Two programs' conversions of S-Log3 lie between the two, in single precision.
        EXPECT_NEAR(found.most, report.max_error, 2e-5 + 2e-5 * report.max_error) << one.working;
        EXPECT_NEAR(found.mean, report.mean_error, 5e-6 + 2e-5 * report.mean_error) << one.working;
        EXPECT_GT(report.max_error, 1e-4);
        EXPECT_GT(report.max_delta_e_itp, 0);
        const bool told = std::ranges::any_of(report.not_included, [](const std::string& line) {
            return line.find("below 0 or above 1") != std::string::npos;
        });
        EXPECT_EQ(told, one.outside) << one.working;
        std::ifstream file(scratch / "g.cc");
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        EXPECT_THAT(text, HasSubstr(std::string("<InputDescription>") + one.working));
        EXPECT_THAT(text, HasSubstr(rec709_view));
    }
}

TEST_F(CdlExport, APureCdlStaysExact) {
    const grade::Graph cdl = graph({{"cdl.slope", "1.1,1,0.9"},
                                    {"cdl.offset", "0.02,0,-0.01"},
                                    {"cdl.power", "0.95,1,1.05"},
                                    {"cdl.saturation", "1.1"}});
    const GradeExportReport report = exported(request(cdl, {"S-Log3 S-Gamut3", "ACEScct", "", rec709_view}));
    EXPECT_TRUE(report.exact);
    EXPECT_EQ(report.max_error, 0);
    EXPECT_TRUE(report.not_included.empty());
    const std::vector<glm::vec3> in = working_values("ACEScct_to_ACES2065-1");
    const engine::WorkingSpace space = engine::ColorPipeline{"ACEScct", "ACEScct", "", "none"}.space({});
    EXPECT_LT(difference(by_the_file(in), engine().probe(in, cdl, space)).most, 4e-6);
}

// A CDL that acts in a space of its own is none of the working space: the nearest there, with node and space named.
TEST_F(CdlExport, OfANodeInAnotherSpaceIsFittedInTheWorkingSpace) {
    grade::Graph cdl = graph({{"cdl.slope", "1.1,1,0.9"}, {"cdl.clamp", "false"}});
    cdl.nodes[0].name = "Print";
    cdl.nodes[0].space = "ARRI LogC3 (EI800)";
    const GradeExportReport report = exported(request(cdl, {"S-Log3 S-Gamut3", "ACEScct", "", rec709_view}));
    EXPECT_FALSE(report.exact);
    EXPECT_EQ(report.acts_on, "ACEScct");
    EXPECT_THAT(report.not_included, testing::Contains("Print, CDL in ARRI LogC3 (EI800): approximated"));
    // What OpenColorIO makes of the file, against its own chain of the true grade.
    const std::vector<glm::vec3> in = working_values("ACEScct_to_ACES2065-1");
    std::vector<glm::vec3> graded = in;
    const auto group = ocio::GroupTransform::Create();
    const auto builtin = [&](const char* style, ocio::TransformDirection direction) {
        const auto one = ocio::BuiltinTransform::Create();
        one->setStyle(style);
        one->setDirection(direction);
        group->appendTransform(one);
    };
    builtin("ACEScct_to_ACES2065-1", ocio::TRANSFORM_DIR_FORWARD);
    builtin("ARRI_ALEXA-LOGC-EI800-AWG_to_ACES2065-1", ocio::TRANSFORM_DIR_INVERSE);
    const auto slope = ocio::CDLTransform::Create();
    const double numbers[]{1.1, 1, 0.9};
    slope->setSlope(numbers);
    slope->setStyle(ocio::CDL_NO_CLAMP);
    group->appendTransform(slope);
    builtin("ARRI_ALEXA-LOGC-EI800-AWG_to_ACES2065-1", ocio::TRANSFORM_DIR_FORWARD);
    builtin("ACEScct_to_ACES2065-1", ocio::TRANSFORM_DIR_INVERSE);
    apply(group, graded);
    const Difference found = difference(by_the_file(in), graded);
    EXPECT_NEAR(found.most, report.max_error, 2e-5 + 2e-5 * report.max_error);
    EXPECT_NEAR(found.mean, report.mean_error, 5e-6 + 2e-5 * report.mean_error);
    EXPECT_GT(report.max_error, 1e-4);
    // By another name of the working space it is exact as ever.
    cdl.nodes[0].space = "acescct_ap1";
    EXPECT_TRUE(exported(request(cdl, {"S-Log3 S-Gamut3", "ACEScct", "", rec709_view})).exact);
}

TEST_F(CdlExport, WithoutConversionsItActsOnTheClipsOwnValues) {
    const GradeExportReport report = exported(request(graph({{"hue.hue", "8"}}), {}));
    EXPECT_EQ(report.acts_on, "");
    EXPECT_GT(report.max_error, 0);
    // As is, of a named input space: the same values.
    const GradeExportReport named =
        exported(request(graph({{"hue.hue", "8"}}), {"S-Log3 S-Gamut3", "as is", "", rec709_view}));
    EXPECT_EQ(named.acts_on, "S-Log3 S-Gamut3");
}

}  // namespace
}  // namespace umber::deliver

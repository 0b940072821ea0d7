// Colours through a grade on the device and through OpenColorIO's CPU processor, side by side. For tests.
#pragma once
#include <OpenColorIO/OpenColorIO.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <random>

#include "engine/engine.h"
#include "engine_fixture.h"
#include "grade/ops/cdl.h"

namespace umber::engine::test {

namespace OCIO = OCIO_NAMESPACE;

inline const color::Tags rec709{color::Primaries::bt709, color::Transfer::bt709, color::Matrix::rgb, color::Range::full,
                                color::ChromaLocation::unspecified};

inline std::string text(glm::vec3 v) {
    return fmt::format("{} {} {}", v.x, v.y, v.z);
}

class OpsTest : public EngineFixture {
protected:
    template <class... Ops>
    static grade::Graph graph(const Ops&... ops) {
        grade::Graph made;
        ((made = grade::set_operation(made, 1, grade::Operation(ops))), ...);
        return made;
    }
    std::vector<glm::vec3> probe(const grade::Graph& g) const { return engine_->probe(colours, g, space); }

    // Channels within max(absolute, relative |the largest expected|); the worst colour is told.
    static void expect_near(const std::vector<glm::vec3>& in, const std::vector<glm::vec3>& got,
                            const std::vector<glm::vec3>& expected, double absolute, double relative,
                            const std::string& what) {
        ASSERT_EQ(got.size(), expected.size());
        double worst = 0;
        std::string where;
        for (std::size_t i = 0; i < got.size(); ++i)
            for (int c = 0; c < 3; ++c) {
                const glm::vec3 size = glm::abs(expected[i]);
                const double bound = std::max(absolute, relative * double(std::max({size.x, size.y, size.z})));
                const double share = std::abs(double(got[i][c]) - double(expected[i][c])) / bound;
                if (!(share <= worst)) {
                    worst = share;
                    where = "in " + text(in[i]) + " expected " + text(expected[i]) + " got " + text(got[i]);
                }
            }
        EXPECT_LE(worst, 1.0) << what << ": " << worst << " of the bound: " << where;
    }

    std::vector<glm::vec3> by_ocio(const OCIO::ConstTransformRcPtr& transform) const {
        const auto cpu =
            OCIO::Config::CreateRaw()->getProcessor(transform)->getOptimizedCPUProcessor(OCIO::OPTIMIZATION_LOSSLESS);
        std::vector<glm::vec3> out = colours;
        OCIO::PackedImageDesc image(out.data(), static_cast<long>(out.size()), 1, 3);
        cpu->apply(image);
        return out;
    }
    void agrees(const grade::Graph& g, const OCIO::ConstTransformRcPtr& transform, double absolute, double relative,
                const std::string& what) const {
        expect_near(colours, probe(g), by_ocio(transform), absolute, relative, what);
    }

    static OCIO::MatrixTransformRcPtr matrix(const glm::dmat3& m, glm::dvec3 added = glm::dvec3(0)) {
        auto transform = OCIO::MatrixTransform::Create();
        double rows[16] = {}, offset[4] = {added.x, added.y, added.z, 0};
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 3; ++column) rows[4 * row + column] = m[column][row];
        rows[15] = 1;
        transform->setMatrix(rows);
        transform->setOffset(offset);
        return transform;
    }
    static OCIO::ExponentTransformRcPtr mirrored_exponent(double exponent) {
        auto transform = OCIO::ExponentTransform::Create();
        transform->setValue({exponent, exponent, exponent, 1.0});
        transform->setNegativeStyle(OCIO::NEGATIVE_MIRROR);
        return transform;
    }
    static OCIO::GroupTransformRcPtr group(std::initializer_list<OCIO::TransformRcPtr> list) {
        auto made = OCIO::GroupTransform::Create();
        for (const auto& one : list) made->appendTransform(one);
        return made;
    }

    void SetUp() override {
        std::mt19937 random(3);
        std::uniform_real_distribution<float> wide(-0.5f, 1.5f), display(0.0f, 1.0f);
        for (int i = 0; i < 4000; ++i) colours.emplace_back(wide(random), wide(random), wide(random));
        for (int i = 0; i < 4000; ++i) colours.emplace_back(display(random), display(random), display(random));
        for (const float r : {0.0f, 1.0f, 0.5f})
            for (const float g : {0.0f, 1.0f, 0.5f})
                for (const float b : {0.0f, 1.0f, 0.5f}) colours.emplace_back(r, g, b);
        for (const float v : {1e-6f, 1e-4f, 20.0f, 100.0f, -3.0f}) colours.emplace_back(v, v / 2, v);
    }

    std::vector<glm::vec3> colours;
    WorkingSpace space = as_is(rec709);
};

inline grade::Cdl some_cdl(bool clamp) {
    grade::Cdl cdl;
    cdl.slope = {1.21f, 0.97f, 0.83f};
    cdl.offset = {0.03f, -0.02f, 0.05f};
    cdl.power = {1.1f, 0.87f, 1.6f};
    cdl.saturation = 1.25f;
    cdl.clamp = clamp;
    return cdl;
}

inline OCIO::CDLTransformRcPtr ocio_cdl(const grade::Cdl& cdl) {
    auto transform = OCIO::CDLTransform::Create();
    const auto three = [](glm::vec3 v) { return std::array<double, 3>{double(v.x), double(v.y), double(v.z)}; };
    transform->setSlope(three(cdl.slope).data());
    transform->setOffset(three(cdl.offset).data());
    transform->setPower(three(cdl.power).data());
    transform->setSat(double(cdl.saturation));
    transform->setStyle(cdl.clamp ? OCIO::CDL_ASC : OCIO::CDL_NO_CLAMP);
    return transform;
}

}  // namespace umber::engine::test

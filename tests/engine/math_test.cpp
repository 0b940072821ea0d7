// shaders/lib/math.glsl against the C library in double, on the device: the promise is the same numbers everywhere.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <glm/glm.hpp>
#include <limits>
#include <random>

#include "gpu/commands.h"
#include "gpu/kernel.h"

namespace umber::engine {
namespace {

struct Result {
    float pow, log2, exp2, mirrored;
};

class MathTest : public testing::Test {
protected:
    void TearDown() override { EXPECT_EQ(device.validation_messages(), 0); }

    // u_pow(x, y), u_log2(x), u_exp2(x), mirrored_pow(x, y).
    std::vector<Result> run(const std::vector<glm::vec2>& pairs) {
        const auto count = static_cast<std::uint32_t>(pairs.size());
        const gpu::Buffer in(device, pairs.size() * 8, gpu::Memory::upload),
            out(device, pairs.size() * 16, gpu::Memory::readback);
        std::memcpy(in.bytes().data(), pairs.data(), pairs.size() * 8);
        const gpu::Kernel kernel(device, R"(#version 460
#include "lib/math.glsl"
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer In { vec2 pairs[]; };
layout(binding = 1) writeonly buffer Out { vec4 results[]; };
layout(push_constant) uniform Push { uint count; };
void main() {
    uint i = gl_GlobalInvocationID.x;
    if (i >= count) return;
    vec2 p = pairs[i];
    results[i] = vec4(u_pow(p.x, p.y), u_log2(p.x), u_exp2(p.x), mirrored_pow(mat2x3(vec3(p.x), vec3(p.x)), vec3(p.y))[1].g);
})",
                                 "math", {gpu::Slot::storage, gpu::Slot::storage}, 4);
        const std::array bound{gpu::Bound::whole(in), gpu::Bound::whole(out)};
        gpu::CommandRing ring(device);
        ring.wait(ring.submit([&](VkCommandBuffer commands) {
            kernel.dispatch(commands, bound, std::as_bytes(std::span(&count, 1)), (count + 63) / 64);
            gpu::memory_barrier(commands);
        }));
        std::vector<Result> results(pairs.size());
        std::memcpy(results.data(), out.bytes().data(), pairs.size() * 16);
        return results;
    }

    gpu::Device device;
};

TEST_F(MathTest, PowIsWithinItsBoundOverAllThatColourUses) {
    std::vector<glm::vec2> pairs;
    std::mt19937 random(1);
    std::uniform_real_distribution<float> exponent(0.2f, 2.6f), octave(-20.0f, 16.0f), near(-0.01f, 0.01f);
    for (int i = 0; i < 600'000; ++i) pairs.emplace_back(std::exp2(octave(random)), exponent(random));
    for (int i = 0; i < 100'000; ++i) pairs.emplace_back(1.0f + near(random), exponent(random));
    for (const float y : {0.2f, 1 / 2.4f, 0.45f, 0.5f, 1.0f, 2.0f, 2.2f, 2.4f, 2.6f})
        for (int e = -20; e <= 16; ++e)
            for (const float edge :
                 {std::exp2(float(e)), std::nextafter(std::exp2(float(e)), 0.0f), std::exp2(float(e) + 0.5f)})
                pairs.emplace_back(edge, y);
    const auto results = run(pairs);
    double worst = 0;
    glm::vec2 at(0);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const double truth = std::pow(double(pairs[i].x), double(pairs[i].y));
        const double error = std::abs(double(results[i].pow) - truth) / truth;
        ASSERT_EQ(results[i].mirrored, results[i].pow);
        if (!(error <= worst)) {
            worst = error;
            at = pairs[i];
        }
    }
    EXPECT_LE(worst, 3e-7) << at.x << " ^ " << at.y;
    RecordProperty("worst_relative_error_of_pow", std::to_string(worst));
}

TEST_F(MathTest, LogAndExpAreWithinTheirs) {
    std::vector<glm::vec2> logs, powers;
    std::mt19937 random(2);
    std::uniform_real_distribution<float> octave(-125.9f, 127.9f), near(-0.02f, 0.02f), exponent(-126.0f, 127.4f);
    for (int i = 0; i < 300'000; ++i) logs.emplace_back(std::exp2(octave(random)), 1.0f);
    for (int i = 0; i < 100'000; ++i) logs.emplace_back(1.0f + near(random), 1.0f);
    for (int i = 0; i < 300'000; ++i) powers.emplace_back(exponent(random), 1.0f);
    double worst = 0;
    const auto got = run(logs);
    for (std::size_t i = 0; i < logs.size(); ++i) {
        const double truth = std::log2(double(logs[i].x));
        worst = std::max(worst, std::abs(double(got[i].log2) - truth) / std::max(std::abs(truth), 1e-3));
    }
    EXPECT_LE(worst, 3e-7);
    worst = 0;
    const auto raised = run(powers);
    for (std::size_t i = 0; i < powers.size(); ++i) {
        if (powers[i].x > 127.0f) {  // held at 2^127
            EXPECT_EQ(raised[i].exp2, std::exp2(127.0f));
            continue;
        }
        const double truth = std::exp2(double(powers[i].x));
        worst = std::max(worst, std::abs(double(raised[i].exp2) - truth) / truth);
    }
    EXPECT_LE(worst, 3e-7);
}

TEST_F(MathTest, EveryFloatGivesANumber) {
    constexpr float infinity = std::numeric_limits<float>::infinity(), largest = std::numeric_limits<float>::max();
    const std::vector<float> specials{0.0f,  -0.0f, 1e-45f, -1e-45f, 1e-40f,   1.17549435e-38f, 1.2e-38f, 1.0f,
                                      -1.0f, 1e30f, -1e30f, largest, -largest, infinity,        -infinity};
    std::vector<glm::vec2> pairs;
    for (const float x : specials)
        for (const float y : {1e-6f, 0.2f, 0.5f, 1.0f, 1.5f, 2.0f, 2.4f, 10.0f, 1000.0f}) pairs.emplace_back(x, y);
    std::mt19937 random(3);
    std::uniform_int_distribution<std::uint32_t> bits;
    std::uniform_real_distribution<float> exponent(0.01f, 1000.0f);
    for (int i = 0; i < 200'000; ++i) {
        const std::uint32_t any = bits(random);
        float x = 0;
        std::memcpy(&x, &any, 4);
        if (!std::isnan(x)) pairs.emplace_back(x, exponent(random));
    }
    const auto results = run(pairs);
    const double most = std::exp2(127.5), smallest = double(std::numeric_limits<float>::min());
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto [x, y] = std::pair(double(pairs[i].x), double(pairs[i].y));
        const Result& r = results[i];
        ASSERT_TRUE(std::isfinite(r.pow) && std::isfinite(r.log2) && std::isfinite(r.exp2) && std::isfinite(r.mirrored))
            << x << ' ' << y << ": " << r.pow << ' ' << r.log2 << ' ' << r.exp2 << ' ' << r.mirrored;
        ASSERT_GE(r.pow, 0.0f) << x << ' ' << y;
        if (x <= smallest) {
            ASSERT_EQ(r.pow, 0.0f) << x << ' ' << y;
            ASSERT_EQ(r.log2, -126.0f) << x;
        }
        // Large exponents are not as exact, but never garbage: the right size, held at both ends.
        const double held = std::isinf(x) ? std::exp2(128.0) : std::abs(x);
        const double truth = held <= smallest ? 0.0 : std::min(std::pow(held, y), most);
        if (truth == 0.0 || truth > std::exp2(-125.0))
            ASSERT_NEAR(std::abs(double(r.mirrored)), truth, truth * 1e-4) << x << ' ' << y;
        else
            ASSERT_LE(std::abs(r.mirrored), std::exp2(-124.0f)) << x << ' ' << y;
        ASSERT_EQ(std::signbit(r.mirrored), std::signbit(pairs[i].x)) << x << ' ' << y;
    }
    // Powers of one, halves and twos of easy numbers.
    const auto easy = run({{1.0f, 2.4f}, {4.0f, 0.5f}, {0.25f, 0.5f}, {2.0f, 2.0f}, {16.0f, 1.0f}});
    EXPECT_EQ(easy[0].pow, 1.0f);
    EXPECT_EQ(easy[1].pow, 2.0f);
    EXPECT_EQ(easy[2].pow, 0.5f);
    EXPECT_EQ(easy[3].pow, 4.0f);
    EXPECT_EQ(easy[4].pow, 16.0f);
}

}  // namespace
}  // namespace umber::engine

// Which of the formats that real drivers offer is taken. The tables are what these list in vkGetPhysicalDeviceSurface-
// FormatsKHR (vulkan.gpuinfo.org, Mesa's src/vulkan/wsi, and vulkaninfo here for lavapipe).
#include "app/surface_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "core/error.h"

namespace umber::app {
namespace {

using Offered = std::vector<VkSurfaceFormatKHR>;
constexpr VkColorSpaceKHR srgb = VK_COLOR_SPACE_SRGB_NONLINEAR_KHR, pq = VK_COLOR_SPACE_HDR10_ST2084_EXT,
                          linear = VK_COLOR_SPACE_EXTENDED_SRGB_LINEAR_EXT, hlg = VK_COLOR_SPACE_HDR10_HLG_EXT,
                          pass = VK_COLOR_SPACE_PASS_THROUGH_EXT, p3 = VK_COLOR_SPACE_DISPLAY_P3_NONLINEAR_EXT,
                          bt2020 = VK_COLOR_SPACE_BT2020_LINEAR_EXT;
constexpr VkFormat bgra = VK_FORMAT_B8G8R8A8_UNORM, bgra_srgb = VK_FORMAT_B8G8R8A8_SRGB,
                   rgba = VK_FORMAT_R8G8B8A8_UNORM, rgba_srgb = VK_FORMAT_R8G8B8A8_SRGB,
                   abgr10 = VK_FORMAT_A2B10G10R10_UNORM_PACK32, argb10 = VK_FORMAT_A2R10G10B10_UNORM_PACK32,
                   half_float = VK_FORMAT_R16G16B16A16_SFLOAT, r565 = VK_FORMAT_R5G6B5_UNORM_PACK16;

struct Driver {
    const char* name;
    Offered offered;
    VkSurfaceFormatKHR for_sdr, for_hdr;
    SurfaceEncoding hdr;
};

const std::vector<Driver>& drivers() {
    static const std::vector<Driver> list{
        {"NVIDIA, Windows with HDR on",
         {{bgra, srgb},
          {bgra_srgb, srgb},
          {rgba, srgb},
          {rgba_srgb, srgb},
          {abgr10, srgb},
          {half_float, linear},
          {abgr10, pq}},
         {abgr10, srgb},
         {abgr10, pq},
         SurfaceEncoding::hdr10},
        {"NVIDIA, Windows with HDR off",
         {{bgra, srgb}, {bgra_srgb, srgb}, {rgba, srgb}, {rgba_srgb, srgb}, {abgr10, srgb}},
         {abgr10, srgb},
         {abgr10, srgb},
         SurfaceEncoding::sdr},
        {"NVIDIA, X11", {{bgra, srgb}, {bgra_srgb, srgb}}, {bgra, srgb}, {bgra, srgb}, SurfaceEncoding::sdr},
        {"NVIDIA, X11 with depth 30",
         {{argb10, srgb}, {bgra, srgb}, {bgra_srgb, srgb}},
         {argb10, srgb},
         {argb10, srgb},
         SurfaceEncoding::sdr},
        {"AMD, Windows with HDR on: floats first",
         {{bgra, srgb},
          {bgra_srgb, srgb},
          {half_float, linear},
          {half_float, srgb},
          {abgr10, pq},
          {half_float, pq},
          {abgr10, VK_COLOR_SPACE_DISPLAY_NATIVE_AMD}},
         {bgra, srgb},
         {abgr10, pq},
         SurfaceEncoding::hdr10},
        {"Mesa (radv, anv), Wayland with a compositor of HDR: 8 bits are offered for PQ too",
         {{bgra, srgb},
          {bgra_srgb, srgb},
          {bgra, pq},
          {bgra, p3},
          {bgra, hlg},
          {argb10, srgb},
          {argb10, pq},
          {argb10, bt2020},
          {abgr10, srgb},
          {abgr10, pq},
          {abgr10, hlg},
          {half_float, linear},
          {half_float, pq},
          {half_float, pass}},
         {abgr10, srgb},
         {abgr10, pq},
         SurfaceEncoding::hdr10},
        {"Mesa, Wayland without it",
         {{bgra, srgb},
          {bgra_srgb, srgb},
          {rgba, srgb},
          {argb10, srgb},
          {abgr10, srgb},
          {bgra, pass},
          {half_float, pass}},
         {abgr10, srgb},
         {abgr10, srgb},
         SurfaceEncoding::sdr},
        {"Intel, X11", {{bgra_srgb, srgb}, {bgra, srgb}}, {bgra, srgb}, {bgra, srgb}, SurfaceEncoding::sdr},
        {"lavapipe, X11 with depth 30", {{argb10, srgb}}, {argb10, srgb}, {argb10, srgb}, SurfaceEncoding::sdr},
        {"Mesa, headless",
         {{rgba, srgb}, {rgba_srgb, srgb}, {bgra, srgb}, {bgra_srgb, srgb}},
         {bgra, srgb},
         {bgra, srgb},
         SurfaceEncoding::sdr},
        {"gamescope: scRGB and HDR10",
         {{bgra, srgb}, {half_float, linear}, {argb10, pq}},
         {bgra, srgb},
         {argb10, pq},
         SurfaceEncoding::hdr10},
        {"a surface of scRGB alone",
         {{bgra, srgb}, {half_float, linear}},
         {bgra, srgb},
         {half_float, linear},
         SurfaceEncoding::scrgb},
        {"a television: HLG alone", {{bgra, srgb}, {abgr10, hlg}}, {bgra, srgb}, {abgr10, hlg}, SurfaceEncoding::hlg},
        {"HDR10 in 8 bits alone is worse than a preview",
         {{bgra, srgb}, {bgra, pq}},
         {bgra, srgb},
         {bgra, srgb},
         SurfaceEncoding::sdr},
        {"a driver of Vulkan 1.0 that takes anything",
         {{VK_FORMAT_UNDEFINED, srgb}},
         {bgra, srgb},
         {bgra, srgb},
         SurfaceEncoding::sdr},
    };
    return list;
}

void expect_format(const SurfaceChoice& choice, const VkSurfaceFormatKHR& wanted) {
    EXPECT_EQ(choice.format.format, wanted.format);
    EXPECT_EQ(choice.format.colorSpace, wanted.colorSpace);
}

TEST(SurfaceChoice, TakesTheBestOfWhatDriversOffer) {
    for (const Driver& driver : drivers()) {
        SCOPED_TRACE(driver.name);
        const SurfaceChoice sdr = choose_surface(driver.offered, false, {});
        expect_format(sdr, driver.for_sdr);
        EXPECT_EQ(sdr.encoding, SurfaceEncoding::sdr);
        const SurfaceChoice hdr = choose_surface(driver.offered, true, {});
        expect_format(hdr, driver.for_hdr);
        EXPECT_EQ(hdr.encoding, driver.hdr);
    }
}

TEST(SurfaceChoice, AWishIsFollowedWhereItCanBe) {
    const Offered all{{bgra, srgb}, {abgr10, srgb}, {abgr10, pq}, {half_float, linear}, {abgr10, hlg}};
    for (const SurfaceEncoding wish :
         {SurfaceEncoding::sdr, SurfaceEncoding::hdr10, SurfaceEncoding::scrgb, SurfaceEncoding::hlg})
        for (const bool hdr : {false, true}) {
            const SurfaceChoice choice = choose_surface(all, hdr, wish);
            EXPECT_EQ(choice.encoding, wish);
            EXPECT_THAT(choice.why, testing::HasSubstr("$UMBER_DISPLAY"));
            EXPECT_EQ(choice.bits, wish == SurfaceEncoding::scrgb ? 16 : 10);
        }
    const SurfaceChoice refused = choose_surface(Offered{{bgra, srgb}}, true, SurfaceEncoding::hdr10);
    EXPECT_EQ(refused.encoding, SurfaceEncoding::sdr);
    EXPECT_THAT(refused.why, testing::HasSubstr("does not offer"));
    EXPECT_THAT(refused.why, testing::HasSubstr("the picture is HDR, and the display offers no HDR"));
}

TEST(SurfaceChoice, SaysWhy) {
    const Offered all{{bgra, srgb}, {abgr10, pq}};
    EXPECT_EQ(choose_surface(all, true, {}).why, "HDR10, 10 bits: the picture is HDR, and the display offers it");
    EXPECT_EQ(choose_surface(all, false, {}).why, "SDR, 8 bits: the picture is SDR");
}

TEST(SurfaceChoice, NothingPlainIsAnError) {
    EXPECT_THROW(choose_surface(Offered{{bgra_srgb, srgb}, {r565, srgb}}, false, {}), Error);
    EXPECT_THROW(choose_surface({}, true, {}), Error);
}

TEST(SurfaceChoice, TheWishIsAWord) {
    EXPECT_EQ(wished_encoding(nullptr), std::nullopt);
    EXPECT_EQ(wished_encoding(""), std::nullopt);
    for (const SurfaceEncoding one :
         {SurfaceEncoding::sdr, SurfaceEncoding::hdr10, SurfaceEncoding::scrgb, SurfaceEncoding::hlg})
        EXPECT_EQ(wished_encoding(std::string(name(one)).c_str()), one);
    try {
        wished_encoding("hdr11");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("$UMBER_DISPLAY is 'hdr11'"));
    }
}

}  // namespace
}  // namespace umber::app

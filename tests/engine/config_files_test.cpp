// What a config is made of on disk: found through its search paths, hashed by contents.
#include "engine/config_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/command.h"
#include "support/error.h"

namespace umber::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view config = R"(ocio_profile_version: 2
search_path: luts
roles: {default: raw}
file_rules:
  - !<Rule> {name: Default, colorspace: raw}
displays:
  Monitor:
    - !<View> {name: Raw, colorspace: raw}
looks:
  - !<Look> {name: night, process_space: raw, transform: !<FileTransform> {src: night.cube}}
colorspaces:
  - !<ColorSpace> {name: raw, isdata: true}
  - !<ColorSpace>
    name: film
    from_scene_reference: !<GroupTransform>
      children:
        - !<MatrixTransform> {offset: [0.1, 0, 0, 0]}
        - !<FileTransform> {src: film.cube}
  - !<ColorSpace> {name: lost, to_scene_reference: !<FileTransform> {src: nowhere.cube}}
named_transforms:
  - !<NamedTransform> {name: curve, transform: !<FileTransform> {src: film.cube}}
)";

class ConfigFiles : public testing::Test {
protected:
    const umber::test::ScratchFolder scratch;
    std::string make(const std::string& folder) const {
        fs::create_directories(scratch / folder / "luts");
        write(folder + "/studio.ocio", config);
        write(folder + "/luts/film.cube", "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n");
        write(folder + "/luts/night.cube", "LUT_1D_SIZE 2\n0 0 0\n0.5 0.5 1\n");
        return (scratch / folder / "studio.ocio").string();
    }
    void write(const std::string& name, std::string_view text) const { std::ofstream(scratch / name) << text; }
};

TEST_F(ConfigFiles, AreTheConfigAndTheLutsThatItNames) {
    const std::string file = make("a");
    const std::vector<ConfigFile> files = config_files(file);
    ASSERT_EQ(files.size(), 4u);
    EXPECT_EQ(files[0].found, file);
    EXPECT_EQ(files[1].named, "film.cube");
    EXPECT_TRUE(fs::equivalent(files[1].found, scratch / "a/luts/film.cube"));
    EXPECT_EQ(files[2].named, "night.cube");
    EXPECT_EQ(files[3].named, "nowhere.cube");
    EXPECT_TRUE(files[3].found.empty());
    EXPECT_TRUE(config_files("ocio://default").empty());
    EXPECT_EQ(config_hash(""), "");
}

TEST_F(ConfigFiles, HashIsOfContentsWhereverTheyLie) {
    const std::string a = make("a"), b = make("b");
    const std::string hash = config_hash(a);
    EXPECT_EQ(hash.size(), 16u);
    EXPECT_EQ(config_hash(b), hash);
    EXPECT_EQ(config_change(b, hash, "g.json was saved"), "");
    EXPECT_EQ(config_change(b, "", "g.json was saved"), "");
    const std::uint64_t stamp = stamp_of(config_files(b));
    write("b/luts/night.cube", "LUT_1D_SIZE 2\n0 0 0\n0.5 0.5 0.75\n");
    EXPECT_NE(config_hash(b), hash);
    EXPECT_NE(stamp_of(config_files(b)), stamp);
    EXPECT_THAT(config_change(b, hash, "g.json was saved"),
                testing::AllOf(testing::StartsWith(b), testing::HasSubstr("g.json was saved")));
    write("b/luts/night.cube", "LUT_1D_SIZE 2\n0 0 0\n0.5 0.5 1\n");
    EXPECT_EQ(config_hash(b), hash);
    fs::remove(scratch / "b/luts/film.cube");
    EXPECT_NE(config_hash(b), hash);
    write("a/studio.ocio", std::string(config) + "# another line\n");
    EXPECT_NE(config_hash(a), hash);
}

TEST_F(ConfigFiles, HashIsFnv1a) {
    // http://www.isthe.com/chongo/tech/comp/fnv: the 64-bit FNV-1a of "foobar" is 85944171f73967e8.
    const std::string file = (scratch / "x").string();
    write("x", "oobar");
    // The config's own name is empty, so its contents follow a zero byte; the same worked here.
    std::uint64_t state = 14695981039346656037ull;
    for (const char c : std::string("\0oobar", 6)) state = (state ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    EXPECT_EQ(std::stoull(hash_of({{"", file}}), nullptr, 16), state);
    std::uint64_t foobar = 14695981039346656037ull;
    for (const char c : std::string("foobar")) foobar = (foobar ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    EXPECT_EQ(foobar, 0x85944171f73967e8ull);
}

TEST_F(ConfigFiles, AFaultNamesTheFile) {
    write("broken.ocio", "ocio_profile_version: 2\nroles: [\n");
    for (const char* name : {"absent.ocio", "broken.ocio"}) {
        const std::string file = (scratch / name).string();
        EXPECT_THAT(umber::test::message_of([&] { (void)config_hash(file); }), testing::StartsWith(file + ": "));
    }
}

}  // namespace
}  // namespace umber::engine
